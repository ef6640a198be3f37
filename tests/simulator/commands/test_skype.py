"""Tests of the Skype profile."""

import pytest

from simulator import SimulatedPhone
from tests.simulator.conftest import Api, Json

SIGN_IN = "v1/mgmt/skype/signIn"
USER = {
    "Address": "jane@example.com",
    "User": "jane",
    "Password": "x",
    "Domain": "example",
}


async def _presence(api: Api) -> Json:
    return await api.get("v1/mgmt/getPresence")


@pytest.mark.parametrize(
    "command", ["signIn", "signOut", "webSignIn", "webSignInCancel"]
)
async def test_skype_commands_need_the_skype_profile(api: Api, command: str) -> None:
    assert await api.post(f"v1/mgmt/skype/{command}", USER) == {"Status": "4004"}
    assert await _presence(api) == {"Status": "4004"}


async def test_presence(api: Api, phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    assert await _presence(api) == {"Presence": "Available", "Status": "2000"}
    phone.set_presence("Away")
    assert (await _presence(api))["Presence"] == "Away"
    phone.ring("300")
    next(iter(phone.calls)).answer()
    assert (await _presence(api))["Presence"] == "Busy"
    phone.set_dnd(True)
    assert (await _presence(api))["Presence"] == "Do Not Disturb"


async def test_sign_in_and_out(api: Api, phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    assert await api.post("v1/mgmt/skype/signOut") == {"Status": "2000"}
    assert (await _presence(api))["Presence"] == "Offline"
    incomplete = {key: value for key, value in USER.items() if key != "Domain"}
    assert await api.post(SIGN_IN, incomplete) == {"Status": "4000"}
    assert await api.post(SIGN_IN, USER) == {"Status": "2000"}
    assert (await _presence(api))["Presence"] == "Available"


async def test_web_sign_in(api: Api, phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    assert await api.post("v1/mgmt/skype/webSignIn") == {"Status": "2000"}
    assert await api.post("v1/mgmt/skype/webSignIn") == {"Status": "4001"}
    assert await api.post("v1/mgmt/skype/webSignInCancel") == {"Status": "2000"}
    assert await api.post("v1/mgmt/skype/webSignIn") == {"Status": "2000"}
