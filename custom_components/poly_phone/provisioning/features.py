"""The features of a phone that need parameters on it: one row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
from typing import Final

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from ..const import CONF_PUSH
from ..phone.issues import Issue
from ..web.address import local_base_url
from .parameters import Outcome, Plan

_PREFIX: Final = "apps.telNotification."
URL_PARAMETER: Final = f"{_PREFIX}URL"
EVENT_PARAMETERS: Final = tuple(
    f"{_PREFIX}{event}Event"
    for event in (
        "callStateChange",
        "incoming",
        "onhook",
        "offhook",
        "lineRegistration",
    )
)
"""The notifications about calls and lines. Others would only slow the phone down."""

_WEBHOOK_ID: Final = re.compile(r"[0-9a-f]{64}")
"""A generated webhook ID. Users and other integrations choose other ones."""


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A feature of the phone that Home Assistant sets up and restores."""

    key: str
    """Its name in the stored data."""

    option: str
    """The option of the entry that turns it on."""

    plan_fn: Callable[[HomeAssistant, ConfigEntry], Plan]
    """Returns the parameters; none if Home Assistant has no address for phones."""

    no_address: Issue
    issues: Mapping[Outcome, Issue]
    """The issue for each outcome that the user must know."""

    def is_wanted(self, entry: ConfigEntry) -> bool:
        """Return whether the user wants the feature."""
        return bool(entry.options.get(self.option, True))


def notification_url(hass: HomeAssistant, entry: ConfigEntry) -> str | None:
    """Return the URL for the notifications of a phone; None without an address."""
    base = local_base_url(hass)
    path = webhook.async_generate_path(entry.data[CONF_WEBHOOK_ID])
    return str(base.with_path(path)) if base else None


def _push_plan(hass: HomeAssistant, entry: ConfigEntry) -> Plan:
    """Return the parameters that make the phone send notifications here."""
    webhook_id: str = entry.data[CONF_WEBHOOK_ID]
    path = webhook.async_generate_path(webhook_id)
    url = notification_url(hass, entry)

    def is_leftover(value: str) -> bool:
        """Return whether the URL leads to a generated webhook of Home Assistant."""
        prefix = url.removesuffix(webhook_id) if url else None
        return (
            prefix is not None
            and value.startswith(prefix)
            and _WEBHOOK_ID.fullmatch(value, len(prefix)) is not None
        )

    return Plan(
        parameters={URL_PARAMETER: url} | dict.fromkeys(EVENT_PARAMETERS, "1")
        if url
        else {},
        owner_parameter=URL_PARAMETER,
        is_own=lambda value: value.endswith(path),
        is_leftover=is_leftover,
    )


FEATURES: Final = (
    Feature(
        key="push",
        option=CONF_PUSH,
        plan_fn=_push_plan,
        no_address=Issue.PUSH_NO_ADDRESS,
        issues={
            Outcome.REFUSED: Issue.PUSH_REFUSED,
            Outcome.IN_USE: Issue.PUSH_URL_TAKEN,
        },
    ),
)
