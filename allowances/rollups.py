"""Whether the roll-ups equal the ledger: both are summed, and what only one of them has is named."""

from __future__ import annotations

from typing import Final

from django.db import connection

from allowances.models import BatchQuerySet
from territory.models import Unit
from vietnamese.dates import thang

_SUMS: Final = {
    "tổng theo khoản": (
        "SELECT batch_id, component, COUNT(*), SUM(amount_vnd) FROM allowances_ledgerline"
        " WHERE batch_id = ANY(%(keys)s) GROUP BY 1, 2",
        "SELECT batch_id, component, line_count, amount_vnd FROM allowances_componentsum"
        " WHERE batch_id = ANY(%(keys)s)",
    ),
    "tổng theo tổ": (
        "SELECT batch_id, team_id, component, SUM(amount_vnd) FROM allowances_ledgerline"
        " WHERE batch_id = ANY(%(keys)s) GROUP BY 1, 2, 3",
        "SELECT batch_id, team_id, component, amount_vnd FROM allowances_teamsum"
        " WHERE batch_id = ANY(%(keys)s)",
    ),
}
_PEOPLE: Final = (
    "SELECT lines.commune_id, EXTRACT(YEAR FROM month), team_id, person_id,"
    " BIT_OR(1 << EXTRACT(MONTH FROM month)::integer - 1)"
    " FROM allowances_ledgerline AS lines JOIN allowances_batch AS lists ON lists.id = batch_id"
    " WHERE lines.commune_id = ANY(%(keys)s) GROUP BY 1, 2, 3, 4",
    "SELECT commune_id, year, team_id, person_id, months FROM allowances_paidyear"
    " WHERE commune_id = ANY(%(keys)s)",
)
_DIFFER: Final = """
    WITH posted AS ({posted}), held AS ({held})
    SELECT DISTINCT key FROM (
        (SELECT * FROM posted EXCEPT ALL SELECT * FROM held)
        UNION ALL (SELECT * FROM held EXCEPT ALL SELECT * FROM posted)
    ) AS differ(key)
"""


def faults(batches: BatchQuerySet) -> list[str]:
    """In words: lists whose sums differ from their lines, and communes whose people of a year do."""
    lists = batches.order_by("month", "pk").select_related("commune")
    found = {
        name: _differing(pair, list(batches.values_list("pk", flat=True))) for name, pair in _SUMS.items()
    }
    people = _differing(_PEOPLE, list(batches.values_list("commune", flat=True).distinct().order_by()))
    return [
        f"Danh sách {batch.commune.name} tháng {thang(batch.month)}: {name} khác sổ chi trả."
        for name, keys in found.items()
        for batch in lists.filter(pk__in=keys)
    ] + [
        f"{commune.name}: số người có tên khác sổ chi trả." for commune in Unit.objects.filter(pk__in=people)
    ]


def _differing(pair: tuple[str, str], keys: list[int]) -> set[int]:
    """The lists or communes, by key, of which only one of both has a row."""
    with connection.cursor() as cursor:
        cursor.execute(_DIFFER.format(posted=pair[0], held=pair[1]), {"keys": keys})
        return {key for (key,) in cursor.fetchall()}
