"""Tests of the command line."""

import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import sys

import pytest

from simulator.__main__ import main

ROOT = Path(__file__).parents[2]


def _start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulator", "--control-port", "0", *arguments],
        cwd=ROOT,
        env=os.environ | {"COVERAGE_PROCESS_START": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_process_runs_until_a_signal(number: signal.Signals) -> None:
    profiles = ("--profile", "edgeE350-8.6", "--profile", "vvx501-6.4")
    with _start("--port", "0", "--json", *profiles) as process:
        assert process.stdout
        lines = [json.loads(process.stdout.readline()) for _ in range(3)]
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr
        assert process.stderr.read() == ""
    assert [line.get("profile") for line in lines] == [
        "edgeE350-8.6",
        "vvx501-6.4",
        None,
    ]
    assert lines[0]["mac"] == "482567a50000"
    assert (lines[1]["user"], lines[1]["password"]) == ("Polycom", "2580")
    assert lines[2]["control"].startswith("http://127.0.0.1:")


def test_taken_port(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["--port", port, "--control-port", "0", "--http"]) == 1
        assert main(["--port", "0", "--control-port", port, "--http"]) == 1
    captured = capsys.readouterr()
    first, second = captured.err.splitlines()
    assert port in first
    assert port in second
    assert captured.out == ""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--profile", "vvx9000"), "invalid choice"),
        (("--mac", "0004f2"), "twelve hex digits"),
        (("--port", "70000"), "up to 65535"),
        (("--port", "65535", "--count", "2"), "too few for these phones"),
        (("--count", "0"), "from 1 to 1000"),
        (("--latency", "long"), "number of seconds"),
        (("--time-zone", "Moon/Base"), "unknown time zone"),
    ],
)
def test_wrong_options_are_rejected(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    assert stopped.value.code == 2
    assert problem in capsys.readouterr().err


def test_help_lists_profiles(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    text = capsys.readouterr().out
    for word in ("trio8800-7.2.2", "6001", "456", "GET /api", "--control-port"):
        assert word in text
