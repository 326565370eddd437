"""The administrator at his browser, and a unit that he does not reach."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from territory.models import Unit
from tests.conftest import make_unit


@pytest.fixture
def admin_client(client: Client, administrator: User) -> Client:
    """The browser of the province's administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture
def elsewhere(db: None) -> Unit:
    """A commune of another province."""
    far = make_unit("99", Unit.Level.PROVINCE, Unit.Kind.TINH, "Tỉnh Xa", None)
    return make_unit("99999", Unit.Level.COMMUNE, Unit.Kind.XA, "Xã Xa", far)
