"""Configuration parameters, and the limits of one request."""

from collections.abc import Mapping
import json
from typing import Any

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.poly_phone.ucs import (
    Parameter,
    UcsClient,
    UcsCommandError,
    UcsReplyError,
    may_restart,
)
from custom_components.poly_phone.ucs.models.parameters import split_into_requests

from ..stub_server import StubPhone, reply

NAMES = st.from_regex(r"\A(device|up|reg)\.[a-z]{1,6}(\.[0-9]{1,2})?\Z")


@pytest.mark.parametrize(
    ("data", "value", "source"),
    [
        ({"Value": "-20", "Source": "default"}, "-20", "default"),
        ({"value": "x", "source": "WEB"}, "x", "web"),
        ({"Value": "", "Source": "device"}, "", "device"),
        ({"Value": 12}, "12", None),
        ({}, "", None),
    ],
)
def test_parameter(data: Mapping[str, Any], value: str, source: str | None) -> None:
    assert Parameter.from_reply(data) == Parameter(value=value, source=source)


@pytest.mark.parametrize(
    "invalid", [{"1": "no.such"}, ["no.such"]], ids=["numbered", "listed"]
)
async def test_unknown_parameters_are_left_out(
    client: UcsClient, stub: StubPhone, invalid: object
) -> None:
    stub.answer(
        reply({"ptt.volume": {"Value": "-20", "Source": "web"}}, InvalidParams=invalid)
    )
    assert await client.config_get(["ptt.volume", "no.such"]) == {
        "ptt.volume": Parameter(value="-20", source="web")
    }


@pytest.mark.parametrize("data", [None, [], {}, {"no.such": None}, {"no.such": "x"}])
async def test_only_unknown_parameters(
    client: UcsClient, stub: StubPhone, data: object
) -> None:
    stub.answer(reply(data, InvalidParams=["no.such"]))
    assert await client.config_get(["no.such"]) == {}


@pytest.mark.parametrize("data", [["no.such"], "no.such", 12])
async def test_invalid_configuration_is_rejected(
    client: UcsClient, stub: StubPhone, data: object
) -> None:
    stub.answer(reply(data))
    with pytest.raises(UcsReplyError):
        await client.config_get(["no.such"])


async def test_read_by_twenty(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(
        lambda seen: reply({name: {"Value": name, "Source": ""} for name in seen.data})
    )
    names = [f"up.number.{n}" for n in range(45)]
    assert [*await client.config_get(names)] == names
    assert [len(seen.data) for seen in stub.requests] == [20, 20, 5]


async def test_write_by_twenty(client: UcsClient, stub: StubPhone) -> None:
    await client.config_set({f"up.number.{n}": str(n) for n in range(45)})
    assert [len(seen.data) for seen in stub.requests] == [20, 20, 5]
    assert stub.requests[2].data["up.number.44"] == "44"


async def test_write_by_size(client: UcsClient, stub: StubPhone) -> None:
    await client.config_set({f"up.number.{n}": "x" * 8000 for n in range(5)})
    assert [len(seen.data) for seen in stub.requests] == [2, 2, 1]


async def test_failed_part_ends_the_write(client: UcsClient, stub: StubPhone) -> None:
    stub.answer_in_turn(reply(), reply(status="4000"), reply())
    with pytest.raises(UcsCommandError, match="4000"):
        await client.config_set({f"up.number.{n}": str(n) for n in range(45)})
    assert len(stub.requests) == 2


async def test_device_parameter_is_sent_with_switches(
    client: UcsClient, stub: StubPhone
) -> None:
    """Without them in the same request, phones accept the value and drop it."""
    await client.config_set({"device.theme": "Classic", "up.idleTimeout": "40"})
    [seen] = stub.requests
    assert seen.data == {
        "device.set": "1",
        "device.theme.set": "1",
        "device.theme": "Classic",
        "up.idleTimeout": "40",
    }


async def test_given_switches_are_kept(client: UcsClient, stub: StubPhone) -> None:
    given_switches = {"device.set": "0", "device.theme.set": "0", "device.theme": "x"}
    await client.config_set(given_switches)
    assert stub.requests[0].data == given_switches


@given(st.dictionaries(NAMES, st.text(max_size=12000), min_size=1, max_size=60))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_parts_fit_into_requests(parameters: dict[str, str]) -> None:
    """None too big, nothing lost, nothing twice, and each device parameter complete."""
    sent: dict[str, str] = {}
    for portion in split_into_requests(parameters):
        assert len(portion) <= 20
        size = len(json.dumps({"data": portion}).encode())
        assert size <= 20 * 1024 or len(parameters.keys() & portion.keys()) == 1
        for name in portion:
            if name.startswith("device.") and not name.endswith(".set"):
                assert portion["device.set"] == portion[f"{name}.set"] == "1"
        assert sent.keys().isdisjoint(parameters.keys() & portion.keys())
        sent |= {name: portion[name] for name in parameters.keys() & portion.keys()}
    assert sent == parameters


@pytest.mark.parametrize(
    ("names", "restarting"),
    [
        (["device.theme", "up.idleTimeout"], ["device.theme"]),
        (["msg.mwi.12.led", "msg.mwi.1.callBack"], ["msg.mwi.12.led"]),
        (["diags.pcap.enabled"], ["diags.pcap.enabled"]),
        (["call.autoAnswer.SIP", "device.themes"], []),
    ],
)
def test_restarting_parameters_are_found(
    names: list[str], restarting: list[str]
) -> None:
    assert may_restart(names) == restarting
