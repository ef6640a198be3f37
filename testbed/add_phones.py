"""Phones that are added to Home Assistant through the config flow."""

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
    """Their ids by platform and key, as in `sensor.call_state`."""

    @classmethod
    async def add(cls, client: HomeAssistant, address: Json) -> Self:
        """Add a phone; the address is what the config flow asks for."""
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
        """Add a contact, which all phones share."""
        path = "/api/config/config_entries/subentries/flow"
        flow = await client.post(path, {"handler": [self.entry_id, "contact"]})
        contact = {"name": name, "number": number}
        await client.post(f"{path}/{flow['flow_id']}", contact)


def _name(entity: Json) -> str:
    platform = entity["entity_id"].partition(".")[0]
    key = entity["unique_id"].partition("_")[2]
    return f"{platform}.{key}"


async def add_phones(client: HomeAssistant, addresses: list[Json]) -> list[Phone]:
    """Add phones instead of those that are there."""
    # A simulated phone has a new certificate each time, which would not be trusted.
    await remove_phones(client)
    return [await Phone.add(client, address) for address in addresses]


async def remove_phones(client: HomeAssistant) -> None:
    """Remove all phones."""
    for entry in await client.command("config_entries/get", domain=DOMAIN):
        await client.delete(f"/api/config/config_entries/entry/{entry['entry_id']}")
