"""The folder of a demo and its password are private from the first moment."""

from collections.abc import Iterator
import os
from pathlib import Path

import pytest

from demo import __main__ as demo
from testbed.home_assistant import Instance


@pytest.fixture(autouse=True)
def _no_umask() -> Iterator[None]:
    """Remove the umask, so that the modes are those that the code chooses."""
    umask = os.umask(0)
    yield
    os.umask(umask)


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def _reject(*_: object, **__: object) -> None:
    raise AssertionError("the mode was changed after the creation")


@pytest.mark.parametrize("keep", [False, True])
def test_new_folder_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keep: bool
) -> None:
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    monkeypatch.setattr(os, "chmod", _reject)
    with demo.demo_folder("default", keep=keep) as folder:
        assert _mode(folder) == 0o700


def test_kept_folder_of_an_earlier_version_becomes_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    earlier = tmp_path / ".demo" / "default"
    earlier.mkdir(parents=True)
    with demo.demo_folder("default", keep=True) as folder:
        assert folder == earlier
        assert _mode(folder) == 0o700


def test_password_file_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "chmod", _reject)
    monkeypatch.setattr(Path, "chmod", _reject)
    instance = Instance(program=Path("hass"), config_dir=tmp_path, port=8123)
    password = instance.password
    assert _mode(tmp_path / "password") == 0o600
    assert instance.password == password
