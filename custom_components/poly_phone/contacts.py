"""The contact book of all phones: the name of a number, the number of a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
import re
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from .const import CONF_NUMBER, DOMAIN, SUBENTRY_CONTACT


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A person or place with a telephone number."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    subentry_id: str


class ContactBook:
    """The names of all contacts by number, and the listeners for changes."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Read the contacts of all entries."""
        self._hass = hass
        self._by_entry = {
            entry.entry_id: contacts_of(entry)
            for entry in hass.config_entries.async_entries(DOMAIN)
        }
        self.listeners: list[Callable[[], None]] = []
        self.names: dict[str, str] = {}
        self._update_names()

    def _update_names(self) -> None:
        """Update the names. The first contact of a number wins."""
        self.names = {
            normalize_number(contact.number): contact.name
            for contact in reversed([*contacts(self._hass)])
        }

    @callback
    def async_entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry
    ) -> None:
        """Notify the listeners if the contacts of an entry changed.

        Entries change often during the set-up of many phones, contacts do not.
        """
        if entry.domain != DOMAIN:
            return
        found = [] if change is ConfigEntryChange.REMOVED else contacts_of(entry)
        if self._by_entry.get(entry.entry_id, []) == found:
            return
        self._by_entry[entry.entry_id] = found
        self._update_names()
        for listener in tuple(self.listeners):
            listener()


DATA_CONTACTS: Final[HassKey[ContactBook]] = HassKey(f"{DOMAIN}_contacts")


@callback
def async_setup_contacts(hass: HomeAssistant) -> None:
    """Set up the contact book."""
    book = hass.data[DATA_CONTACTS] = ContactBook(hass)
    async_dispatcher_connect(
        hass, SIGNAL_CONFIG_ENTRY_CHANGED, book.async_entry_changed
    )


@callback
def async_subscribe(hass: HomeAssistant, listener: Callable[[], None]) -> CALLBACK_TYPE:
    """Add a listener for changed contacts; return a function that removes it."""
    listeners = hass.data[DATA_CONTACTS].listeners
    listeners.append(listener)
    return partial(listeners.remove, listener)


@callback
def contacts(hass: HomeAssistant) -> Iterator[Contact]:
    """Yield the contacts that all phones share."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        yield from contacts_of(entry)


def contacts_of(entry: ConfigEntry) -> list[Contact]:
    """Return the contacts that were added to an entry."""
    return [
        Contact(
            # Home Assistant can rename a subentry, which changes only its title.
            name=subentry.title,
            number=subentry.data[CONF_NUMBER],
            subentry_id=subentry.subentry_id,
        )
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_CONTACT
    ]


@callback
def name_of(hass: HomeAssistant, number: str | None) -> str | None:
    """Return the name of the contact with a number, in any usual spelling."""
    names = hass.data[DATA_CONTACTS].names
    return names.get(normalize_number(number)) if number else None


@callback
def number_of(hass: HomeAssistant, name: str) -> str | None:
    """Return the number of the contact with a name."""
    normalized = normalize_name(name)
    return next(
        (
            contact.number
            for contact in contacts(hass)
            if normalize_name(contact.name) == normalized
        ),
        None,
    )


def normalize_number(number: str) -> str:
    """Return the part that all spellings of a number or address have in common."""
    user = re.sub(r"^(sips?|tel):", "", number.strip().lower()).partition("@")[0]
    compact = re.sub(r"[\s()./-]", "", user)
    return re.sub(r"^(\+|00)(?=\d)", "", compact) or user


def normalize_name(name: str) -> str:
    """Return a name without differences of case and spaces."""
    return " ".join(name.casefold().split())
