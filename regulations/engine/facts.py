"""Facts as the engine takes them, held against the published vocabulary."""

from __future__ import annotations

from regulations.engine.errors import FactError
from regulations.engine.fact_spec import Facts, FactSpec, FactValue
from regulations.engine.spelling import did_you_mean
from regulations.engine.vocabulary import VILLAGE_ALIASES, VILLAGE_KINDS, VOCABULARY
from vietnamese.text import nfc

__all__ = [
    "VILLAGE_KINDS",
    "VOCABULARY",
    "FactSpec",
    "FactValue",
    "Facts",
    "check_facts",
    "village_kind",
]


def village_kind(words: str) -> str | None:
    """The key of a kind of village written in Vietnamese ("Khu vực" gives "khu_pho"), None when unknown."""
    wanted = " ".join(nfc(words).lower().split())
    by_words = {text: key for key, text in VILLAGE_KINDS.items()} | VILLAGE_ALIASES
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
