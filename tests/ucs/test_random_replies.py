"""Random answers, for which the client raises only its own errors.

`scripts/fuzz` tries the same with many more examples.
"""

from collections.abc import Iterator
import gc
import tracemalloc

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.poly_phone.ucs import UcsReplyError, parse_notification
from stress.fuzz import (
    COMMANDS,
    INPUTS,
    try_exchange,
    try_notification,
    try_replies,
    without_pauses,
)
from stress.random_replies import (
    BOMB,
    LAUGHS,
    NOTIFICATION,
    NOTIFICATIONS,
    REPLIES,
    VALID_REPLIES,
    exchanges,
)

READING = [name for name in COMMANDS if name not in INPUTS]
ANY = settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _no_pauses() -> Iterator[None]:
    """Skip the pauses of a phone that is busy, which is one of the replies."""
    with without_pauses():
        yield


@given(bodies=st.lists(REPLIES, min_size=1, max_size=2))
@ANY
async def test_any_reply_raises_only_own_errors(bodies: list[bytes]) -> None:
    """To each of the commands that read one."""
    for name in (*READING, "config_get", "end_call"):
        await try_replies(name, bodies)


@given(
    name=st.sampled_from(COMMANDS),
    body=REPLIES,
    status=st.sampled_from([204, 302, 400, 401, 403, 404, 413, 500]),
)
@ANY
async def test_any_status_raises_only_own_errors(
    name: str, body: bytes, status: int
) -> None:
    await try_replies(name, [body], status)


@given(name=st.sampled_from(COMMANDS), said=exchanges())
@ANY
async def test_any_exchange_raises_only_own_errors(name: str, said: bytes) -> None:
    await try_exchange(name, said)


@given(body=NOTIFICATIONS)
@ANY
def test_any_notification_raises_only_own_errors(body: bytes) -> None:
    try_notification(body)


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("depth", [500, 5_000, 50_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"UpTime":', "}")])
async def test_nested_json_raises_only_own_errors(
    name: str, depth: int, opened: str, closed: str
) -> None:
    """Deeper than any program follows."""
    nested = opened * depth + '""' + closed * depth
    fields = ", ".join(f'"{key}": {nested}' for key in ("UpTime", "CommunicationType"))
    body = f'{{"data": {{"ModelNumber": "VVX", {fields}}}, "Status": "2000"}}'
    await try_replies(name, [body.encode()])


def test_examples_are_valid_before_mutation() -> None:
    """The examples are valid before they are mutated."""
    assert len(VALID_REPLIES) > 50
    call = parse_notification(NOTIFICATION).call
    assert call
    assert call.name == "Front & back"
    with pytest.raises(UcsReplyError):
        parse_notification(LAUGHS)


@pytest.mark.parametrize(
    "said",
    [
        b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(BOMB), BOMB),
        b"Content-Length: 99999999\r\n\r\n" + b" " * 20_000_000,
        b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n%065536d\r\n" % 0 * 300,
        b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 300_000,
        b"X: x\r\n" * 500_000,
        b"X: " + b"x" * 20_000_000,
    ],
    ids=["gzip", "length", "chunks", "small chunks", "headers", "long header"],
)
async def test_endless_answer_is_not_kept(said: bytes) -> None:
    """An answer of many megabytes does not stay in memory."""
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        await try_exchange("device_info", b"HTTP/1.1 200 OK\r\n" + said)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # The server's own buffer counts, too: what it said already.
    assert peak - before - len(said) < 12 * 1024 * 1024
