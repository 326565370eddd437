"""What waits for a user: dossiers, members, money, Excel lists, texts; the longest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from allowances.budget.models import BudgetLine
from allowances.budget.plans import ALLOCATE, EXAMINE, waiting_lines
from allowances.models import Batch, Benefit, Payout
from imports.models import Import
from imports.selectors import kinds_of
from members.change_lists import clock_of, waiting_changes
from members.models import MemberChange
from regulations.models import LawVersion
from regulations.national_law import national_law
from teams.models import Dossier
from teams.selectors import waiting_for
from territory import clock
from territory.scope import within_reach
from vietnamese.dates import thang
from vietnamese.money import dong
from vietnamese.workdays import after_workdays, workdays_left

_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, where it is dealt with, since when; ``days`` it has waited.

    ``due`` only where a text sets a time limit, with the working days ``left`` to it; below 0 it is past.
    """

    title: str
    place: str
    step: str
    url: str
    since: date | None
    days: int | None
    due: date | None = None
    left: int | None = None


def waiting_list(user: User) -> list[Waiting]:
    """All that waits for ``user``, the longest first; a constant number of statements."""
    found = [*_dossiers(user), *_changes(user), *_batches(user)]
    found += [*_benefits(user), *_payouts(user), *_budgets(user), *_imports(user), *_laws(user)]
    return sorted(found, key=lambda item: (item.since is None, item.since or date.max, item.url))


def waiting_batches(user: User, state: Batch.State) -> QuerySet[Batch]:
    """Lists of every month in ``state`` whose next step is his: no statement, and no row, without the right.

    Computed lists are to be checked, also those that came back; checked ones to be approved by who had no
    hand in them.
    """
    computed = state == Batch.State.COMPUTED
    if not user.has_perm("allowances.check" if computed else "allowances.approve"):
        return Batch.objects.none()
    rows = Batch.objects.visible_to(user).filter(is_due=False, state=state)
    return rows if computed else rows.exclude(makers__overlap=sorted(user.hands))


def waiting_payouts(user: User) -> QuerySet[Payout]:
    """Payouts of units of his reach that another person prepared and he may approve."""
    if not user.has_perm("allowances.approve_payout"):
        return Payout.objects.none()
    rows = Payout.objects.visible_to(user).filter(
        within_reach(user, "unit__path"), state=Payout.State.PREPARED
    )
    return rows.exclude(prepared_by__in=user.hands)


def _dossiers(user: User) -> Iterator[Waiting]:
    """With the days of Thông tư 14/2024/TT-BCA: the clerk's from the council's meeting, the chairman's from
    the day the dossier came to him.
    """
    rows = Dossier.objects.visible_to(user).filter(waiting_for(user)).select_related("team", "commune")
    proposed = Q(team__memberships__status="proposed")
    chosen = Max("team__memberships__person__votes__meeting__held_on", filter=proposed)
    terms = national_law().recognition
    for row in rows.annotate(came=Max("events__at"), chosen=chosen).order_by("came", "pk")[:_LISTED]:
        returned = row.state == Dossier.State.DRAFT
        item = _waiting(
            f"Hồ sơ {row.get_kind_display()} {row.team.name}",
            row.commune.name,
            "Hoàn thiện và trình" if returned else "Xem và cho ý kiến",
            reverse("members:dossier", args=[row.pk]),
            row.came,  # type: ignore[attr-defined]
        )
        if user.has_perm("teams.issue_decision"):
            item = _with_limit(item, item.since, terms.decide_days)
        elif returned:
            item = _with_limit(item, row.chosen, terms.report_days)  # type: ignore[attr-defined]
        yield item


def _changes(user: User) -> Iterator[Waiting]:
    """Proposals about members for the chairman, or for who stands in for him: never what one of them made."""
    rows = MemberChange.objects.visible_to(user).filter(waiting_changes(user))
    for row in rows.select_related("team", "commune", "person").order_by("proposed_on", "pk")[:_LISTED]:
        decide = clock_of(row, None)[1]
        yield Waiting(
            title=f"Đề nghị {row.get_kind_display()}: {row.person.full_name}, {row.team.name}",
            place=row.commune.name,
            step="Xem và quyết định",
            url=reverse("members:change", args=[row.pk]),
            since=row.proposed_on,
            days=(clock.today() - row.proposed_on).days,
            due=decide.due,
            left=decide.left,
        )


def _imports(user: User) -> Iterator[Waiting]:
    """Lists from Excel that somebody of the unit brought and nobody confirmed or dropped."""
    kinds = [kind.key for kind in kinds_of(user)]
    if user.binding is None or not kinds:
        return
    rows = Import.objects.visible_to(user).filter(unit=user.binding.unit_id, kind__in=kinds)
    for row in rows.filter(state=Import.State.PREVIEW).order_by("uploaded_at")[:_LISTED]:
        title = f"Danh sách Excel: {row.get_kind_display()}, tệp {row.file_name}"
        address = reverse("imports:preview", args=[row.pk])
        place = user.binding.unit.name
        yield _waiting(title, place, "Xem trước và xác nhận", address, row.uploaded_at)


def _batches(user: User) -> Iterator[Waiting]:
    """Lists to check for who checks, to approve for who approves and did not make them."""
    for state, step in ((Batch.State.COMPUTED, "Kiểm tra"), (Batch.State.CHECKED, "Duyệt")):
        rows = waiting_batches(user, state).select_related("commune")
        for row in rows.order_by("month", "commune__sort_key")[:_LISTED]:
            title = f"Danh sách chi trả tháng {thang(row.month)}"
            address = reverse("allowances:batch", args=[row.pk])
            yield _waiting(title, row.commune.name, step, address, row.queued_at)


def _benefits(user: User) -> Iterator[Waiting]:
    """Sums owed once that the chairman of the commune has to decide on."""
    if user.binding is None or not user.has_perm("teams.issue_decision"):
        return
    rows = Benefit.objects.visible_to(user).filter(state=Benefit.State.PREPARED, commune=user.binding.unit_id)
    for row in rows.exclude(prepared_by__in=user.hands).select_related("person", "commune")[:_LISTED]:
        title = f"Trợ cấp một lần: {row.person.full_name}, {row.get_kind_display()}"
        address = reverse("allowances:benefit", args=[row.pk])
        yield _waiting(title, row.commune.name, "Xem và quyết định", address, row.created_at)


def _payouts(user: User) -> Iterator[Waiting]:
    for row in waiting_payouts(user).select_related("unit").order_by("pk")[:_LISTED]:
        address = reverse("allowances:payout", args=[row.pk])
        yield _waiting(f"Đợt chi {dong(row.total_vnd)}", row.unit.name, "Duyệt", address, row.prepared_at)


def _budgets(user: User) -> Iterator[Waiting]:
    """Lines of a unit's year together, at the step that is his: never what he did himself."""
    for right, state, since, step, page in (
        (EXAMINE, BudgetLine.State.ASKED, "asked_on", "Thẩm định", "budget_examine"),
        (ALLOCATE, BudgetLine.State.EXAMINED, "examined_on", "Ghi quyết định giao", "budget_allocate"),
    ):
        if not user.has_perm(right):
            continue
        rows = waiting_lines(user, state).order_by("unit__path", "year")
        years = rows.values("unit__key", "unit__name", "year").annotate(lines=Count("pk"), first=Min(since))
        for row in years[:_LISTED]:
            title = f"Dự toán năm {row['year']}: {row['lines']} khoản"
            query = urlencode({"unit": row["unit__key"], "year": row["year"]})
            days = (clock.today() - row["first"]).days
            url = f"{reverse(f'allowances:{page}')}?{query}"
            yield Waiting(title, row["unit__name"], step, url, row["first"], days)


def _laws(user: User) -> Iterator[Waiting]:
    if not user.has_perm("regulations.adopt"):
        return
    rows = LawVersion.objects.kept_by(user).filter(status="draft").exclude(uploaded_by=None)
    for row in rows.exclude(uploaded_by__in=user.hands).select_related("territory")[:_LISTED]:
        address = reverse("regulations:law", args=[row.pk])
        yield _waiting(str(row), row.territory.name, "Xem và ban hành", address, None)


def _with_limit(item: Waiting, since: date | None, days: int) -> Waiting:
    """``days`` working days from ``since``, which does not count itself; no limit where nothing began."""
    if since is None:
        return item
    due = after_workdays(since, days)
    return replace(item, due=due, left=workdays_left(clock.today(), due))


def _waiting(title: str, place: str, step: str, url: str, came: datetime | None) -> Waiting:
    """The day it came is a real instant; a sample installation may stand before it."""
    today = clock.today()
    since = min(timezone.localtime(came).date(), today) if came else None
    return Waiting(title, place, step, url, since, (today - since).days if since else None)
