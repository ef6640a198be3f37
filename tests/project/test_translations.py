"""Tests of texts and icons: all exist, and all are used."""

import ast
from collections.abc import Iterator
from importlib import import_module
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from custom_components.poly_phone import (
    PLATFORMS,
    binary_sensor,
    errors,
    frontend,
)
from custom_components.poly_phone.actions.sentences import INSTALL_FIELDS
from custom_components.poly_phone.actions.table import ACTIONS
from custom_components.poly_phone.calls.selection import CallCommand
from custom_components.poly_phone.condition import CONDITIONS
from custom_components.poly_phone.config_schemas import STEP_SCHEMAS, options_schema
from custom_components.poly_phone.phone.issues import FIXABLE, Issue
from custom_components.poly_phone.trigger import TRIGGERS
from custom_components.poly_phone.ucs import UcsDisplayError, UcsError, UcsInputError

FOLDER = Path(errors.__file__).parent
LANGUAGES = {
    path.stem: json.loads(path.read_text())
    for path in (FOLDER / "translations").iterdir()
}
TEXTS: dict[str, Any] = LANGUAGES["en"]
ICONS: dict[str, Any] = json.loads((FOLDER / "icons.json").read_text())


def subclasses(kind: type[UcsError]) -> Iterator[type[UcsError]]:
    """Yield a class of errors and all its subclasses."""
    yield kind
    for below in kind.__subclasses__():
        yield from subclasses(below)


DISPLAY_KEYS = {kind.key for kind in subclasses(UcsDisplayError)} - {UcsError.key}
ERROR_KEYS = {kind.key for kind in subclasses(UcsError)} - DISPLAY_KEYS


def leaves(part: dict[str, Any], *path: str) -> Iterator[tuple[str, str]]:
    """Yield all texts with their keys."""
    for name, inner in part.items():
        if isinstance(inner, dict):
            yield from leaves(inner, *path, name)
        else:
            yield ".".join((*path, name)), inner


def named_in_code() -> set[str]:
    """Return all strings of the integration that may be text keys."""
    return {
        node.value
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def descriptions(platform: str) -> list[Any]:
    """Return the entity descriptions of a platform."""
    found: list[Any] = []
    for value in vars(import_module(f"{errors.__package__}.{platform}")).values():
        several = value if isinstance(value, tuple) else (value,)
        found += [one for one in several if isinstance(getattr(one, "key", None), str)]
    return (
        [*found, binary_sensor.line_description(1)]
        if platform == "binary_sensor"
        else found
    )


def described_in(file: str) -> dict[str, Any]:
    """Return the entries of a file without their shared parts."""
    found = load_yaml_dict(FOLDER / file)
    return {name: one for name, one in found.items() if not name.startswith(".")}


def fields_of(schema: vol.Schema) -> dict[str, Any]:
    """Return the fields of a dialog by name."""
    return {str(field): value for field, value in schema.schema.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_languages_have_the_same_texts(language: str) -> None:
    """No text is missing, empty, unused or without its placeholders."""
    texts = dict(leaves(LANGUAGES[language]))
    assert all(text.strip() for text in texts.values())
    assert {
        name: sorted(re.findall(r"{\w+}", text)) for name, text in texts.items()
    } == {name: sorted(re.findall(r"{\w+}", text)) for name, text in leaves(TEXTS)}


def test_card_has_the_same_languages() -> None:
    found = re.search(r"const LANGUAGES = (.*);", frontend.FILE.read_text())
    assert found
    assert sorted(json.loads(found[1])) == sorted(LANGUAGES)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_entity_has_texts_and_an_icon(platform: str) -> None:
    """States and event types have names, too."""
    shown = {str(one.translation_key): one for one in descriptions(platform)}
    assert shown
    assert TEXTS["entity"][platform].keys() == shown.keys()
    assert ICONS["entity"][platform].keys() == shown.keys()
    for key, description in shown.items():
        texts = TEXTS["entity"][platform][key]
        assert texts["name"]
        states = getattr(description, "options", None)
        assert texts.get("state", {}).keys() == set(states or ())
        if kinds := getattr(description, "event_types", None):
            assert texts["state_attributes"]["event_type"]["state"].keys() == set(kinds)


def test_texts_exist_only_for_used_platforms() -> None:
    assert TEXTS["entity"].keys() == ICONS["entity"].keys() == {*PLATFORMS}


FIELDS = {name: action.fields for name, action in ACTIONS.items()} | {
    "install_sentences": INSTALL_FIELDS
}


def test_actions_have_descriptions() -> None:
    described = described_in("services.yaml")
    assert FIELDS.keys() == TEXTS["services"].keys()
    assert FIELDS.keys() == ICONS["services"].keys() == described.keys()


@pytest.mark.parametrize("action", FIELDS)
def test_action_has_texts_and_an_icon(action: str) -> None:
    texts = TEXTS["services"][action]
    assert texts["name"]
    assert texts["description"]
    assert texts.get("fields", {}).keys() == set(map(str, FIELDS[action]))
    assert all(
        one["name"] and one["description"] for one in texts.get("fields", {}).values()
    )
    assert ICONS["services"][action]["service"]


def test_options_of_actions_have_texts() -> None:
    choices = {
        select["translation_key"]: select["options"]
        for action in described_in("services.yaml").values()
        for field in (action or {}).get("fields", {}).values()
        if "translation_key" in (select := field["selector"].get("select") or {})
    }
    assert {
        key: sorted(texts["options"]) for key, texts in TEXTS["selector"].items()
    } == {key: sorted(options) for key, options in choices.items()}


@pytest.mark.parametrize(
    ("kind", "names"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_triggers_and_conditions_have_texts_and_icons(
    kind: str, names: dict[str, object]
) -> None:
    described = described_in(f"{kind}.yaml")
    assert TEXTS[kind].keys() == ICONS[kind].keys() == described.keys() == names.keys()
    for name, texts in TEXTS[kind].items():
        assert texts["name"]
        assert texts["description"]
        assert (
            texts.get("fields", {}).keys() == described[name].get("fields", {}).keys()
        )
        assert ICONS[kind][name][kind.removesuffix("s")]


@pytest.mark.parametrize("key", sorted({*ERROR_KEYS, *errors.CODE_KEYS.values()}))
def test_error_of_the_phone_has_a_text(key: str) -> None:
    assert TEXTS["exceptions"][key]["message"]


@pytest.mark.parametrize("key", sorted(ERROR_KEYS - {UcsInputError.key}))
def test_error_of_the_dialogs_has_a_text(key: str) -> None:
    assert TEXTS["config"]["error"][key]


@pytest.mark.parametrize("key", sorted(DISPLAY_KEYS))
def test_error_of_the_screen_has_a_text(key: str) -> None:
    assert TEXTS["exceptions"][key]["message"]


@pytest.mark.parametrize("command", CallCommand)
def test_command_without_call_has_a_text(command: CallCommand) -> None:
    assert TEXTS["exceptions"][f"no_call_to_{command}"]["message"]


def test_error_of_an_action_has_a_text() -> None:
    code = "".join(path.read_text() for path in FOLDER.rglob("*.py"))
    keys = re.findall(r'action_error\(\s*"(\w+)"', code)
    assert {"no_target", "voice_no_phone", "no_message_login"} <= set(keys)
    assert TEXTS["exceptions"].keys() >= set(keys)


def test_abort_reasons_have_texts() -> None:
    """Home Assistant has the texts for success."""
    code = (FOLDER / "config_flow.py").read_text()
    keys = set(re.findall(r'reason="(\w+)"', code))
    assert keys == TEXTS["config"]["abort"].keys()


@pytest.mark.parametrize(
    "texts",
    [
        TEXTS["exceptions"],
        TEXTS["config"]["error"],
        TEXTS["options"]["error"],
        TEXTS["config_subentries"]["contact"]["error"],
    ],
    ids=["exceptions", "config", "options", "contact"],
)
def test_error_texts_are_used(texts: dict[str, Any]) -> None:
    composed = {f"no_call_to_{command}" for command in CallCommand}
    assert texts.keys() <= named_in_code() | composed


def test_repairs_have_texts() -> None:
    """Fixable issues have a dialog, others a description."""
    assert TEXTS["issues"].keys() == set(Issue)
    for key, texts in TEXTS["issues"].items():
        assert texts["title"]
        assert ("fix_flow" in texts) is (key in FIXABLE)
        assert ("description" in texts) is (key not in FIXABLE)


@pytest.mark.parametrize(
    ("step", "schema"), [*STEP_SCHEMAS.values(), ("init", options_schema(["UTC"]))]
)
def test_fields_of_dialogs_have_texts(step: str, schema: vol.Schema) -> None:
    texts = TEXTS["options" if step == "init" else "config"]["step"][step]
    fields = fields_of(schema)
    sections = {
        name: fields_of(one.schema)
        for name, one in fields.items()
        if hasattr(one, "options") and isinstance(one.schema, vol.Schema)
    }
    assert sections
    assert texts["data"].keys() == fields.keys() - sections.keys()
    assert texts["data_description"].keys() == texts["data"].keys()
    assert texts["sections"].keys() == sections.keys()
    for name, inner in sections.items():
        assert texts["sections"][name]["data"].keys() == inner.keys()
        assert texts["sections"][name]["data_description"].keys() == inner.keys()
