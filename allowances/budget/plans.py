"""Steps of the budget of a year: asked, examined, allocated, each by another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.budget.headings import headings_on
from allowances.budget.models import BudgetLine, BudgetLineQuerySet, CodedModel, OtherItem
from allowances.budget.notices import tell_allocated, tell_asked, tell_back, tell_examined
from notices.models import Notice
from territory import clock
from territory.models import Unit, Village
from territory.scope import reaches
from vietnamese.money import dong

ASK: Final = "allowances.ask_budget"
EXAMINE: Final = "allowances.examine_budget"
ALLOCATE: Final = "allowances.allocate_budget"


@dataclass(frozen=True, slots=True)
class AskedAmount:
    """What is asked for one item; ``basis`` is plain JSON and is kept as it is.

    ``estimate_vnd`` is None for what is entered by hand.
    """

    item: str
    asked_vnd: int
    basis: Mapping[str, Any]
    estimate_vnd: int | None = None
    reason: str = ""
    detail: str = ""


@transaction.atomic
def lines_ask(*, actor: User, unit: Unit, year: int, amounts: Sequence[AskedAmount]) -> list[BudgetLine]:
    """The unit asks for these amounts; each line gets source and code as the province booked them that year.

    A further line after an allocation is a supplement. Raises NotAllowed for another unit, DomainError for
    nothing asked, a year gone by, an item that waits already or is asked for by a unit above or below, a
    changed amount without a reason.
    """
    if not actor.has_perm(ASK) or actor.binding is None or actor.binding.unit_id != unit.pk:
        raise NotAllowed("Chọn đơn vị của mình: chỉ đơn vị tự đề nghị dự toán của mình.")
    wanted = [amount for amount in amounts if amount.asked_vnd]
    if not wanted:
        raise DomainError("Nhập ít nhất một số tiền đề nghị.", code="empty")
    if year < clock.today().year:
        raise DomainError(f"Chọn năm từ {clock.today().year}: năm {year} đã qua.", code="past", field="year")
    _refuse_twice(unit, year, {amount.item for amount in wanted} - set(OtherItem.values))
    rounds, codes = _rounds(unit, year), headings_on(unit, date(year, 1, 1))
    is_sample = Village.objects.filter(is_sample=True).exists()
    lines = []
    for amount in wanted:
        line = BudgetLine(
            unit=unit,
            year=year,
            item=amount.item,
            detail=amount.detail,
            round=rounds.get((amount.item, amount.detail), 0),
            estimate_vnd=amount.estimate_vnd,
            basis=dict(amount.basis),
            asked_vnd=amount.asked_vnd,
            reason=amount.reason.strip(),
            asked_by=actor,
            asked_on=clock.today(),
            is_sample=is_sample,
        )
        if amount.item in codes:
            _code(line, codes[amount.item])
        save_or_refuse(line, at={"budget_change_has_its_reason": f"reason_{amount.item}"})
        lines.append(line)
    tell_asked(lines, actor)
    return lines


@transaction.atomic
def line_withdraw(*, actor: User, line_id: int) -> BudgetLine:
    """The unit takes back what it asked for before it is examined."""
    line = _lock(actor, ASK, line_id)
    if actor.binding is None or actor.binding.unit_id != line.unit_id:
        raise NotAllowed("Chọn dòng của đơn vị mình.")
    _require_state(line, BudgetLine.State.ASKED)
    line.state = BudgetLine.State.WITHDRAWN
    save_or_refuse(line)
    tell_back(line, BudgetLine.State.ASKED, Notice.Kind.WITHDRAWN, actor)
    return line


@transaction.atomic
def line_return(*, actor: User, line_id: int, reason: str) -> BudgetLine:
    """Whoever examines or allocates sends a line back; the reason goes to the unit, which may ask anew."""
    line = _lock(actor, EXAMINE, line_id)
    _require_above(actor, line)
    if line.state not in BudgetLine.OPEN:
        raise _closed(line)
    if not reason.strip():
        raise DomainError("Nhập lý do trả lại.", code="no_reason", field="reason")
    before, line.state, line.return_reason = line.state, BudgetLine.State.RETURNED, reason.strip()
    save_or_refuse(line)
    tell_back(line, before, Notice.Kind.RETURNED, actor)
    return line


@dataclass(frozen=True, slots=True)
class Examined:
    """What is found right for one line, with the remark that a change asks for."""

    amount_vnd: int
    note: str = ""


@transaction.atomic
def lines_examine(*, actor: User, found: Mapping[int, Examined]) -> list[BudgetLine]:
    """The district or Sở Tài chính examines lines of units below, by key; all of them or none.

    Raises SamePerson for who asked, WrongState for a line that does not wait any more, DomainError for an
    amount that differs without a remark (of the field ``note_<key>``).
    """
    _require_some(found, "Nhập số thẩm định của ít nhất một dòng.")
    lines = []
    for line in _lock_all(actor, EXAMINE, found):
        _require_above(actor, line)
        _require_state(line, BudgetLine.State.ASKED)
        if line.asked_by_id in actor.hands:
            raise SamePerson("Chuyển cho người khác: người đề nghị không được thẩm định.")
        line.state = BudgetLine.State.EXAMINED
        line.examined_vnd, line.examine_note = found[line.pk].amount_vnd, found[line.pk].note.strip()
        line.examined_by, line.examined_on = actor, clock.today()
        save_or_refuse(
            line,
            at={
                "budget_cut_has_its_note": f"note_{line.pk}",
                "budget_never_over_asked": f"amount_{line.pk}",
            },
        )
        lines.append(line)
    tell_examined(lines, actor)
    return lines


@transaction.atomic
def lines_allocate(
    *, actor: User, decision_number: str, decided_on: date, amounts: Mapping[int, int]
) -> list[BudgetLine]:
    """Sở Tài chính records what a decision gave to examined lines, by key; all of them or none.

    Raises SamePerson for who asked or examined, DomainError for more than was examined (of the field
    ``amount_<key>``) and for a decision after today.
    """
    _require_some(amounts, "Nhập số giao của ít nhất một dòng.")
    if not decision_number.strip():
        raise DomainError("Nhập số quyết định giao.", code="no_number", field="decision_number")
    if decided_on > clock.today():
        raise DomainError("Nhập ngày quyết định không sau hôm nay.", code="later", field="decided_on")
    lines = []
    for line in _lock_all(actor, ALLOCATE, amounts):
        _require_state(line, BudgetLine.State.EXAMINED)
        if actor.hands & {line.asked_by_id, line.examined_by_id}:
            raise SamePerson("Chuyển cho người khác: người đề nghị hoặc thẩm định không được ghi giao.")
        _require_within(line, amounts[line.pk])
        line.state, line.allocated_vnd = BudgetLine.State.ALLOCATED, amounts[line.pk]
        line.allocated_by, line.decision_number = actor, decision_number.strip()
        line.decided_on = decided_on
        save_or_refuse(line)
        lines.append(line)
    tell_allocated(lines)
    return lines


def open_lines(actor: User, unit: Unit, year: int, state: str) -> list[BudgetLine]:
    """The lines of ``unit`` and below it that wait in a state for somebody like ``actor``, in order."""
    rows = waiting_lines(actor, state).filter(unit__path__startswith=unit.path, year=year)
    return list(rows.select_related("unit__parent").order_by("unit__path", "item", "detail", "pk"))


def waiting_lines(actor: User, state: str) -> BudgetLineQuerySet:
    """All lines that wait in a state for somebody like ``actor``: not his unit's, not his own work."""
    rows = BudgetLine.objects.visible_to(actor).filter(state=state)
    mine = [actor.binding.unit_id] if actor.binding and actor.binding.unit.level != "province" else []
    rows = rows.exclude(unit__in=mine).exclude(asked_by__in=actor.hands)
    if state == BudgetLine.State.EXAMINED:
        rows = rows.exclude(examined_by__in=actor.hands)
    return rows


def _rounds(unit: Unit, year: int) -> dict[tuple[str, str], int]:
    """How often each item was allocated to the unit in the year."""
    given = BudgetLine.objects.filter(unit=unit, year=year, state=BudgetLine.State.ALLOCATED)
    rows = given.order_by().values_list("item", "detail").annotate(Count("pk"))
    return {(item, detail): count for item, detail, count in rows}


def _refuse_twice(unit: Unit, year: int, components: set[str]) -> None:
    """People are paid once: a component is asked for by a unit, or by the units below it, never by both."""
    codes = unit.path.rstrip(".").split(".")
    above = [".".join(codes[:depth]) + "." for depth in range(1, len(codes))]
    others = BudgetLine.objects.standing().filter(
        Q(unit__path__in=above) | Q(unit__path__startswith=unit.path) & ~Q(unit=unit), year=year
    )
    found = others.filter(item__in=components).select_related("unit").first()
    if found is not None:
        raise DomainError(
            f"Xem lại: {found.unit.name_inside} đã đề nghị khoản này cho cùng những người đó.", code="twice"
        )


def _code(line: BudgetLine, coded: CodedModel) -> None:
    for name in ("source", *CodedModel.CODE):
        setattr(line, name, getattr(coded, name))


def _lock(actor: User, right: str, line_id: int) -> BudgetLine:
    return _lock_all(actor, right, [line_id])[0]


def _lock_all(actor: User, right: str, keys: Mapping[int, Any] | Sequence[int]) -> list[BudgetLine]:
    """The lines, locked in the order of their keys; NotAllowed where one is out of reach."""
    rows = BudgetLine.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk__in=list(keys))
    lines = list(rows.select_related("unit").order_by("pk"))
    if not actor.has_perm(right) or len(lines) != len(keys):
        raise NotAllowed("Chọn dòng trong danh sách: dòng này không chờ người đang làm việc.")
    return lines


def _require_above(actor: User, line: BudgetLine) -> None:
    """The district examines its communes, Sở Tài chính all of the province."""
    own = actor.binding.unit if actor.binding else None
    if own is None or not reaches(actor, line.unit) or (own.pk == line.unit_id and own.level != "province"):
        raise NotAllowed("Chọn dòng của đơn vị cấp dưới.")


def _require_state(line: BudgetLine, state: BudgetLine.State) -> None:
    if line.state != state:
        raise _closed(line)


def _closed(line: BudgetLine) -> WrongState:
    return WrongState(f"Tải lại trang: dòng của {line.unit.name_inside} {line.get_state_display()}.")


def _require_some(given: Mapping[int, object], sentence: str) -> None:
    if not given:
        raise DomainError(sentence, code="empty")


def _require_within(line: BudgetLine, amount_vnd: int) -> None:
    most = line.examined_vnd or 0
    if amount_vnd > most:
        raise DomainError(
            f"Nhập tối đa {dong(most)}: không giao quá số đã thẩm định.",
            code="budget_never_over_examined",
            field=f"amount_{line.pk}",
        )


def item_names(components: Mapping[str, str]) -> dict[str, str]:
    """The name of every item by key: components of the law, then the other items."""
    return {**components, **{item.value: str(item.label) for item in OtherItem}}
