"""A real Home Assistant process, set up without a user."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
import secrets

from aiohttp import ClientError, ClientSession

from . import ROOT, TestbedError
from .client import HomeAssistant, Json
from .processes import LOOPBACK, child_process, private_environment, when_ready

USERNAME = "demo"
RESTART_EXIT_CODE = 100
START_SECONDS = 120

CONFIGURATION = """\
homeassistant:
  name: Poly Phone
  latitude: 0
  longitude: 0
  elevation: 0
  unit_system: metric
  time_zone: UTC
  country: GB
{address}frontend:
automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml
history:
logbook:
my:
system_health:
webhook:
"""

# Skipped, because the steps for analytics and location set up integrations that use the internet.
ONBOARDING = {"done": ["core_config", "analytics", "integration"]}


@dataclass(frozen=True, kw_only=True)
class Instance:
    """The program, folder and address of a Home Assistant."""

    program: Path
    config_dir: Path
    port: int
    bind: str = LOOPBACK
    more_configuration: str = ""
    """Lines to append to `configuration.yaml`."""

    @property
    def url(self) -> str:
        """The URL on this machine."""
        host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(self.bind, self.bind)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def log(self) -> Path:
        """The file with its output and log."""
        return self.config_dir / "output.log"

    @property
    def password(self) -> str:
        """The password of its user, generated at the first start."""
        file = self.config_dir / "password"
        if not file.exists():
            file.touch(0o600)
            file.write_text(secrets.token_hex(4))
        return file.read_text()


@asynccontextmanager
async def home_assistant(instance: Instance) -> AsyncIterator[asyncio.Task[int]]:
    """A started Home Assistant with a user, ended with the block."""
    _prepare(instance)
    async with child_process(
        instance.program,
        *("--config", instance.config_dir),
        # Because newer versions than the required ones are installed, which have wheels.
        *("--skip-pip-packages", "pymicro-vad,pyspeex-noise"),
        env=private_environment(instance.config_dir),
        log=instance.log,
        restart_code=RESTART_EXIT_CODE,
    ) as process:
        name = f"Home Assistant (its log: {instance.log})"
        await when_ready(name, process, _start(instance), seconds=START_SECONDS)
        yield process


@asynccontextmanager
async def signed_in(
    instance: Instance, *, with_states: bool = True
) -> AsyncIterator[HomeAssistant]:
    """A client of the user, with or without the states of all entities."""
    async with ClientSession() as session:
        tokens = await _sign_in(session, instance)
        async with HomeAssistant.connect(
            session, instance.url, tokens, with_states=with_states
        ) as client:
            yield client


def _prepare(instance: Instance) -> None:
    """Write the configuration folder."""
    folder = instance.config_dir
    components = folder / "custom_components"
    storage = folder / ".storage"
    for path in (components, storage):
        path.mkdir(parents=True, exist_ok=True)
    link = components / "poly_phone"
    if not link.is_symlink():
        link.symlink_to(ROOT / "custom_components" / "poly_phone")
        for name in ("automations", "scripts", "scenes"):
            (folder / f"{name}.yaml").touch()
        _store(storage, "onboarding", 4, ONBOARDING)
    # Phones need this address; on all interfaces, Home Assistant detects it because none is set.
    known = instance.bind not in ("0.0.0.0", "::")
    address = f"  internal_url: {instance.url}\n" if known else ""
    (folder / "configuration.yaml").write_text(
        CONFIGURATION.format(address=address) + instance.more_configuration
    )
    if instance.bind == LOOPBACK:
        # Otherwise Home Assistant needs a network for multicasts.
        _store(storage, "core.network", 1, {"configured_adapters": ["lo"]})
    # Not in YAML, because Home Assistant reverts that after five minutes without confirmation.
    server = {"server_host": [instance.bind], "server_port": instance.port}
    _store(storage, "http", 1, server)


def _store(storage: Path, key: str, version: int, data: Json) -> None:
    content = {"version": version, "minor_version": 1, "key": key, "data": data}
    (storage / key).write_text(json.dumps(content))


async def _create_user(session: ClientSession, instance: Instance) -> None:
    """Wait for the web server and create the user if missing."""
    status = None
    while status is None:
        try:
            async with session.get(f"{instance.url}/api/onboarding") as response:
                # Because the view exists only before the onboarding.
                if response.status == 404:
                    return
                status = await response.json()
        except ClientError:
            await asyncio.sleep(0.1)
    user = {
        "client_id": f"{instance.url}/",
        "name": "Demo",
        "username": USERNAME,
        "password": instance.password,
        "language": "en",
    }
    async with session.post(
        f"{instance.url}/api/onboarding/users", json=user
    ) as response:
        response.raise_for_status()


async def _sign_in(session: ClientSession, instance: Instance) -> Json:
    """Sign in with user name and password and return tokens."""
    client_id = f"{instance.url}/"

    async def post(path: str, **request: Json) -> Json:
        async with session.post(f"{instance.url}/auth/{path}", **request) as response:
            return await response.json()

    flow = {
        "client_id": client_id,
        "handler": ["homeassistant", None],
        "redirect_uri": client_id,
    }
    step = await post("login_flow", json=flow)
    credentials = {
        "client_id": client_id,
        "username": USERNAME,
        "password": instance.password,
    }
    step = await post(f"login_flow/{step['flow_id']}", json=credentials)
    if step["type"] != "create_entry":
        raise TestbedError("Home Assistant does not accept the user and password")
    code = {
        "client_id": client_id,
        "grant_type": "authorization_code",
        "code": step["result"],
    }
    return await post("token", data=code)


async def _start(instance: Instance) -> None:
    """Create the user and wait until Home Assistant has started."""
    async with ClientSession() as session:
        await _create_user(session, instance)
    started = asyncio.Event()
    # Without states, because Home Assistant disconnects clients that read hundreds of phones slowly.
    async with signed_in(instance, with_states=False) as client:
        await client.subscribe(
            "subscribe_events",
            lambda _: started.set(),
            event_type="homeassistant_started",
        )
        if (await client.command("get_config"))["state"] != "RUNNING":
            await started.wait()
