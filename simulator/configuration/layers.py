"""The configuration parameters of a phone, in layers."""

from collections.abc import Iterable, Mapping
import re

from .parameters import DEFAULTS, GMT_OFFSET, RESTART_PARAMETERS

LAYERS = ("local", "web", "cloud", "device", "config")
"""Where a value can come from, the strongest first."""

RESETTABLE = ("cloud", "local", "web", "device")
"""The layers that `configReset` empties; `config` is the provisioning server's."""

_INDEX = re.compile(r"(?<=\.)\d+(?=\.|$)")


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def generic_name(name: str) -> str:
    """A name with each index replaced by `#`, as in the table of defaults."""
    return name if name in DEFAULTS else _INDEX.sub("#", name)


class Config:
    """The parameters of one phone."""

    def __init__(self, provisioned: Mapping[str, str]) -> None:
        self._layers: dict[str, dict[str, str]] = {layer: {} for layer in LAYERS}
        self._layers["config"].update(provisioned)

    def __getitem__(self, name: str) -> str:
        return self.read(name)[0]

    def knows(self, name: str) -> bool:
        """Whether there is such a parameter."""
        return generic_name(name) in DEFAULTS

    def accepts(self, name: str, value: str) -> bool:
        """Whether a parameter exists and may have a value: a number stays a number."""
        if not self.knows(name):
            return False
        if name == GMT_OFFSET and value:
            return _is_number(value) and abs(int(value)) < 86_400
        return _is_number(value) or not _is_number(DEFAULTS[generic_name(name)])

    def read(self, name: str) -> tuple[str, str]:
        """The value of a parameter, and the layer that it comes from."""
        for layer in LAYERS:
            if name in self._layers[layer]:
                return self._layers[layer][name], layer
        return DEFAULTS[generic_name(name)], "default"

    def write(self, values: Mapping[str, str], layer: str = "web") -> None:
        """Set parameters; those of the device itself go to its flash memory.

        They take effect only if `device.set` and their own `.set` come along. Without
        them the phone accepts and drops them (a guess).
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
        """Forget everything, as a phone fresh from the factory."""
        self.reset(LAYERS)


def needs_restart(names: Iterable[str]) -> bool:
    """Whether the phone restarts by itself when these parameters are written."""
    return any(generic_name(name) in RESTART_PARAMETERS for name in names)
