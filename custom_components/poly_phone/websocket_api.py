"""What the card shows beyond the states of entities, told as it changes."""

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
from .actions.responses import told_entry
from .calls.events import LoggedCall, logged_calls
from .calls.missed import seen_until
from .calls.tracking import TrackedCall, phone_state
from .const import DOMAIN
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .phone.polling import Tier

LOG_LENGTH: Final = 50
"""How many calls of the phone's log are told, the latest first."""

type Told = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """Something that can be told of a phone."""

    value_fn: Callable[[PhoneCoordinator], Told | None]
    tiers: frozenset[Tier]
    sensor: str
    """The sensor that shows some of the same; whoever may read that may know this."""


def _calls(phone: PhoneCoordinator) -> Told | None:
    if phone.data.tracked_calls is None:
        return None
    return [_call(phone, tracked) for tracked in phone.data.tracked_calls]


def _call(phone: PhoneCoordinator, tracked: TrackedCall) -> dict[str, Any]:
    call = tracked.call
    return {
        "call_id": call.handle,
        "state": phone_state([call]),
        "direction": call.direction,
        "number": call.number,
        "name": phone.name_of(call),
        "line": call.line,
        "started": tracked.started_at.isoformat(),
        "focused": call.is_focused,
    }


def _call_log(phone: PhoneCoordinator) -> Told | None:
    if phone.data.call_log is None:
        return None
    latest = logged_calls(phone.data.call_log)[::-1][:LOG_LENGTH]
    return [_logged_call(phone, logged) for logged in latest]


def _logged_call(phone: PhoneCoordinator, logged: LoggedCall) -> dict[str, Any]:
    entry = logged.entry
    assert entry.started
    return {
        "direction": logged.direction,
        "missed": logged.is_missed,
        "seen": not logged.is_missed or entry.started <= seen_until(phone.config_entry),
        **told_entry(phone, entry),
    }


def _contacts(phone: PhoneCoordinator) -> Told:
    return [
        {"name": contact.name, "number": contact.number}
        for contact in sorted(
            contacts.contacts(phone.hass), key=lambda one: contacts.name_key(one.name)
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
"""By the name of the command, without the domain."""


class RefusedError(HomeAssistantError):
    """A command that is not carried out."""

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
    """Tell something of a phone now, and again whenever it changes."""
    name = msg[CONF_TYPE].partition("/")[2]
    try:
        entry = _phone(hass, msg[CONF_DEVICE_ID])
        _check(hass, connection, entry, TOPICS[name])
    except RefusedError as refused:
        connection.send_error(
            msg["id"],
            refused.code,
            str(refused),
            translation_domain=refused.translation_domain,
            translation_key=refused.translation_key,
            translation_placeholders=refused.translation_placeholders,
        )
        return

    def send(told: Told | None) -> None:
        connection.send_event(msg["id"], {name: told})

    connection.send_result(msg["id"])
    connection.subscriptions[msg["id"]] = Follower(hass, entry, TOPICS[name], send).stop


def _phone(hass: HomeAssistant, device_id: str) -> PolyPhoneConfigEntry:
    device = dr.async_get(hass).async_get(device_id)
    entry = device and hass.config_entries.async_get_entry(device.config_entry_id)
    if not entry or entry.domain != DOMAIN:
        raise RefusedError(ERR_NOT_FOUND, "not_a_phone_target", names=device_id)
    return entry


def _check(
    hass: HomeAssistant,
    connection: ActiveConnection,
    entry: PolyPhoneConfigEntry,
    topic: Topic,
) -> None:
    """Tell a user no more than the entities do that it may read."""
    entity_id = er.async_get(hass).async_get_entity_id(
        Platform.SENSOR, DOMAIN, f"{entry.unique_id}_{topic.sensor}"
    )
    if entity_id is None:
        raise RefusedError(ERR_NOT_SUPPORTED, "not_supported", phone=entry.title)
    if not connection.user.permissions.check_entity(entity_id, POLICY_READ):
        raise RefusedError(ERR_UNAUTHORIZED, "not_permitted", phone=entry.title)


class Follower:
    """Tells something of a phone as it changes, also after the phone is reloaded."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PolyPhoneConfigEntry,
        topic: Topic,
        send: Callable[[Told | None], None],
    ) -> None:
        self._entry = entry
        self._topic = topic
        self._send = send
        self._told: Told | UndefinedType | None = UNDEFINED
        self._phone: PhoneCoordinator | None = None
        self._leave_phone: CALLBACK_TYPE | None = None
        self._leave_entry = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._on_change
        )
        self._follow()

    @callback
    def stop(self) -> None:
        """Tell nothing more."""
        self._leave_entry()
        if self._leave_phone:
            self._leave_phone()

    @callback
    def _on_change(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is self._entry:
            self._follow()

    @callback
    def _follow(self) -> None:
        """Find the phone, which is another object each time it is loaded."""
        is_loaded = self._entry.state is ConfigEntryState.LOADED
        phone = self._entry.runtime_data if is_loaded else None
        if phone is not self._phone:
            if self._leave_phone:
                self._leave_phone()
            self._phone = phone
            self._leave_phone = (
                phone.async_add_listener(self._tell, self._topic.tiers)
                if phone
                else None
            )
        self._tell()

    @callback
    def _tell(self) -> None:
        told = None
        if self._phone and self._phone.last_update_success:
            told = self._topic.value_fn(self._phone)
        if told != self._told:
            self._told = told
            self._send(told)
