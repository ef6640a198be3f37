"""What the actions do with a phone: one table."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
import re
from typing import Any, Final

from homeassistant.core import SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from . import contacts
from .calls import CallCommand, PhoneState, phone_state, track
from .const import DOMAIN, LOGGER
from .coordinator import PhoneCoordinator
from .display import async_show
from .ucs import (
    PRIORITIES,
    CallLogEntry,
    UcsClient,
    may_restart,
)

type Data = Mapping[str, Any]
type Response = dict[str, Any] | None
type Run = Callable[[PhoneCoordinator, Data], Awaitable[Response]]

ATTR_CALL_ID: Final = "call_id"
ATTR_DESTINATION: Final = "destination"
ATTR_LINE: Final = "line"
ATTR_PARAMETERS: Final = "parameters"
ATTR_TYPE: Final = "type"

MASK: Final = "**REDACTED**"
_SECRET = re.compile(
    r"passw|secret|lockcode|privatekey|devicekey|\b(?:pin|psk|wep)\b", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Action:
    """An action: its fields beside the target, and what it does with each phone."""

    run: Run
    fields: VolDictType = field(default_factory=dict)
    takes_several: bool = False
    """Whether it makes sense for several phones at once."""

    is_admin: bool = False
    """Whether only administrators may use it."""

    response: SupportsResponse = SupportsResponse.NONE

    dials: Callable[[PhoneCoordinator, Data], str | None] | None = None
    """What it would have a phone dial, where it can do that."""


def _number(phone: PhoneCoordinator, data: Data) -> str:
    """Return what to dial: the number of a contact, or what was given."""
    destination: str = data[ATTR_DESTINATION]
    return contacts.number_of(phone.hass, destination) or destination


def _tones(phone: PhoneCoordinator, data: Data) -> str | None:
    """Return the tones that would dial: all but those that somebody listens to."""
    state = phone_state(phone.data.calls or ())
    is_heard = state in {PhoneState.CONNECTED, PhoneState.ON_HOLD}
    return None if is_heard else data["digits"]


async def _dial(phone: PhoneCoordinator, data: Data) -> None:
    await phone.async_execute(
        phone.client.dial(
            _number(phone, data), line=data.get(ATTR_LINE), kind=data.get(ATTR_TYPE)
        )
    )


async def _transfer(phone: PhoneCoordinator, data: Data) -> None:
    call = await phone.async_select(CallCommand.TRANSFER, data.get(ATTR_CALL_ID))
    await phone.async_execute(
        phone.client.transfer_call(call.ref, _number(phone, data))
    )


def _call_command(command: CallCommand) -> Run:
    """Return what does something with a call."""

    async def run(phone: PhoneCoordinator, data: Data) -> None:
        await phone.async_call_command(command, data.get(ATTR_CALL_ID))

    return run


def _command(send: Callable[[UcsClient, Data], Awaitable[None]]) -> Run:
    """Return what sends a command of the client as it is."""

    async def run(phone: PhoneCoordinator, data: Data) -> None:
        await phone.async_execute(send(phone.client, data))

    return run


async def _get_calls(phone: PhoneCoordinator, _: Data) -> Response:
    calls = await phone.async_read(phone.client.calls())
    return {
        "calls": [
            {
                "call_id": tracked.call.handle,
                "state": tracked.call.state,
                "direction": tracked.call.direction,
                "number": tracked.call.number,
                "name": phone.name_of(tracked.call),
                "line": tracked.call.line,
                "started": tracked.started_at.isoformat(),
                "muted": tracked.call.muted,
                "focused": tracked.call.is_focused,
            }
            for tracked in track(
                phone.data.tracked_calls or (), calls, dt_util.utcnow()
            )
        ]
    }


def told_entry(phone: PhoneCoordinator, entry: CallLogEntry) -> dict[str, Any]:
    """Return a call of a phone's log as programs are told it."""
    started, duration = entry.started, entry.duration
    return {
        "number": entry.number,
        "name": phone.name_of(entry),
        "line": entry.line,
        "started": phone.local_time(started).isoformat() if started else None,
        "duration": duration.total_seconds() if duration else None,
    }


async def _get_call_log(phone: PhoneCoordinator, _: Data) -> Response:
    log = await phone.async_read(phone.client.call_log())
    return {
        kind: [told_entry(phone, entry) for entry in entries]
        for kind, entries in (
            ("missed", log.missed),
            ("received", log.received),
            ("placed", log.placed),
        )
    }


async def _get_config(phone: PhoneCoordinator, data: Data) -> Response:
    names = data[ATTR_PARAMETERS]
    found = await phone.async_read(phone.client.config_get(names))
    return {
        "parameters": {
            name: {
                "value": _masked(name, parameter.value),
                "source": parameter.source,
            }
            for name, parameter in found.items()
        },
        "unknown": [name for name in names if name not in found],
    }


async def _set_config(phone: PhoneCoordinator, data: Data) -> Response:
    parameters = data[ATTR_PARAMETERS]
    restarting = may_restart(parameters)
    if restarting:
        LOGGER.warning(
            "%s may restart because of %s", phone.name, ", ".join(restarting)
        )
    await phone.async_execute(phone.client.config_set(parameters))
    return {"may_restart": restarting}


async def _show_message(phone: PhoneCoordinator, data: Data) -> None:
    await async_show(
        phone, data["message"], title=data.get("title"), priority=data["priority"]
    )


async def _factory_reset(phone: PhoneCoordinator, data: Data) -> None:
    if not data["confirm"]:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="not_confirmed"
        )
    await phone.async_execute(phone.client.factory_reset())


SECTIONS: Final[Mapping[str, Callable[[UcsClient], Awaitable[Any]]]] = {
    "device": UcsClient.device_info,
    "network": UcsClient.network_info,
    "running_configuration": UcsClient.running_configuration,
    "lines": UcsClient.lines,
    "sip": UcsClient.sip_status,
    "status": UcsClient.poll_status,
    "session": UcsClient.sessions,
    "communication": UcsClient.communication_info,
    "location": UcsClient.location_info,
    "paired_devices": UcsClient.paired_devices,
    "display": UcsClient.display,
}
"""What a phone can tell of itself, by the name of the section."""


async def _get_info(phone: PhoneCoordinator, data: Data) -> Response:
    told: dict[str, Any] = {}
    not_supported = []
    for section in data["sections"]:
        try:
            told[section] = _plain(
                await phone.async_read(SECTIONS[section](phone.client))
            )
        except HomeAssistantError as err:
            if err.translation_key not in {"not_supported", "dangerous"}:
                raise
            not_supported.append(section)
    return told | {"not_supported": not_supported}


def _plain(value: Any) -> Any:
    """Return a value of the client as an action can answer it, secrets masked."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _masked(key, _plain(item)) for key, item in value.items()}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else value


def _masked(name: str, value: Any) -> Any:
    return MASK if value and _SECRET.search(name) else value


def _texts(value: Any) -> dict[str, str]:
    """Validate configuration parameters, whose values phones want as text."""
    return {
        cv.string(name): str(int(text)) if isinstance(text, bool) else cv.string(text)
        for name, text in vol.Schema(dict)(value).items()
    }


_CALL_ID: Final[VolDictType] = {vol.Optional(ATTR_CALL_ID): cv.string}

ACTIONS: Final[Mapping[str, Action]] = {
    "dial": Action(
        run=_dial,
        dials=_number,
        fields={
            vol.Required(ATTR_DESTINATION): cv.string,
            vol.Optional(ATTR_LINE): cv.positive_int,
            vol.Optional(ATTR_TYPE): vol.All(vol.Upper, vol.In(("TEL", "SIP", "H323"))),
        },
    ),
    "transfer": Action(
        run=_transfer,
        dials=_number,
        fields={vol.Required(ATTR_DESTINATION): cv.string, **_CALL_ID},
    ),
    "answer": Action(run=_call_command(CallCommand.ANSWER), fields=_CALL_ID),
    "end_call": Action(
        run=_call_command(CallCommand.END), fields=_CALL_ID, takes_several=True
    ),
    "reject": Action(
        run=_call_command(CallCommand.REJECT), fields=_CALL_ID, takes_several=True
    ),
    "ignore": Action(
        run=_call_command(CallCommand.IGNORE), fields=_CALL_ID, takes_several=True
    ),
    "hold": Action(
        run=_call_command(CallCommand.HOLD), fields=_CALL_ID, takes_several=True
    ),
    "resume": Action(run=_call_command(CallCommand.RESUME), fields=_CALL_ID),
    "send_dtmf": Action(
        run=_command(lambda client, data: client.send_dtmf(data["digits"])),
        dials=_tones,
        fields={vol.Required("digits"): cv.string},
    ),
    "get_calls": Action(run=_get_calls, response=SupportsResponse.ONLY),
    "get_call_log": Action(run=_get_call_log, response=SupportsResponse.ONLY),
    "get_config": Action(
        run=_get_config,
        fields={vol.Required(ATTR_PARAMETERS): vol.All(cv.ensure_list, [cv.string])},
        is_admin=True,
        response=SupportsResponse.ONLY,
    ),
    "set_config": Action(
        run=_set_config,
        fields={vol.Required(ATTR_PARAMETERS): _texts},
        is_admin=True,
        takes_several=True,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_info": Action(
        run=_get_info,
        fields={
            vol.Optional("sections", default=["device", "network"]): vol.All(
                cv.ensure_list, [vol.In(list(SECTIONS))]
            )
        },
        response=SupportsResponse.ONLY,
    ),
    "press_key": Action(
        run=_command(lambda client, data: client.press_key(data["key"])),
        fields={vol.Required("key"): cv.string},
    ),
    "type_text": Action(
        run=_command(
            lambda client, data: client.type_text(data["text"], replace=data["replace"])
        ),
        dials=lambda _, data: data["text"],
        fields={
            vol.Required("text"): cv.string,
            vol.Optional("replace", default=True): cv.boolean,
        },
    ),
    "tap": Action(
        run=_command(lambda client, data: client.tap(data["x"], data["y"])),
        fields={
            vol.Required("x"): cv.positive_int,
            vol.Required("y"): cv.positive_int,
        },
    ),
    "set_hook": Action(
        run=_command(lambda client, data: client.set_hook(off=data["off_hook"])),
        fields={vol.Required("off_hook"): cv.boolean},
    ),
    "show_message": Action(
        run=_show_message,
        fields={
            vol.Required("message"): cv.string,
            vol.Optional("title"): cv.string,
            vol.Optional("priority", default="normal"): vol.In(PRIORITIES),
        },
        takes_several=True,
    ),
    "sign_in": Action(
        run=_command(
            lambda client, data: client.sign_in(
                data["address"],
                user=data["user"],
                password=data["password"],
                domain=data["domain"],
                lock_code=data.get("lock_code"),
            )
        ),
        fields={
            vol.Required("address"): cv.string,
            vol.Required("user"): cv.string,
            vol.Required("password"): cv.string,
            vol.Required("domain"): cv.string,
            vol.Optional("lock_code"): cv.string,
        },
        is_admin=True,
    ),
    "sign_out": Action(
        run=_command(lambda client, _: client.sign_out()), is_admin=True
    ),
    "web_sign_in": Action(
        run=_command(lambda client, _: client.web_sign_in()), is_admin=True
    ),
    "cancel_web_sign_in": Action(
        run=_command(lambda client, _: client.cancel_web_sign_in()), is_admin=True
    ),
    "export_config": Action(
        run=_command(lambda client, data: client.export_configuration(data["url"])),
        fields={vol.Required("url"): cv.url},
        is_admin=True,
    ),
    "capture_network": Action(
        run=_command(lambda client, data: client.capture_network(data.get("url"))),
        fields={vol.Optional("url"): cv.url},
        is_admin=True,
    ),
    "update_configuration": Action(
        run=_command(lambda client, _: client.update_configuration()),
        is_admin=True,
        takes_several=True,
    ),
    "reset_config": Action(
        run=_command(
            lambda client, data: client.reset_configuration(data.get("layer"))
        ),
        fields={
            vol.Optional("layer"): vol.In(("cloud", "local", "web", "device")),
        },
        is_admin=True,
    ),
    "factory_reset": Action(
        run=_factory_reset,
        fields={vol.Optional("confirm", default=False): cv.boolean},
        is_admin=True,
    ),
}
