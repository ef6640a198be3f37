"""Tests of the actions for parameters, their layers and secrets."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.poly_phone.ucs import MASK
from simulator import SimulatedPhone
from simulator.web.faults import Fault

from ..conftest import entry_of
from ..home import Home, sent, set_up
from ..scripted_phone import scripted_phone

VVX, EDGE = "vvx501-6.4", "edgeE350-8.6"
TRIO_5, TRIO_7 = "trio8800-5.7.1", "trio8800-7.2.2"
PCAP = {"diags.pcap.enabled": "1", "diags.pcap.background.enabled": "1"}


@pytest.mark.parametrize("profile", [TRIO_5])
async def test_unsupported_layer_is_an_error(home: Home, phone: SimulatedPhone) -> None:
    """The model can still reset all layers."""
    phone.configure({"reg.1.label": "Hall"})
    assert await home.error_key("reset_config", layer="web") == "not_supported"
    assert phone.config["reg.1.label"] == "Hall"
    await home.act("reset_config")
    assert phone.config["reg.1.label"] == "Boardroom"


@pytest.mark.parametrize("layer", ["cloud", "local", "web", "device"])
@pytest.mark.parametrize("profile", [VVX, EDGE])
async def test_layer_is_reset(home: Home, phone: SimulatedPhone, layer: str) -> None:
    phone.config.write({"se.rt.default.ringer": "ringer5"}, layer)
    await home.act("reset_config", layer=layer)
    assert phone.config["se.rt.default.ringer"] == "ringer2"
    assert sent(phone, f"configReset/{layer}")


@pytest.mark.parametrize("data", [{}, {"confirm": False}])
async def test_factory_reset_needs_a_confirmation(
    home: Home, phone: SimulatedPhone, data: dict[str, Any]
) -> None:
    phone.requests.clear()
    assert await home.error_key("factory_reset", **data) == "not_confirmed"
    assert not phone.requests


async def test_secrets_are_masked(home: Home, phone: SimulatedPhone) -> None:
    names = ["device.auth.localAdminPassword", "apps.push.password", "reg.1.address"]
    response = await home.act("get_config", parameters=names)
    values = {name: response["parameters"][name]["value"] for name in names}
    assert values == {
        "device.auth.localAdminPassword": MASK,
        "apps.push.password": "",
        "reg.1.address": "200@voice.example.net",
    }
    assert phone.password not in str(response)


@pytest.mark.parametrize(
    ("profile", "shape"), [(VVX, "object"), (EDGE, "array")], ids=["object", "array"]
)
async def test_unknown_parameters_are_reported(
    home: Home, phone: SimulatedPhone, shape: str
) -> None:
    assert phone.profile.invalid_params == shape
    response = await home.act(
        "get_config", parameters=["no.such", "reg.1.label", "nor.me"]
    )
    assert list(response["parameters"]) == ["reg.1.label"]
    assert response["unknown"] == ["no.such", "nor.me"]

    wrong = {"no.such": "1", "up.backlight.timeout": "20"}
    assert await home.error_key("set_config", parameters=wrong) == "rejected_parameters"
    assert phone.config["up.backlight.timeout"] == "40"


async def test_many_parameters_are_split_into_requests(
    home: Home, phone: SimulatedPhone
) -> None:
    names = [f"softkey.{number}.label" for number in range(1, 46)]
    phone.requests.clear()
    await home.act("set_config", parameters=dict.fromkeys(names, "Door"))
    response = await home.act("get_config", parameters=names)
    assert {name: one["value"] for name, one in response["parameters"].items()} == (
        dict.fromkeys(names, "Door")
    )
    for path in ("config/set", "config/get"):
        assert [len(data) for data in sent(phone, path)] == [20, 20, 5]


async def test_long_parameters_are_split_into_requests(
    home: Home, phone: SimulatedPhone
) -> None:
    values = {f"softkey.{number}.action": "$P1$" * 2000 for number in range(1, 6)}
    await home.act("set_config", parameters=values)
    assert {name: phone.config[name] for name in values} == values
    assert [len(data) for data in sent(phone, "config/set")] == [2, 2, 1]

    phone.requests.clear()
    huge = {"softkey.1.action": "1" * 20_480}
    assert await home.error_key("set_config", parameters=huge) == "invalid_input"
    assert not sent(phone, "config/set")


async def test_device_parameters_are_sent_with_their_switches(
    home: Home, phone: SimulatedPhone
) -> None:
    values = {"device.local.deviceName": "Hall", "device.net.cdpEnabled": "0"}
    others = {f"softkey.{number}.label": "Door" for number in range(1, 18)}
    await home.act("set_config", parameters={**others, **values})
    assert {name: phone.config[name] for name in values} == values
    for data in sent(phone, "config/set"):
        assert len(data) <= 20
        for name in values.keys() & data.keys():
            assert data["device.set"] == data[f"{name}.set"] == "1"


async def test_parameters_that_restart_the_phone_cause_a_warning(
    home: Home, phone: SimulatedPhone, caplog: pytest.LogCaptureFixture
) -> None:
    response = await home.act(
        "set_config", parameters={"msg.mwi.1.led": "0", "up.backlight.timeout": "20"}
    )
    assert response == {home.device_id: {"may_restart": ["msg.mwi.1.led"]}}
    assert phone.power == "booting"
    (warning,) = [
        record.getMessage()
        for record in caplog.records
        if record.levelname == "WARNING"
        and record.name.startswith("custom_components.poly_phone")
    ]
    assert warning == "VVX 501 Reception may restart because of msg.mwi.1.led"


@pytest.mark.parametrize(
    "parameters", [{}, {"reg 1 label": "Door"}, {"": "1"}, {"ä": "1"}]
)
async def test_invalid_parameter_names_send_no_request(
    home: Home, phone: SimulatedPhone, parameters: dict[str, str]
) -> None:
    phone.requests.clear()
    names = list(parameters)
    assert await home.error_key("set_config", parameters=parameters) == "invalid_input"
    assert await home.error_key("get_config", parameters=names) == "invalid_input"
    assert not phone.requests


async def test_captured_traffic_goes_to_the_provisioning_server(
    home: Home, phone: SimulatedPhone
) -> None:
    assert await home.error_key("capture_network") == "command_failed"
    phone.config.write(PCAP)
    await home.act("capture_network")
    assert phone.uploads[-1].endswith(f"{phone.mac}.pcap")


async def test_response_has_one_part_for_each_phone(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    async with SimulatedPhone(TRIO_7) as trio:
        other = await set_up(hass, entry_of(trio))
        response = await home.act(
            "set_config",
            device_id=[home.device_id, other.device_id],
            parameters={"up.backlight.timeout": "20"},
        )
        for one in (phone, trio):
            assert one.config["up.backlight.timeout"] == "20"
        assert response == {
            home.device_id: {"may_restart": []},
            other.device_id: {"may_restart": []},
        }
        await hass.config_entries.async_unload(other.entry.entry_id)


async def test_error_names_failed_and_successful_phones(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    async with SimulatedPhone(TRIO_7) as trio, SimulatedPhone(EDGE) as edge:
        others = [await set_up(hass, entry_of(one)) for one in (trio, edge)]
        edge.server.faults.active.append(Fault("status", "config/set", status="4000"))
        target = [one.device_id for one in (home, *others)]
        values = {"up.backlight.timeout": "20"}
        with pytest.raises(HomeAssistantError) as caught:
            await home.act("set_config", device_id=target, parameters=values)
        for one in (phone, trio):
            assert one.config["up.backlight.timeout"] == "20"
        assert caught.value.translation_key == "some_phones_failed"
        assert caught.value.translation_placeholders == {
            "errors": "Edge E350 Workshop rejected a value as invalid. Check your input.",
            "names": "VVX 501 Reception, Trio 8800 Conference Room",
        }
        for one in (phone, trio):
            one.server.faults.active.append(
                Fault("status", "config/set", status="4000")
            )
        with pytest.raises(HomeAssistantError) as caught:
            await home.act("set_config", device_id=target, parameters=values)
        assert caught.value.translation_key == "all_phones_failed"
        assert str(caught.value).count("rejected a value as invalid") == 3
        for other in others:
            await hass.config_entries.async_unload(other.entry.entry_id)


@pytest.mark.parametrize(
    "invalid", [{"1": "no.such"}, ["no.such"], {}, "no.such", None]
)
async def test_parameters_are_read_in_any_format(
    hass: HomeAssistant, invalid: object
) -> None:
    async with scripted_phone() as (phone, entry):
        phone.set_reply(
            "v1/mgmt/config/get",
            {
                "reg.1.label": {"value": "Studio", "source": "CONFIG"},
                "call.waiting": {"Value": 1},
                "reg.2.label": {},
                "reg.3.label": None,
            },
            InvalidParams=invalid,
        )
        home = await set_up(hass, entry)
        names = ["reg.1.label", "call.waiting", "reg.2.label", "reg.3.label", "no.such"]
        assert await home.act("get_config", parameters=names) == {
            "parameters": {
                "reg.1.label": {"value": "Studio", "source": "config"},
                "call.waiting": {"value": "1", "source": None},
                "reg.2.label": {"value": "", "source": None},
            },
            "unknown": ["reg.3.label", "no.such"],
        }


SECRETS = (
    "reg.1.auth.password",
    "device.auth.localAdminPassword",
    "device.wifi.psk.key",
    "device.wifi.wep.key",
    "device.sec.TLS.customDeviceCert1.privateKey",
    "sec.TLS.customDeviceKey.1",
    "device.net.dot1x.password",
    "qbc.connect.pin",
    "up.simplifiedSignInSecret",
)
NO_SECRETS = ("reg.1.lineKeys", "softkey.1.label", "up.pinned", "call.shared.key1")


async def test_secrets_of_all_kinds_are_masked(hass: HomeAssistant) -> None:
    async with scripted_phone() as (phone, entry):
        names = [*SECRETS, *NO_SECRETS]
        phone.set_reply(
            "v1/mgmt/config/get", {name: {"Value": "s3cr3t"} for name in names}
        )
        home = await set_up(hass, entry)
        response = (await home.act("get_config", parameters=names))["parameters"]
        assert {name: one["value"] for name, one in response.items()} == {
            **dict.fromkeys(SECRETS, MASK),
            **dict.fromkeys(NO_SECRETS, "s3cr3t"),
        }
