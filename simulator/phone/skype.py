"""The user of a phone in the Skype profile."""

from abc import ABC, abstractmethod

from simulator.telephony.call import Call

from .events import EventKind


class SkypeUser(ABC):
    """The sign-in and the presence of the user in the Skype profile."""

    skype = False
    """Whether the phone runs in the Skype profile."""
    signed_in = True
    """Whether the user is signed in to Skype."""
    web_sign_in = False
    """Whether a browser sign-in has started."""
    presence = "Available"
    """The presence that the user chose in Skype."""

    @abstractmethod
    def publish(self, kind: EventKind, call: Call | None = None) -> None:
        """Call all observers after a change."""

    def set_presence(self, presence: str) -> None:
        """Set the presence of the user in the Skype profile."""
        self.presence = presence
        self.publish("screen")

    def set_skype(self, skype: bool) -> None:
        """Enter or leave the Skype profile."""
        self.skype = skype
        self.publish("screen")

    def set_signed_in(self, signed_in: bool) -> None:
        """Sign the user in or out, in the Skype profile."""
        self.signed_in = signed_in
        self.publish("screen")
