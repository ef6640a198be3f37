"""A phone with scripted replies, for replies that the simulator never sends."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import CONF_FINGERPRINT, CONF_TLS, DOMAIN

from .ucs.stub_server import HOST, Answer, Seen, StubPhone, page, reply

MAC = "64:16:7f:0d:15:ea"

DEVICE: dict[str, Any] = {
    "ModelNumber": "VVX 450",
    "MACAddress": MAC.replace(":", ""),
    "Firmware": {"Application": "6.4.3.5018 10-Mar-22 09:02"},
    "UpTime": {"Days": "2", "Hours": "0", "Minutes": "0", "Seconds": "0"},
}
LINE: dict[str, Any] = {
    "LineNumber": "1",
    "RegistrationStatus": "registered",
    "SIPAddress": "210@pbx.example.org",
    "Label": "Studio",
    "ProxyAddress": "pbx.example.org",
}


class ScriptedPhone(StubPhone):
    """A phone that returns the items of `replies`, by path."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, Answer] = {
            "v1/mgmt/device/info": reply(DEVICE),
            "v1/mgmt/lineInfo": reply([LINE]),
            "v2/webCallControl/callStatus": reply([]),
            "v1/mgmt/callLogs": reply({"Missed": [], "Received": [], "Placed": []}),
        }
        self.answer(self._reply)

    def set_reply(self, path: str, data: object, **envelope: object) -> None:
        """Set the reply for one path; other paths return 404."""
        self.replies[path] = reply(data, **envelope)

    def _reply(self, seen: Seen) -> Answer:
        return self.replies.get(seen.path.removeprefix("/api/"), page(404))


@asynccontextmanager
async def scripted_phone() -> AsyncGenerator[tuple[ScriptedPhone, MockConfigEntry]]:
    """Return a phone over plain HTTP, and its config entry."""
    async with ScriptedPhone() as phone:
        yield (
            phone,
            MockConfigEntry(
                domain=DOMAIN,
                title="VVX 450 Studio",
                unique_id=MAC,
                data={
                    CONF_HOST: HOST,
                    CONF_PORT: phone.port,
                    CONF_TLS: False,
                    CONF_USERNAME: "Polycom",
                    CONF_PASSWORD: "2580",
                    CONF_FINGERPRINT: None,
                },
            ),
        )
