"""The simulated models, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from .configuration.parameters import BACKLIGHT, EDGE_ONLY, PAGING, VVX_ONLY
from .quirks import Quirk

DOMAIN = "voice.example.net"
GATEWAY = "192.0.2.1"
NETMASK = "255.255.255.0"

type Feature = Literal[
    "v2",
    "callctrl",
    "configResetLayer",
    "export",
    "hook",
    "keys",
    "mrpair",
    "text",
    "touch",
    "uixml",
    "updateConfiguration",
]
"""A group of commands that some models lack."""

type Authentication = Literal["Basic", "Digest", "Basic and Digest"]
"""The authentication schemes of the web server."""

ALL_KEYS = frozenset(
    {
        *(f"Arrow{way}" for way in ("Up", "Down", "Left", "Right")),
        *(f"Dialpad{digit}" for digit in range(10)),
        *(f"Line{number}" for number in range(1, 13)),
        *(f"SoftKey{number}" for number in range(1, 5)),
        *("DialpadStar", "DialpadPound", "Delete", "Home", "Select"),
        *("DoNotDisturb", "Headset", "Handsfree", "Hold", "Transfer"),
        *("MicMute", "Redial", "VolDown", "VolUp"),
    }
)
"""The keys of a phone with all keys."""


def format_uptime_words(uptime: timedelta) -> str:
    """Return the uptime in the form `0 Day 2:26:00`."""
    noun = "Day" if uptime.days < 2 else "Days"
    return f"{uptime.days} {noun} {format_clock_time(uptime)}"


def format_uptime_dotted(uptime: timedelta) -> str:
    """Return the uptime in the form `3.02:24:46`."""
    return f"{uptime.days}.{format_clock_time(uptime).zfill(8)}"


def format_clock_time(uptime: timedelta) -> str:
    """Return the uptime without days, in the form `2:26:00`."""
    return str(timedelta(seconds=uptime.seconds))


@dataclass(frozen=True, kw_only=True)
class Registration:
    """A line of the profile."""

    label: str
    keys: int = 1
    """The number of its line keys."""
    port: str = "5060"
    """The port of the exchange; 0 for the default."""
    user: str = ""
    """The user name at the exchange; by default the number."""
    address: str = ""
    """The SIP address; by default the number and the domain."""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One model with one firmware."""

    name: str
    model: str
    form: Literal["trio", "vvx", "ccx", "edge"]
    """The drawing of the control page."""
    mac: int
    """The MAC address of the first phone."""
    firmware: str
    built: str
    updater: str
    boot_block: str
    features: frozenset[Feature]
    registrations: tuple[Registration, ...]
    vendor: str = "Polycom"
    authentication: Authentication = "Basic"
    server: str = "Polycom SoundPoint IP Telephone HTTPd"
    headers: Mapping[str, str] = field(default_factory=dict)
    """The additional headers of every answer."""
    headers_404: Mapping[str, str] = field(default_factory=dict)
    """The headers of a 404 instead of those above, if there are any."""
    keep_alive: bool = True
    uptime: Callable[[timedelta], str] = format_uptime_words
    """The format of the uptime in `device/info` v1."""
    attached_hardware: Mapping[str, object] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    """The keys that `simulateKeyEvent` accepts."""
    screen: tuple[int, int] = (0, 0)
    """Width and height of the touch screen in pixels."""
    picture: Literal["BMP", "PNG"] = "PNG"
    """The format of a captured screen."""
    capture: tuple[str, str] = ("up.screenCapture.enabled", "up.screenCapture.allowed")
    """The parameters that allow to capture the screen."""
    protocol: Literal["SIP", "Auto"] = "SIP"
    """The protocol of a line; Trios choose it per call."""
    runs_pushed_commands: bool = False
    """Whether the phone runs commands in a push; others accept them only (a guess)."""
    dnd: bool = True
    """Whether the phone has a do-not-disturb function."""
    is_line_required: bool = False
    """Whether `dial` requires a line, as in older firmware."""
    proxy_when_unregistered: bool = True
    """Whether `lineInfo` v1 has the proxy of an unregistered line."""
    video: bool = False
    """Whether calls may have video."""
    voice_quality: bool = True
    """Whether `sessionStats` has MOS values."""
    has_freezing_session_stats: bool = False
    """Whether `sessionStats` freezes the phone until its power is cut."""
    wifi: bool = False
    quirks: frozenset[Quirk] = frozenset()
    """The differences of its firmware."""
    missing_parameters: frozenset[str] = EDGE_ONLY | VVX_ONLY
    """The parameters that the firmware does not know."""
    invalid_params: Literal["object", "array"] = "object"
    """The shape of `InvalidParams`."""

    def provisioning(self, extension: int) -> dict[str, str]:
        """Return the parameters of the provisioning server for a phone."""
        values = {"apps.restapi.enabled": "1"}
        for index, registration in enumerate(self.registrations, 1):
            number = str(extension + index - 1)
            values |= {
                f"reg.{index}.address": registration.address or f"{number}@{DOMAIN}",
                f"reg.{index}.auth.userId": registration.user or number,
                f"reg.{index}.label": registration.label,
                f"reg.{index}.lineKeys": str(registration.keys),
                f"reg.{index}.server.1.address": DOMAIN,
                f"reg.{index}.server.1.port": registration.port,
            }
        return values


_TOUCH: frozenset[Feature] = frozenset(
    {
        "v2",
        "callctrl",
        "configResetLayer",
        "export",
        "hook",
        "touch",
        "updateConfiguration",
    }
)
_KEYS: frozenset[Feature] = frozenset({"keys", "text", "uixml"})
_TOUCH_AND_KEYS = _TOUCH | _KEYS
_PAIRING: frozenset[Feature] = frozenset({"mrpair"})

PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            name="trio8800-7.2.2",
            model="Trio 8800",
            form="trio",
            mac=0x64167F_A10000,
            firmware="7.2.2.1407",
            built="11-Apr-22 10:12",
            updater="7.2.2.1407",
            boot_block="3.0.6.0007 (65290-002)",
            features=_TOUCH_AND_KEYS | _PAIRING,
            registrations=(
                Registration(label="Conference Room", port="0", user="trio8800"),
            ),
            keys=frozenset({"MicMute", "VolUp", "VolDown"}),
            screen=(1280, 720),
            protocol="Auto",
            dnd=False,
            video=True,
            voice_quality=False,
        ),
        Profile(
            name="trio8800-5.7.1",
            model="Trio 8800",
            form="trio",
            mac=0x0004F2_A20000,
            firmware="5.7.1.2205",
            built="09-May-18 17:40",
            updater="5.7.1.2205",
            boot_block="3.0.5.0011 (65290-001)",
            features=frozenset({"callctrl", "touch", "uixml"}),
            registrations=(
                Registration(
                    label="Boardroom", port="0", user="boardroom", address="boardroom"
                ),
            ),
            screen=(1280, 720),
            capture=("up.screenCapture.enabled", "up.screenCapture.value"),
            missing_parameters=EDGE_ONLY | VVX_ONLY | BACKLIGHT | PAGING,
            protocol="Auto",
            dnd=False,
            video=True,
            voice_quality=False,
            is_line_required=True,
            has_freezing_session_stats=True,
            # No source shows whether Trios post, so that one does and one does not.
            quirks=frozenset({Quirk.SILENT}),
            proxy_when_unregistered=False,
        ),
        Profile(
            name="vvx501-6.4",
            model="VVX 501",
            form="vvx",
            mac=0x64167F_A30000,
            firmware="6.4.0.1902",
            built="21-Jun-21 08:55",
            updater="6.1.0.5120",
            boot_block="3.0.4.0091 (48501-001)",
            features=_TOUCH_AND_KEYS,
            registrations=(
                Registration(label="Reception"),
                Registration(
                    label="Service", keys=2, user="agentphone", address="agentphone"
                ),
            ),
            uptime=format_uptime_dotted,
            attached_hardware={"EM": [], "Camera": "yes"},
            keys=ALL_KEYS,
            missing_parameters=EDGE_ONLY,
            runs_pushed_commands=True,
            screen=(320, 240),
            picture="BMP",
            capture=("up.screenCapture.enabled", "up.screenCapture.value"),
        ),
        Profile(
            name="ccx500-7.3",
            model="CCX 500",
            form="ccx",
            mac=0x482567_A40000,
            firmware="7.3.0.2210",
            built="02-Dec-21 13:31",
            updater="7.3.0.2210",
            boot_block="3.0.9.0014 (49710-001)",
            features=_TOUCH,
            registrations=(Registration(label="Office", user="kqzvtm"),),
            vendor="Poly",
            attached_hardware={"EM": []},
            screen=(720, 1280),
        ),
        Profile(
            name="edgeE350-8.6",
            model="Edge E350",
            form="edge",
            mac=0x482567_A50000,
            firmware="8.6.0.1150",
            built="17-Jan-26 11:05",
            updater="8.6.0.1150",
            boot_block="4.1.2.0020 (87835-001)",
            features=frozenset({"configResetLayer", "export", "updateConfiguration"}),
            registrations=(Registration(label="Workshop", user="workshop-phone"),),
            vendor="Poly",
            authentication="Digest",
            server="Poly Edge Telephone HTTPd",
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "frame-ancestors 'self'",
                "Strict-Transport-Security": "max-age=31536000",
            },
            # A capture has these names, but only the value of the last one.
            headers_404={
                "X-XSS-Protection": "1; mode=block",
                "Referrer-Policy": "same-origin",
                "Permissions-Policy": "camera=(), microphone=()",
                "Strict-Transport-Security": "max-age=2592000",
            },
            keep_alive=False,
            wifi=True,
            attached_hardware={"EM": []},
            missing_parameters=VVX_ONLY,
            invalid_params="array",
        ),
    )
}
