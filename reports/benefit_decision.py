"""What a decision on a sum owed once says, frozen when it is issued. The payload holds no identity number.

Local budgets bear these sums (Luật 30/2023/QH15, Điều 26 khoản 1 điểm c). Which authority decides since
01/07/2025 has not been seen in a text: the commune's chairman signs, as for all that concerns its force.
"""

from __future__ import annotations

from typing import Any, Final

from allowances.models import Benefit
from members.models import Person
from regulations.engine import Document as LawDocument
from regulations.engine import Why
from regulations.selectors import held
from reports import legal_bases
from reports.decision import HONORIFIC, Signing, capacity_of, place_of, recipients_of, superior_of, team_name
from reports.team_decision import Article, ArticlesDecision
from vietnamese.dates import ngay, ngay_dai
from vietnamese.money import dong, in_words

TEMPLATE: Final = "quyet-dinh-tro-cap/1"

# What goes to the family of somebody who died.
_TO_FAMILY: Final = frozenset({"chet", "mai_tang"})
_WHAT: Final = {
    "thoi_viec": "thôi tham gia lực lượng từ",
    "tai_nan": "bị tai nạn",
    "chet": "chết",
    "mai_tang": "chết",
    "om_dau": "ốm đau, điều trị từ",
    "tap_huan": "tập huấn, bồi dưỡng từ",
}


def compose(signing: Signing, benefit: Benefit) -> ArticlesDecision:
    """The decision on a dossier; MissingLegalBasis while its resolution has no number or date on record."""
    commune, law = benefit.commune, held(benefit.law).law.document
    proposer = f"Trưởng Công an {commune.name_inside}"
    return ArticlesDecision(
        superior=superior_of(commune),
        issuer=commune.name,
        number=signing.number,
        place=place_of(commune),
        date=ngay_dai(signing.on),
        subject=["Về việc trợ cấp một lần đối với", _named(benefit.person)],
        legal_bases=legal_bases.bases(legal_bases.citable(law), signing.on),
        proposer=proposer,
        commune=commune.name_inside,
        articles=[_sums(benefit), _money(law), _last(benefit, proposer)],
        recipients=recipients_of(commune, 3),
        capacity=capacity_of(signing.signer),
        signer=signing.signer.full_name,
        check_code=signing.check_code,
        check_url=signing.check_url,
        is_sample=benefit.person.is_sample,
    )


def _sums(benefit: Benefit) -> Article:
    who = _honorific(benefit.person).lower()
    family = "thân nhân của " if benefit.kind in _TO_FAMILY else ""
    total = f"{dong(benefit.amount_vnd)} (bằng chữ: {_small(in_words(benefit.amount_vnd))})"
    text = (
        f"Trợ cấp một lần cho {family}{who} {benefit.person.full_name}, sinh ngày"
        f" {ngay(benefit.person.birth_date)}, {_seat(benefit)}, {_WHAT[benefit.kind]}"
        f" {ngay_dai(benefit.happened_on)}, số tiền {total}, gồm:"
    )
    return Article(text, [_clause(line) for line in benefit.lines])


def _clause(line: dict[str, Any]) -> str:
    """The sum with its arithmetic; the resolution is cited with its number above, an article only if seen."""
    told = "; ".join(_small(reason) for reason in Why.from_json(line["why"]).reasons())
    return f"{line['name']}: {dong(line['amount_vnd'])} ({told})"


def _money(law: LawDocument) -> Article:
    source = "do ngân sách địa phương bảo đảm theo điểm c khoản 1 Điều 26"
    return Article(
        f"Kinh phí chi trợ cấp tại Điều 1 {source} Luật Lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở"
        f" và {legal_bases.cited(law)}.",
        [],
    )


def _last(benefit: Benefit, proposer: str) -> Article:
    who = f"{_honorific(benefit.person).lower()} có tên tại Điều 1"
    family = "thân nhân của " if benefit.kind in _TO_FAMILY else ""
    return Article(
        f"Quyết định này có hiệu lực kể từ ngày ký. {proposer} và {family}{who} chịu trách nhiệm thi hành"
        " Quyết định này",
        [],
    )


def _seat(benefit: Benefit) -> str:
    commune = benefit.commune.name_inside
    if benefit.membership is not None:
        team = team_name(benefit.membership.team)
        return f"{benefit.membership.get_title_display()} {team}, {commune}"
    assert benefit.former is not None  # noqa: S101 (a constraint of benefits)
    return f"nguyên {benefit.former.get_force_display()}, {commune}"


def _named(person: Person) -> str:
    return f"{_honorific(person).lower()} {person.full_name}"


def _honorific(person: Person) -> str:
    return HONORIFIC[Person.Gender(person.gender)]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
