"""What a decision on one member says: recognised, moved or ended, frozen when it is issued.

The power is the chairman's own (Luật 30/2023/QH15, Điều 14 khoản 5, Điều 16 and 17); one form of Thông tư
14/2024/TT-BCA, Mẫu số 08, serves them all. The payload holds no identity number.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from members.models import MemberChange, Person
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
from reports.legal_bases import inside_sentence
from reports.team_decision import Article, ArticlesDecision
from teams.models import TeamCoverage
from territory.models import Unit, Village
from territory.spans import holds_on
from vietnamese.dates import ngay, ngay_dai

TEMPLATE: Final = "quyet-dinh-ve-thanh-vien/2"

_SUBJECTS: Final = {
    MemberChange.Kind.JOIN: "Về việc công nhận thành viên",
    MemberChange.Kind.MOVE: "Về việc công nhận chức danh tại",
    MemberChange.Kind.END: "Về việc cho thôi tham gia",
}


def compose(signing: Signing, change: MemberChange) -> ArticlesDecision:
    """The decision on a proposal; MissingLegalBasis while the law to cite is not on record."""
    commune = change.commune
    articles = [_first(change), _last(change)]
    return ArticlesDecision(
        superior=superior_of(commune),
        issuer=commune.name,
        number=signing.number,
        place=place_of(commune),
        date=ngay_dai(signing.on),
        subject=[f"{_SUBJECTS[MemberChange.Kind(change.kind)]} {team_name(change.team)}"],
        legal_bases=_bases(change, signing.on),
        proposer=_proposer(commune),
        commune=commune.name_inside,
        articles=articles,
        recipients=recipients_of(commune, len(articles)),
        capacity=capacity_of(signing.signer),
        signer=signing.signer.full_name,
        check_code=signing.check_code,
        check_url=signing.check_url,
        is_sample=change.person.is_sample,
    )


def _bases(change: MemberChange, on: date) -> list[str]:
    served = TeamCoverage.objects.filter(holds_on(on), team=change.team)
    villages = list(Village.objects.filter(pk__in=served.values("village")).order_by("sort_key", "code"))
    return legal_bases.bases(legal_bases.resolution_in_force(villages, on), on)


def _first(change: MemberChange) -> Article:
    who, team, start = _person(change.person), team_name(change.team), ngay_dai(change.effective_on)
    commune, title = change.commune.name_inside, change.get_title_display()
    if change.kind == MemberChange.Kind.END:
        ground = f" Căn cứ: {inside_sentence(change.ground_words)}."
        text = f"Cho {who} thôi tham gia {team}, {commune} kể từ {start}.{ground}"
    elif change.kind == MemberChange.Kind.JOIN:
        text = f"Công nhận {who} là {title} {team}, {commune} kể từ {start}."
    else:
        assert change.membership is not None  # noqa: S101 (a constraint of moves)
        now = f"{change.membership.get_title_display()} {change.membership.team.name}"
        text = f"Công nhận {who} đang là {now}, giữ chức danh {title} {team}, {commune} kể từ {start}."
    return Article(text, [])


def _last(change: MemberChange) -> Article:
    team, honorific = team_name(change.team), _honorific(change.person)
    people = f"{_proposer(change.commune)}, {team} và {honorific} có tên tại Điều 1"
    return Article(
        f"Quyết định này có hiệu lực kể từ ngày ký. {people} chịu trách nhiệm thi hành Quyết định này", []
    )


def _proposer(commune: Unit) -> str:
    return f"Trưởng Công an {commune.name_inside}"


def _person(person: Person) -> str:
    return f"{_honorific(person)} {person.full_name}, sinh ngày {ngay(person.birth_date)},"


def _honorific(person: Person) -> str:
    return HONORIFIC[Person.Gender(person.gender)].lower()
