"""The configuration parameters of a phone, in layers."""

from collections.abc import Collection, Iterable, Mapping
import re

from .parameters import DEFAULTS, GMT_OFFSET, RESTART_PARAMETERS
from .ranges import is_in_range

LAYERS = ("local", "web", "cloud", "device", "config")
"""The sources of values, the strongest first."""

RESETTABLE = ("cloud", "local", "web", "device")
"""The layers that `configReset` empties; `config` belongs to the provisioning server."""

_INDEX = re.compile(r"(?<=\.)\d+(?=\.|$)")


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def generic_name(name: str) -> str:
    """Return the name with `#` for each index."""
    return name if name in DEFAULTS else _INDEX.sub("#", name)


class Config:
    """The parameters of one phone."""

    def __init__(
        self, provisioned: Mapping[str, str], missing: Collection[str] = ()
    ) -> None:
        self._missing = missing
        """The names, with `#` for an index, that the model lacks."""
        self._layers: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
        self._layers["config"].update(provisioned)

    def __getitem__(self, name: str) -> str:
        return self.read(name)[0]

    def knows(self, name: str) -> bool:
        """Return whether the parameter exists."""
        known = generic_name(name)
        return known in DEFAULTS and known not in self._missing

    def accepts(self, name: str, value: str) -> bool:
        """Return whether the parameter exists and may have the value."""
        if not self.knows(name):
            return False
        if name == GMT_OFFSET and value:
            return _is_number(value) and abs(int(value)) < 86_400
        known = generic_name(name)
        is_number = _is_number(value)
        if _is_number(DEFAULTS[known]) and not is_number:
            return False
        return is_in_range(known, value)

    def read(self, name: str) -> tuple[str, str]:
        """Return the value of a parameter and its layer."""
        for layer in LAYERS:
            if name in self._layers[layer]:
                return self._layers[layer][name], layer
        return DEFAULTS[generic_name(name)], "default"

    def write(self, values: Mapping[str, str], layer: str = "web") -> None:
        """Write parameters; `device.*` parameters go to the flash memory.

        These need `device.set` and their own `.set` in the same request. Without them
        the phone accepts the values and ignores them (a guess).
        """
        for name, value in values.items():
            if not name.startswith("device."):
                self._layers[layer][name] = value
            elif values.get("device.set") == values.get(f"{name}.set") == "1":
                self._layers["device"][name] = value

    def reset(self, layers: Iterable[str] = RESETTABLE) -> None:
        """Empty some layers."""
        for layer in layers:
            self._layers[layer].clear()

    def clear_all(self) -> None:
        """Erase all layers, as a factory reset does."""
        self.reset(LAYERS)


def needs_restart(names: Iterable[str]) -> bool:
    """Return whether writing these parameters restarts the phone."""
    return any(generic_name(name) in RESTART_PARAMETERS for name in names)
