"""The telephony notifications that a change causes."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from simulator.configuration.parameters import NOTIFICATION
from simulator.phone.events import EventKind, PhoneEvent
from simulator.phone.phone import Phone
from simulator.quirks import Quirk
from simulator.telephony.call import Call
from simulator.telephony.lines import Line

from .event_xml import (
    call_event,
    login_event,
    notification_state,
    plain_event,
    state_event,
)
from .outbox import Outbox

EVENT_PARAMETERS = {
    "CallStateChangeEvent": "callStateChangeEvent",
    "IncomingCallEvent": "incomingEvent",
    "LineRegistrationEvent": "lineRegistrationEvent",
    "LineUnregistrationEvent": "lineRegistrationEvent",
    "OffHookEvent": "offhookEvent",
    "OnHookEvent": "onhookEvent",
    "OutgoingCallEvent": "outgoingEvent",
    "UserLoginOutEvent": "userLogInOutEvent",
    "NetworkUpEvent": "networkUpEvent",
    "AppInitializationEvent": "appInitializationEvent",
    "TaInitializationEvent": "taInitializationEvent",
    "UiInitializationEvent": "uiInitializationEvent",
}
"""The parameter that enables each event."""

BOOT_EVENTS = (
    "NetworkUpEvent",
    "AppInitializationEvent",
    "TaInitializationEvent",
    "UiInitializationEvent",
)
"""The events of a start; their names, bodies and order are guesses."""


class Notifier:
    """Sends the events of a phone's changes to its outbox."""

    def __init__(self, phone: Phone, outbox: Outbox) -> None:
        self._phone = phone
        self._outbox = outbox
        self._reported_states: dict[int, str] = {}
        """The last state of each call in a notification."""
        self._off_hook = phone.off_hook
        self._signed_in = phone.signed_in
        self._power = phone.power
        self._registered: dict[int, Line] = {}
        self._handlers: dict[EventKind, Callable[[], None]] = {
            "config": self._lines_changed,
            "line": self._lines_changed,
            "power": self._power_changed,
            "screen": self._user_changed,
        }
        self._lines_changed()

    def handle_event(self, event: PhoneEvent) -> None:
        """Send the events of a change."""
        if event.call:
            self._call_changed(event.call)
        elif event.kind in self._handlers:
            self._handlers[event.kind]()

    def _call_changed(self, call: Call) -> None:
        phone, events = self._phone, []
        if phone.off_hook is not self._off_hook:
            self._off_hook = phone.off_hook
            name = "OffHookEvent" if phone.off_hook else "OnHookEvent"
            events.append(plain_event(phone, name))
        before, state = self._reported_states.get(call.handle), notification_state(call)
        self._reported_states[call.handle] = state
        if call not in phone.calls:
            del self._reported_states[call.handle]
        if state != before:
            if state in {"Offering", "Setup"}:
                events.append(call_event(phone, call))
            quirks = phone.quirks
            position = 0 if Quirk.STATE_FIRST in quirks else len(events)
            events.insert(position, state_event(phone, call))
        self._send(*events)

    def _lines_changed(self) -> None:
        phone, before = self._phone, self._registered
        self._registered = {
            line.index: line for line in phone.lines if phone.registered(line)
        }
        self._send(
            *(
                plain_event(phone, "LineRegistrationEvent", line)
                for index, line in self._registered.items()
                if index not in before
            )
        )

    def _power_changed(self) -> None:
        phone, before = self._phone, self._power
        self._power = phone.power
        if phone.power == "off":
            self._outbox.discard_all()
        elif phone.power == "on" and before != "on":
            self._send(*(plain_event(phone, stage) for stage in BOOT_EVENTS))
        elif phone.power == "booting" and before == "on":
            self._send(
                *(
                    plain_event(phone, "LineUnregistrationEvent", line)
                    for line in self._registered.values()
                )
            )
        if phone.power != "on":
            self._reported_states.clear()
            self._off_hook = False
        self._lines_changed()

    def _user_changed(self) -> None:
        if self._phone.signed_in is not self._signed_in:
            self._signed_in = self._phone.signed_in
            self._send(login_event(self._phone))

    def _send(self, *events: Element) -> None:
        phone = self._phone
        if phone.is_frozen or Quirk.SILENT in phone.quirks:
            return
        for event in events:
            if phone.flag(NOTIFICATION + EVENT_PARAMETERS[event.tag]):
                self._outbox.send(event)
