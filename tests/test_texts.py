"""Everything that users can meet has a text."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.poly_phone import calls, errors, services, voice

FOLDER = Path(errors.__file__).parent
TEXTS: dict[str, Any] = json.loads((FOLDER / "translations" / "en.json").read_text())
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())


ERROR_KEYS = ("command_failed", *errors._KEYS.values())


@pytest.mark.parametrize("key", [*ERROR_KEYS, *errors._CODE_KEYS.values()])
def test_every_error_of_the_phone_has_a_text(key: str) -> None:
    assert TEXTS["exceptions"][key]["message"]


@pytest.mark.parametrize("key", [key for key in ERROR_KEYS if key != "invalid_input"])
def test_every_error_of_the_dialogs_has_a_text(key: str) -> None:
    assert TEXTS["config"]["error"][key]


@pytest.mark.parametrize("command", calls.CallCommand)
def test_every_command_without_a_call_has_a_text(command: calls.CallCommand) -> None:
    assert TEXTS["exceptions"][f"no_call_to_{command}"]["message"]


def test_every_refusal_has_a_text() -> None:
    code = Path(services.__file__).read_text() + Path(voice.__file__).read_text()
    keys = re.findall(r'refusal\(\s*"(\w+)"', code)
    assert {"no_target", "voice_no_phone", "voice_several_parties"} <= set(keys)
    assert TEXTS["exceptions"].keys() >= set(keys)


@pytest.mark.parametrize("action", services.ACTIONS)
def test_every_action_has_texts_and_an_icon(action: str) -> None:
    texts = TEXTS["services"][action]
    assert texts["name"]
    assert texts["description"]
    assert texts.get("fields", {}).keys() == {
        str(field) for field in services.ACTIONS[action].fields
    }
    assert ICONS["services"][action]["service"]
