"""Tests of the testbed: free ports and added phones."""

from typing import Any, cast

from testbed.add_phones import Phone
from testbed.client import HomeAssistant
from testbed.processes import free_ports

REGISTRY = {
    ("image.reception_screen", "64167fa30000_screen", None),
    ("notify.reception_screen", "64167fa30000_screen", None),
    ("sensor.reception_call_state", "64167fa30000_call_state", None),
    ("sensor.reception_codec", "64167fa30000_codec", "integration"),
}


FIRST_GIVEN = 32_768
"""The first ephemeral port."""


def test_free_ports_are_not_ephemeral() -> None:
    assert all(free_ports(3) + 3 <= FIRST_GIVEN for _ in range(100))


class FakeHomeAssistant:
    """A Home Assistant with one phone."""

    async def add_entry(self, _handler: str, _address: object) -> dict[str, str]:
        """Add the phone."""
        return {"entry_id": "e", "title": "VVX 501 Reception"}

    async def command(self, kind: str) -> list[dict[str, Any]]:
        """Return the registered devices and entities."""
        if kind == "config/device_registry/list":
            mac = ("mac", "64:16:7f:a3:00:00")
            return [{"id": "d", "config_entries": ["e"], "connections": [mac]}]
        return [
            {
                "device_id": "d",
                "entity_id": entity_id,
                "unique_id": unique_id,
                "disabled_by": disabled_by,
            }
            for entity_id, unique_id, disabled_by in REGISTRY
        ]


async def test_entities_are_found_by_platform_and_key() -> None:
    """Not by key alone, because several entities have the same key."""
    phone = await Phone.add(cast("HomeAssistant", FakeHomeAssistant()), {})
    assert phone.entities == {
        "image.screen": "image.reception_screen",
        "notify.screen": "notify.reception_screen",
        "sensor.call_state": "sensor.reception_call_state",
    }
