"""Tests of power, lines and configuration."""

from datetime import timedelta, timezone

from aiohttp import ClientConnectionError, ClientSession
import pytest

from simulator import Exchange, ManualClock, SimulatedPhone
from simulator.return_codes import RefusedError
from tests.simulator.conftest import Api

INFO = "/api/v1/mgmt/device/info"


async def _refused(api: Api) -> bool:
    try:
        await api.send("GET", INFO, password=None)
    except ClientConnectionError:
        return True
    return False


async def test_restart_refuses_connections_and_starts_the_uptime_again(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    clock.advance(3600)
    port = phone.port
    phone.restart()
    clock.advance(0)
    assert await _refused(api)
    clock.advance(29)
    assert await _refused(api)
    clock.advance(6)
    await phone.settle()
    assert phone.port == port
    assert phone.uptime == timedelta(seconds=5)
    assert not await _refused(api)


async def test_restart_waits_for_calls(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    phone.restart()
    clock.advance(600)
    info = (await api.get("v2/mgmt/device/info"))["data"]
    assert (info["CanApplyShutdownRequest"], info["IntendToShutdown"]) == (
        "False",
        "True",
    )
    call.hang_up()
    clock.advance(1)
    assert phone.power == "booting"


async def test_power_failure(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("300")
    phone.set_volume(9)
    phone.power_off()
    assert await _refused(api)
    assert not phone.calls
    phone.restart()  # without a caller
    clock.advance(60)
    assert phone.power == "off"
    phone.power_on()
    phone.power_on()
    clock.advance(30)
    await phone.settle()
    assert (phone.power, phone.lines[0].label) == ("on", "Reception")
    assert not await _refused(api)


async def test_power_failure_while_booting(
    phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.restart()
    clock.advance(10)
    phone.power_off()
    clock.advance(60)
    assert phone.power == "off"


async def test_restart_twice_in_a_row(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.restart_seconds = 0
    for _ in range(2):
        phone.restart()
        clock.advance(0)
        clock.advance(0)
    await phone.settle()
    assert not await _refused(api)


async def test_stop_while_it_is_off(exchange: Exchange) -> None:
    async with SimulatedPhone(tls=False, exchange=exchange) as phone:
        phone.power_off()
    assert exchange.phones == []


async def test_factory_reset(
    phone: SimulatedPhone, api: Api, clock: ManualClock
) -> None:
    phone.ring("300")
    next(iter(phone.calls)).reject()
    phone.factory_reset()
    clock.advance(31)
    await phone.settle()
    assert (await api.send("GET", INFO)).status == 404
    assert (phone.password, phone.lines, phone.log.last()) == ("456", [], None)


async def test_lines_follow_the_configuration(phone: SimulatedPhone) -> None:
    phone.configure({"reg.3.address": "250@voice.example.net", "reg.1.label": "Hall"})
    assert [(line.number, line.label) for line in phone.lines] == [
        (1, "Hall"),
        (2, "Service"),
        (4, "250"),
    ]
    assert phone.find_line(3).label == "Service"


async def test_unregistered_line_rejects_calls(phone: SimulatedPhone) -> None:
    phone.set_registered(False, 1)
    assert phone.dial("555").line.number == 2
    with pytest.raises(RefusedError, match="LINE_NOT_REGISTERED"):
        phone.dial("555", 1)
    with pytest.raises(RefusedError, match="NO_SUCH_LINE"):
        phone.dial("555", 9)
    phone.set_registered(True)
    assert all(phone.registered(line) for line in phone.lines)


async def test_dial_without_registered_line(phone: SimulatedPhone) -> None:
    phone.set_registered(False)
    with pytest.raises(RefusedError, match="LINE_NOT_REGISTERED"):
        phone.dial("555")


@pytest.mark.parametrize(
    ("offset", "expected"),
    [("", "2026-01-01T02:00:00"), ("3600", "2026-01-01T01:00:00")],
)
async def test_local_time(exchange: Exchange, offset: str, expected: str) -> None:
    phone = SimulatedPhone(exchange=exchange, zone=timezone(timedelta(hours=2)))
    phone.configure({"tcpIpApp.sntp.gmtOffset": offset})
    assert phone.local_time(1_767_225_600).isoformat() == expected


@pytest.mark.parametrize("profile", ["trio8800-7.2.2"])
async def test_model_without_do_not_disturb(phone: SimulatedPhone) -> None:
    with pytest.raises(RefusedError, match="NOT_SUPPORTED"):
        phone.set_dnd(True)


async def test_observer_can_unsubscribe(phone: SimulatedPhone) -> None:
    seen: list[str] = []
    leave = phone.subscribe(lambda event: seen.append(event.kind))
    phone.set_volume(11)
    leave()
    phone.set_volume(3)
    assert seen == ["screen"]
    assert phone.volume == 3


async def test_several_clients_read_one_phone(
    phone: SimulatedPhone, session: ClientSession
) -> None:
    for _ in range(2):
        assert (await Api(phone, session).send("GET", INFO)).status == 200
