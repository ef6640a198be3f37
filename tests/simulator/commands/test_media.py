"""Tests of the replies about audio and video."""

from aiohttp import ClientError
import pytest

from simulator import ManualClock, SimulatedPhone
from tests.simulator.conftest import Api

INFO = "v1/mgmt/media/communicationInfo"
STATS = "v1/mgmt/media/sessionStats"


def _connect(phone: SimulatedPhone) -> None:
    phone.ring("300")
    next(iter(phone.calls)).answer()


@pytest.mark.parametrize(
    ("profile", "kinds"),
    [("vvx501-6.4", ["RxTx"]), ("trio8800-5.7.1", ["RxTx", "RxTx", "RxTx"])],
)
async def test_communication_info(
    api: Api, phone: SimulatedPhone, kinds: list[str]
) -> None:
    assert await api.get(INFO) == {"Status": "4007"}
    _connect(phone)
    data = {
        "CommunicationType": kinds,
        "FarEndMuteState": [],
        "PhoneMuteState": "False",
    }
    assert (await api.get(INFO))["data"] == data
    phone.set_mute(True)
    assert (await api.get(INFO))["data"]["PhoneMuteState"] == "True"


async def test_session_stats_without_call(api: Api, phone: SimulatedPhone) -> None:
    assert (await api.get(STATS))["data"] == []
    phone.ring("300")
    (session,) = (await api.get(STATS))["data"]
    assert "Streams" not in session


@pytest.mark.parametrize(
    ("profile", "mos", "streams"),
    [("vvx501-6.4", "4.3", 1), ("trio8800-7.2.2", "127.0", 2)],
)
async def test_session_stats(
    api: Api, phone: SimulatedPhone, clock: ManualClock, mos: str, streams: int
) -> None:
    _connect(phone)
    clock.advance(100)
    (session,) = (await api.get(STATS))["data"]
    assert session["Ref"] == f"0x{(await api.calls())[0]['CallHandle']}"
    assert session["SRTPCall"] == "False"
    assert len(session["Streams"]) == streams
    voice = session["Streams"][0]
    assert (voice["Category"], voice["RxMOSLQ"]) == ("0:Voice", mos)
    assert voice["PacketsExpected"] == "5000"
    assert int(voice["PacketsReceived"]) + int(voice["PacketsLost"]) == 5000
    for picture in session["Streams"][1:]:
        assert (picture["Category"], picture["PacketsReceived"]) == ("1:Video", "0")


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_session_stats_freeze_old_trios(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    info = "/api/v1/mgmt/device/info"
    async with api.waiting(f"/api/{STATS}") as asked, api.waiting(info) as later:
        clock.advance(600)
        assert phone.is_frozen
        phone.power_off()
        for request in (asked, later):
            with pytest.raises(ClientError):
                await request
    phone.power_on()
    clock.advance(30)
    await phone.settle()
    assert (await api.get("v1/mgmt/device/info"))["Status"] == "2000"
