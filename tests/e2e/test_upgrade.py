"""A Home Assistant that ran version 0.1.0, with the present version."""

import hashlib
import json
from pathlib import Path
import shutil
import ssl

import pytest

from testbed.client import Json
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.simulators import SimulatedPhones

pytestmark = pytest.mark.e2e

STORED = Path(__file__).parent / "stored_by_0_1_0"
"""Stored data of version 0.1.0: one phone, contacts, and a renamed entity."""

LOST = {"binary_sensor.vvx_501_reception_do_not_disturb"}
"""Entities that the present version replaces."""


def stored(name: str) -> Json:
    """Return a stored file."""
    return json.loads((STORED / f"core.{name}.json").read_text())


async def test_entry_keeps_everything(
    instance: Instance, simulated: SimulatedPhones
) -> None:
    address = simulated.addresses[0]
    host, port = address["host"], address["advanced"]["port"]
    certificate = ssl.get_server_certificate((host, port))
    fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
    storage = instance.config_dir / ".storage"
    storage.mkdir(parents=True)
    for file in STORED.iterdir():
        shutil.copy(file, storage / file.stem)
    content = stored("config_entries")
    (old,) = content["data"]["entries"]
    old["data"] |= {"port": port, "fingerprint": fingerprint}
    (storage / "core.config_entries").write_text(json.dumps(content))

    async with home_assistant(instance), signed_in(instance) as client:
        await client.wait_state("sensor.desk", "idle")
        entities = {
            entity["unique_id"]: entity
            for entity in await client.command("config/entity_registry/list")
            if entity["platform"] == "poly_phone"
        }
        for entity in stored("entity_registry")["data"]["entities"]:
            if entity["entity_id"] not in LOST:
                found = entities[entity["unique_id"]]
                for key in ("entity_id", "name", "icon", "disabled_by"):
                    assert found[key] == entity[key]
        (device,) = (
            device
            for device in await client.command("config/device_registry/list")
            if old["entry_id"] in device["config_entries"]
        )
        assert device["name_by_user"] == "Front desk"
        assert client.states["sensor.vvx_501_reception_missed_calls"]["state"] == "0"

    (new,) = (
        entry
        for entry in json.loads((storage / "core.config_entries").read_text())["data"][
            "entries"
        ]
        if entry["domain"] == "poly_phone"
    )
    assert new["options"] == old["options"]
    assert new["subentries"] == old["subentries"]
    assert new["data"]["webhook_id"] == old["data"]["webhook_id"]
    before = old["data"]["push_before"]
    assert new["data"]["provisioned"]["push"]["before"] == before
