"""Converts errors of the client into errors of Home Assistant with translated texts."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN
from .ucs import UcsCommandError, UcsError

CODE_KEYS: Final[Mapping[int, str]] = {
    4000: "rejected_parameters",
    4002: "line_not_registered",
    4003: "not_allowed_now",
    4005: "no_such_line",
    4007: "no_call",
    4009: "too_much_input",
}
"""Texts by return code, for codes whose cause users can remove."""


def as_home_assistant_error[ErrorT: HomeAssistantError](
    kind: type[ErrorT], err: UcsError, phone: str
) -> ErrorT:
    """Return an error of Home Assistant with the text for an error of a phone."""
    key = err.key
    if type(err) is UcsCommandError:
        key = CODE_KEYS.get(err.code, key)
    return kind(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"phone": phone, "error": str(err)},
    )


def action_error(
    translation_key: str, names: Iterable[str] = ()
) -> ServiceValidationError:
    """Return an error about the input of an action."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"names": ", ".join(names)},
    )


@callback
def phones_failed(
    hass: HomeAssistant, errors: Collection[HomeAssistantError], succeeded: list[str]
) -> HomeAssistantError:
    """Return one error for several phones, with the text of each."""
    is_input = all(isinstance(one, ServiceValidationError) for one in errors)
    kind = ServiceValidationError if is_input else HomeAssistantError
    return kind(
        translation_domain=DOMAIN,
        translation_key="some_phones_failed" if succeeded else "all_phones_failed",
        translation_placeholders={
            "errors": " ".join(_text(hass, one) for one in errors),
            "names": ", ".join(succeeded),
        },
    )


def _text(hass: HomeAssistant, err: HomeAssistantError) -> str:
    """Return the text of an error in the language of the system."""
    texts = async_get_cached_translations(
        hass, hass.config.language, "exceptions", DOMAIN
    )
    text = texts.get(f"component.{DOMAIN}.exceptions.{err.translation_key}.message")
    return text.format(**(err.translation_placeholders or {})) if text else f"{err}."
