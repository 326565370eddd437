"""What a decision on a team that stands says: changed, merged or dissolved, frozen when it is issued.

As in ``reports.decision`` the power is the chairman's own (Luật 30/2023/QH15, Điều 14 khoản 5), and the
payload holds no identity number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Final

from members.models import Membership, Person
from reports import legal_bases
from reports.decision import (
    HONORIFIC,
    Signing,
    capacity_of,
    place_of,
    recipients_of,
    superior_of,
    team_name,
)
from teams.models import Dossier, TeamCoverage
from territory.models import Village
from territory.spans import holds_on, overlaps
from vietnamese.dates import ngay, ngay_dai

TEMPLATE: Final = "quyet-dinh-ve-to/2"

_SUBJECTS: Final = {
    Dossier.Kind.CHANGE: "Về việc điều chỉnh",
    Dossier.Kind.MERGE: "Về việc sáp nhập tổ vào",
    Dossier.Kind.DISSOLVE: "Về việc giải thể",
}


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its sentence and the numbered lines under it."""

    text: str
    clauses: list[str]


@dataclass(frozen=True, slots=True)
class ArticlesDecision:
    """Every word of a decision that is not the same in all of them."""

    superior: str
    issuer: str
    number: str
    place: str
    date: str
    subject: list[str]
    legal_bases: list[str]
    proposer: str
    commune: str
    articles: list[Article]
    recipients: list[str]
    capacity: list[str]
    signer: str
    check_code: str
    check_url: str
    is_sample: bool

    @property
    def title(self) -> str:
        """The trích yếu in one line, as the register holds it."""
        return " ".join(self.subject)

    def payload(self) -> dict[str, Any]:
        """The JSON that is stored."""
        return asdict(self)


def compose(signing: Signing, dossier: Dossier, moved: Sequence[Membership]) -> ArticlesDecision:
    """The decision on the dossier's team; ``moved`` are the memberships that begin or end with it.

    Raises MissingLegalBasis while the law to cite is not on record.
    """
    commune = dossier.commune
    proposer = f"Trưởng Công an {commune.name_inside}"
    articles = [*_articles(dossier, moved), _last(dossier, proposer, moved)]
    return ArticlesDecision(
        superior=superior_of(commune),
        issuer=commune.name,
        number=signing.number,
        place=place_of(commune),
        date=ngay_dai(signing.on),
        subject=[f"{_SUBJECTS[Dossier.Kind(dossier.kind)]} {team_name(dossier.team)}"],
        legal_bases=_bases(dossier, signing.on),
        proposer=proposer,
        commune=commune.name_inside,
        articles=articles,
        recipients=recipients_of(commune, len(articles)),
        capacity=capacity_of(signing.signer),
        signer=signing.signer.full_name,
        check_code=signing.check_code,
        check_url=signing.check_url,
        is_sample=dossier.team.is_sample,
    )


def _bases(dossier: Dossier, on: date) -> list[str]:
    bases = legal_bases.bases(legal_bases.resolution_in_force(_villages(dossier), on), on)
    return [*bases, f"{_quota_decision(dossier)} về giao chỉ tiêu"] if dossier.quota_decided_on else bases


def _quota_decision(dossier: Dossier) -> str:
    decided_on = ngay_dai(dossier.quota_decided_on) if dossier.quota_decided_on else ""
    return f"Quyết định số {dossier.quota_number} {decided_on} của Ủy ban nhân dân tỉnh"


def _articles(dossier: Dossier, moved: Sequence[Membership]) -> list[Article]:
    name, commune, start = team_name(dossier.team), dossier.commune.name_inside, ngay_dai(dossier.start_on)
    if dossier.kind == Dossier.Kind.CHANGE:
        return [Article(f"Điều chỉnh {name}, {commune} kể từ {start} như sau:", _changes(dossier))]
    if dossier.kind == Dossier.Kind.MERGE:
        others = ", ".join(team.name for team in dossier.absorbed.order_by("sort_key"))
        whole = f"Sáp nhập {others} vào {name}, {commune}, phụ trách địa bàn {_area(dossier)}, kể từ {start}."
        coming = f"Các ông, bà có tên sau đây chuyển sang tham gia {name}:"
        people = [f"{_person(row)}: {row.get_title_display()}" for row in moved]
        return [Article(whole, []), *([Article(coming, people)] if people else [])]
    ending = f"Các ông, bà có tên sau đây thôi tham gia {name} kể từ {start}:"
    people = [f"{_person(row)}: {row.get_title_display()}" for row in moved]
    whole = f"Giải thể {name}, {commune} kể từ {start}. Lý do: {_without_stop(dossier.reason)}."
    return [Article(whole, []), *([Article(ending, people)] if people else [])]


def _changes(dossier: Dossier) -> list[str]:
    found = []
    if dossier.new_name:
        found.append(f"Tên gọi: {dossier.new_name}")
    if dossier.new_villages.exists():
        found.append(f"Địa bàn phụ trách: {_area(dossier)}")
    if dossier.new_people is not None:
        found.append(f"Số lượng thành viên: {dossier.new_people:02d} người, theo {_quota_decision(dossier)}")
    return found


def _last(dossier: Dossier, proposer: str, moved: Sequence[Membership]) -> Article:
    people = " và các ông, bà có tên tại Điều 2" if moved else ""
    team = team_name(dossier.team)
    return Article(
        f"Quyết định này có hiệu lực kể từ ngày ký. {proposer}, {team}{people} chịu trách nhiệm"
        " thi hành Quyết định này",
        [],
    )


def _villages(dossier: Dossier) -> list[Village]:
    """Those that the team serves from the dossier's day on, and those that it served until then."""
    around = overlaps(dossier.start_on - timedelta(days=1), dossier.start_on + timedelta(days=1))
    served = TeamCoverage.objects.filter(around, team=dossier.team)
    return list(Village.objects.filter(pk__in=served.values("village")).order_by("sort_key", "code"))


def _area(dossier: Dossier) -> str:
    covered = TeamCoverage.objects.filter(holds_on(dossier.start_on), team=dossier.team)
    villages = Village.objects.filter(pk__in=covered.values("village")).order_by("sort_key", "code")
    return ", ".join(str(village) for village in villages)


def _person(row: Membership) -> str:
    person = row.person
    honorific = HONORIFIC[Person.Gender(person.gender)]
    return f"{honorific} {person.full_name}, sinh ngày {ngay(person.birth_date)}"


def _without_stop(text: str) -> str:
    return text.rstrip(". ")
