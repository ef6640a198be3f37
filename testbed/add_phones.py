"""Phones in Home Assistant, added by the config flow."""

from dataclasses import dataclass
from typing import Self

from . import TestbedError
from .client import CommandError, HomeAssistant, Json

DOMAIN = "poly_phone"


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A phone in Home Assistant."""

    name: str
    mac: str
    entry_id: str
    device_id: str
    entities: dict[str, str]
    """Entity IDs by platform and key, for example `sensor.call_state`."""

    @classmethod
    async def add(cls, client: HomeAssistant, address: Json) -> Self:
        """Add a phone; the address is the input of the config flow."""
        try:
            entry = await client.add_entry(DOMAIN, address)
        except CommandError as err:
            raise TestbedError(f"the phone at {address['host']}: {err}") from err
        device = next(
            device
            for device in await client.command("config/device_registry/list")
            if entry["entry_id"] in device["config_entries"]
        )
        return cls(
            name=entry["title"],
            mac=dict(device["connections"])["mac"].replace(":", ""),
            entry_id=entry["entry_id"],
            device_id=device["id"],
            entities={
                _name(entity): entity["entity_id"]
                for entity in await client.command("config/entity_registry/list")
                if entity["device_id"] == device["id"] and not entity["disabled_by"]
            },
        )

    async def add_contact(self, client: HomeAssistant, name: str, number: str) -> None:
        """Add a contact for all phones."""
        path = "/api/config/config_entries/subentries/flow"
        flow = await client.post(path, {"handler": [self.entry_id, "contact"]})
        contact = {"name": name, "number": number}
        await client.post(f"{path}/{flow['flow_id']}", contact)


def _name(entity: Json) -> str:
    platform = entity["entity_id"].partition(".")[0]
    key = entity["unique_id"].partition("_")[2]
    return f"{platform}.{key}"


async def add_phones(client: HomeAssistant, addresses: list[Json]) -> list[Phone]:
    """Replace all phones by new ones."""
    # Because a simulated phone has a new certificate at each start, which is not trusted.
    await remove_phones(client)
    return [await Phone.add(client, address) for address in addresses]


async def remove_phones(client: HomeAssistant) -> None:
    """Remove all phones."""
    for entry in await client.command("config_entries/get", domain=DOMAIN):
        await client.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
