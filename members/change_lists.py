"""Proposals about members as pages show them, each with its working days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Case, Q, QuerySet, Value, When

from accounts.models import User
from members.models import MemberChange
from regulations.national_law import Deadlines, national_law
from territory import clock
from vietnamese.workdays import after_workdays, workdays_left

_TAGS: Final = {"proposed": "waiting", "decided": "done", "returned": "attention", "withdrawn": "stop"}


@dataclass(frozen=True, slots=True)
class Due:
    """A step with the day it is due; ``done_on`` None while it is open, ``left`` working days from today."""

    words: str
    due: date
    done_on: date | None
    left: int

    @property
    def tag(self) -> str:
        """Its look: done, late, or still in time."""
        if self.done_on is not None:
            return "done" if self.done_on <= self.due else "attention"
        return "stop" if self.left < 0 else "waiting"

    @property
    def state(self) -> str:
        """ "Còn 3 ngày làm việc", "Quá hạn 2 ngày làm việc", "Đúng hạn", "Trễ hạn"."""
        if self.done_on is not None:
            return "Đúng hạn" if self.done_on <= self.due else "Trễ hạn"
        if self.left < 0:
            return f"Quá hạn {-self.left} ngày làm việc"
        return f"Còn {self.left} ngày làm việc" if self.left else "Hạn hôm nay"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One proposal of a list; ``due`` the step it stands at, None once it is decided or given up."""

    change: MemberChange
    state: str
    tag: str
    due: Due | None
    mine: bool


def changes_for(user: User) -> QuerySet[MemberChange]:
    """Proposals of the user's reach, those that wait for his decision first, then the newest."""
    rows = MemberChange.objects.visible_to(user).select_related("person", "team", "commune")
    open_first = Case(When(state=MemberChange.State.PROPOSED, then=Value(0)), default=Value(1))
    return rows.order_by(open_first, "-pk")


def change_rows(user: User, changes: Iterable[MemberChange]) -> list[ChangeRow]:
    """Rows for ``changes`` in their order."""
    return [_row(user, change) for change in changes]


def waiting_changes(user: User) -> Q:
    """Proposals whose decision is the user's: his commune's, but none that he or whom he acts for made."""
    if user.binding is None or not user.has_perm("teams.issue_decision"):
        return Q(pk__in=[])
    own_work = Q(proposed_by__in=user.hands)
    return Q(state=MemberChange.State.PROPOSED, commune=user.binding.unit_id) & ~own_work


def waits_for(user: User, change: MemberChange) -> bool:
    """Whether ``waiting_changes`` holds this one, without asking the database."""
    own = user.binding is not None and user.binding.unit_id == change.commune_id
    is_open = change.state == MemberChange.State.PROPOSED
    may_decide = is_open and own and user.has_perm("teams.issue_decision")
    return may_decide and change.proposed_by_id not in user.hands


def clock_of(change: MemberChange, decided_on: date | None) -> list[Due]:
    """The two terms of a proposal: to report to the chairman, to decide (Thông tư 14/2024/TT-BCA)."""
    law = _terms(change)
    return [
        due("Công an cấp xã báo cáo Chủ tịch", change.received_on, law.report_days, change.proposed_on),
        due("Chủ tịch UBND cấp xã quyết định", change.proposed_on, law.decide_days, decided_on),
    ]


def terms_words(change: MemberChange) -> str:
    """The article that gives the working days."""
    return _terms(change).article


def due(words: str, start: date, days: int, done_on: date | None) -> Due:
    """A step of ``days`` working days from ``start``, which does not count itself."""
    last = after_workdays(start, days)
    return Due(words, last, done_on, workdays_left(clock.today(), last))


def _terms(change: MemberChange) -> Deadlines:
    law = national_law()
    return law.ending if change.kind == MemberChange.Kind.END else law.recognition


def _row(user: User, change: MemberChange) -> ChangeRow:
    is_open = change.state == MemberChange.State.PROPOSED
    return ChangeRow(
        change=change,
        state=change.get_state_display(),
        tag=_TAGS[change.state],
        due=clock_of(change, None)[1] if is_open else None,
        mine=waits_for(user, change),
    )
