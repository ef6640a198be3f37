"""The people whom all phones know: names for callers, numbers for names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
import re
from typing import Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.selector import TextSelector
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .const import DOMAIN
from .ucs import UcsInputError, checked_destination

SUBENTRY_CONTACT: Final = "contact"
CONF_NUMBER: Final = "number"
DATA_NAMES: HassKey[Mapping[str, str]] = HassKey(f"{DOMAIN}_names")

_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_NUMBER): TextSelector(),
    }
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody who can be called."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    subentry_id: str


@callback
def contacts(hass: HomeAssistant) -> Iterator[Contact]:
    """Return the contacts of all phones, which every phone uses."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        yield from _contacts_of(entry)


def _contacts_of(entry: ConfigEntry) -> list[Contact]:
    """Return the contacts that were added to a phone."""
    return [
        Contact(
            # People rename it in the list, which changes nothing else.
            name=subentry.title,
            number=subentry.data[CONF_NUMBER],
            subentry_id=subentry.subentry_id,
        )
        for subentry in entry.subentries.values()
    ]


@callback
def async_setup_contacts(hass: HomeAssistant) -> None:
    """Have all phones name people anew when contacts of any of them change.

    Names are worked out when states are written, which nothing else would do then.
    Entries change often while many phones are set up, their contacts do not.
    """
    known = {
        entry.entry_id: _contacts_of(entry)
        for entry in hass.config_entries.async_entries(DOMAIN)
    }
    hass.data[DATA_NAMES] = _names(hass)

    @callback
    def on_change(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != DOMAIN:
            return
        now = [] if change is ConfigEntryChange.REMOVED else _contacts_of(entry)
        if known.get(entry.entry_id, []) == now:
            return
        known[entry.entry_id] = now
        hass.data[DATA_NAMES] = _names(hass)
        for loaded in hass.config_entries.async_loaded_entries(DOMAIN):
            loaded.runtime_data.async_update_listeners()

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, on_change)


def _names(hass: HomeAssistant) -> Mapping[str, str]:
    """Return the names of all contacts by number, the first where several have one."""
    return {
        number_key(contact.number): contact.name
        for contact in reversed([*contacts(hass)])
    }


@callback
def name_of(hass: HomeAssistant, number: str | None) -> str | None:
    """Return the name of who has a number, in whatever way that is written."""
    return hass.data[DATA_NAMES].get(number_key(number)) if number else None


@callback
def number_of(hass: HomeAssistant, name: str) -> str | None:
    """Return the number of somebody by name."""
    wanted = name_key(name)
    return next(
        (
            contact.number
            for contact in contacts(hass)
            if name_key(contact.name) == wanted
        ),
        None,
    )


def number_key(number: str) -> str:
    """Return what is the same in all ways to write a number or an address."""
    user = re.sub(r"^(sips?|tel):", "", number.strip().lower()).partition("@")[0]
    compact = re.sub(r"[\s()./-]", "", user)
    return re.sub(r"^(\+|00)(?=\d)", "", compact) or user


def name_key(name: str) -> str:
    """Return what is the same in all ways to write a name."""
    return " ".join(name.casefold().split())


class ContactFlow(ConfigSubentryFlow):
    """Adds a contact, or changes one."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a contact."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := self._errors(user_input)):
            return self.async_create_entry(title=user_input[CONF_NAME], data=user_input)
        return self._form("user", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a contact."""
        errors: dict[str, str] = {}
        subentry = self._get_reconfigure_subentry()
        if user_input is not None and not (
            errors := self._errors(user_input, subentry.subentry_id)
        ):
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME],
                data=user_input,
            )
        known = {**subentry.data, CONF_NAME: subentry.title}
        return self._form("reconfigure", user_input or known, errors)

    def _errors(
        self, user_input: dict[str, Any], own_id: str | None = None
    ) -> dict[str, str]:
        """Tidy up what was filled in, and return what is wrong with it."""
        name = user_input[CONF_NAME] = " ".join(user_input[CONF_NAME].split())
        others = [one for one in contacts(self.hass) if one.subentry_id != own_id]
        errors = {}
        try:
            number = checked_destination(user_input[CONF_NUMBER])
        except UcsInputError:
            errors[CONF_NUMBER] = "bad_number"
        else:
            user_input[CONF_NUMBER] = number
            if number_key(number) in {number_key(other.number) for other in others}:
                errors[CONF_NUMBER] = "number_taken"
        if not name:
            errors[CONF_NAME] = "no_name"
        elif name_key(name) in {name_key(other.name) for other in others}:
            errors[CONF_NAME] = "name_taken"
        return errors

    def _form(
        self, step_id: str, values: Mapping[str, Any] | None, errors: dict[str, str]
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, values),
            errors=errors,
        )
