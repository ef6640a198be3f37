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

from .calls.logged_calls import LoggedCall, latest_call
from .calls.phone_state import PhoneState, Presence, is_in_use, phone_state, presence
from .calls.selection import focused
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import TIERS, Tier
from .ucs import Command

# Reads only; the coordinator sends the requests.
PARALLEL_UPDATES = 0

type Attributes = Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class PolyPhoneSensorDescription(PolyPhoneEntityDescription, SensorEntityDescription):
    """Description of a sensor."""

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
    return sum(phone.seen_calls.unseen(phone.data.call_log.missed))


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
        commands=(Command.CALL_LOG,),
        value_fn=_last_call_time,
        attributes_fn=_last_call_attributes,
    ),
    PolyPhoneSensorDescription(
        key="missed_calls",
        translation_key="missed_calls",
        state_class=SensorStateClass.MEASUREMENT,
        tiers=_CALL_LOG,
        commands=(Command.CALL_LOG,),
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
    device_class: SensorDeviceClass | None = None,
    state_class: SensorStateClass | None = SensorStateClass.MEASUREMENT,
    unit: str | None = None,
    precision: int | None = None,
) -> PolyPhoneSensorDescription:
    """Return the description of a diagnostic sensor, which is disabled by default."""
    command = TIERS[tier].command
    return PolyPhoneSensorDescription(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        device_class=device_class,
        state_class=state_class,
        native_unit_of_measurement=unit,
        suggested_display_precision=precision,
        tiers=frozenset({tier}),
        commands=(command,) if command else (),
        value_fn=value_fn,
    )


DIAGNOSTIC_SENSORS = (
    _diagnostic(
        "cpu_usage",
        Tier.LOAD,
        lambda phone: phone.data.load.cpu_current if phone.data.load else None,
        unit=PERCENTAGE,
        precision=0,
    ),
    _diagnostic(
        "memory_usage",
        Tier.LOAD,
        _memory_usage,
        unit=PERCENTAGE,
        precision=0,
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
        unit=UnitOfTime.MILLISECONDS,
    ),
    _diagnostic(
        "packet_loss",
        Tier.VOICE,
        lambda phone: phone.data.voice.loss if phone.data.voice else None,
        unit=PERCENTAGE,
        precision=1,
    ),
    _diagnostic(
        "latency",
        Tier.VOICE,
        lambda phone: phone.data.voice.latency if phone.data.voice else None,
        device_class=SensorDeviceClass.DURATION,
        unit=UnitOfTime.MILLISECONDS,
    ),
    _diagnostic(
        "mos",
        Tier.VOICE,
        lambda phone: phone.data.voice.mos if phone.data.voice else None,
        precision=1,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a phone."""
    async_setup_descriptions(
        entry, async_add_entities, PolyPhoneSensor, SENSORS + DIAGNOSTIC_SENSORS
    )


class PolyPhoneSensor(PolyPhoneEntity, SensorEntity):
    """A sensor of a phone."""

    entity_description: PolyPhoneSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return the value of the sensor."""
        return self.entity_description.value_fn(self.coordinator)

    @property
    @override
    def extra_state_attributes(self) -> Attributes:
        """Return the attributes of the sensor."""
        return self.entity_description.attributes_fn(self.coordinator)
