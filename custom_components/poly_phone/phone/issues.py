"""The repair issues of one phone."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..ucs import (
    DeviceInfo,
    UcsApiDisabledError,
    UcsCertificateError,
    UcsClient,
    UcsError,
)


class Issue(StrEnum):
    """A problem that only the owner can solve."""

    ADDRESS_CHANGED = "address_changed"
    API_DISABLED = "api_disabled"
    CERTIFICATE_CHANGED = "certificate_changed"
    DANGEROUS_FIRMWARE = "dangerous_firmware"
    OLD_TLS = "old_tls"
    PUSH_NO_ADDRESS = "push_no_address"
    PUSH_OTHER_ADDRESS = "push_other_address"
    PUSH_REFUSED = "push_refused"
    PUSH_URL_TAKEN = "push_url_taken"
    SETTING_REPLACED = "setting_replaced"
    SETTING_RESTARTS = "setting_restarts"


FIXABLE: Final = frozenset(
    {
        Issue.ADDRESS_CHANGED,
        Issue.API_DISABLED,
        Issue.CERTIFICATE_CHANGED,
        Issue.PUSH_OTHER_ADDRESS,
        Issue.PUSH_REFUSED,
        Issue.PUSH_URL_TAKEN,
    }
)
"""Issues with a repair flow."""

DATA_DETAILS: Final[HassKey[dict[str, Mapping[str, str]]]] = HassKey(
    f"{DOMAIN}_issue_details"
)
"""Details of issues that only administrators may see, by issue ID.

All users can read the list of issues with their data.
"""

_CONNECTION_ISSUES: Final[Mapping[type[UcsError], Issue]] = {
    UcsApiDisabledError: Issue.API_DISABLED,
    UcsCertificateError: Issue.CERTIFICATE_CHANGED,
}
"""Issues that make a phone unreachable, by error."""


@callback
def async_raise(
    hass: HomeAssistant,
    entry: ConfigEntry,
    issue: Issue,
    *,
    details: Mapping[str, str] = MappingProxyType({}),
    **placeholders: str,
) -> None:
    """Create an issue. Only its repair flow shows the details."""
    issue_id = f"{issue}_{entry.entry_id}"
    hass.data.setdefault(DATA_DETAILS, {})[issue_id] = {**placeholders, **details}
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry.entry_id},
        is_fixable=issue in FIXABLE,
        severity=(
            ir.IssueSeverity.ERROR
            if issue in _CONNECTION_ISSUES.values()
            else ir.IssueSeverity.WARNING
        ),
        translation_key=issue,
        translation_placeholders={"phone": entry.title, **placeholders},
    )


@callback
def async_setup_issues(hass: HomeAssistant) -> None:
    """Clear the issues of phones that are disabled."""

    @callback
    def entry_changed(_: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN and entry.disabled_by:
            async_clear(hass, entry)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, entry_changed)


@callback
def async_clear(hass: HomeAssistant, entry: ConfigEntry, *issues: Issue) -> None:
    """Clear the given issues, or all of them."""
    for issue in issues or Issue:
        ir.async_delete_issue(hass, DOMAIN, f"{issue}_{entry.entry_id}")


@callback
def async_report_connection_error(
    hass: HomeAssistant, entry: ConfigEntry, err: UcsError
) -> None:
    """Create an issue if only the owner can fix the connection error."""
    if issue := _CONNECTION_ISSUES.get(type(err)):
        async_raise(hass, entry, issue)


@callback
def async_update_warnings(
    hass: HomeAssistant, entry: ConfigEntry, client: UcsClient, device: DeviceInfo
) -> None:
    """Create or clear the warnings about a phone that answers."""
    async_clear(hass, entry, Issue.ADDRESS_CHANGED, *_CONNECTION_ISSUES.values())
    for issue, is_present in (
        (Issue.DANGEROUS_FIRMWARE, bool(client.dangers)),
        (Issue.OLD_TLS, client.uses_old_tls),
    ):
        if is_present:
            async_raise(
                hass,
                entry,
                issue,
                model=device.model,
                firmware=device.firmware or "?",
            )
        else:
            async_clear(hass, entry, issue)
