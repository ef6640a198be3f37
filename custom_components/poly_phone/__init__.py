"""The Poly Phone integration: Poly and Polycom phones over their local REST API."""

from homeassistant.components.webhook import async_generate_id
from homeassistant.const import CONF_HOST, CONF_WEBHOOK_ID, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .const import (
    CONF_CAPABILITIES,
    CONF_NOTIFICATION_ADDRESS,
    CONF_PROVISIONED,
    CONF_PUSH,
    DOMAIN,
)
from .contacts import async_setup_contacts
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import async_register_device
from .frontend import async_setup_frontend
from .phone.issues import async_clear, async_setup_issues
from .phone.setup_queue import async_add_entities_alone, async_limit_parallel_setups
from .phone_numbers import async_setup_number_plan
from .provisioning.features import notification_url
from .provisioning.manager import async_restore_phone, async_setup_provisioning
from .provisioning.records import ATTR_BEFORE, ATTR_TAKEN_OVER
from .services import async_setup_services
from .web.address import PhoneSource
from .web.webhook import NotificationWebhook
from .websocket_api import async_setup_websocket_api

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.NOTIFY,
    Platform.NUMBER,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.TEXT,
]

_OLD_PUSH_KEYS = {"push_before": ATTR_BEFORE, "push_taken_over": ATTR_TAKEN_OVER}
"""Keys in the data of minor version 2, with their keys in the record of a feature."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what does not depend on a phone."""
    await async_setup_number_plan(hass)
    async_setup_contacts(hass)
    async_setup_issues(hass)
    async_setup_services(hass)
    async_setup_websocket_api(hass)
    await async_setup_frontend(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Migrate an entry of an older version."""
    data = dict(entry.data)
    if entry.minor_version < 2:
        data = {CONF_CAPABILITIES: {}, CONF_WEBHOOK_ID: async_generate_id()} | data
    if entry.minor_version < 3:
        record = {
            key: data.pop(old) for old, key in _OLD_PUSH_KEYS.items() if old in data
        }
        data[CONF_PROVISIONED] = {CONF_PUSH: record} if record else {}
        hass.config_entries.async_update_entry(entry, data=data, minor_version=3)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Set up a phone."""
    async with async_limit_parallel_setups(hass):
        coordinator = PhoneCoordinator(hass, entry, notification_url(hass, entry))
        await coordinator.async_config_entry_first_refresh()
        entry.runtime_data = coordinator
        async_register_device(hass, coordinator)
        async with async_add_entities_alone(hass):
            await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    if entry.options.get(CONF_PUSH, True):
        await NotificationWebhook(
            hass,
            entry,
            source=PhoneSource(
                hass,
                entry.data[CONF_HOST],
                lambda: coordinator.data.device.ip_address,
                entry.data.get(CONF_NOTIFICATION_ADDRESS),
            ),
            on_notification=coordinator.async_notified,
            counts=coordinator.push_status.counts,
        ).async_start()
    async_setup_provisioning(hass, coordinator)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> bool:
    """Unload a phone."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> None:
    """Clear the issues of a deleted phone, and restore its parameters."""
    async_clear(hass, entry)
    await async_restore_phone(hass, entry)
