"""Reads settings from the environment; a secret may come from a file named by X_FILE."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """The value of ``name``, else the content of the file named by ``name_FILE``, else ``default``."""
    path = os.environ.get(f"{name}_FILE")
    if name in os.environ:
        return os.environ[name]
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    if default is None:
        message = f"Set {name} or {name}_FILE."
        raise ImproperlyConfigured(message)
    return default


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated values of ``name``."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str, password: str = "") -> dict[str, object]:
    """Django's settings for a ``postgresql://`` URL; ``?host=`` may name a socket folder."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        message = "DATABASE_URL must start with postgresql://"
        raise ImproperlyConfigured(message)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": query.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(query),
    }


def database_url(held: Mapping[str, Any]) -> str:
    """The URL that ``database`` reads back as these settings, for the environment of a child process."""
    password = f":{quote(held['PASSWORD'], safe='')}" if held["PASSWORD"] else ""
    place = {"host": held["HOST"], "port": held["PORT"]}
    query = urlencode({key: value for key, value in place.items() if value})
    return f"postgresql://{quote(held['USER'], safe='')}{password}@/{quote(held['NAME'])}?{query}"
