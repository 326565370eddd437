"""Two communes of the sample, served to a browser; whoever signs in sees what an office sees."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import Page

from antt_portal.sample import accounts, generator
from territory.models import Unit
from tests import browser
from tests.conftest import load_two_laws

COMMUNES: Final = ("21961", "21964")


@pytest.fixture
def sample(commune: Unit, neighbour_commune: Unit) -> None:
    """Villages, teams, people and accounts of xã Phước Hưng and xã Phước Quang, and the law."""
    load_two_laws()
    generator.load(COMMUNES)
    accounts.load(COMMUNES)


def sign_in(page: Page, address: str, username: str) -> None:
    """Signs a sample account in; the page shows its home page."""
    browser.sign_in(page, address, username, accounts.password())
