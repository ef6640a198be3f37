"""The contact book of all phones: the name of a number, the number of a name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
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
from .phone_numbers import NumberPlan, number_plan
from .ucs import UcsInputError, is_number, validate_destination


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
        self._plan: NumberPlan | None = None
        self._names: dict[str, str] = {}

    def name_of(self, number: str) -> str | None:
        """Return the name of a number. The first contact of a number wins."""
        plan = number_plan(self._hass)
        if plan is not self._plan:
            self._plan = plan
            self._names = {
                plan.key(contact.number): contact.name
                for contact in reversed([*contacts(self._hass)])
            }
        return self._names.get(plan.key(number))

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
        self._plan = None
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
    return hass.data[DATA_CONTACTS].name_of(number) if number else None


@callback
def number_of(hass: HomeAssistant, name: str) -> str | None:
    """Return the number of the contact with a name, which is no number itself."""
    if is_number_like(name):
        return None
    normalized = normalize_name(name)
    return next(
        (
            contact.number
            for contact in contacts(hass)
            if normalize_name(contact.name) == normalized
        ),
        None,
    )


def is_number_like(text: str) -> bool:
    """Return whether a phone dials the text as a number."""
    try:
        return is_number(validate_destination(text))
    except UcsInputError:
        return False


def normalize_name(name: str) -> str:
    """Return a name without differences of case and spaces."""
    return " ".join(name.casefold().split())
