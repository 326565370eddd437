"""Equipment, uniforms, training and what else a unit asks for: by hand, or by a norm that a text states.

The price is always entered by hand. Without a norm the quantity is too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from accounts.errors import DomainError
from allowances.budget.plans import AskedAmount
from members.models import Membership
from regulations.norms import Norm
from teams.models import Team
from territory import clock
from territory.models import Unit
from territory.scope import Viewer
from territory.spans import holds_on
from vietnamese.dates import ngay
from vietnamese.money import dong, grouped


@dataclass(frozen=True, slots=True)
class OtherNeed:
    """What is needed: ``quantity`` None is counted by ``norm``; ``life_years`` spreads it over its life."""

    item: str
    detail: str
    norm: Norm | None
    quantity: int | None
    price_vnd: int
    life_years: int | None
    source: str


def team_sizes(viewer: Viewer, unit: Unit) -> list[int]:
    """How many members each team of ``unit`` that stands today has; two statements."""
    teams = Team.objects.visible_to(viewer).filter(
        status=Team.Status.ACTIVE, commune__path__startswith=unit.path
    )
    keys = list(teams.order_by().values_list("pk", flat=True))
    serving = Membership.objects.recognised().filter(holds_on(clock.today()), team__in=keys)
    sizes = Counter(serving.order_by().values_list("team_id", flat=True))
    return [sizes[key] for key in keys]


def other_amount(viewer: Viewer, unit: Unit, need: OtherNeed) -> AskedAmount:
    """The amount in đồng with how it was worked out, in sentences; DomainError where nothing tells how many.

    Spread over its life a year asks for the part of the quantity that is due, rounded up to whole pieces.
    """
    whole, counted = _quantity(viewer, unit, need)
    pieces, spread = whole, ""
    if need.life_years:
        pieces = -(-whole // need.life_years)
        spread = f" chia đều theo niên hạn {need.life_years} năm, làm tròn lên: {grouped(pieces)};"
    amount = pieces * need.price_vnd
    sentences = [
        *counted,
        f"Số lượng {grouped(whole)};{spread} đơn giá {dong(need.price_vnd)} (nhập tay): {dong(amount)}.",
    ]
    norm = f"{need.norm.words}; nguồn giá: {need.source}" if need.norm else need.source
    return AskedAmount(
        item=need.item,
        asked_vnd=amount,
        basis={"source": norm, "made_on": clock.today().isoformat(), "sentences": sentences},
        detail=need.detail,
    )


def _quantity(viewer: Viewer, unit: Unit, need: OtherNeed) -> tuple[int, list[str]]:
    if need.quantity is not None:
        return need.quantity, []
    if need.norm is None:
        raise DomainError("Nhập số lượng, hoặc chọn định mức.", code="no_quantity", field="quantity")
    sizes = team_sizes(viewer, unit)
    whole, outside = need.norm.quantity(sizes)
    if not whole:
        raise DomainError(
            "Nhập số lượng: không có Tổ hoặc người nào thuộc khung của định mức.",
            code="no_quantity",
            field="quantity",
        )
    day = ngay(clock.today())
    words = [
        f"Định mức tối thiểu của {grouped(len(sizes))} Tổ, {grouped(sum(sizes))} người tại ngày {day}:"
        f" {grouped(whole)}."
    ]
    if outside:
        words.append(f"{grouped(outside)} Tổ không thuộc khung nào của định mức, chưa tính.")
    if need.norm.note:
        words.append(f"Lưu ý: {need.norm.note}.")
    return whole, words
