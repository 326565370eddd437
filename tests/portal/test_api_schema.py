"""The OpenAPI file: it is the code's, and every operation says what it needs and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client

from accounts.models import ApiClient, User

SCHEMA = "/api/v1/schema/"
PROBLEM = {"$ref": "#/components/schemas/Problem"}


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    """``openapi.yaml`` at the top of the repository."""
    found: dict[str, Any] = yaml.safe_load((settings.BASE_DIR / "openapi.yaml").read_text(encoding="utf-8"))
    return found


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in schema["paths"].values() for operation in path.values()]


def test_the_committed_file_is_what_the_portal_serves(
    client: Client, clerk: User, committed: dict[str, Any]
) -> None:
    client.force_login(clerk)
    assert yaml.safe_load(client.get(SCHEMA).content) == committed


def test_every_operation_reads_has_a_summary_and_asks_for_a_token(committed: dict[str, Any]) -> None:
    assert {verb for path in committed["paths"].values() for verb in path} == {"get"}
    for operation in operations(committed):
        assert operation["summary"]
        assert operation["security"] == [{"token": []}]
    assert committed["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}


def test_every_operation_names_a_scope_that_exists(committed: dict[str, Any]) -> None:
    named = {
        operation["description"].rsplit("Scope: `")[1].rstrip("`.") for operation in operations(committed)
    }
    assert named == set(ApiClient.Scope.values)


@pytest.mark.parametrize("status", ["400", "401", "403", "404"])
def test_every_operation_refuses_in_the_one_shape(committed: dict[str, Any], status: str) -> None:
    for operation in operations(committed):
        assert operation["responses"][status]["content"]["application/json"]["schema"] == PROBLEM


def test_no_field_of_the_api_is_an_identity_number(committed: dict[str, Any]) -> None:
    fields = {
        name
        for schema in committed["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert "full_name" in fields
    assert not [name for name in fields if "identity" in name or name.startswith("cccd")]


def test_the_page_of_the_api_lists_every_address_with_its_scope(
    client: Client, clerk: User, committed: dict[str, Any]
) -> None:
    client.force_login(clerk)
    html = client.get("/api/v1/docs/").content.decode()
    assert SCHEMA in html
    for path, verbs in committed["paths"].items():
        assert f"<code>{path}</code>" in html
        assert f"<code>{verbs['get']['x-scope']}</code>" in html
