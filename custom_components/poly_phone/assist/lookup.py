"""Finds phones and contacts by spoken name."""

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

from ..contacts import contacts, normalize_name
from ..coordinator import PhoneCoordinator
from ..entries import loaded_phones
from ..ucs import UcsInputError, validate_destination

_DIALABLE: Final = re.compile(r"\+?[\d*#]+|[^@]+@[^@]+")


class Party(NamedTuple):
    """A contact or phone that can be called."""

    name: str
    number: str


@callback
def exposed_phones(
    hass: HomeAssistant, assistant: str | None
) -> list[PhoneCoordinator]:
    """Return the phones of which an entity is exposed to the assistant.

    Switches do not count, because Home Assistant exposes them by default.
    """
    registry = er.async_get(hass)
    return [
        phone
        for phone in loaded_phones(hass)
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
    """Return the name of a phone."""
    device = device_of(phone)
    return device.name_by_user or device.name or phone.name


@callback
def names_of(phone: PhoneCoordinator) -> Iterator[str]:
    """Yield the names, aliases and places that stand for a phone."""
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
def callable_parties(phone: PhoneCoordinator) -> Iterator[tuple[str, Party]]:
    """Yield each spoken name with the contact or phone it stands for."""
    for contact in contacts(phone.hass):
        yield contact.name, Party(contact.name, contact.number)
    for other in loaded_phones(phone.hass):
        if other is not phone and (number := _number_of(other, phone)):
            for name in names_of(other):
                yield name, Party(name_of(other), number)


def _number_of(phone: PhoneCoordinator, caller: PhoneCoordinator) -> str | None:
    """Return the number with which another phone calls the first line of a phone."""
    address = next(
        (line.address for line in phone.data.lines or () if line.address), None
    )
    user, _, host = (address or "").partition("@")
    hosts = {(line.address or "").partition("@")[2] for line in caller.data.lines or ()}
    return user if host in hosts else address


def find_by_name[ItemT](spoken: str, named: Iterable[tuple[str, ItemT]]) -> list[ItemT]:
    """Return the items with the spoken name, or else with all its words."""
    key = normalize_name(spoken)
    words = set(key.split())
    items = [(normalize_name(name), item) for name, item in named]
    exact = [item for name, item in items if name == key]
    similar = [item for name, item in items if words and words <= set(name.split())]
    return list(dict.fromkeys(exact or similar))


def host_of(number: str) -> str:
    """Return the host of an address; empty for a number."""
    return number.partition("@")[2].casefold()


def parse_spoken_number(spoken: str) -> str | None:
    """Return the number or address, or None if other words were spoken."""
    try:
        destination = validate_destination(spoken)
    except UcsInputError:
        return None
    return destination if _DIALABLE.fullmatch(destination) else None
