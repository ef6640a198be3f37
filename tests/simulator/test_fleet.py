"""Tests of several phones in one process."""

import asyncio
import socket

from aiohttp import ClientSession
import pytest

from simulator import PROFILES, Fleet

from .conftest import Api


async def test_phones_have_consecutive_ports() -> None:
    async with Fleet(["vvx501-6.4", "edgeE350-8.6"], mac="0004f2aabbfe") as fleet:
        assert [phone.mac for phone in fleet.phones] == ["0004f2aabbfe", "0004f2aabbff"]
        assert len({phone.port for phone in fleet.phones}) == 2
        assert [phone.lines[0].extension for phone in fleet.phones] == ["200", "210"]
        assert fleet.exchange.find("210")


async def test_default_addresses_differ() -> None:
    fleet = Fleet([*PROFILES, *PROFILES], tls=False)
    assert len({phone.mac for phone in fleet.phones}) == 2 * len(PROFILES)


async def test_taken_port_stops_all_phones() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        fleet = Fleet(["vvx501-6.4"] * 2, port=taken.getsockname()[1] - 1)
        with pytest.raises(OSError, match="in use"):
            async with fleet:
                pass
    assert fleet.exchange.phones == []


async def test_two_hundred_phones(session: ClientSession) -> None:
    profiles = list(PROFILES) * 40
    async with Fleet(profiles, tls=False) as fleet:
        clients = [Api(phone, session) for phone in fleet.phones]
        replies = await asyncio.gather(
            *(client.get("v1/mgmt/device/info") for client in clients)
        )
        macs = {reply["data"]["MACAddress"] for reply in replies}
        assert macs == {phone.mac for phone in fleet.phones}
