"""Every action: its fields, and the function that runs it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import SupportsResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .. import contacts
from ..calls.phone_state import PhoneState, phone_state
from ..calls.selection import CallCommand
from ..const import CONF_SIGN_IN, LOGGER
from ..coordinator import PhoneCoordinator
from ..errors import action_error
from ..screen.messages import async_show
from ..ucs import PRIORITIES, UcsClient, may_restart
from .responses import (
    ADMIN_SECTIONS,
    SECTIONS,
    Data,
    ResponseData,
    get_call_log,
    get_calls,
    get_config,
    get_info,
)

type ActionHandler = Callable[[PhoneCoordinator, Data], Awaitable[ResponseData | None]]


@dataclass(frozen=True, kw_only=True)
class Action:
    """An action that runs on each target phone."""

    run: ActionHandler
    fields: VolDictType = field(default_factory=dict)
    """Its fields besides the target."""

    allows_several: bool = False
    """Whether the target may contain several phones."""

    is_admin: bool = False
    """Whether it requires an administrator."""

    only_reads_calls: bool = False
    """Whether permission to read the entities is enough."""

    needs_admin_fn: Callable[[Data], bool] = lambda _: False
    """Returns whether its data requires an administrator."""

    response: SupportsResponse = SupportsResponse.NONE

    waives_permissions: bool = False
    """Whether a person needs no permission to call an emergency number with it."""

    dialed_number: Callable[[PhoneCoordinator, Data], str | None] | None = None
    """Returns the number that the action dials, if any."""


def _number(phone: PhoneCoordinator, data: Data) -> str:
    """Return the number of a contact, or the destination itself."""
    destination: str = data["destination"]
    return contacts.number_of(phone.hass, destination) or destination


def _dialed_digits(phone: PhoneCoordinator, data: Data) -> str | None:
    """Return the digits if they would dial; during a call they are only tones."""
    state = phone_state(phone.data.calls or ())
    is_in_call = state in {PhoneState.CONNECTED, PhoneState.ON_HOLD}
    return None if is_in_call else data["digits"]


async def _dial(phone: PhoneCoordinator, data: Data) -> None:
    await phone.async_execute(
        phone.client.dial(
            _number(phone, data), line=data.get("line"), kind=data.get("type")
        )
    )


async def _transfer(phone: PhoneCoordinator, data: Data) -> None:
    call = await phone.async_select_call(CallCommand.TRANSFER, data.get("call_id"))
    await phone.async_execute(
        phone.client.transfer_call(call.ref, _number(phone, data))
    )


def _call_command(command: CallCommand) -> ActionHandler:
    """Return a handler that runs a call command."""

    async def run(phone: PhoneCoordinator, data: Data) -> None:
        await phone.async_call_command(command, data.get("call_id"))

    return run


def _command(send: Callable[[UcsClient, Data], Awaitable[None]]) -> ActionHandler:
    """Return a handler that sends a command of the client."""

    async def run(phone: PhoneCoordinator, data: Data) -> None:
        await phone.async_execute(send(phone.client, data))

    return run


async def _set_config(phone: PhoneCoordinator, data: Data) -> ResponseData:
    parameters = data["parameters"]
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


async def _sign_in(phone: PhoneCoordinator, data: Data) -> None:
    password = data.get("password")
    if not password:
        login = phone.config_entry.options.get(CONF_SIGN_IN, {})
        if login.get(CONF_USERNAME) != data["user"]:
            raise action_error("no_sign_in_password", [phone.name])
        password = login[CONF_PASSWORD]
    await phone.async_execute(
        phone.client.sign_in(
            data["address"],
            user=data["user"],
            password=password,
            domain=data["domain"],
            lock_code=data.get("lock_code"),
        )
    )


async def _factory_reset(phone: PhoneCoordinator, data: Data) -> None:
    if not data["confirm"]:
        raise action_error("not_confirmed")
    await phone.async_execute(phone.client.factory_reset())


def _texts(value: Any) -> dict[str, str]:
    """Validate configuration parameters. Phones require their values as text."""
    return {
        cv.string(name): str(int(text)) if isinstance(text, bool) else cv.string(text)
        for name, text in vol.Schema(dict)(value).items()
    }


_CALL_ID: Final[VolDictType] = {vol.Optional("call_id"): cv.string}

ACTIONS: Final[Mapping[str, Action]] = {
    "dial": Action(
        run=_dial,
        dialed_number=_number,
        waives_permissions=True,
        fields={
            vol.Required("destination"): cv.string,
            vol.Optional("line"): cv.positive_int,
            vol.Optional("type"): vol.All(vol.Upper, vol.In(("TEL", "SIP", "H323"))),
        },
    ),
    "transfer": Action(
        run=_transfer,
        dialed_number=_number,
        fields={vol.Required("destination"): cv.string, **_CALL_ID},
    ),
    "answer": Action(run=_call_command(CallCommand.ANSWER), fields=_CALL_ID),
    "end_call": Action(
        run=_call_command(CallCommand.END), fields=_CALL_ID, allows_several=True
    ),
    "reject": Action(
        run=_call_command(CallCommand.REJECT), fields=_CALL_ID, allows_several=True
    ),
    "ignore": Action(
        run=_call_command(CallCommand.IGNORE), fields=_CALL_ID, allows_several=True
    ),
    "hold": Action(
        run=_call_command(CallCommand.HOLD), fields=_CALL_ID, allows_several=True
    ),
    "resume": Action(run=_call_command(CallCommand.RESUME), fields=_CALL_ID),
    "send_dtmf": Action(
        run=_command(lambda client, data: client.send_dtmf(data["digits"])),
        dialed_number=_dialed_digits,
        fields={vol.Required("digits"): cv.string},
    ),
    "get_calls": Action(
        run=get_calls, only_reads_calls=True, response=SupportsResponse.ONLY
    ),
    "get_call_log": Action(
        run=get_call_log, only_reads_calls=True, response=SupportsResponse.ONLY
    ),
    "get_config": Action(
        run=get_config,
        fields={vol.Required("parameters"): vol.All(cv.ensure_list, [cv.string])},
        is_admin=True,
        response=SupportsResponse.ONLY,
    ),
    "set_config": Action(
        run=_set_config,
        fields={vol.Required("parameters"): _texts},
        is_admin=True,
        allows_several=True,
        response=SupportsResponse.OPTIONAL,
    ),
    "get_info": Action(
        run=get_info,
        needs_admin_fn=lambda data: not ADMIN_SECTIONS.isdisjoint(data["sections"]),
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
        dialed_number=lambda _, data: data["text"],
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
        allows_several=True,
    ),
    "sign_in": Action(
        run=_sign_in,
        fields={
            vol.Required("address"): cv.string,
            vol.Required("user"): cv.string,
            vol.Optional("password"): cv.string,
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
        allows_several=True,
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
