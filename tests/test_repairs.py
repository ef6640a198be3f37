"""Tests of repair issues and their dialogs."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import (
    CONF_ALLOW_OLD_TLS,
    CONF_FINGERPRINT,
    DOMAIN,
)
from custom_components.poly_phone.phone.issues import FIXABLE, Issue
from simulator import SimulatedPhone

from .home import Wait, entry_of, set_up

ROOT = Path(__file__).parent.parent
TEXTS = json.loads(
    (ROOT / "custom_components/poly_phone/translations/en.json").read_text()
)["issues"]


@pytest.mark.parametrize("issue", Issue)
def test_every_repair_has_texts(issue: Issue) -> None:
    assert ("description" in TEXTS[issue]) is not (issue in FIXABLE)
    assert ("fix_flow" in TEXTS[issue]) is (issue in FIXABLE)


def issues(hass: HomeAssistant) -> dict[str | None, ir.IssueEntry]:
    """Return the issues of the integration."""
    every = ir.async_get(hass).issues.values()
    return {
        issue.translation_key: issue
        for issue in every
        if issue.domain == DOMAIN and issue.active
    }


async def open_dialog(hass: HomeAssistant, issue: Issue) -> tuple[Any, Any]:
    """Open the dialog of an issue."""
    assert await async_setup_component(hass, "repairs", {})
    manager = hass.data["repairs"]["flow_manager"]
    flow = await manager.async_init(
        DOMAIN, data={"issue_id": issues(hass)[issue].issue_id}
    )
    return manager, flow


def switch_api(phone: SimulatedPhone, value: str) -> None:
    phone.configure({"apps.restapi.enabled": value})


async def test_issue_exists_while_the_api_is_off(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    assert Issue.API_DISABLED not in issues(hass)
    switch_api(phone, "0")
    await wait(5)
    issue = issues(hass)[Issue.API_DISABLED]
    assert issue.translation_placeholders == {"phone": entry.title}
    assert issue.severity is ir.IssueSeverity.ERROR
    switch_api(phone, "1")
    await wait(5)
    assert Issue.API_DISABLED not in issues(hass)


async def test_dialog_retries_the_set_up_when_the_api_is_on(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    switch_api(phone, "0")
    home = await set_up(hass, entry_of(phone))
    manager, flow = await open_dialog(hass, Issue.API_DISABLED)
    assert flow["step_id"] == "confirm"
    assert not flow["errors"]
    result = await manager.async_configure(flow["flow_id"], {})
    assert result["errors"] == {"base": "still_there"}
    assert home.entry.state is ConfigEntryState.SETUP_RETRY

    switch_api(phone, "1")
    result = await manager.async_configure(flow["flow_id"], {})
    assert result["type"] == "create_entry"
    assert home.entry.state is ConfigEntryState.LOADED
    assert not issues(hass)


async def test_issue_of_a_new_certificate_opens_its_dialog(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_FINGERPRINT: "ab" * 32}
    )
    await hass.config_entries.async_setup(entry.entry_id)
    await wait(0)
    assert issues(hass)[Issue.CERTIFICATE_CHANGED].severity is ir.IssueSeverity.ERROR
    assert not hass.config_entries.flow.async_progress()
    assert not ir.async_get(hass).async_get_issue(
        "homeassistant", f"config_entry_reauth_{DOMAIN}_{entry.entry_id}"
    )

    _, result = await open_dialog(hass, Issue.CERTIFICATE_CHANGED)
    (reauth,) = hass.config_entries.flow.async_progress()
    assert result["next_flow"] == ("config_flow", reauth["flow_id"])
    assert Issue.CERTIFICATE_CHANGED in issues(hass)

    # Again, because the user may have closed that dialog.
    hass.config_entries.flow.async_abort(reauth["flow_id"])
    _, result = await open_dialog(hass, Issue.CERTIFICATE_CHANGED)
    (reauth,) = hass.config_entries.flow.async_progress()
    assert reauth["context"]["source"] == SOURCE_REAUTH
    assert result["next_flow"] == ("config_flow", reauth["flow_id"])

    await hass.config_entries.flow.async_configure(reauth["flow_id"], {})
    await wait(0)
    assert entry.state is ConfigEntryState.LOADED
    assert Issue.CERTIFICATE_CHANGED not in issues(hass)


async def test_issue_warns_of_firmware_with_a_dangerous_bug(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = phone.profile
    old = replace(new, model="VVX 310", firmware="5.5.2.8571")
    monkeypatch.setattr(phone, "profile", old)
    home = await set_up(hass, entry_of(phone))
    issue = issues(hass)[Issue.DANGEROUS_FIRMWARE]
    assert issue.translation_placeholders == {
        "phone": home.entry.title,
        "model": "VVX 310",
        "firmware": "5.5.2.8571",
    }
    assert issue.severity is ir.IssueSeverity.WARNING
    assert not issue.is_fixable

    monkeypatch.setattr(phone, "profile", replace(old, firmware="5.9.8.1"))
    for _ in range(2):
        await wait(300)
    assert not issues(hass)


async def test_ignored_issue_stays_ignored(
    hass: HomeAssistant, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = replace(phone.profile, model="VVX 310", firmware="5.5.2.8571")
    monkeypatch.setattr(phone, "profile", old)
    home = await set_up(hass, entry_of(phone))
    issue_id = issues(hass)[Issue.DANGEROUS_FIRMWARE].issue_id
    ir.async_ignore_issue(hass, DOMAIN, issue_id, ignore=True)
    await hass.config_entries.async_reload(home.entry.entry_id)
    assert issues(hass)[Issue.DANGEROUS_FIRMWARE].dismissed_version


@pytest.mark.parametrize("is_old", [True, False])
async def test_issue_exists_while_old_tls_is_used(
    hass: HomeAssistant, is_old: bool
) -> None:
    """Phones with newer TLS never use old TLS."""
    async with SimulatedPhone(old_tls=is_old) as phone:
        await set_up(hass, entry_of(phone), **{CONF_ALLOW_OLD_TLS: True})
        assert set(issues(hass)) == ({Issue.OLD_TLS} if is_old else set())


async def test_old_tls_is_not_used_without_the_option(
    hass: HomeAssistant,
) -> None:
    # Debug mode is off, because it logs the aborted handshake as an error.
    hass.loop.set_debug(False)
    async with SimulatedPhone(old_tls=True) as phone:
        home = await set_up(hass, entry_of(phone))
        assert home.entry.state is ConfigEntryState.SETUP_RETRY
        assert home.entry.error_reason_translation_key == "old_tls"
        assert not phone.requests

        hass.config_entries.async_update_entry(
            home.entry, options={**home.entry.options, CONF_ALLOW_OLD_TLS: True}
        )
        await hass.config_entries.async_reload(home.entry.entry_id)
        assert home.entry.state is ConfigEntryState.LOADED
        assert set(issues(hass)) == {Issue.OLD_TLS}

        hass.config_entries.async_update_entry(
            home.entry, options={**home.entry.options, CONF_ALLOW_OLD_TLS: False}
        )
        await hass.config_entries.async_reload(home.entry.entry_id)
        assert home.entry.state is ConfigEntryState.SETUP_RETRY


async def test_issue_of_old_tls_ends_with_new_firmware(hass: HomeAssistant) -> None:
    async with SimulatedPhone(old_tls=True) as phone:
        home = await set_up(hass, entry_of(phone), **{CONF_ALLOW_OLD_TLS: True})
        assert set(issues(hass)) == {Issue.OLD_TLS}
        updated = SimulatedPhone(port=phone.port)
        updated.identity = phone.identity
        phone.power_off()
        async with updated:
            await hass.config_entries.async_reload(home.entry.entry_id)
            assert home.entry.state is ConfigEntryState.LOADED
            assert not issues(hass)


async def test_deleted_phone_has_no_issues(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    switch_api(phone, "0")
    home = await set_up(hass, entry_of(phone))
    assert issues(hass)
    await hass.config_entries.async_remove(home.entry.entry_id)
    assert not issues(hass)


async def test_disabled_phone_has_no_repairs(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    switch_api(phone, "0")
    home = await set_up(hass, entry_of(phone))
    assert issues(hass).keys() == {Issue.API_DISABLED}
    await hass.config_entries.async_set_disabled_by(
        home.entry.entry_id, ConfigEntryDisabler.USER
    )
    await hass.async_block_till_done()
    assert not issues(hass)
