"""The lines of a phone, read from its configuration."""

from dataclasses import dataclass

from simulator.configuration.layers import Config

MAX_LINES = 16
MAX_KEYS = 48


@dataclass(frozen=True)
class Line:
    """One registration."""

    index: int
    """The n of its `reg.n` parameters."""
    number: int
    """Its first line key, counted from 1 over all lines."""
    keys: int
    """The number of its line keys."""
    address: str
    label: str
    user: str
    proxy: str
    port: str
    line_type: str

    @property
    def numbers(self) -> range:
        """The numbers of its line keys."""
        return range(self.number, self.number + self.keys)

    @property
    def extension(self) -> str:
        """The number that callers dial."""
        return self.address.partition("@")[0]


def read_lines(config: Config) -> list[Line]:
    """Return the configured lines."""
    lines: list[Line] = []
    number = 1
    for index in range(1, MAX_LINES + 1):
        if not (address := config[f"reg.{index}.address"]):
            continue
        extension, _, host = address.partition("@")
        line = Line(
            index=index,
            number=number,
            keys=min(MAX_KEYS, max(1, int(config[f"reg.{index}.lineKeys"]))),
            address=address,
            label=config[f"reg.{index}.label"] or extension,
            user=config[f"reg.{index}.auth.userId"] or extension,
            proxy=config[f"reg.{index}.server.1.address"] or host,
            port=config[f"reg.{index}.server.1.port"],
            line_type=config[f"reg.{index}.type"],
        )
        lines.append(line)
        number += line.keys
    return lines
