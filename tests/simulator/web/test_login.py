"""Tests of HTTP Digest; Basic is tested with the server's rules."""

from hashlib import md5
import re

import pytest

from simulator import ManualClock, SimulatedPhone
from tests.simulator.conftest import Api

INFO = "/api/v1/mgmt/device/info"

pytestmark = pytest.mark.parametrize("profile", ["edgeE350-8.6"])


def _md5(text: str) -> str:
    return md5(text.encode()).hexdigest()


def _proof(nonce: str, **changes: str) -> dict[str, str]:
    """Return the header that answers a challenge, with mistakes."""
    given = {
        "username": "Polycom",
        "realm": "API Authentication",
        "password": "2580",
        "nonce": nonce,
        "uri": INFO,
        "nc": "00000001",
        "cnonce": "0a4f113b",
        "qop": "auth",
        **changes,
    }
    secret = _md5("{username}:{realm}:{password}".format(**given))
    request = _md5(f"GET:{given['uri']}")
    proof = "{secret}:{nonce}:{nc}:{cnonce}:{qop}:{request}"
    if not given["qop"]:
        proof = "{secret}:{nonce}:{request}"
    given["response"] = _md5(proof.format(secret=secret, request=request, **given))
    del given["password"]
    if not given["qop"]:
        del given["qop"], given["nc"], given["cnonce"]
    fields = ", ".join(f'{name}="{value}"' for name, value in given.items())
    return {"Authorization": f"Digest {fields}"}


async def _challenge(api: Api, headers: dict[str, str] | None = None) -> str:
    answer = await api.send("GET", INFO, password=None, headers=headers)
    assert answer.status == 401
    return answer.headers["WWW-Authenticate"]


async def _nonce(api: Api) -> str:
    found = re.search(r'nonce="(\w+)"', await _challenge(api))
    assert found
    return found[1]


async def test_challenge(api: Api) -> None:
    challenge = await _challenge(api)
    assert challenge.startswith('Digest realm="API Authentication", qop="auth", nonce=')
    assert "algorithm=MD5" in challenge
    assert "stale" not in challenge


async def test_right_password(api: Api, phone: SimulatedPhone) -> None:
    assert (await api.get("v1/mgmt/device/info"))["Status"] == "2000"
    assert [request.status for request in phone.requests] == [401, 200]


async def test_nonce_is_valid_for_several_requests(api: Api) -> None:
    nonce = await _nonce(api)
    for count in ("00000001", "00000002"):
        headers = _proof(nonce, nc=count)
        answer = await api.send("GET", INFO, password=None, headers=headers)
        assert answer.status == 200


@pytest.mark.parametrize(
    "mistake",
    [
        {"password": "1234"},
        {"username": "admin"},
        {"uri": "/api/v1/mgmt/lineInfo"},
        {"qop": "auth-int"},
    ],
)
async def test_wrong_digest_is_rejected(api: Api, mistake: dict[str, str]) -> None:
    challenge = await _challenge(api, _proof(await _nonce(api), **mistake))
    assert "stale" not in challenge


async def test_expired_nonce_is_stale(api: Api, clock: ManualClock) -> None:
    headers = _proof(await _nonce(api))
    clock.advance(301)
    assert "stale=true" in await _challenge(api, headers)


async def test_basic_is_rejected(api: Api) -> None:
    headers = {"Authorization": "Basic UG9seWNvbToyNTgw"}
    assert (await _challenge(api, headers)).startswith("Digest")


@pytest.fixture
def old_phone(phone: SimulatedPhone) -> SimulatedPhone:
    """Return a phone with two schemes in one header."""
    phone.authentication = "Basic and Digest"
    return phone


@pytest.mark.usefixtures("old_phone")
async def test_challenge_with_two_schemes(api: Api) -> None:
    assert re.fullmatch(
        'Basic realm="SPIP Configuration", Digest realm="SPIP Configuration", '
        r'nonce="\d{9}", algorithm="MD5"',
        await _challenge(api),
    )


@pytest.mark.usefixtures("old_phone")
async def test_either_of_two_schemes_is_accepted(api: Api) -> None:
    basic = {"Authorization": "Basic UG9seWNvbToyNTgw"}
    digest = _proof(await _nonce(api), realm="SPIP Configuration", qop="")
    for headers in (basic, digest):
        answer = await api.send("GET", INFO, password=None, headers=headers)
        assert answer.status == 200


@pytest.mark.usefixtures("old_phone")
@pytest.mark.parametrize("mistake", [{"password": "1234"}, {"qop": "auth"}])
async def test_wrong_digest_without_qop_is_rejected(
    api: Api, mistake: dict[str, str]
) -> None:
    proof = {"realm": "SPIP Configuration", "qop": ""} | mistake
    await _challenge(api, _proof(await _nonce(api), **proof))


@pytest.mark.usefixtures("old_phone")
async def test_wrong_basic_of_two_schemes_is_rejected(api: Api) -> None:
    await _challenge(api, {"Authorization": "Basic UG9seWNvbToxMjM0"})
