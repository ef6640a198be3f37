"""The values that parameters of settings may have."""

import re

RANGES = {
    "ptt.emergencyChannel.volume": range(-57, 1),
    "ptt.volume": range(-57, 1),
    "up.backlight.idleIntensity": range(4),
    "up.backlight.onIntensity": range(4),
    "up.backlight.timeout": range(5, 61),
    # No source has the range of this one.
    "np.normal.ringing.toneVolume.chassis": range(-57, 1),
}
"""The allowed numbers, in dB, seconds or steps."""

_RINGTONES = tuple(f"ringer{number}" for number in range(1, 25))

CHOICES = {
    "np.normal.ringing.calls.tonePattern": _RINGTONES,
    "reg.#.ringType": ("default", *_RINGTONES),
    "se.rt.default.ringer": ("default", *_RINGTONES),
}
"""The allowed texts."""

_SWITCH = re.compile(
    r"\.(enabled?|autoAnswer\.SIP|fwdStatus|micMute|status|videoMute)$"
)


def is_in_range(name: str, value: str) -> bool:
    """Return whether the value is allowed; `name` has `#` for each index."""
    if allowed := RANGES.get(name):
        return int(value) in allowed
    if name in CHOICES:
        return value in CHOICES[name]
    return not _SWITCH.search(name) or value in {"0", "1"}
