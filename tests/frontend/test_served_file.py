"""Tests of the file with the card and of its delivery."""

from http import HTTPStatus
import json
from pathlib import Path
import re
import shutil
import subprocess
from unittest.mock import patch

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.poly_phone import frontend
from custom_components.poly_phone.const import DOMAIN

SCRIPT = frontend.FILE.read_text()
LANGUAGES = ["en", "de", "fr", "es", "nl", "it"]


def texts() -> dict[str, list[str]]:
    """Return the texts of the file, by key."""
    table = SCRIPT.partition("const TEXTS = ")[2].partition(";\n\n")[0]
    table = re.sub(r"^  (\w+):", r'"\1":', table, flags=re.MULTILINE)
    found: dict[str, list[str]] = json.loads(re.sub(r",(\s*[\]}])", r"\1", table))
    return found


async def loaded(hass: HomeAssistant) -> list[str]:
    """Set up the integration and return the URLs for pages."""
    assert await async_setup_component(hass, DOMAIN, {})
    return [url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in url]


async def test_page_loads_the_file(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    (url,) = await loaded(hass)
    manifest = json.loads(
        frontend.FILE.parents[1].joinpath("manifest.json").read_text()
    )
    assert url.startswith(f"/poly_phone/poly-phone.js?v={manifest['version']}-")
    client = await hass_client_no_auth()
    with patch(
        "homeassistant.components.onboarding.async_is_onboarded", return_value=True
    ):
        page = await (await client.get("/")).text()
    assert f'import("{url}")' in page
    response = await client.get(url)
    assert response.status == HTTPStatus.OK
    assert "javascript" in response.headers["content-type"]
    assert await response.text() == SCRIPT


async def test_new_content_has_a_new_url(hass: HomeAssistant, tmp_path: Path) -> None:
    """Otherwise browsers would show a cached file."""
    assert await async_setup_component(hass, "frontend", {})
    (before,) = await loaded(hass)
    hass.data[DATA_EXTRA_MODULE_URL].remove(before)
    changed = tmp_path / frontend.FILE.name
    changed.write_text(f"{SCRIPT}\n")
    with (
        patch.object(frontend, "FILE", changed),
        patch.object(hass.http, "async_register_static_paths"),
    ):
        await frontend.async_setup_frontend(hass)
    (after,) = (url for url in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in url)
    assert after != before


async def test_integration_works_without_frontend(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert "frontend" not in hass.config.components


@pytest.mark.skipif(not shutil.which("node"), reason="Node.js is not installed")
def test_file_is_valid_javascript() -> None:
    subprocess.run(["node", "--check", frontend.FILE], check=True)


def test_file_has_all_languages() -> None:
    assert f"const LANGUAGES = {json.dumps(LANGUAGES)};" in SCRIPT


@pytest.mark.parametrize("key", texts())
def test_text_exists_in_every_language(key: str) -> None:
    found = texts()[key]
    assert len(found) == len(LANGUAGES)
    assert all(found)
    placeholders = [sorted(re.findall(r"\{\w+\}", text)) for text in found]
    assert placeholders == placeholders[:1] * len(LANGUAGES)


def test_all_texts_are_used_and_exist() -> None:
    code = SCRIPT.partition("const TEXTS = ")[2].partition(";\n\n")[2]
    assert [key for key in texts() if not re.search(rf"\b{key}\b", code)] == []
    used = re.findall(r'(?:text|translate)\("(\w+)"', code)
    assert used
    assert set(used) <= texts().keys()


def test_file_uses_only_stable_elements() -> None:
    """It uses two elements of Home Assistant and loads no other file."""
    assert set(re.findall(r"<(ha-[\w-]+|hui-[\w-]+)", SCRIPT)) == {"ha-card", "ha-icon"}
    assert not re.search(r"^\s*import\b|import\(|@import|fetch\(", SCRIPT, re.MULTILINE)
    assert re.findall(r"https?://[^\"/]+", SCRIPT) == ["https://github.com"]


def test_actions_and_topics_of_the_file_exist() -> None:
    from custom_components.poly_phone.actions.table import ACTIONS
    from custom_components.poly_phone.websocket_api import TOPICS

    assert set(re.findall(r'\.act\("(\w+)"', SCRIPT)) <= ACTIONS.keys()
    rows = re.findall(r'\{ key: "(\w+)".*states: ', SCRIPT)
    assert set(rows) - {"mute", "keypad"} <= ACTIONS.keys()
    asked = re.search(r"this\.feeds = (\[.*?\])\.map", SCRIPT)
    assert asked
    assert set(json.loads(asked[1])) == TOPICS.keys()


def test_times_use_an_hour_cycle() -> None:
    """`hour12: false` shows five past midnight as 24:05 in English."""
    assert 'hourCycle: { 12: "h12", 24: "h23" }' in SCRIPT
    assert "hour12: {" not in SCRIPT
