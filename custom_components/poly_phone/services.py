"""Actions of phones."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .calls import CallCommand
from .const import DOMAIN
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry

ATTR_CALL_ID: Final = "call_id"
ATTR_DESTINATION: Final = "destination"
ATTR_DIGITS: Final = "digits"
ATTR_LINE: Final = "line"
ATTR_TYPE: Final = "type"

type Data = Mapping[str, Any]


async def _dial(phone: PhoneCoordinator, data: Data) -> None:
    await phone.async_execute(
        phone.client.dial(
            data[ATTR_DESTINATION], line=data.get(ATTR_LINE), kind=data.get(ATTR_TYPE)
        )
    )


async def _transfer(phone: PhoneCoordinator, data: Data) -> None:
    call = await phone.async_select(CallCommand.TRANSFER, data.get(ATTR_CALL_ID))
    await phone.async_execute(
        phone.client.transfer_call(call.ref, data[ATTR_DESTINATION])
    )


async def _send_dtmf(phone: PhoneCoordinator, data: Data) -> None:
    await phone.async_execute(phone.client.send_dtmf(data[ATTR_DIGITS]))


def _call_command(
    command: CallCommand,
) -> Callable[[PhoneCoordinator, Data], Awaitable[None]]:
    """Return what does something with a call."""

    async def run(phone: PhoneCoordinator, data: Data) -> None:
        await phone.async_call_command(command, data.get(ATTR_CALL_ID))

    return run


@dataclass(frozen=True, kw_only=True)
class Action:
    """An action: its fields beside the target, and what it does with each phone."""

    run: Callable[[PhoneCoordinator, Data], Awaitable[None]]
    fields: VolDictType = field(default_factory=dict)
    takes_several: bool = False
    """Whether it makes sense for several phones at once."""


_CALL_ID: Final[VolDictType] = {vol.Optional(ATTR_CALL_ID): cv.string}

ACTIONS: Final[Mapping[str, Action]] = {
    "dial": Action(
        run=_dial,
        fields={
            vol.Required(ATTR_DESTINATION): cv.string,
            vol.Optional(ATTR_LINE): cv.positive_int,
            vol.Optional(ATTR_TYPE): vol.All(vol.Upper, vol.In(("TEL", "SIP", "H323"))),
        },
    ),
    "transfer": Action(
        run=_transfer,
        fields={vol.Required(ATTR_DESTINATION): cv.string, **_CALL_ID},
    ),
    "answer": Action(run=_call_command(CallCommand.ANSWER), fields=_CALL_ID),
    "end_call": Action(
        run=_call_command(CallCommand.END), fields=_CALL_ID, takes_several=True
    ),
    "hold": Action(
        run=_call_command(CallCommand.HOLD), fields=_CALL_ID, takes_several=True
    ),
    "resume": Action(run=_call_command(CallCommand.RESUME), fields=_CALL_ID),
    "send_dtmf": Action(run=_send_dtmf, fields={vol.Required(ATTR_DIGITS): cv.string}),
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, action in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            _handler(action),
            schema=vol.Schema({**cv.TARGET_SERVICE_FIELDS, **action.fields}),
        )


def _handler(
    action: Action,
) -> Callable[[ServiceCall], Coroutine[Any, Any, None]]:
    """Return what carries out an action on the phones that it is meant for."""

    async def handle(call: ServiceCall) -> None:
        entries = _targets(call)
        if len(entries) > 1 and not action.takes_several:
            raise _refusal("several_phones", [entry.title for entry in entries])
        results = await asyncio.gather(
            *(action.run(entry.runtime_data, call.data) for entry in entries),
            return_exceptions=True,
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    return handle


def _targets(call: ServiceCall) -> list[PolyPhoneConfigEntry]:
    """Return the phones that an action is meant for, never a guessed one."""
    selection = TargetSelection(call.data)
    if not selection.has_any_target:
        raise _refusal("no_target")
    selected = async_extract_referenced_entity_ids(
        call.hass, selection, primary_entities_only=False
    )
    devices = {
        device.id: device.config_entry_id
        for device_id in selected.referenced_devices
        if (device := dr.async_get(call.hass).async_get(device_id))
    }
    entities = {
        entity.entity_id: entity.config_entry_id
        for entity_id in selected.referenced | selected.indirectly_referenced
        if (entity := er.async_get(call.hass).async_get(entity_id))
    }
    ours: dict[str, PolyPhoneConfigEntry] = {
        entry.entry_id: entry
        for entry in call.hass.config_entries.async_entries(DOMAIN)
    }
    owners = devices | entities
    if strangers := sorted(
        target
        for target in selection.device_ids | selected.referenced
        if owners.get(target) not in ours
    ):
        raise _refusal("not_a_phone_target", strangers)
    if not (found := [ours[key] for key in ours if key in owners.values()]):
        raise _refusal("no_phone_found")
    if missing := [
        entry.title for entry in found if entry.state is not ConfigEntryState.LOADED
    ]:
        raise _refusal("phone_not_loaded", missing)
    return found


def _refusal(translation_key: str, names: Iterable[str] = ()) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"names": ", ".join(names)},
    )
