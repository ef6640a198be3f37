"""Messages on the display, and pictures of it, on every model."""

import asyncio
from io import BytesIO

from PIL import Image
import pytest

from custom_components.poly_phone.ucs import (
    MessageLogin,
    UcsCaptureOffError,
    UcsClient,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
)
from simulator import PROFILES, SimulatedPhone
from simulator.phone.messages import Message

LOGIN = MessageLogin("office", "grüß dich")

pytestmark = pytest.mark.parametrize("profile", PROFILES)


async def test_message(client: UcsClient, phone: SimulatedPhone) -> None:
    with pytest.raises(UcsMessagesOffError):
        await client.screen.check(LOGIN)
    phone.configure(
        {"apps.push.username": LOGIN.username, "apps.push.password": LOGIN.password}
    )
    with pytest.raises(UcsMessageDiscardedError):
        await client.screen.check(LOGIN)
    with pytest.raises(UcsMessageDiscardedError):
        await client.screen.show("x", login=LOGIN)
    phone.configure({"apps.push.messageType": "5"})
    await client.screen.check(LOGIN)
    assert phone.messages.shown is None
    with pytest.raises(UcsMessageLoginError):
        await client.screen.check(LOGIN._replace(password="x"))
    for number in range(2):
        await client.screen.show(f"{number} < 2\nTür", title="Größe", login=LOGIN)
        assert phone.messages.shown == Message("Größe", f"{number} < 2\nTür", "Normal")


async def test_picture(client: UcsClient, phone: SimulatedPhone) -> None:
    with pytest.raises(UcsCaptureOffError):
        await client.screen.capture()
    phone.configure(dict.fromkeys(phone.profile.capture, "1"))
    picture = await client.screen.capture()
    image = Image.open(BytesIO(picture.content))
    assert picture.content_type == f"image/{str(image.format).lower()}"


async def test_pictures_wait_for_their_turn(
    client: UcsClient, phone: SimulatedPhone
) -> None:
    phone.configure(dict.fromkeys(phone.profile.capture, "1"))
    await asyncio.gather(client.device_info(), client.screen.capture(), client.lines())
    assert 403 not in [request.status for request in phone.requests]
