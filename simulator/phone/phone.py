"""The state of one phone, and the actions of its user."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import partial
from random import Random
from typing import override

from simulator.configuration.layers import Config, needs_restart
from simulator.configuration.parameters import GMT_OFFSET, PASSWORD
from simulator.profiles import Profile
from simulator.quirks import Quirk
from simulator.return_codes import Code, RefusedError
from simulator.telephony.call import Call, CallState, extension as user_part
from simulator.telephony.call_list import CallList
from simulator.telephony.call_log import CallLog
from simulator.telephony.exchange import Exchange
from simulator.telephony.far_end import FarEnd, OutsideParty, Party
from simulator.telephony.lines import Line, read_lines

from .do_not_disturb import DoNotDisturb
from .events import EventKind, Observer, PhoneEvent
from .forwarding import forward_target
from .messages import Messages
from .power import PoweredDevice
from .skype import SkypeUser


class Phone(PoweredDevice, SkypeUser):
    """One phone: configuration, lines, calls and power."""

    def __init__(
        self,
        profile: Profile,
        *,
        exchange: Exchange,
        mac: str,
        password: str,
        extension: int = 200,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(exchange.timeline)
        self.profile = profile
        self.exchange = exchange
        self.mac = mac
        self.zone = zone
        self.address = ""
        self.random = Random(mac)  # noqa: S311 - a simulation that can be repeated
        self.config = Config(
            {**profile.provisioning(extension), PASSWORD: password},
            profile.missing_parameters,
        )
        self.calls = CallList()
        self.log = CallLog()
        self.lost_lines: set[int] = set()
        self.muted = False
        self.volume = 5
        self.typed_number = ""
        """The typed number, before it is dialed."""
        self.do_not_disturb = DoNotDisturb(
            self.config,
            self.timeline,
            is_supported=profile.dnd,
            on_change=partial(self.publish, "dnd"),
        )
        self.messages = Messages(
            self.config,
            self.timeline,
            is_busy=lambda: bool(self.calls),
            on_change=partial(self.publish, "screen"),
        )
        """The pushed messages."""
        self.authentication = profile.authentication
        self.quirks = set(profile.quirks)
        """The differences of its firmware."""
        self.inputs: deque[str] = deque(maxlen=100)
        """The touches, keys and texts that were sent by REST."""
        self.uploads: deque[str] = deque(maxlen=100)
        """The URLs for uploads."""
        self.sounds: deque[str] = deque(maxlen=100)
        """The URLs of the sounds that were played."""
        self.push_log: deque[str] = deque(maxlen=100)
        """The results of pushed commands, which no answer contains."""
        self._observers: list[Observer] = []
        exchange.phones.append(self)

    # Reading the state.

    @property
    def lines(self) -> list[Line]:
        """The lines."""
        return read_lines(self.config)

    @property
    def password(self) -> str:
        """The administrator's password."""
        return self.config[PASSWORD]

    @property
    def api_enabled(self) -> bool:
        """Whether the REST API is switched on."""
        return self.flag("apps.restapi.enabled")

    @property
    def dnd(self) -> bool:
        """Whether do not disturb is on."""
        return self.do_not_disturb.is_on

    @property
    def off_hook(self) -> bool:
        """Whether a call uses the handset or the loudspeaker."""
        return any(
            call.state not in {CallState.OFFERING, CallState.HOLD}
            for call in self.calls
        )

    def flag(self, name: str) -> bool:
        """Return whether a parameter is on."""
        return self.config[name] == "1"

    def seconds(self, name: str) -> float:
        """Return a parameter as a number of seconds."""
        return float(self.config[name])

    def local_time(self, moment: float) -> datetime:
        """Return a time of the phone's clock, without a zone."""
        return self.to_phone_time(moment).replace(tzinfo=None)

    @property
    def utc_offset(self) -> int:
        """The seconds by which the phone's clock is ahead of UTC."""
        offset = self.to_phone_time(self.timeline.now).utcoffset() or timedelta()
        return int(offset.total_seconds())

    def to_phone_time(self, moment: float) -> datetime:
        """Return a time in the phone's time zone."""
        offset = self.config[GMT_OFFSET]
        zone = timezone(timedelta(seconds=int(offset))) if offset else self.zone
        return datetime.fromtimestamp(moment, zone).astimezone(zone)

    def registered(self, line: Line) -> bool:
        """Return whether the line is registered with the exchange."""
        return self.power == "on" and line.index not in self.lost_lines

    def find_line(self, number: int) -> Line:
        """Return the line with a number of `lineInfo`."""
        for line in self.lines:
            if number in line.numbers:
                return line
        raise RefusedError(Code.NO_SUCH_LINE)

    def choose_line(self, number: int | None) -> Line:
        """Return the given line, or the first registered one."""
        if number is not None:
            return self.find_line(number)
        for line in self.lines:
            if self.registered(line):
                return line
        raise RefusedError(Code.LINE_NOT_REGISTERED)

    # Observers.

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Call the observer after each change; the result unsubscribes it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    @override
    def publish(self, kind: EventKind, call: Call | None = None) -> None:
        """Call all observers, after the consequences of the change."""
        if kind == "call" and not self.calls:
            self._handle_last_call_end()
        for observer in tuple(self._observers):
            observer(PhoneEvent(kind, call))

    def _handle_last_call_end(self) -> None:
        self.muted = self.muted and self.flag("feature.persistentMute.enabled")
        self.messages.resume()
        self._restart_when_idle()

    def offer(self, caller: Party, line: Line, end: FarEnd) -> None:
        """Let a call ring, unless the phone rejects it."""
        if not self.registered(line):
            end.far_refused()
            return
        if target := forward_target(self.config, line):
            self.route(end, caller, user_part(target))
            return
        call = self._new_call(line, Party(caller.name, caller.number), incoming=True)
        call.far = end
        call.silent = self.dnd
        call_waiting = self.flag("call.callWaiting.enable")
        if (self.dnd and self.flag("call.rejectBusyOnDnd")) or (
            self.calls and not call_waiting
        ):
            self.log.add(call, self.log_size)
            self.publish("log")
            end.far_refused()
            return
        self.calls.add(call)
        call.ring()

    def lift_handset(self, line: int | None = None) -> Call:
        """Start a call with a dial tone."""
        chosen = self.choose_line(line)
        if not self.registered(chosen):
            raise RefusedError(Code.LINE_NOT_REGISTERED)
        call = self._new_call(chosen, Party("", ""), incoming=False)
        self.calls.add(call)
        call.wait_for_digits()
        return call

    def dial(self, number: str, line: int | None = None) -> Call:
        """Call a number."""
        call = self.lift_handset(line)
        call.dial(Party(number, number))
        self.type_number("")
        return call

    def ring(self, number: str, name: str = "", line: int | None = None) -> None:
        """Let an outside party call this phone."""
        party = Party(name or number, number)
        self.offer(party, self.choose_line(line), OutsideParty(party, self.route))

    def _new_call(self, line: Line, party: Party, *, incoming: bool) -> Call:
        sequence = self.calls.free_sequence(line)
        return Call(self, line, party, sequence=sequence, incoming=incoming)

    # CallHost.

    def route(self, end: FarEnd, caller: Party, number: str) -> None:
        """Connect one end of a call with a number."""
        self.exchange.route(end, caller, number)

    def is_focused(self, call: Call) -> bool:
        """Return whether the keys act on the call."""
        return call is self.calls.focused

    def call_changed(self, call: Call) -> None:
        """Publish the change of a call."""
        self.publish("call", call)

    def call_connected(self, call: Call) -> None:
        """Put the other connected call on hold."""
        self.calls.focus_on(call)

    def call_ended(self, call: Call) -> None:
        """Remove a call that ended, and log it."""
        self.calls.remove(call)
        self.log.add(call, self.log_size)
        self.publish("call", call)

    @property
    def log_size(self) -> int:
        """The size of each list of the call log."""
        return int(self.config["callLists.size"])

    # Switches.

    def set_mute(self, muted: bool) -> None:
        """Mute or unmute the microphone."""
        self.muted = muted
        self.publish("mute")

    def set_dnd(self, dnd: bool) -> None:
        """Switch do not disturb on or off."""
        self.do_not_disturb.set(dnd)

    def set_registered(self, registered: bool, line: int | None = None) -> None:
        """Remove or restore the registration of one line, or of all."""
        lines = self.lines if line is None else [self.find_line(line)]
        change = {line.index for line in lines}
        self.lost_lines = (
            self.lost_lines - change if registered else self.lost_lines | change
        )
        self.publish("line")

    def set_volume(self, volume: int) -> None:
        """Set the volume, from 0 to 10."""
        self.volume = min(10, max(0, volume))
        self.publish("screen")

    def type_number(self, entry: str) -> None:
        """Set the typed number."""
        self.typed_number = entry
        self.publish("screen")

    # Configuration.

    def configure(self, values: dict[str, str], layer: str = "web") -> None:
        """Write parameters, and restart if one of them requires it."""
        self.config.write(values, layer)
        self.publish("config")
        if needs_restart(values):
            self.restart()

    def set_password(self, password: str) -> None:
        """Change the administrator's password."""
        self.configure({"device.set": "1", f"{PASSWORD}.set": "1", PASSWORD: password})

    def update_configuration(self) -> None:
        """Read the configuration of the provisioning server again."""
        if Quirk.PROVISIONING_WINS in self.quirks:
            self.config.reset(["web"])
            self.publish("config")

    def reset_config(self, layers: Iterable[str]) -> None:
        """Empty layers of the configuration, and restart."""
        self.config.reset(layers)
        self.publish("config")
        self.restart()

    def factory_reset(self) -> None:
        """Erase all settings and the password, and restart."""
        self.config.clear_all()
        self.log = CallLog()
        self.do_not_disturb.clear()
        self.publish("config")
        self.restart()

    # Power.

    @override
    def _can_restart(self) -> bool:
        return not self.calls

    @override
    def _clear_volatile_state(self) -> None:
        self.calls.cut()
        self.messages.clear()
        self.muted = False
        self.typed_number = ""

    @override
    def _power_changed(self) -> None:
        if self.power == "booting":
            self.update_configuration()
        self.publish("power")
