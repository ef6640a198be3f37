"""A phone that answers by hand, for what no simulated one answers."""

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


class HandMadePhone(StubPhone):
    """A phone whose replies are what a test writes into `replies`, by path."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: dict[str, Answer] = {
            "v1/mgmt/device/info": reply(DEVICE),
            "v1/mgmt/lineInfo": reply([LINE]),
            "v2/webCallControl/callStatus": reply([]),
            "v1/mgmt/callLogs": reply({"Missed": [], "Received": [], "Placed": []}),
        }
        self.answer(self._reply)

    def tell(self, path: str, data: object, **envelope: object) -> None:
        """Answer one path so from now on; the rest is not found."""
        self.replies[path] = reply(data, **envelope)

    def _reply(self, seen: Seen) -> Answer:
        return self.replies.get(seen.path.removeprefix("/api/"), page(404))


@asynccontextmanager
async def hand_made_phone() -> AsyncGenerator[tuple[HandMadePhone, MockConfigEntry]]:
    """Return a phone that answers by hand, over plain HTTP, and its config entry."""
    async with HandMadePhone() as phone:
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
