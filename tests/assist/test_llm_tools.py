"""Tools that language models use, as the Assist API gives them."""

from typing import Any

from homeassistant.components.llm import async_get_tools
from homeassistant.const import EVENT_CALL_SERVICE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    llm,
)
import probatio
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault
from tests.home import Wait, sent

from .conftest import House, add_contact, expose

TOOLS = {
    "poly_phone__dial",
    "poly_phone__answer",
    "poly_phone__hang_up",
    "poly_phone__transfer",
    "poly_phone__mute",
    "poly_phone__get_calls",
    "poly_phone__get_missed_calls",
}


async def tools(house: House) -> dict[str, llm.Tool]:
    """Return our tools by name."""
    return {
        tool.name: tool
        for tool in (await house.api()).tools
        if tool.integration == "poly_phone"
    }


def numbers(phone: SimulatedPhone) -> list[str]:
    """Return what a phone dialed."""
    return [data["Dest"] for data in sent(phone, "dial")]


async def test_the_list_of_tools(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """All have what models are told, and Home Assistant has no complaint about them."""
    found = await tools(house)
    assert found.keys() == TOOLS
    for tool in found.values():
        assert tool.title
        assert tool.description
        parameters = probatio.to_openapi(
            tool.parameters, custom_serializer=llm.selector_serializer
        )
        assert all(field["type"] for field in parameters["properties"].values())
        assert all(field["description"] for field in parameters["properties"].values())
    assert {name for name, tool in found.items() if tool.annotations.read_only} == {
        "poly_phone__get_calls",
        "poly_phone__get_missed_calls",
    }
    for name in ("dial", "transfer"):
        annotations = found[f"poly_phone__{name}"].annotations
        assert annotations.destructive
        assert annotations.open_world
    assert "without an integration" not in caplog.text


async def test_what_a_model_is_told(house: House) -> None:
    """Names, no numbers."""
    prompt = (await house.api()).api_prompt
    assert (
        "Desk phones: VVX 501 Reception (Kitchen), Trio 8800 Conference Room"
        " (Boardroom). Contacts that they can call: Jane Doe, Mum, Sales."
    ) in prompt
    assert "5550123" not in prompt


async def test_only_what_is_exposed(house: House, phone: SimulatedPhone) -> None:
    """Home Assistant exposes switches by itself: they do not count."""
    assert (await house.use("hang_up"))["error"].startswith("Several phones")
    expose(house.boardroom, "sensor.call_state", is_exposed=False)
    assert "Desk phones: VVX 501 Reception (Kitchen)." in (await house.api()).api_prompt
    phone.ring("301")
    assert await house.use("answer") == {"phone": "VVX 501 Reception"}
    assert len((await house.use("get_calls"))["calls"]) == 1
    for args in ({"area": "Boardroom"}, {"name": "Trio 8800 Conference Room"}):
        refused = await house.use("answer", **args)
        assert refused["error"].startswith("No phone that is exposed")

    held = (await house.api()).tools
    expose(house.kitchen, "sensor.call_state", is_exposed=False)
    assert not await tools(house)
    assert "Desk phones" not in (await house.api()).api_prompt
    (answer,) = (tool for tool in held if tool.name == "poly_phone__answer")
    api = await house.api()
    result = await answer.async_call(
        house.hass, llm.ToolInput(answer.name, {}), api.llm_context
    )
    assert result.error
    assert result.data["error"].startswith("No phone is exposed")

    expose(house.kitchen, "event.call")
    assert (await tools(house)).keys() == TOOLS


async def test_another_api(house: House) -> None:
    """The tools belong to Assist alone."""
    context = (await house.api()).llm_context
    found = await async_get_tools(house.hass, context, "another")
    assert not TOOLS & {tool.name for tool in found.tools}


async def test_a_phone_that_is_not_loaded(house: House) -> None:
    await house.hass.config_entries.async_unload(house.kitchen.entry.entry_id)
    assert await house.use("get_calls") == {"calls": []}
    refused = await house.use("answer", area="Kitchen")
    assert refused["error"].startswith("No phone that is exposed")


@pytest.mark.parametrize(
    "which",
    [
        {"name": "VVX 501 Reception"},
        {"name": "vvx 501 reception"},
        {"name": "reception"},
        {"name": "Front desk"},
        {"name": "Kitchen"},
        {"area": "Kitchen"},
        {"area": "Scullery"},
        {"floor": "Ground floor"},
        {"area": "Kitchen", "floor": "Ground floor", "name": "reception"},
        {"name": "", "area": "Kitchen", "floor": None},
    ],
)
async def test_saying_which_phone(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, which: dict[str, Any]
) -> None:
    areas = ar.async_get(house.hass)
    kitchen = areas.async_get_area_by_name("Kitchen")
    assert kitchen
    areas.async_update(kitchen.id, aliases={"Scullery"})
    er.async_get(house.hass).async_update_entity(
        house.kitchen.entity_id("button.answer") or "", aliases=["Front desk"]
    )
    phone.ring("301")
    trio.ring("302")
    assert await house.use("answer", **which) == {"phone": "VVX 501 Reception"}
    assert [call.state for call in phone.calls] == ["Connected"]
    assert [call.state for call in trio.calls] == ["Offering"]


async def test_a_phone_with_a_name_of_its_owner(
    house: House, phone: SimulatedPhone
) -> None:
    dr.async_get(house.hass).async_update_device(
        house.kitchen.device_id, name_by_user="Red phone"
    )
    phone.ring("301")
    assert await house.use("answer", name="red phone") == {"phone": "Red phone"}


async def test_several_phones_in_a_room(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    """Neither is guessed."""
    kitchen = ar.async_get(house.hass).async_get_area_by_name("Kitchen")
    assert kitchen
    dr.async_get(house.hass).async_update_device(
        house.boardroom.device_id, area_id=kitchen.id
    )
    phone.ring("301")
    for args in ({"area": "Kitchen"}, {"device_id": house.satellite("Kitchen")}):
        refused = await house.use("answer", **args)
        assert refused["error"].startswith("Several phones match")
    assert [call.state for call in phone.calls] == ["Offering"]


async def test_a_satellite_somewhere_else(house: House) -> None:
    """It decides nothing, and what is said outweighs it."""
    fr.async_get(house.hass)
    ar.async_get(house.hass).async_create("Garden")
    refused = await house.use("hang_up", house.satellite("Garden"))
    assert refused["error"].startswith("Several phones match")
    refused = await house.use("hang_up", house.satellite("Kitchen"), area="Boardroom")
    assert refused["error"] == "There is no call on Trio 8800 Conference Room"


@pytest.mark.parametrize(
    ("contact", "name", "number"),
    [
        ("Mum", "Mum", "+49305550123"),
        ("mum", "Mum", "+49305550123"),
        ("jane", "Jane Doe", "301"),
        ("301", "Jane Doe", "301"),
        ("030 5550123", "Mum", "+49305550123"),
        ("0049 30 5550123", "Mum", "+49305550123"),
        ("+49 (30) 5550-123", "Mum", "+49305550123"),
    ],
)
async def test_calling_a_contact(
    house: House, phone: SimulatedPhone, contact: str, name: str, number: str
) -> None:
    answer = await house.use("dial", contact=contact, area="Kitchen")
    assert answer == {"phone": "VVX 501 Reception", "contact": name}
    assert numbers(phone) == [number]


@pytest.mark.parametrize(
    "contact", ["301@evil.example", "+301", "00301", "sip:301@evil.example", "3010"]
)
async def test_other_spelling_of_an_extension_is_another_party(
    house: House, phone: SimulatedPhone, contact: str
) -> None:
    refused = await house.use("dial", contact=contact, area="Kitchen")
    assert "neither a contact" in refused["error"]
    assert not numbers(phone)


@pytest.mark.parametrize("contact", ["Boardroom", "conference room", "extension"])
async def test_calling_another_phone(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, contact: str
) -> None:
    extension = trio.lines[0].extension
    if contact == "extension":
        contact = extension
    await house.use("dial", contact=contact, area="Kitchen")
    assert numbers(phone) == [extension]


async def test_another_phone_of_another_server(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, wait: Wait
) -> None:
    """It takes its whole address to reach it."""
    trio.configure({"reg.1.address": "boardroom@sip.example.org"})
    await wait(60)
    await house.use("dial", contact="Boardroom", area="Kitchen")
    assert numbers(phone) == ["boardroom@sip.example.org"]


async def test_a_phone_does_not_call_itself(
    house: House, phone: SimulatedPhone
) -> None:
    refused = await house.use("dial", contact="Kitchen", area="Kitchen")
    assert refused["error"].startswith("Kitchen is neither")
    assert not numbers(phone)


async def test_several_who_may_be_meant(house: House, phone: SimulatedPhone) -> None:
    await add_contact(house.boardroom, "Jane Roe", "4711")
    refused = await house.use("dial", contact="Jane", area="Kitchen")
    assert (
        refused["error"] == "Several names match: Jane Doe, Jane Roe. Use the full name"
    )
    await add_contact(house.boardroom, "Jane", "4712")
    await house.use("dial", contact="Jane", area="Kitchen")
    assert numbers(phone) == ["4712"]


async def test_a_contact_that_is_one_of_the_phones(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    """Both names lead to one."""
    await add_contact(house.boardroom, "Boardroom", trio.lines[0].extension)
    await house.use("dial", contact="Boardroom", area="Kitchen")
    assert numbers(phone) == [trio.lines[0].extension]


STRANGERS = ["4711", "+49 30 4711", "Alice", "sip:alice@example.com", "Jane Bond"]


@pytest.mark.parametrize("contact", STRANGERS)
async def test_a_stranger(house: House, phone: SimulatedPhone, contact: str) -> None:
    """Only contacts and other phones are called by voice."""
    for tool in ("dial", "transfer"):
        refused = await house.use(tool, contact=contact, area="Kitchen")
        assert "neither a contact nor another phone" in refused["error"]
    assert not numbers(phone)


@pytest.mark.parametrize("options", [{"voice_any_number": True}])
@pytest.mark.parametrize(
    ("contact", "number"),
    [
        ("4711", "4711"),
        ("301@sip.example.org", "301@sip.example.org"),
        ("+49 (30) 47-11", "+493047 11".replace(" ", "")),
        ("alice@example.com", "alice@example.com"),
        ("Alice", None),
        ("room 5", None),
        ("nine one one", None),
    ],
)
async def test_a_phone_whose_owner_allows_any_number(
    house: House,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    contact: str,
    number: str | None,
) -> None:
    """Numbers, not any word; and no other phone."""
    answer = await house.use("dial", contact=contact, area="Kitchen")
    assert ("error" in answer) is (number is None)
    assert numbers(phone) == [number] * (number is not None)
    refused = await house.use("dial", contact=contact, area="Boardroom")
    assert "neither a contact" in refused["error"]
    assert not numbers(trio)


@pytest.mark.parametrize(
    "options", [{"voice_any_number": True, "allow_emergency_calls": True}]
)
@pytest.mark.parametrize("contact", ["112", "1 1 0", "0,112", "911", "Fire brigade"])
async def test_emergency_numbers(
    house: House, phone: SimulatedPhone, contact: str
) -> None:
    """They are never dialed by voice, whatever is allowed."""
    await add_contact(house.kitchen, "Fire brigade", "112")
    for tool in ("dial", "transfer"):
        refused = await house.use(tool, contact=contact, area="Kitchen")
        assert refused["error"].startswith(
            "Voice assistants never dial emergency numbers"
        )
    assert not numbers(phone)


async def test_in_whose_name(house: House) -> None:
    """The logbook tells who talked."""
    calls: list[Event[Any]] = []
    house.hass.bus.async_listen(EVENT_CALL_SERVICE, calls.append)
    await house.use("dial", contact="Mum", area="Kitchen")
    assert [
        (call.data["domain"], call.data["service"], call.context.user_id)
        for call in calls
    ] == [("poly_phone", "dial", house.context.user_id)]


async def test_mute(house: House, phone: SimulatedPhone, wait: Wait) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    answer = await house.use("mute", area="Kitchen")
    assert answer == {"phone": "VVX 501 Reception", "muted": True}
    assert house.kitchen.state("switch.mute") == "on"
    await house.use("mute", area="Kitchen", muted=False)
    assert house.kitchen.state("switch.mute") == "off"


async def test_mute_works_without_its_switch(
    house: House, phone: SimulatedPhone, wait: Wait
) -> None:
    er.async_get(house.hass).async_update_entity(
        house.kitchen.entity_id("switch.mute") or "",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    answer = await house.use("mute", area="Kitchen")
    assert answer == {"phone": "VVX 501 Reception", "muted": True}
    assert phone.muted


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (Fault("drop"), "did not answer"),
        (Fault("status", "callctrl/mute", status="2000"), "did not confirm"),
    ],
)
async def test_mute_is_reported_only_if_the_phone_confirms_it(
    house: House, phone: SimulatedPhone, wait: Wait, fault: Fault, text: str
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.server.faults.active.append(fault)
    refused = await house.use("mute", area="Kitchen")
    assert text in refused["error"]
    assert not phone.muted


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_a_phone_that_cannot_do_it(house: House) -> None:
    refused = await house.use("mute", area="Kitchen")
    assert "does not support this" in refused["error"]


async def test_what_a_tool_does_not_take(house: House, phone: SimulatedPhone) -> None:
    phone.requests.clear()
    for args in ({}, {"contact": "Mum", "line": 2}, {"contact": ["Mum"]}):
        assert (await house.use("dial", area="Kitchen", **args))["error"]
    assert not phone.requests


async def test_what_stands_in_the_way_is_told(
    house: House, phone: SimulatedPhone
) -> None:
    """In the words that people read, too."""
    phone.set_registered(False)
    refused = await house.use("dial", contact="Mum", area="Kitchen")
    assert "is not registered" in refused["error"]


async def test_nothing_personal_is_kept(
    hass: HomeAssistant, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    await house.use("dial", contact="Mum", area="Kitchen")
    assert "5550123" not in "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
