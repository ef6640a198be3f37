"""Intents: voice commands for sentences."""

from typing import Final, override

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, intent
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .assist.commands import COMMANDS, VoiceCommand
from .assist.request import AssistRequest
from .const import DOMAIN

_PREFERRED_AREA: Final = "preferred_area_id"
"""The slot with the area of the satellite."""


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Set up the intents."""
    for name, command in COMMANDS.items():
        intent.async_register(hass, PhoneIntent(name, command))


class PhoneIntent(intent.IntentHandler):
    """An intent that runs a voice command."""

    def __init__(self, name: str, command: VoiceCommand) -> None:
        """Set up the intent for a command."""
        self.intent_type = f"PolyPhone{name.title().replace('_', '')}"
        self.description = command.description
        self._command = command

    @property
    @override
    def slot_schema(self) -> VolDictType:
        """Return the slots of the intent."""
        return {**self._command.fields, vol.Optional(_PREFERRED_AREA): cv.string}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        """Run the command; respond with its result or the error."""
        slots = self.async_validate_slots(intent_obj.slots)
        data = {key: slot["value"] for key, slot in slots.items()}
        request = AssistRequest(
            hass=intent_obj.hass,
            area_id=data.pop(_PREFERRED_AREA, None),
            data=data,
            context=intent_obj.context,
            assistant=intent_obj.assistant,
        )
        response = intent_obj.create_response()
        try:
            response.async_set_speech_slots(await self._command.run(request))
        except HomeAssistantError as err:
            response.async_set_error(
                intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                await _text(request.hass, err, intent_obj.language),
            )
        return response


async def _text(hass: HomeAssistant, err: HomeAssistantError, language: str) -> str:
    """Return the text of an error in the language of the user."""
    texts = await async_get_translations(hass, language, "exceptions", [DOMAIN])
    text = texts.get(f"component.{DOMAIN}.exceptions.{err.translation_key}.message")
    return text.format(**err.translation_placeholders or {}) if text else str(err)
