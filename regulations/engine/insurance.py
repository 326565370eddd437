"""What an insurance costs a person and what the State adds: national rules in the words of law files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Cite, Key, Text
from regulations.engine.entitlements import Entitlement
from regulations.engine.evaluation import answer_of
from regulations.engine.facts import Facts, check_facts
from regulations.engine.refusal import Refusal
from regulations.engine.results import Line
from regulations.engine.series import SeriesBook
from regulations.engine.situation import Situation
from vietnamese.dates import Span


class MonthLimit(Block):
    """For how many months in all the State adds its share, over ``valid_from <= day < valid_to``.

    ``months`` is None where no source tells whether there is a limit.
    """

    valid_from: date
    valid_to: date | None = None
    months: int | None = Field(ge=1)
    cite: Cite


class Scheme(Block):
    """One insurance: its premium for a month, the State's share of it, and for how long that is given.

    ``component`` is the key under which resolutions of provinces support it.
    """

    kind: Literal["bhxh_tu_nguyen", "bhyt"]
    name: Text
    component: Key
    cite: Cite
    premium: Entitlement
    state: Entitlement
    limits: tuple[MonthLimit, ...] = ()

    def limit_on(self, day: date) -> MonthLimit | None:
        """The limit that holds on a day, None where the file has none."""
        held = (limit for limit in self.limits if Span(limit.valid_from, limit.valid_to).contains(day))
        return next(held, None)


class NationalInsurance(Block):
    """The file: the insurances that resolutions support."""

    schemes: tuple[Scheme, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _kinds_are_unique(self) -> NationalInsurance:
        if len({scheme.kind for scheme in self.schemes}) < len(self.schemes):
            refuse("Ghi mỗi loại bảo hiểm một lần.", "schemes")
        return self

    def scheme(self, kind: str) -> Scheme:
        """The insurance of this kind."""
        return next(scheme for scheme in self.schemes if scheme.kind == kind)


@dataclass(frozen=True, slots=True)
class Contribution:
    """A month of one person: premium and State's share, each None where it does not apply to him.

    ``joined`` months were supported before; ``left`` is how many the State still supports, this one
    included, None where no limit is known or the months are not.
    """

    premium: Line | Refusal | None
    state: Line | Refusal | None
    joined: int | None
    left: int | None


def contribution(scheme: Scheme, facts: Facts, on: date, series: SeriesBook) -> Contribution:
    """What a month of the insurance costs on these facts of a day; FactError for facts that cannot be."""
    check_facts(facts)
    asked = Situation(facts, on, series)
    joined = facts.get("member.bhxh_months") if scheme.limits else None
    months = int(joined) if joined is not None else None
    limit = scheme.limit_on(on)
    left = None
    if limit is not None and limit.months is not None and months is not None:
        left = max(limit.months - months, 0)
    state = answer_of(scheme.state, asked, scheme.cite)
    if state is not None and left == 0:
        state = _used_up(scheme.state, limit)
    return Contribution(answer_of(scheme.premium, asked, scheme.cite), state, months, left)


def _used_up(state: Entitlement, limit: MonthLimit | None) -> Refusal:
    assert limit is not None  # noqa: S101 (no months are left only where there is a limit)
    words = f"Đã đủ {limit.months} tháng được Nhà nước hỗ trợ"
    return Refusal(state.key, state.name, f"{words}.", limit.cite, "used_up")
