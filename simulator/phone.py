"""The state of one phone, and everything that a person can do to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from random import Random
from typing import Literal

from .call_log import CallLog
from .calls import Call, Calls, FarEnd, Outsider, Party
from .clock import Timeline, Timer
from .codes import Code, RefusedError
from .config import Config
from .lines import Line, read_lines
from .parameters import DEFAULT_PASSWORD, PASSWORD
from .pbx import Pbx
from .profiles import Profile

DOMAIN = "voice.example.net"

type EventKind = Literal[
    "call", "config", "dnd", "line", "log", "mute", "power", "screen"
]


@dataclass(frozen=True)
class PhoneEvent:
    """Something that changed at a phone."""

    phone: Phone
    kind: EventKind
    call: Call | None = None
    """The call whose state changed."""


type Observer = Callable[[PhoneEvent], None]


class Phone:
    """One phone: configuration, lines, calls, keys and power."""

    def __init__(
        self,
        profile: Profile,
        *,
        pbx: Pbx,
        mac: str,
        password: str,
        extension: int = 200,
        zone: tzinfo | None = None,
    ) -> None:
        self.profile = profile
        self.pbx = pbx
        self.mac = mac
        self.zone = zone
        self.random = Random(mac)  # noqa: S311 - a simulation that can be repeated
        self.config = Config(_provisioning(profile, password, extension))
        self.calls = Calls()
        self.log = CallLog()
        self.dnd = False
        self.muted = False
        self.address = ""
        self.power: Literal["on", "off", "booting"] = "on"
        self.hung = False
        """Whether it is frozen, and only pulling the plug helps."""
        self.restart_seconds = 30.0
        self.restart_pending = False
        self.lost_lines: set[int] = set()
        self.booted = self.timeline.now
        self._boot: Timer | None = None
        self._observers: list[Observer] = []
        pbx.phones.append(self)

    # Reading it.

    @property
    def timeline(self) -> Timeline:
        """What is going to happen, and what time it is."""
        return self.pbx.timeline

    @property
    def lines(self) -> list[Line]:
        """Its lines."""
        return read_lines(self.config)

    @property
    def password(self) -> str:
        """The administrator's password."""
        return self.config[PASSWORD]

    @property
    def api_enabled(self) -> bool:
        """Whether the REST API is switched on."""
        return self.flag("apps.restapi.enabled")

    @property
    def uptime(self) -> timedelta:
        """Time since it was started."""
        return timedelta(seconds=int(self.timeline.now - self.booted))

    def flag(self, name: str) -> bool:
        """A parameter that is on or off."""
        return self.config[name] == "1"

    def seconds(self, name: str) -> float:
        """A parameter that is a time."""
        return float(self.config[name])

    def local_time(self, moment: float) -> datetime:
        """A moment on the phone's own clock, which knows of no zone."""
        offset = self.config["tcpIpApp.sntp.gmtOffset"]
        zone = timezone(timedelta(seconds=int(offset))) if offset else self.zone
        return datetime.fromtimestamp(moment, zone).replace(tzinfo=None)

    def registered(self, line: Line) -> bool:
        """Whether a line is registered with the exchange."""
        return self.power == "on" and line.index not in self.lost_lines

    def find_line(self, number: int) -> Line:
        """The line with a number, as `lineInfo` counts them."""
        for line in self.lines:
            if number in line.numbers:
                return line
        raise RefusedError(Code.NO_SUCH_LINE)

    def first_line(self) -> Line:
        """The line that is used where none is named."""
        lines = self.lines
        if not lines:
            raise RefusedError(Code.LINE_NOT_REGISTERED)
        return next((line for line in lines if self.registered(line)), lines[0])

    # Watching it.

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have every change told; the result ends that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def publish(self, kind: EventKind, call: Call | None = None) -> None:
        """Tell a change to everyone who watches, and settle what follows from it."""
        if kind == "call" and not len(self.calls):
            self._calls_over()
        for observer in tuple(self._observers):
            observer(PhoneEvent(self, kind, call))

    def _calls_over(self) -> None:
        if not self.flag("feature.persistentMute.enabled"):
            self.muted = False
        if self.restart_pending:
            self.timeline.after(0, self._restart_now)

    # Calls.

    def offer(self, caller: Party, line: Line, end: FarEnd) -> Call | None:
        """Let a call come in; None if the phone refuses it."""
        if not self.registered(line):
            end.far_refused()
            return None
        call = Call(self, line, Party(caller.name, caller.number), incoming=True)
        call.far = end
        call.silent = self.dnd
        waiting = len(self.calls) and not self.flag("call.callWaiting.enable")
        if waiting or (self.dnd and self.flag("call.rejectBusyOnDnd")):
            self.log.add(call, int(self.config["callLists.size"]))
            self.publish("log")
            end.far_refused()
            return None
        self.calls.add(call)
        call.ring()
        return call

    def dial(self, number: str, line: int | None = None) -> Call:
        """Call a number."""
        call = self.lift(line)
        call.dial(Party(number, number))
        return call

    def lift(self, line: int | None = None) -> Call:
        """Get a dial tone."""
        chosen = self.find_line(line) if line else self.first_line()
        if not self.registered(chosen):
            raise RefusedError(Code.LINE_NOT_REGISTERED)
        call = Call(self, chosen, Party("", ""), incoming=False)
        self.calls.add(call)
        call.wait_for_digits()
        return call

    def ring(self, number: str, name: str = "", line: int | None = None) -> Call | None:
        """Have somebody outside call this phone."""
        party = Party(name or number, number)
        chosen = self.find_line(line) if line else self.first_line()
        return self.offer(party, chosen, Outsider(party))

    def set_mute(self, muted: bool) -> None:
        """Switch the microphone off or on."""
        self.muted = muted
        self.publish("mute")

    # Power.

    def restart(self) -> None:
        """Restart as soon as no call is up."""
        self.restart_pending = True
        if not self.calls:
            self.timeline.after(0, self._restart_now)

    def power_off(self) -> None:
        """Pull the plug."""
        self._go_down("off")

    def power_on(self) -> None:
        """Plug it in again; it takes a while until it is up."""
        if self.power == "off":
            self._restart_now()

    def _restart_now(self) -> None:
        self._go_down("booting")
        self._boot = self.timeline.after(self.restart_seconds, self._come_up)

    def _go_down(self, power: Literal["off", "booting"]) -> None:
        if self._boot:
            self._boot.cancel()
        self.power = power
        self.restart_pending = self.hung = False
        self.calls.cut()
        self.muted = False
        self.publish("power")

    def _come_up(self) -> None:
        self.power = "on"
        self.booted = self.timeline.now
        self.publish("power")


def _provisioning(profile: Profile, password: str, extension: int) -> dict[str, str]:
    """What the provisioning server gave to a phone."""
    values = {"apps.restapi.enabled": "1"}
    if password != DEFAULT_PASSWORD:
        values[PASSWORD] = password
    for index, registration in enumerate(profile.registrations, 1):
        number = str(extension + index - 1)
        values |= {
            f"reg.{index}.address": f"{number}@{DOMAIN}",
            f"reg.{index}.auth.userId": number,
            f"reg.{index}.label": registration.label,
            f"reg.{index}.lineKeys": str(registration.keys),
            f"reg.{index}.server.1.address": DOMAIN,
            f"reg.{index}.server.1.port": "5060",
        }
    return values
