"""Whatever a phone answers, the client raises nothing but its own errors."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
import json
from typing import Any

from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.poly_phone.ucs import UcsClient, UcsError

from .stub import HOST, Answer, StubPhone
from .test_client import QUESTIONS

KEYS = st.sampled_from(
    [
        *("CallHandle", "CallState", "Type", "LineId", "UIAppearanceIndex"),
        *("DurationSeconds", "Muted", "RemotePartyNumber", "RemotePartyName"),
        *("RegistrationStatus", "SIPAddress", "Label", "CallServers", "Port"),
        *("ModelNumber", "Firmware", "UpTime", "MACAddress", "AttachedHardware", "EM"),
        *("Days", "Hours", "Minutes", "Seconds", "FirmwareRelease"),
        *("RxPackets", "CPU", "Memory", "Current", "Used", "VLANID", "DHCP"),
        *("User", "Events", "Expires", "Name", "CommunicationType", "PhoneMuteState"),
        *("Missed", "Received", "Placed", "StartTime", "Duration", "State"),
        *("Streams", "RxCodec", "RxMOSLQ", "PacketsExpected", "Value", "Source"),
    ]
)
TEXTS = st.text() | st.sampled_from(
    [
        *("", "0", "-1", "1e400", "NaN", "9" * 4301, "1*", "True", "registered"),
        *("Connected", "Incoming", "0x4af00c18", "0 Day 2:26:00", "5 mins", "VVX 1"),
        *("2026-09-19T09:29:13", "99999999999.00:00:00", "sip:", "\ud800", "Trio 1"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(KEYS | st.text(), children, max_size=6)
    ),
    max_leaves=20,
)
REPLIES = st.fixed_dictionaries(
    {"Status": st.sampled_from(["2000", "2000", 2000, "4007", "4004"]) | VALUES},
    optional={"data": VALUES, "Presence": VALUES, "InvalidParams": VALUES},
)

ASK: dict[str, Callable[[UcsClient], Awaitable[Any]]] = {
    **{ask.__name__: ask for ask in QUESTIONS.values()},
    "probe": UcsClient.probe,
    "restart": UcsClient.restart,
    "config_get": lambda client: client.config_get(["reg.1.address"]),
    "end_call": lambda client: client.end_call("4af00c18"),
}


@pytest.mark.parametrize("name", ASK)
@given(replies=st.lists(REPLIES, min_size=1, max_size=3))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_json(
    session: ClientSession, stub: StubPhone, name: str, replies: list[object]
) -> None:
    bodies = [json.dumps(reply).encode() for reply in replies]
    turns = iter(bodies)
    stub.answer(lambda _: Answer(body=next(turns, bodies[-1])))
    client = UcsClient(
        session,
        HOST,
        password="x",
        port=stub.port,
        fingerprint=None,
        allow_dangerous=True,
    )
    with suppress(UcsError):
        str(await ASK[name](client))


@pytest.mark.parametrize("name", ASK)
@pytest.mark.parametrize("depth", [500, 5_000, 50_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"UpTime":', "}")])
async def test_nested_json(
    client: UcsClient, stub: StubPhone, name: str, depth: int, opened: str, closed: str
) -> None:
    """Deeper than any program follows."""
    nested = opened * depth + '""' + closed * depth
    told = ", ".join(f'"{key}": {nested}' for key in ("UpTime", "CommunicationType"))
    body = f'{{"data": {{"ModelNumber": "VVX", {told}}}, "Status": "2000"}}'
    stub.answer(Answer(body=body.encode()))
    with suppress(UcsError):
        await ASK[name](client)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the pauses of a phone that is busy, which is one of the replies."""
    sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", lambda _: sleep(0))
