"""The other end of a call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Party:
    """Who is at the other end."""

    name: str
    number: str


class FarEnd(Protocol):
    """The other end of a call: what it hears from the phone."""

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """It rings over there."""

    def far_answered(self) -> None:
        """They took the call."""

    def far_held(self, held: bool) -> None:
        """They put this end on hold, or took it back."""

    def far_refused(self) -> None:
        """They are busy, or do not want the call."""

    def far_hung_up(self) -> None:
        """They hung up."""

    def far_transferred(self, number: str) -> None:
        """They sent this end to somebody else."""


type Route = Callable[[FarEnd, Party, str], None]
"""Brings one end of a call, and who is there, to a number."""


class OutsideParty:
    """Somebody outside this simulator, who takes everything as it comes."""

    def __init__(self, party: Party, route: Route) -> None:
        self.party = party
        self._route = route

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """It rings at the phone."""

    def far_answered(self) -> None:
        """The phone took the call."""

    def far_held(self, held: bool) -> None:
        """The phone holds the call, or took it back."""

    def far_refused(self) -> None:
        """The phone is busy, or does not want the call."""

    def far_hung_up(self) -> None:
        """The phone hung up."""

    def far_transferred(self, number: str) -> None:
        """The phone sent this end to somebody else."""
        self._route(self, self.party, number)
