"""The demo's dashboard, areas and contacts."""

from testbed.add_phones import Phone
from testbed.client import HomeAssistant, Json

URL_PATH = "poly-phone"
AREAS = {
    "Boardroom": "mdi:account-group",
    "Reception": "mdi:room-service",
    "Workshop": "mdi:hammer-wrench",
}
CONTACTS = {
    "Ada Example": "5550123",
    "Bo Example": "5550199",
    "Front door": "5550142",
    "Caretaker": "5550111",
}


async def create_dashboard(client: HomeAssistant) -> None:
    """Create the dashboard of the phones as the first page."""
    dashboards = await client.command("lovelace/dashboards/list")
    if URL_PATH not in {dashboard["url_path"] for dashboard in dashboards}:
        await client.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title="Phones",
            icon="mdi:phone-classic",
        )
    await save_dashboard(client, {"strategy": {"type": "custom:poly-phone"}})
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


async def save_dashboard(client: HomeAssistant, config: Json) -> None:
    """Store the content of the dashboard."""
    await client.command("lovelace/config/save", url_path=URL_PATH, config=config)


async def add_areas_and_contacts(client: HomeAssistant, phones: list[Phone]) -> None:
    """Assign the phones to areas and add the contacts."""
    areas = {
        area["name"]: area for area in await client.command("config/area_registry/list")
    }
    for phone, (name, icon) in zip(phones, AREAS.items(), strict=False):
        area = areas.get(name) or await client.command(
            "config/area_registry/create", name=name, icon=icon
        )
        await client.command(
            "config/device_registry/update",
            device_id=phone.device_id,
            area_id=area["area_id"],
        )
    for name, number in CONTACTS.items():
        await phones[0].add_contact(client, name, number)
