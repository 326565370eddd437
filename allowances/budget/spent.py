"""Spending that no list of the portal pays: entered with its document, withdrawn with a reason, summed up.

The portal records what happened: a sum beyond what was allocated is taken and said, never refused.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.budget.models import BudgetLine, OtherItem
from allowances.budget.plans import ASK
from allowances.budget.spent_models import OtherSpending
from territory import clock
from territory.models import Unit, Village
from territory.scope import Viewer
from vietnamese.dates import Span, ngay

OF_THE_LAW: Final = (
    "Chọn trang bị, trang phục, tập huấn hoặc khoản khác: khoản theo quy định lấy từ danh sách đã khóa."
)
# Beyond it a digit was typed twice.
_MOST_VND: Final = 10**12
# The first budget year of the portal, that of Luật 30/2023/QH15.
_BEGAN: Final = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class SpentSum:
    """What one document says: ``item`` is a key of ``OtherItem``, the sum is whole đồng above 0."""

    item: str
    spent_on: date
    amount_vnd: int
    document: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """Đồng of one item of a unit's own year: allocated, and spent as entered."""

    item: str
    name: str
    allocated_vnd: int
    spent_vnd: int

    @property
    def left_vnd(self) -> int:
        """What is given and not spent; 0 where more was spent."""
        return max(self.allocated_vnd - self.spent_vnd, 0)

    @property
    def over_vnd(self) -> int:
        """What was spent beyond what is given; 0 where it is enough."""
        return max(self.spent_vnd - self.allocated_vnd, 0)


def may_enter(actor: User, unit: Unit) -> bool:
    """Whether the actor's own unit is the one, or keeps its papers, and he may ask for its budget."""
    own = actor.binding.unit if actor.binding else None
    return actor.has_perm(ASK) and own is not None and own.path in (unit.path, unit.keeper_path)


def require_own(actor: User, unit: Unit) -> None:
    """Raises NotAllowed for who may not enter or withdraw what ``unit`` spent."""
    if not may_enter(actor, unit):
        raise NotAllowed("Dùng tài khoản được đề nghị dự toán của chính đơn vị đã chi.")


@transaction.atomic
def spending_enter(*, actor: User, unit: Unit, spent: SpentSum) -> OtherSpending:
    """The unit records what it spent on a day.

    Raises NotAllowed for another unit, DomainError for an item of the law, a sum that is not above 0 or is
    beyond what anybody spends at once, a missing document, a day after today or before the first budget
    year, and the same entry twice, however its document is written.
    """
    require_own(actor, unit)
    _require_sum(spent)
    row = OtherSpending(
        unit=unit,
        item=spent.item,
        spent_on=spent.spent_on,
        amount_vnd=spent.amount_vnd,
        document=" ".join(spent.document.split()),
        note=spent.note.strip(),
        entered_by=actor,
        entered_on=clock.today(),
        is_sample=Village.objects.filter(is_sample=True).exists(),
    )
    save_or_refuse(row, at={"other_spending_once": "document", "other_spending_never_ahead": "spent_on"})
    return row


@transaction.atomic
def spending_withdraw(*, actor: User, spending_id: int, reason: str) -> OtherSpending:
    """The unit takes out a wrong entry; it stays to be read. Raises WrongState for one withdrawn already."""
    rows = OtherSpending.objects.visible_to(actor).select_for_update(of=("self",))
    row = rows.select_related("unit").filter(pk=spending_id).first()
    if row is None:
        raise NotAllowed("Chọn khoản trong danh sách của đơn vị mình.")
    require_own(actor, row.unit)
    if row.withdrawn_by_id:
        raise WrongState("Tải lại trang: khoản chi này đã được rút.")
    if not reason.strip():
        raise DomainError("Nhập lý do rút.", code="no_reason", field="reason")
    row.withdrawn_by, row.withdrawn_on, row.withdraw_reason = actor, clock.today(), reason.strip()
    save_or_refuse(row)
    return row


def entries_of(viewer: Viewer, unit: Unit, days: Span) -> list[OtherSpending]:
    """What the unit itself entered for ``days``, the newest first, withdrawn ones among them."""
    rows = OtherSpending.objects.visible_to(viewer).filter(
        _own(unit), spent_on__gte=days.start, spent_on__lt=days.end
    )
    return list(rows.select_related("unit", "entered_by", "withdrawn_by"))


def standings(viewer: Viewer, unit: Unit, days: Span) -> list[ItemStanding]:
    """Each of the items as it stands in the unit's own budget of the year of ``days``."""
    given: Counter[str] = Counter()
    lines = BudgetLine.objects.visible_to(viewer).filter(
        _own(unit), year=days.start.year, state=BudgetLine.State.ALLOCATED, item__in=OtherItem.values
    )
    for line in lines:
        given[line.item] += line.allocated_vnd or 0
    spent: Counter[str] = Counter()
    for row in entries_of(viewer, unit, days):
        if not row.withdrawn_by_id:
            spent[row.item] += row.amount_vnd
    return [
        ItemStanding(item.value, str(item.label), given[item.value], spent[item.value]) for item in OtherItem
    ]


def _own(unit: Unit) -> Q:
    """Rows of the unit itself, and of units whose papers it keeps."""
    return Q(unit=unit) | Q(unit__keeper_path=unit.path)


def _require_sum(spent: SpentSum) -> None:
    if spent.item not in OtherItem.values:
        raise DomainError(OF_THE_LAW, code="of_the_law", field="item")
    if spent.amount_vnd <= 0:
        raise DomainError("Nhập số tiền lớn hơn 0.", code="no_sum", field="amount_vnd")
    if spent.amount_vnd > _MOST_VND:
        message = "Xem lại số tiền: mỗi khoản ghi tối đa 1.000 tỷ đồng, số lớn hơn thường là gõ thừa chữ số."
        raise DomainError(message, code="too_much", field="amount_vnd")
    if not spent.document.strip():
        raise DomainError("Nhập chứng từ.", code="no_document", field="document")
    if spent.spent_on < _BEGAN:
        raise DomainError(f"Nhập ngày chi từ {ngay(_BEGAN)}.", code="earlier", field="spent_on")
