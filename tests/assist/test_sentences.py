"""Sentences that Home Assistant's own agent understands, and what it answers."""

from unittest.mock import ANY

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
import yaml

from custom_components.poly_phone.assist.commands import COMMANDS
from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Wait, sent

from .conftest import SENTENCES, House, expose


def translate(house: House) -> None:
    """Give the areas German names, too."""
    registry = ar.async_get(house.hass)
    for name, alias in (("Kitchen", "Küche"), ("Boardroom", "Besprechungsraum")):
        area = registry.async_get_area_by_name(name)
        assert area
        registry.async_update(area.id, aliases={alias})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "call Mum from the kitchen"),
        ("en", "Call my mum in the kitchen, please."),
        ("en", "ring Mum on the kitchen phone"),
        ("en", "make a call to Mum from the kitchen phone"),
        ("en", "from the kitchen phone call Mum"),
        ("en", "call Mum from the ground floor"),
        ("en", "phone Mum with the desk phone"),
        ("de", "Ruf Mum aus der Küche an"),
        ("de", "ruf bitte Mum in der Küche an"),
        ("de", "rufe in der Küche Mum an"),
        ("de", "Mum aus der Küche anrufen"),
        ("de", "ruf Mum mit dem desk phone an"),
    ],
)
async def test_calling_somebody(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, language: str, text: str
) -> None:
    translate(house)
    er.async_get(house.hass).async_update_entity(
        house.kitchen.entity_id("sensor.call_state") or "", aliases=["Desk phone"]
    )
    answer = {"en": "Calling Mum", "de": "Mum wird angerufen"}
    assert await house.say(text, language) == answer[language]
    assert [data["Dest"] for data in sent(phone, "dial")] == ["+49305550123"]
    assert not sent(trio, "dial")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "call Jane Doe"),
        ("en", "dial 301"),
        ("de", "ruf Jane an"),
        ("de", "wähle die 301"),
        ("de", "Jane Doe anrufen"),
    ],
)
async def test_calling_where_one_is(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, language: str, text: str
) -> None:
    """The phone in the room of the satellite is meant."""
    await house.say(text, language, house.satellite("Boardroom"))
    assert [data["Dest"] for data in sent(trio, "dial")] == ["301"]
    assert not sent(phone, "dial")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "call the boardroom"),
        ("en", "call the boardroom phone"),
        ("en", "call the conference room"),
        ("de", "ruf das Telefon im Besprechungsraum an"),
    ],
)
async def test_calling_another_phone(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, language: str, text: str
) -> None:
    translate(house)
    answer = await house.say(text, language, house.satellite("Kitchen"))
    assert "Trio 8800 Conference Room" in answer
    assert [data["Dest"] for data in sent(phone, "dial")] == [trio.lines[0].extension]


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "answer the kitchen phone", "Answered"),
        ("en", "pick up the phone in the kitchen please", ""),
        ("en", "take the call on the kitchen phone", "Answered"),
        ("de", "nimm den Anruf in der Küche an", "Angenommen"),
        ("de", "geh bitte ans Telefon in der Küche", "Angenommen"),
    ],
)
async def test_answering(
    house: House, phone: SimulatedPhone, language: str, text: str, answer: str
) -> None:
    translate(house)
    phone.ring("301")
    assert (await house.say(text, language)).startswith(answer)
    assert phone.calls.focused
    assert phone.calls.focused.state == "Connected"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "answer the phone"),
        ("en", "pick up the call, please"),
        ("de", "geh ran"),
        ("de", "Anruf annehmen"),
    ],
)
async def test_answering_where_one_is(
    house: House, phone: SimulatedPhone, language: str, text: str
) -> None:
    phone.ring("301")
    await house.say(text, language, house.satellite("Kitchen"))
    assert phone.calls.focused
    assert phone.calls.focused.state == "Connected"


def connect(phone: SimulatedPhone) -> None:
    phone.ring("+49 30 5550123")
    actions.answer(phone)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "hang up"),
        ("en", "hang up the phone"),
        ("en", "end the call please"),
        ("en", "hang up the kitchen phone"),
        ("en", "hang up in the kitchen"),
        ("en", "end the call on the kitchen phone"),
        ("de", "leg auf"),
        ("de", "auflegen"),
        ("de", "beende das Gespräch"),
        ("de", "leg in der Küche auf"),
        ("de", "beende den Anruf in der Küche"),
    ],
)
async def test_hanging_up(
    house: House, phone: SimulatedPhone, language: str, text: str
) -> None:
    translate(house)
    connect(phone)
    answer = await house.say(text, language, house.satellite("Kitchen"))
    assert answer == {"en": "Hung up", "de": "Aufgelegt"}[language]
    assert not phone.calls


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "transfer to sales"),
        ("en", "transfer the call to Sales"),
        ("en", "put him through to sales, please"),
        ("en", "transfer the kitchen phone to sales"),
        ("en", "forward the call on the kitchen phone to sales"),
        ("de", "verbinde mit Sales"),
        ("de", "leite den Anruf an Sales weiter"),
        ("de", "stell das Gespräch zu Sales durch"),
        ("de", "verbinde den Anruf in der Küche mit Sales"),
    ],
)
async def test_transferring(
    house: House, phone: SimulatedPhone, language: str, text: str
) -> None:
    translate(house)
    connect(phone)
    answer = await house.say(text, language, house.satellite("Kitchen"))
    assert (
        answer == {"en": "Transferred to Sales", "de": "Verbunden mit Sales"}[language]
    )
    assert [data["TransferDest"] for data in sent(phone, "transferCall")] == ["302"]


@pytest.mark.parametrize(
    ("language", "mute", "unmute"),
    [
        ("en", "mute the phone", "unmute the phone"),
        ("en", "mute the kitchen phone", "unmute the kitchen phone"),
        ("en", "mute the microphone in the kitchen", "unmute the call in the kitchen"),
        ("de", "schalte das Telefon stumm", "hebe die Stummschaltung auf"),
        (
            "de",
            "stell das Telefon in der Küche stumm",
            "schalte das Mikrofon in der Küche wieder an",
        ),
    ],
)
async def test_muting(
    house: House,
    phone: SimulatedPhone,
    wait: Wait,
    language: str,
    mute: str,
    unmute: str,
) -> None:
    translate(house)
    connect(phone)
    await wait(5)
    device_id = house.satellite("Kitchen")
    answer = await house.say(mute, language, device_id)
    assert answer.startswith("VVX 501 Reception is")
    assert house.kitchen.state("switch.mute") == "on"
    await house.say(unmute, language, device_id)
    assert house.kitchen.state("switch.mute") == "off"


@pytest.mark.parametrize(
    ("language", "text", "answer", "silence"),
    [
        ("en", "who is calling?", "Mum is calling.", "There are no calls."),
        ("en", "who's on the kitchen phone?", "Mum is calling.", "There are no calls."),
        ("de", "Wer ruft an?", "Mum ruft an.", "Es gibt keine Anrufe."),
        (
            "de",
            "wer ist am Telefon in der Küche",
            "Mum ruft an.",
            "Es gibt keine Anrufe.",
        ),
    ],
)
async def test_asking_who_is_there(
    house: House,
    phone: SimulatedPhone,
    language: str,
    text: str,
    answer: str,
    silence: str,
) -> None:
    translate(house)
    assert (await house.say(text, language)).startswith(silence)
    phone.ring("+49 30 5550123")
    assert await house.say(text, language) == answer


async def test_asking_who_is_there_in_several_calls(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    connect(phone)
    phone.ring("301")
    trio.ring("310", "Front door")
    assert await house.say("who is on the phone?") == (
        "Mum is on the line, Jane Doe is calling, Front door is calling."
    )


async def test_a_phone_that_does_not_answer(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    phone.ring("+49 30 5550123")
    actions.set_api(trio, False)
    assert await house.say("who is calling?") == (
        "Mum is calling. No answer from Trio 8800 Conference Room."
    )
    assert await house.say("wer ruft an?", "de") == (
        "Mum ruft an. Keine Antwort von Trio 8800 Conference Room."
    )


def miss(phone: SimulatedPhone, number: str, name: str = "") -> None:
    """Let a call ring that nobody answers."""
    phone.ring(number, name)
    actions.remote_hang_up(phone)


@pytest.fixture
async def afternoon(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Begin at a known time, on the clocks of all."""
    freezer.move_to("2027-03-08T17:05:00+00:00")
    await hass.config.async_set_time_zone("UTC")
    phone.zone = trio.zone = dt_util.UTC


@pytest.mark.parametrize(
    ("language", "text", "answer", "silence"),
    [
        (
            "en",
            "Who called?",
            "Front door at 17:08, Mum at 17:05.",
            "There are no new missed calls.",
        ),
        (
            "en",
            "did anyone call",
            "Front door at 17:08, Mum",
            "There are no new missed calls.",
        ),
        (
            "en",
            "do I have any missed calls",
            "Front door at",
            "There are no new missed calls.",
        ),
        (
            "en",
            "who called the kitchen phone",
            "Mum at 17:05.",
            "There are no new missed calls.",
        ),
        (
            "de",
            "Wer hat angerufen?",
            "Front door um 17:08 Uhr, Mum um 17:05 Uhr.",
            "Es gibt keine neuen verpassten Anrufe.",
        ),
        ("de", "habe ich Anrufe verpasst", "Front door um 17", "Es gibt keine neuen"),
        (
            "de",
            "Wer hat in der Küche angerufen?",
            "Mum um 17:05 Uhr.",
            "Es gibt keine neuen",
        ),
    ],
)
async def test_asking_who_called(
    afternoon: None,
    house: House,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    wait: Wait,
    language: str,
    text: str,
    answer: str,
    silence: str,
) -> None:
    """Those calls count that nobody has taken note of."""
    translate(house)
    assert (await house.say(text, language)).startswith(silence)
    miss(phone, "+49 30 5550123")
    await wait(180)
    miss(trio, "310", "Front door")
    await wait(600)
    assert (await house.say(text, language)).startswith(answer)

    for home in (house.kitchen, house.boardroom):
        await home.use("button.press", "button.mark_missed_calls_seen")
    assert (await house.say(text, language)).startswith(silence)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "who called?", "Mum on March 8 at 17:05."),
        ("de", "wer hat angerufen?", "Mum am 8.3. um 17:05 Uhr."),
    ],
)
async def test_who_called_some_days_ago(
    afternoon: None,
    house: House,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    language: str,
    text: str,
    answer: str,
) -> None:
    miss(phone, "+49 30 5550123")
    freezer.tick(86400)
    assert await house.say(text, language) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("call Mum", "Several phones match: VVX 501 Reception, Trio 8800"),
        (
            "hang up the garage phone",
            "No phone that is exposed to this assistant matches",
        ),
        ("call Alice from the kitchen", "Alice is neither a contact nor another phone"),
        ("dial 4711 from the kitchen", "4711 is neither a contact nor another phone"),
        ("dial 112 from the kitchen", "Voice assistants never dial emergency numbers."),
        (
            "call 1 1 0 from the kitchen",
            "Voice assistants never dial emergency numbers.",
        ),
        ("hang up the kitchen phone", "There is no call on VVX 501 Reception."),
    ],
)
async def test_refusals(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, text: str, answer: str
) -> None:
    assert (await house.say(text)).startswith(answer)
    assert not sent(phone, "dial") + sent(trio, "dial")


async def test_a_phone_that_is_not_exposed(house: House, phone: SimulatedPhone) -> None:
    """It does not exist for who talks; the other one is the only one."""
    expose(house.boardroom, "sensor.call_state", is_exposed=False)
    assert await house.say("call Mum") == "Calling Mum"
    assert sent(phone, "dial")
    answer = await house.say("hang up the conference room phone")
    assert answer.startswith("No phone that is exposed to this assistant matches")
    expose(house.kitchen, "sensor.call_state", is_exposed=False)
    assert (await house.say("hang up")).startswith("No phone is exposed")


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_languages_offer_the_same(language: str) -> None:
    """Each intent that there is, with a response for each of its sentences."""
    file = SENTENCES / f"{language}.yaml"
    sentences = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert sentences["language"] == language
    assert sentences["intents"].keys() == {
        f"PolyPhone{name.title().replace('_', '')}" for name in COMMANDS
    }
    assert sentences["responses"]["intents"] == {
        intent: {
            data.get("response", "default"): ANY
            for data in sentences["intents"][intent]["data"]
        }
        for intent in sentences["intents"]
    }


async def test_an_intent_without_a_sentence(
    house: House, phone: SimulatedPhone, hass_client: ClientSessionGenerator
) -> None:
    """Programs may use it, too; nothing is hidden from them, but help is."""
    client = await hass_client()
    for contact, spoken in (("Mum", {}), ("112", ANY)):
        reply = await client.post(
            "/api/intent/handle",
            json={
                "name": "PolyPhoneDial",
                "data": {"contact": contact, "area": "Kitchen"},
            },
        )
        assert (await reply.json())["speech"] == spoken
    assert [data["Dest"] for data in sent(phone, "dial")] == ["+49305550123"]
