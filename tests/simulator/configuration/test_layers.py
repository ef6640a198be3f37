"""Tests of the layers of the configuration."""

import pytest

from simulator.configuration.layers import Config, needs_restart


@pytest.fixture
def config() -> Config:
    """Return the configuration of a phone with one line."""
    return Config({"reg.1.address": "200@voice.example.net"})


def test_value_and_source(config: Config) -> None:
    assert config.read("reg.1.address") == ("200@voice.example.net", "config")
    assert config.read("reg.2.address") == ("", "default")
    assert config.read("call.offeringTimeOut") == ("60", "default")


def test_names(config: Config) -> None:
    assert config.knows("reg.12.server.1.port")
    assert config.knows("apps.telNotification.1.URL")
    assert not config.knows("no.such.param")


def test_missing_names() -> None:
    config = Config({}, {"reg.#.label", "SCEP.enable"})
    assert not config.knows("reg.1.label")
    assert not config.accepts("SCEP.enable", "0")
    assert config.knows("reg.1.address")


def test_stronger_layer_wins(config: Config) -> None:
    config.write({"ptt.volume": "-10"}, "web")
    config.write({"ptt.volume": "-5"}, "local")
    assert config.read("ptt.volume") == ("-5", "local")
    config.reset(["local"])
    assert config.read("ptt.volume") == ("-10", "web")
    config.reset()
    assert config.read("ptt.volume") == ("-20", "default")
    assert config["reg.1.address"]
    config.clear_all()
    assert not config["reg.1.address"]


def test_device_parameters_need_their_set_parameters(config: Config) -> None:
    config.write({"device.local.deviceName": "Kitchen"})
    assert config.read("device.local.deviceName") == ("", "default")
    config.write(
        {
            "device.set": "1",
            "device.local.deviceName.set": "1",
            "device.local.deviceName": "Kitchen",
        }
    )
    assert config.read("device.local.deviceName") == ("Kitchen", "device")


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("up.backlight.onIntensity", ("0", "3"), ("-1", "4", "bright")),
        ("up.backlight.idleIntensity", ("0", "3"), ("4", "")),
        ("ptt.volume", ("-57", "0"), ("-58", "1")),
        ("np.normal.ringing.toneVolume.chassis", ("-33", "-24"), ("5", "loud")),
        ("call.autoAnswer.SIP", ("0", "1"), ("2", "yes")),
        ("reg.1.fwdStatus", ("0", "1"), ("2", "")),
        ("reg.1.fwdContact", ("300", "", "sip:a@b"), ()),
        ("reg.1.ringType", ("default", "ringer24"), ("ringer25", "bell", "")),
        ("np.normal.ringing.calls.tonePattern", ("ringer1",), ("default", "7")),
    ],
)
def test_ranges(
    config: Config, name: str, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    assert all(config.accepts(name, value) for value in good)
    assert not any(config.accepts(name, value) for value in bad)


def test_parameters_that_restart_the_phone() -> None:
    assert needs_restart(["ptt.volume", "msg.mwi.2.led"])
    assert needs_restart(["divert.1.contact"])
    assert not needs_restart(["ptt.volume", "call.autoAnswer.SIP", "reg.1.fwdStatus"])
