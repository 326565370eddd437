"""Runs the portal's processes until it is told to stop, or until one of them ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from antt_portal.local import embedded, processes
from antt_portal.local.places import ROOT, LocalError
from antt_portal.local.processes import Child

HOST = "127.0.0.1"
LOGS = ROOT / "var" / "log"
Command = Sequence[str]


def serve(port: int) -> None:
    """Sets up the sample, then runs web, worker and beat until a signal arrives.

    Raises LocalError when the port is taken or one of the three ends by itself.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    with embedded.main_servers(shared=False) as env:
        _refuse_taken_port(port)
        env = _with_address(env, port)
        prepare(env)
        run_together(_commands(port), env, lambda: _announced(port))


def demo(port: int) -> None:
    """Does all that ``serve`` does before serving."""
    with embedded.main_servers(shared=True) as env:
        prepare(_with_address(env, port))


def prepare(env: Mapping[str, str]) -> None:
    """Brings the database up to date and loads the sample where it is missing; LocalError when that fails."""
    child = processes.spawn([sys.executable, "-m", "antt_portal.local.prepare"], env=env)
    try:
        status = child.wait()
    finally:
        processes.stop([child])
    if status != 0:
        message = "Read the lines above: the sample could not be set up."
        raise LocalError(message)


def run_together(commands: Mapping[str, Command], env: Mapping[str, str], ready: Callable[[], bool]) -> None:
    """Runs ``commands`` side by side, and stops all of them when one ends or this process is told to stop.

    ``ready`` is asked again and again until it says yes.
    """
    children: dict[str, Child] = {}
    try:
        for name, command in commands.items():
            children[name] = processes.spawn(command, env=env, log=_log(name))
        open_for_use = False
        while True:
            _refuse_ended(children)
            open_for_use = open_for_use or ready()
            time.sleep(0.2)
    finally:
        processes.stop(list(children.values()))


def stop_on_signals() -> None:
    """Lets Ctrl-C, SIGTERM and a closed terminal unwind this process, and so stop its children."""
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # under nohup it stays ignored
        signal.signal(signal.SIGHUP, _leave)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """Leaves once; a second Ctrl-C does not cut the stopping short."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    print("\nStopping …", flush=True)
    raise SystemExit(0)


def _commands(port: int) -> dict[str, Command]:
    celery = [sys.executable, "-m", "celery", "--quiet", "--app=antt_portal.celery:app"]
    schedule = ROOT / "var" / "beat-schedule"
    cores = str(os.cpu_count() or 1)
    return {
        "web": [
            *(sys.executable, "-m", "gunicorn", "antt_portal.wsgi:application"),
            *(f"--bind={HOST}:{port}", "--workers=2", "--threads=4", "--log-level=warning"),
            *("--preload", "--graceful-timeout=5", "--no-control-socket"),
        ],
        "worker": [*celery, "worker", f"--concurrency={cores}", "--loglevel=WARNING"],
        "beat": [*celery, "beat", f"--schedule={schedule}", "--pidfile=", "--loglevel=WARNING"],
    }


def _log(name: str) -> Path:
    return LOGS / f"{name}.log"


def _with_address(env: Mapping[str, str], port: int) -> dict[str, str]:
    return {"PUBLIC_URL": f"http://{HOST}:{port}", **env}


def _announced(port: int) -> bool:
    """Says where the portal is, once it answers there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    print(f"\nThe portal is open at http://{HOST}:{port} (Ctrl-C stops it; logs: {LOGS})", flush=True)
    return True


def _refuse_ended(children: Mapping[str, Child]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            message = f"Read {_log(name)}: the {name} process ended, so everything was stopped."
            raise LocalError(message)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            message = f"Choose another port, for example make run PORT={port + 1}: {port} is in use."
            raise LocalError(message) from error
