"""Test of voice commands in a real Home Assistant."""

from dataclasses import replace
import json
from pathlib import Path
import shutil

import pytest

from testbed import ROOT
from testbed.add_phones import Phone
from testbed.client import Json
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.simulators import SimulatedPhones

from .test_phone import log_entries

pytestmark = pytest.mark.e2e

MODEL = '''
"""Runs the tools of the Assist API like a language model."""

from homeassistant.core import SupportsResponse
from homeassistant.helpers import llm


async def async_setup(hass, config):
    """Set up the actions."""

    async def api(call):
        context = llm.LLMContext("model", call.context, "en", "conversation", None)
        return await llm.async_get_api(hass, "assist", context)

    async def tools(call):
        return {"tools": [tool.name for tool in (await api(call)).tools]}

    async def use(call):
        wanted = llm.ToolInput(call.data["tool"], call.data["args"])
        result = await (await api(call)).async_call_tool(wanted)
        return {"data": result.data, "error": result.error}

    for name, action in (("tools", tools), ("use", use)):
        hass.services.async_register(
            "model", name, action, supports_response=SupportsResponse.ONLY
        )
    return True
'''
MANIFEST = {
    "domain": "model",
    "name": "Model",
    "codeowners": [],
    "dependencies": ["llm"],
    "documentation": "https://example.com",
    "iot_class": "calculated",
    "version": "1",
}


def install(folder: Path) -> None:
    """Copy the German sentences, and install a language model."""
    german = folder / "custom_sentences" / "de"
    german.mkdir(parents=True)
    shutil.copy(ROOT / "custom_components/poly_phone/sentences/de.yaml", german)
    model = folder / "custom_components" / "model"
    model.mkdir(parents=True)
    (model / "__init__.py").write_text(MODEL)
    (model / "manifest.json").write_text(json.dumps(MANIFEST))


async def test_agent_and_language_model_control_a_phone(
    instance: Instance,
    simulated: SimulatedPhones,
) -> None:
    instance = replace(instance, more_configuration="conversation:\nmodel:\n")
    install(instance.config_dir)
    async with home_assistant(instance), signed_in(instance) as client:
        phone = await Phone.add(client, simulated.addresses[0])
        await phone.add_contact(client, "Mum", "300")

        async def say(text: str, language: str = "en") -> str:
            reply = await client.post(
                "/api/conversation/process", {"text": text, "language": language}
            )
            return str(reply["response"]["speech"]["plain"]["speech"])

        async def tools() -> set[str]:
            found = await client.action("model.tools", response=True)
            return {name for name in found["tools"] if name.startswith("poly_phone")}

        async def use(tool: str, **args: Json) -> Json:
            data = {"tool": f"poly_phone__{tool}", "args": args}
            return await client.action("model.use", data=data, response=True)

        await client.action("poly_phone.install_sentences")
        assert not await tools()
        assert (await say("call Mum")).startswith("No phone is exposed")
        await client.command(
            "homeassistant/expose_entity",
            assistants=["conversation"],
            entity_ids=[phone.entities["sensor.call_state"]],
            should_expose=True,
        )

        assert await say("call Mum") == "Calling Mum"
        await client.wait_state(
            phone.entities["sensor.call_state"], "dialing", "connected"
        )
        assert await say("leg auf", "de") == "Aufgelegt"
        await client.wait_state(phone.entities["sensor.call_state"], "idle")
        assert (await say("dial 112")).startswith("Voice assistants never dial")

        assert await tools() == {
            f"poly_phone__{name}"
            for name in (
                "dial",
                "answer",
                "hang_up",
                "transfer",
                "mute",
                "get_calls",
                "get_missed_calls",
            )
        }
        called = await use("dial", contact="Mum")
        assert called == {
            "data": {"phone": phone.name, "contact": "Mum"},
            "error": False,
        }
        await client.wait_state(
            phone.entities["sensor.call_state"], "dialing", "connected"
        )
        (call,) = (await use("get_calls"))["data"]["calls"]
        assert call["name"] == "Mum"
        assert (await use("dial", contact="112"))["error"]
        await use("hang_up")
        await client.wait_state(phone.entities["sensor.call_state"], "idle")

        # Allowed, because a person calls the emergency number.
        target = {"device_id": phone.device_id}
        await client.action(
            "poly_phone.dial", target=target, data={"destination": "112"}
        )
        await client.wait_state(
            phone.entities["sensor.call_state"], "dialing", "connected"
        )
    assert not log_entries(instance.log)
