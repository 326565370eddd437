"""Units of the State and villages. Facts are dated; nothing is overwritten.

A unit is one row for the span in which it had this name, kind and parent. Official codes are used
again (52 is tỉnh Bình Định until 30/06/2025 and tỉnh Gia Lai from 01/07/2025), so a row is known by
its ``key``: the code, and for units that began with the change of 01/07/2025 the code and that day.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q

from territory.scope import Viewer, within_reach
from territory.spans import DatedModel, ends_after_start, holds_on, last_day, never_two
from vietnamese.areas import area_words


class UnitQuerySet(models.QuerySet["Unit"]):
    """Questions about units."""

    def visible_to(self, viewer: Viewer) -> UnitQuerySet:
        """The viewer's unit and the units below it; no unit, no rows."""
        return self.filter(within_reach(viewer, "path"))

    def on(self, day: date) -> UnitQuerySet:
        """The units that stand on ``day``."""
        return self.filter(holds_on(day))

    def communes(self) -> UnitQuerySet:
        """Communes only, in the order of their names."""
        return self.filter(level=Unit.Level.COMMUNE).order_by("sort_key", "key")


class Unit(models.Model):
    """A province, district or commune over the span in which it stood as named."""

    class Level(models.TextChoices):
        PROVINCE = "province", "Cấp tỉnh"
        DISTRICT = "district", "Cấp huyện"
        COMMUNE = "commune", "Cấp xã"

    class Kind(models.TextChoices):
        TINH = "tinh", "tỉnh"
        THANH_PHO = "thanh_pho", "thành phố"
        QUAN = "quan", "quận"
        HUYEN = "huyen", "huyện"
        THI_XA = "thi_xa", "thị xã"
        PHUONG = "phuong", "phường"
        XA = "xa", "xã"
        THI_TRAN = "thi_tran", "thị trấn"
        DAC_KHU = "dac_khu", "đặc khu"

    key = models.CharField("khóa", max_length=20, unique=True)
    code = models.CharField("mã đơn vị", max_length=5)
    level = models.CharField("cấp", max_length=10, choices=Level)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    name = models.CharField("tên", max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="thuộc"
    )
    path = models.CharField("đường dẫn", max_length=70, unique=True)
    # Where its files are kept today: its own path, and once it is succeeded that of the unit that took them
    # over. It moves when a change of units is applied; ``path`` never does.
    keeper_path = models.CharField("nơi giữ hồ sơ", max_length=140, editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=400, db_collation="C", editable=False)
    # Null: before the official list of 2004 began.
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering: ClassVar = ["sort_key", "key"]
        indexes: ClassVar = [
            models.Index(OpClass(F("path"), "text_pattern_ops"), name="unit_path_prefix"),
            models.Index(OpClass(F("keeper_path"), "text_pattern_ops"), name="unit_keeper_prefix"),
            models.Index(fields=["parent", "sort_key"], name="unit_children"),
        ]
        constraints: ClassVar = [
            ends_after_start("unit_ends_after_start"),
            never_two(
                "unit_code_once_a_day",
                "level",
                "code",
                message="Mã đơn vị này đã dùng cho một đơn vị khác trong khoảng ngày đó.",
            ),
            # Without the final dot the path "52.54" would reach "52.540.".
            models.CheckConstraint(name="unit_path_ends_with_dot", condition=Q(path__endswith=".")),
            models.CheckConstraint(name="unit_keeper_ends_with_dot", condition=Q(keeper_path__endswith=".")),
            models.CheckConstraint(
                name="unit_province_has_no_parent",
                condition=Q(level="province", parent__isnull=True)
                | ~Q(level="province") & Q(parent__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """A new unit keeps its own files."""
        self.keeper_path = self.keeper_path or self.path
        super().save(*args, **options)

    @property
    def name_inside(self) -> str:
        """The name as it stands within a sentence: "xã Phước Hưng"."""
        return self.name[:1].lower() + self.name[1:]

    @property
    def last_day(self) -> date | None:
        """The last day on which it stood as named, None while it stands."""
        return last_day(self.valid_to)

    def day_near(self, day: date) -> date:
        """``day``, or the day nearest to it on which the unit stands."""
        if self.last_day and day > self.last_day:
            return self.last_day
        return max(day, self.valid_from) if self.valid_from else day

    @property
    def proper_name(self) -> str:
        """The name without its kind: "Phước Hưng"."""
        kind = self.get_kind_display()
        return self.name[len(kind) :].strip() if self.name.lower().startswith(kind) else self.name


class UnitSuccession(models.Model):
    """What became of a unit: the whole or a part of ``old`` went into ``new``."""

    class Extent(models.TextChoices):
        WHOLE = "whole", "toàn bộ"
        PARTIAL = "partial", "một phần"

    old = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    extent = models.CharField("phạm vi", max_length=10, choices=Extent)
    # Of several successors a person names the one; a sole successor needs no naming.
    keeps_files = models.BooleanField("giữ hồ sơ, sổ sách của đơn vị cũ", default=False)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        verbose_name_plural = "kế thừa đơn vị"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.UniqueConstraint(
                fields=["old"],
                condition=Q(keeps_files=True),
                name="one_keeper_a_unit",
                violation_error_message="Đã chọn đơn vị giữ hồ sơ của đơn vị cũ này.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class DataQuestion(models.Model):
    """A flaw of an official list that a person must settle; the portal never guesses."""

    source = models.CharField("nguồn", max_length=200)
    subject = models.CharField("đối tượng", max_length=200)
    question = models.TextField("câu hỏi")

    class Meta:
        verbose_name = "câu hỏi dữ liệu"
        verbose_name_plural = "câu hỏi dữ liệu"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "subject"], name="data_question_once")
        ]

    def __str__(self) -> str:
        return self.subject


class VillageQuerySet(models.QuerySet["Village"]):
    """Questions about villages."""

    def visible_to(self, viewer: Viewer) -> VillageQuerySet:
        """Villages kept by the communes of the viewer's reach; no unit, no rows."""
        return self.filter(within_reach(viewer, "commune__path"))


class Village(models.Model):
    """A thôn or khu phố. ``commune`` keeps its file today; ``placements`` tell where it lay when."""

    class Kind(models.TextChoices):
        THON = "thon", "thôn"
        LANG = "lang", "làng"
        KHU_PHO = "khu_pho", "khu phố"
        KHU_VUC = "khu_vuc", "khu vực"

    code = models.CharField("mã", max_length=12, unique=True)
    kind = models.CharField("loại", max_length=10, choices=Kind)
    name = models.CharField("tên", max_length=100)
    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="villages", verbose_name="xã, phường, thị trấn"
    )
    # The commune it came from when communes were merged: two thôn of one name then stand side by side.
    former = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="xã cũ"
    )
    sort_key = models.CharField("khóa sắp xếp", max_length=400, db_collation="C", editable=False)
    is_sample = models.BooleanField("dữ liệu mẫu", default=False)

    objects = VillageQuerySet.as_manager()

    class Meta:
        verbose_name = "thôn, khu phố"
        verbose_name_plural = "thôn, khu phố"
        ordering: ClassVar = ["sort_key", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["commune", "kind", "name", "former"],
                name="village_name_once_a_commune",
                nulls_distinct=False,
                violation_error_message="Xã đã có thôn, khu phố mang tên này. Nhập tên khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"

    @property
    def title(self) -> str:
        """The name as a heading: "Thôn Háo Lễ"."""
        words = str(self)
        return words[:1].upper() + words[1:]


class VillagePlacement(DatedModel):
    """Which commune a village lay in over a span of days."""

    village = models.ForeignKey(Village, models.PROTECT, related_name="placements")
    commune = models.ForeignKey(Unit, models.PROTECT, related_name="village_placements")

    class Meta:
        verbose_name = "thôn, khu phố thuộc xã"
        verbose_name_plural = "thôn, khu phố thuộc xã"
        constraints: ClassVar = [
            ends_after_start("placement_ends_after_start"),
            never_two(
                "village_in_one_commune_a_day",
                "village",
                message="Thôn, khu phố này đã thuộc một xã khác trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} · {self.commune}"


class VillageSuccession(models.Model):
    """From ``day`` on ``old`` is part of ``new``: thôn that were merged."""

    old = models.ForeignKey(Village, models.PROTECT, related_name="successors")
    new = models.ForeignKey(Village, models.PROTECT, related_name="predecessors")
    day = models.DateField("từ ngày")

    class Meta:
        verbose_name = "nhập thôn, khu phố"
        verbose_name_plural = "nhập thôn, khu phố"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old"], name="village_merged_once"),
            models.CheckConstraint(name="village_merged_into_another", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class StatedFacts(DatedModel):
    """Facts over a span of days with their source; null where nobody has stated one."""

    source = models.CharField("nguồn số liệu", max_length=200)

    # Whoever states facts of a kind of place has this column too.
    area: int | None

    class Meta:
        abstract = True

    @property
    def area_words(self) -> str:
        """The area as officials write it: "3,25 km²"; "" where nobody has stated it."""
        return "" if self.area is None else area_words(self.area)

    @property
    def stated(self) -> list[str]:
        """What it is and what it is not, in words: "biên giới: có"."""
        flags = [column for column in self._meta.fields if isinstance(column, models.BooleanField)]
        values = [(column.verbose_name, getattr(self, column.name)) for column in flags]
        return [f"{name}: {'có' if value else 'không'}" for name, value in values if value is not None]


class VillageFacts(StatedFacts):
    """What was found of a village over a span of days, with the source; null where nobody has said it."""

    class VillageClass(models.TextChoices):
        LOAI_1 = "loai_1", "loại 1"
        LOAI_2 = "loai_2", "loại 2"
        LOAI_3 = "loai_3", "loại 3"

    village = models.ForeignKey(Village, models.PROTECT, related_name="facts", verbose_name="thôn, khu phố")
    households = models.PositiveIntegerField("số hộ")
    persons = models.PositiveIntegerField("số nhân khẩu")
    temporary_residents = models.PositiveIntegerField("số người tạm trú", null=True, blank=True)
    area = models.PositiveBigIntegerField("diện tích (m²)", null=True, blank=True)
    village_class = models.CharField("phân loại", max_length=10, choices=VillageClass, blank=True)
    special = models.BooleanField("đặc thù", null=True, blank=True)
    hotspot = models.BooleanField("trọng điểm về an ninh, trật tự", null=True, blank=True)
    hardship = models.BooleanField("đặc biệt khó khăn", null=True, blank=True)
    merged = models.BooleanField("mới sáp nhập", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu thôn, khu phố"
        verbose_name_plural = "số liệu thôn, khu phố"
        constraints: ClassVar = [
            ends_after_start("facts_end_after_start"),
            never_two(
                "village_facts_once_a_day",
                "village",
                message="Đã có số liệu của thôn, khu phố này trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village}: {self.households} hộ"


class CommuneFacts(StatedFacts):
    """What was found of a commune over a span of days, with the source; null where nobody has said it."""

    class CommuneClass(models.TextChoices):
        LOAI_1 = "loai_1", "loại I"
        LOAI_2 = "loai_2", "loại II"
        LOAI_3 = "loai_3", "loại III"

    class WageRegion(models.TextChoices):
        VUNG_1 = "vung_1", "vùng I"
        VUNG_2 = "vung_2", "vùng II"
        VUNG_3 = "vung_3", "vùng III"
        VUNG_4 = "vung_4", "vùng IV"

    commune = models.ForeignKey(
        Unit, models.PROTECT, related_name="facts", verbose_name="xã, phường, thị trấn"
    )
    area = models.PositiveBigIntegerField("diện tích (m²)", null=True, blank=True)
    commune_class = models.CharField("phân loại", max_length=10, choices=CommuneClass, blank=True)
    wage_region = models.CharField("vùng lương tối thiểu", max_length=10, choices=WageRegion, blank=True)
    border = models.BooleanField("biên giới", null=True, blank=True)
    island = models.BooleanField("đảo, đặc khu", null=True, blank=True)
    mountain = models.BooleanField("miền núi", null=True, blank=True)
    hardship = models.BooleanField("đặc biệt khó khăn", null=True, blank=True)
    ethnic_minority = models.BooleanField("vùng đồng bào dân tộc thiểu số", null=True, blank=True)
    defence_key = models.BooleanField("trọng điểm về quốc phòng", null=True, blank=True)
    hotspot = models.BooleanField("trọng điểm, phức tạp về an ninh, trật tự", null=True, blank=True)
    merged = models.BooleanField("mới sáp nhập", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu xã, phường"
        verbose_name_plural = "số liệu xã, phường"
        constraints: ClassVar = [
            ends_after_start("commune_facts_end_after_start"),
            never_two(
                "commune_facts_once_a_day",
                "commune",
                message="Đã có số liệu của xã, phường này trong khoảng ngày đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} từ {self.valid_from:%d/%m/%Y}"
