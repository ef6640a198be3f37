"""A client of Home Assistant's REST and WebSocket API."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse

from . import TestbedError

type Json = Any
"""A value that JSON can represent."""


class CommandError(TestbedError):
    """A request that Home Assistant has rejected."""


class HomeAssistant:
    """A connection of a signed-in user, with the current states of all entities."""

    def __init__(
        self,
        session: ClientSession,
        websocket: ClientWebSocketResponse,
        url: str,
        tokens: Json,
    ) -> None:
        self.url = url
        self.tokens = tokens
        self.states: dict[str, Json] = {}
        self._session = session
        self._websocket = websocket
        self._ids = count(1)
        self._replies: dict[int, asyncio.Future[Json]] = {}
        self._listeners: dict[int, Callable[[Json], None]] = {}
        self._changed = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def connect(
        cls, session: ClientSession, url: str, tokens: Json, *, with_states: bool
    ) -> AsyncIterator[Self]:
        """Connect with the tokens of a user for one block."""
        async with session.ws_connect(
            f"{url}/api/websocket", max_msg_size=0
        ) as websocket:
            await websocket.receive_json()
            await websocket.send_json(
                {"type": "auth", "access_token": tokens["access_token"]}
            )
            if (answer := await websocket.receive_json())["type"] != "auth_ok":
                raise CommandError(answer["message"])
            client = cls(session, websocket, url, tokens)
            reader = asyncio.create_task(client._read())
            try:
                if with_states:
                    await client._follow_states()
                yield client
            finally:
                reader.cancel()
                await asyncio.gather(reader, return_exceptions=True)

    async def _follow_states(self) -> None:
        """Subscribe to the states of all entities."""
        await self.subscribe(
            "subscribe_events", self._state_changed, event_type="state_changed"
        )
        for state in await self.command("get_states"):
            self.states.setdefault(state["entity_id"], state)

    async def command(self, kind: str, /, **fields: Json) -> Json:
        """Send a WebSocket command and return its result."""
        return await self._send(next(self._ids), {"type": kind, **fields})

    async def subscribe(
        self, kind: str, listener: Callable[[Json], None], /, **fields: Json
    ) -> None:
        """Send a WebSocket command and pass its events to the listener."""
        message_id = next(self._ids)
        self._listeners[message_id] = listener
        await self._send(message_id, {"type": kind, **fields})

    async def action(
        self,
        name: str,
        *,
        target: Json = None,
        data: Json = None,
        response: bool = False,
    ) -> Json:
        """Perform an action such as ``switch.turn_on`` and return its response."""
        domain, service = name.split(".")
        result = await self.command(
            "call_service",
            domain=domain,
            service=service,
            target=target or {},
            service_data=data or {},
            return_response=response,
        )
        return result.get("response")

    async def wait(
        self, name: str, condition: Callable[[], bool], *, seconds: float = 30
    ) -> None:
        """Wait until the condition is true after a state change."""
        try:
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(condition)
        except TimeoutError as err:
            raise TestbedError(f"{name}: not within {seconds:g} seconds") from err

    async def wait_state(
        self, entity_id: str, *states: str, seconds: float = 30
    ) -> None:
        """Wait until the entity has one of the states."""
        try:
            await self.wait(
                entity_id, lambda: self.state(entity_id) in states, seconds=seconds
            )
        except TestbedError as err:
            raise TestbedError(
                f"{entity_id} is {self.state(entity_id)}, not {' or '.join(states)}, "
                f"after {seconds:g} seconds"
            ) from err

    def state(self, entity_id: str) -> str | None:
        """Return the state of an entity, or None without such an entity."""
        state = self.states.get(entity_id)
        return state and str(state["state"])

    async def add_entry(self, handler: str, user_input: Json) -> Json:
        """Complete a config flow and return the new config entry."""
        path = "/api/config/config_entries/flow"
        step = await self.post(path, {"handler": handler})
        answer = user_input
        while step["type"] == "form":
            step = await self.post(f"{path}/{step['flow_id']}", answer)
            if errors := step.get("errors"):
                await self.delete(f"{path}/{step['flow_id']}")
                texts = [await self._text(handler, "error", e) for e in errors.values()]
                raise CommandError(" ".join(texts))
            # Empty, because only a confirmation can follow the form.
            answer = {}
        if step["type"] == "create_entry":
            return step["result"]
        raise CommandError(
            await self._text(handler, step["type"], step.get("reason", ""))
        )

    async def get(self, path: str) -> Json:
        """Send a GET request and return the reply."""
        async with self._session.get(
            f"{self.url}{path}", headers=self._headers
        ) as response:
            response.raise_for_status()
            return await response.json()

    async def post(self, path: str, body: Json) -> Json:
        """Send a POST request and return the reply."""
        async with self._session.post(
            f"{self.url}{path}", json=body, headers=self._headers
        ) as response:
            if not response.ok:
                text = " ".join((await response.text()).split())
                raise CommandError(f"{path}: HTTP {response.status}: {text}")
            return await response.json()

    async def delete(self, path: str) -> None:
        """Send a DELETE request."""
        async with self._session.delete(
            f"{self.url}{path}", headers=self._headers
        ) as response:
            response.raise_for_status()

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens['access_token']}"}

    async def _text(self, integration: str, kind: str, key: str) -> str:
        """Return the text of a config flow for an error or reason."""
        translations = await self.command(
            "frontend/get_translations",
            language="en",
            category="config",
            integration=[integration],
        )
        name = f"component.{integration}.config.{kind}.{key}"
        return str(translations["resources"].get(name, f"{kind} {key}"))

    async def _send(self, message_id: int, message: Json) -> Json:
        reply = self._replies[message_id] = asyncio.get_running_loop().create_future()
        try:
            await self._websocket.send_json({"id": message_id, **message})
            return await reply
        finally:
            del self._replies[message_id]

    async def _read(self) -> None:
        """Handle messages until the connection ends."""
        try:
            async for received in self._websocket:
                self._handle(received.json())
                async with self._changed:
                    self._changed.notify_all()
        finally:
            for reply in self._replies.values():
                reply.set_exception(CommandError("the connection has ended"))

    def _handle(self, message: Json) -> None:
        if message["type"] == "event":
            self._listeners[message["id"]](message["event"])
        elif (reply := self._replies.get(message["id"])) and not reply.done():
            if message["success"]:
                reply.set_result(message["result"])
            else:
                reply.set_exception(CommandError(message["error"]["message"]))

    def _state_changed(self, event: Json) -> None:
        data = event["data"]
        if data["new_state"] is None:
            self.states.pop(data["entity_id"], None)
        else:
            self.states[data["entity_id"]] = data["new_state"]
