"""Call forwarding of a line."""

from simulator.configuration.layers import Config
from simulator.telephony.lines import Line


def forward_target(config: Config, line: Line) -> str:
    """Return the number that all calls are forwarded to, or nothing."""
    if config["feature.forward.enable"] != "1":
        return ""
    number = line.index
    if config[f"reg.{number}.fwdStatus"] == "1":
        return config[f"reg.{number}.fwdContact"]
    if config[f"divert.fwd.{number}.enabled"] == "1":
        return config[f"divert.{number}.contact"]
    return ""
