"""A call: its states, and the actions of its two ends."""

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
    """The call states in the spelling of REST."""

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
    """Return the user part of an address."""
    return address.removeprefix("sip:").partition("@")[0]


def sip_uri(number: str, host: str) -> str:
    """Return a SIP URI for a number; an empty number stays empty."""
    if not number or number.startswith("sip:"):
        return number
    return f"sip:{number}" if "@" in number else f"sip:{number}@{host}"


class CallHost(Protocol):
    """The parts of a phone that a call uses."""

    @property
    def timeline(self) -> Timeline:
        """The timeline of all phones."""

    @property
    def random(self) -> Random:
        """The source of handles and ports."""

    def flag(self, name: str) -> bool:
        """Return whether a parameter is on."""

    def seconds(self, name: str) -> float:
        """Return a parameter as a number of seconds."""

    def route(self, end: FarEnd, caller: Party, number: str) -> None:
        """Connect one end of a call with a number."""

    def set_mute(self, muted: bool) -> None:
        """Mute or unmute the microphone."""

    def is_focused(self, call: Call) -> bool:
        """Return whether the keys act on the call."""

    def call_changed(self, call: Call) -> None:
        """Handle the change of a call."""

    def call_connected(self, call: Call) -> None:
        """Handle that a call was connected or resumed."""

    def call_ended(self, call: Call) -> None:
        """Handle the end of a call."""


class Call:
    """One call of a phone, from dial tone or first ring to its end.

    The actions of the phone's user have plain names. The names of the other end's
    actions begin with `far_`. Two phones of one process are each other's far end.
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
        """Whether the phone rings for the call."""
        return self.state is CallState.OFFERING and not self.silent

    @property
    def is_alive(self) -> bool:
        """Whether the call is more than a busy tone."""
        return self.state is not CallState.DISCONNECTED

    @property
    def own_party(self) -> Party:
        """The party that the far end shows."""
        return Party(self.line.label, self.line.extension)

    @property
    def duration(self) -> int:
        """The seconds since the call was connected."""
        if self.connected_at is None:
            return 0
        return int(self._host.timeline.now - self.connected_at)

    @property
    def appearance(self) -> str:
        """The number on the line, with a star for the focused call."""
        star = "*" if self._host.is_focused(self) else ""
        return f"{self.sequence}{star}"

    @property
    def media_direction(self) -> str:
        """The direction of the audio, in the words of SDP."""
        if self.state is not CallState.CONNECTED:
            return "inactive" if self.held_by_far else "sendonly"
        return "recvonly" if self.held_by_far else "sendrecv"

    # Actions of the user.

    def dial(self, party: Party) -> None:
        """Dial a number."""
        self._require_state(CallState.DIALTONE)
        self.party = party
        self._start_timer(DIALTONE_SECONDS, self._set_up)

    def answer(self) -> None:
        """Answer the call, and put a connected one on hold."""
        self._require_state(CallState.OFFERING)
        self._connect()
        self.far.far_answered()

    def ignore(self) -> None:
        """Silence the call."""
        self._require_state(CallState.OFFERING)
        self.silent = True
        self._host.call_changed(self)

    def reject(self) -> None:
        """Reject the call."""
        self._require_state(CallState.OFFERING)
        self.rejected = True
        self._finish()
        self.far.far_refused()

    def hold(self) -> None:
        """Put the call on hold."""
        self._require_state(CallState.CONNECTED)
        self._set_state(CallState.HOLD)
        self.far.far_held(True)

    def resume(self) -> None:
        """Resume the call, and put a connected one on hold."""
        self._require_state(CallState.HOLD)
        self._set_state(CallState.CONNECTED)
        self.far.far_held(False)

    def hang_up(self) -> None:
        """End the call in any state."""
        if self.state is CallState.OFFERING:
            self.reject()
            return
        self._finish()
        self.far.far_hung_up()

    def transfer(self, destination: str) -> None:
        """Transfer the other end to a number, blindly."""
        if self.state not in ESTABLISHED:
            raise RefusedError(Code.FAILED)
        self._finish()
        self.far.far_transferred(extension(destination))

    def send_digits(self, digits: str) -> None:
        """Send DTMF tones."""
        self._require_state(CallState.CONNECTED)
        self.digits += digits
        self._host.call_changed(self)

    # Actions of the far end.

    def far_ringing(self, end: FarEnd, name: str) -> None:
        """Handle that the far end rings."""
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
        """Handle that the far end answered."""
        if self.state in {CallState.PROCEEDING, CallState.RINGBACK}:
            self._connect()

    def far_held(self, held: bool) -> None:
        """Handle that the far end held or resumed the call."""
        if self.state in ESTABLISHED:
            self.held_by_far = held
            self._host.call_changed(self)

    def far_refused(self) -> None:
        """Handle that the far end rejected the call: play a busy tone."""
        if not self.is_alive:
            return
        self._set_state(CallState.DISCONNECTED)
        self._start_timer(BUSY_TONE_SECONDS, self._finish)

    def far_hung_up(self) -> None:
        """Handle that the far end hung up."""
        self._finish()

    def far_transferred(self, number: str) -> None:
        """Handle that the far end transferred this end to a number."""
        self.party = Party(number, number)
        self.held_by_far = False
        self.far = OutsideParty(self.party, self._host.route)
        self._host.route(self, self.own_party, number)

    # Timers.

    def ring(self) -> None:
        """Ring until the time limit."""
        self._host.call_changed(self)
        self.far.far_ringing(self, self.line.label)
        self._start_timer(
            self._host.seconds("call.offeringTimeOut"), self._stop_ringing
        )
        if self._host.flag("call.autoAnswer.SIP") and not self.silent:
            self._host.timeline.after(AUTO_ANSWER_SECONDS, self._auto_answer)

    def wait_for_digits(self) -> None:
        """Play the dial tone until the time limit."""
        self._host.call_changed(self)
        self._start_timer(self._host.seconds("call.dialtoneTimeOut"), self._finish)

    def cut(self) -> None:
        """Drop the call, as a power failure does."""
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
