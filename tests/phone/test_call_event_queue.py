"""Tests of call events from notifications, from polls and from both."""

from collections import Counter
from collections.abc import Callable
from random import Random

from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.const import CONF_PUSH
from simulator import PhoneEvent, SimulatedPhone
from simulator.control import actions
from simulator.notifications.outbox import DeliveryFault
from simulator.quirks import Quirk
from simulator.telephony.call import Call, CallState
from simulator.telephony.exchange import Destination
from simulator.web.faults import Fault
from tests.home import Home, Wait
from tests.push import Add, Listener, Poster, Settle, body


@pytest.fixture(params=["push", "polls"])
async def home(request: pytest.FixtureRequest, add: Add) -> Home:
    """Return the phone with or without push."""
    return await add(**{CONF_PUSH: request.param == "push"})


@pytest.fixture
def handled(wait: Wait, settle: Settle) -> Callable[..., object]:
    """Return a function that waits until all changes are handled."""

    async def handled(seconds: int = 6) -> None:
        await settle()
        for _ in range(seconds):
            await wait(1)

    return handled


async def test_incoming_call_fires_its_events(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.ring("sip:301@voice.example.net", "Front door", 2)
    await handled()
    actions.answer(phone)
    await handled()
    actions.hold(phone)
    await handled()
    actions.resume(phone)
    await handled()
    actions.remote_hang_up(phone)
    await handled()
    assert listener.kinds == ["incoming", "connected", "held", "resumed", "ended"]
    (call_id,) = {event["call_id"] for event in listener.events}
    assert int(call_id, 16)
    for event in listener.events:
        assert event["direction"] == "incoming"
        assert event["number"] == "301"
        assert event["name"] == "Front door"
        assert event["line"] == 2
    assert [event["duration"] for event in listener.events[:-1]] == [None] * 4
    assert 16 <= listener.events[-1]["duration"] <= 20
    assert listener.states == ["ringing", "connected", "on_hold", "connected", "idle"]


async def test_outgoing_call_fires_its_events(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.exchange.destinations["309"] = Destination("noanswer")
    phone.dial("309")
    await handled()
    actions.remote_answer(phone)
    await handled()
    actions.hang_up(phone)
    await handled()
    assert listener.kinds == ["outgoing", "connected", "ended"]
    assert {event["direction"] for event in listener.events} == {"outgoing"}
    assert {event["number"] for event in listener.events} == {"309"}


async def test_missed_call_fires_missed(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.ring("301")
    await handled()
    actions.remote_hang_up(phone)
    await handled()
    assert listener.kinds == ["incoming", "missed"]
    assert listener.events[-1]["duration"] is None


async def test_rejected_call_fires_ended(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.ring("301")
    await handled()
    actions.reject(phone)
    await handled()
    assert listener.kinds == ["incoming", "ended"]


async def test_lifted_handset_fires_no_event(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    actions.hook(phone, off=True)
    await handled()
    actions.hook(phone, off=False)
    await handled()
    assert not listener.events


async def test_second_call_fires_its_own_events(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await handled()
    phone.ring("302")
    await handled()
    actions.answer(phone)
    await handled()
    actions.hang_up(phone)
    await handled()
    assert listener.counts == Counter(
        {
            ("301", "incoming"): 1,
            ("301", "connected"): 1,
            ("301", "held"): 1,
            ("302", "incoming"): 1,
            ("302", "connected"): 1,
            ("302", "ended"): 1,
        }
    )


@pytest.mark.parametrize("is_answered", [True, False])
async def test_call_that_is_only_in_the_log_fires_events(
    home: Home,
    phone: SimulatedPhone,
    listener: Listener,
    wait: Wait,
    is_answered: bool,
) -> None:
    phone.quirks.add(Quirk.SILENT)
    phone.ring("sip:301@voice.example.net", "Front door")
    if is_answered:
        actions.answer(phone)
    actions.remote_hang_up(phone)
    for _ in range(30):
        await wait(60)
    assert listener.kinds == ["ended" if is_answered else "missed"]
    (event,) = listener.events
    assert event["call_id"] is None
    assert (event["direction"], event["number"]) == ("incoming", "301")
    assert event["name"] == "Front door"


async def test_call_before_the_start_fires_no_events(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add, handled: Callable
) -> None:
    phone.ring("300")
    actions.remote_hang_up(phone)
    phone.ring("301")
    actions.answer(phone)
    home = await add()
    listener = Listener(home)
    await handled()
    assert home.state("sensor.call_state") == "connected"
    assert home.state("event.call") == "unknown"
    assert not listener.events
    actions.hang_up(phone)
    await handled()
    assert listener.kinds == ["ended"]


async def test_outage_during_a_call_fires_ended_once(
    phone: SimulatedPhone, listener: Listener, handled: Callable
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await handled()
    phone.power_off()
    await handled()
    phone.power_on()
    await handled(60)
    assert listener.kinds == ["incoming", "connected", "ended"]


async def test_events_of_a_failed_update_fire_later(
    home: Home, phone: SimulatedPhone, listener: Listener, wait: Wait, handled: Callable
) -> None:
    """An unavailable entity cannot fire events, so they wait."""
    phone.ring("301")
    actions.answer(phone)
    await handled()
    phone.server.faults.active.append(Fault("status", "lineInfo", status="4010"))
    await wait(121)
    assert home.state("event.call") == "unavailable"
    actions.remote_hang_up(phone)
    phone.ring("302")
    await handled()
    actions.answer(phone)
    await handled()
    assert home.state("event.call") == "unavailable"
    actions.clear_faults(phone)
    await handled()
    before = [("301", "incoming"), ("301", "connected")]
    meanwhile = [("301", "ended"), ("302", "incoming"), ("302", "connected")]
    assert listener.numbers_and_kinds == before + meanwhile
    assert listener.states[-len(meanwhile) :] == ["connected"] * len(meanwhile)
    actions.hang_up(phone)
    await handled()
    assert listener.numbers_and_kinds == [*before, *meanwhile, ("302", "ended")]


class ExpectedEvents:
    """The events that the calls of a phone should fire."""

    def __init__(self, phone: SimulatedPhone) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self._states: dict[Call, CallState] = {}
        phone.subscribe(self._changed)

    def _changed(self, event: PhoneEvent) -> None:
        call = event.call
        if call is None or self._states.get(call) is call.state:
            return
        before, self._states[call] = self._states.get(call), call.state
        if kind := self._kind(call, before):
            self.counts[call.party.number, kind] += 1

    def _kind(self, call: Call, before: CallState | None) -> str | None:
        is_missed = call.incoming and call.connected_at is None and not call.rejected
        return {
            CallState.OFFERING: "incoming",
            CallState.SETUP: "outgoing",
            CallState.CONNECTED: "resumed" if before is CallState.HOLD else "connected",
            CallState.HOLD: "held",
            CallState.DISCONNECTED: "missed" if is_missed else "ended",
        }.get(call.state)


ENDS = ("ended", "missed")
STEPS: dict[str, Callable[[SimulatedPhone], None]] = {
    "answer": actions.answer,
    "reject": actions.reject,
    "remote answer": actions.remote_answer,
    "remote hang up": actions.remote_hang_up,
    "hang up": actions.hang_up,
    "hold": actions.hold,
    "remote hold": actions.remote_hold,
    "resume": actions.resume,
}


@pytest.mark.parametrize("seed", range(12))
async def test_random_calls_fire_the_expected_events(
    home: Home,
    phone: SimulatedPhone,
    listener: Listener,
    handled: Callable,
    seed: int,
) -> None:
    """Polls find each step, unless its notification is lost."""
    random, expected = Random(seed), ExpectedEvents(phone)
    delivery_faults = (
        list(DeliveryFault) if seed % 2 else [DeliveryFault.DELAY, DeliveryFault.DOUBLE]
    )
    phone.quirks |= {Quirk.PARALLEL, random.choice(list(Quirk))}
    phone.outbox.delivery_faults |= {
        each: random.randint(2, 6) for each in delivery_faults
    }
    phone.outbox.delay_seconds = random.uniform(0, 5)
    for number in map(str, range(300, 306)):
        if random.random() < 0.6:
            phone.ring(number)
        else:
            phone.exchange.destinations[number] = Destination("noanswer")
            phone.dial(number)
        for _ in range(random.randint(0, 4)):
            await handled(random.randint(7, 9))
            if possible := [name for name in STEPS if _can(name, phone)]:
                STEPS[random.choice(possible)](phone)
        await handled(random.randint(7, 9))
        while phone.calls:
            actions.hang_up(phone, f"{next(iter(phone.calls)).handle:x}")
        await handled(12)
        assert home.state("sensor.call_state") == "idle"
    await handled(120)
    assert listener.counts <= expected.counts
    if DeliveryFault.DROP in delivery_faults:
        expected.counts = Counter(
            {what: times for what, times in expected.counts.items() if what[1] in ENDS}
        )
    assert listener.counts >= expected.counts


def _can(name: str, phone: SimulatedPhone) -> bool:
    """Return whether a call of the phone allows this step."""
    states = {
        "answer": {CallState.OFFERING},
        "reject": {CallState.OFFERING},
        "remote answer": {CallState.RINGBACK},
        "hold": {CallState.CONNECTED},
        "remote hold": {CallState.CONNECTED},
        "resume": {CallState.HOLD},
    }.get(name, set(CallState))
    return any(call.state in states for call in phone.calls)


RANKS = ("connected", "ringing", "dialing", "off_hook", "on_hold")
SHOWN = {
    "Connected": "connected",
    "Offering": "ringing",
    "Setup": "dialing",
    "Proceeding": "dialing",
    "RingBack": "dialing",
    "Dialtone": "off_hook",
    "CallHold": "on_hold",
    "Hold": "on_hold",
}


@pytest.mark.parametrize(
    ("profile", "order"),
    [
        ("trio8800-5.7.1", Quirk.V1_NEWEST_FIRST),
        ("trio8800-5.7.1", Quirk.V1_CONNECTED_FIRST),
        ("edgeE350-8.6", Quirk.V1_NEWEST_FIRST),
        ("edgeE350-8.6", Quirk.V1_CONNECTED_FIRST),
        ("trio8800-7.2.2", None),
        ("vvx501-6.4", None),
        ("ccx500-7.3", None),
    ],
)
@pytest.mark.parametrize("seed", range(2))
async def test_two_calls_end_once(
    home: Home,
    phone: SimulatedPhone,
    listener: Listener,
    handled: Callable,
    order: Quirk | None,
    seed: int,
) -> None:
    """The state follows within a poll, also if a reply contains only one call."""
    random, expected = Random(seed), ExpectedEvents(phone)
    has_push = home.entry.options[CONF_PUSH] and Quirk.SILENT not in phone.quirks
    phone.quirks |= {Quirk.PARALLEL, *([order] if order else [])}
    for number in range(300, 308, 2):
        phone.ring(str(number))
        await handled(7)
        phone.ring(str(number + 1))
        for _ in range(random.randint(1, 6)):
            await handled(8)
            states = {SHOWN[call.state] for call in phone.calls}
            state = next((one for one in RANKS if one in states), "idle")
            # Only a notification reports a second call that the phone does not show.
            if has_push or order is None or len(phone.calls) < 2:
                assert home.state("sensor.call_state") == state
            if possible := [name for name in STEPS if _can(name, phone)]:
                STEPS[random.choice(possible)](phone)
        await handled(8)
        while phone.calls:
            actions.hang_up(phone, f"{next(iter(phone.calls)).handle:x}")
        await handled(14)
        assert home.state("sensor.call_state") == "idle"
    await handled(120)
    ends = Counter({what: n for what, n in expected.counts.items() if what[1] in ENDS})
    found = Counter({what: n for what, n in listener.counts.items() if what[1] in ENDS})
    assert found == ends


@pytest.mark.parametrize("home", ["push"], indirect=True)
async def test_events_of_a_failed_update_survive_a_reload(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    post: Poster,
    listener: Listener,
    wait: Wait,
) -> None:
    """The calls were read, but the update failed, so the entity was unavailable."""
    phone.server.faults.active.append(Fault("unauthorized", "lineInfo"))
    phone.configure({"apps.telNotification.URL": ""})
    phone.ring("301")
    await post(body(phone, kind="LineRegistrationEvent"))
    assert home.state("sensor.call_state") == "unavailable"
    assert not listener.kinds
    phone.server.faults.active.clear()
    await hass.config_entries.async_reload(home.entry.entry_id)
    for _ in range(3):
        await wait(1)
    assert listener.kinds == ["incoming"]
