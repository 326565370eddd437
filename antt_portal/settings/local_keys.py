"""Keys of a local installation: made once, kept in files that only their owner reads."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet


def local_key(folder: Path, name: str) -> str:
    """The key kept under ``name``; made at the first call, the same ever after."""
    path = folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(Fernet.generate_key().decode())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
