"""The trail: who changed what, when, from where and why, for every business table; the database writes it.

One trigger function serves all tables. Its triggers see whole statements, so bulk writes, raw SQL and COPY
are in it at the cost of one insert a statement. They are attached when migrations end, to each table of the
rooms below: a new table cannot be forgotten. What is append-only is its own trail and gets no copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pghistory
from django.apps import apps
from django.db import connection, models
from django.utils import timezone

from accounts.models import Trail, User

ROOMS: Final = frozenset(
    {"territory", "accounts", "notices", "regulations", "teams", "members", "imports", "mergers"}
)
# What people decide in rooms whose other tables are append-only.
_ALSO: Final = frozenset(
    {
        "allowances_budgetheading",
        "allowances_budgetline",
        "allowances_otherspending",
        "allowances_payfilelayout",
        "allowances_payhold",
        "allowances_payment",
        "allowances_paymethod",
        "allowances_payout",
        "allowances_payrun",
        "allowances_paysetting",
        "allowances_repayment",
        "allowances_runschedule",
    }
)
# Append-only, or no decision of a person: questions of official lists, what users were told, rows of a
# workbook that are thrown away (what they wrote has its own trail).
_KEPT_ANYWAY: Final = frozenset(
    {
        "accounts_trail",
        "imports_importrow",
        "notices_notice",
        "teams_dossierevent",
        "territory_dataquestion",
    }
)
_WORDS: Final = {"address": 45, "origin": 200, "reason": 500}

_ATTACH: Final = """
    CREATE TRIGGER trail_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION accounts_keep_trail();
    CREATE TRIGGER trail_update AFTER UPDATE ON {table}
        REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION accounts_keep_trail();
    CREATE TRIGGER trail_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION accounts_keep_trail();
"""
_ATTACHED: Final = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'trail_insert'"


def tables() -> list[str]:
    """The tables whose changes are kept, in the order of their names."""
    found = {
        model._meta.db_table: model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return sorted((found.keys() | _ALSO) - _KEPT_ANYWAY)


def attach(**_signal: Any) -> None:
    """Give each table its triggers; those that have them, or are not there yet, are left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('accounts_keep_trail') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(_ATTACHED)
        attached = {name for (name,) in cursor.fetchall()}
        missing = [name for name in tables() if name not in attached]
        standing = set(connection.introspection.table_names(cursor)) if missing else set()
        for name in missing:
            if name in standing:
                cursor.execute(_ATTACH.format(table=connection.ops.quote_name(name)))


@contextmanager
def said(
    *, user: User | None = None, address: str = "", origin: str = "", reason: str = ""
) -> Iterator[dict[str, Any]]:
    """What the trail of every write within says of its author; yields it as plain values."""
    words = {"address": address, "origin": origin, "reason": reason}
    known: dict[str, Any] = {name: text[: _WORDS[name]] for name, text in words.items() if text}
    if user is not None and user.pk:
        known["user"] = user.pk
    with pghistory.context(**known) as now:
        yield now.metadata


def carried() -> dict[str, Any]:
    """What is said now, to be carried into a task; empty outside of ``said``."""
    with pghistory.context() as now:
        return dict(now.metadata)


@contextmanager
def resumed(known: dict[str, Any], origin: str) -> Iterator[None]:
    """Say in a task what was said where it was queued."""
    with pghistory.context(**{**known, "origin": origin[: _WORDS["origin"]]}):
        yield


def note_read(row: models.Model, *, actor: User, reason: str, person_key: int | None = None) -> None:
    """Keep that somebody looked at what is guarded, or took it out on paper."""
    Trail.objects.create(
        at=timezone.now(),
        table=row._meta.db_table,
        row_id=row.pk,
        action=Trail.Action.READ,
        actor=actor,
        address=str(carried().get("address", "")),
        origin=str(carried().get("origin", "")),
        reason=reason,
        person_key=person_key,
    )


def note_reads(rows: Sequence[tuple[models.Model, int]], *, actor: User, reason: str) -> None:
    """The same for many rows at once, each with the key of its person."""
    at, said_now = timezone.now(), carried()
    Trail.objects.bulk_create(
        [
            Trail(
                at=at,
                table=row._meta.db_table,
                row_id=row.pk,
                action=Trail.Action.READ,
                actor=actor,
                address=str(said_now.get("address", "")),
                origin=str(said_now.get("origin", "")),
                reason=reason,
                person_key=person,
            )
            for row, person in rows
        ],
        batch_size=1000,
    )
