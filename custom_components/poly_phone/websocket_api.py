"""WebSocket API: live data for the card that entities do not have."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import (
    ERR_NOT_FOUND,
    ERR_NOT_SUPPORTED,
    ERR_UNAUTHORIZED,
    ActiveConnection,
)
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.const import CONF_DEVICE_ID, CONF_TYPE, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.typing import UNDEFINED, UndefinedType
import voluptuous as vol

from . import contacts
from .actions.responses import call_data, call_log_entry
from .calls.logged_calls import logged_calls
from .calls.phone_state import phone_state
from .const import DOMAIN
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entries import is_phone_entry
from .phone.polling import Tier
from .phone_numbers import number_plan

LOG_LENGTH: Final = 50
"""Number of calls in the topic `call_log`, the latest first."""

type Payload = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A subscription topic of the card."""

    value_fn: Callable[[PhoneCoordinator], Payload | None]
    tiers: frozenset[Tier]
    sensor: str
    """The sensor with the same information. Its permissions apply to the topic."""


def _calls(phone: PhoneCoordinator) -> Payload | None:
    if phone.data.tracked_calls is None:
        return None
    return [
        call_data(phone, tracked)
        | {
            "state": phone_state([tracked.call]),
            "number_text": _number_text(phone, tracked.call.number),
            "line_label": _line_label(phone, tracked.call.line),
        }
        for tracked in phone.data.tracked_calls
    ]


def _number_text(phone: PhoneCoordinator, number: str | None) -> str | None:
    """Return a number as people of the country write it."""
    return number_plan(phone.hass).national(number) if number else None


def _line_label(phone: PhoneCoordinator, line: int | None) -> str | None:
    """Return the label of a line, if the phone has several."""
    lines = phone.data.lines or ()
    if line is None or len(lines) < 2 or not 0 < line <= len(lines):
        return None
    return lines[line - 1].label


def _call_log(phone: PhoneCoordinator) -> Payload | None:
    if phone.data.call_log is None:
        return None
    missed = phone.data.call_log.missed
    unseen = {
        id(call)
        for call, is_unseen in zip(missed, phone.seen_calls.unseen(missed), strict=True)
        if is_unseen
    }
    latest = logged_calls(phone.data.call_log)[::-1][:LOG_LENGTH]
    return [
        {
            "direction": logged.direction,
            "missed": logged.is_missed,
            "seen": id(logged.entry) not in unseen,
            "number_text": _number_text(phone, logged.entry.number),
            **call_log_entry(phone, logged.entry),
        }
        for logged in latest
    ]


def _contacts(phone: PhoneCoordinator) -> Payload:
    return [
        {"name": contact.name, "number": contact.number}
        for contact in sorted(
            contacts.contacts(phone.hass),
            key=lambda one: contacts.normalize_name(one.name),
        )
    ]


TOPICS: Final[Mapping[str, Topic]] = {
    "calls": Topic(
        value_fn=_calls, tiers=frozenset({Tier.CALLS}), sensor="remote_party"
    ),
    "call_log": Topic(
        value_fn=_call_log, tiers=frozenset({Tier.CALL_LOG}), sensor="last_call"
    ),
    "contacts": Topic(value_fn=_contacts, tiers=frozenset(), sensor="remote_party"),
}
"""Topics by the name of the command without the domain."""


class CommandError(HomeAssistantError):
    """A command that fails, with its WebSocket error code."""

    def __init__(self, code: str, translation_key: str, **placeholders: str) -> None:
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=translation_key,
            translation_placeholders=placeholders,
        )
        self.code = code


@callback
def async_setup_websocket_api(hass: HomeAssistant) -> None:
    """Register the commands."""
    for name in TOPICS:
        command = f"{DOMAIN}/{name}"
        schema = websocket_api.BASE_COMMAND_MESSAGE_SCHEMA.extend(
            {vol.Required(CONF_TYPE): command, vol.Required(CONF_DEVICE_ID): cv.string}
        )
        websocket_api.async_register_command(hass, command, _subscribe, schema)


@callback
def _subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Subscribe to a topic of a phone."""
    name = msg[CONF_TYPE].partition("/")[2]
    try:
        entry = _phone_entry(hass, msg[CONF_DEVICE_ID])
        _check_permission(hass, connection, entry, TOPICS[name])
    except CommandError as err:
        connection.send_error(
            msg["id"],
            err.code,
            str(err),
            translation_domain=err.translation_domain,
            translation_key=err.translation_key,
            translation_placeholders=err.translation_placeholders,
        )
        return

    def send(payload: Payload | None) -> None:
        connection.send_event(msg["id"], {name: payload})

    connection.send_result(msg["id"])
    connection.subscriptions[msg["id"]] = TopicSubscription(
        hass, entry, TOPICS[name], send
    ).stop


def _phone_entry(hass: HomeAssistant, device_id: str) -> PolyPhoneConfigEntry:
    device = dr.async_get(hass).async_get(device_id)
    entry = device and hass.config_entries.async_get_entry(device.config_entry_id)
    if not entry or not is_phone_entry(entry):
        raise CommandError(ERR_NOT_FOUND, "not_a_phone_target", names=device_id)
    return entry


def _check_permission(
    hass: HomeAssistant,
    connection: ActiveConnection,
    entry: PolyPhoneConfigEntry,
    topic: Topic,
) -> None:
    """Require permission to read the sensor with the same information."""
    entity_id = er.async_get(hass).async_get_entity_id(
        Platform.SENSOR, DOMAIN, f"{entry.unique_id}_{topic.sensor}"
    )
    if entity_id is None:
        raise CommandError(ERR_NOT_SUPPORTED, "not_supported", phone=entry.title)
    if not connection.user.permissions.check_entity(entity_id, POLICY_READ):
        raise CommandError(ERR_UNAUTHORIZED, "not_permitted", phone=entry.title)


class TopicSubscription:
    """Sends the data of a topic when it changes; survives a reload of the phone."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PolyPhoneConfigEntry,
        topic: Topic,
        send: Callable[[Payload | None], None],
    ) -> None:
        self._entry = entry
        self._topic = topic
        self._send = send
        self._sent: Payload | UndefinedType | None = UNDEFINED
        self._phone: PhoneCoordinator | None = None
        self._unsubscribe_phone: CALLBACK_TYPE | None = None
        self._unsubscribe_entry = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_change
        )
        self._update_phone()

    @callback
    def stop(self) -> None:
        """End the subscription."""
        self._unsubscribe_entry()
        if self._unsubscribe_phone:
            self._unsubscribe_phone()

    @callback
    def _on_change(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is self._entry:
            self._update_phone()

    @callback
    def _update_phone(self) -> None:
        """Subscribe to the coordinator, which is another object after each reload."""
        is_loaded = self._entry.state is ConfigEntryState.LOADED
        phone = self._entry.runtime_data if is_loaded else None
        if phone is not self._phone:
            if self._unsubscribe_phone:
                self._unsubscribe_phone()
            self._phone = phone
            self._unsubscribe_phone = (
                phone.async_add_listener(self._update, self._topic.tiers)
                if phone
                else None
            )
        self._update()

    @callback
    def _update(self) -> None:
        payload = None
        if self._phone and self._phone.last_update_success:
            payload = self._topic.value_fn(self._phone)
        if payload != self._sent:
            self._sent = payload
            self._send(payload)
