"""Masked replies for diagnostics."""

import json

import pytest

from custom_components.poly_phone.ucs import redact


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Zoë Öztürk-2", "Xxx Xxxxxx-0"),
        (
            "sip:jane.doe@example.com;transport=tcp",
            "xxx:xxxx.xxx@xxxxxxx.xxx;xxxxxxxxx=xxx",
        ),
        ("王 ☎ ٣", "x ? 0"),
        ("2026-09-19T09:29:13", "0000-00-00X00:00:00"),
        ("x" * 101, "x" * 100),
        ("", ""),
        ("True", "True"),
        ("0", "0"),
        (True, True),
        (5550142, None),
        (1.5, None),
        (None, None),
        ([], []),
        ({}, {}),
        (["ab"] * 7, [*["xx"] * 5, "and 2 more"]),
        ({"Name": "Jane", "CallState": "Hold"}, {"Name": "Xxxx", "CallState": "Hold"}),
    ],
)
def test_value_is_masked(value: object, shown: object) -> None:
    assert redact(json.dumps({"data": value}).encode()) == {"data": shown}


@pytest.mark.parametrize("body", [b"", b"<b>Jane</b>", b'["Jane"]', b"\xff" * 9])
def test_invalid_body_is_rejected(body: bytes) -> None:
    assert redact(body) == f"{len(body)} bytes that are not JSON"


@pytest.mark.parametrize("depth", [20, 900, 100_000])
def test_deep_value_is_hidden(depth: int) -> None:
    """Deeper than any phone goes, nothing is shown."""
    body = b'{"a":' * depth + b'"Jane"' + b"}" * depth
    shown = json.dumps(redact(body))
    assert len(shown) < 200
    assert "Jane" not in shown
