"""docker-compose.yml and Dockerfile, read as what they promise."""

from __future__ import annotations

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from antt_portal.local.places import ROOT
from antt_portal.settings import environment

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")


def test_the_services_are_those_of_the_portal() -> None:
    assert set(SERVICES) == {*OURS, "postgres", "valkey"}


def test_any_number_of_workers_may_run() -> None:
    assert not {"container_name", "ports"} & set(SERVICES["worker"])


@pytest.mark.parametrize("name", sorted({*SERVICES} - {"migrate"}))
def test_every_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", OURS)
def test_the_portal_runs_without_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_the_image_runs_as_an_ordinary_user() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001"]


@pytest.mark.parametrize("name", OURS)
def test_secrets_come_from_files(name: str) -> None:
    values = SERVICES[name]["environment"]
    files = {key: value for key, value in values.items() if key.endswith("_FILE")}
    assert set(files) == {
        "SECRET_KEY_FILE",
        "IDENTITY_KEYS_FILE",
        "IDENTITY_HMAC_KEY_FILE",
        "POSTGRES_PASSWORD_FILE",
    }
    assert {Path(value).name for value in files.values()} == set(COMPOSE["secrets"])
    assert not {key.removesuffix("_FILE") for key in files} & set(values)


def test_only_the_web_service_is_reachable_and_only_from_this_machine() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert COMPOSE["networks"]["inside"]["internal"]


def test_the_portal_starts_after_the_database_is_up_to_date() -> None:
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_everything_that_the_image_needs_is_let_in() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert rooms | {"static", "templates", "manage.py", "requirements/base.txt"} <= allowed


def test_the_made_secrets_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_secrets(tmp_path)
    for name in COMPOSE["secrets"]:
        monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / name))
    Fernet(environment.words("IDENTITY_KEYS")[0])
    assert len(environment.text("SECRET_KEY")) >= 50
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


def test_secrets_that_are_there_stay(tmp_path: Path) -> None:
    (tmp_path / "identity_keys").write_text("kept")
    make_secrets(tmp_path)
    assert (tmp_path / "identity_keys").read_text() == "kept"


def make_secrets(folder: Path) -> None:
    runpy.run_path(str(ROOT / "deploy" / "make_secrets.py"))["main"](folder)
