"""The other end of a call."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass
class Party:
    """Name and number of the other end."""

    name: str
    number: str


class FarEnd(Protocol):
    """The other end of a call, which receives the phone's signals."""

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """Handle that this end rings."""

    def far_answered(self) -> None:
        """Handle that this end answered."""

    def far_held(self, held: bool) -> None:
        """Handle that this end held or resumed the call."""

    def far_refused(self) -> None:
        """Handle that this end rejected the call."""

    def far_hung_up(self) -> None:
        """Handle that this end hung up."""

    def far_transferred(self, number: str) -> None:
        """Handle a transfer to a number."""


type Route = Callable[[FarEnd, Party, str], None]
"""The function that connects one end of a call, with its party, to a number."""


class OutsideParty:
    """An outside party that accepts every signal."""

    def __init__(self, party: Party, route: Route) -> None:
        self.party = party
        self._route = route

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """Handle that the phone rings."""

    def far_answered(self) -> None:
        """Handle that the phone answered."""

    def far_held(self, held: bool) -> None:
        """Handle that the phone held or resumed the call."""

    def far_refused(self) -> None:
        """Handle that the phone rejected the call."""

    def far_hung_up(self) -> None:
        """Handle that the phone hung up."""

    def far_transferred(self, number: str) -> None:
        """Call the number to which the phone transferred this party."""
        self._route(self, self.party, number)
