"""Errors of the phone, as Home Assistant tells them to its users."""

from collections.abc import Iterable, Mapping
from typing import Final

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .ucs import (
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsBusyError,
    UcsCaptureOffError,
    UcsCertificateError,
    UcsCommandError,
    UcsConnectionError,
    UcsDangerousError,
    UcsDefaultPasswordError,
    UcsError,
    UcsInputError,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsOldTlsError,
    UcsReplyError,
    UcsTlsError,
)

_KEYS: Final[dict[type[UcsError], str]] = {
    UcsInputError: "invalid_input",
    UcsConnectionError: "cannot_connect",
    UcsNoAnswerError: "no_answer",
    UcsTlsError: "tls_failed",
    UcsOldTlsError: "old_tls",
    UcsCertificateError: "certificate_changed",
    UcsAuthenticationError: "invalid_auth",
    UcsApiDisabledError: "api_disabled",
    UcsBusyError: "busy",
    UcsReplyError: "not_a_phone",
    UcsNotSupportedError: "not_supported",
    UcsDangerousError: "dangerous",
    UcsDefaultPasswordError: "default_password",
}
"""Texts by the error's own type."""

DISPLAY_KEYS: Final[dict[type[UcsError], str]] = {
    UcsMessageLoginError: "message_login",
    UcsMessagesOffError: "messages_off",
    UcsMessageDiscardedError: "message_discarded",
    UcsCaptureOffError: "capture_off",
}
"""The same for the display, which the dialogs that add phones do not ask for."""

_CODE_KEYS: Final[Mapping[int, str]] = {
    4000: "rejected_parameters",
    4002: "line_not_registered",
    4003: "not_allowed_now",
    4005: "no_such_line",
    4007: "no_call",
    4009: "too_much_input",
}
"""Texts by return code, for codes with a cause that users can do something about."""


def translation_key(err: UcsError) -> str:
    """Return the key of the text that tells what is wrong with a phone."""
    return (_KEYS | DISPLAY_KEYS).get(type(err), "command_failed")


def translated[ErrorT: HomeAssistantError](
    kind: type[ErrorT], err: UcsError, phone: str
) -> ErrorT:
    """Return an error of Home Assistant that says what happened to a phone."""
    key = translation_key(err)
    if type(err) is UcsCommandError:
        key = _CODE_KEYS.get(err.code, key)
    return kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"phone": phone, "error": str(err)},
    )


def refusal(translation_key: str, names: Iterable[str] = ()) -> ServiceValidationError:
    """Return an error that says what is wrong with what was asked for."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"names": ", ".join(names)},
    )
