"""What the owner of a phone is told to repair."""

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
    """Something that only the owner can put right."""

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
"""Those that a dialog helps with."""

_CUTS_OFF: Final[Mapping[type[UcsError], Issue]] = {
    UcsApiDisabledError: Issue.API_DISABLED,
    UcsCertificateError: Issue.CERTIFICATE_CHANGED,
}
"""Those that no phone gets past, by the error that it shows instead."""


@callback
def async_raise(
    hass: HomeAssistant, entry: ConfigEntry, issue: Issue, **placeholders: str
) -> None:
    """Tell the owner of an issue."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{issue}_{entry.entry_id}",
        data={"entry_id": entry.entry_id, **placeholders},
        is_fixable=issue in FIXABLE,
        severity=(
            ir.IssueSeverity.ERROR
            if issue in _CUTS_OFF.values()
            else ir.IssueSeverity.WARNING
        ),
        translation_key=issue,
        translation_placeholders={"phone": entry.title, **placeholders},
    )


@callback
def async_clear(hass: HomeAssistant, entry: ConfigEntry, *issues: Issue) -> None:
    """Tell the owner of some issues no more, or of none at all."""
    for issue in issues or Issue:
        ir.async_delete_issue(hass, DOMAIN, f"{issue}_{entry.entry_id}")


@callback
def async_cut_off(hass: HomeAssistant, entry: ConfigEntry, err: UcsError) -> None:
    """Tell the owner what keeps the phone from answering, if it is up to the owner."""
    if issue := _CUTS_OFF.get(type(err)):
        async_raise(hass, entry, issue)


@callback
def async_answered(
    hass: HomeAssistant, entry: ConfigEntry, client: UcsClient, device: DeviceInfo
) -> None:
    """Tell the owner what is wrong with a phone although it answers."""
    async_clear(hass, entry, *_CUTS_OFF.values())
    about = {"model": device.model, "firmware": device.firmware or "?"}
    for issue, is_there in (
        (Issue.DANGEROUS_FIRMWARE, bool(client.dangers)),
        (Issue.OLD_TLS, client.uses_old_tls),
    ):
        if is_there:
            async_raise(hass, entry, issue, **about)
        else:
            async_clear(hass, entry, issue)
