"""A database and a broker of the benchmark's own, so that no figure ever touches anybody's ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from antt_portal.celery import app
from antt_portal.settings import environment

_BROKER_DATABASE = 15


@contextmanager
def scratch_servers() -> Iterator[dict[str, str]]:
    """A fresh migrated database in place of the portal's, and the environment for its workers."""
    previous = settings.DATABASES["default"]["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    broker = _broker()
    app.conf.update(broker_url=broker)
    app.control.purge()
    try:
        yield {
            **os.environ,
            "DATABASE_URL": environment.database_url(connection.settings_dict),
            "REDIS_URL": broker,
        }
    finally:
        connection.creation.destroy_test_db(previous, verbosity=0)


def _broker() -> str:
    parts = urlsplit(settings.REDIS_URL)
    if parts.scheme == "redis+socket":
        return parts._replace(query=f"virtual_host={_BROKER_DATABASE}").geturl()
    return parts._replace(path=f"/{_BROKER_DATABASE}").geturl()
