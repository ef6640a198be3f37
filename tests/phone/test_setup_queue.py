"""A few phones at a time are set up, and the others after them."""

from asyncio import Event, TaskGroup, sleep

from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.phone import setup_queue

MORE = setup_queue.SLOTS + 4


class Phones:
    """What asks phones, which answer when they are let."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.answer = Event()
        self.asked = self.at_work = self.most_at_work = 0

    async def begin(self) -> None:
        """Ask one, then have it take its time with its entities."""
        async with setup_queue.async_limit_parallel_setups(self.hass):
            self.asked += 1
            await self.answer.wait()
            async with setup_queue.async_add_entities_alone(self.hass):
                self.at_work += 1
                self.most_at_work = max(self.at_work, self.most_at_work)
                await sleep(0)
                self.at_work -= 1


@pytest.fixture
def phones(hass: HomeAssistant) -> Phones:
    """Return phones that nobody has asked yet."""
    return Phones(hass)


async def test_a_few_are_asked_at_a_time(phones: Phones) -> None:
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(phones.begin())
        for _ in range(3):
            await sleep(0)
        assert phones.asked == setup_queue.SLOTS
        phones.answer.set()
    assert phones.asked == MORE


async def test_those_that_do_not_answer_let_others_pass(
    phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup_queue, "PATIENCE", 0)
    async with TaskGroup() as group:
        for _ in range(2 * MORE):
            group.create_task(phones.begin())
        for _ in range(20):
            await sleep(0)
        assert phones.asked == 2 * MORE
        phones.answer.set()

    # Nobody has given back more than one turn.
    monkeypatch.undo()
    phones.answer.clear()
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(phones.begin())
        for _ in range(3):
            await sleep(0)
        assert phones.asked == 2 * MORE + setup_queue.SLOTS
        phones.answer.set()


async def test_the_entities_of_one_are_added_at_a_time(phones: Phones) -> None:
    phones.answer.set()
    async with TaskGroup() as group:
        for _ in range(MORE):
            group.create_task(phones.begin())
    assert phones.most_at_work == 1
