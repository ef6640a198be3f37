"""Phones and people by the names that somebody says."""

from collections.abc import Iterable, Iterator
import re
from typing import Final, NamedTuple

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)

from ..const import DOMAIN
from ..contacts import contacts, name_key
from ..coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from ..ucs import UcsInputError, checked_destination

_DIALABLE: Final = re.compile(r"\+?[\d*#]+|[^@]+@[^@]+")


class Party(NamedTuple):
    """Somebody whom a phone can call."""

    name: str
    number: str


@callback
def phones(hass: HomeAssistant) -> list[PhoneCoordinator]:
    """Return all phones that are set up."""
    entries: list[PolyPhoneConfigEntry]
    entries = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data for entry in entries]


@callback
def exposed_phones(
    hass: HomeAssistant, assistant: str | None
) -> list[PhoneCoordinator]:
    """Return the phones of which an assistant gets to see something.

    Switches do not count: Home Assistant exposes them without being told to.
    """
    registry = er.async_get(hass)
    return [
        phone
        for phone in phones(hass)
        if assistant is None
        or any(
            async_should_expose(hass, assistant, entity.entity_id)
            for entity in er.async_entries_for_config_entry(
                registry, phone.config_entry.entry_id
            )
            if entity.domain != SWITCH_DOMAIN
        )
    ]


@callback
def device_of(phone: PhoneCoordinator) -> dr.DeviceEntry:
    """Return the device of a phone."""
    device = phone.device
    assert device
    return device


@callback
def area_of(phone: PhoneCoordinator) -> ar.AreaEntry | None:
    """Return the area of a phone."""
    area_id = device_of(phone).area_id
    return ar.async_get(phone.hass).async_get_area(area_id) if area_id else None


@callback
def floor_of(phone: PhoneCoordinator) -> fr.FloorEntry | None:
    """Return the floor of a phone."""
    area = area_of(phone)
    if area is None or area.floor_id is None:
        return None
    return fr.async_get(phone.hass).async_get_floor(area.floor_id)


@callback
def name_of(phone: PhoneCoordinator) -> str:
    """Return what people call a phone."""
    device = device_of(phone)
    return device.name_by_user or device.name or phone.name


@callback
def names_of(phone: PhoneCoordinator) -> Iterator[str]:
    """Return everything that may be said to mean a phone: also where it is."""
    yield name_of(phone)
    yield phone.config_entry.title
    for entity in er.async_entries_for_config_entry(
        er.async_get(phone.hass), phone.config_entry.entry_id
    ):
        yield from (alias for alias in entity.aliases if isinstance(alias, str))
    for place in (area_of(phone), floor_of(phone)):
        if place:
            yield place.name
            yield from place.aliases


@callback
def parties(phone: PhoneCoordinator) -> Iterator[tuple[str, Party]]:
    """Return whom a phone can call by which names: contacts and other phones."""
    for contact in contacts(phone.hass):
        yield contact.name, Party(contact.name, contact.number)
    for other in phones(phone.hass):
        if other is not phone and (number := _number_of(other, phone)):
            for name in names_of(other):
                yield name, Party(name_of(other), number)


def _number_of(phone: PhoneCoordinator, caller: PhoneCoordinator) -> str | None:
    """Return what another phone dials to reach the first line of a phone."""
    address = next(
        (line.address for line in phone.data.lines or () if line.address), None
    )
    user, _, host = (address or "").partition("@")
    hosts = {(line.address or "").partition("@")[2] for line in caller.data.lines or ()}
    return user if host in hosts else address


def find[ThingT](said: str, named: Iterable[tuple[str, ThingT]]) -> list[ThingT]:
    """Return what has a name: exactly, or else with all words that were said."""
    key = name_key(said)
    words = set(key.split())
    keys = [(name_key(name), thing) for name, thing in named]
    exact = [thing for name, thing in keys if name == key]
    similar = [thing for name, thing in keys if words and words <= set(name.split())]
    return list(dict.fromkeys(exact or similar))


def dialable(said: str) -> str | None:
    """Return what to dial if a number or an address was said, not only some word."""
    try:
        destination = checked_destination(said)
    except UcsInputError:
        return None
    return destination if _DIALABLE.fullmatch(destination) else None
