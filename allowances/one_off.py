"""What is owed once for an event: the law of its place and day, the facts on file, the answer and why.

Reads only. The same functions serve the page, the paper, the API and the dossiers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.errors import DomainError
from allowances.area import team_areas
from members.models import FormerService, Membership, Person
from members.person_days import people_days
from members.rules import service_months
from regulations import selectors as regulations
from regulations.engine import VOCABULARY, Facts, Law, Line, Refusal, one_off
from regulations.engine.block import Block, walk
from regulations.engine.calculator import facts_asked
from regulations.engine.facts import FactValue
from regulations.engine.leaves import Ref
from regulations.errors import LawConflict
from regulations.facts import COMMUNE_FACTS, named
from regulations.grounds import province_key
from regulations.selectors import LawInForce
from teams.models import TeamCoverage
from territory.models import CommuneFacts, Unit, Village, VillagePlacement
from territory.spans import holds_on
from vietnamese.dates import Span, ngay
from vietnamese.money import in_words

KIND: Final = "event.kind"
KINDS: Final[Mapping[str, str]] = VOCABULARY[KIND].allowed


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a kind (a value of event.kind) on a day in a commune, and whom it befell, if told.

    That is a member, or somebody of a former force. ``held`` is the adopted law there on that day, None
    where none is known; ``asked`` the facts that it asks about, in the order of the vocabulary.
    """

    commune: Unit
    on: date
    kind: str
    membership: Membership | None
    held: LawInForce | None
    asked: tuple[str, ...]
    former: FormerService | None = None

    @property
    def person(self) -> Person | None:
        """Whom it befell; None where nobody is told."""
        holder = self.membership or self.former
        return holder.person if holder else None

    @property
    def payer_id(self) -> int:
        """The key of the commune that keeps the files today and so pays."""
        if self.membership is not None:
            return self.membership.team.commune_id
        return self.former.person.commune_id if self.former else self.commune.pk

    @property
    def words(self) -> str:
        """The kind in words: "tai nạn"."""
        return KINDS[self.kind]

    @property
    def law_words(self) -> str:
        """The document that holds: number and title; "" where none is known."""
        version = self.held.version if self.held else None
        return " ".join(filter(None, [version.number, version.title])) if version else ""

    def on_file(self) -> dict[str, FactValue]:
        """What is on record of the facts asked about; those that nobody has entered are left out."""
        found = _of_commune(self.commune, self.on) | _of_member(self, frozenset(self.asked))
        found |= _of_former(self.former) if self.former else {}
        return {name: found[name] for name in self.asked if found.get(name) is not None}


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What an event gives once: each rule's line or refusal, and the facts they rest on."""

    event: Event
    facts: Mapping[str, FactValue]
    answers: tuple[Line | Refusal, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """The sums."""
        return tuple(answer for answer in self.answers if isinstance(answer, Line))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What has no figure, and why."""
        return tuple(answer for answer in self.answers if isinstance(answer, Refusal))

    @property
    def total_vnd(self) -> int:
        """All sums together, whole đồng."""
        return sum(line.amount_vnd for line in self.lines)

    @property
    def total_words(self) -> str:
        """All sums together in words."""
        return in_words(self.total_vnd)

    @property
    def is_sample(self) -> bool:
        """Whether it is about somebody made up for trying the portal."""
        return self.event.person is not None and self.event.person.is_sample

    @property
    def told(self) -> list[tuple[str, str]]:
        """The known facts as a reader sees them."""
        return facts_in_words(self.facts)


def facts_in_words(facts: Facts) -> list[tuple[str, str]]:
    """The known facts as a reader sees them: ("số ngày điều trị, tập huấn", "12 ngày")."""
    known = ((VOCABULARY[name], value) for name, value in facts.items() if value is not None)
    return [(spec.meaning, spec.words(value)) for spec, value in known]


def event_at(commune: Unit, on: date, kind: str) -> Event:
    """An event that befell nobody in particular; LawConflict where two documents hold."""
    held = regulations.law_in(commune, on)
    return Event(commune, on, kind, None, held, _asked(held, kind))


def event_of_member(membership: Membership, on: date, kind: str) -> Event:
    """The event in the commune that the member's team served on the day, today's where it served none.

    Raises LawConflict where two documents hold in the villages that it served.
    """
    placed = VillagePlacement.objects.filter(holds_on(on), village__in=_served(membership.team_id, on))
    first = placed.select_related("commune__parent").order_by("valid_from", "pk").first()
    commune = first.commune if first else membership.team.commune
    held = _law_of_team(membership.team_id, on) if first else regulations.law_in(commune, on)
    return Event(commune, on, kind, membership, held, _asked(held, kind))


def event_of_former(former: FormerService, on: date, kind: str) -> Event:
    """The event of somebody of a former force, in the commune that keeps his file."""
    commune = former.person.commune
    held = regulations.law_in(commune, on)
    return Event(commune, on, kind, None, held, _asked(held, kind), former)


def _law_of_team(team: int, on: date) -> LawInForce | None:
    villages = Village.objects.filter(pk__in=_served(team, on))
    found = {law.version.pk: law for village in villages if (law := regulations.law_at(village, on))}
    laws = list(found.values())
    if len(laws) > 1:
        raise LawConflict(laws[0].version, laws[1].version, on)
    return laws[0] if laws else None


def _asked(held: LawInForce | None, kind: str) -> tuple[str, ...]:
    return questions(held.law, kind) if held else ()


def questions(law: Law, kind: str) -> tuple[str, ...]:
    """The facts that a law asks about for an event of ``kind``, in the order of the vocabulary."""
    rules: list[Block] = [rule for rule in law.one_off if rule.kind == kind]
    asked = set(facts_asked(_with_named(law, rules))) - {KIND}
    return tuple(name for name in VOCABULARY if name in asked)


def reckon(event: Event, facts: Facts) -> Reckoning:
    """The answer of the law to ``facts`` by name of the vocabulary; a refusal where no law is on record.

    Raises DomainError with the fact as its field for one that cannot be, LawConflict for two laws.
    """
    series = regulations.series_book()
    for name, value in facts.items():
        spec = VOCABULARY.get(name)
        fault = "không có trong bảng từ" if spec is None else value is not None and spec.fault(value)
        if fault:
            words = spec.meaning if spec else name
            raise DomainError(f"Sửa {words}: {fault}.", code="fact_invalid", field=name)
    if event.held is None or series is None:
        return Reckoning(event, facts, (_no_law(event),))
    answers = one_off(event.held.law, facts, event.kind, event.on, series)
    return Reckoning(event, facts, answers)


def _no_law(event: Event) -> Refusal:
    where = f"{event.commune.name} chưa có văn bản có hiệu lực ngày {ngay(event.on)}"
    sentence = f"Chưa có quy định được xác minh về trợ cấp khi {event.words}: {where}."
    return Refusal(event.kind, f"Trợ cấp một lần: {event.words}", sentence, None)


def _with_named(law: Law, blocks: Sequence[Block]) -> list[Block]:
    """``blocks`` and every named value of the file that they point at, directly or through others."""
    found, waiting, seen = list(blocks), list(blocks), set[str]()
    while waiting:
        refs = {block.ref for _, block in walk(waiting.pop()) if isinstance(block, Ref)} - seen
        seen |= refs
        told: list[Block] = [law.named[key] for key in sorted(refs)]
        found += told
        waiting += told
    return found


def _served(team: int, on: date) -> Collection[int]:
    return TeamCoverage.objects.filter(holds_on(on), team=team).values_list("village", flat=True)


def _of_commune(commune: Unit, on: date) -> dict[str, FactValue]:
    row = CommuneFacts.objects.filter(holds_on(on), commune=commune).first()
    found: dict[str, FactValue] = {"commune.kind": commune.kind, "commune.code": commune.code}
    if commune.parent is not None and commune.parent.level == Unit.Level.DISTRICT:
        found |= {"district.kind": commune.parent.kind, "district.code": commune.parent.code}
    if row is not None:
        found |= named(COMMUNE_FACTS, [getattr(row, column) for column in COMMUNE_FACTS])
    return found


def _of_member(event: Event, wanted: frozenset[str]) -> dict[str, FactValue]:
    """The facts of the team's area and of the person on the day of the event."""
    membership, commune = event.membership, event.commune
    if membership is None:
        return {}
    day = Span(event.on, event.on + timedelta(days=1))
    lineage = regulations.province_law(province_key(commune.path), event.on).lineage
    area = team_areas([commune], day, wanted, lineage).get(membership.team_id, {}).get(commune.pk)
    here = area.on(event.on) if area else None
    person = membership.person
    days = people_days({person.pk: person.birth_date}, day, wanted)[person.pk]
    return {
        **(dict(here.facts) if here else {}),
        "member.title": membership.title,
        **dict(days.on(event.on)),
    }


def _of_former(former: FormerService) -> dict[str, FactValue]:
    """The force and the whole months served in it, to the day it ended."""
    assert former.valid_from is not None  # noqa: S101 (former service has its first day)
    assert former.valid_to is not None  # noqa: S101 (a constraint of former service)
    months = service_months([Span(former.valid_from)], former.valid_to)
    return {
        "member.former_force": former.force,
        "member.service_months": months,
        "member.service_years": months // 12,
    }
