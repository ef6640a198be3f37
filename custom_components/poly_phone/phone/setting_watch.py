"""Observes the effects of written settings: a restart, or a value that is replaced."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util

from ..ucs import Parameter
from .capabilities import KnownCapabilities
from .issues import Issue, async_raise
from .polling import Tier
from .settings import Setting
from .state import PhoneData

RESTART_WINDOW: Final = timedelta(seconds=90)
"""Time after a write in which a start of the phone counts as its effect."""

WATCH_TIME: Final = timedelta(seconds=600)
"""Time until the uptime was certainly read after a restart."""

CHOSEN_SOURCES: Final = frozenset({"local", "web"})
"""Sources of values that a user has changed at the phone or in its web page."""


class SettingWatch:
    """The settings of one phone that Home Assistant has written."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, capabilities: KnownCapabilities
    ) -> None:
        """Set up without settings."""
        self._hass = hass
        self._entry = entry
        self._capabilities = capabilities
        self._values: dict[str, str] = {}
        self._written_at: dict[str, datetime] = {}

    @property
    def tiers(self) -> set[Tier]:
        """The tiers that show whether the phone restarts."""
        return {Tier.DEVICE} if self._written_at else set()

    @callback
    def async_writing(self, setting: Setting) -> None:
        """Start to observe the uptime, before Home Assistant writes a setting."""
        self._written_at[setting.key] = dt_util.utcnow()

    @callback
    def async_written(self, values: Mapping[str, str]) -> None:
        """Start to observe the parameters that the phone accepted."""
        self._values |= values

    @callback
    def async_restart_requested(self) -> None:
        """Ignore the next restart, because a user has started it."""
        self._written_at.clear()

    @callback
    def async_check(self, data: PhoneData) -> None:
        """Create an issue if a written setting had an unexpected effect."""
        if data.started_at:
            self._check_restart(data.started_at)
        if data.settings:
            self._check_values(data.settings)

    def _check_restart(self, started_at: datetime) -> None:
        restarting = [
            key
            for key, written_at in self._written_at.items()
            if written_at < started_at < written_at + RESTART_WINDOW
        ]
        oldest = dt_util.utcnow() - WATCH_TIME
        self._written_at = {
            key: written_at
            for key, written_at in self._written_at.items()
            if written_at > oldest and key not in restarting
        }
        if not restarting:
            return
        self._capabilities.async_add_restarting(restarting)
        async_raise(
            self._hass,
            self._entry,
            Issue.SETTING_RESTARTS,
            settings=", ".join(map(self._name, restarting)),
        )
        self._hass.config_entries.async_schedule_reload(self._entry.entry_id)

    def _check_values(self, settings: Mapping[str, Parameter]) -> None:
        changed = {
            name: settings[name]
            for name, value in self._values.items()
            if name in settings and settings[name].value != value
        }
        for name in changed:
            del self._values[name]
        replaced = [
            name
            for name, parameter in changed.items()
            if parameter.source not in CHOSEN_SOURCES
        ]
        if replaced:
            async_raise(
                self._hass,
                self._entry,
                Issue.SETTING_REPLACED,
                parameters=", ".join(replaced),
            )

    def _name(self, key: str) -> str:
        """Return the name of the entity of a setting."""
        registry = er.async_get(self._hass)
        for entity in er.async_entries_for_config_entry(registry, self._entry.entry_id):
            if entity.unique_id == f"{self._entry.unique_id}_{key}":
                return entity.name or entity.original_name or key
        return key
