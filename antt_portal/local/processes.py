"""Starts and stops child processes so that none outlives this one."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from antt_portal.local.places import account

Child = subprocess.Popen[bytes]

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
    as_account: bool = False,
    last_word: signal.Signals = signal.SIGTERM,
) -> Child:
    """Starts ``command`` in a process group of its own, with its output in ``log`` or here.

    The kernel sends it ``last_word`` should this process be killed.
    """
    output: IO[bytes] | None = log.open("ab") if log else None
    entry = account() if as_account else None
    try:
        return subprocess.Popen(
            [os.fspath(word) for word in command],
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            process_group=0,
            preexec_fn=_tied_to_parent(last_word),
            user=entry.pw_uid if entry else None,
            group=entry.pw_gid if entry else None,
            extra_groups=[] if entry else None,
        )
    finally:
        if output:
            output.close()


def stop(children: Sequence[Child], *, how: signal.Signals = signal.SIGTERM, patience: float = 20) -> None:
    """Asks all ``children`` to end, waits ``patience`` seconds in all, then kills what is left."""
    for child in children:
        if child.poll() is None:
            child.send_signal(how)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        _kill_group(child.pid)


def end_leftover(pid_file: Path, marker: Path, how: signal.Signals, patience: float = 20) -> None:
    """Ends the server of a run that was killed, and removes its stale ``pid_file``.

    Only a process whose command line names ``marker`` is ours: pids are used again.
    """
    if not pid_file.exists():
        return
    first_line = pid_file.read_text(encoding="ascii").partition("\n")[0].strip()
    deadline = time.monotonic() + patience
    while first_line.isdigit() and _runs(int(first_line), marker):
        os.kill(int(first_line), how if time.monotonic() < deadline else signal.SIGKILL)
        time.sleep(0.2)
    pid_file.unlink(missing_ok=True)


def wait_until(ready: Callable[[], bool], child: Child, patience: float = 30) -> bool:
    """Whether ``ready`` came true while ``child`` ran, within ``patience`` seconds."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and child.poll() is None:
        if ready():
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int, marker: Path) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return os.fsencode(marker) in words


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _tied_to_parent(last_word: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program; ``None`` where the kernel has no such tie."""
    libc = _libc
    if libc is None:
        return None
    return lambda: libc.prctl(PR_SET_PDEATHSIG, int(last_word), 0, 0, 0)
