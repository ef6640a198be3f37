"""The action that installs the sentences."""

from pathlib import Path
from typing import Any

from homeassistant.components.assist_pipeline.pipeline import KEY_ASSIST_PIPELINE
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.setup import async_setup_component
import pytest

from custom_components.poly_phone.const import DOMAIN

from .conftest import SENTENCES, AssistSetup

EN = "custom_sentences/en/poly_phone.yaml"
DE = "custom_sentences/de/poly_phone.yaml"
SWISS = "custom_sentences/de-CH/poly_phone.yaml"


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Return a configuration folder without sentences."""
    Path(hass_tmp_config_dir, "configuration.yaml").touch()
    return hass_tmp_config_dir


@pytest.fixture
async def config(hass: HomeAssistant) -> Path:
    """Set up the integration without phones, and return the configuration folder."""
    assert await async_setup_component(hass, DOMAIN, {})
    return Path(hass.config.config_dir)


async def install(hass: HomeAssistant, **data: Any) -> list[str]:
    """Run the action, and return the files in its response."""
    response = await hass.services.async_call(
        DOMAIN, "install_sentences", data, blocking=True, return_response=True
    )
    assert response
    return list(response["files"])  # type: ignore[arg-type]


async def fail(hass: HomeAssistant, **data: Any) -> HomeAssistantError:
    """Run the action, and return its error."""
    with pytest.raises(HomeAssistantError) as caught:
        await install(hass, **data)
    return caught.value


async def test_agent_understands_installed_sentences(
    hass: HomeAssistant, setup: AssistSetup
) -> None:
    question, answer = "who called?", "There are no new missed calls."
    assert await setup.say(question) != answer
    assert await install(hass) == [EN]
    assert await setup.say(question) == answer
    assert await install(hass, remove=True) == [EN]
    assert await setup.say(question) != answer
    assert await install(hass, remove=True) == []


async def test_languages_of_voice_assistants_are_installed(
    hass: HomeAssistant, config: Path
) -> None:
    for component in ("homeassistant", "conversation", "assist_pipeline"):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()
    await hass.data[KEY_ASSIST_PIPELINE].pipeline_store.async_create_item(
        {
            "name": "Swiss",
            "language": "*",
            "conversation_engine": "conversation.home_assistant",
            "conversation_language": "de-CH",
            **dict.fromkeys(("stt_engine", "stt_language", "wake_word_entity")),
            **dict.fromkeys(("tts_engine", "tts_language", "tts_voice")),
            "wake_word_id": None,
        }
    )
    hass.config.language = "de"
    assert await install(hass) == [SWISS, DE, EN]
    for path in (SWISS, DE):
        assert (config / path).read_text().partition("\n")[2] == (
            SENTENCES / "de.yaml"
        ).read_text()
    assert await install(hass, remove=True) == [SWISS, DE, EN]
    assert not any((config / path).exists() for path in (SWISS, DE, EN))


async def test_older_version_is_updated(
    hass: HomeAssistant, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = config / "older"
    older.mkdir()
    (older / "en.yaml").write_text("language: en\n")
    with monkeypatch.context() as patch:
        patch.setattr("custom_components.poly_phone.actions.sentences._SHIPPED", older)
        await install(hass)
    assert (config / EN).read_text().endswith("\nlanguage: en\n")
    await install(hass)
    assert (config / EN).read_text().endswith((SENTENCES / "en.yaml").read_text())


@pytest.mark.parametrize("remove", [True, False])
@pytest.mark.parametrize("is_own", [True, False])
async def test_changed_file_is_kept(
    hass: HomeAssistant, config: Path, remove: bool, is_own: bool
) -> None:
    await install(hass)
    text = (config / EN).read_text()
    changed = "language: en\n" if is_own else text.replace("Calling", "Dialing")
    (config / EN).write_text(changed)
    error = await fail(hass, remove=remove)
    assert error.translation_key == "sentences_changed"
    assert error.translation_placeholders == {"names": EN}
    assert (config / EN).read_text() == changed


async def test_file_of_other_language_is_kept(
    hass: HomeAssistant, config: Path
) -> None:
    await install(hass)
    french = config / "custom_sentences/fr/poly_phone.yaml"
    french.parent.mkdir()
    french.write_text("language: fr\n")
    assert await install(hass, remove=True) == [EN]
    assert french.exists()


async def test_language_without_sentences_is_refused(
    hass: HomeAssistant, config: Path
) -> None:
    hass.config.language = "fr"
    error = await fail(hass)
    assert error.translation_key == "no_sentences"
    assert error.translation_placeholders == {"names": "fr"}


async def test_folder_that_cannot_be_written_is_reported(
    hass: HomeAssistant, config: Path
) -> None:
    (config / "custom_sentences").write_text("")
    assert (await fail(hass)).translation_key == "sentences_not_written"


async def test_other_users_are_refused(
    hass: HomeAssistant, config: Path, hass_read_only_user: Any
) -> None:
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            DOMAIN,
            "install_sentences",
            {},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )
    assert not (config / EN).exists()
