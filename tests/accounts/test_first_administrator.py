"""The first administrator of a new installation, whom a command makes."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from territory.models import Unit
from tests.conftest import PASSWORD

COMMAND = "accounts.management.commands.administrator_create"


@pytest.fixture(autouse=True)
def typed_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed at the terminal."""
    monkeypatch.setattr(f"{COMMAND}.getpass", lambda _prompt: PASSWORD)


def test_the_first_administrator_signs_in_and_manages_users(client: Client, province: Unit) -> None:
    call_command("administrator_create", "quantri", "Người Quản Trị", province.key)
    made = User.objects.get(username="quantri")
    assert made.binding is not None
    assert (made.binding.role, made.binding.unit) == (Role.ADMINISTRATOR, province)
    assert client.post("/dang-nhap/", {"username": "quantri", "password": PASSWORD}).status_code == 302
    assert client.get("/quan-tri/nguoi-dung/").status_code == 200


def test_a_province_with_an_administrator_gets_no_other_this_way(administrator: User, province: Unit) -> None:
    with pytest.raises(CommandError, match="tỉnh đã có người quản trị"):
        call_command("administrator_create", "quantri", "Người Quản Trị", province.key)


@pytest.mark.parametrize("key", ["550", "99"])
def test_an_administrator_sits_at_a_province_on_record(district: Unit, key: str) -> None:
    with pytest.raises(CommandError, match="nhập khóa của một tỉnh"):
        call_command("administrator_create", "quantri", "Người Quản Trị", key)


def test_a_password_that_everyone_tries_first_makes_no_account(
    province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{COMMAND}.getpass", lambda _prompt: "password1234")
    with pytest.raises(CommandError, match="khó đoán hơn"):
        call_command("administrator_create", "quantri", "Người Quản Trị", province.key)
    assert not User.objects.filter(username="quantri").exists()
