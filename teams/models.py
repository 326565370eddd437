"""Teams, the villages they cover, and the dossiers that establish them (Luật 30/2023/QH15, Điều 14)."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from territory.models import Unit, Village
from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, never_two
from vietnamese.dates import ngay


class TeamQuerySet(models.QuerySet["Team"]):
    """Questions about teams."""

    def visible_to(self, viewer: Viewer) -> TeamQuerySet:
        """Teams whose file a commune of the viewer's reach keeps; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Team(models.Model):
    """A Tổ bảo vệ ANTT. ``commune`` keeps its file today; ``coverages`` tell whom it served when."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "đang đề nghị thành lập"
        ACTIVE = "active", "đang hoạt động"
        DISSOLVED = "dissolved", "đã giải thể"
        WITHDRAWN = "withdrawn", "đã rút đề nghị"

    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="teams", verbose_name="xã, phường, thị trấn"
    )
    name = models.CharField("tên tổ", max_length=120)
    status = models.CharField("tình trạng", max_length=10, choices=Status, default=Status.PROPOSED)
    # The commune it came from when communes were merged: two teams of one name then stand side by side.
    former = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã cũ"
    )
    sort_key = models.CharField("khóa sắp xếp", max_length=400, db_collation="C", editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = "Tổ bảo vệ ANTT"
        verbose_name_plural = "Tổ bảo vệ ANTT"
        ordering: ClassVar = ["sort_key", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune", "name", "former"],
                name="team_name_once_a_commune",
                nulls_distinct=False,
                violation_error_message="Xã đã có tổ mang tên này. Nhập tên khác.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamCoverage(DatedModel):
    """A team serves a village over a span of days; one team may serve several villages.

    ``ordinal`` is above 1 only for the further teams of a village, where the law gives it several.
    """

    team = models.ForeignKey(Team, models.PROTECT, related_name="coverages")
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="coverages", verbose_name="thôn, khu phố"
    )
    ordinal = models.PositiveSmallIntegerField("tổ thứ mấy của thôn, khu phố", default=1)

    class Meta:
        verbose_name = "địa bàn của tổ"
        verbose_name_plural = "địa bàn của tổ"
        constraints: ClassVar = [
            ends_after_start("coverage_ends_after_start"),
            never_two(
                "village_one_team_a_day",
                "village",
                "ordinal",
                message="Thôn, khu phố này đã có tổ trong khoảng ngày đó.",
            ),
            never_two(
                "team_serves_a_village_once_a_day",
                "team",
                "village",
                message="Tổ đã phụ trách thôn, khu phố này trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.village}"


class QuotaQuerySet(models.QuerySet["Quota"]):
    """Questions about quotas."""

    def visible_to(self, viewer: Viewer) -> QuotaQuerySet:
        """Quotas within the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Quota(DatedModel):
    """How many people UBND tỉnh gives a commune, one of its villages or one of its teams (Điều 14 khoản 4).

    ``village`` and ``team`` both empty: the number of the whole commune.
    """

    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="quotas", verbose_name="xã, phường, thị trấn"
    )
    village = models.ForeignKey(
        Village, models.PROTECT, related_name="quotas", null=True, blank=True, verbose_name="thôn, khu phố"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="quotas", null=True, blank=True, verbose_name="tổ"
    )
    people = models.PositiveSmallIntegerField("chỉ tiêu")
    # Empty only for numbers that were kept before decisions were.
    decision_number = models.CharField("số quyết định của UBND tỉnh", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = "chỉ tiêu được giao"
        verbose_name_plural = "chỉ tiêu được giao"
        constraints: ClassVar = [
            ends_after_start("quota_ends_after_start"),
            models.CheckConstraint(
                name="quota_of_a_village_or_a_team",
                condition=Q(village__isnull=True) | Q(team__isnull=True),
            ),
            never_two(
                "commune_quota_once_a_day",
                "commune",
                message="Xã đã có chỉ tiêu trong khoảng ngày đó.",
                condition=Q(village__isnull=True, team__isnull=True),
            ),
            never_two(
                "village_quota_once_a_day",
                "village",
                message="Thôn, khu phố đã có chỉ tiêu trong khoảng ngày đó.",
            ),
            never_two("team_quota_once_a_day", "team", message="Tổ đã có chỉ tiêu trong khoảng ngày đó."),
        ]

    def __str__(self) -> str:
        return f"{self.team or self.village or self.commune}: {self.people} người"

    @property
    def source(self) -> str:
        """The decision it rests on: "Quyết định số 12/QĐ-UBND ngày 01/07/2024"."""
        if not self.decision_number or self.decided_on is None:
            return "chưa ghi số quyết định"
        return f"Quyết định số {self.decision_number} ngày {ngay(self.decided_on)}"


class Examiner(models.TextChoices):
    """Who looks at a dossier before the chairman of the commune decides."""

    DISTRICT = "district", "cấp huyện"
    PROVINCE = "province", "Công an tỉnh"
    NOBODY = "nobody", "không qua thẩm định"


class ApprovalRoute(DatedModel):
    """Who examines the dossiers of a province over a span of days, where it lays that down itself."""

    province = models.ForeignKey(
        Unit, models.PROTECT, related_name="approval_routes", verbose_name="tỉnh, thành phố"
    )
    examiner = models.CharField("cấp thẩm định", max_length=10, choices=Examiner)
    source = models.CharField("căn cứ", max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "quy trình duyệt hồ sơ"
        verbose_name_plural = "quy trình duyệt hồ sơ"
        constraints: ClassVar = [
            ends_after_start("route_ends_after_start"),
            never_two(
                "one_route_a_province_and_day",
                "province",
                message="Tỉnh đã có quy trình riêng trong khoảng ngày đó.",
            ),
            models.CheckConstraint(name="route_has_its_source", condition=~Q(source="")),
        ]

    def __str__(self) -> str:
        return f"{self.province}: {self.get_examiner_display()}"


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Questions about dossiers."""

    def visible_to(self, viewer: Viewer) -> DossierQuerySet:
        """Dossiers of the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Dossier(models.Model):
    """The way of one proposal about a team to its decision: draft, submitted, examined, issued.

    ``team`` is the team to be established, changed, to take others in, or to be dissolved.
    """

    class Kind(models.TextChoices):
        ESTABLISH = "establish", "thành lập"
        CHANGE = "change", "điều chỉnh"
        MERGE = "merge", "sáp nhập"
        DISSOLVE = "dissolve", "giải thể"

    class State(models.TextChoices):
        DRAFT = "draft", "đang lập"
        SUBMITTED = "submitted", "chờ thẩm định"
        EXAMINED = "examined", "chờ chủ tịch quyết định"
        ISSUED = "issued", "đã ban hành quyết định"
        WITHDRAWN = "withdrawn", "đã rút"

    UNDECIDED: ClassVar = (State.DRAFT, State.SUBMITTED, State.EXAMINED)

    team = models.ForeignKey(Team, models.PROTECT, related_name="dossiers", verbose_name="tổ")
    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="dossiers", verbose_name="xã, phường, thị trấn"
    )
    kind = models.CharField("loại hồ sơ", max_length=10, choices=Kind, default=Kind.ESTABLISH)
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    # The first day of what is decided: of the new team, of the new area, or without the dissolved team.
    start_on = models.DateField("ngày bắt đầu hoạt động")
    reason = models.CharField("lý do", max_length=500, blank=True)
    # What a change asks for; empty or null leaves the thing as it is.
    new_name = models.CharField("tên mới", max_length=120, blank=True)
    new_people = models.PositiveSmallIntegerField("chỉ tiêu mới", null=True, blank=True)
    quota_number = models.CharField("số quyết định giao chỉ tiêu", max_length=60, blank=True)
    quota_decided_on = models.DateField("ngày quyết định giao chỉ tiêu", null=True, blank=True)
    new_villages = models.ManyToManyField(Village, related_name="+", verbose_name="địa bàn mới", blank=True)
    absorbed = models.ManyToManyField(
        Team, related_name="absorbed_by", verbose_name="tổ sáp nhập vào", blank=True
    )
    # Name and status of a team have no span: they change on the day, which may lie ahead of the decision.
    is_applied = models.BooleanField("đã có hiệu lực", default=False)
    # The route of the day it was last handed in; it holds to the decision, whatever the rule becomes.
    examiner = models.CharField("cấp thẩm định", max_length=10, choices=Examiner, blank=True)
    route_source = models.CharField("căn cứ quy trình", max_length=200, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    examined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    # Filled when the decision is issued: the register of documents is the source, this is the pointer.
    decision_code = models.CharField("mã kiểm tra quyết định", max_length=20, blank=True)
    created_at = models.DateTimeField("lập lúc", auto_now_add=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ về tổ"
        verbose_name_plural = "hồ sơ về tổ"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(state__in=["draft", "submitted", "examined"]),
                name="one_open_dossier_a_team",
                violation_error_message="Tổ đang có một hồ sơ chưa quyết định. Xử lý xong hồ sơ đó trước.",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(kind="establish") & ~Q(state="withdrawn"),
                name="established_once",
            ),
            models.CheckConstraint(
                name="examiner_is_not_maker",
                condition=Q(examined_by__isnull=True)
                | ~Q(examined_by=F("prepared_by")) & ~Q(examined_by=F("submitted_by")),
                violation_error_message="Người lập hồ sơ không được thẩm định hồ sơ của mình.",
            ),
            models.CheckConstraint(
                name="issuer_is_not_maker",
                condition=Q(issued_by__isnull=True)
                | ~Q(issued_by=F("prepared_by")) & ~Q(issued_by=F("submitted_by")),
                violation_error_message="Người lập hồ sơ không được ký quyết định của hồ sơ đó.",
            ),
            models.CheckConstraint(
                name="submitted_dossier_has_its_route", condition=~Q(state="submitted") | ~Q(examiner="")
            ),
            models.CheckConstraint(
                name="dossier_state_has_its_hands",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(state="submitted", submitted_by__isnull=False)
                | Q(state="examined", submitted_by__isnull=False)
                | Q(state="issued", submitted_by__isnull=False, issued_by__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            # A dossier that came back forgets who handed it in; its events do not.
            pgtrigger.Trigger(
                name="judge_never_made_it",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM teams_dossierevent
                        WHERE dossier_id = NEW.id AND action IN ('created', 'submitted')
                        AND actor_id IN (NEW.examined_by_id, NEW.issued_by_id)
                    ) THEN
                        RAISE EXCEPTION 'pgtrigger: Cannot let a maker judge the dossier';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Hồ sơ {self.pk}: {self.team}"

    @property
    def under_district(self) -> bool:
        """Whether a district stands above its commune."""
        parent = self.commune.parent
        return parent is not None and parent.level == Unit.Level.DISTRICT

    @property
    def needs_examination(self) -> bool:
        """Whether its route asks for an examination by somebody who still can."""
        if self.examiner == Examiner.DISTRICT:
            return self.under_district
        return self.examiner == Examiner.PROVINCE


class DossierEvent(models.Model):
    """One step of a dossier: who did what when, and why. Kept for ever."""

    class Action(models.TextChoices):
        CREATED = "created", "lập hồ sơ"
        SUBMITTED = "submitted", "trình hồ sơ"
        RETURNED = "returned", "trả lại hồ sơ"
        EXAMINED = "examined", "thẩm định, đồng ý"
        ISSUED = "issued", "ban hành quyết định"
        WITHDRAWN = "withdrawn", "rút hồ sơ"
        MOVED = "moved", "chuyển hồ sơ theo sắp xếp đơn vị"

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="events")
    action = models.CharField("việc", max_length=10, choices=Action)
    # Null only where the command of the installation moved it with its unit.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    reason = models.CharField("lý do", max_length=500, blank=True)

    class Meta:
        verbose_name = "bước của hồ sơ"
        verbose_name_plural = "bước của hồ sơ"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="step_has_its_actor", condition=Q(actor__isnull=False) | Q(action="moved")
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="event_is_kept", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.get_action_display()}"
