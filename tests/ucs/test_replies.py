"""Replies of the API, and other answers."""

import gzip

import pytest

from custom_components.poly_phone.ucs import (
    RETURN_CODES,
    UcsCommandError,
    UcsDefaultPasswordError,
    UcsNotSupportedError,
    UcsPhoneError,
    UcsReplyError,
)
from custom_components.poly_phone.ucs.transport import Transport

from .conftest import TransportTo
from .stub_server import Answer, RawServer, StubPhone, reply


@pytest.mark.parametrize("status", ["2000", 2000, " 2000 ", 2000.0])
async def test_status_2000_is_success(
    transport: Transport, stub: StubPhone, status: object
) -> None:
    stub.answer(reply(status=status))
    await transport.get("v1/question")


@pytest.mark.parametrize("spelling", [str, int])
@pytest.mark.parametrize("code", sorted(RETURN_CODES.keys() - {2000, 4001}))
async def test_return_code_raises_its_error(
    transport: Transport, stub: StubPhone, code: int, spelling: type
) -> None:
    """The return code decides, because HTTP is 200 in all cases."""
    stub.answer(reply(status=spelling(code)))
    with pytest.raises(
        UcsCommandError, match=rf"^{code}: {RETURN_CODES[code]}$"
    ) as err:
        await transport.get("v1/question")
    assert err.value.code == code
    assert type(err.value) is {
        4004: UcsNotSupportedError,
        4010: UcsDefaultPasswordError,
    }.get(code, UcsCommandError)
    assert len(stub.requests) == 1


async def test_unknown_return_code(transport: Transport, stub: StubPhone) -> None:
    stub.answer(reply(status="4012"))
    with pytest.raises(UcsCommandError, match=r"^4012: unknown return code$"):
        await transport.get("v1/question")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"2000",
        b'"2000"',
        b"[]",
        b"null",
        b"{",
        b"{}",
        b'{"data": {}}',
        b'{"Status": null}',
        b'{"Status": ""}',
        b'{"Status": "done"}',
        b'{"Status": []}',
        b'{"Status": {}}',
        b'{"Status": NaN}',
        b'{"Status": Infinity}',
        b'{"Status": 1e999}',
        b'{"Status": %s}' % (b"2" * 5000),
        b'{"Status": "%s"}' % (b"2" * 5000),
        b'{"data": %s, "Status": "2000"}' % (b"[" * 200_000),
        b'{"data": %s0%s, "Status": "2000"}' % (b'{"a":' * 100_000, b"}" * 100_000),
        b"\xff\xfe{\x00}\x00",
    ],
    ids=lambda body: ascii(body[:40]),
)
async def test_invalid_body_is_rejected(
    transport: Transport, stub: StubPhone, body: bytes
) -> None:
    stub.answer(Answer(body=body))
    with pytest.raises(UcsReplyError):
        await transport.get("v1/question")


@pytest.mark.parametrize("status", [201, 204, 302, 400, 405, 413, 429, 500, 502, 503])
async def test_other_http_status(
    transport: Transport, stub: StubPhone, status: int
) -> None:
    stub.answer(Answer(status, b"" if status == 204 else reply().body))
    with pytest.raises(UcsReplyError, match=rf"^HTTP {status}$") as err:
        await transport.get("v1/question")
    assert isinstance(err.value, UcsPhoneError) is (status >= 500)


async def test_redirects_are_not_followed(
    transport: Transport, stub: StubPhone
) -> None:
    """They could lead to a device that collects the password."""
    stub.answer(Answer(302, headers={"Location": "/api/v1/elsewhere"}))
    with pytest.raises(UcsReplyError, match=r"^HTTP 302$"):
        await transport.get("v1/question")
    assert stub.paths == ["v1/question"]


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
@pytest.mark.parametrize(
    "content_type", ["application/json", "text/html", "text/plain; charset=utf-16"]
)
async def test_undeclared_charset_is_detected(
    transport: Transport, stub: StubPhone, charset: str, content_type: str
) -> None:
    stub.answer(
        Answer(
            body='{"data": "Küche, Señora", "Status": "2000"}'.encode(charset),
            headers={"Content-type": content_type},
        )
    )
    assert (await transport.get("v1/question"))["data"] == "Küche, Señora"


async def test_blanks_around_keys_and_texts_are_removed(
    transport: Transport, stub: StubPhone
) -> None:
    """Manuals print `ModelNumber` with a blank at its end; those within stay."""
    stub.answer(
        Answer(body=b'{" data": {"Model ": "VVX ", "Zip Code": ""}, "Status ": "2000"}')
    )
    assert await transport.get("v1/question") == {
        "data": {"Model": "VVX", "Zip Code": ""},
        "Status": "2000",
    }


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": {"Name": "Front\tdoor\r\n2"}, "Status": "2000"}',
        b'\xef\xbb\xbf{"data": {"Name": "Front\tdoor\r\n2"}, "Status": "2000"}',
        b'{"data": {"Name": "Front\tdoor\r\n2"}, "Status": "2000"}\x00\x00\r\n\x00',
    ],
    ids=["raw characters", "byte order mark", "NUL"],
)
async def test_damaged_reply_is_read(
    transport: Transport, stub: StubPhone, body: bytes
) -> None:
    stub.answer(Answer(body=body))
    assert (await transport.get("v1/question"))["data"] == {"Name": "Front\tdoor\r\n2"}


async def test_long_reply_is_read(transport: Transport, stub: StubPhone) -> None:
    stub.answer(reply("x" * 500_000))
    assert len((await transport.get("v1/question"))["data"]) == 500_000


async def test_oversized_reply_is_rejected(
    transport: Transport, stub: StubPhone
) -> None:
    stub.answer(Answer(body=b" " * 1024 * 1024 + reply().body))
    with pytest.raises(UcsReplyError, match="too long"):
        await transport.get("v1/question")


async def test_oversized_unpacked_reply_is_rejected(
    transport: Transport, stub: StubPhone
) -> None:
    packed = gzip.compress(b" " * 64 * 1024 * 1024)
    stub.answer(Answer(body=packed, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(UcsReplyError, match="too long"):
        await transport.get("v1/question")


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
    ],
    ids=lambda answer: ascii(answer[:40]),
)
async def test_invalid_http_is_rejected(
    transport_to: TransportTo, answer: bytes
) -> None:
    async with RawServer(answer, answer) as server:
        with pytest.raises(UcsReplyError):
            await transport_to(server.port).get("v1/question")
