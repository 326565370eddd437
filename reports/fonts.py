"""The one font family of our papers: found, checked letter by letter, and handed to the renderer as files.

Nghị định 30/2020/NĐ-CP asks for Times New Roman. Tinos and Liberation Serif 2 have its widths. Debian's
older fonts-liberation lacks ơ, ư and ninety more letters: a renderer would quietly mix another face into
every word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

_FOLDERS: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/Library/Fonts"),
)
# (family as it is named in the PDF, beginning of the file names); the first that is complete is taken.
_FAMILIES: Final = (("Tinos", "Tinos"), ("Liberation Serif 2", "LiberationSerif"))
STYLES: Final = ("Regular", "Bold", "Italic", "BoldItalic")

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_VOWELS = "aăâeêioôơuưy"
_PLAIN_EXTRA = "ăâêôơưđ"


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A family whose four styles hold every Vietnamese letter; ``files`` by style."""

    name: str
    files: dict[str, Path]


def vietnamese_letters() -> str:
    """The 134 accented letters of Vietnamese, both cases."""
    toned = (unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES)
    lower = "".join(toned) + _PLAIN_EXTRA
    return lower + lower.upper()


def missing_letters(file: Path) -> str:
    """The Vietnamese letters and the sign ₫ that the font ``file`` lacks; "" when it is complete."""
    with TTFont(file, lazy=True) as font:
        known = font.getBestCmap()
    return "".join(letter for letter in vietnamese_letters() + "₫" if ord(letter) not in known)


@cache
def print_font() -> FontFamily:
    """The family that papers are set in; ImproperlyConfigured, naming the package, when none is complete."""
    return find_family(_FOLDERS)


def find_family(folders: tuple[Path, ...]) -> FontFamily:
    """The first complete family below ``folders``; ImproperlyConfigured when there is none."""
    for family in _candidates(folders):
        if not any(map(missing_letters, family.files.values())):
            return family
    message = (
        "No font with the widths of Times New Roman and all Vietnamese letters is installed. "
        "Install one: apt-get install fonts-croscore (or fonts-liberation2)."
    )
    raise ImproperlyConfigured(message)


def _candidates(folders: tuple[Path, ...]) -> Iterator[FontFamily]:
    """Every place where all four styles of a family lie side by side."""
    for name, stem in _FAMILIES:
        for folder in folders:
            for regular in sorted(folder.rglob(f"{stem}-Regular.ttf")):
                files = {style: regular.with_name(f"{stem}-{style}.ttf") for style in STYLES}
                if all(file.is_file() for file in files.values()):
                    yield FontFamily(name, files)
