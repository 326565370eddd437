"""Who is told of lines of a budget: once a step whatever the number of lines, then the unit that asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from accounts.models import User
from accounts.roles import Role
from allowances.budget.models import BudgetLine
from allowances.notices import finance_of
from notices.models import Notice
from notices.services import Desk, Thing, settle, tell, tell_each
from territory.models import Unit


def tell_asked(lines: Sequence[BudgetLine], actor: User) -> None:
    """Lines of one unit's year wait to be examined: by its district, where it has none by Sở Tài chính."""
    unit = lines[0].unit
    above = unit.parent
    if above is not None and above.level == Unit.Level.DISTRICT:
        desk = Desk.of(Role.DISTRICT_OFFICER, above)
    else:
        desk = finance_of(unit)
    tell(kind=Notice.Kind.WAITING, thing=_thing(lines, unit), desks=[desk], actor=actor)


def tell_examined(lines: Sequence[BudgetLine], actor: User) -> None:
    """Lines of any units wait for Sở Tài chính, which is told once of all of them."""
    _settle(lines, BudgetLine.State.ASKED)
    units = {line.unit_id for line in lines}
    desk = finance_of(lines[0].unit)
    unit = lines[0].unit if len(units) == 1 else Unit.objects.get(path=desk.path)
    tell(kind=Notice.Kind.WAITING, thing=_thing(lines, unit), desks=[desk], actor=actor)


def tell_allocated(lines: Sequence[BudgetLine]) -> None:
    """Each unit is told of what its lines were given."""
    _settle(lines, BudgetLine.State.EXAMINED)
    by_unit: dict[Unit, list[BudgetLine]] = {}
    for line in lines:
        by_unit.setdefault(line.unit, []).append(line)
    tell_each(
        kind=Notice.Kind.APPROVED,
        things=[(_asker(unit), _thing(own, unit)) for unit, own in by_unit.items()],
    )


def tell_back(line: BudgetLine, before: str, kind: Notice.Kind, actor: User) -> None:
    """The unit is told of a line that was sent back; ``before`` is the state that it left."""
    _settle([line], before)
    if kind == Notice.Kind.RETURNED:
        tell(kind=kind, thing=_thing([line], line.unit), desks=[_asker(line.unit)], actor=actor)


def _settle(lines: Sequence[BudgetLine], state: str) -> None:
    """Nobody is called to lines of a unit's year any more once none of them is in ``state``.

    A notice names one of the lines it tells of, so it stands while another of them waits.
    """
    years = {(line.unit_id, line.year) for line in lines}
    rows = BudgetLine.objects.filter(
        unit__in={unit for unit, _ in years}, year__in={year for _, year in years}
    ).values_list("unit_id", "year", "state", "pk")
    waiting = Counter((unit, year) for unit, year, held, _ in rows if held == state)
    settle(
        *(
            Thing("", lines[0].unit, Notice.Page.BUDGET_LINE, pk)
            for unit, year, _, pk in rows
            if (unit, year) in years and not waiting[unit, year]
        )
    )


def _thing(lines: Sequence[BudgetLine], unit: Unit) -> Thing:
    years = ", ".join(map(str, sorted({line.year for line in lines})))
    title = f"{len(lines)} khoản dự toán năm {years} của {unit.name_inside}"
    return Thing(title, unit, Notice.Page.BUDGET_LINE, lines[0].pk)


def _asker(unit: Unit) -> Desk:
    """Who asks for a unit: the clerks of a commune, the police of a province."""
    is_commune = unit.level == Unit.Level.COMMUNE
    return Desk.of(Role.COMMUNE_CLERK if is_commune else Role.PROVINCE_POLICE, unit)
