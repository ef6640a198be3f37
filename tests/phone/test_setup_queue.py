"""Tests of the limit of parallel set-ups."""

from asyncio import Event, TaskGroup, sleep

from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.phone import setup_queue

MORE = setup_queue.SLOTS + 4


class SetUps:
    """Set-ups that wait until the test lets the set_ups reply."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.reply = Event()
        self.started = self.adding = self.most_adding = 0

    async def set_up(self) -> None:
        """Set up one phone and add its entities."""
        async with setup_queue.async_limit_parallel_setups(self.hass):
            self.started += 1
            await self.reply.wait()
            async with setup_queue.async_add_entities_alone(self.hass):
                self.adding += 1
                self.most_adding = max(self.adding, self.most_adding)
                await sleep(0)
                self.adding -= 1


@pytest.fixture
def set_ups(hass: HomeAssistant) -> SetUps:
    """Return set-ups before their start."""
    return SetUps(hass)


async def test_only_some_set_ups_run_in_parallel(set_ups: SetUps) -> None:
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(set_ups.set_up())
        for _ in range(3):
            await sleep(0)
        assert set_ups.started == setup_queue.SLOTS
        set_ups.reply.set()
    assert set_ups.started == MORE


async def test_slow_set_up_releases_its_slot(
    set_ups: SetUps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_queue, "PATIENCE", 0)
    async with TaskGroup() as group:
        for _ in range(2 * MORE):
            group.create_task(set_ups.set_up())
        for _ in range(20):
            await sleep(0)
        assert set_ups.started == 2 * MORE
        set_ups.reply.set()

    # The number of slots is still the same, because each set-up releases one.
    monkeypatch.undo()
    set_ups.reply.clear()
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(set_ups.set_up())
        for _ in range(3):
            await sleep(0)
        assert set_ups.started == 2 * MORE + setup_queue.SLOTS
        set_ups.reply.set()


async def test_entities_of_one_phone_are_added_at_a_time(set_ups: SetUps) -> None:
    set_ups.reply.set()
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(set_ups.set_up())
    assert set_ups.most_adding == 1
