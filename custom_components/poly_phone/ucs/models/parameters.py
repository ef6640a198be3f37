"""Configuration parameters, and the limits of one request."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import json
import re
from typing import Any, Final

from .. import parsing
from ..errors import UcsInputError
from ..validation import MAX_BODY

MAX_PARAMETERS: Final = 20
"""Number of parameters that a phone accepts in one request."""

_PARAMETER = re.compile(r"[A-Za-z][\w.-]{1,127}")
_RESTARTING = re.compile(
    r"msg\.mwi\.\d+\.led$|diags\.pcap\.|device\.font\.size$|device\.theme$"
)


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A configuration parameter. Source: `POST v1/mgmt/config/get`."""

    value: str = field(repr=False)
    """Empty if the parameter is not set."""

    source: str | None
    """Origin: `default`, `config` (provisioning), `web`, `device` or `local`."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Parameter:
        """Parse one parameter."""
        return cls(
            value=parsing.text(data, "Value", "value") or "",
            source=(parsing.text(data, "Source", "source") or "").lower() or None,
        )


def validate_parameters[NamesT: Sequence[str] | Mapping[str, str]](
    parameters: NamesT,
) -> NamesT:
    """Return parameters that have valid names."""
    if not parameters:
        raise UcsInputError("parameters", "must not be empty")
    for name in parameters:
        if not _PARAMETER.fullmatch(name):
            raise UcsInputError("parameters", f"{name!r} is not a parameter's name")
    return parameters


def may_restart(parameters: Iterable[str]) -> list[str]:
    """Return the parameters that restart the phone."""
    return [name for name in parameters if _RESTARTING.match(name)]


def split_into_requests(parameters: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the parameters in parts that each fit into a request."""
    portion: dict[str, str] = {}
    for name, value in parameters.items():
        larger = _with_switches(portion | {name: value})
        if portion and (len(larger) > MAX_PARAMETERS or _size(larger) > MAX_BODY):
            yield portion
            larger = _with_switches({name: value})
        portion = larger
    yield portion


def _with_switches(parameters: Mapping[str, str]) -> dict[str, str]:
    """Add the switches, without which phones ignore `device.*` parameters."""
    switches = {
        f"{name}.set": "1"
        for name in parameters
        if name.startswith("device.") and not name.endswith(".set")
    }
    return ({"device.set": "1"} | switches if switches else {}) | dict(parameters)


def _size(parameters: Mapping[str, str]) -> int:
    return len(json.dumps({"data": parameters}).encode())
