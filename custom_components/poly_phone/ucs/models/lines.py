"""Lines and their registrations."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .. import parsing


@dataclass(frozen=True, kw_only=True)
class Line:
    """A registration at a SIP server. Source: `GET v1/mgmt/lineInfo`, or version 2."""

    is_registered: bool | None
    """None for other words, such as `registering`."""

    label: str | None = field(default=None, repr=False)
    """The text beside the line key."""

    address: str | None = field(default=None, repr=False)
    """SIP address, `user@host` or a bare user."""

    user: str | None = field(default=None, repr=False)
    """User name at the SIP server."""

    kind: str | None = None
    """`private` or `shared`."""

    protocol: str | None = None
    """`SIP`, or `Auto` if the phone chooses for each call."""

    proxy: str | None = field(default=None, repr=False)
    port: int | None = None
    """Port of the proxy; 0 for the protocol's default."""

    do_not_disturb: bool | None = None
    """Only version 2 reports it."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Line:
        """Parse one line key, of either version."""
        return cls(
            is_registered=parsing.flag(data, "RegistrationStatus"),
            label=parsing.label(data, "Label"),
            address=parsing.label(data, "SIPAddress"),
            user=parsing.label(data, "UserID", "Username"),
            kind=parsing.label(data, "LineType"),
            protocol=parsing.label(data, "Protocol"),
            proxy=parsing.label(data, "ProxyAddress"),
            port=parsing.integer(data, "Port"),
            do_not_disturb=parsing.flag(data, "DoNotDisturb"),
        )

    @property
    def identity(self) -> str:
        """The address or the user name, empty without both."""
        return self.address or self.user or ""

    def is_placeholder(self, model: str) -> bool:
        """Return whether the line of a model was never configured."""
        return (
            not self.is_registered
            and self.proxy is None
            and self.identity.lower() in {"", model.replace(" ", "").lower()}
        )


def parse_lines(
    data: object, *, model: str = "", registered: Container[str | None] = ()
) -> tuple[Line, ...]:
    """Parse the lines of a list of line keys, which may repeat a line.

    An unconfigured phone has a line with its model as the address. It is left out,
    unless a line of this identity was registered before.
    """
    lines = (
        Line.from_reply(item)
        for item in parsing.objects(data)
        if item.get("CallServers") != []
    )
    return tuple(
        dict.fromkeys(
            line
            for line in lines
            if line.identity in registered or not line.is_placeholder(model)
        )
    )


@dataclass(frozen=True, kw_only=True)
class SipUser:
    """A SIP user and its registration. Source: `GET v1/webCallControl/sipStatus`."""

    line: int | None
    name: str | None = field(repr=False)
    registration: str | None
    """The phone's word, for example `Registered` or `Registering`."""

    expires: timedelta | None
    """Time until the registration must be renewed."""

    calls: int | None
    """Number of current calls."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> SipUser:
        """Parse one user."""
        register = next(
            (
                event
                for event in parsing.objects(data.get("Events"))
                if parsing.text(event, "Type") == "Register"
            ),
            {},
        )
        return cls(
            line=parsing.integer(data, "LineNumber"),
            name=parsing.label(data, "Name"),
            registration=parsing.label(register, "RegistrationState"),
            expires=parsing.duration(parsing.text(register, "Expires")),
            calls=parsing.integer(data, "TotalCalls"),
        )
