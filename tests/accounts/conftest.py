"""The administrator at his browser, and a unit that he does not reach."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from territory.models import Unit


@pytest.fixture
def admin_client(client: Client, administrator: User) -> Client:
    """The browser of the province's administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture
def elsewhere(db: None) -> Unit:
    """A commune of another province."""
    far = Unit.objects.create(
        key="99", code="99", level="province", kind="tinh", name="Tỉnh Xa", path="99.", sort_key="x"
    )
    return Unit.objects.create(
        key="99999",
        code="99999",
        level="commune",
        kind="xa",
        name="Xã Xa",
        parent=far,
        path="99.99999.",
        sort_key="x",
    )
