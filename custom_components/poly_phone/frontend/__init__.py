"""Serves the JavaScript of the card, the tile feature and the dashboard strategy."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.components.frontend import add_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration

from ..const import DOMAIN

FILE: Final = Path(__file__).parent / "poly-phone.js"
URL: Final = f"/{DOMAIN}/{FILE.name}"


async def async_setup_frontend(hass: HomeAssistant) -> None:
    """Add the file to all pages, if Home Assistant runs with a frontend."""
    if "frontend" not in hass.config.components:
        return
    integration = await async_get_integration(hass, DOMAIN)
    content = await hass.async_add_executor_job(FILE.read_bytes)
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(FILE))])
    # Browsers cache the file for a month, so each version needs its own URL.
    version = f"{integration.version}-{sha256(content).hexdigest()[:8]}"
    add_extra_js_url(hass, f"{URL}?v={version}")
