"""The card, the tile feature and the dashboard strategy, for all pages at once."""

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


async def async_setup_cards(hass: HomeAssistant) -> None:
    """Have the pages load the file; Home Assistant also runs without pages."""
    if "frontend" not in hass.config.components:
        return
    integration = await async_get_integration(hass, DOMAIN)
    content = await hass.async_add_executor_job(FILE.read_bytes)
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(FILE))])
    # Browsers keep it for a month: each content needs an address of its own.
    version = f"{integration.version}-{sha256(content).hexdigest()[:8]}"
    add_extra_js_url(hass, f"{URL}?v={version}")
