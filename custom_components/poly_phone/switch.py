"""Switches of a phone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .calls.phone_state import PhoneState, phone_state
from .calls.selection import CallCommand, focused
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import Tier
from .phone.settings import (
    DO_NOT_DISTURB_ENABLED,
    DO_NOT_DISTURB_PER_LINE,
    OFF,
    ON,
    Setting,
    is_value,
    settings_of,
)
from .phone.state import PhoneData
from .screen.do_not_disturb import (
    async_set_do_not_disturb,
    can_set_do_not_disturb,
    reports_do_not_disturb,
)
from .setting_entities import async_write, describe
from .ucs import Command

# The phone runs one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneSwitchDescription(PolyPhoneEntityDescription, SwitchEntityDescription):
    """Description of a switch."""

    is_on_fn: Callable[[PhoneData], bool | None]
    set_fn: Callable[[PhoneCoordinator, bool], Awaitable[None]]
    is_available_fn: Callable[[PhoneData], bool] = lambda _: True
    """Returns whether the configuration of the phone allows the switch."""


def _is_on_hold(data: PhoneData) -> bool | None:
    if data.calls is None:
        return None
    call = focused(data.calls)
    return call is not None and phone_state([call]) is PhoneState.ON_HOLD


def _is_setting_on(setting: Setting, data: PhoneData) -> bool | None:
    return setting.is_on(data.settings)


async def _set_setting(setting: Setting, phone: PhoneCoordinator, on: bool) -> None:
    await async_write(phone, setting, ON if on else OFF)


def _has_do_not_disturb(phone: PhoneCoordinator) -> bool | None:
    """Return whether do not disturb can be set; None while that is unknown."""
    return can_set_do_not_disturb(phone) and reports_do_not_disturb(phone)


SWITCHES = (
    PolyPhoneSwitchDescription(
        key="mute",
        translation_key="mute",
        tiers=frozenset({Tier.CALLS}),
        commands=(Command.MUTE,),
        is_on_fn=lambda data: data.is_muted,
        set_fn=lambda phone, on: phone.async_execute(phone.client.mute(on=on)),
    ),
    PolyPhoneSwitchDescription(
        key="hold",
        translation_key="hold",
        tiers=frozenset({Tier.CALLS}),
        commands=(Command.HOLD_CALL, Command.RESUME_CALL),
        is_on_fn=_is_on_hold,
        set_fn=lambda phone, on: phone.async_call_command(
            CallCommand.HOLD if on else CallCommand.RESUME
        ),
    ),
    PolyPhoneSwitchDescription(
        key="do_not_disturb",
        translation_key="do_not_disturb",
        tiers=frozenset({Tier.DO_NOT_DISTURB, Tier.SETTINGS}),
        parameters=frozenset({DO_NOT_DISTURB_ENABLED, DO_NOT_DISTURB_PER_LINE}),
        exists_fn=_has_do_not_disturb,
        is_available_fn=lambda data: (
            not is_value(data.settings, DO_NOT_DISTURB_ENABLED, OFF)
        ),
        is_on_fn=lambda data: data.do_not_disturb,
        set_fn=async_set_do_not_disturb,
    ),
    *(
        PolyPhoneSwitchDescription(
            **describe(setting),
            is_on_fn=partial(_is_setting_on, setting),
            set_fn=partial(_set_setting, setting),
        )
        for setting in settings_of(Platform.SWITCH)
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches of a phone."""
    async_setup_descriptions(entry, async_add_entities, PolyPhoneSwitch, SWITCHES)


class PolyPhoneSwitch(PolyPhoneEntity, SwitchEntity):
    """A switch of a phone."""

    entity_description: PolyPhoneSwitchDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the switch can be used."""
        return super().available and self.entity_description.is_available_fn(
            self.coordinator.data
        )

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the switch is on."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn the switch on."""
        await self.entity_description.set_fn(self.coordinator, True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn the switch off."""
        await self.entity_description.set_fn(self.coordinator, False)
