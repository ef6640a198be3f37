"""Tests of restarts, resets and configuration."""

from xml.etree import ElementTree

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.quirks import Quirk
from tests.simulator.conftest import JSON, Api, Json

DONE = {"Status": "2000"}
GET = "v1/mgmt/config/get"
SET = "v1/mgmt/config/set"


@pytest.mark.parametrize("command", ["safeRestart", "safeReboot"])
async def test_restart(
    api: Api, phone: SimulatedPhone, clock: ManualClock, command: str
) -> None:
    answer = await api.send("POST", f"/api/v1/mgmt/{command}", headers=JSON)
    assert answer.json == DONE
    clock.advance(1)
    assert phone.power == "booting"


async def test_get_config(api: Api) -> None:
    reply = await api.post(GET, ["reg.1.address", "ptt.volume", "no.such", "nor.this"])
    assert reply == {
        "data": {
            "reg.1.address": {"Value": "200@voice.example.net", "Source": "config"},
            "ptt.volume": {"Value": "-20", "Source": "default"},
        },
        "InvalidParams": {"1": "no.such", "2": "nor.this"},
        "Status": "2000",
    }
    assert "InvalidParams" not in await api.post(GET, ["ptt.volume"])


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_invalid_params_of_edge(api: Api) -> None:
    assert (await api.post(GET, ["no.such"]))["InvalidParams"] == ["no.such"]


@pytest.mark.parametrize(
    ("names", "status"),
    [
        ([], "4000"),
        ({"ptt.volume": "1"}, "4000"),
        (None, "4000"),
        ([{}], "4000"),
        (["ptt.volume"] * 20, "2000"),
        (["ptt.volume"] * 21, "4009"),
    ],
)
async def test_get_config_limits(api: Api, names: Json, status: str) -> None:
    assert (await api.post(GET, names))["Status"] == status


async def test_set_config(api: Api, phone: SimulatedPhone) -> None:
    assert await api.post(SET, {"ptt.volume": -10, "call.autoAnswer.SIP": "1"}) == DONE
    data = (await api.post(GET, ["ptt.volume", "call.autoAnswer.SIP"]))["data"]
    assert data["ptt.volume"] == {"Value": "-10", "Source": "web"}
    assert data["call.autoAnswer.SIP"] == {"Value": "1", "Source": "web"}
    assert phone.power == "on"


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, "4000"),
        (["ptt.volume"], "4000"),
        ({"ptt.volume": {}}, "4000"),
        ({"ptt.volume": "loud"}, "4000"),
        ({"tcpIpApp.sntp.gmtOffset": "99999"}, "4000"),
        ({"tcpIpApp.sntp.gmtOffset": ""}, "2000"),
        ({f"reg.{n}.label": "x" for n in range(1, 22)}, "4009"),
    ],
)
async def test_set_config_limits(api: Api, values: Json, status: str) -> None:
    assert (await api.post(SET, values))["Status"] == status


async def test_set_unknown_parameter(api: Api, phone: SimulatedPhone) -> None:
    reply = await api.post(SET, {"ptt.volume": "1", "no.such": "1"})
    assert reply == {"Status": "4000", "InvalidParams": {"1": "no.such"}}
    assert phone.config["ptt.volume"] == "-20"


async def test_restart_parameter_restarts_the_phone(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    assert await api.post(SET, {"msg.mwi.1.led": "0"}) == DONE
    clock.advance(1)
    assert phone.power == "booting"


async def test_api_can_switch_itself_off(api: Api) -> None:
    assert await api.post(SET, {"apps.restapi.enabled": "0"}) == DONE
    assert (await api.send("GET", "/api/v1/mgmt/lineInfo")).status == 404


@pytest.mark.parametrize(
    ("suffix", "left"),
    [
        ("/web", {"local"}),
        ("/local", {"web"}),
        ("/cloud", {"web", "local"}),
        ("", set()),
    ],
)
async def test_reset_config(
    api: Api, phone: SimulatedPhone, clock: ManualClock, suffix: str, left: set[str]
) -> None:
    phone.configure({"ptt.volume": "-1"}, "web")
    phone.configure({"up.idleTimeout": "10"}, "local")
    assert await api.post(f"v1/mgmt/configReset{suffix}") == DONE
    sources = {phone.config.read(name)[1] for name in ("ptt.volume", "up.idleTimeout")}
    assert sources - {"default"} == left
    assert phone.api_enabled
    clock.advance(1)
    assert phone.power == "booting"


async def test_factory_reset(api: Api, phone: SimulatedPhone) -> None:
    assert await api.post("v1/mgmt/factoryReset") == DONE
    assert not phone.api_enabled


async def test_update_configuration(api: Api) -> None:
    assert await api.post("v1/mgmt/updateConfiguration") == DONE


async def test_transfer_type(api: Api, phone: SimulatedPhone) -> None:
    async def kind() -> str:
        text: str = (await api.get("v1/mgmt/transferType/get"))["data"]["Type"]
        return text

    assert await kind() == "Consultative"
    assert await api.post("v1/mgmt/transferType/set", {"Type": "Blind"}) == DONE
    assert await kind() == "Blind"
    safe = {"Type": "Safe"}
    assert await api.post("v1/mgmt/transferType/set", safe) == {"Status": "4000"}
    phone.set_skype(True)
    assert await api.post("v1/mgmt/transferType/set", safe) == DONE


@pytest.mark.parametrize("wrapped", [True, False])
async def test_export(api: Api, phone: SimulatedPhone, wrapped: bool) -> None:
    async def export(**fields: str) -> Json:
        body = {"data": fields} if wrapped else fields
        return (await api.send("POST", "/api/v1/mgmt/config/export", json=body)).json

    url = "http://192.0.2.9/config"
    assert await export(ConfigType="ALL", URL=url) == DONE
    assert await export(ConfigType="ALL") == {"Status": "4000"}
    assert await export(URL=url) == {"Status": "4000"}
    assert await export(ConfigType="ALL", URL="nowhere") == {"Status": "4008"}
    assert list(phone.uploads) == [url]


async def test_screen_as_xml(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300", "Tom & Jerry")
    screen = ElementTree.fromstring((await api.get("v1/mgmt/uixml"))["data"])
    assert [call.text for call in screen.iter("Call")] == ["Tom & Jerry"]
    assert [key.text for key in screen.iter("SoftKey")] == [
        "Answer",
        "Reject",
        "Ignore",
    ]
    assert len(list(screen.iter("Line"))) == 2


@pytest.mark.parametrize(
    ("profile", "unknown"), [("vvx501-6.4", True), ("edgeE350-8.6", False)]
)
async def test_parameters_of_captures(api: Api, unknown: bool) -> None:
    common = {
        "SCEP.enable": "0",
        "device.local.deviceName": "",
        "ptt.volume": "-20",
        "reg.1.server.H323.1.address": "",
        "video.callRate": "2048",
    }
    edge = "apps.telNotification.muteUnmuteEvent"
    reply = await api.post("v1/mgmt/config/get", [*common, edge])
    values = {name: entry["Value"] for name, entry in reply["data"].items()}
    assert values == common | ({} if unknown else {edge: "0"})
    assert ("InvalidParams" in reply) is unknown


SETTINGS = {
    "call.autoAnswer.SIP": "1",
    "np.normal.ringing.calls.tonePattern": "ringer7",
    "np.normal.ringing.toneVolume.chassis": "-30",
    "ptt.volume": "-5",
    "reg.1.fwdContact": "300",
    "reg.1.fwdStatus": "1",
    "reg.1.ringType": "ringer7",
    "se.rt.default.ringer": "ringer7",
    "up.backlight.idleIntensity": "0",
    "up.backlight.onIntensity": "2",
}


async def _read(api: Api, *names: str) -> dict[str, tuple[str, str]]:
    data = (await api.post(GET, list(names)))["data"]
    return {name: (entry["Value"], entry["Source"]) for name, entry in data.items()}


async def test_settings_survive_a_restart(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    assert await api.post(SET, SETTINGS) == DONE
    assert phone.power == "on"
    phone.restart()
    clock.advance(40)
    await phone.settle()
    expected = {name: (value, "web") for name, value in SETTINGS.items()}
    assert await _read(api, *SETTINGS) == expected


async def test_value_out_of_range_is_rejected(api: Api, phone: SimulatedPhone) -> None:
    values = {"up.backlight.onIntensity": "4", "ptt.volume": "-5"}
    assert await api.post(SET, values) == {"Status": "4000"}
    assert phone.config["ptt.volume"] == "-20"


@pytest.mark.parametrize("name", ["divert.1.contact", "feature.doNotDisturb.enable"])
async def test_setting_that_restarts_the_phone(
    api: Api, phone: SimulatedPhone, clock: ManualClock, name: str
) -> None:
    phone.ring("300")
    assert await api.post(SET, {name: "0"}) == DONE
    clock.advance(1)
    assert phone.power == "on"
    phone.calls.focused.reject()
    clock.advance(1)
    assert phone.power == "booting"
    clock.advance(40)
    await phone.settle()
    assert (await _read(api, name))[name] == ("0", "web")


async def test_change_at_the_phone_has_priority(
    api: Api, phone: SimulatedPhone
) -> None:
    name = "up.backlight.onIntensity"
    phone.configure({name: "1"}, "local")
    assert (await _read(api, name))[name] == ("1", "local")
    assert await api.post(SET, {name: "2"}) == DONE
    assert (await _read(api, name))[name] == ("1", "local")


async def test_quirk_partial_set(api: Api, phone: SimulatedPhone) -> None:
    phone.quirks.add(Quirk.PARTIAL_SET)
    reply = await api.post(SET, {"no.such": "1", "ptt.volume": "-5"})
    assert reply == {"Status": "4000", "InvalidParams": {"1": "no.such"}}
    assert phone.config["ptt.volume"] == "-5"


async def test_quirk_restart_on_set(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.quirks.add(Quirk.RESTART_ON_SET)
    assert await api.post(SET, {"ptt.volume": "-5"}) == DONE
    clock.advance(1)
    assert phone.power == "booting"


async def test_quirk_provisioning_wins(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.quirks.add(Quirk.PROVISIONING_WINS)
    for _ in range(2):
        assert await api.post(SET, {"ptt.volume": "-5"}) == DONE
        assert phone.config["ptt.volume"] == "-5"
        assert await api.post("v1/mgmt/updateConfiguration") == DONE
        assert phone.config["ptt.volume"] == "-20"
    await api.post(SET, {"ptt.volume": "-5"})
    phone.restart()
    clock.advance(40)
    assert phone.config["ptt.volume"] == "-20"


@pytest.mark.parametrize(
    ("profile", "missing"),
    [
        ("vvx501-6.4", set()),
        ("ccx500-7.3", {"np.normal.ringing.calls.tonePattern"}),
        ("trio8800-7.2.2", {"np.normal.ringing.calls.tonePattern"}),
        (
            "trio8800-5.7.1",
            {
                "np.normal.ringing.calls.tonePattern",
                "ptt.volume",
                "up.backlight.onIntensity",
            },
        ),
        ("edgeE350-8.6", {"np.normal.ringing.calls.tonePattern"}),
    ],
)
async def test_settings_of_a_model(api: Api, missing: set[str]) -> None:
    names = [
        "np.normal.ringing.calls.tonePattern",
        "ptt.volume",
        "reg.1.fwdStatus",
        "up.backlight.onIntensity",
    ]
    assert set(names) - set(await _read(api, *names)) == missing
