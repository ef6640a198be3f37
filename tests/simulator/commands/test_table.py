"""Tests of the commands of each model."""

import pytest

from simulator import PROFILES
from simulator.profiles import ALL_KEYS
from tests.simulator.conftest import JSON, Api

EVERYWHERE = {
    *("GET v1/mgmt/device/info", "GET v1/mgmt/device/stats"),
    *("GET v1/mgmt/device/runningConfig", "GET v1/mgmt/network/info"),
    *("GET v1/mgmt/network/stats", "POST v1/mgmt/network/uploadBgCapture"),
    *("GET v1/mgmt/location/info", "GET v1/mgmt/lineInfo", "GET v1/mgmt/callLogs"),
    *("GET v1/mgmt/callLogs/missed", "GET v1/mgmt/callLogs/received"),
    *("GET v1/mgmt/callLogs/placed", "GET v1/webCallControl/sipStatus"),
    *("GET v1/webCallControl/callStatus", "GET v1/mgmt/pollForStatus"),
    *("GET v1/mgmt/media/communicationInfo", "GET v1/mgmt/transferType/get"),
    *("POST v1/mgmt/transferType/set", "POST v1/mgmt/config/get"),
    *("POST v1/mgmt/config/set", "GET v1/mgmt/getPresence"),
    *("POST v1/mgmt/skype/signIn", "POST v1/mgmt/skype/signOut"),
}
V2 = {
    *("GET v2/mgmt/device/info", "GET v2/mgmt/lineInfo"),
    "GET v2/webCallControl/callStatus",
}
CALLCTRL = {
    f"POST v1/callctrl/{name}"
    for name in (
        *("dial", "endCall", "mute", "transferCall", "sendDTMF", "holdCall"),
        *("resumeCall", "answerCall", "ignoreCall", "rejectCall"),
    )
}
SINCE_5_8 = {"POST v1/mgmt/config/export"}
SINCE_6 = {"POST v1/mgmt/updateConfiguration"}
TOUCH = {"POST v1/mgmt/simulateTouch"}
KEYS = {"POST v1/mgmt/simulateKeyEvent", "POST v1/mgmt/simulateTextInput"}
HOOK = {"POST v1/mgmt/simulateHook"}
UIXML = {"GET v1/mgmt/uixml"}
ROOM = {"GET v1/mgmt/mrpair/info"}
ALL = (
    EVERYWHERE
    | V2
    | CALLCTRL
    | SINCE_5_8
    | SINCE_6
    | TOUCH
    | KEYS
    | HOOK
    | UIXML
    | ROOM
)

MODELS = {
    "trio8800-7.2.2": ALL,
    "trio8800-5.7.1": EVERYWHERE | CALLCTRL | TOUCH | UIXML,
    "vvx501-6.4": ALL - ROOM,
    "ccx500-7.3": ALL - ROOM - KEYS - UIXML,
    "edgeE350-8.6": EVERYWHERE | SINCE_5_8 | SINCE_6,
}


@pytest.mark.parametrize("profile", PROFILES)
async def test_model_has_its_commands(api: Api, profile: str) -> None:
    found = set()
    for command in ALL:
        method, path = command.split()
        answer = await api.send(method, f"/api/{path}", headers=JSON)
        assert answer.status in {200, 404}, command
        if answer.status == 200:
            assert "Status" in answer.json
            found.add(command)
    assert found == MODELS[profile]


@pytest.mark.parametrize(
    ("profile", "status"), [("trio8800-5.7.1", 404), ("edgeE350-8.6", 200)]
)
async def test_reset_of_one_layer(api: Api, status: int) -> None:
    path = "/api/v1/mgmt/configReset/web"
    assert (await api.send("POST", path, headers=JSON)).status == status


def test_profiles_are_consistent() -> None:
    for name, profile in PROFILES.items():
        assert profile.name == name
        assert profile.keys <= ALL_KEYS
        assert bool(profile.keys) == ("keys" in profile.features)
        assert all(profile.screen) == ("touch" in profile.features)
    assert len({profile.mac for profile in PROFILES.values()}) == len(PROFILES)
