"""The published vocabulary of facts that a condition of a law file may ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from regulations.engine.errors import FactError
from regulations.engine.spelling import did_you_mean
from vietnamese.money import grouped
from vietnamese.text import nfc

FactValue = str | int | bool | None
Facts = Mapping[str, FactValue]

VILLAGE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "thon": "thôn",
        "khu_pho": "khu phố",
        "to_dan_pho": "tổ dân phố",
        "ap": "ấp",
        "ban": "bản",
        "buon": "buôn",
        "khom": "khóm",
        "xom": "xóm",
        "khu_dan_cu": "khu dân cư",
        "pho": "phố",
    }
)
# Resolution 03/2024 of Bình Định counts làng as thôn, khối phố and khu vực as khu phố; the rest is spelling.
_VILLAGE_ALIASES = {"làng": "thon", "khối phố": "khu_pho", "khu vực": "khu_pho", "khối": "khu_pho"}
_TITLES = {"to_truong": "Tổ trưởng", "to_pho": "Tổ phó", "to_vien": "Tổ viên"}
_CLASSES = {"loai_1": "loại 1", "loai_2": "loại 2", "loai_3": "loại 3"}
_BHXH = {"co": "có tham gia BHXH tự nguyện", "khong": "không tham gia BHXH tự nguyện"}
_BHYT = {"co": "có tham gia BHYT", "khong": "không tham gia BHYT"}
_COMMUNE_KINDS = {"xa": "xã", "phuong": "phường", "thi_tran": "thị trấn", "dac_khu": "đặc khu"}


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One fact: ``type`` is "choice" (``allowed`` maps key to Vietnamese words) or "int" (a closed range)."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    allowed: Mapping[str, str] = field(default_factory=dict)
    minimum: int = 0
    maximum: int = 0

    def fault(self, value: FactValue) -> str | None:
        """What is wrong with ``value``, as the end of a Vietnamese sentence; None when it is right."""
        if self.type == "choice":
            return None if isinstance(value, str) and value in self.allowed else self._choice_fault(value)
        right = (
            isinstance(value, int) and not isinstance(value, bool) and self.minimum <= value <= self.maximum
        )
        return None if right else f"ghi số nguyên từ {self.minimum} đến {grouped(self.maximum)}"

    def words(self, value: FactValue) -> str:
        """``value`` as a reader sees it: "Tổ trưởng", "420 hộ"."""
        return f"{grouped(int(value or 0))} {self.unit}" if self.type == "int" else self.allowed[str(value)]

    def _choice_fault(self, value: FactValue) -> str:
        return f"ghi một trong các giá trị {', '.join(self.allowed)}{did_you_mean(str(value), self.allowed)}"


VOCABULARY: Mapping[str, FactSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            FactSpec("village.kind", "choice", "loại thôn, tổ dân phố", allowed=VILLAGE_KINDS),
            FactSpec("village.households", "int", "số hộ", "hộ", maximum=100_000),
            FactSpec("village.persons", "int", "số nhân khẩu", "người", maximum=1_000_000),
            FactSpec("village.class", "choice", "phân loại thôn, tổ dân phố", allowed=_CLASSES),
            FactSpec("member.title", "choice", "chức danh trong Tổ", allowed=_TITLES),
            FactSpec("member.bhxh_tu_nguyen", "choice", "tham gia BHXH tự nguyện", allowed=_BHXH),
            FactSpec("member.bhyt", "choice", "tham gia BHYT", allowed=_BHYT),
            FactSpec("commune.kind", "choice", "loại đơn vị hành chính cấp xã", allowed=_COMMUNE_KINDS),
        )
    }
)


def village_kind(words: str) -> str | None:
    """The key of a kind of village written in Vietnamese ("Khu vực" gives "khu_pho"), None when unknown."""
    wanted = " ".join(nfc(words).lower().split())
    by_words = {text: key for key, text in VILLAGE_KINDS.items()} | _VILLAGE_ALIASES
    return by_words.get(wanted)


def check_facts(facts: Facts) -> None:
    """Raises FactError for the first fact that is not in the vocabulary or whose value cannot be.

    None stands for "not known" and is right for every fact.
    """
    for name, value in facts.items():
        spec = VOCABULARY.get(name)
        if spec is None:
            raise FactError(name, f"Bỏ “{name}”: không có trong bảng từ{did_you_mean(name, VOCABULARY)}.")
        fault = spec.fault(value) if value is not None else None
        if fault:
            raise FactError(name, f"Sửa {spec.meaning} ({name}): {fault}.")
