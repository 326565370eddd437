"""A ledger of many months in a scratch database, made from one month's rows by the database itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

import pgtrigger
from django.db import connection

_COLUMNS: Final = (
    "membership_id, person_id, team_id, commune_id, former_commune_id, component, sequence, amount_vnd,"
    " cause, derivation_id, posted_at"
)
_KEEP: Final = "CREATE UNLOGGED TABLE bench_lines AS SELECT * FROM allowances_ledgerline ORDER BY id"
# The rows that were kept, into the ledger as they stood.
BARE: Final = f"""
    INSERT INTO allowances_ledgerline (batch_id, for_month, {_COLUMNS})
    SELECT batch_id, for_month, {_COLUMNS} FROM bench_lines ORDER BY id
"""  # noqa: S608 (columns named above)
# The month's runs, lists and lines once more, as lists of another month that nobody has approved yet.
_COPY_LISTS: Final = """
    WITH runs AS (
        INSERT INTO allowances_payrun (unit_id, month, prepared_by_id, started_at)
        SELECT unit_id, %(month)s, prepared_by_id, started_at FROM allowances_payrun WHERE month = %(first)s
        RETURNING id, unit_id
    )
    INSERT INTO allowances_batch (run_id, commune_id, month, state, is_due, sweeps, people, line_count,
        total_vnd, refusals, return_reason, prepared_by_id, makers, needs_two, chain_head)
    SELECT runs.id, commune_id, %(month)s, 'computed', FALSE, 0, people, line_count, total_vnd, refusals, '',
        lists.prepared_by_id, makers, FALSE, ''
    FROM allowances_batch AS lists JOIN allowances_payrun AS was ON was.id = run_id
    JOIN runs ON runs.unit_id = was.unit_id
    WHERE lists.month = %(first)s ORDER BY lists.id
"""
_COPY_LINES: Final = f"""
    INSERT INTO allowances_ledgerline (batch_id, for_month, {_COLUMNS})
    SELECT lists.id, %(month)s, {", ".join(f"lines.{name}" for name in _COLUMNS.split(", "))}
    FROM bench_lines AS lines
    JOIN allowances_batch AS lists ON lists.commune_id = lines.commune_id AND lists.month = %(month)s
    ORDER BY lines.id
"""  # noqa: S608 (columns named above)
_ROLL_UP: Final = (
    "INSERT INTO allowances_componentsum (batch_id, component, line_count, amount_vnd)"
    " SELECT batch_id, component, COUNT(*), SUM(amount_vnd) FROM allowances_ledgerline GROUP BY 1, 2",
    "INSERT INTO allowances_teamsum (batch_id, team_id, component, amount_vnd)"
    " SELECT batch_id, team_id, component, SUM(amount_vnd) FROM allowances_ledgerline GROUP BY 1, 2, 3",
    "INSERT INTO allowances_paidyear (commune_id, year, team_id, person_id, months)"
    " SELECT commune_id, EXTRACT(YEAR FROM for_month), team_id, person_id,"
    " BIT_OR(1 << EXTRACT(MONTH FROM for_month)::integer - 1) FROM allowances_ledgerline"
    " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
)


def keep() -> None:
    """The lines of the ledger, which are of one month, in a table beside it."""
    run(_KEEP)


def empty() -> None:
    """No line and no roll-up; runs and lists stay."""
    with pgtrigger.ignore():
        run(
            "TRUNCATE allowances_ledgerline, allowances_componentsum, allowances_teamsum, allowances_paidyear"
        )


def fill(first: date, months: Iterable[date]) -> None:
    """The lines that were kept, which are of the month ``first``, as those of other ``months``.

    All in lists that are still open, which later lists do not correct. Triggers and look-ups are left out
    while the ledger fills, and the roll-ups summed at the end.
    """
    run("SET session_replication_role = replica")
    for month in months:
        run(_COPY_LISTS, first=first, month=month)
        run(_COPY_LINES, month=month)
    run("TRUNCATE allowances_componentsum, allowances_teamsum, allowances_paidyear")
    for statement in _ROLL_UP:
        run(statement)
    run("SET session_replication_role = DEFAULT")


def run(statement: str, **values: str | date) -> None:
    """One statement by itself."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
