"""Tests of the parameters that make the phone send notifications."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID, EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.poly_phone.const import CONF_PUSH, DOMAIN
from custom_components.poly_phone.provisioning.features import (
    EVENT_PARAMETERS,
    URL_PARAMETER,
)
from simulator import SimulatedPhone
from simulator.control import actions
from simulator.quirks import Quirk
from simulator.web.faults import Fault
from tests.home import Home, Wait, entry_of, sent, set_up
from tests.push import Add

FOREIGN = "http://192.0.2.9/pa"
SET = "/mgmt/config/set"
GET = "/mgmt/config/get"


@pytest.fixture
async def home(add: Add) -> Home:
    """Return the phone with push notifications."""
    return await add()


def settings(phone: SimulatedPhone) -> tuple[str, set[str]]:
    """Return the URL and the event switches of the phone."""
    return phone.config[URL_PARAMETER], {
        phone.config[name] for name in EVENT_PARAMETERS
    }


def reads(phone: SimulatedPhone) -> list[Any]:
    """Return the requests for these parameters; other features read others."""
    return [names for names in sent(phone, GET) if URL_PARAMETER in names]


def own_issues(hass: HomeAssistant) -> list[ir.IssueEntry]:
    """Return the issues of the integration."""
    every = ir.async_get(hass).issues.values()
    return [issue for issue in every if issue.domain == DOMAIN and issue.active]


def only_issue(hass: HomeAssistant) -> ir.IssueEntry:
    """Return the only issue."""
    (issue,) = own_issues(hass)
    return issue


def issues(hass: HomeAssistant) -> list[str | None]:
    """Return the translation keys of the issues."""
    return [issue.translation_key for issue in own_issues(hass)]


async def set_options(home: Home, wait: Wait, *, push: bool) -> None:
    """Turn push on or off in the options."""
    flow = await home.hass.config_entries.options.async_init(home.entry.entry_id)
    await home.hass.config_entries.options.async_configure(
        flow["flow_id"], {CONF_PUSH: push}
    )
    await wait(0)


async def test_set_up_writes_the_parameters(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, base_url: str
) -> None:
    path = f"/api/webhook/{home.entry.data[CONF_WEBHOOK_ID]}"
    assert settings(phone) == (base_url + path, {"1"})
    assert len(sent(phone, SET)) == 1
    assert not issues(hass)


async def test_reload_does_not_write_correct_parameters(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.requests.clear()
    before = settings(phone)
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(0)
    assert len(reads(phone)) == 1
    assert not sent(phone, SET)
    assert settings(phone) == before


async def test_deletion_restores_the_earlier_values(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add, wait: Wait
) -> None:
    phone.configure({EVENT_PARAMETERS[0]: "1"})
    home = await add()
    assert settings(phone)[1] == {"1"}
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert settings(phone)[0] == ""
    assert [phone.config[name] for name in EVENT_PARAMETERS] == [
        "1",
        "0",
        "0",
        "0",
        "0",
    ]


async def test_unload_keeps_the_parameters(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    before = settings(phone)
    await hass.config_entries.async_unload(home.entry.entry_id)
    assert settings(phone) == before


async def test_option_writes_and_restores_the_parameters(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    before = settings(phone)
    await set_options(home, wait, push=False)
    assert settings(phone) == ("", {"0"})
    assert home.state("binary_sensor.push") == "off"

    phone.requests.clear()
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(0)
    assert not sent(phone, SET)
    assert not reads(phone)

    await set_options(home, wait, push=True)
    assert settings(phone) == before


async def test_value_of_another_system_is_not_restored(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    phone.configure({URL_PARAMETER: FOREIGN})
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert settings(phone) == (FOREIGN, {"1"})


async def test_offline_phone_can_be_deleted(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone.power_off()
    assert await hass.config_entries.async_remove(home.entry.entry_id)
    assert f"Could not restore the push settings of {home.entry.title}" in caplog.text


@pytest.mark.parametrize(
    "fault", [Fault("drop", SET), Fault("status", SET, status="4000")]
)
async def test_failed_restore_is_retried(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, fault: Fault
) -> None:
    phone.server.faults.active.append(fault)
    await set_options(home, wait, push=False)
    assert home.entry.state is ConfigEntryState.LOADED
    assert settings(phone)[0]

    phone.server.faults.active.clear()
    await wait(60)
    assert settings(phone) == ("", {"0"})


async def test_parameters_are_not_restored_during_a_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    before = settings(phone)
    phone.ring("301")
    await set_options(home, wait, push=False)
    assert settings(phone) == before
    actions.reject(phone)
    await wait(60)
    assert settings(phone) == ("", {"0"})


async def test_deleted_phone_is_restored_after_its_call(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    before = settings(phone)
    phone.ring("301")
    actions.answer(phone)
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert settings(phone) == before
    await wait(60)
    assert settings(phone) == before
    actions.hang_up(phone)
    await wait(60)
    assert settings(phone) == ("", {"0"})


async def test_deleted_phone_that_is_offline_is_not_restored(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone.ring("301")
    await hass.config_entries.async_remove(home.entry.entry_id)
    phone.power_off()
    await wait(60)
    assert f"Could not restore the push settings of {home.entry.title}" in caplog.text


async def test_parameters_are_not_written_during_a_call(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await add()
    for _ in range(10):
        await wait(60)
    assert not sent(phone, SET)
    actions.hang_up(phone)
    await wait(1)
    await wait(60)
    assert settings(phone)[0]


async def test_parameters_are_not_written_during_an_unknown_call(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add, wait: Wait
) -> None:
    home = await add(**{CONF_PUSH: False})
    flow = await hass.config_entries.options.async_init(home.entry.entry_id)
    # Twice, because the settings of the phone are read first.
    phone.server.faults.active.append(Fault("status", GET, times=2))
    await hass.config_entries.options.async_configure(
        flow["flow_id"], {CONF_PUSH: True}
    )
    await wait(0)
    await wait(59)
    phone.ring("301")
    await wait(1)
    assert not sent(phone, SET)


async def fix(hass: HomeAssistant, choice: str) -> None:
    """Choose an option in the dialog of the issue."""
    issue = only_issue(hass)
    assert issue.is_fixable
    flows = hass.data["repairs"]["flow_manager"]
    flow = await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    assert flow["menu_options"] == ["take_over", "leave"]
    assert flow["description_placeholders"]["url"] == FOREIGN
    result = await flows.async_configure(flow["flow_id"], {"next_step_id": choice})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
async def taken(hass: HomeAssistant, phone: SimulatedPhone, add: Add) -> Home:
    """Return a phone that notifies another system."""
    phone.configure({URL_PARAMETER: FOREIGN, EVENT_PARAMETERS[1]: "1"})
    return await add()


async def test_url_of_another_system_is_not_replaced(
    hass: HomeAssistant, taken: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(86400)
    assert not sent(phone, SET)
    assert issues(hass) == ["push_url_taken"]
    issue = only_issue(hass)
    # All users can read the issue, but the URL may contain a password.
    assert issue.translation_placeholders == {"phone": taken.entry.title}
    assert FOREIGN not in str(issue.data)
    await hass.config_entries.async_remove(taken.entry.entry_id)
    assert settings(phone) == (FOREIGN, {"0", "1"})
    assert not issues(hass)


async def test_take_over_replaces_the_url_until_deletion(
    hass: HomeAssistant, taken: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await fix(hass, "take_over")
    await wait(0)
    assert "/api/webhook/" in settings(phone)[0]
    assert not issues(hass)
    await hass.config_entries.async_remove(taken.entry.entry_id)
    assert settings(phone) == (FOREIGN, {"0", "1"})


async def test_leave_turns_push_off(
    hass: HomeAssistant, taken: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await fix(hass, "leave")
    await wait(0)
    assert settings(phone)[0] == FOREIGN
    assert not sent(phone, SET)
    assert not issues(hass)
    assert taken.entry.options[CONF_PUSH] is False


async def test_free_url_is_written_and_clears_the_issue(
    hass: HomeAssistant, taken: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.configure({URL_PARAMETER: ""})
    await wait(86400)
    assert "/api/webhook/" in settings(phone)[0]
    assert not issues(hass)


async def test_url_of_a_deleted_entry_is_replaced(
    hass: HomeAssistant, phone: SimulatedPhone, home: Home, wait: Wait
) -> None:
    """It needs no consent, and is not restored later."""
    phone.power_off()
    await hass.config_entries.async_remove(home.entry.entry_id)
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    left = settings(phone)[0]
    assert home.entry.data[CONF_WEBHOOK_ID] in left

    again = await set_up(hass, entry_of(phone), **{CONF_PUSH: True})
    await wait(0)
    assert not issues(hass)
    assert settings(phone)[0].endswith(again.entry.data[CONF_WEBHOOK_ID])
    assert settings(phone)[0] != left
    await hass.config_entries.async_remove(again.entry.entry_id)
    assert settings(phone)[0] == ""


@pytest.mark.parametrize(
    "webhook_id", ["calls-of-the-phone", "ab" * 32 + "0", "AB" * 32, "zz" * 32]
)
async def test_url_of_an_automation_is_not_replaced(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    base_url: str,
    add: Add,
    webhook_id: str,
) -> None:
    phone.configure({URL_PARAMETER: f"{base_url}/api/webhook/{webhook_id}"})
    await add()
    assert issues(hass) == ["push_url_taken"]


async def test_url_of_another_home_assistant_is_not_replaced(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add
) -> None:
    url = f"http://192.0.2.9:8123/api/webhook/{'ab' * 32}"
    phone.configure({URL_PARAMETER: url})
    await add()
    assert issues(hass) == ["push_url_taken"]


@pytest.mark.parametrize("local_ip", ["192.0.2.3", "127.0.0.1"])
async def test_local_name_is_replaced_by_the_address(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    base_url: str,
    add: Add,
    wait: Wait,
    local_ip: str,
) -> None:
    """Phones cannot resolve names of the local network."""
    assert hass.config.api
    hass.config.api.local_ip = local_ip
    await hass.config.async_update(internal_url="http://homeassistant.local:8123")
    await add()
    if local_ip == "127.0.0.1":
        assert issues(hass) == ["push_no_address"]
        assert not sent(phone, SET)
    else:
        assert not issues(hass)
        assert settings(phone)[0].startswith("http://192.0.2.3:8123/api/webhook/")


@pytest.mark.parametrize("url", ["https://home.example.net", None])
async def test_missing_address_is_an_issue(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    base_url: str,
    add: Add,
    wait: Wait,
    url: str | None,
) -> None:
    assert hass.config.api
    hass.config.api.use_ssl = True
    await hass.config.async_update(internal_url=url)
    home = await add()
    assert issues(hass) == ["push_no_address"]
    assert not sent(phone, SET)
    assert home.state("sensor.call_state") == "idle"

    await hass.config.async_update(internal_url=base_url)
    await wait(1)
    assert not issues(hass)
    assert settings(phone)[0].startswith(base_url)


async def test_new_address_of_home_assistant_is_written(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await hass.config.async_update(internal_url="http://192.0.2.3:8123")
    await wait(1)
    assert settings(phone)[0].startswith("http://192.0.2.3:8123/api/webhook/")
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert settings(phone) == ("", {"0"})


async def test_other_change_of_home_assistant_sends_no_request(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.requests.clear()
    # Home Assistant fires this event at every start, for all phones at once.
    hass.bus.async_fire(EVENT_CORE_CONFIG_UPDATE)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not reads(phone)


async def test_rejected_parameters_are_an_issue(
    hass: HomeAssistant, phone: SimulatedPhone, base_url: str, add: Add, wait: Wait
) -> None:
    phone.quirks.add(Quirk.LOCKED)
    home = await add()
    assert issues(hass) == ["push_refused"]
    issue = only_issue(hass)
    url = f"{base_url}/api/webhook/{home.entry.data[CONF_WEBHOOK_ID]}"
    # All users can read the issue, but the URL is secret.
    assert issue.translation_placeholders == {"phone": home.entry.title}
    assert home.entry.data[CONF_WEBHOOK_ID] not in str(issue.data)
    flows = hass.data["repairs"]["flow_manager"]
    flow = await flows.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    assert flow["description_placeholders"] == {
        "phone": home.entry.title,
        "url": url,
    }
    await flows.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issues(hass) == ["push_refused"]

    phone.configure({URL_PARAMETER: url} | dict.fromkeys(EVENT_PARAMETERS, "1"))
    await wait(86400)
    assert not issues(hass)


async def test_parameters_that_are_not_stored_are_an_issue(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone, "configure", lambda values: None)
    await add()
    assert issues(hass) == ["push_refused"]


async def test_phone_without_the_parameters_has_no_issue(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    add: Add,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone.config, "knows", lambda name: False)
    home = await add()
    assert not issues(hass)
    assert not sent(phone, SET)
    assert home.state("binary_sensor.push") == "off"


async def test_parameters_are_written_again_after_a_restart(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    before = settings(phone)
    await wait(600)
    phone.config.reset(["web"])
    phone.restart()
    for _ in range(20):
        await wait(10)
        await phone.settle()
    assert settings(phone) == before


async def test_parameters_are_checked_every_day(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    before = settings(phone)
    phone.config.reset(["web"])
    await wait(86000)
    assert settings(phone)[0] == ""
    await wait(500)
    assert settings(phone) == before


async def test_delay_grows_after_each_failure(
    hass: HomeAssistant, phone: SimulatedPhone, add: Add, wait: Wait
) -> None:
    phone.server.faults.active.append(Fault("status", GET, status="5000"))
    await add()
    tries = [0]
    for minute in range(1, 40):
        before = len(reads(phone))
        await wait(60)
        tries += [minute] * (len(reads(phone)) > before)
    assert tries == [0, 1, 3, 7, 15, 31]

    for _ in range(50):
        await wait(86400)
    phone.server.faults.active.clear()
    await wait(86400)
    assert settings(phone)[0]
