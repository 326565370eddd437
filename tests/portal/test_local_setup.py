"""The set-up helpers say in one line what a person has to do."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from antt_portal.local.places import ROOT


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The check of system packages, on a machine without any, as an ordinary user."""
    packages = script("system_packages")
    monkeypatch.setattr(packages, "_loads", lambda library: False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return packages


def test_missing_packages_are_named_in_one_line(
    bare_machine: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["system_packages.py", "--browser"])
    assert bare_machine.main() == 1
    assert capsys.readouterr().out == (
        "Install these first, then start again: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0 fonts-croscore chromium\n"
    )


def test_the_browser_is_asked_for_by_the_tests_only(bare_machine: ModuleType) -> None:
    assert "chromium" not in bare_machine.missing(browser=False)
    assert "chromium" in bare_machine.missing(browser=True)


def test_an_old_python_is_refused_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    (tmp_path / "static").mkdir()
    command = ["make", f"--file={ROOT}/Makefile", f"--directory={tmp_path}", "run", f"PYTHON={old}"]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    assert "Install Python 3.11 or newer, or name one: make run PYTHON=python3.12\n" in made.stdout


def project_with(folder: Path, *, wanted: str, pinned: str) -> None:
    (folder / "requirements").mkdir()
    groups = "[dependency-groups]\nlocal = []\ndev = []\nmutation = []\n"
    (folder / "pyproject.toml").write_text(f'[project]\ndependencies = ["{wanted}"]\n{groups}')
    for name in ("base", "dev", "mutation", "uv"):
        (folder / "requirements" / f"{name}.txt").write_text(f"{pinned} \\\n    --hash=sha256:0\n")
    (folder / "package-lock.json").write_text("{}")


@pytest.mark.parametrize(
    ("wanted", "pinned", "faults"),
    [
        ("django~=5.2.0", "django==5.2.19", 0),
        ("django~=5.2.0", "django==6.0", 2),
        ("django~=5.2.0", "celery==5.7.0", 2),
        ("Whitenoise[brotli]", "whitenoise==6.12.0", 0),
    ],
)
def test_a_lock_that_does_not_hold_what_is_asked_for_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, pinned: str, faults: int
) -> None:
    locks = script("check_locks")
    project_with(tmp_path, wanted=wanted, pinned=pinned)
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    assert len(locks.faults()) == faults


def test_one_environment_never_gets_two_versions_of_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = script("check_locks")
    project_with(tmp_path, wanted="django", pinned="django==5.2.19")
    (tmp_path / "requirements" / "mutation.txt").write_text("django==5.2.20 \\\n    --hash=sha256:0\n")
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    assert locks.faults() == ["Run make lock: django differs between the lock files."]


def test_an_address_in_a_lock_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locks = script("check_locks")
    project_with(tmp_path, wanted="django", pinned="django==5.2.19")
    (tmp_path / "package-lock.json").write_text('{"resolved": "somewhere"}')
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    assert locks.faults() == [
        "Remove the addresses from package-lock.json: it must not tell where packages came from."
    ]
