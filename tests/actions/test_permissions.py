"""Tests of the permissions of users for actions."""

from contextlib import nullcontext

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.poly_phone.actions.responses import SECTIONS
from custom_components.poly_phone.actions.table import ACTIONS
from simulator import SimulatedPhone

from ..home import Home
from .test_table import CASES


@pytest.mark.parametrize("group", ["system-users", "system-read-only"])
@pytest.mark.parametrize("action", CASES)
async def test_action_needs_the_permission_of_its_user(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, action: str, group: str
) -> None:
    case = CASES[action]
    case.prepare(phone)
    phone.requests.clear()
    await hass.auth.async_create_user("Owner")
    user = await hass.auth.async_create_user("User", group_ids=[group])
    context = Context(user_id=user.id)
    only_reads = action in {"get_calls", "get_call_log"}
    may_not = group == "system-read-only" and not only_reads
    # The default sections of get_info contain the network.
    needs_admin = ACTIONS[action].is_admin or action == "get_info"
    if needs_admin or may_not:
        with pytest.raises(Unauthorized):
            await home.act(action, context=context, **case.data)
        assert not phone.requests
    else:
        await home.act(action, context=context, **case.data)


async def test_user_with_permission_for_mute_cannot_dial(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    user = MockUser().add_to_hass(hass)
    mute = {home.entity_id("switch.mute"): {"control": True, "read": True}}
    user.mock_policy({"entities": {"entity_ids": mute}})
    phone.requests.clear()
    for action, data in (("dial", {"destination": "300"}), ("get_call_log", {})):
        with pytest.raises(Unauthorized):
            await home.act(action, context=Context(user_id=user.id), **data)
    assert not phone.requests


async def test_unknown_user_is_rejected(home: Home, phone: SimulatedPhone) -> None:
    phone.requests.clear()
    with pytest.raises(UnknownUser):
        await home.act("end_call", context=Context(user_id="unknown"))
    assert not phone.requests


def test_administrative_actions_need_an_administrator() -> None:
    assert {name for name, action in ACTIONS.items() if action.is_admin} == {
        "get_config",
        "set_config",
        "sign_in",
        "sign_out",
        "web_sign_in",
        "cancel_web_sign_in",
        "export_config",
        "capture_network",
        "reset_config",
        "factory_reset",
    }


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("group", ["system-admin", "system-users", "system-read-only"])
async def test_get_info_needs_control_and_for_configuration_an_administrator(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, section: str, group: str
) -> None:
    await hass.auth.async_create_user("Owner")
    user = await hass.auth.async_create_user("Jane", group_ids=[group])
    phone.requests.clear()
    is_configuration = section in {"network", "running_configuration"}
    is_allowed = group == "system-admin" or (
        group == "system-users" and not is_configuration
    )
    with nullcontext() if is_allowed else pytest.raises(Unauthorized):
        await home.act("get_info", context=Context(user_id=user.id), sections=[section])
    assert bool(phone.requests) is is_allowed
