"""Tests of pictures of the screen."""

from io import BytesIO

from PIL import Image
import pytest

from simulator import PROFILES, ManualClock, SimulatedPhone
from simulator.phone.messages import Message
from tests.simulator.conftest import Answer, Api

PATH = "/captureScreen/mainScreen"


def allow(phone: SimulatedPhone) -> None:
    """Allow captures of the screen."""
    phone.configure(dict.fromkeys(phone.profile.capture, "1"))


def _image(answer: Answer) -> Image.Image:
    assert answer.status == 200
    return Image.open(BytesIO(answer.body))


@pytest.mark.parametrize("profile", PROFILES)
async def test_picture(api: Api, phone: SimulatedPhone) -> None:
    allow(phone)
    answer = await api.send("GET", PATH)
    image = _image(answer)
    assert image.size == (
        phone.profile.screen if phone.profile.screen[0] else (320, 240)
    )
    assert image.format == phone.profile.picture
    assert answer.headers["Content-Type"] == f"image/{phone.profile.picture.lower()}"


async def test_picture_shows_calls(api: Api, phone: SimulatedPhone) -> None:
    allow(phone)
    seen = [(await api.send("GET", PATH)).body]
    phone.ring("300")
    seen.append((await api.send("GET", PATH)).body)
    phone.configure({"apps.push.messageType": "5"})
    phone.messages.push(Message("Ünder", "word " * 60 + "\nend", "Critical"))
    seen.append((await api.send("GET", PATH)).body)
    assert len(set(seen)) == 3
    assert (await api.send("GET", PATH)).body == seen[-1]


async def test_page(api: Api, phone: SimulatedPhone) -> None:
    allow(phone)
    answer = await api.send("GET", "/captureScreen")
    assert answer.headers["Content-Type"] == "text/html"
    assert PATH.encode() in answer.body


@pytest.mark.parametrize("profile", ["vvx501-6.4", "ccx500-7.3"])
@pytest.mark.parametrize("number", [0, 1])
async def test_both_parameters_are_needed(
    api: Api, phone: SimulatedPhone, number: int
) -> None:
    allow(phone)
    phone.configure({phone.profile.capture[number]: "0"})
    assert (await api.send("GET", PATH)).status == 404
    assert (await api.send("GET", PATH, password=None)).status == 404


@pytest.mark.parametrize("profile", ["vvx501-6.4", "edgeE350-8.6"])
async def test_picture_needs_the_administrator_login(
    api: Api, phone: SimulatedPhone
) -> None:
    allow(phone)
    assert (await api.send("GET", PATH, password=None)).status == 401
    assert (await api.send("GET", PATH, password="wrong")).status == 401


async def test_picture_does_not_need_the_rest_api(
    api: Api, phone: SimulatedPhone
) -> None:
    allow(phone)
    phone.configure({"apps.restapi.enabled": "0"})
    assert (await api.send("GET", PATH)).status == 200
    assert (await api.send("GET", "/captureScreen/em/1")).status == 404


async def test_parallel_picture_gets_403(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    allow(phone)
    phone.server.latency = 5
    async with api.waiting("/api/v1/mgmt/device/info") as first:
        assert (await api.send("GET", PATH)).status == 403
        clock.advance(5)
        assert (await first).status == 200
