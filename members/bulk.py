"""Many people for many teams at once: judged in a constant number of statements, written in as many.

The rules are those of ``members.services.member_add``; only the reading and the writing are set-based. Who is
new is proposed. Who is recognised keeps team, title and days, which only a decision changes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q

from accounts.errors import DomainError, NotAllowed, WrongState
from accounts.models import User
from members import identity, rules, selectors, services
from members.models import Membership, Person
from regulations.national_law import national_law
from teams.models import Dossier, Team
from vietnamese.text import person_sort_key

_CHUNK: Final = 2000
_Title = Membership.Title
_ONE_EACH: Final = {_Title.TO_TRUONG: "one_to_truong_a_day", _Title.TO_PHO: "one_to_pho_a_day"}
_SENTENCES: Final = {
    constraint.name: str(constraint.violation_error_message) for constraint in Membership._meta.constraints
}
_TWICE: Final = "Bỏ bớt một dòng: số định danh này đã có ở dòng {row}."
_TITLE_TWICE: Final = "Chọn chức danh khác: dòng {row} đã ghi chức danh này cho tổ."
_DECIDED: Final = "Giữ nguyên: người đã được công nhận, chỉ quyết định mới đổi được."
_DECIDED_PERSON: Final = "Giữ nguyên: người đã được công nhận, tệp chỉ đổi được nơi ở."
_OTHER_NUMBER: Final = "Giữ nguyên số định danh của dòng có mã; người khác thì để trống cột Mã."
_NO_CODE: Final = "Xóa mã này: đơn vị không có dòng mang mã đó."
_NO_NUMBER: Final = "Nhập số định danh gồm 12 chữ số."
_NAMED: Final = "Không hoàn tác được: đã có dữ liệu khác ghi cho người trong tệp."
_MEANWHILE: Final = "Xem lại bản xem trước: dữ liệu vừa được người khác thay đổi."
_OF_PERSON: Final = ("full_name", "gender", "address")
_OF_MEMBERSHIP: Final = ("title", "valid_from")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of one person in one team; ``row`` is its place in the list.

    ``membership_id`` names a membership that is there already; then ``identity_number`` may be None.
    ``valid_from`` None stands for the start of the team's dossier.
    """

    row: int
    team_id: int
    full_name: str
    birth_date: date
    gender: str
    identity_number: str | None
    address: str
    title: str
    valid_from: date | None = None
    membership_id: int | None = None


@dataclass(slots=True)
class Verdict:
    """An entry against what is on file: its faults by field, or what it adds or changes."""

    entry: Entry
    faults: dict[str, str] = field(default_factory=dict)
    person: Person | None = None
    membership: Membership | None = None
    starts: date = date.max
    # (field, value on file, value of the entry)
    changes: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether it adds a membership."""
        return not self.faults and self.membership is None


@dataclass(slots=True)
class _Taken:
    """Days that somebody has in a team; ``row`` of the list when they come from there."""

    start: date
    end: date | None
    row: int | None = None

    def met_in(self, others: Iterable[_Taken] | None) -> _Taken | None:
        """The first of ``others`` that shares a day with it."""
        return next((other for other in others or () if self._meets(other)), None)

    def _meets(self, other: _Taken) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


class _File:
    """What is on file about the teams and people of a list, each table read once."""

    def __init__(self, actor: User, entries: Sequence[Entry], *, lock: bool) -> None:
        self.teams = {
            team.pk: team
            for team in Team.objects.visible_to(actor)
            .filter(pk__in={entry.team_id for entry in entries})
            .select_related("commune")
        }
        self.dossiers = self._dossiers(lock)
        self.prints = {
            entry.identity_number: identity.fingerprint(entry.identity_number)
            for entry in entries
            if entry.identity_number
        }
        # People not yet written under the newest key are found by an old one.
        self.newest = {
            live: newest for number, newest in self.prints.items() for live in identity.fingerprints(number)
        }
        named = {entry.membership_id for entry in entries if entry.membership_id}
        self.people = self._people(actor, named, lock)
        self.by_print = {self.print_of(person): person for person in self.people.values()}
        self.memberships = self._memberships()
        self.of_person: dict[int, list[Membership]] = {}
        for row in self.memberships.values():
            self.of_person.setdefault(row.person_id, []).append(row)

    def print_of(self, person: Person) -> str:
        """The fingerprint of a person's number under the newest key, where the list holds the number."""
        return self.newest.get(person.identity_fingerprint, person.identity_fingerprint)

    def _dossiers(self, lock: bool) -> dict[int, Dossier]:
        rows = Dossier.objects.filter(team__in=self.teams, kind=Dossier.Kind.ESTABLISH)
        rows = rows.exclude(state=Dossier.State.WITHDRAWN).order_by("pk")
        return {row.team_id: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}

    def _people(self, actor: User, named: set[int], lock: bool) -> dict[int, Person]:
        holders = Membership.objects.visible_to(actor).filter(pk__in=named).values("person")
        rows = Person.objects.filter(Q(identity_fingerprint__in=self.newest) | Q(pk__in=holders))
        rows = rows.order_by("pk")
        return {row.pk: row for row in (rows.select_for_update(of=("self",)) if lock else rows)}

    def _memberships(self) -> dict[int, Membership]:
        heads = Q(team__in=self.teams, title__in=list(_ONE_EACH))
        rows = Membership.objects.filter(heads | Q(person__in=self.people)).order_by("valid_from", "pk")
        return {row.pk: row for row in rows}


def judge(actor: User, entries: Sequence[Entry], *, lock: bool = False) -> list[Verdict]:
    """A verdict for each entry, in their order; nothing is written.

    ``lock`` keeps dossiers and people of the list from changing until the transaction ends.
    """
    if not actor.has_perm("imports.members"):
        raise NotAllowed("Nhờ cán bộ có quyền nhập thành viên thực hiện.")
    return _Bench(_File(actor, entries, lock=lock)).verdicts(entries)


@transaction.atomic
def write(actor: User, verdicts: Iterable[Verdict]) -> None:
    """Write what the faultless ``verdicts`` add or change; each then holds its person and membership.

    Call it in the transaction that judged them under lock. Raises DomainError when somebody else was faster.
    """
    sound = [verdict for verdict in verdicts if not verdict.faults]
    added = [verdict for verdict in sound if verdict.is_new]
    changed = [verdict for verdict in sound if verdict.changes]
    try:
        with transaction.atomic():
            _change(actor, changed)
            _add(actor, added)
    except IntegrityError as error:
        raise DomainError(_MEANWHILE, code="meanwhile") from error


@transaction.atomic
def take_back(actor: User, verdicts: Sequence[Verdict], people: Collection[int]) -> None:
    """Delete the proposed memberships of ``verdicts`` and the ``people`` who came with them.

    Raises WrongState when the dossier of one is no longer a draft, or something else names one of the people.
    """
    ids = [verdict.membership.pk for verdict in verdicts if verdict.membership]
    rows = Membership.objects.visible_to(actor).filter(pk__in=ids, status=Membership.Status.PROPOSED)
    drafts = Dossier.objects.filter(state=Dossier.State.DRAFT, kind=Dossier.Kind.ESTABLISH).values("team")
    if rows.filter(team__in=drafts).count() != len(verdicts):
        raise WrongState("Không hoàn tác được: có người trong tệp đã trình hoặc đã được công nhận.")
    rows.delete()
    try:
        Person.objects.filter(pk__in=people).delete()
    except ProtectedError as error:
        raise WrongState(_NAMED) from error


class _Bench:
    """Judges entry after entry; what an earlier one takes, a later one finds taken."""

    def __init__(self, file: _File) -> None:
        self.file = file

    def verdicts(self, entries: Sequence[Entry]) -> list[Verdict]:
        found = [self._found(entry) for entry in entries]
        named = {verdict.membership.pk for verdict in found if verdict.membership}
        self.of_person: dict[str, list[_Taken]] = {}
        self.of_title: dict[tuple[int, str], list[_Taken]] = {}
        for row in self.file.memberships.values():
            if row.pk not in named:
                self._take(str(row.person_id), row.team_id, row.title, _Taken(row.valid_from, row.valid_to))
        for verdict in found:
            self._place(verdict)
        return found

    def _found(self, entry: Entry) -> Verdict:
        """The entry with the person and the membership it is about, and the faults that need no other row."""
        verdict = Verdict(entry, starts=entry.valid_from or date.max)
        if entry.team_id not in self.file.teams:
            verdict.faults["team"] = "Chọn tổ thuộc đơn vị đang làm việc."
            return verdict
        person = self._person(verdict)
        if person and not verdict.faults:
            verdict.membership = self._membership(verdict, person)
        if verdict.faults:
            return verdict
        if person and verdict.membership:
            self._compare(verdict, person, verdict.membership)
        else:
            self._require_draft(verdict)
        return verdict

    def _person(self, verdict: Verdict) -> Person | None:
        """Who the entry is about, by the membership it names or by his number; None while unknown."""
        entry = verdict.entry
        fingerprint = self.file.prints.get(entry.identity_number or "", "")
        person = self.file.by_print.get(fingerprint)
        if entry.membership_id:
            named = self.file.memberships.get(entry.membership_id)
            person = self.file.people.get(named.person_id) if named else None
            if person is None:
                verdict.faults["code"] = _NO_CODE
            elif fingerprint not in {"", self.file.print_of(person)}:
                verdict.faults["identity_number"] = _OTHER_NUMBER
        elif not fingerprint:
            verdict.faults["identity_number"] = _NO_NUMBER
        if person and not verdict.faults:
            commune_id = self.file.teams[entry.team_id].commune_id
            if fault := services.person_fault(person, commune_id, entry.full_name, entry.birth_date):
                verdict.faults["identity_number"] = fault
        verdict.person = person
        return person

    def _membership(self, verdict: Verdict, person: Person) -> Membership | None:
        """The membership that the entry repeats: the one it names, that of its day, or the open one."""
        entry = verdict.entry
        if entry.membership_id:
            named = self.file.memberships[entry.membership_id]
            if named.team_id != entry.team_id:
                verdict.faults["team"] = "Giữ nguyên tổ của dòng có mã; đổi tổ bằng hồ sơ."
            return named
        rows = [row for row in self.file.of_person.get(person.pk, []) if row.team_id == entry.team_id]
        of_day = [row for row in rows if row.valid_from == entry.valid_from]
        running = [row for row in rows if row.valid_to is None]
        return next(iter([*of_day, *running]), None)

    def _require_draft(self, verdict: Verdict) -> None:
        dossier = self.file.dossiers.get(verdict.entry.team_id)
        if dossier is None or services.draft_fault(dossier):
            verdict.faults["team"] = services.draft_fault(dossier)
            return
        verdict.starts = verdict.entry.valid_from or dossier.start_on
        self._require_age(verdict)

    def _require_age(self, verdict: Verdict) -> None:
        if fault := rules.age_fault(verdict.entry.birth_date, verdict.starts, national_law().least_age):
            verdict.faults["birth_date"] = fault

    def _compare(self, verdict: Verdict, person: Person, membership: Membership) -> None:
        """Notes what differs from what is on file; what only a decision may change is a fault."""
        verdict.starts = verdict.entry.valid_from or membership.valid_from
        asked = replace(verdict.entry, valid_from=verdict.starts)
        for row, names in ((person, _OF_PERSON), (membership, _OF_MEMBERSHIP)):
            for name in names:
                old, new = getattr(row, name), getattr(asked, name)
                if old != new:
                    verdict.changes.append((name, old, new))
        if verdict.changes:
            self._require_changeable(verdict, membership)

    def _require_changeable(self, verdict: Verdict, membership: Membership) -> None:
        names = {name for name, _, _ in verdict.changes}
        if membership.status == Membership.Status.RECOGNISED:
            verdict.faults |= dict.fromkeys(names & set(_OF_MEMBERSHIP), _DECIDED)
            verdict.faults |= dict.fromkeys(names & {"full_name", "gender"}, _DECIDED_PERSON)
        elif fault := services.draft_fault(self.file.dossiers.get(membership.team_id)):
            verdict.faults["team"] = fault
        elif "valid_from" in names:
            self._require_age(verdict)

    def _place(self, verdict: Verdict) -> None:
        """The days that the entry takes, unless somebody has them."""
        if verdict.faults:
            return
        entry, title = verdict.entry, _Title(verdict.entry.title)
        end = verdict.membership.valid_to if verdict.membership else None
        days = _Taken(verdict.starts, end, entry.row)
        who = str(verdict.person.pk if verdict.person else entry.identity_number)
        if other := days.met_in(self.of_person.get(who)):
            verdict.faults["identity_number"] = _twice(other, _TWICE, "membership_one_team_at_a_time")
        if other := days.met_in(self.of_title.get((entry.team_id, title))):
            verdict.faults["title"] = _twice(other, _TITLE_TWICE, _ONE_EACH[title])
        if not verdict.faults:
            self._take(who, entry.team_id, title, days)

    def _take(self, who: str, team_id: int, title: str, days: _Taken) -> None:
        self.of_person.setdefault(who, []).append(days)
        if title in _ONE_EACH:
            self.of_title.setdefault((team_id, title), []).append(days)


def _twice(other: _Taken, in_list: str, constraint: str) -> str:
    """What is said of days that another row of the list, or somebody on file, has."""
    return in_list.format(row=other.row) if other.row is not None else _SENTENCES[constraint]


def _add(actor: User, verdicts: Sequence[Verdict]) -> None:
    """New memberships, proposed; people who are not known yet come with them."""
    teams = Team.objects.select_related("commune").in_bulk({verdict.entry.team_id for verdict in verdicts})
    new: list[Person] = []
    known: list[Person] = []
    rows: list[Membership] = []
    for verdict in verdicts:
        team = teams[verdict.entry.team_id]
        person = verdict.person or _build(verdict.entry, team)
        (known if verdict.person else new).append(person)
        # As on the page: who is known and joins anew brings his address with him.
        person.address, person.is_sample = verdict.entry.address, team.is_sample
        row = Membership(
            person=person,
            team=team,
            title=verdict.entry.title,
            valid_from=verdict.starts,
            entered_by=actor,
        )
        rows.append(row)
        verdict.person, verdict.membership = person, row
    Person.objects.bulk_create(new, _CHUNK)
    Person.objects.bulk_update(known, ["address", "is_sample"], _CHUNK)
    Membership.objects.bulk_create(rows, _CHUNK)


def _build(entry: Entry, team: Team) -> Person:
    return services.person_build(
        commune=team.commune,
        full_name=entry.full_name,
        birth_date=entry.birth_date,
        gender=entry.gender,
        identity_number=entry.identity_number or "",
    )


def _change(actor: User, verdicts: Sequence[Verdict]) -> None:
    people: list[Person] = []
    rows: list[Membership] = []
    for verdict in verdicts:
        names = {name for name, _, _ in verdict.changes}
        if verdict.person and names & set(_OF_PERSON):
            people.append(_put_person(verdict.person, verdict.entry))
        if verdict.membership and names & set(_OF_MEMBERSHIP):
            row = verdict.membership
            row.title, row.valid_from, row.entered_by = verdict.entry.title, verdict.starts, actor
            rows.append(row)
    Person.objects.bulk_update(people, [*_OF_PERSON, "search_name", "sort_key"], _CHUNK)
    # Two who change places would each find the other's title taken: both step down first.
    leaving = [v.membership.pk for v in verdicts if v.membership and _gives_up_seat(v)]
    Membership.objects.filter(pk__in=leaving).update(title=_Title.TO_VIEN)
    Membership.objects.bulk_update(rows, [*_OF_MEMBERSHIP, "entered_by"], _CHUNK)


def _gives_up_seat(verdict: Verdict) -> bool:
    """Whether the list takes the title of head or deputy from somebody."""
    return any(name == "title" and old in _ONE_EACH for name, old, _ in verdict.changes)


def _put_person(person: Person, entry: Entry) -> Person:
    person.full_name, person.gender, person.address = entry.full_name, entry.gender, entry.address
    person.search_name = selectors.search_key(entry.full_name)
    person.sort_key = person_sort_key(entry.full_name)
    return person
