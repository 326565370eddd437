"""The embedded Valkey, which speaks Redis: on a loopback port of its own, behind a password."""

from __future__ import annotations

import secrets
import signal
import socket
from pathlib import Path
from urllib.parse import urlsplit

from antt_portal.local import processes
from antt_portal.local.places import LocalError, Place, valkey_program
from antt_portal.local.processes import Child

NOBODY_ANSWERS = "redis://127.0.0.1:0/0"


def url(place: Place) -> str:
    """Where the last started Valkey of ``place`` answers."""
    if place.redis_url_file.exists():
        return place.redis_url_file.read_text(encoding="ascii")
    return NOBODY_ANSWERS


def start(place: Place, *, durable: bool) -> Child:
    """Starts the server on a free port and returns it once it answers."""
    folder = place.data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    pid_file = folder / "valkey.pid"
    config = folder / "valkey.conf"
    processes.end_leftover(pid_file, config, signal.SIGTERM)
    port, password = _free_port(), secrets.token_hex(16)
    _write_private(config, _config(folder, port, password, durable=durable))
    _write_private(place.redis_url_file, f"redis://:{password}@127.0.0.1:{port}/0")
    server = processes.spawn([valkey_program(), config], log=folder / "valkey.log")
    if not processes.wait_until(lambda: answers(url(place)), server):
        processes.stop([server])
        message = f"The embedded Valkey does not start; its reason is in {folder / 'valkey.log'}."
        raise LocalError(message)
    return server


def _config(folder: Path, port: int, password: str, *, durable: bool) -> str:
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        f'pidfile "{folder / "valkey.pid"}"',
        'save ""',
        f"appendonly {'yes' if durable else 'no'}",
    ]
    return "\n".join(lines) + "\n"


def _write_private(path: Path, content: str) -> None:
    path.touch(mode=0o600)
    path.write_text(content, encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(address: str) -> bool:
    """Whether a server answers at ``address``; by hand, since importing redis takes longer."""
    parts = urlsplit(address)
    try:
        with socket.create_connection(("127.0.0.1", parts.port or 0), timeout=1) as connection:
            connection.sendall(f"AUTH {parts.password}\r\nPING\r\n".encode())
            reply = connection.makefile("rb")
            return [reply.readline(), reply.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
    except OSError:
        return False
