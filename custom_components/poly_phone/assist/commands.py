"""Voice commands, shared by intents and LLM tools."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from homeassistant.const import Platform
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.llm import ToolAnnotations
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from ..actions.responses import ResponseData
from ..calls.phone_state import PHONE_STATES
from ..const import DOMAIN
from ..coordinator import PhoneCoordinator
from .lookup import name_of
from .request import ATTR_AREA, ATTR_CONTACT, ATTR_FLOOR, ATTR_NAME, AssistRequest

ATTR_MUTED: Final = "muted"

MAX_MISSED: Final = 10
"""Missed calls in one response."""

type CommandHandler = Callable[[AssistRequest], Awaitable[ResponseData]]


@dataclass(frozen=True, kw_only=True)
class VoiceCommand:
    """A voice command. Texts and annotations are for language models."""

    title: str
    description: str
    run: CommandHandler
    annotations: ToolAnnotations
    fields: VolDictType = field(default_factory=dict)


def _simple(action: str) -> CommandHandler:
    """Return a handler for an action without fields."""

    async def run(request: AssistRequest) -> ResponseData:
        phone = request.phone()
        await request.call_action(phone, action)
        return {"phone": name_of(phone)}

    return run


def _to_party(action: str) -> CommandHandler:
    """Return a handler for an action that connects to another party."""

    async def run(request: AssistRequest) -> ResponseData:
        phone = request.phone()
        party = request.party(phone)
        await request.call_action(phone, action, destination=party.number)
        return {"phone": name_of(phone), ATTR_CONTACT: party.name}

    return run


async def _mute(request: AssistRequest) -> ResponseData:
    phone, muted = request.phone(), request.data.get(ATTR_MUTED, True)
    await request.check_control(phone, Platform.SWITCH, "mute")
    await phone.async_execute(phone.client.mute(on=muted))
    if not phone.last_update_success or phone.data.is_muted is not muted:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="mute_not_confirmed",
            translation_placeholders={"phone": name_of(phone)},
        )
    return {"phone": name_of(phone), ATTR_MUTED: muted}


async def _async_call_on_all(
    request: AssistRequest, action: str
) -> tuple[list[tuple[PhoneCoordinator, ResponseData]], ResponseData]:
    """Run an action on all requested phones.

    Returns:
        The responses by phone, and the names of phones without an answer.

    """
    phones = request.phones()
    results = await asyncio.gather(
        *(request.call_action(phone, action) for phone in phones),
        return_exceptions=True,
    )
    responses, silent = [], []
    for phone, result in zip(phones, results, strict=True):
        if not isinstance(result, BaseException):
            responses.append((phone, result))
        elif len(phones) == 1 or not isinstance(result, HomeAssistantError):
            raise result
        elif result.translation_key != "not_supported":
            silent.append(name_of(phone))
    return responses, {"no_answer_from": silent} if silent else {}


async def _get_calls(request: AssistRequest) -> ResponseData:
    keys = ("direction", "name", "started")
    responses, silent = await _async_call_on_all(request, "get_calls")
    calls = [
        {"phone": name_of(phone), "state": PHONE_STATES.get(call["state"])}
        | {key: call[key] for key in keys}
        | {"number": request.national(call["number"])}
        for phone, response in responses
        for call in response["calls"]
    ]
    return {"calls": calls} | silent


async def _get_missed_calls(request: AssistRequest) -> ResponseData:
    keys = ("name", "started")
    responses, silent = await _async_call_on_all(request, "get_call_log")
    missed = [
        {"phone": name_of(phone)}
        | {key: call[key] for key in keys}
        | {"number": request.national(call["number"]), "new": not call["seen"]}
        for phone, response in responses
        for call in response["missed"]
    ]
    # The sort is stable, so calls of the same second keep the order of their phone.
    missed.reverse()
    missed.sort(key=lambda call: call["started"] or "", reverse=True)
    return {"missed": missed[:MAX_MISSED]} | silent


_PHONE: Final[VolDictType] = {
    vol.Optional(ATTR_NAME, description="Name of the phone"): cv.string,
    vol.Optional(ATTR_AREA, description="Area of the phone"): cv.string,
    vol.Optional(ATTR_FLOOR, description="Floor of the phone"): cv.string,
}
_PARTY: Final[VolDictType] = {
    vol.Required(
        ATTR_CONTACT,
        description="Name of a contact or of another phone, or a number",
    ): cv.string
}
_WHICH: Final = (
    "Name a phone only if the user names one. If several phones fit, the tool fails."
)

COMMANDS: Final[Mapping[str, VoiceCommand]] = {
    "dial": VoiceCommand(
        title="Make a call",
        description=(
            "Calls a contact with a desk phone. Never use this unless the user asks for"
            f" a call. Emergency numbers are always refused. {_WHICH}"
        ),
        run=_to_party("dial"),
        annotations=ToolAnnotations(),
        fields=_PARTY | _PHONE,
    ),
    "answer": VoiceCommand(
        title="Answer the phone",
        description=f"Answers the call that rings on a desk phone. {_WHICH}",
        run=_simple("answer"),
        annotations=ToolAnnotations(destructive=False),
        fields=_PHONE,
    ),
    "hang_up": VoiceCommand(
        title="Hang up",
        description=f"Ends the call on a desk phone. {_WHICH}",
        run=_simple("end_call"),
        annotations=ToolAnnotations(),
        fields=_PHONE,
    ),
    "transfer": VoiceCommand(
        title="Transfer the call",
        description=(
            "Connects the other party of the call on a desk phone to a contact, and"
            f" leaves the call. Emergency numbers are always refused. {_WHICH}"
        ),
        run=_to_party("transfer"),
        annotations=ToolAnnotations(),
        fields=_PARTY | _PHONE,
    ),
    "mute": VoiceCommand(
        title="Mute the phone",
        description=f"Mutes or unmutes the microphone of a desk phone. {_WHICH}",
        run=_mute,
        annotations=ToolAnnotations(
            destructive=False, idempotent=True, open_world=False
        ),
        fields={
            vol.Optional(ATTR_MUTED, description="False to unmute"): cv.boolean,
            **_PHONE,
        },
    ),
    "get_calls": VoiceCommand(
        title="Get calls",
        description=(
            "Returns the present calls of desk phones with the other party and state."
            " Without a phone it returns the calls of all phones."
        ),
        run=_get_calls,
        annotations=ToolAnnotations(read_only=True, open_world=False),
        fields=_PHONE,
    ),
    "get_missed_calls": VoiceCommand(
        title="Get missed calls",
        description=(
            "Returns the latest missed calls of desk phones, and which of them are new."
            " Without a phone it returns the calls of all phones."
        ),
        run=_get_missed_calls,
        annotations=ToolAnnotations(read_only=True, open_world=False),
        fields=_PHONE,
    ),
}
