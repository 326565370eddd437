"""Vietnamese text: normal form, search form, and sort keys that any database orders bytewise.

A sort key is plain ASCII, so a column with the C collation sorts it in the Vietnamese order without ICU.
One syllable gives one character per letter, in the order of ``_ALPHABET``, then one digit for its tone, so
the place of the tone mark ("Hoà", "Hòa") does not matter and letters count before tones.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_CODES = dict(zip(_ALPHABET, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", strict=True))
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_NO_TONE = "0"
_UNDECOMPOSED = str.maketrans({"đ": "d", "ƀ": "b"})
_FIELD_END = " "
_RUNS = re.compile(r"[0-9]+|[^\W\d_]+")
_IN_NAME = re.compile(r"[^\W_]+")


def nfc(s: str) -> str:
    """``s`` in composed form (NFC), the only form that is stored."""
    return unicodedata.normalize("NFC", s)


def without_marks(s: str) -> str:
    """``s`` for searching: lower case, no diacritics, đ as d; other characters stay as they are."""
    decomposed = unicodedata.normalize("NFD", s.lower())
    bare = "".join(ch for ch in decomposed if not unicodedata.combining(ch))
    return nfc(bare).translate(_UNDECOMPOSED)


def person_sort_key(full_name: str) -> str:
    """ASCII key that sorts people by given name, then middle name, then family name.

    Letters follow the Vietnamese alphabet, tones the order ngang, huyền, hỏi, ngã, sắc, nặng.
    """
    words = full_name.split()
    given, family, middle = words[-1:], words[:-1][:1], words[1:-1]
    return _FIELD_END.join("".join(map(_syllable_key, _name_runs(part))) for part in (given, middle, family))


def name_sort_key(text: str) -> str:
    """ASCII key for names of units and teams; numbers sort by value, so "Tổ số 2" precedes "Tổ số 10"."""
    runs = _RUNS.findall(nfc(text).lower())
    return "".join(_number_key(run) if run.isdecimal() else _syllable_key(run) for run in runs)


def _name_runs(words: list[str]) -> list[str]:
    return ["".join(_IN_NAME.findall(nfc(word))) for word in words]


def _number_key(digits: str) -> str:
    value = digits.lstrip("0")
    return f"{len(value):02d}{value}"


@lru_cache(maxsize=4096)
def _syllable_key(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable.lower())
    tones = [_TONES[ch] for ch in decomposed if ch in _TONES]
    letters = nfc("".join(ch for ch in decomposed if ch not in _TONES))
    return "".join(map(_letter_code, letters)) + (tones[0] if tones else _NO_TONE)


def _letter_code(letter: str) -> str:
    if letter in _CODES:
        return _CODES[letter]
    return "".join(_CODES.get(ch, "") for ch in without_marks(letter))
