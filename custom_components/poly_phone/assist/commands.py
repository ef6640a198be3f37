"""What phones do when they are told to by voice: one table for all who understand it.

Those are the tools for language models and the intents for sentences.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import (
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
)
from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    config_validation as cv,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.intent import find_areas, find_floors
from homeassistant.helpers.llm import ToolAnnotations
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from ..actions.emergency_numbers import is_emergency_number
from ..actions.responses import Answer
from ..actions.table import ACTIONS
from ..calls.missed import are_new
from ..calls.tracking import PHONE_STATES
from ..const import CONF_VOICE_ANY_NUMBER, DOMAIN
from ..contacts import number_key
from ..coordinator import PhoneCoordinator
from ..errors import refusal
from .lookup import (
    Party,
    area_of,
    device_of,
    dialable,
    exposed_phones,
    find,
    floor_of,
    name_of,
    names_of,
    parties,
)

ATTR_AREA: Final = "area"
ATTR_CONTACT: Final = "contact"
ATTR_FLOOR: Final = "floor"
ATTR_MUTED: Final = "muted"
ATTR_NAME: Final = "name"

MAX_MISSED: Final = 10
"""Missed calls that are told at once."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """Something that somebody asks for by voice."""

    hass: HomeAssistant
    data: Mapping[str, Any]
    context: Context | None
    assistant: str | None
    """Who listens, and reaches only what is exposed to it; None reaches everything."""

    area_id: str | None
    """Where that is."""

    def phones(self) -> list[PhoneCoordinator]:
        """Return all phones that may be meant."""
        found = exposed_phones(self.hass, self.assistant)
        if not found:
            raise refusal("voice_no_phone")
        name, area, floor = map(self.data.get, (ATTR_NAME, ATTR_AREA, ATTR_FLOOR))
        if name:
            found = find(
                name, ((one, phone) for phone in found for one in names_of(phone))
            )
        if area:
            areas = list(find_areas(area, ar.async_get(self.hass)))
            found = [phone for phone in found if area_of(phone) in areas]
        if floor:
            floors = list(find_floors(floor, fr.async_get(self.hass)))
            found = [phone for phone in found if floor_of(phone) in floors]
        if not found:
            raise refusal("voice_no_such_phone", filter(None, (name, area, floor)))
        return found

    def phone(self) -> PhoneCoordinator:
        """Return the phone that is meant, never a guessed one."""
        found = self.phones()
        near = [
            phone
            for phone in found
            if (area := area_of(phone)) and area.id == self.area_id
        ]
        if len(found := near or found) > 1:
            raise refusal("voice_several_phones", map(name_of, found))
        return found[0]

    def party(self, phone: PhoneCoordinator) -> Party:
        """Return whom a phone shall call."""
        said = self.data[ATTR_CONTACT].strip()
        self._refuse_emergency(said)
        known = list(parties(phone))
        # A contact that is one of the phones is one party.
        found = {number_key(party.number): party for party in find(said, known)}
        if not found and (number := dialable(said)):
            is_known = number_key(number) in {
                number_key(one.number) for _, one in known
            }
            if is_known or phone.config_entry.options.get(CONF_VOICE_ANY_NUMBER):
                found = {number: Party(said, number)}
        if not found:
            raise refusal("voice_unknown_party", [said])
        if len(found) > 1:
            raise refusal("voice_several_parties", (one.name for one in found.values()))
        (party,) = found.values()
        self._refuse_emergency(party.number)
        return party

    def _refuse_emergency(self, number: str) -> None:
        """Refuse what would be too grave if it was misunderstood."""
        if is_emergency_number(number, self.hass.config.country):
            raise refusal("voice_emergency")

    async def act(self, phone: PhoneCoordinator, action: str, **data: Any) -> Answer:
        """Carry out an action on a phone, in the name of whoever asks for it."""
        answer = await self.hass.services.async_call(
            DOMAIN,
            action,
            {ATTR_DEVICE_ID: device_of(phone).id, **data},
            blocking=True,
            context=self.context,
            return_response=ACTIONS[action].response is SupportsResponse.ONLY,
        )
        return dict(answer or {})


@dataclass(frozen=True, kw_only=True)
class VoiceCommand:
    """Something that can be asked for; texts and annotations are for language models."""

    title: str
    description: str
    run: Callable[[Request], Awaitable[Answer]]
    annotations: ToolAnnotations
    fields: VolDictType = field(default_factory=dict)


def _simple(action: str) -> Callable[[Request], Awaitable[Answer]]:
    """Return what carries out an action that takes nothing but a phone."""

    async def run(request: Request) -> Answer:
        phone = request.phone()
        await request.act(phone, action)
        return {"phone": name_of(phone)}

    return run


def _to_party(action: str) -> Callable[[Request], Awaitable[Answer]]:
    """Return what carries out an action that connects to somebody."""

    async def run(request: Request) -> Answer:
        phone = request.phone()
        party = request.party(phone)
        await request.act(phone, action, destination=party.number)
        return {"phone": name_of(phone), ATTR_CONTACT: party.name}

    return run


async def _mute(request: Request) -> Answer:
    phone, muted = request.phone(), request.data.get(ATTR_MUTED, True)
    entity_id = er.async_get(request.hass).async_get_entity_id(
        SWITCH_DOMAIN, DOMAIN, f"{phone.mac}_mute"
    )
    if entity_id is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_supported",
            translation_placeholders={"phone": name_of(phone)},
        )
    await request.hass.services.async_call(
        SWITCH_DOMAIN,
        SERVICE_TURN_ON if muted else SERVICE_TURN_OFF,
        {ATTR_ENTITY_ID: entity_id},
        blocking=True,
        context=request.context,
    )
    return {"phone": name_of(phone), ATTR_MUTED: muted}


async def _ask(
    request: Request, action: str
) -> tuple[list[tuple[PhoneCoordinator, Answer]], Answer]:
    """Return what phones answer, and which do not though they should."""
    phones = request.phones()
    answers = await asyncio.gather(
        *(request.act(phone, action) for phone in phones), return_exceptions=True
    )
    told, silent = [], []
    for phone, answer in zip(phones, answers, strict=True):
        if not isinstance(answer, BaseException):
            told.append((phone, answer))
        elif len(phones) == 1 or not isinstance(answer, HomeAssistantError):
            raise answer
        elif answer.translation_key != "not_supported":
            silent.append(name_of(phone))
    return told, {"no_answer_from": silent} if silent else {}


async def _get_calls(request: Request) -> Answer:
    keys = ("direction", "name", "number", "started")
    told, silent = await _ask(request, "get_calls")
    calls = [
        {"phone": name_of(phone), "state": PHONE_STATES.get(call["state"])}
        | {key: call[key] for key in keys}
        for phone, answer in told
        for call in answer["calls"]
    ]
    return {"calls": calls} | silent


async def _get_missed_calls(request: Request) -> Answer:
    keys = ("name", "number", "started")
    told, silent = await _ask(request, "get_call_log")
    missed = [
        {"phone": name_of(phone)} | {key: call[key] for key in keys} | {"new": is_new}
        for phone, answer in told
        for call, is_new in zip(
            answer["missed"], _are_new(phone, answer["missed"]), strict=True
        )
    ]
    # Those of one second in the order that their phone has them in.
    missed.reverse()
    missed.sort(key=lambda call: call["started"] or "", reverse=True)
    return {"missed": missed[:MAX_MISSED]} | silent


def _are_new(phone: PhoneCoordinator, missed: Iterable[Answer]) -> list[bool]:
    """Tell of missed calls which nobody has taken note of yet."""
    times = (call["started"] for call in missed)
    return are_new(
        phone.config_entry,
        (
            datetime.fromisoformat(time).replace(tzinfo=None) if time else None
            for time in times
        ),
    )


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
    "Say which phone only if the user does; it is not guessed when there are several."
)

COMMANDS: Final[Mapping[str, VoiceCommand]] = {
    "dial": VoiceCommand(
        title="Call somebody",
        description=(
            "Calls somebody with a desk phone. Never use this unless the user asks for"
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
            "Connects the other party of the call on a desk phone to somebody else, and"
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
            "Tells the present calls of desk phones: who calls, or who is on the line."
            " Without a phone it tells those of all."
        ),
        run=_get_calls,
        annotations=ToolAnnotations(read_only=True, open_world=False),
        fields=_PHONE,
    ),
    "get_missed_calls": VoiceCommand(
        title="Get missed calls",
        description=(
            "Tells the latest missed calls of desk phones, new ones marked as such."
            " Without a phone it tells those of all."
        ),
        run=_get_missed_calls,
        annotations=ToolAnnotations(read_only=True, open_world=False),
        fields=_PHONE,
    ),
}
