"""What the ledger comes to, kept beside it: reports over years read these few rows instead of its millions.

Only the ledger's own trigger writes them (``LedgerLine.Meta``), in the statement that appends the lines, so
that they equal the ledger whoever appends. ``manage.py ledger verify`` compares them with it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from members.models import Person
from teams.models import Team
from territory.models import Unit
from territory.scope import Viewer, within_reach


class ComponentSumQuerySet(models.QuerySet["ComponentSum"]):
    """Questions about the sums of lists."""

    def visible_to(self, viewer: Viewer) -> ComponentSumQuerySet:
        """Sums of the communes of the viewer's reach, as they were; no unit, no rows."""
        return self.filter(within_reach(viewer, "batch__commune__path"))


class ComponentSum(models.Model):
    """What one list posted of one component, đồng."""

    pk = models.CompositePrimaryKey("batch", "component")
    batch = models.ForeignKey("allowances.Batch", models.PROTECT, related_name="sums", db_index=False)
    component = models.CharField("khoản", max_length=40)
    line_count = models.IntegerField("số dòng")
    amount_vnd = models.BigIntegerField("số tiền (đồng)")

    objects = ComponentSumQuerySet.as_manager()

    class Meta:
        verbose_name = "tổng của danh sách"
        verbose_name_plural = "tổng của danh sách"

    def __str__(self) -> str:
        return f"{self.batch} · {self.component}"


class TeamSumQuerySet(models.QuerySet["TeamSum"]):
    """Questions about the sums of teams."""

    def visible_to(self, viewer: Viewer) -> TeamSumQuerySet:
        """Sums of the communes of the viewer's reach, as they were; no unit, no rows."""
        return self.filter(within_reach(viewer, "batch__commune__path"))


class TeamSum(models.Model):
    """What one list posted of one component for one team, đồng."""

    pk = models.CompositePrimaryKey("batch", "team", "component")
    # Its keys are those of lines that refer to the same rows: no second look-up for each of millions.
    batch = models.ForeignKey(
        "allowances.Batch", models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    component = models.CharField("khoản", max_length=40)
    amount_vnd = models.BigIntegerField("số tiền (đồng)")

    objects = TeamSumQuerySet.as_manager()

    class Meta:
        verbose_name = "tổng của tổ"
        verbose_name_plural = "tổng của tổ"

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.team_id} · {self.component}"


class PaidYearQuerySet(models.QuerySet["PaidYear"]):
    """Questions about who was in lists."""

    def visible_to(self, viewer: Viewer) -> PaidYearQuerySet:
        """Rows of the communes of the viewer's reach, as they were; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> PaidYearQuerySet:
        """Those with a line in a list from the ``first`` to the ``last`` year and month, both included."""
        rows = self.annotate(
            late=F("months").bitand(4095 << (first[1] - 1) & 4095),
            early=F("months").bitand((1 << last[1]) - 1),
        )
        if first[0] == last[0]:
            mask = 4095 << (first[1] - 1) & (1 << last[1]) - 1
            return self.alias(inside=F("months").bitand(mask)).filter(year=first[0], inside__gt=0)
        return rows.filter(
            Q(year__gt=first[0], year__lt=last[0])
            | Q(year=first[0], late__gt=0)
            | Q(year=last[0], early__gt=0)
        )


class PaidYear(models.Model):
    """A person with lines in the lists of a commune and a year, for a team: in the lists of which months."""

    pk = models.CompositePrimaryKey("commune", "year", "team", "person")
    # Its keys are those of lines that refer to the same rows, as for TeamSum.
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    year = models.SmallIntegerField("năm")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    # January is 1, February 2, March 4, and so on.
    months = models.SmallIntegerField("các tháng")

    objects = PaidYearQuerySet.as_manager()

    class Meta:
        verbose_name = "người có tên trong năm"
        verbose_name_plural = "người có tên trong năm"

    def __str__(self) -> str:
        return f"{self.person_id} · {self.year}"
