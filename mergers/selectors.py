"""What the pages of this room show before anything moves: counted from the same tables that move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from mergers import planned
from mergers.models import UnitChange, VillageChoice
from mergers.moves import moves
from territory import clock
from territory.models import Unit, UnitSuccession, Village
from territory.scope import Viewer

_PER_UNIT: Final = """
SELECT new.id, new.name, new.key,
    (SELECT STRING_AGG(old.name, ', ' ORDER BY old.sort_key) FROM territory_unitsuccession s
        JOIN territory_unit old ON old.id = s.old_id WHERE s.new_id = new.id),
    COALESCE(v.count, 0), COALESCE(t.count, 0), COALESCE(p.count, 0)
FROM territory_unit new
LEFT JOIN (SELECT new_id, COUNT(*) FROM move_village GROUP BY new_id) v ON v.new_id = new.id
LEFT JOIN (SELECT new_id, COUNT(*) FROM move_team GROUP BY new_id) t ON t.new_id = new.id
LEFT JOIN (SELECT new_id, COUNT(*) FROM move_person GROUP BY new_id) p ON p.new_id = new.id
WHERE new.level = 'commune' AND new.valid_from = %(day)s AND new.path LIKE %(below)s
ORDER BY new.sort_key, new.key
"""
_OPEN: Final = """
SELECT old.id, old.name, COALESCE(d.name, ''), u.keeper_id IS NULL,
    (SELECT COUNT(*) FROM move_village v WHERE v.old_id = u.old_id AND v.new_id IS NULL),
    (SELECT COUNT(*) FROM move_team t WHERE t.old_id = u.old_id AND t.new_id IS NULL),
    (SELECT COUNT(*) FROM move_person p WHERE p.old_id = u.old_id AND p.new_id IS NULL)
FROM move_unit u
JOIN territory_unit old ON old.id = u.old_id
LEFT JOIN territory_unit d ON d.id = old.parent_id
WHERE NOT EXISTS (SELECT 1 FROM move_settled s WHERE s.old_id = u.old_id)
ORDER BY d.sort_key, old.sort_key, old.key
"""
# Lists of old months that nobody has locked stay the old commune's; a token of a district ends with it.
_LEFT: Final = """
SELECT (SELECT COUNT(*) FROM allowances_batch b JOIN move_unit u ON u.old_id = b.commune_id
        WHERE b.state <> 'locked'),
    (SELECT COUNT(*) FROM accounts_apiclient c WHERE (c.valid_to IS NULL OR c.valid_to > %(day)s)
        AND c.unit_id IN (SELECT old_id FROM move_unit UNION SELECT old_id FROM move_province)),
    (SELECT COUNT(*) FROM accounts_rolebinding b WHERE (b.valid_to IS NULL OR b.valid_to > %(day)s)
        AND b.unit_id IN (SELECT old_id FROM move_settled UNION SELECT old_id FROM move_province))
"""


@dataclass(frozen=True, slots=True)
class NewUnitRow:
    """A commune as it stands from the day on: what it is made of, and how much moves there."""

    pk: int
    name: str
    key: str
    made_of: str
    villages: int
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A divided commune that waits for answers; the counts are what stays with it until then."""

    pk: int
    name: str
    district: str
    lacks_keeper: bool
    villages: int
    teams: int
    people: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would move now, and what it would leave."""

    units: list[NewUnitRow]
    open: list[OpenRow]
    batches: int
    clients: int
    roles: int

    @property
    def villages(self) -> int:
        """How many villages move."""
        return sum(row.villages for row in self.units)

    @property
    def teams(self) -> int:
        """How many teams move."""
        return sum(row.teams for row in self.units)

    @property
    def people(self) -> int:
        """How many people's files move."""
        return sum(row.people for row in self.units)


@dataclass(frozen=True, slots=True)
class VillageQuestion:
    """A village of a divided commune with its answer so far."""

    village: Village
    answer: int | None


def preview(*, day: date, scope: str) -> Preview:
    """What the change of ``day`` below ``scope`` ("" is the country) would do now; keeps nothing.

    A fixed number of statements, whatever the size.
    """
    with transaction.atomic(), moves(day, scope, day) as values:
        units = [NewUnitRow(*row) for row in _rows(_PER_UNIT, values)]
        waiting = [OpenRow(*row) for row in _rows(_OPEN, values)]
        [(batches, clients, roles)] = _rows(_LEFT, values)
    return Preview(units, waiting, batches, clients, roles)


def change_preview(change: UnitChange) -> Preview:
    """What ``change`` would do now, new units and merged villages included; writes nothing that stays.

    Raises the DomainError that would refuse its application.
    """
    with transaction.atomic():
        if not change.is_official:
            planned.write(change)
        found = preview(day=change.day, scope=change.province.path)
        transaction.set_rollback(True)
    return found


def _rows(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def successors_of(old: Unit, day: date) -> list[UnitSuccession]:
    """Where a divided commune went on ``day``, in the order of names."""
    rows = UnitSuccession.objects.filter(old=old, new__valid_from=day).select_related("new")
    return list(rows.order_by("new__sort_key", "new__key"))


def questions_of(old: Unit, day: date) -> list[VillageQuestion]:
    """The villages whose file ``old`` still keeps, each with its answer."""
    villages = list(Village.objects.filter(commune=old))
    answers = dict(
        VillageChoice.objects.filter(day=day, village__in=villages).values_list("village_id", "commune_id")
    )
    return [VillageQuestion(village, answers.get(village.pk)) for village in villages]


def divided(viewer: Viewer) -> QuerySet[Unit]:
    """Communes of the viewer's reach that were divided and still keep files: each waits for answers."""
    several = UnitSuccession.objects.filter(old=OuterRef("pk"), extent=UnitSuccession.Extent.PARTIAL)
    units = Unit.objects.visible_to(viewer).filter(
        Exists(several), level=Unit.Level.COMMUNE, valid_to__lte=clock.today()
    )
    kept = Village.objects.filter(commune=OuterRef("pk"))
    unnamed = ~Exists(UnitSuccession.objects.filter(old=OuterRef("pk"), keeps_files=True))
    return units.filter(Exists(kept) | unnamed).select_related("parent").order_by("sort_key", "key")
