"""Fixtures: two phones that are exposed to Assist, with contacts."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    floor_registry as fr,
    llm,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedPhone
from tests.home import Home, entry_of, set_up

SENTENCES = Path(__file__).parents[2] / "custom_components/poly_phone/sentences"
CONTACTS = {"Mum": "+49 30 5550123", "Jane Doe": "301", "Sales": "302"}


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Return a configuration folder with the sentences of all languages."""
    for file in SENTENCES.glob("*.yaml"):
        folder = Path(hass_tmp_config_dir, "custom_sentences", file.stem)
        folder.mkdir(parents=True)
        shutil.copy(file, folder)
    return hass_tmp_config_dir


@dataclass(frozen=True)
class AssistSetup:
    """Two exposed phones and a user."""

    hass: HomeAssistant
    kitchen: Home
    boardroom: Home
    context: Context

    def satellite(self, area: str) -> str:
        """Return the device ID of a satellite in an area."""
        entry = MockConfigEntry(domain="satellite")
        entry.add_to_hass(self.hass)
        registry = dr.async_get(self.hass)
        device = registry.async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={("satellite", area)}
        )
        found = ar.async_get(self.hass).async_get_area_by_name(area)
        assert found
        registry.async_update_device(device.id, area_id=found.id)
        return device.id

    async def say(
        self, text: str, language: str = "en", device_id: str | None = None
    ) -> str:
        """Send a sentence to the default agent and return its answer."""
        result = await conversation.async_converse(
            self.hass, text, None, self.context, language, device_id=device_id
        )
        speech: str = result.response.speech["plain"]["speech"]
        return speech

    async def api(self, device_id: str | None = None) -> llm.APIInstance:
        """Return the Assist API for a language model."""
        return await llm.async_get_api(
            self.hass,
            "assist",
            llm.LLMContext(
                platform="test",
                context=self.context,
                language="en",
                assistant="conversation",
                device_id=device_id,
            ),
        )

    async def use(
        self, tool: str, device_id: str | None = None, **args: Any
    ) -> dict[str, Any]:
        """Call a tool of the Assist API."""
        api = await self.api(device_id)
        result = await api.async_call_tool(llm.ToolInput(f"poly_phone__{tool}", args))
        data = dict(result.data)
        assert ("error" in data) is result.error
        return data


@pytest.fixture
async def trio(phone: SimulatedPhone) -> AsyncGenerator[SimulatedPhone]:
    """Return a second phone."""
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        yield trio


@pytest.fixture
async def options() -> dict[str, Any]:
    """Return the options of the phone in the kitchen."""
    return {}


def expose(home: Home, entity: str, *, is_exposed: bool = True) -> None:
    """Expose an entity of a phone to Assist, or hide it."""
    async_expose_entity(
        home.hass, "conversation", home.entity_id(entity) or "", is_exposed
    )


async def add_contact(home: Home, name: str, number: str) -> None:
    """Add a contact."""
    manager = home.hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(flow["flow_id"], {"name": name, "number": number})


@pytest.fixture
async def setup(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    options: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    hass_admin_user: Any,
) -> AssistSetup:
    """Return a phone in the kitchen and one in the boardroom."""
    hass.config.country = "DE"
    for component in ("homeassistant", "llm", "conversation"):
        assert await async_setup_component(hass, component, {})
    ground_floor = fr.async_get(hass).async_create("Ground floor")
    kitchen = await set_up(hass, entry_of(phone), **options)
    boardroom = await set_up(hass, entry_of(trio))
    for home, name, floor in (
        (kitchen, "Kitchen", ground_floor.floor_id),
        (boardroom, "Boardroom", None),
    ):
        area = ar.async_get(hass).async_create(name, floor_id=floor)
        dr.async_get(hass).async_update_device(home.device_id, area_id=area.id)
        expose(home, "sensor.call_state")
    for name, number in CONTACTS.items():
        await add_contact(kitchen, name, number)
    return AssistSetup(hass, kitchen, boardroom, Context(user_id=hass_admin_user.id))
