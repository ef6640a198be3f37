"""Helpers for the dialog that adds a contact."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import CONF_NUMBER, SUBENTRY_CONTACT


async def submit_contact(
    hass: HomeAssistant, entry: MockConfigEntry, *inputs: tuple[str, str]
) -> Any:
    """Open the dialog for a new contact and submit each input."""
    manager = hass.config_entries.subentries
    result = await manager.async_init(
        (entry.entry_id, SUBENTRY_CONTACT), context={"source": SOURCE_USER}
    )
    for name, number in inputs:
        assert result["type"] is FlowResultType.FORM
        assert result["step_id"] == "user"
        result = await manager.async_configure(
            result["flow_id"], {"name": name, CONF_NUMBER: number}
        )
    return result


async def add_contact(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, number: str
) -> None:
    """Add a contact."""
    result = await submit_contact(hass, entry, (name, number))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
