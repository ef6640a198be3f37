"""Poly and Polycom UC Software phones over their local REST API."""

from homeassistant.components.webhook import async_generate_id
from homeassistant.const import CONF_WEBHOOK_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .const import CONF_CAPABILITIES, DOMAIN
from .contacts import async_setup_contacts
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import async_register_device
from .frontend import async_setup_cards
from .phone.issues import async_clear
from .phone.setup_queue import async_turn, async_work
from .provisioning.manager import async_leave, async_setup_push
from .services import async_setup_services
from .websocket_api import async_setup_websocket_api

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NOTIFY,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what exists also while no phone is loaded."""
    async_setup_contacts(hass)
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    await async_setup_cards(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Have an entry of an older version hold all that one of today does."""
    # A newer minor version, after a downgrade, holds no less.
    if entry.minor_version < 2:
        later = {CONF_CAPABILITIES: {}, CONF_WEBHOOK_ID: async_generate_id()}
        hass.config_entries.async_update_entry(
            entry, data={**later, **entry.data}, minor_version=2
        )
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Set up a phone."""
    async with async_turn(hass):
        coordinator = PhoneCoordinator(hass, entry)
        await coordinator.async_config_entry_first_refresh()
        entry.runtime_data = coordinator
        async_register_device(hass, coordinator)
        async with async_work(hass):
            await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    async_setup_push(hass, coordinator)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Unload a phone."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> None:
    """Leave the phone as it was found."""
    async_clear(hass, entry)
    await async_leave(hass, entry)
