"""A call: its states, and the two ends that drive it."""

from collections.abc import Callable
from enum import StrEnum
from random import Random
from typing import Protocol

from simulator.clock import Timeline, Timer
from simulator.return_codes import Code, RefusedError

from .far_end import FarEnd, OutsideParty, Party
from .lines import Line

DIALTONE_SECONDS = 0.3
SETUP_SECONDS = 0.3
PROCEEDING_SECONDS = 0.6
BUSY_TONE_SECONDS = 3.0
AUTO_ANSWER_SECONDS = 1.0


class CallState(StrEnum):
    """The states of a call, as the phone spells them."""

    DIALTONE = "Dialtone"
    SETUP = "Setup"
    PROCEEDING = "Proceeding"
    RINGBACK = "RingBack"
    OFFERING = "Offering"
    CONNECTED = "Connected"
    HOLD = "Hold"
    DISCONNECTED = "Disconnected"


ESTABLISHED = (CallState.CONNECTED, CallState.HOLD)


def extension(address: str) -> str:
    """What was dialled, without scheme and host."""
    return address.removeprefix("sip:").partition("@")[0]


def sip_uri(number: str, host: str) -> str:
    """A number or address with scheme and host; nothing stays nothing."""
    if not number or number.startswith("sip:"):
        return number
    return f"sip:{number}" if "@" in number else f"sip:{number}@{host}"


class CallHost(Protocol):
    """What a call needs of the phone that it is on."""

    @property
    def timeline(self) -> Timeline:
        """What is going to happen, and what time it is."""

    @property
    def random(self) -> Random:
        """Where handles and ports come from."""

    def flag(self, name: str) -> bool:
        """A parameter that is on or off."""

    def seconds(self, name: str) -> float:
        """A parameter that is a time."""

    def route(self, end: FarEnd, caller: Party, number: str) -> None:
        """Bring one end of a call to a number."""

    def set_mute(self, muted: bool) -> None:
        """Switch the microphone off or on."""

    def is_focused(self, call: Call) -> bool:
        """Whether the keys act on a call."""

    def call_changed(self, call: Call) -> None:
        """A call changed."""

    def call_connected(self, call: Call) -> None:
        """A call got connected, or was taken back from hold."""

    def call_ended(self, call: Call) -> None:
        """A call is over."""


class Call:
    """One call of a phone, from dial tone or first ring to its end.

    What the phone's own user does has plain names; what happens at the other end
    begins with `far_`. Two phones of one process are each other's far end.
    """

    def __init__(
        self,
        host: CallHost,
        line: Line,
        party: Party,
        *,
        sequence: int,
        incoming: bool,
    ) -> None:
        self.line = line
        self.party = party
        self.incoming = incoming
        self.far: FarEnd = OutsideParty(party, host.route)
        self.state = CallState.OFFERING if incoming else CallState.DIALTONE
        self.handle = host.random.randrange(0x40000000, 0xC0000000) & ~7
        self.sequence = sequence
        self.rtp_port = 2222 + 2 * host.random.randrange(64)
        self.started = host.timeline.now
        self.connected_at: float | None = None
        self.silent = False
        self.rejected = False
        self.held_by_far = False
        self.digits = ""
        self._host = host
        self._is_over = False
        self._timer: Timer | None = None

    @property
    def ringing(self) -> bool:
        """Whether the phone rings for it."""
        return self.state is CallState.OFFERING and not self.silent

    @property
    def is_alive(self) -> bool:
        """Whether it is more than a busy tone."""
        return self.state is not CallState.DISCONNECTED

    @property
    def own_party(self) -> Party:
        """Who the far end sees."""
        return Party(self.line.label, self.line.extension)

    @property
    def duration(self) -> int:
        """Seconds since it was connected."""
        if self.connected_at is None:
            return 0
        return int(self._host.timeline.now - self.connected_at)

    @property
    def appearance(self) -> str:
        """Its number on the line, with a star if the keys act on it."""
        star = "*" if self._host.is_focused(self) else ""
        return f"{self.sequence}{star}"

    @property
    def media_direction(self) -> str:
        """Which way the sound goes, in the words of SDP."""
        if self.state is not CallState.CONNECTED:
            return "inactive" if self.held_by_far else "sendonly"
        return "recvonly" if self.held_by_far else "sendrecv"

    # What the user does.

    def dial(self, party: Party) -> None:
        """Send the number that was dialled."""
        self._require_state(CallState.DIALTONE)
        self.party = party
        self._start_timer(DIALTONE_SECONDS, self._set_up)

    def answer(self) -> None:
        """Take the call; another one that is connected is put on hold."""
        self._require_state(CallState.OFFERING)
        self._connect()
        self.far.far_answered()

    def ignore(self) -> None:
        """Silence it."""
        self._require_state(CallState.OFFERING)
        self.silent = True
        self._host.call_changed(self)

    def reject(self) -> None:
        """Decline it."""
        self._require_state(CallState.OFFERING)
        self.rejected = True
        self._finish()
        self.far.far_refused()

    def hold(self) -> None:
        """Put it on hold."""
        self._require_state(CallState.CONNECTED)
        self._set_state(CallState.HOLD)
        self.far.far_held(True)

    def resume(self) -> None:
        """Take it back from hold; another one that is connected is put on hold."""
        self._require_state(CallState.HOLD)
        self._set_state(CallState.CONNECTED)
        self.far.far_held(False)

    def hang_up(self) -> None:
        """End it, whatever its state."""
        if self.state is CallState.OFFERING:
            self.reject()
            return
        self._finish()
        self.far.far_hung_up()

    def transfer(self, destination: str) -> None:
        """Send the other end to somebody else, without asking that one first."""
        if self.state not in ESTABLISHED:
            raise RefusedError(Code.FAILED)
        self._finish()
        self.far.far_transferred(extension(destination))

    def send_digits(self, digits: str) -> None:
        """Send DTMF tones."""
        self._require_state(CallState.CONNECTED)
        self.digits += digits
        self._host.call_changed(self)

    # What happens at the other end.

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """It rings over there."""
        self.far = end
        self.party.name = name or self.party.name
        if self.state in ESTABLISHED:
            self._host.call_changed(self)
            return
        self._set_state(CallState.RINGBACK)
        self._start_timer(
            self._host.seconds("call.ringBackTimeOut"), self._stop_ringing
        )

    def far_answered(self) -> None:
        """They took the call."""
        if self.state in {CallState.PROCEEDING, CallState.RINGBACK}:
            self._connect()

    def far_held(self, held: bool) -> None:
        """They put this end on hold, or took it back."""
        if self.state in ESTABLISHED:
            self.held_by_far = held
            self._host.call_changed(self)

    def far_refused(self) -> None:
        """They are busy, or do not want the call: a busy tone for a moment."""
        if not self.is_alive:
            return
        self._set_state(CallState.DISCONNECTED)
        self._start_timer(BUSY_TONE_SECONDS, self._finish)

    def far_hung_up(self) -> None:
        """They hung up."""
        self._finish()

    def far_transferred(self, number: str) -> None:
        """They sent this end to somebody else."""
        self.party = Party(number, number)
        self.held_by_far = False
        self.far = OutsideParty(self.party, self._host.route)
        self._host.route(self, self.own_party, number)

    # What time does.

    def ring(self) -> None:
        """Begin to ring, until nobody answered for long enough."""
        self._host.call_changed(self)
        self.far.far_ringing(self, self.line.label)
        self._start_timer(
            self._host.seconds("call.offeringTimeOut"), self._stop_ringing
        )
        if self._host.flag("call.autoAnswer.SIP") and not self.silent:
            self._host.timeline.after(AUTO_ANSWER_SECONDS, self._auto_answer)

    def wait_for_digits(self) -> None:
        """Play the dial tone until it is pointless."""
        self._host.call_changed(self)
        self._start_timer(self._host.seconds("call.dialtoneTimeOut"), self._finish)

    def cut(self) -> None:
        """Lose the call, as by a power failure."""
        self._is_over = True
        self._stop_timer()
        self.state = CallState.DISCONNECTED
        self.far.far_hung_up()

    def _set_up(self) -> None:
        self._set_state(CallState.SETUP)
        self._start_timer(SETUP_SECONDS, self._proceed)

    def _proceed(self) -> None:
        self._set_state(CallState.PROCEEDING)
        self._start_timer(PROCEEDING_SECONDS, self._route)

    def _route(self) -> None:
        self._host.route(self, self.own_party, extension(self.party.number))

    def _auto_answer(self) -> None:
        if self.state is CallState.OFFERING:
            self.answer()
            if self._host.flag("call.autoAnswer.micMute"):
                self._host.set_mute(True)

    def _stop_ringing(self) -> None:
        self._finish()
        self.far.far_hung_up()

    def _connect(self) -> None:
        self.connected_at = self._host.timeline.now
        self._stop_timer()
        self._set_state(CallState.CONNECTED)

    def _finish(self) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._stop_timer()
        self.state = CallState.DISCONNECTED
        self._host.call_ended(self)

    def _set_state(self, state: CallState) -> None:
        self.state = state
        if state is CallState.CONNECTED:
            self._host.call_connected(self)
        self._host.call_changed(self)

    def _require_state(self, state: CallState) -> None:
        if self.state is not state:
            raise RefusedError(Code.NOT_ALLOWED)

    def _start_timer(self, seconds: float, action: Callable[[], None]) -> None:
        self._stop_timer()
        self._timer = self._host.timeline.after(seconds, action)

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
