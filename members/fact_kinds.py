"""The kinds of dated facts about a person, and how each is told to the law by the published vocabulary.

Pure but for the enumeration's base. A yes or no is kept as "co" or "khong".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.db import models

from regulations.engine import VOCABULARY
from regulations.engine.facts import FactValue

YES: Final = "co"
NO: Final = "khong"


class FactKind(models.TextChoices):
    """What may be on record about a person over a span of days."""

    OTHER_POST = "other_post", "Chức danh kiêm nhiệm được hưởng phụ cấp"
    TRAINING_LEVEL = "training_level", "Trình độ đào tạo"
    DRILLED = "drilled", "Huấn luyện nghiệp vụ"
    ETHNIC_MINORITY = "ethnic_minority", "Người dân tộc thiểu số"
    BHXH_GROUP = "bhxh_group", "Đối tượng được Nhà nước hỗ trợ đóng BHXH tự nguyện"
    BHXH_INCOME = "bhxh_income", "Thu nhập chọn đóng BHXH tự nguyện"
    BHYT_GROUP = "bhyt_group", "Nhóm tham gia BHYT"
    NO_FORMER_FORCE = "no_former_force", "Chưa tham gia lực lượng trước đây"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """``choice`` and ``number`` name facts of the vocabulary, "" where the kind has none.

    ``numbered`` are the choices that a number goes with; None: all of them. Beside any other choice the
    number is ``number_otherwise``. ``only`` are the choices that can be entered; None: all of them.
    ``is_above_0``: a number of 0 is a mistake of typing, though the vocabulary knows it.
    ``number_sentence`` asks for a number that is no sum of money.
    """

    choice: str = ""
    number: str = ""
    number_label: str = ""
    numbered: frozenset[str] | None = None
    number_otherwise: int | None = None
    only: frozenset[str] | None = None
    is_above_0: bool = False
    number_sentence: str = ""

    @property
    def choices(self) -> dict[str, str]:
        """Keys with their words, in the order of the vocabulary; none for a kind that is a number alone."""
        if not self.choice:
            return {}
        spec = VOCABULARY[self.choice]
        if spec.type == "bool":
            return {YES: spec.meaning, NO: spec.otherwise}
        return {key: words for key, words in spec.allowed.items() if self.only is None or key in self.only}

    @property
    def number_test(self) -> dict[str, Any]:
        """What the database asks of the number."""
        if not self.number:
            return {"number__isnull": True}
        return {} if self.choice else {"number__isnull": False}

    def takes_number(self, value: str) -> bool:
        """Whether a number goes with ``value``."""
        return bool(self.number) and (self.numbered is None or value in self.numbered)

    def number_fault(self, number: int | None) -> str:
        """What to correct about ``number``, as a sentence; "" when it is right."""
        fault = VOCABULARY[self.number].fault(number)
        if self.is_above_0 and number == 0:
            fault = "nhập số lớn hơn 0"
        return f"Sửa {VOCABULARY[self.number].meaning}: {fault}." if fault else ""

    def facts(self, value: str, number: int | None) -> dict[str, FactValue]:
        """The facts of the vocabulary that a row says."""
        told: dict[str, FactValue] = {}
        if self.choice:
            told[self.choice] = value == YES if VOCABULARY[self.choice].type == "bool" else value
        if self.number:
            told[self.number] = number if self.takes_number(value) else self.number_otherwise
        return told

    def words(self, value: str, number: int | None) -> str:
        """A row as a reader sees it: "kiêm chức danh khác; 900.000 đồng"."""
        parts = [self.choices[value]] if value else []
        if number is not None:
            parts.append(VOCABULARY[self.number].words(number))
        return "; ".join(parts)


_POSTS: Final = frozenset(VOCABULARY["member.other_post"].allowed) - {NO}

KINDS: Final[Mapping[str, KindSpec]] = MappingProxyType(
    {
        # A post that nobody holds pays nothing: known, not unknown.
        FactKind.OTHER_POST: KindSpec(
            "member.other_post",
            "member.other_post_vnd",
            "Phụ cấp hằng tháng của chức danh đó (đồng)",
            _POSTS,
            number_otherwise=0,
        ),
        FactKind.TRAINING_LEVEL: KindSpec("member.training_level"),
        FactKind.DRILLED: KindSpec("member.drilled"),
        FactKind.ETHNIC_MINORITY: KindSpec("member.ethnic_minority"),
        FactKind.BHXH_GROUP: KindSpec("member.bhxh_group"),
        FactKind.BHXH_INCOME: KindSpec(
            number="member.bhxh_income_vnd",
            number_label="Thu nhập chọn đóng mỗi tháng (đồng)",
            is_above_0=True,
        ),
        FactKind.BHYT_GROUP: KindSpec(
            "member.bhyt_group",
            "member.bhyt_rank",
            "Người thứ mấy trong hộ tham gia BHYT",
            frozenset({"ho_gia_dinh"}),
            number_sentence="Nhập số thứ tự trong hộ bằng chữ số, ví dụ 2.",
        ),
        # Which force it was is told by ``FormerService``; here only that there was none.
        FactKind.NO_FORMER_FORCE: KindSpec("member.former_force", only=frozenset({NO})),
    }
)
