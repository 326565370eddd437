"""What really goes over the wire: the portal behind gunicorn, its files packed as in an installation."""

from __future__ import annotations

import http.client
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.conf import global_settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from accounts.models import User
from antt_portal.local import processes
from antt_portal.sample import accounts
from antt_portal.sample.walk import compute_here, walk
from antt_portal.settings.environment import database_url
from tests.e2e.conftest import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_VISIT: Final = 60_000
LATER_PAGE: Final = 15_000
LATER_REQUESTS: Final = 4
CLERK: Final = "canbo.21961"
# Pages that show no identity number: the server has keys of its own.
LATER: Final = ("/to/", "/to/moi/", "/ho-so/", "/chi-tra/", "/van-ban/", "/bao-cao/kinh-phi/", "/huong-dan/")


@pytest.fixture
def portal(sample: None, settings: Settings) -> Iterator[str]:
    """Address of gunicorn with the settings of ``make run``, on the database of this test."""
    walk(compute_here)
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    User.objects.filter(username=CLERK).update(password=make_password(accounts.password()))
    port = free_port()
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "antt_portal.settings.local",
        "DATABASE_URL": database_url(connection.settings_dict),
    }
    words = ["antt_portal.wsgi:application", f"--bind=127.0.0.1:{port}", "--threads=4", "--no-control-socket"]
    server = processes.spawn([sys.executable, "-m", "gunicorn", *words, "--log-level=warning"], env=env)
    try:
        assert processes.wait_until(lambda: answers(port), server, patience=60)
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop([server])


def test_pages_are_small_and_ask_for_little(browser: Browser, portal: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        assert sum(transfers(page, f"{portal}/dang-nhap/")) <= FIRST_VISIT
        sign_in(page, portal, CLERK)
        session = context.storage_state()
    with browser.new_context(storage_state=session) as context:
        page = context.new_page()
        assert 0 < sum(transfers(page, f"{portal}/")) <= FIRST_VISIT
        for path in LATER:
            sizes = transfers(page, f"{portal}{path}")
            assert 0 < sum(sizes) <= LATER_PAGE, path
            assert len(sizes) <= LATER_REQUESTS, path


def transfers(page: Page, address: str) -> list[int]:
    """Bytes of each answer that opening ``address`` took, heads included; what the browser kept is none."""
    found: list[int] = []
    session = page.context.new_cdp_session(page)

    def note(event: dict[str, Any]) -> None:
        found.append(int(event["encodedDataLength"]))

    session.on("Network.loadingFinished", note)
    session.send("Network.enable")
    answer = page.goto(address, wait_until="networkidle")
    session.detach()
    assert answer is not None
    assert answer.status == 200
    return [size for size in found if size]


def answers(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
