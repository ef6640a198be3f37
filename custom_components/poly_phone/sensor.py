"""Sensors of a phone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .calls.events import LoggedCall, latest_call
from .calls.missed import are_new
from .calls.tracking import (
    PhoneState,
    Presence,
    focused,
    is_in_use,
    phone_state,
    presence,
)
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .phone.polling import PARTS, Tier
from .ucs import Command

# Reads only; the coordinator talks to the phone.
PARALLEL_UPDATES = 0

type Attributes = Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class PolyPhoneSensorDescription(SensorEntityDescription):
    """What a sensor shows, and of which parts of the phone's state."""

    tiers: frozenset[Tier]
    command: Command | None = None
    """What the phone must know for the sensor to make sense."""

    value_fn: Callable[[PhoneCoordinator], StateType | datetime]
    attributes_fn: Callable[[PhoneCoordinator], Attributes] = lambda _: None


def _call_state(phone: PhoneCoordinator) -> PhoneState | None:
    return None if phone.data.calls is None else phone_state(phone.data.calls)


def _reported_presence(phone: PhoneCoordinator) -> Presence | None:
    word = (phone.data.presence or "").lower().replace(" ", "_")
    return Presence(word) if word in Presence else None


def _presence(phone: PhoneCoordinator) -> Presence | None:
    return _reported_presence(phone) or presence(
        is_in_use(phone.data.calls),
        phone.data.lines,
        do_not_disturb=phone.data.do_not_disturb,
    )


def _remote_party(phone: PhoneCoordinator) -> str | None:
    call = focused(phone.data.calls or ())
    return (phone.name_of(call) or call.number) if call else None


def _remote_number(phone: PhoneCoordinator) -> Attributes:
    call = focused(phone.data.calls or ())
    return {"number": call.number if call else None}


def _call_started(phone: PhoneCoordinator) -> datetime | None:
    call = focused(phone.data.tracked_calls or ())
    return call.started_at if call else None


def _last_call(phone: PhoneCoordinator) -> LoggedCall | None:
    return latest_call(phone.data.call_log) if phone.data.call_log else None


def _last_call_time(phone: PhoneCoordinator) -> datetime | None:
    call = _last_call(phone)
    return phone.local_time(call.entry.started) if call and call.entry.started else None


def _last_call_attributes(phone: PhoneCoordinator) -> Attributes:
    if not (call := _last_call(phone)):
        return {}
    duration = call.entry.duration
    return {
        "direction": call.direction,
        "number": call.entry.number,
        "name": phone.name_of(call.entry),
        "duration": duration.total_seconds() if duration else None,
        "missed": call.is_missed,
    }


def _missed_calls(phone: PhoneCoordinator) -> int | None:
    if phone.data.call_log is None:
        return None
    times = (call.started for call in phone.data.call_log.missed)
    return sum(are_new(phone.config_entry, times))


def _memory_usage(phone: PhoneCoordinator) -> float | None:
    load = phone.data.load
    if not load or load.memory_used is None or not load.memory_total:
        return None
    return 100 * load.memory_used / load.memory_total


_CALLS = frozenset({Tier.CALLS})
_CALL_LOG = frozenset({Tier.CALL_LOG})

SENSORS = (
    PolyPhoneSensorDescription(
        key="call_state",
        translation_key="call_state",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in PhoneState],
        tiers=_CALLS,
        value_fn=_call_state,
    ),
    PolyPhoneSensorDescription(
        key="presence",
        translation_key="presence",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in Presence],
        tiers=_CALLS | {Tier.LINES, Tier.PRESENCE, Tier.DO_NOT_DISTURB},
        value_fn=_presence,
        attributes_fn=lambda phone: {
            "source": "phone" if _reported_presence(phone) else "derived"
        },
    ),
    PolyPhoneSensorDescription(
        key="remote_party",
        translation_key="remote_party",
        tiers=_CALLS,
        value_fn=_remote_party,
        attributes_fn=_remote_number,
    ),
    PolyPhoneSensorDescription(
        key="call_started",
        translation_key="call_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        tiers=_CALLS,
        value_fn=_call_started,
    ),
    PolyPhoneSensorDescription(
        key="last_call",
        translation_key="last_call",
        device_class=SensorDeviceClass.TIMESTAMP,
        tiers=_CALL_LOG,
        command=Command.CALL_LOG,
        value_fn=_last_call_time,
        attributes_fn=_last_call_attributes,
    ),
    PolyPhoneSensorDescription(
        key="missed_calls",
        translation_key="missed_calls",
        state_class=SensorStateClass.MEASUREMENT,
        tiers=_CALL_LOG,
        command=Command.CALL_LOG,
        value_fn=_missed_calls,
    ),
    PolyPhoneSensorDescription(
        key="uptime",
        translation_key="uptime",
        device_class=SensorDeviceClass.UPTIME,
        entity_category=EntityCategory.DIAGNOSTIC,
        tiers=frozenset({Tier.DEVICE}),
        value_fn=lambda phone: phone.data.started_at,
    ),
)


def _diagnostic(
    key: str,
    tier: Tier,
    value_fn: Callable[[PhoneCoordinator], StateType | datetime],
    *,
    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT,
    **more: Any,
) -> PolyPhoneSensorDescription:
    """Describe a sensor that only some people want to see."""
    return PolyPhoneSensorDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        state_class=state_class,
        tiers=frozenset({tier}),
        command=PARTS[tier].command,
        value_fn=value_fn,
        **more,
    )


DIAGNOSTIC_SENSORS = (
    _diagnostic(
        "cpu_usage",
        Tier.LOAD,
        lambda phone: phone.data.load.cpu_current if phone.data.load else None,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
    ),
    _diagnostic(
        "memory_usage",
        Tier.LOAD,
        _memory_usage,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=0,
    ),
    _diagnostic(
        "network_uptime",
        Tier.NETWORK,
        lambda phone: phone.data.network_started_at,
        state_class=None,
        device_class=SensorDeviceClass.UPTIME,
    ),
    _diagnostic(
        "rx_packets",
        Tier.NETWORK,
        lambda phone: phone.data.network.rx_packets if phone.data.network else None,
        state_class=SensorStateClass.TOTAL_INCREASING,
    ),
    _diagnostic(
        "tx_packets",
        Tier.NETWORK,
        lambda phone: phone.data.network.tx_packets if phone.data.network else None,
        state_class=SensorStateClass.TOTAL_INCREASING,
    ),
    _diagnostic(
        "codec",
        Tier.VOICE,
        lambda phone: phone.data.voice.codec if phone.data.voice else None,
        state_class=None,
    ),
    _diagnostic(
        "jitter",
        Tier.VOICE,
        lambda phone: phone.data.voice.jitter if phone.data.voice else None,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
    ),
    _diagnostic(
        "packet_loss",
        Tier.VOICE,
        lambda phone: phone.data.voice.loss if phone.data.voice else None,
        native_unit_of_measurement=PERCENTAGE,
        suggested_display_precision=1,
    ),
    _diagnostic(
        "latency",
        Tier.VOICE,
        lambda phone: phone.data.voice.latency if phone.data.voice else None,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
    ),
    _diagnostic(
        "mos",
        Tier.VOICE,
        lambda phone: phone.data.voice.mos if phone.data.voice else None,
        suggested_display_precision=1,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a phone."""
    phone = entry.runtime_data
    sensors = (
        PolyPhoneSensor(phone, description)
        for description in SENSORS + DIAGNOSTIC_SENSORS
        if description.command is None or phone.client.supports(description.command)
    )
    async_offer(entry, async_add_entities, sensors)


class PolyPhoneSensor(PolyPhoneEntity, SensorEntity):
    """A sensor of a phone."""

    entity_description: PolyPhoneSensorDescription

    def __init__(
        self, coordinator: PhoneCoordinator, description: PolyPhoneSensorDescription
    ) -> None:
        """Set up a sensor."""
        super().__init__(coordinator, description, description.tiers)

    @property
    @override
    def _shown(self) -> object:
        return super()._shown, self.native_value, self.extra_state_attributes

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return what the sensor shows."""
        return self.entity_description.value_fn(self.coordinator)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """Return what else the sensor tells."""
        return self.entity_description.attributes_fn(self.coordinator)
