"""Fixtures for a phone that sends notifications. Tests override `home` with `add`."""

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import ClientSession, TCPConnector
from homeassistant.components.webhook import async_generate_path
from homeassistant.const import CONF_WEBHOOK_ID, STATE_UNAVAILABLE
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from yarl import URL

from custom_components.poly_phone.const import CONF_PUSH, DOMAIN
from simulator import SimulatedPhone
from tests.home import Home, Wait, entry_of, set_up

PHONE = "127.0.0.1"


@pytest.fixture
async def base_url(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    hass_client_no_auth: ClientSessionGenerator,
) -> str:
    """Return the URL of Home Assistant for phones."""
    for component in (DOMAIN, "repairs", "diagnostics"):
        assert await async_setup_component(hass, component, {})
    client = await hass_client_no_auth()
    url = str(client.make_url("")).rstrip("/")
    await hass.config.async_update(internal_url=url)
    return url


type Add = Callable[..., Awaitable[Home]]


@pytest.fixture
def add(hass: HomeAssistant, phone: SimulatedPhone, base_url: str, wait: Wait) -> Add:
    """Return a function that sets up the phone with push."""

    async def add(**options: Any) -> Home:
        home = await set_up(hass, entry_of(phone), **{CONF_PUSH: True, **options})
        await wait(0)
        return home

    return add


type Settle = Callable[[], Awaitable[None]]


@pytest.fixture
def settle(hass: HomeAssistant, phone: SimulatedPhone) -> Settle:
    """Return a function that waits until all notifications are handled."""

    async def settle() -> None:
        await phone.settle()
        await hass.async_block_till_done(wait_background_tasks=True)

    return settle


class Poster:
    """Posts a body to the webhook of a phone, from any address."""

    def __init__(self, base_url: str, home: Home) -> None:
        path = async_generate_path(home.entry.data[CONF_WEBHOOK_ID])
        self.url = URL(f"{base_url}{path}")
        self.hass = home.hass

    async def __call__(
        self,
        body: str | bytes,
        *,
        source: str = PHONE,
        method: str = "POST",
        wait_for_requests: bool = True,
    ) -> int:
        """Post a body and return the status of the reply.

        Home Assistant has handled the body by then. It has also sent its requests to
        the phone if `wait_for_requests` is true.
        """
        async with (
            ClientSession(connector=TCPConnector(local_addr=(source, 0))) as session,
            session.request(method, self.url, data=body) as response,
        ):
            await response.read()
        await self.hass.async_block_till_done(wait_background_tasks=wait_for_requests)
        return response.status


@pytest.fixture
def post(base_url: str, home: Home) -> Poster:
    """Return a function that posts to the webhook of the phone."""
    return Poster(base_url, home)


class Listener:
    """The call events that the event entity has fired."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.events: list[dict[str, Any]] = []
        self.states: list[str] = []
        """The call state of the phone at each event."""
        async_track_state_change_event(
            home.hass, [home.entity_id("event.call") or ""], self._record
        )

    @callback
    def _record(self, event: Event[EventStateChangedData]) -> None:
        old, state = event.data["old_state"], event.data["new_state"]
        # Not an event, because the entity writes the last event again when it is available.
        is_back = old is not None and old.state == STATE_UNAVAILABLE
        if state and "event_type" in state.attributes and not is_back:
            self.events.append(dict(state.attributes))
            self.states.append(self._home.state("sensor.call_state"))

    @property
    def kinds(self) -> list[str]:
        """The types of the events, in order."""
        return [event["event_type"] for event in self.events]

    @property
    def numbers_and_kinds(self) -> list[tuple[str, str]]:
        """The numbers of the calls and the types of the events, in order."""
        return [(event["number"], event["event_type"]) for event in self.events]

    @property
    def counts(self) -> Counter[tuple[str, str]]:
        """The number of events by number of the call and type of the event."""
        return Counter(self.numbers_and_kinds)


@pytest.fixture
def listener(home: Home) -> Listener:
    """Return the call events from now on."""
    return Listener(home)


def body(
    phone: SimulatedPhone,
    state: str = "",
    *,
    kind: str = "CallStateChangeEvent",
    handle: str = "4af00c18",
    mac: str | None = None,
) -> str:
    """Return a notification of a phone, with an incoming call if a state is given."""
    call = (
        f"<CallLineInfo><CallInfo><CallReference>{handle}</CallReference>"
        f"<CallState>{state}</CallState><CallType>Incoming</CallType>"
        "<CallingPartyName>Front door</CallingPartyName>"
        "<CallingPartyDirNum>sip:301@voice.example.net</CallingPartyDirNum>"
        "</CallInfo></CallLineInfo>"
        if state
        else ""
    )
    return (
        f'<PolycomIPPhone><{kind} CallReference="{handle}" CallState="{state}">'
        f"<PhoneIP>{PHONE}</PhoneIP><MACAddress>{mac or phone.mac}</MACAddress>"
        f"<LineNumber>1</LineNumber>{call}</{kind}></PolycomIPPhone>"
    )
