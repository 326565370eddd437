"""Amounts of money as officials write them. Money is a whole number of đồng (int), never a float."""

from __future__ import annotations

import re

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 10**9
_GROUPED = re.compile(r"[0-9]{1,18}|[0-9]{1,3}(?:\.[0-9]{3}){1,5}|[0-9]{1,3}(?:,[0-9]{3}){1,5}")
_TENTH_OF_A_MILLION = 100_000
NBSP = "\u00a0"


def grouped(n: int) -> str:
    """``n`` with a dot between thousands: 1250000 gives "1.250.000"."""
    return f"{n:,}".replace(",", ".")


def dong(vnd: int) -> str:
    """``vnd`` for reading: "1.250.000 đồng", the space being a non-breaking one."""
    return f"{grouped(vnd)}{NBSP}đồng"


def millions(vnd: int) -> str:
    """``vnd`` in million đồng, rounded to one decimal: 31750000 gives "31,8"; a half goes away from zero."""
    tenths = (abs(vnd) + _TENTH_OF_A_MILLION // 2) // _TENTH_OF_A_MILLION
    sign = "-" if vnd < 0 < tenths else ""
    return f"{sign}{grouped(tenths // 10)},{tenths % 10}"


def in_words(vnd: int) -> str:
    """``vnd`` in words: "Một triệu hai trăm năm mươi nghìn đồng"; a negative sum begins with "Âm"."""
    words = ["âm"] * (vnd < 0) + (_read(abs(vnd)) or [_DIGITS[0]]) + ["đồng"]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def parse_grouped(text: str) -> int:
    """The whole number written as "1.250.000", "1,250,000" or "1250000".

    Raises ValueError with a Vietnamese sentence when the text is anything else (a sign, a fraction, mixed
    or misplaced separators, more than 18 digits).
    """
    compact = text.strip()
    if not _GROUPED.fullmatch(compact):
        raise ValueError("Nhập số tiền chẵn đồng bằng chữ số, tối đa 18 chữ số, ví dụ 1.250.000.")
    return int(compact.replace(".", "").replace(",", ""))


def _read(n: int, *, padded: bool = False) -> list[str]:
    """Words of ``n``, none for zero; ``padded`` when greater groups were read before it."""
    billions, rest = divmod(n, _BILLION)
    words = [*_read(billions, padded=padded), "tỷ"] if billions else []
    for size, unit in ((10**6, ["triệu"]), (10**3, ["nghìn"]), (1, [])):
        group = rest // size % 1000
        if group:
            words += _read_group(group, padded=padded or bool(words)) + unit
    return words


def _read_group(group: int, *, padded: bool) -> list[str]:
    hundreds, rest = divmod(group, 100)
    if hundreds or padded:
        return [_DIGITS[hundreds], "trăm", *_read_below_hundred(rest, after_hundred=True)]
    return _read_below_hundred(rest, after_hundred=False)


def _read_below_hundred(n: int, *, after_hundred: bool) -> list[str]:
    tens, unit = divmod(n, 10)
    if tens == 0:
        return ["linh"] * (after_hundred and unit > 0) + [_DIGITS[unit]] * (unit > 0)
    head = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return head + _read_unit(unit, after_muoi=tens > 1)


def _read_unit(unit: int, *, after_muoi: bool) -> list[str]:
    """The unit after a ten: mốt and tư only after "mươi", lăm after every ten, nothing for zero."""
    special = {0: [], 5: ["lăm"]} | ({1: ["mốt"], 4: ["tư"]} if after_muoi else {})
    return special.get(unit, [_DIGITS[unit]])
