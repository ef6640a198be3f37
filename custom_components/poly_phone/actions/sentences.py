"""Installs the sentences for Home Assistant's own agent in the configuration folder."""

from collections.abc import Collection
from hashlib import sha256
from pathlib import Path
from typing import Final

from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import language as language_util
from homeassistant.util.file import WriteError, write_utf8_file_atomic
import voluptuous as vol

from ..const import DOMAIN
from ..errors import action_error

INSTALL_FIELDS: Final[VolDictType] = {vol.Optional("remove", default=False): cv.boolean}

_SHIPPED: Final = Path(__file__).parent.parent / "sentences"
_FOLDER: Final = "custom_sentences"


async def async_install_sentences(call: ServiceCall) -> ServiceResponse:
    """Install, update or remove the sentences."""
    hass = call.hass
    folder = Path(hass.config.path(_FOLDER))
    try:
        if call.data["remove"]:
            files = await hass.async_add_executor_job(_remove, folder)
        else:
            used, known = _used_languages(hass), _agent_languages(hass)
            files = await hass.async_add_executor_job(_install, folder, used, known)
    except (OSError, WriteError) as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="sentences_not_written",
            translation_placeholders={"folder": str(folder), "error": str(err)},
        ) from err
    if hass.services.has_service("conversation", "reload"):
        await hass.services.async_call(
            "conversation", "reload", blocking=True, context=call.context
        )
    return {"files": [*files]} if call.return_response else None


@callback
def _used_languages(hass: HomeAssistant) -> set[str]:
    """Return the languages of Home Assistant and of its voice assistants."""
    languages = {hass.config.language}
    if "assist_pipeline" in hass.config.components:
        # Not at the top, because its requirements may not be installed.
        from homeassistant.components.assist_pipeline import (  # noqa: PLC0415
            async_get_pipelines,
        )

        for pipeline in async_get_pipelines(hass):
            languages |= {pipeline.language, pipeline.conversation_language}
    return languages - {MATCH_ALL}


@callback
def _agent_languages(hass: HomeAssistant) -> set[str]:
    """Return the languages of the agent, which has one folder for each."""
    if "conversation" not in hass.config.components:
        return set()
    # Not at the top, because its requirements may not be installed.
    from homeassistant.components.conversation import (  # noqa: PLC0415
        HOME_ASSISTANT_AGENT,
        async_get_conversation_languages,
    )

    return set(async_get_conversation_languages(hass, HOME_ASSISTANT_AGENT))


def _install(
    folder: Path, languages: Collection[str], known: Collection[str]
) -> list[str]:
    """Write the sentences of the languages, and return the paths of the files."""
    shipped = {path.stem: path.read_text("utf-8") for path in _SHIPPED.glob("*.yaml")}
    texts = {}
    for language in languages:
        if found := language_util.matches(language, shipped):
            variants = language_util.matches(language, known) or found
            text = shipped[found[0]]
            path = folder / variants[0] / f"{DOMAIN}.yaml"
            texts[path] = f"{_header(text)}\n{text}"
    if not texts:
        raise action_error("no_sentences", sorted(languages))
    _check(folder, texts)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_utf8_file_atomic(str(path), text)
    return _relative(folder, texts)


def _remove(folder: Path) -> list[str]:
    """Remove the sentences of all languages, and return the paths of the files."""
    shipped = [path.stem for path in _SHIPPED.glob("*.yaml")]
    paths = [
        path
        for path in folder.glob(f"*/{DOMAIN}.yaml")
        if language_util.matches(path.parent.name, shipped)
    ]
    _check(folder, paths)
    for path in paths:
        path.unlink()
    return _relative(folder, paths)


def _header(text: str) -> str:
    """Return the first line of a file, which shows whether a user changed the file."""
    return f"# {DOMAIN} {sha256(text.encode()).hexdigest()}"


def _check(folder: Path, paths: Collection[Path]) -> None:
    """Refuse to replace or remove files that a user wrote or changed.

    Raises:
        ServiceValidationError: a user wrote or changed a file.

    """
    changed = []
    for path in paths:
        if path.exists():
            header, _, text = path.read_text("utf-8", "replace").partition("\n")
            if header != _header(text):
                changed.append(path)
    if changed:
        raise action_error("sentences_changed", _relative(folder, changed))


def _relative(folder: Path, paths: Collection[Path]) -> list[str]:
    """Return paths relative to the configuration folder."""
    return sorted(str(path.relative_to(folder.parent)) for path in paths)
