"""Masked replies for diagnostics."""

import json

import pytest

from custom_components.poly_phone.ucs import MASK, mask_secret, redact


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


@pytest.mark.parametrize(
    "name",
    [
        "device.sec.configEncryption.key",
        "sec.configEncryption.key",
        "authtoken",
        "passphrase",
        "device.wifi.wpa2Ent.passphrase",
        "ha1",
        "reg.1.auth.ha1",
        "userPIN",
        "voice.pin",
        "pin1",
        "snmp.readCommunity",
        "SNMPCommunityString",
        "apiKey",
        "api_key",
        "feature.api-key",
        "reg.1.auth.password",
        "reg.1.auth.userId",
        "device.auth.localAdminPassword",
        "device.sec.TLS.customDeviceCert1.privateKey",
        "device.wifi.wep.key1",
        "device.wifi.psk",
        "H235DHKey",
        "LockCode",
        "clientSecret",
        "qbc.connect.ipMode.pwd",
        "key",
    ],
)
def test_secret_is_masked_by_its_name(name: str) -> None:
    assert mask_secret(name, "hidden") == MASK
    assert mask_secret(name, {"a": "hidden"}) == MASK
    assert mask_secret(name, "") == ""
    assert mask_secret(name, None) is None


@pytest.mark.parametrize(
    "name",
    [
        "mb.main.autoBackKey",
        "reg.1.lineKeys",
        "softkey.1.label",
        "lineKey.1.index",
        "reg.1.address",
        "feature.ringing",
        "tcpIpApp.sntp.address",
        "Shipping",
        "up.backlight.timeout",
        "sec.TLS.protocol.webServer",
        "CallState",
        "",
    ],
)
def test_other_value_is_not_masked(name: str) -> None:
    for value in ("shown", 5, None, True, ["shown"]):
        assert mask_secret(name, value) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://user:password@host/x", f"https://{MASK}@host/x"),
        ("https://user@host", f"https://{MASK}@host"),
        ("ftp://user:p:w@host:21", f"ftp://{MASK}@host:21"),
        ("user:password@host", f"{MASK}@host"),
        ("Server=user:password@host", f"Server={MASK}@host"),
        ("sip:300:password@host", f"{MASK}@host"),
        ("sip:300@pbx.example.com", "sip:300@pbx.example.com"),
        ("SIPS:300@pbx.example.com", "SIPS:300@pbx.example.com"),
        ("300@pbx.example.com:5061", "300@pbx.example.com:5061"),
        ("http://192.0.2.9:8123/x?a=b&apikey=y&c=d", None),
        ("http://192.0.2.9/x?token=secret", f"http://192.0.2.9/x?token={MASK}"),
        ("10:30 @home", "10:30 @home"),
        ("", ""),
    ],
)
def test_account_of_an_address_is_masked(value: str, shown: str | None) -> None:
    if shown is None:
        shown = value.replace("apikey=y", f"apikey={MASK}")
    assert mask_secret("prov.server", value) == shown
