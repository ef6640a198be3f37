"""Tests of state polling."""

from xml.etree import ElementTree

from aiohttp import ClientSession, DigestAuthMiddleware
import pytest

from simulator import ManualClock, SimulatedPhone
from tests.simulator.conftest import Answer, Receiver

LOGIN = ("poll", "let me in")
CALLS = "/polling/callstateHandler"


class Poller:
    """A client of state polling."""

    def __init__(self, phone: SimulatedPhone, session: ClientSession) -> None:
        self.phone = phone
        self.session = session

    async def get(
        self,
        path: str = CALLS,
        login: tuple[str, str] | None = LOGIN,
        method: str = "GET",
    ) -> Answer:
        """Send a request, and return the answer."""
        middlewares = (DigestAuthMiddleware(*login),) if login else None
        async with self.session.request(
            method, self.phone.url + path, middlewares=middlewares
        ) as response:
            return Answer(
                response.status, dict(response.headers), await response.read()
            )

    async def read(self, path: str = CALLS) -> ElementTree.Element:
        """Return the root element of the answer."""
        return ElementTree.fromstring((await self.get(path)).body)


@pytest.fixture
def poller(phone: SimulatedPhone, session: ClientSession) -> Poller:
    """Return a client that the phone answers over plain HTTP."""
    phone.configure(
        {
            "apps.statePolling.username": LOGIN[0],
            "apps.statePolling.password": LOGIN[1],
            "apps.statePolling.responseMode": "0",
            "apps.push.secureTunnelRequired": "0",
        }
    )
    return Poller(phone, session)


async def test_calls(poller: Poller, clock: ManualClock) -> None:
    poller.phone.ring("203", "Bob")
    poller.phone.calls.focused.answer()
    clock.advance(10)
    first, second = await poller.read()
    assert [line.findtext("LineState") for line in (first, second)] == [
        "Active",
        "Inactive",
    ]
    assert second.find("CallInfo") is None
    call = {child.tag: child.text for child in first.find("CallInfo")}
    assert call.pop("CallReference") == f"{poller.phone.calls.focused.handle:x}"
    assert call == {
        "CallState": "Connected",
        "CallType": "Incoming",
        "UIAppearanceIndex": "1*",
        "CalledPartyName": "Reception",
        "CalledPartyDirNum": "sip:200@voice.example.net",
        "CallingPartyName": "Bob",
        "CallingPartyDirNum": "sip:203@voice.example.net",
        "CallDuration": "10",
        "Protocol": "SIP",
        "Muted": "0",
        "Ringing": "0",
    }


async def test_device_and_network(poller: Poller) -> None:
    (device,) = await poller.read("/polling/deviceHandler")
    assert device.findtext("MACAddress") == poller.phone.mac
    assert device.findtext("PhoneDN") == "Line1:200,Line2:agentphone"
    assert device.findtext("AppLoadID") == "6.4.0.1902 21-Jun-21 08:55"
    (network,) = await poller.read("/polling/networkHandler")
    assert network.findtext("IPAddress") == "127.0.0.1"
    assert network.findtext("DHCPEnabled") == "Yes"


async def test_state_is_posted(poller: Poller, receiver: Receiver) -> None:
    poller.phone.configure(
        {
            "apps.statePolling.responseMode": "1",
            "apps.statePolling.URL": receiver.url,
        }
    )
    answer = await poller.get()
    assert (answer.status, answer.body) == (200, b"")
    await poller.phone.settle()
    (body,) = receiver.bodies
    assert body.startswith(b"<PolycomIPPhone>\n<CallLineInfo>")
    poller.phone.configure({"apps.statePolling.URL": ""})
    assert (await poller.get()).status == 200
    assert len(receiver.bodies) == 1


async def test_login(poller: Poller) -> None:
    challenge = await poller.get(login=None)
    assert challenge.status == 401
    assert challenge.headers["WWW-Authenticate"].startswith("Digest")
    assert (await poller.get(login=("Polycom", "2580"))).status == 403


@pytest.mark.parametrize(
    "change",
    [
        {"apps.statePolling.username": ""},
        {"apps.statePolling.password": ""},
        {"apps.push.secureTunnelRequired": "1"},
    ],
)
async def test_polling_is_off(poller: Poller, change: dict[str, str]) -> None:
    poller.phone.configure(change)
    assert (await poller.get()).status == 404


async def test_other_requests_are_rejected(poller: Poller) -> None:
    assert (await poller.get(method="POST")).status == 404
    assert (await poller.get("/polling/other")).status == 404
