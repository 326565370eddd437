"""Source and state-budget code of each item: a dated setting of the province, empty until it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import transaction

from accounts.dated import make_room
from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.budget.models import BudgetHeading, CodedModel, OtherItem
from regulations.grounds import province_key
from regulations.selectors import province_law_between
from territory import clock
from territory.models import Unit
from territory.scope import reaches
from territory.spans import holds_on

RIGHT = "allowances.set_pay"
_BEGAN: Final = date(2024, 1, 1)
_BEYOND: Final = date(2200, 1, 1)


def headings_on(unit: Unit, day: date) -> dict[str, BudgetHeading]:
    """By item: where the province of ``unit`` books it on a day; no entry while nobody has said so."""
    rows = BudgetHeading.objects.filter(holds_on(day), province__key=province_key(unit.path))
    return {row.item: row for row in rows}


def items_of(province: Unit) -> dict[str, str]:
    """The name of every item by key: what the laws of the province give, then what else budgets pay for."""
    known = province_law_between(province.key, _BEGAN, _BEYOND)
    names: dict[str, str] = {}
    for held in known.laws:
        names |= held.law.payable
    return {**names, **{item.value: str(item.label) for item in OtherItem}}


@transaction.atomic
def heading_choose(
    *, actor: User, province: Unit, item: str, year: int, basis: str, coded: Mapping[str, str]
) -> BudgetHeading:
    """The province books ``item`` there from the budget year ``year`` on; what held before ends there.

    That of this year can be corrected: lines keep what they were asked with. Refused where a choice began in
    that year or later, but before this year.
    """
    if not actor.has_perm(RIGHT) or not reaches(actor, province):
        raise NotAllowed("Dùng tài khoản của Sở Tài chính có quyền làm việc này.")
    start = date(year, 1, 1)
    until = make_room(
        BudgetHeading.objects.filter(province=province, item=item),
        start,
        changeable_from=clock.today().replace(month=1, day=1),
        field="year",
        taken="Chọn năm sau {last.year}: đã ghi nguồn và mã số từ năm đó.",
    )
    if not any(coded.values()):
        raise DomainError("Chọn nguồn hoặc nhập ít nhất một mã.", code="empty", field="source")
    names = ("source", *CodedModel.CODE)
    row = BudgetHeading(
        province=province,
        item=item,
        valid_from=start,
        valid_to=until,
        basis=basis,
        entered_by=actor,
        **{name: coded[name] for name in names},
    )
    save_or_refuse(row)
    return row
