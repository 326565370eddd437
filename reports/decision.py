"""What a decision on a team says: the frozen payload that its PDF is rendered from for ever.

The power over team and members is the chairman's own (Luật 30/2023/QH15, Điều 14 khoản 5 and Điều 16), so his
title stands above the legal bases and he signs without "TM." (Nghị định 30/2020/NĐ-CP, Phụ lục I, mẫu 1.2).
The payload holds no identity number.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from accounts.models import User
from members.models import Membership, Person
from reports import legal_bases
from teams.models import Dossier, Team
from territory.models import Unit, Village
from vietnamese.dates import ngay, ngay_dai

TEMPLATE: Final = "quyet-dinh-thanh-lap-to/2"
SYMBOL: Final = "QĐ-UBND"

HONORIFIC: Final = {Person.Gender.MALE: "Ông", Person.Gender.FEMALE: "Bà"}


@dataclass(frozen=True, slots=True)
class RecognisedMember:
    """One line of Điều 2."""

    honorific: str
    full_name: str
    birth_date: str
    title: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Every word of a decision that is not the same in all of them."""

    superior: str
    issuer: str
    number: str
    place: str
    date: str
    subject: list[str]
    legal_bases: list[str]
    proposer: str
    team: str
    commune: str
    area: str
    start: str
    members: list[RecognisedMember]
    resolution: str
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


@dataclass(frozen=True, slots=True)
class Signing:
    """The act of issuing: who signs on which day, under which number and check code."""

    signer: User
    on: date
    number: str
    check_code: str
    check_url: str


def compose(signing: Signing, dossier: Dossier) -> Decision:
    """The decision on the dossier's team with its recognised members.

    Raises MissingLegalBasis while the law to cite is not on record.
    """
    commune = dossier.commune
    villages = _villages(dossier)
    resolution = legal_bases.resolution_in_force(villages, signing.on)
    return Decision(
        superior=superior_of(commune),
        issuer=commune.name,
        number=signing.number,
        place=place_of(commune),
        date=ngay_dai(signing.on),
        subject=[f"Về việc thành lập {team_name(dossier.team)}", "và công nhận thành viên"],
        legal_bases=legal_bases.bases(resolution, signing.on),
        proposer=f"Trưởng Công an {commune.name_inside}",
        team=team_name(dossier.team),
        commune=commune.name_inside,
        area=", ".join(str(village) for village in villages),
        start=ngay_dai(dossier.start_on),
        members=_members(dossier),
        resolution=legal_bases.cited(resolution),
        recipients=recipients_of(commune),
        capacity=capacity_of(signing.signer),
        signer=signing.signer.full_name,
        check_code=signing.check_code,
        check_url=signing.check_url,
        is_sample=dossier.team.is_sample or any(village.is_sample for village in villages),
    )


def digest(payload: dict[str, Any]) -> str:
    """SHA-256 of a payload, the same however a database orders its keys."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def team_name(team: Team) -> str:
    """The team's name with the words of the law written out."""
    return team.name.replace("bảo vệ ANTT", "bảo vệ an ninh, trật tự")


def _villages(dossier: Dossier) -> list[Village]:
    covered = Village.objects.filter(coverages__team=dossier.team, coverages__valid_to__isnull=True)
    return list(covered.order_by("sort_key", "code"))


def _members(dossier: Dossier) -> list[RecognisedMember]:
    """The recognised members from the team's first day on: tổ trưởng, tổ phó, tổ viên, each by name."""
    rows = dossier.team.memberships.recognised().within(dossier.start_on, None).select_related("person")
    ordered = sorted(rows, key=lambda row: (Membership.Title(row.title).rank, row.person.sort_key))
    return [
        RecognisedMember(
            honorific=HONORIFIC[Person.Gender(row.person.gender)],
            full_name=row.person.full_name,
            birth_date=ngay(row.person.birth_date),
            title=row.get_title_display(),
        )
        for row in ordered
    ]


def superior_of(commune: Unit) -> str:
    """The body above, shortened as is allowed for it: "UBND huyện Tuy Phước"."""
    return f"UBND {commune.parent.name_inside}" if commune.parent else ""


def place_of(commune: Unit) -> str:
    """The place named before the date; a unit known by a number keeps its kind ("Phường 1")."""
    return commune.name if commune.proper_name[:1].isdigit() else commune.proper_name


def recipients_of(commune: Unit, last_article: int = 4) -> list[str]:
    """Who gets it; the last article names those who carry it out."""
    above = [f"Ủy ban nhân dân {commune.parent.name_inside};"] if commune.parent else []
    return [f"Như Điều {last_article};", *above, "Lưu: VT, CA."]


def capacity_of(signer: User) -> list[str]:
    """The lines above the signature: the chairman's own, or a deputy's for him."""
    if signer.position.lower().startswith("phó chủ tịch"):
        return ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    return ["CHỦ TỊCH"]
