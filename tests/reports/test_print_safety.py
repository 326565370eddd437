"""What the renderer may read: four font files, and only when they hold every Vietnamese letter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from reports import fonts
from reports.rendering import PrintFetcher


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:8000/",
        "https://example.com/a.png",
        "ftp://example.com/a",
        "data:text/plain,hello",
        "//example.com/a.css",
        "/static/build/antt.css",
        "antt:/font/../../etc/passwd",
        "antt:/font/",
        "antt:/font/Regular?x=1",
        "Regular",
        "javascript:alert(1)",
    ],
)
def test_the_renderer_reads_no_other_address(url: str) -> None:
    with pytest.raises(ValueError, match="may not read"):
        PrintFetcher().fetch(url)


@pytest.mark.parametrize("style", fonts.STYLES)
def test_the_renderer_reads_the_print_font(style: str) -> None:
    answer = PrintFetcher().fetch(f"antt:/font/{style}")
    assert answer.read() == fonts.print_font().files[style].read_bytes()


def test_there_are_134_accented_letters() -> None:
    letters = fonts.vietnamese_letters()
    assert len(set(letters)) == 134
    assert {"ơ", "Ư", "ặ", "Ỹ", "đ"} <= set(letters)


def test_the_print_font_has_them_all_and_the_sign_of_the_dong() -> None:
    assert [fonts.missing_letters(file) for file in fonts.print_font().files.values()] == [""] * 4


@pytest.fixture
def poor_family(tmp_path: Path) -> Path:
    """A family whose italic lacks ơ, as Debian's older Liberation does."""
    for style, file in fonts.print_font().files.items():
        shutil.copy(file, tmp_path / f"LiberationSerif-{style}.ttf")
    file = tmp_path / "LiberationSerif-Italic.ttf"
    font = TTFont(file)
    subsetter = Subsetter(Options())
    subsetter.populate(text=(fonts.vietnamese_letters() + "₫").replace("ơ", ""))
    subsetter.subset(font)
    font.save(file)
    return tmp_path


def test_a_font_that_lacks_one_letter_is_refused_with_the_package_to_install(poor_family: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="apt-get install fonts-croscore"):
        fonts.find_family((poor_family,))


def test_a_complete_liberation_serif_is_taken(poor_family: Path) -> None:
    shutil.copy(fonts.print_font().files["Italic"], poor_family / "LiberationSerif-Italic.ttf")
    assert fonts.find_family((poor_family,)).name == "Liberation Serif 2"
