"""How people stand to the standards of Điều 13, and what their files hold, read from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from members.models import Membership, Person, StandardEvidence
from members.rules import birthday
from members.standards import Evidence, Standing, standing
from regulations.national_law import FilePaper, national_law
from teams.models import Dossier
from vietnamese.dates import ngay


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the file; ``received_on`` None: absent. ``proof``: proved by number and day elsewhere."""

    paper: FilePaper
    received_on: date | None
    proof: str


def standing_of(person: Person, on: date) -> Standing:
    """How ``person`` stands on a day; one statement."""
    return standing(national_law(), person.birth_date, _evidence([person.pk])[person.pk], on)


def standing_of_memberships(rows: Sequence[Membership]) -> dict[int, Standing]:
    """By membership (with its person at hand): how the person stands on its first day; one statement."""
    evidence = _evidence([row.person_id for row in rows])
    law = national_law()
    return {
        row.pk: standing(law, row.person.birth_date, evidence[row.person_id], row.valid_from) for row in rows
    }


def proposed_standings(dossier: Dossier) -> list[tuple[Person, Standing]]:
    """The people whom an undecided dossier proposes, each with how he stands on his first day, by name."""
    if dossier.state not in Dossier.UNDECIDED:
        return []
    rows = Membership.objects.filter(team=dossier.team_id, status=Membership.Status.PROPOSED)
    proposed = list(rows.select_related("person").order_by("person__sort_key", "pk"))
    standings = standing_of_memberships(proposed)
    return [(row.person, standings[row.pk]) for row in proposed]


def over_age_without_decision(rows: QuerySet[Membership], day: date) -> QuerySet[Membership]:
    """Of ``rows``, who is above the greatest age on ``day`` and whom the chairman has not decided to keep
    (Luật 30/2023/QH15, Điều 13).
    """
    older = rows.filter(person__birth_date__lt=birthday(day, -national_law().greatest_age))
    return older.filter(~Exists(_kept_by_chairman("person")))


def age_limits(people: Collection[int], start: date, end: date) -> dict[int, date]:
    """By person: the first day of ``[start, end)`` on which he is above the greatest age, of those whom the
    chairman has not decided to keep; one statement. Who is above it before ``start`` is not told.
    """
    greatest = national_law().greatest_age
    born = Person.objects.filter(
        pk__in=people,
        birth_date__gte=birthday(start, -greatest) - timedelta(days=2),
        birth_date__lt=birthday(end, -greatest),
    )
    found = {
        pk: birthday(day, greatest) + timedelta(days=1)
        for pk, day in born.filter(~Exists(_kept_by_chairman("pk"))).values_list("pk", "birth_date")
    }
    return {pk: day for pk, day in found.items() if start <= day < end}


def _kept_by_chairman(person: str) -> QuerySet[StandardEvidence]:
    """Decisions to keep somebody above the greatest age; ``person`` leads to his key."""
    agreed = [answer.key for answer in national_law().standard("age").answers if answer.meets]
    return StandardEvidence.objects.filter(person=OuterRef(person), standard="age", answer__in=agreed)


def not_met_words(full_name: str, found: Standing) -> str:
    """Which standard somebody fails and what to do, as a sentence; "" when he fails none."""
    if not found.not_met:
        return ""
    return f"Bỏ {full_name} khỏi danh sách hoặc bổ sung căn cứ. {found.not_met[0].sentence}."


def paper_lines(person: Person, of: str = "") -> list[PaperLine]:
    """The papers of the file by their numbers, present or absent; two statements. ``of`` keeps one part."""
    received = dict(person.papers.values_list("paper", "received_on"))
    proved = {
        row.standard: proof_words(row)
        for row in person.evidence.filter(basis=StandardEvidence.Basis.PAPER).order_by("pk")
    }
    papers = [paper for paper in national_law().papers if of in {"", paper.of}]
    return [PaperLine(paper, received.get(paper.key), proved.get(paper.standard, "")) for paper in papers]


def proof_words(row: StandardEvidence) -> str:
    """ "số 12/GKS, ngày 01/07/2024, Trạm y tế xã"; "" for a claim."""
    if row.issued_on is None:
        return ""
    parts = [f"số {row.number}", f"ngày {ngay(row.issued_on)}", row.issuer]
    return ", ".join(part for part in parts if part)


def _evidence(people: Collection[int]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in StandardEvidence.objects.filter(person__in=people).order_by("pk"):
        paper = row.basis == StandardEvidence.Basis.PAPER
        found[row.person_id].append(Evidence(row.standard, row.answer, paper, row.since, proof_words(row)))
    return found
