"""What the pages of this room show, read in a constant number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from members import identity, rules
from members.fact_kinds import KINDS
from members.models import DutyRecord, FactKind, InsuranceEnrolment, Membership, Person
from regulations.engine import Refusal, TeamSize
from teams import selectors as teams
from teams.models import Dossier, Quota, Team
from teams.on_day import Lay, communes_on, communes_through
from teams.quotas import people_of, quotas_of
from teams.rules import Fit, fit
from teams.sizes import Place
from territory import clock
from territory.spans import holds_on
from vietnamese.dates import Span, ngay
from vietnamese.text import without_marks


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One membership of a list; ``tag`` is the look of ``status``, ``valid_to`` the first day after it."""

    membership_id: int
    person_id: int
    full_name: str
    birth_date: date
    masked_identity: str
    title: str
    status: str
    tag: str
    team_id: int
    team: str
    commune: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class TeamStrength:
    """A team with its people against the law on ``on``: today, or the day an open proposal starts."""

    on: date
    places: list[Place]
    size: TeamSize | Refusal
    quota: int | None
    quota_source: str
    people: list[MemberRow]
    titles: list[str]
    fit: Fit

    @property
    def next_title(self) -> str:
        """The title that the next person most likely gets."""
        return rules.next_title(self.titles)

    @property
    def question(self) -> str:
        """What the explanation of the size answers."""
        if isinstance(self.size, Refusal):
            return "Tổ được bao nhiêu người?"
        return f"Vì sao tổ được {self.size.maximum} người?"

    @property
    def reasons(self) -> list[str]:
        """Why the size is what it is, or why it cannot be told: rule, values, arithmetic."""
        if isinstance(self.size, Refusal):
            return [self.size.sentence.removesuffix(".")]
        return self.size.why.reasons()

    @property
    def sources(self) -> str:
        """The articles that the size rests on; "" when none is at stake."""
        if isinstance(self.size, Refusal):
            return self.size.citation.words() if self.size.citation else ""
        return "; ".join(self.size.why.sources())

    @property
    def fault(self) -> str:
        """What stands in the way of submitting, as a sentence; "" when nothing does."""
        return rules.composition_fault(self.titles, self.size)


@dataclass(frozen=True, slots=True)
class FactLine:
    """One dated fact of a person in words; ``value`` is "" while none of its kind was ever entered."""

    kind: str
    label: str
    value: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """All that is on file about a person, without the full identity number."""

    person: Person
    memberships: list[MemberRow]
    facts: list[FactLine]
    duty_records: list[DutyRecord]


def team_strength(team: Team, dossier: Dossier | None) -> TeamStrength:
    """Strength of ``team`` today; while ``dossier`` is undecided or its start lies ahead, on that start."""
    on = _day(dossier)
    places, size = teams.places_and_size(team, on)
    rows = _with_names(team.memberships.filter(holds_on(on)))
    people = [member_row(row) for row in sorted(rows, key=_by_rank)]
    titles = [row.title for row in rows]
    given = quotas_of([team.pk], on).get(team.pk)
    quota = None if given is None else people_of(given)
    source = given.source if isinstance(given, Quota) else "theo chỉ tiêu của thôn, khu phố"
    fits = fit(len(people), size, quota)
    return TeamStrength(on, places, size, quota, source, people, titles, fits)


def current_members(user: User) -> QuerySet[Membership]:
    """Who serves today in the reader's reach, and who is proposed."""
    rows = Membership.objects.visible_to(user).filter(
        holds_on(clock.today()) | Q(status=Membership.Status.PROPOSED)
    )
    return rows.select_related("person", "team__commune")


def members_on(user: User, day: date) -> QuerySet[Membership]:
    """Who served on a day in teams of the reader's reach; on the working day the current members."""
    if day == clock.today():
        return current_members(user)
    rows = Membership.objects.visible_to(user).recognised().filter(holds_on(day))
    return rows.select_related("person", "team__commune")


def member_rows(rows: Sequence[Membership], day: date) -> list[MemberRow]:
    """Rows of a list, each with the commune that the team lay in on the day."""
    found = [member_row(row) for row in rows]
    if day == clock.today():
        return found
    lay = communes_on({row.team_id for row in rows}, day)
    return [replace(row, commune=lay[row.team_id].name) if row.team_id in lay else row for row in found]


def person_by_number(user: User, identity_number: str) -> Person | None:
    """The person of the reader's reach who has this identity number."""
    wanted = identity.fingerprints(identity_number)
    return Person.objects.visible_to(user).filter(identity_fingerprint__in=wanted).first()


def person_page(person: Person) -> PersonPage:
    """Memberships, each with the communes its team lay in meanwhile, and dated facts; newest first."""
    rows = _with_names(person.memberships.order_by("-valid_from"))
    lay = communes_through({row.team_id for row in rows})
    shown = [
        replace(found, commune=_through(lay.get(row.team_id, []), row) or found.commune)
        for row, found in ((row, member_row(row)) for row in rows)
    ]
    return PersonPage(person, shown, fact_lines(person), list(person.duty_records.all()))


def _through(lay: Sequence[Lay], row: Membership) -> str:
    """ "Xã Phước Hưng; từ ngày 01/07/2025: Xã Tuy Phước"; "" where the team served no village then."""
    served = Span(row.valid_from, row.valid_to)
    found = [(place.commune, both) for place in lay if (both := place.span.shared_with(served))]
    first_days = {commune: days.start for commune, days in reversed(found)}
    ordered = sorted(first_days.items(), key=lambda item: item[1])
    return "; ".join(
        f"từ ngày {ngay(start)}: {commune}" if place else commune
        for place, (commune, start) in enumerate(ordered)
    )


def fact_lines(person: Person) -> list[FactLine]:
    """Every kind of fact in the order of the law, newest first; two statements."""
    found: dict[str, list[FactLine]] = defaultdict(list)
    for row in person.enrolments.order_by("-valid_from"):
        words = f"có tham gia {row.get_kind_display()}"
        line = FactLine(row.kind, row.get_kind_display(), words, row.valid_from, row.valid_to, row.source)
        found[row.kind].append(line)
    for fact in person.facts.order_by("-valid_from"):
        words = KINDS[fact.kind].words(fact.value, fact.number)
        line = FactLine(
            fact.kind, fact.get_kind_display(), words, fact.valid_from, fact.valid_to, fact.source
        )
        found[fact.kind].append(line)
    kinds = [*InsuranceEnrolment.Kind.choices, *FactKind.choices]
    return [line for kind, label in kinds for line in found[kind] or [FactLine(kind, str(label))]]


def member_row(row: Membership) -> MemberRow:
    """A membership with person, team and commune at hand as a row of a list."""
    return MemberRow(
        membership_id=row.pk,
        person_id=row.person_id,
        full_name=row.person.full_name,
        birth_date=row.person.birth_date,
        masked_identity=row.person.masked_identity,
        title=row.get_title_display(),
        status=row.get_status_display(),
        tag="done" if row.status == Membership.Status.RECOGNISED else "waiting",
        team_id=row.team_id,
        team=row.team.name,
        commune=row.team.commune.name,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def named(rows: QuerySet[Membership], typed: str) -> QuerySet[Membership]:
    """Memberships of people whose name has this part, typed with or without marks."""
    return rows.filter(person__search_name__contains=search_key(typed))


def search_key(text: str) -> str:
    """What ``Person.search_name`` holds of a typed name: lower case, no marks, single blanks."""
    return " ".join(without_marks(text).split())


def _day(dossier: Dossier | None) -> date:
    if dossier is None or dossier.kind != Dossier.Kind.ESTABLISH:
        return clock.today()
    return dossier.start_on if dossier.state in Dossier.UNDECIDED else max(clock.today(), dossier.start_on)


def _with_names(rows: QuerySet[Membership]) -> list[Membership]:
    return list(rows.select_related("person", "team__commune"))


def _by_rank(row: Membership) -> tuple[int, str, int]:
    return Membership.Title(row.title).rank, row.person.sort_key, row.pk
