"""The repair issues of one phone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

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

    API_DISABLED = "api_disabled"
    CERTIFICATE_CHANGED = "certificate_changed"
    DANGEROUS_FIRMWARE = "dangerous_firmware"
    OLD_TLS = "old_tls"
    PUSH_NO_ADDRESS = "push_no_address"
    PUSH_REFUSED = "push_refused"
    PUSH_URL_TAKEN = "push_url_taken"


FIXABLE: Final = frozenset(
    {Issue.API_DISABLED, Issue.CERTIFICATE_CHANGED, Issue.PUSH_URL_TAKEN}
)
"""Issues with a repair flow."""

_CONNECTION_ISSUES: Final[Mapping[type[UcsError], Issue]] = {
    UcsApiDisabledError: Issue.API_DISABLED,
    UcsCertificateError: Issue.CERTIFICATE_CHANGED,
}
"""Issues that make a phone unreachable, by error."""


@callback
def async_raise(
    hass: HomeAssistant, entry: ConfigEntry, issue: Issue, **placeholders: str
) -> None:
    """Create an issue."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{issue}_{entry.entry_id}",
        data={"entry_id": entry.entry_id, **placeholders},
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
    async_clear(hass, entry, *_CONNECTION_ISSUES.values())
    placeholders = {"model": device.model, "firmware": device.firmware or "?"}
    for issue, is_present in (
        (Issue.DANGEROUS_FIRMWARE, bool(client.dangers)),
        (Issue.OLD_TLS, client.uses_old_tls),
    ):
        if is_present:
            async_raise(hass, entry, issue, **placeholders)
        else:
            async_clear(hass, entry, issue)
