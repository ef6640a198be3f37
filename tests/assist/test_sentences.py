"""Tests of the sentences and answers of the default agent."""

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

from .conftest import SENTENCES, AssistSetup, expose


def translate(setup: AssistSetup) -> None:
    """Add German aliases to the areas."""
    registry = ar.async_get(setup.hass)
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
async def test_sentence_calls_a_contact(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    language: str,
    text: str,
) -> None:
    translate(setup)
    er.async_get(setup.hass).async_update_entity(
        setup.kitchen.entity_id("sensor.call_state") or "", aliases=["Desk phone"]
    )
    answer = {"en": "Calling Mum", "de": "Mum wird angerufen"}
    assert await setup.say(text, language) == answer[language]
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
async def test_sentence_calls_with_the_phone_near_the_satellite(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    language: str,
    text: str,
) -> None:
    await setup.say(text, language, setup.satellite("Boardroom"))
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
async def test_sentence_calls_another_phone(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    language: str,
    text: str,
) -> None:
    translate(setup)
    answer = await setup.say(text, language, setup.satellite("Kitchen"))
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
async def test_sentence_answers_a_call(
    setup: AssistSetup, phone: SimulatedPhone, language: str, text: str, answer: str
) -> None:
    translate(setup)
    phone.ring("301")
    assert (await setup.say(text, language)).startswith(answer)
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
async def test_sentence_answers_the_phone_near_the_satellite(
    setup: AssistSetup, phone: SimulatedPhone, language: str, text: str
) -> None:
    phone.ring("301")
    await setup.say(text, language, setup.satellite("Kitchen"))
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
async def test_sentence_hangs_up(
    setup: AssistSetup, phone: SimulatedPhone, language: str, text: str
) -> None:
    translate(setup)
    connect(phone)
    answer = await setup.say(text, language, setup.satellite("Kitchen"))
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
async def test_sentence_transfers_a_call(
    setup: AssistSetup, phone: SimulatedPhone, language: str, text: str
) -> None:
    translate(setup)
    connect(phone)
    answer = await setup.say(text, language, setup.satellite("Kitchen"))
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
async def test_sentence_mutes_the_phone(
    setup: AssistSetup,
    phone: SimulatedPhone,
    wait: Wait,
    language: str,
    mute: str,
    unmute: str,
) -> None:
    translate(setup)
    connect(phone)
    await wait(5)
    device_id = setup.satellite("Kitchen")
    answer = await setup.say(mute, language, device_id)
    assert answer.startswith("VVX 501 Reception is")
    assert setup.kitchen.state("switch.mute") == "on"
    await setup.say(unmute, language, device_id)
    assert setup.kitchen.state("switch.mute") == "off"


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
async def test_sentence_asks_for_the_caller(
    setup: AssistSetup,
    phone: SimulatedPhone,
    language: str,
    text: str,
    answer: str,
    silence: str,
) -> None:
    translate(setup)
    assert (await setup.say(text, language)).startswith(silence)
    phone.ring("+49 30 5550123")
    assert await setup.say(text, language) == answer


async def test_answer_names_several_callers(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    connect(phone)
    phone.ring("301")
    trio.ring("310", "Front door")
    assert await setup.say("who is on the phone?") == (
        "Mum is on the line, Jane Doe is calling, Front door is calling."
    )


async def test_answer_names_an_unreachable_phone(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    phone.ring("+49 30 5550123")
    actions.set_api(trio, False)
    assert await setup.say("who is calling?") == (
        "Mum is calling. No answer from Trio 8800 Conference Room."
    )
    assert await setup.say("wer ruft an?", "de") == (
        "Mum ruft an. Keine Antwort von Trio 8800 Conference Room."
    )


def miss(phone: SimulatedPhone, number: str, name: str = "") -> None:
    """Let the phone miss a call."""
    phone.ring(number, name)
    actions.remote_hang_up(phone)


@pytest.fixture
async def afternoon(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Set all clocks to a fixed time."""
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
async def test_sentence_asks_for_missed_calls(
    afternoon: None,
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    wait: Wait,
    language: str,
    text: str,
    answer: str,
    silence: str,
) -> None:
    """Only unseen calls count."""
    translate(setup)
    assert (await setup.say(text, language)).startswith(silence)
    miss(phone, "+49 30 5550123")
    await wait(180)
    miss(trio, "310", "Front door")
    await wait(600)
    assert (await setup.say(text, language)).startswith(answer)

    for home in (setup.kitchen, setup.boardroom):
        await home.use("button.press", "button.mark_missed_calls_seen")
    assert (await setup.say(text, language)).startswith(silence)


@pytest.mark.parametrize(
    ("language", "text", "answer"),
    [
        ("en", "who called?", "Mum on March 8 at 17:05."),
        ("de", "wer hat angerufen?", "Mum am 8.3. um 17:05 Uhr."),
    ],
)
async def test_answer_has_the_date_of_older_calls(
    afternoon: None,
    setup: AssistSetup,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    language: str,
    text: str,
    answer: str,
) -> None:
    miss(phone, "+49 30 5550123")
    freezer.tick(86400)
    assert await setup.say(text, language) == answer


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
async def test_answer_explains_an_error(
    setup: AssistSetup,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    text: str,
    answer: str,
) -> None:
    assert (await setup.say(text)).startswith(answer)
    assert not sent(phone, "dial") + sent(trio, "dial")


async def test_unexposed_phone_is_ignored(
    setup: AssistSetup, phone: SimulatedPhone
) -> None:
    """The other phone is the only one for the agent."""
    expose(setup.boardroom, "sensor.call_state", is_exposed=False)
    assert await setup.say("call Mum") == "Calling Mum"
    assert sent(phone, "dial")
    answer = await setup.say("hang up the conference room phone")
    assert answer.startswith("No phone that is exposed to this assistant matches")
    expose(setup.kitchen, "sensor.call_state", is_exposed=False)
    assert (await setup.say("hang up")).startswith("No phone is exposed")


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_language_has_all_intents(language: str) -> None:
    """Each sentence of an intent has a response."""
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


async def test_intent_without_sentence_follows_the_same_rules(
    setup: AssistSetup, phone: SimulatedPhone, hass_client: ClientSessionGenerator
) -> None:
    """Programs can call the intent, but not for emergency numbers."""
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
