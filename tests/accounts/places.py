"""Four communes with one of everything that an address can name: what the permission walk walks over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.models import ApiClient, RoleBinding, User
from accounts.roles import Role
from allowances import posting
from allowances import services as allowances_services
from allowances.models import (
    Batch,
    Benefit,
    BudgetLine,
    LedgerLine,
    OtherSpending,
    PayHold,
    Payment,
    Payout,
    PayRun,
    Repayment,
)
from imports.models import Import
from members.models import MemberChange, Membership, SelectionMeeting
from mergers.models import UnitChange
from regulations.engine import load_law
from regulations.grounds import province_key
from regulations.models import LawVersion
from regulations.services import version_of
from reports import services as reports_services
from reports.check_code import new_code
from reports.models import Document, Register
from teams.models import Dossier, Team, TeamCoverage
from territory.models import CommuneFacts, Unit, Village, VillageFacts
from tests.conftest import START, MakePerson, MakeUser, MakeVillage
from tests.regulations.texts import law_text
from vietnamese.text import name_sort_key

ROLES = {
    "clerk": Role.COMMUNE_CLERK,
    "chairman": Role.COMMUNE_CHAIRMAN,
    "district": Role.DISTRICT_OFFICER,
    "police": Role.PROVINCE_POLICE,
    "finance": Role.PROVINCE_FINANCE,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMINISTRATOR,
}
PEOPLE = (
    ("Trần Văn An", Membership.Title.TO_TRUONG),
    ("Lê Thị Bình", Membership.Title.TO_PHO),
    ("Phạm Văn Cường", Membership.Title.TO_VIEN),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A commune with a village, a team of each state, a paid month, a document, a user, a system."""

    commune: Unit
    village: Village
    village_facts: VillageFacts
    commune_facts: CommuneFacts
    team: Team
    membership: Membership
    member_change: MemberChange
    meeting: SelectionMeeting
    draft: Dossier
    examined: Dossier
    document: Document
    run: PayRun
    batch: Batch
    line: LedgerLine
    binding: RoleBinding
    client: ApiClient
    change: UnitChange
    law_draft: LawVersion
    law_adopted: LawVersion
    listed: Import
    benefit: Benefit
    payout: Payout
    budget_line: BudgetLine
    spending: OtherSpending
    hold: PayHold
    repayment: Repayment

    @property
    def proposed(self) -> Membership:
        """A person of the team that is still proposed."""
        found = self.draft.team.memberships.first()
        assert found is not None
        return found


class Builder:
    """Builds places with the fixtures that make villages, people and users."""

    def __init__(self, make_village: MakeVillage, make_person: MakePerson, make_user: MakeUser) -> None:
        self._village, self._person, self._user = make_village, make_person, make_user

    def unit(self, code: str, level: str, kind: str, parent: Unit) -> Unit:
        """A unit below ``parent``."""
        name = f"{Unit.Kind(kind).label} {code}".capitalize()
        return Unit.objects.create(
            key=code,
            code=code,
            level=level,
            kind=kind,
            name=name,
            parent=parent,
            path=f"{parent.path}{code}.",
            sort_key=name_sort_key(name),
        )

    def places(self, communes: list[Unit]) -> list[Place]:
        """A place for each commune; the month is computed in the province of the first, posted elsewhere."""
        province = communes[0].parent.parent if communes[0].parent else None
        assert province is not None
        teams = [self._team(commune, "Háo Lễ", Team.Status.ACTIVE)[0] for commune in communes]
        police = self._user(Role.PROVINCE_POLICE, province)
        run = allowances_services.run_start(actor=police, unit=province, month=START)
        for batch in run.batches.all():
            posting.batch_compute(batch_id=batch.pk)
        line = LedgerLine.objects.filter(team=teams[0]).latest("amount_vnd")
        paper = self._decision(communes[0])
        return [
            self._place(commune, team, line, paper) for commune, team in zip(communes, teams, strict=True)
        ]

    def _place(self, commune: Unit, team: Team, line: LedgerLine, paper: Document) -> Place:
        membership = team.memberships.get(title=Membership.Title.TO_TRUONG)
        own = LedgerLine.objects.filter(membership=membership).first() or _line_like(line, membership)
        user = self._user(Role.AUDITOR, commune)
        self._village(commune, "Chưa có tổ")
        province = Unit.objects.get(key=province_key(commune.path))
        return Place(
            commune=commune,
            village=(village := Village.objects.filter(commune=commune).earliest("pk")),
            village_facts=village.facts.get(),
            commune_facts=CommuneFacts.objects.create(commune=commune, source="QĐ thử", valid_from=START),
            team=team,
            membership=membership,
            member_change=self._member_change(commune, team),
            meeting=self._meeting(commune),
            draft=self._dossier(commune, "Đang lập", Dossier.State.DRAFT),
            examined=self._dossier(commune, "Chờ ký", Dossier.State.EXAMINED),
            document=paper if paper.unit_id == commune.pk else _document_like(paper, commune),
            run=own.batch.run,
            batch=own.batch,
            line=own,
            binding=user.bindings.get(),
            client=ApiClient.objects.create(
                name=commune.name, unit=commune, scopes=["units"], token_digest=commune.key, valid_from=START
            ),
            change=self._change(province),
            law_draft=self._law_draft(province),
            law_adopted=province.law_versions.filter(status="adopted").latest("valid_from"),
            benefit=self._benefit(membership, line),
            payout=self._payout(membership),
            budget_line=BudgetLine.objects.create(
                unit=commune,
                year=2025,
                item="khac",
                basis={"source": "Thử"},
                asked_vnd=1,
                asked_by=self._user(Role.COMMUNE_CLERK, commune),
                asked_on=START,
            ),
            spending=OtherSpending.objects.create(
                unit=commune,
                item="khac",
                spent_on=START,
                amount_vnd=1,
                document="PC 1",
                entered_by=user,
                entered_on=START,
            ),
            hold=PayHold.objects.create(
                person=membership.person, valid_from=START, reason="Thử", held_by=user
            ),
            repayment=Repayment.objects.create(
                person=membership.person,
                commune=commune,
                amount_vnd=1,
                paper="PT 1",
                paid_on=START,
                entered_by=user,
            ),
            listed=Import.objects.create(kind="members", unit=commune, uploaded_by=user, file_name="ds.xlsx"),
        )

    def _change(self, province: Unit) -> UnitChange:
        """A change of units of a province, prepared by somebody who is not an actor, still empty."""
        found, _ = UnitChange.objects.get_or_create(
            province=province,
            day=date(2024, 7, 15),
            defaults={"document": "NQ thử", "prepared_by": self._user(Role.PROVINCE_POLICE, province)},
        )
        return found

    def _member_change(self, commune: Unit, team: Team) -> MemberChange:
        """Somebody who is proposed for a team that stands, with nothing proved yet."""
        return MemberChange.objects.create(
            commune=commune,
            kind=MemberChange.Kind.JOIN,
            person=self._person(commune, "Hồ Văn Thêm"),
            team=team,
            title=Membership.Title.TO_VIEN,
            effective_on=START,
            received_on=START,
            proposed_on=START,
            proposed_by=self._user(Role.COMMUNE_CLERK, commune),
        )

    def _payout(self, membership: Membership) -> Payout:
        """One person's sum that waits for its approval, prepared by somebody who is not an actor."""
        commune = membership.team.commune
        clerk = self._user(Role.COMMUNE_CLERK, commune)
        payout = Payout.objects.create(unit=commune, day=START, people=1, total_vnd=1, prepared_by=clerk)
        Payment.objects.create(
            payout=payout,
            person=membership.person,
            commune=commune,
            reference=f"C{payout.pk}-1",
            full_name=membership.person.full_name,
            gross_vnd=1,
            amount_vnd=1,
        )
        return payout

    def _benefit(self, membership: Membership, line: LedgerLine) -> Benefit:
        """A sum owed once that waits for its decision, under a law that gives none by now."""
        return Benefit.objects.create(
            commune=membership.team.commune,
            person=membership.person,
            membership=membership,
            kind="om_dau",
            happened_on=START,
            papers="Giấy ra viện",
            law=line.derivation.law,
            facts={},
            lines=[
                {
                    "component": line.component,
                    "name": "Tiền ăn khi điều trị",
                    "amount_vnd": 1,
                    "article": line.derivation.article,
                    "why": line.derivation.why,
                }
            ],
            amount_vnd=1,
            prepared_by=self._user(Role.COMMUNE_CLERK, membership.team.commune),
            prepared_on=START,
        )

    def _meeting(self, commune: Unit) -> SelectionMeeting:
        """A meeting of the selection council."""
        return SelectionMeeting.objects.create(
            commune=commune,
            council_number="3/QĐ-UBND",
            council_decided_on=START,
            held_on=START,
            method=SelectionMeeting.Method.HANDS,
            present=5,
            places=1,
            entered_by=self._user(Role.COMMUNE_CLERK, commune),
        )

    def _law_draft(self, province: Unit) -> LawVersion:
        """One draft for a province, uploaded by somebody who is not an actor."""
        found = province.law_versions.filter(status="draft", uploaded_by__isnull=False).first()
        if found is not None:
            return found
        text = law_text(code=province.code)
        draft = version_of(load_law(text, "tệp"), text, province)
        draft.uploaded_by = self._user(Role.PROVINCE_POLICE, province)
        draft.save()
        return draft

    def _team(self, commune: Unit, village_name: str, status: str) -> tuple[Team, Village]:
        village = self._village(commune, village_name)
        name = f"Tổ {village}"
        team = Team.objects.create(commune=commune, name=name, status=status, sort_key=name_sort_key(name))
        TeamCoverage.objects.create(team=team, village=village, valid_from=START)
        recognised = status == Team.Status.ACTIVE
        for full_name, title in PEOPLE:
            Membership.objects.create(
                person=self._person(commune, full_name),
                team=team,
                title=title,
                status=Membership.Status.RECOGNISED if recognised else Membership.Status.PROPOSED,
                valid_from=START,
            )
        return team, village

    def _dossier(self, commune: Unit, village_name: str, state: str) -> Dossier:
        team, _ = self._team(commune, village_name, Team.Status.PROPOSED)
        maker = self._user(Role.COMMUNE_CLERK, commune)
        submitted = maker if state != Dossier.State.DRAFT else None
        return Dossier.objects.create(
            team=team,
            commune=commune,
            state=state,
            start_on=START,
            prepared_by=maker,
            submitted_by=submitted,
        )

    def _decision(self, commune: Unit) -> Document:
        chairman = self._user(Role.COMMUNE_CHAIRMAN, commune, "Nguyễn Văn Chủ")
        dossier = self._dossier(commune, "Đã ký", Dossier.State.EXAMINED)
        return reports_services.decision_issue(actor=chairman, dossier_id=dossier.pk, unproven_confirmed=True)


def _line_like(line: LedgerLine, membership: Membership) -> LedgerLine:
    """A line for a membership of another province, explained as ``line`` is."""
    commune = membership.team.commune
    assert commune.parent is not None
    run, _ = PayRun.objects.get_or_create(
        unit=commune.parent, month=START, defaults={"prepared_by": line.batch.prepared_by}
    )
    batch = Batch.objects.create(run=run, commune=commune, month=START, prepared_by=line.batch.prepared_by)
    return LedgerLine.objects.create(
        batch=batch,
        membership=membership,
        person=membership.person,
        team=membership.team,
        commune=commune,
        component=line.component,
        for_month=START,
        sequence=0,
        amount_vnd=line.amount_vnd,
        derivation=line.derivation,
    )


def _document_like(paper: Document, unit: Unit) -> Document:
    """A document of another unit with the content of ``paper``."""
    register = Register.objects.create(unit=unit, year=2024, last_number=1)
    return Document.objects.create(
        unit=unit,
        register=register,
        number=1,
        symbol=paper.symbol,
        title=paper.title,
        issued_on=date(2024, 7, 18),
        template=paper.template,
        payload=paper.payload,
        payload_sha256=paper.payload_sha256,
        check_code=new_code(),
        issued_by=paper.issued_by,
    )


def actors(make_user: MakeUser, commune: Unit) -> dict[str, User]:
    """One user for each role, above or at ``commune``."""
    district = commune.parent
    assert district is not None
    province = district.parent
    assert province is not None
    seats = {"clerk": commune, "chairman": commune, "district": district}
    return {name: make_user(role, seats.get(name, province)) for name, role in ROLES.items()}
