"""Lines, and how they are registered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .. import parsing


@dataclass(frozen=True, kw_only=True)
class Line:
    """A registration of the phone with a SIP server. Source: `lineInfo`."""

    is_registered: bool | None
    """None for what is neither, such as `registering`."""

    label: str | None = field(default=None, repr=False)
    """What the phone displays beside its key."""

    address: str | None = field(default=None, repr=False)
    """SIP address, `user@host` or a bare user."""

    user: str | None = field(default=None, repr=False)
    """Whom it logs in as at the server."""

    kind: str | None = None
    """`private` or `shared`."""

    protocol: str | None = None
    """`SIP` mostly; `Auto` where the phone decides call by call."""

    proxy: str | None = field(default=None, repr=False)
    port: int | None = None
    """Port of the proxy; 0 is the protocol's default."""

    do_not_disturb: bool | None = None
    """Only version 2 tells."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Line:
        """Parse one line key, of either version."""
        return cls(
            is_registered=parsing.flag(data, "RegistrationStatus"),
            label=parsing.text(data, "Label"),
            address=parsing.text(data, "SIPAddress"),
            user=parsing.text(data, "UserID", "Username"),
            kind=parsing.text(data, "LineType"),
            protocol=parsing.text(data, "Protocol"),
            proxy=parsing.text(data, "ProxyAddress"),
            port=parsing.integer(data, "Port"),
            do_not_disturb=parsing.flag(data, "DoNotDisturb"),
        )

    @property
    def is_placeholder(self) -> bool:
        """Whether this stands for a line that was never configured."""
        address = self.address or ""
        return (
            not self.is_registered
            and self.proxy is None
            and "@" not in address
            and not parsing.is_number(address)
        )


def parse_lines(data: object) -> tuple[Line, ...]:
    """Parse the registrations out of a list of line keys, which may show one twice."""
    lines = (
        Line.from_reply(item)
        for item in parsing.objects(data)
        if item.get("CallServers") != []
    )
    return tuple(dict.fromkeys(line for line in lines if not line.is_placeholder))


@dataclass(frozen=True, kw_only=True)
class SipUser:
    """A SIP user and its registration. Source: `sipStatus`."""

    line: int | None
    name: str | None = field(repr=False)
    registration: str | None
    """The phone's word, `Registered` or `Registering` among others."""

    expires: timedelta | None
    """Time until the registration must be renewed."""

    calls: int | None
    """How many it has now."""

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
            name=parsing.text(data, "Name"),
            registration=parsing.text(register, "RegistrationState"),
            expires=parsing.duration(parsing.text(register, "Expires")),
            calls=parsing.integer(data, "TotalCalls"),
        )
