"""Plumbing of the tests: the machine's own Chromium, never a downloaded one; no deadline for examples."""

from __future__ import annotations

import os
import shutil
from typing import Any

import hypothesis
import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# No calls home, at start or later: the tests talk to this machine only.
QUIET = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Playwright's synchronous interface keeps an event loop in the test's thread; the ORM is not called from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long an example takes says more about the machine than about the law.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch options of pytest-playwright with the machine's browser; root has to go without the sandbox."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.fail("Install chromium: the browser tests use the machine's own.")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": browser, "args": [*QUIET, *as_root]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Vietnamese office's browser."""
    return {**browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
