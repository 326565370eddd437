"""Who examines a dossier before the chairman of the commune decides it: the country's rule, a province's own.

The route of the day on which a dossier is handed in holds for it to the end, and is kept with it. A district
that has ended meanwhile examines nothing: its part falls away and the chairman decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from regulations.grounds import province_key
from regulations.national_routes import NationalRoute, national_routes
from teams.models import ApprovalRoute, Dossier, Examiner
from teams.rules import FORCE_BEGAN
from territory.models import Unit
from territory.official import CHANGE
from territory.spans import holds_on, last_day
from vietnamese.dates import ngay

RIGHT = "teams.set_route"


@dataclass(frozen=True, slots=True)
class Route:
    """Who examines over a span of days, by what text; ``province`` is "" for the country's rule."""

    examiner: Examiner
    source: str
    valid_from: date
    valid_to: date | None
    province: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day of the span, None while it runs."""
        return last_day(self.valid_to)

    @property
    def steps(self) -> str:
        """The steps as a sentence without the full stop."""
        return steps_words(self.examiner)


def steps_words(examiner: str) -> str:
    """The steps from the commune to the decision, as a sentence without the full stop."""
    decides = f"{national_routes().decider} quyết định"
    if examiner == Examiner.NOBODY:
        return f"{decides}, không qua thẩm định"
    return f"{Examiner(examiner).label} thẩm định, {decides}"


def route_on(province: str, day: date) -> Route:
    """The route in the province of that key on a day: its own, else the country's.

    Raises DomainError for a day before the law.
    """
    held = ApprovalRoute.objects.filter(holds_on(day), province__key=province)
    if own := held.select_related("province").first():
        return _own(own)
    found = next((row for row in national_routes().routes if row.holds_on(day)), None)
    if found is None:
        message = f"Nhập ngày từ {ngay(FORCE_BEGAN)}, ngày Luật 30/2023/QH15 có hiệu lực."
        raise DomainError(message, code="before_the_law")
    return _national(found)


def routes_of(province: Unit | None) -> list[Route]:
    """The country's rules and the province's own, the newest first."""
    own = ApprovalRoute.objects.filter(province=province).select_related("province") if province else ()
    rows = [*map(_own, own), *map(_national, national_routes().routes)]
    return sorted(rows, key=lambda row: (row.valid_from, row.province), reverse=True)


def province_of(unit: Unit) -> Unit:
    """The province that keeps the files of a unit today, or that it is."""
    return Unit.objects.get(path=f"{province_key(unit.keeper_path)}.")


def take_route(dossier: Dossier, day: date) -> None:
    """Write the route of the day into a dossier that is handed in."""
    route = route_on(province_key(dossier.commune.keeper_path), day)
    dossier.examiner, dossier.route_source = route.examiner, route.source


def examining_unit(dossier: Dossier) -> Unit | None:
    """The unit whose officer examines ``dossier``; None when nobody does."""
    if not dossier.needs_examination:
        return None
    if dossier.examiner == Examiner.PROVINCE:
        return province_of(dossier.commune)
    return dossier.commune.parent


@transaction.atomic
def route_set(*, actor: User, examiner: str, valid_from: date, source: str) -> ApprovalRoute | None:
    """The route of the actor's province from a day on; what held before ends the day before it.

    ``examiner`` "" ends the province's own route: the country's rule holds again, None comes back. A route
    of the same first day is corrected while no later one begins. Dossiers that were handed in keep theirs.
    Raises NotAllowed without the right, DomainError for a day before the law or a district that has ended,
    WrongState for a day before one on record, or when there is nothing to end.
    """
    province = _province(actor)
    _check(examiner, valid_from, source)
    list(Unit.objects.select_for_update().filter(pk=province.pk))
    last = ApprovalRoute.objects.filter(province=province).order_by("valid_from").last()
    if last and last.valid_from > valid_from:
        message = f"Nhập ngày từ {ngay(last.valid_from)}: đã có quy trình ghi từ ngày đó."
        raise WrongState(message, code="later_route", field="valid_from")
    if not examiner:
        _end(last, valid_from)
        return None
    row = last if last and last.valid_from == valid_from else ApprovalRoute(province=province)
    if last and row is not last:
        _end_running(last, valid_from)
    row.examiner, row.valid_from, row.valid_to = examiner, valid_from, None
    row.source, row.entered_by = source.strip(), actor
    save_or_refuse(row)
    return row


def _province(actor: User) -> Unit:
    if actor.binding is None or not actor.has_perm(RIGHT):
        raise NotAllowed("Nhờ Công an tỉnh ghi quy trình duyệt hồ sơ.")
    return actor.binding.unit


def _check(examiner: str, valid_from: date, source: str) -> None:
    if valid_from < FORCE_BEGAN:
        message = f"Nhập ngày từ {ngay(FORCE_BEGAN)}, ngày Luật 30/2023/QH15 có hiệu lực."
        raise DomainError(message, code="before_the_law", field="valid_from")
    if examiner == Examiner.DISTRICT and valid_from >= CHANGE:
        message = f"Chọn bước khác: từ ngày {ngay(CHANGE)} không còn cấp huyện."
        raise DomainError(message, code="no_district", field="examiner")
    if not source.strip():
        message = "Nhập số, ngày văn bản quy định quy trình này."
        raise DomainError(message, code="no_source", field="source")


def _end(last: ApprovalRoute | None, day: date) -> None:
    """The province's own route ends before ``day``."""
    if last is None or (last.valid_to is not None and last.valid_to <= day):
        raise WrongState("Chọn bước khác: tỉnh đang theo quy trình chung.", field="examiner")
    if last.valid_from == day:
        message = f"Nhập ngày sau {ngay(day)}: quy trình riêng của tỉnh bắt đầu từ ngày đó."
        raise WrongState(message, code="first_day", field="valid_from")
    _end_running(last, day)


def _end_running(last: ApprovalRoute, day: date) -> None:
    if last.valid_to is None or last.valid_to > day:
        last.valid_to = day
        last.save(update_fields=["valid_to"])


def _own(row: ApprovalRoute) -> Route:
    return Route(Examiner(row.examiner), row.source, row.valid_from, row.valid_to, row.province.name)


def _national(row: NationalRoute) -> Route:
    return Route(Examiner(row.examiner), row.source, row.valid_from, row.valid_to)


def waits_for_chairman() -> Q:
    """Dossiers whose examination is done, is not asked for, or has lost its district."""
    state = Dossier.State
    no_district = ~Q(commune__parent__level=Unit.Level.DISTRICT)
    no_examiner = Q(examiner=Examiner.NOBODY) | Q(examiner=Examiner.DISTRICT) & no_district
    return Q(state=state.EXAMINED) | Q(state=state.SUBMITTED) & no_examiner
