"""A Celery worker as a child process, for what needs one beside it: the demo, benchmarks, tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from antt_portal.local import processes
from antt_portal.local.processes import Child

READY = b" ready."


@contextmanager
def celery_worker(
    env: Mapping[str, str], log: Path, *, concurrency: int = 2, patience: float = 30
) -> Iterator[Child]:
    """A worker that takes tasks, with its log in ``log``; stopped at the end of the block.

    Raises RuntimeError where it does not come up within ``patience`` seconds.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    # Who starts it has been checked: the checks read every view of the portal, which no task needs.
    program = [sys.executable, "-m", "celery", "--quiet", "--skip-checks", "--app=antt_portal.celery:app"]
    options = [f"--concurrency={concurrency}", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
    child = processes.spawn([*program, "worker", *options], env=env, log=log)
    try:
        if not processes.wait_until(lambda: READY in log.read_bytes(), child, patience):
            message = f"The worker did not start: see {log}."
            raise RuntimeError(message)
        yield child
    finally:
        processes.stop([child])
