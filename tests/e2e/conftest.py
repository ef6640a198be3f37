"""Fixtures: real Home Assistant processes and simulated phones."""

from collections.abc import AsyncGenerator
from pathlib import Path

from aiohttp import ClientSession
import pytest

from testbed import ROOT
from testbed.home_assistant import Instance
from testbed.processes import free_ports
from testbed.simulators import SimulatedPhones, SimulatorControl, simulator

ENVIRONMENTS = {
    package.stem.removeprefix("homeassistant-"): package.parents[3]
    for package in sorted(
        ROOT.glob(".venv*/lib/python3*/site-packages/homeassistant-*.dist-info")
    )
}
"""The environments of `scripts/setup`, by version of Home Assistant."""


@pytest.fixture(autouse=True)
def _real_integration(socket_enabled: None) -> None:
    """Replace the fixture that starts Home Assistant in this process."""


@pytest.fixture(params=ENVIRONMENTS)
def version(request: pytest.FixtureRequest) -> str:
    """Return the version of Home Assistant."""
    return str(request.param)


@pytest.fixture
def hass_program(version: str) -> Path:
    """Return the program of Home Assistant."""
    return ENVIRONMENTS[version] / "bin" / "hass"


@pytest.fixture
def instance(hass_program: Path, tmp_path: Path) -> Instance:
    """Return a Home Assistant before its start."""
    return Instance(program=hass_program, config_dir=tmp_path, port=free_ports())


@pytest.fixture
async def simulated(tmp_path: Path) -> AsyncGenerator[SimulatedPhones]:
    """Return a simulated VVX 501."""
    phones = SimulatedPhones(("vvx501-6.4",), free_ports(2))
    async with simulator(phones, tmp_path):
        yield phones


@pytest.fixture
async def control(simulated: SimulatedPhones) -> AsyncGenerator[SimulatorControl]:
    """Return the control of the simulated phones."""
    async with ClientSession() as session:
        yield SimulatorControl(session, simulated)
