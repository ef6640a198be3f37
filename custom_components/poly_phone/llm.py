"""LLM tools: voice commands for language models."""

from typing import Final, override

from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolInput,
    ToolResult,
    async_get_match_preferences,
)
import voluptuous as vol

from .assist.commands import COMMANDS, VoiceCommand
from .assist.lookup import area_of, exposed_phones, name_of
from .assist.request import AssistRequest
from .const import DOMAIN
from .contacts import contacts

MAX_NAMES: Final = 50
"""Maximum number of contact names in the prompt."""


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tools if a phone is exposed to the assistant."""
    if api_id != LLM_API_ASSIST:
        return None
    if not (phones := exposed_phones(hass, llm_context.assistant)):
        return None
    names = [
        f"{name_of(phone)} ({area.name})"
        if (area := area_of(phone))
        else name_of(phone)
        for phone in phones
    ]
    people = sorted(contact.name for contact in contacts(hass))[:MAX_NAMES]
    return LLMTools(
        tools=[PhoneTool(name, command) for name, command in COMMANDS.items()],
        prompt=(
            f"Desk phones: {', '.join(names)}."
            f" Contacts that they can call: {', '.join(people) or 'none'}."
        ),
    )


class PhoneTool(Tool):
    """A tool that runs a voice command."""

    integration = DOMAIN

    def __init__(self, name: str, command: VoiceCommand) -> None:
        """Set up the tool for a command."""
        self.name = f"{DOMAIN}__{name}"
        self.title = command.title
        self.description = command.description
        self.parameters = vol.Schema(command.fields)
        self.annotations = command.annotations
        self._run = command.run

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Run the command; return its result or the error."""
        # Models fill optional fields with empty values.
        given = {
            key: value
            for key, value in tool_input.tool_args.items()
            if value not in (None, "")
        }
        try:
            request = AssistRequest(
                hass=hass,
                data=self.parameters(given),
                context=llm_context.context,
                assistant=llm_context.assistant,
                area_id=async_get_match_preferences(hass, llm_context).area_id,
            )
            return ToolResult(data=await self._run(request))
        except (HomeAssistantError, vol.Invalid) as err:
            return ToolResult(data={"error": str(err)}, error=True)
