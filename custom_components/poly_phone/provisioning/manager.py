"""Keeps the features of one phone set up: when to check, retries, repair issues."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import CONF_PUSH, DOMAIN, LOGGER
from ..coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from ..phone.connection import create_client
from ..phone.issues import Issue, async_clear, async_raise
from ..phone.polling import Tier
from ..ucs import UcsError
from .features import FEATURES, Feature
from .parameters import Outcome, Plan, async_apply, async_restore
from .records import (
    ATTR_BEFORE,
    ATTR_TAKEN_OVER,
    async_delete_record,
    async_update_record,
    record,
)

CHECK_INTERVAL: Final = timedelta(days=1)
RETRY_INTERVAL: Final = timedelta(minutes=1)
"""The delay after a call, and the first one after a failure. Failures double it."""

RESTORE_TRIES: Final = 60
"""Tries to restore a deleted phone that is in a call."""


class ProvisioningManager:
    """The features of one phone."""

    def __init__(self, hass: HomeAssistant, phone: PhoneCoordinator) -> None:
        """Set up without a request."""
        self._hass = hass
        self._phone = phone
        self._entry = phone.config_entry
        self._started_at = phone.data.started_at
        self._plans: dict[str, Plan] = {}
        self._retry_interval = RETRY_INTERVAL
        self._cancel_check: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Check now, and whenever the phone or Home Assistant may have changed."""
        if any(feature.is_wanted(self._entry) for feature in FEATURES):
            for stop in (
                self._phone.async_add_listener(
                    self._check_restart, frozenset({Tier.DEVICE})
                ),
                self._hass.bus.async_listen(
                    EVENT_CORE_CONFIG_UPDATE, self._check_address
                ),
            ):
                self._entry.async_on_unload(stop)
        self._entry.async_on_unload(self._cancel)
        self._check()

    @callback
    def _check_restart(self) -> None:
        """Check after a restart, because the phone may have lost its parameters."""
        before, now = self._started_at, self._phone.data.started_at
        self._started_at = now or before
        if before and now and now - before > timedelta(minutes=1):
            self._check_later(RETRY_INTERVAL)

    @callback
    def _check_address(self, _: Event) -> None:
        """Check if the address of Home Assistant has changed.

        Home Assistant fires the event at every start, for all phones at once.
        """
        if any(
            feature.plan_fn(self._hass, self._entry).parameters != plan.parameters
            for feature in FEATURES
            if (plan := self._plans.get(feature.key))
        ):
            self._check()

    @callback
    def _check_later(self, delay: timedelta) -> None:
        self._cancel()
        self._cancel_check = async_call_later(self._hass, delay, self._check)

    @callback
    def _cancel(self) -> None:
        if self._cancel_check:
            self._cancel_check()
            self._cancel_check = None

    @callback
    def _check(self, _: datetime | None = None) -> None:
        self._cancel()
        self._entry.async_create_background_task(
            self._hass, self._async_check(), f"{DOMAIN} provisioning"
        )

    async def _async_check(self) -> None:
        """Apply or restore each feature, and retry later if that fails."""
        delay = CHECK_INTERVAL
        has_failed = False
        for feature in FEATURES:
            is_wanted = feature.is_wanted(self._entry)
            update = self._async_apply if is_wanted else self._async_restore
            try:
                if await update(feature) is Outcome.IN_CALL:
                    delay = RETRY_INTERVAL
            except UcsError as err:
                LOGGER.debug("%s: %s not set: %s", self._phone.name, feature.key, err)
                has_failed = True
        if has_failed:
            delay = min(delay, self._retry_interval)
            self._retry_interval = min(self._retry_interval * 2, CHECK_INTERVAL)
        else:
            self._retry_interval = RETRY_INTERVAL
        self._check_later(delay)

    async def _async_apply(self, feature: Feature) -> Outcome:
        """Apply a feature, and create an issue if that needs the user."""
        plan = feature.plan_fn(self._hass, self._entry)
        self._plans[feature.key] = plan
        if not plan.parameters:
            self._update_issues(feature, feature.no_address)
            return Outcome.UNCHANGED
        stored = record(self._entry, feature.key)

        def remember(before: Mapping[str, str]) -> None:
            # The first values are the ones from before Home Assistant.
            before = {**before, **stored.get(ATTR_BEFORE, {})}
            async_update_record(
                self._hass, self._entry, feature.key, {ATTR_BEFORE: before}
            )

        result = await async_apply(
            self._phone.client,
            plan,
            taken_over=stored.get(ATTR_TAKEN_OVER),
            remember=remember,
        )
        if result.outcome is Outcome.DONE and feature.option == CONF_PUSH:
            self._phone.async_forget_push()
        if result.outcome is not Outcome.IN_CALL:
            self._update_issues(
                feature,
                feature.issues.get(result.outcome),
                url=result.owner_value or plan.parameters[plan.owner_parameter],
            )
        return result.outcome

    async def _async_restore(self, feature: Feature) -> Outcome:
        """Restore the earlier values of a feature."""
        self._update_issues(feature, None)
        before = record(self._entry, feature.key).get(ATTR_BEFORE)
        if before is None:
            return Outcome.UNCHANGED
        plan = feature.plan_fn(self._hass, self._entry)
        outcome = await async_restore(self._phone.client, plan, before)
        if outcome is not Outcome.IN_CALL:
            async_delete_record(self._hass, self._entry, feature.key)
        return outcome

    @callback
    def _update_issues(
        self, feature: Feature, issue: Issue | None, **details: str
    ) -> None:
        """Create the issue, and clear the others of the feature."""
        others = {feature.no_address, *feature.issues.values()} - {issue}
        async_clear(self._hass, self._entry, *others)
        if issue:
            async_raise(self._hass, self._entry, issue, details=details)


@callback
def async_setup_provisioning(hass: HomeAssistant, phone: PhoneCoordinator) -> None:
    """Apply the features of a phone, or restore those that are turned off."""
    ProvisioningManager(hass, phone).async_start()


async def async_restore_phone(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    tries: int = RESTORE_TRIES,
    _: datetime | None = None,
) -> None:
    """Restore the parameters of a deleted phone; during calls, try again later."""
    client = create_client(hass, entry.data, entry.options)
    for feature in FEATURES:
        before = record(entry, feature.key).get(ATTR_BEFORE)
        if before is None:
            continue
        plan = feature.plan_fn(hass, entry)
        try:
            outcome = await async_restore(client, plan, before)
        except UcsError as err:
            LOGGER.warning(
                "Could not restore the %s settings of %s: %s",
                feature.key,
                entry.title,
                err,
            )
            continue
        if outcome is Outcome.IN_CALL and tries > 1:
            again = partial(async_restore_phone, hass, entry, tries - 1)
            async_call_later(
                hass, RETRY_INTERVAL, HassJob(again, cancel_on_shutdown=True)
            )
            return
