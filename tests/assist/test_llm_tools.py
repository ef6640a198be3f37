"""Tests of the tools for language models."""

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

from .conftest import AssistSetup, add_contact, expose

TOOLS = {
    "poly_phone__dial",
    "poly_phone__answer",
    "poly_phone__hang_up",
    "poly_phone__transfer",
    "poly_phone__mute",
    "poly_phone__get_calls",
    "poly_phone__get_missed_calls",
}


async def tools(setup: AssistSetup) -> dict[str, llm.Tool]:
    """Return the tools of the integration by name."""
    return {
        tool.name: tool
        for tool in (await setup.api()).tools
        if tool.integration == "poly_phone"
    }


def numbers(phone: SimulatedPhone) -> list[str]:
    """Return the numbers that a phone has dialed."""
    return [data["Dest"] for data in sent(phone, "dial")]


async def test_api_has_all_tools(
    setup: AssistSetup, caplog: pytest.LogCaptureFixture
) -> None:
    """Each tool has a description, and Home Assistant accepts all of them."""
    found = await tools(setup)
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


async def test_prompt_has_names_but_no_numbers(setup: AssistSetup) -> None:
    prompt = (await setup.api()).api_prompt
    assert (
        "Desk phones: VVX 501 Reception (Kitchen), Trio 8800 Conference Room"
        " (Boardroom). Contacts that they can call: Jane Doe, Mum, Sales."
    ) in prompt
    assert "5550123" not in prompt


async def test_only_exposed_phones_have_tools(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    """Only the call state counts, because Home Assistant exposes switches by default."""
    assert (await setup.use("hang_up"))["error"].startswith("Several phones")
    expose(setup.boardroom, "sensor.call_state", is_exposed=False)
    assert "Desk phones: VVX 501 Reception (Kitchen)." in (await setup.api()).api_prompt
    phone.ring("301")
    assert await setup.use("answer") == {"phone": "VVX 501 Reception"}
    assert len((await setup.use("get_calls"))["calls"]) == 1
    for args in ({"area": "Boardroom"}, {"name": "Trio 8800 Conference Room"}):
        refused = await setup.use("answer", **args)
        assert refused["error"].startswith("No phone that is exposed")

    held = (await setup.api()).tools
    expose(setup.kitchen, "sensor.call_state", is_exposed=False)
    assert not await tools(setup)
    assert "Desk phones" not in (await setup.api()).api_prompt
    (answer,) = (tool for tool in held if tool.name == "poly_phone__answer")
    api = await setup.api()
    result = await answer.async_call(
        setup.hass, llm.ToolInput(answer.name, {}), api.llm_context
    )
    assert result.error
    assert result.data["error"].startswith("No phone is exposed")

    expose(setup.kitchen, "event.call")
    assert (await tools(setup)).keys() == TOOLS


async def test_other_api_has_no_tools(setup: AssistSetup) -> None:
    context = (await setup.api()).llm_context
    found = await async_get_tools(setup.hass, context, "another")
    assert not TOOLS & {tool.name for tool in found.tools}


async def test_unloaded_phone_has_no_tools(setup: AssistSetup) -> None:
    await setup.hass.config_entries.async_unload(setup.kitchen.entry.entry_id)
    assert await setup.use("get_calls") == {"calls": []}
    refused = await setup.use("answer", area="Kitchen")
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
async def test_phone_is_found_by_name_area_or_floor(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    which: dict[str, Any],
) -> None:
    areas = ar.async_get(setup.hass)
    kitchen = areas.async_get_area_by_name("Kitchen")
    assert kitchen
    areas.async_update(kitchen.id, aliases={"Scullery"})
    er.async_get(setup.hass).async_update_entity(
        setup.kitchen.entity_id("button.answer") or "", aliases=["Front desk"]
    )
    phone.ring("301")
    trio.ring("302")
    assert await setup.use("answer", **which) == {"phone": "VVX 501 Reception"}
    assert [call.state for call in phone.calls] == ["Connected"]
    assert [call.state for call in trio.calls] == ["Offering"]


async def test_phone_is_found_by_the_name_of_the_user(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    dr.async_get(setup.hass).async_update_device(
        setup.kitchen.device_id, name_by_user="Red phone"
    )
    phone.ring("301")
    assert await setup.use("answer", name="red phone") == {"phone": "Red phone"}


async def test_several_phones_in_an_area_are_an_error(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    kitchen = ar.async_get(setup.hass).async_get_area_by_name("Kitchen")
    assert kitchen
    dr.async_get(setup.hass).async_update_device(
        setup.boardroom.device_id, area_id=kitchen.id
    )
    phone.ring("301")
    for args in ({"area": "Kitchen"}, {"device_id": setup.satellite("Kitchen")}):
        refused = await setup.use("answer", **args)
        assert refused["error"].startswith("Several phones match")
    assert [call.state for call in phone.calls] == ["Offering"]


async def test_satellite_in_another_area_selects_no_phone(setup: AssistSetup) -> None:
    """The name in the request has priority over the satellite."""
    fr.async_get(setup.hass)
    ar.async_get(setup.hass).async_create("Garden")
    refused = await setup.use("hang_up", setup.satellite("Garden"))
    assert refused["error"].startswith("Several phones match")
    refused = await setup.use("hang_up", setup.satellite("Kitchen"), area="Boardroom")
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
async def test_contact_is_dialed(
    setup: AssistSetup, phone: SimulatedPhone, contact: str, name: str, number: str
) -> None:
    answer = await setup.use("dial", contact=contact, area="Kitchen")
    assert answer == {"phone": "VVX 501 Reception", "contact": name}
    assert numbers(phone) == [number]


@pytest.mark.parametrize(
    "contact", ["301@evil.example", "+301", "00301", "sip:301@evil.example", "3010"]
)
async def test_other_spelling_of_an_extension_is_another_party(
    setup: AssistSetup, phone: SimulatedPhone, contact: str
) -> None:
    refused = await setup.use("dial", contact=contact, area="Kitchen")
    assert "neither a contact" in refused["error"]
    assert not numbers(phone)


@pytest.mark.parametrize("contact", ["Boardroom", "conference room", "extension"])
async def test_other_phone_is_dialed(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone, contact: str
) -> None:
    extension = trio.lines[0].extension
    if contact == "extension":
        contact = extension
    await setup.use("dial", contact=contact, area="Kitchen")
    assert numbers(phone) == [extension]


async def test_phone_of_another_server_is_dialed_by_address(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone, wait: Wait
) -> None:
    trio.configure({"reg.1.address": "boardroom@sip.example.org"})
    await wait(60)
    await setup.use("dial", contact="Boardroom", area="Kitchen")
    assert numbers(phone) == ["boardroom@sip.example.org"]


async def test_phone_does_not_call_itself(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    refused = await setup.use("dial", contact="Kitchen", area="Kitchen")
    assert refused["error"].startswith("Kitchen is neither")
    assert not numbers(phone)


async def test_ambiguous_name_is_an_error(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    await add_contact(setup.boardroom, "Jane Roe", "4711")
    refused = await setup.use("dial", contact="Jane", area="Kitchen")
    assert (
        refused["error"] == "Several names match: Jane Doe, Jane Roe. Use the full name"
    )
    await add_contact(setup.boardroom, "Jane", "4712")
    await setup.use("dial", contact="Jane", area="Kitchen")
    assert numbers(phone) == ["4712"]


async def test_contact_with_the_number_of_a_phone_is_one_party(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    await add_contact(setup.boardroom, "Boardroom", trio.lines[0].extension)
    await setup.use("dial", contact="Boardroom", area="Kitchen")
    assert numbers(phone) == [trio.lines[0].extension]


STRANGERS = ["4711", "+49 30 4711", "Alice", "sip:alice@example.com", "Jane Bond"]


@pytest.mark.parametrize("contact", STRANGERS)
async def test_unknown_number_is_not_dialed(
    setup: AssistSetup, phone: SimulatedPhone, contact: str
) -> None:
    """Voice commands dial only contacts and other phones."""
    for tool in ("dial", "transfer"):
        refused = await setup.use(tool, contact=contact, area="Kitchen")
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
async def test_any_number_is_dialed_if_the_option_is_on(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    contact: str,
    number: str | None,
) -> None:
    """The option allows numbers but no words, and only for this phone."""
    answer = await setup.use("dial", contact=contact, area="Kitchen")
    assert ("error" in answer) is (number is None)
    assert numbers(phone) == [number] * (number is not None)
    refused = await setup.use("dial", contact=contact, area="Boardroom")
    assert "neither a contact" in refused["error"]
    assert not numbers(trio)


@pytest.mark.parametrize(
    "options", [{"voice_any_number": True, "allow_emergency_calls": True}]
)
@pytest.mark.parametrize("contact", ["112", "1 1 0", "0,112", "911", "Fire brigade"])
async def test_emergency_numbers_are_never_dialed(
    setup: AssistSetup, phone: SimulatedPhone, contact: str
) -> None:
    """No option allows this for voice commands."""
    await add_contact(setup.kitchen, "Fire brigade", "112")
    for tool in ("dial", "transfer"):
        refused = await setup.use(tool, contact=contact, area="Kitchen")
        assert refused["error"].startswith(
            "Voice assistants never dial emergency numbers"
        )
    assert not numbers(phone)


async def test_actions_have_the_context_of_the_user(setup: AssistSetup) -> None:
    """The logbook shows the user."""
    calls: list[Event[Any]] = []
    setup.hass.bus.async_listen(EVENT_CALL_SERVICE, calls.append)
    await setup.use("dial", contact="Mum", area="Kitchen")
    assert [
        (call.data["domain"], call.data["service"], call.context.user_id)
        for call in calls
    ] == [("poly_phone", "dial", setup.context.user_id)]


async def test_mute_tool_mutes_the_phone(
    setup: AssistSetup, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    answer = await setup.use("mute", area="Kitchen")
    assert answer == {"phone": "VVX 501 Reception", "muted": True}
    assert setup.kitchen.state("switch.mute") == "on"
    await setup.use("mute", area="Kitchen", muted=False)
    assert setup.kitchen.state("switch.mute") == "off"


async def test_mute_works_without_its_switch(
    setup: AssistSetup, phone: SimulatedPhone, wait: Wait
) -> None:
    er.async_get(setup.hass).async_update_entity(
        setup.kitchen.entity_id("switch.mute") or "",
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    answer = await setup.use("mute", area="Kitchen")
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
    setup: AssistSetup, phone: SimulatedPhone, wait: Wait, fault: Fault, text: str
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.server.faults.active.append(fault)
    refused = await setup.use("mute", area="Kitchen")
    assert text in refused["error"]
    assert not phone.muted


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_unsupported_command_is_an_error(setup: AssistSetup) -> None:
    refused = await setup.use("mute", area="Kitchen")
    assert "does not support this" in refused["error"]


async def test_unknown_arguments_are_rejected(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    phone.requests.clear()
    for args in ({}, {"contact": "Mum", "line": 2}, {"contact": ["Mum"]}):
        assert (await setup.use("dial", area="Kitchen", **args))["error"]
    assert not phone.requests


async def test_error_has_the_translated_message(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    """It is the message that users read."""
    phone.set_registered(False)
    refused = await setup.use("dial", contact="Mum", area="Kitchen")
    assert "is not registered" in refused["error"]


async def test_log_has_no_numbers(
    hass: HomeAssistant, setup: AssistSetup, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    await setup.use("dial", contact="Mum", area="Kitchen")
    assert "5550123" not in "".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    )
