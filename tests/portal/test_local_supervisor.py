"""No process outlives the one that started it, however that one ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from antt_portal.local import supervisor
from antt_portal.local.places import LocalError

PORTAL = """
import sys
from pathlib import Path
from antt_portal.local import supervisor
supervisor.LOGS = Path(sys.argv[1])
supervisor.stop_on_signals()
supervisor.run_together({"one": ["sleep", "600"]}, None, lambda: print("ready", flush=True) is None)
"""


@contextmanager
def portal(logs: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that watches over one child, once it does."""
    command = [sys.executable, "-c", PORTAL, str(logs)]
    # A test run that ignores SIGHUP (nohup) would hand that on, and the portal keeps to it.
    heeds = partial(signal.signal, signal.SIGHUP, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=heeds) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process


def child_of(process: subprocess.Popen[str]) -> int:
    return int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text())


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ends(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not runs(pid)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_in_good_order(how: signal.Signals, tmp_path: Path) -> None:
    with portal(tmp_path) as process:
        child = child_of(process)
        process.send_signal(how)
        assert process.wait(20) == 0
        assert not runs(child)


def test_the_kernel_stops_the_children_of_a_killed_portal(tmp_path: Path) -> None:
    with portal(tmp_path) as process:
        child = child_of(process)
        process.kill()
        process.wait()
        assert ends(child)


def test_when_one_process_ends_the_others_are_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOGS", tmp_path)
    note = tmp_path / "pid"
    commands = {"worker": ["sh", "-c", f"echo $$ > {note}; exec sleep 600"], "beat": ["sleep", "0.5"]}
    with pytest.raises(LocalError, match="the beat process ended"):
        supervisor.run_together(commands, os.environ, lambda: True)
    assert not runs(int(note.read_text()))


def test_what_a_process_says_is_in_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOGS", tmp_path)
    with pytest.raises(LocalError):
        supervisor.run_together({"web": ["echo", "no such module"]}, os.environ, lambda: True)
    assert (tmp_path / "web.log").read_text() == "no such module\n"


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind((supervisor.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LocalError, match=rf"make run PORT={port + 1}: {port} is in use"):
            supervisor._refuse_taken_port(port)


def test_a_sample_that_cannot_be_loaded_ends_the_start() -> None:
    nowhere = {**os.environ, "DATABASE_URL": "postgresql://antt@/antt?host=/nowhere"}
    with pytest.raises(LocalError, match="the sample could not be set up"):
        supervisor.prepare(nowhere)
