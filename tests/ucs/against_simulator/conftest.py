"""Fixtures: a simulated phone of any model and its client."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import UcsClient
from simulator import PROFILES, ManualClock, SimulatedPhone

EDGE = "edgeE350-8.6"
OLD_TRIO = "trio8800-5.7.1"
WITH_CALL_CONTROL = [name for name in PROFILES if name != EDGE]


@pytest.fixture
def profile() -> str:
    """Return the default model."""
    return "vvx501-6.4"


@pytest.fixture
def clock() -> ManualClock:
    """Return the phone's clock, which only the test advances."""
    return ManualClock()


@pytest.fixture
async def phone(profile: str, clock: ManualClock) -> AsyncGenerator[SimulatedPhone]:
    """Return a simulated phone."""
    async with SimulatedPhone(profile, clock=clock) as phone:
        yield phone


@pytest.fixture
def client(session: ClientSession, phone: SimulatedPhone) -> UcsClient:
    """Return a client of the simulated phone."""
    return UcsClient(
        session,
        phone.host,
        password=phone.password,
        port=phone.port,
        fingerprint=phone.fingerprint,
    )
