"""The settings of a phone that Home Assistant changes, one row for each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from homeassistant.const import Platform

from ..ucs import Parameter

ON: Final = "1"
OFF: Final = "0"
NO_OWN_RINGTONE: Final = "default"

DO_NOT_DISTURB_ENABLED: Final = "feature.doNotDisturb.enable"
DO_NOT_DISTURB_PER_LINE: Final = "call.donotdisturb.perReg"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A setting, which is a parameter of the phone."""

    key: str
    platform: Platform
    parameter: str
    copies: tuple[str, ...] = ()
    """Parameters that also receive the value, where the phone knows them."""

    required: tuple[str, ...] = ()
    """Parameters that must not be empty while the setting is on."""

    range: tuple[int, int] = (0, 1)
    """The smallest and the largest number."""

    unit: str | None = None
    options: tuple[str, ...] = ()
    is_enabled: bool = False
    """Whether its entity is enabled by default."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """All parameters that its entity reads."""
        return self.parameter, *self.copies, *self.required

    def value(self, settings: Mapping[str, Parameter] | None) -> str | None:
        """Return the value, None while it is unknown."""
        parameter = (settings or {}).get(self.parameter)
        return parameter.value if parameter else None

    def number(self, settings: Mapping[str, Parameter] | None) -> int | None:
        """Return the value as a number, None if it is none."""
        try:
            return int(self.value(settings) or "")
        except ValueError:
            return None

    def is_on(self, settings: Mapping[str, Parameter] | None) -> bool | None:
        """Return whether the setting is on."""
        return {ON: True, OFF: False}.get(self.value(settings) or "")

    def writes(self, value: str, known: Iterable[str]) -> dict[str, str]:
        """Return the parameters to write for a value."""
        # Only the parameter of the line can have no ringtone of its own.
        copies = () if value == NO_OWN_RINGTONE else self.copies
        return {self.parameter: value} | {
            name: value for name in copies if name in known
        }


SETTINGS: Final = (
    # Not `divert.*`, because these parameters restart the phone.
    Setting(
        key="forward_calls",
        platform=Platform.SWITCH,
        parameter="reg.1.fwdStatus",
        required=("reg.1.fwdContact",),
        is_enabled=True,
    ),
    Setting(
        key="forward_to",
        platform=Platform.TEXT,
        parameter="reg.1.fwdContact",
        is_enabled=True,
    ),
    Setting(
        key="auto_answer",
        platform=Platform.SWITCH,
        parameter="call.autoAnswer.SIP",
    ),
    Setting(
        key="brightness",
        platform=Platform.NUMBER,
        parameter="up.backlight.onIntensity",
        range=(0, 3),
    ),
    Setting(
        key="idle_brightness",
        platform=Platform.NUMBER,
        parameter="up.backlight.idleIntensity",
        range=(0, 3),
    ),
    Setting(
        key="ringer_volume",
        platform=Platform.NUMBER,
        parameter="np.normal.ringing.toneVolume.chassis",
        range=(-57, 0),
        unit="dB",
    ),
    Setting(
        key="page_volume",
        platform=Platform.NUMBER,
        parameter="ptt.volume",
        range=(-57, 0),
        unit="dB",
    ),
    Setting(
        key="ringtone",
        platform=Platform.SELECT,
        parameter="reg.1.ringType",
        # A phone stores both after a user has chosen a ringtone.
        copies=("np.normal.ringing.calls.tonePattern",),
        options=(NO_OWN_RINGTONE, *(f"ringer{number}" for number in range(1, 25))),
    ),
)

PARAMETERS: Final = frozenset(
    {DO_NOT_DISTURB_ENABLED, DO_NOT_DISTURB_PER_LINE}.union(
        *(setting.parameters for setting in SETTINGS)
    )
)
"""All parameters that entities read."""


def is_value(
    settings: Mapping[str, Parameter] | None, parameter: str, value: str
) -> bool:
    """Return whether a parameter is known to have a value."""
    found = (settings or {}).get(parameter)
    return found is not None and found.value == value


def settings_of(platform: Platform) -> tuple[Setting, ...]:
    """Return the settings of a platform."""
    return tuple(setting for setting in SETTINGS if setting.platform is platform)
