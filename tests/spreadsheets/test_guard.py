"""A file is refused before any parser sees it, each time with the sentence that helps."""

from __future__ import annotations

import os
import struct
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from spreadsheets import guard
from spreadsheets.refusals import FileRefused
from tests.spreadsheets.workbooks import bomb, good, lying_bomb, part_of, with_part

DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
RELATIONS = "xl/_rels/workbook.xml.rels"


def relation(kind: str) -> str:
    """The workbook's relations with one that leads out of the file."""
    one = f'<Relationship Id="r9" Type="http://x/{kind}" Target="http://x/" TargetMode="External"/>'
    return part_of(good(), RELATIONS).replace("</Relationships>", f"{one}</Relationships>")


def packed_otherwise() -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(good())) as old, ZipFile(buffer, "w", ZIP_BZIP2) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
    return buffer.getvalue()


def encrypted() -> bytes:
    content = bytearray(good())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    return bytes(content)


def twice() -> bytes:
    buffer = BytesIO(good())
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


def many_parts() -> bytes:
    buffer = BytesIO(good())
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        for number in range(101):
            archive.writestr(f"xl/more{number}.xml", "<x/>")
    return buffer.getvalue()


def more_than_fits() -> bytes:
    """Over 50 MB declared, at a ratio that alone would pass."""
    buffer = BytesIO(good())
    with ZipFile(buffer, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/noise.png", os.urandom(900_000))
        archive.writestr("xl/media/blank.png", bytes(52 * 1024 * 1024))
    return buffer.getvalue()


def shorter_than_declared() -> bytes:
    content = bytearray(good())
    entry = content.index(b"PK\x01\x02")
    (declared,) = struct.unpack_from("<I", content, entry + 24)
    struct.pack_into("<I", content, entry + 24, declared + 1)
    return bytes(content)


def two_ends() -> bytes:
    """A directory said to stand beyond the end of the file."""
    content = bytearray(good())
    end = content.rindex(b"PK\x05\x06")
    struct.pack_into("<I", content, end + 16, len(content))
    return bytes(content)


def changed_at(mark: bytes, place: int, value: bytes) -> bytes:
    """The good workbook with other bytes ``place`` after the first ``mark``."""
    content = bytearray(good())
    begin = content.index(mark) + place
    content[begin : begin + len(value)] = value
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        pytest.param(bytes(guard.MAX_BYTES + 1), "a.xlsx", "tối đa 5 MB", id="too many bytes"),
        pytest.param(good(), "a.xls", "Chọn tệp Excel .xlsx", id="another kind by its name"),
        pytest.param(b"%PDF-1.7", "a.xlsx", "Chọn tệp Excel .xlsx", id="another kind by its content"),
        pytest.param(good(), "a.xlsm", "không có macro", id="a name with macros"),
        pytest.param(b"\xd0\xcf\x11\xe0" + bytes(600), "a.xlsx", "Bỏ mật khẩu", id="a password"),
        pytest.param(encrypted(), "a.xlsx", "Bỏ mật khẩu", id="an encrypted part"),
        pytest.param(good()[:-30], "a.xlsx", "bị hỏng", id="cut off"),
        pytest.param(
            good()[: good().rindex(b"PK\x05\x06") + 12], "a.xlsx", "bị hỏng", id="cut off within its end"
        ),
        pytest.param(changed_at(b"PK\x05\x06", 10, b"\x01\x00"), "a.xlsx", "bị hỏng", id="a wrong number"),
        pytest.param(changed_at(b"PK\x01\x02", 0, b"XX"), "a.xlsx", "bị hỏng", id="a broken directory"),
        pytest.param(changed_at(b"PK\x01\x02", 42, b"\x07"), "a.xlsx", "bị hỏng", id="no such part"),
        pytest.param(changed_at(b"PK\x03\x04", 60, b"\xff" * 40), "a.xlsx", "bị hỏng", id="noise"),
        pytest.param(two_ends(), "a.xlsx", "bị hỏng", id="a directory beyond the file"),
        pytest.param(twice(), "a.xlsx", "bị hỏng", id="one part twice"),
        pytest.param(packed_otherwise(), "a.xlsx", "bị hỏng", id="packed by another method"),
        pytest.param(shorter_than_declared(), "a.xlsx", "bị hỏng", id="shorter than declared"),
        pytest.param(with_part("../evil.xml", "<x/>"), "a.xlsx", "bị hỏng", id="a name that leads up"),
        pytest.param(with_part("/etc/x.xml", "<x/>"), "a.xlsx", "bị hỏng", id="an absolute name"),
        pytest.param(many_parts(), "a.xlsx", "quá lớn", id="too many parts"),
        pytest.param(bomb(8_000_000), "a.xlsx", "quá lớn", id="unpacks a hundred times"),
        pytest.param(more_than_fits(), "a.xlsx", "quá lớn", id="unpacks to more than 50 MB"),
        pytest.param(lying_bomb(8_000_000), "a.xlsx", "quá lớn", id="more than it declares"),
        pytest.param(with_part("xl/vbaProject.bin", b"x"), "a.xlsx", "không có macro", id="macros"),
        pytest.param(
            with_part("xl/macrosheets/s.xml", b"x"), "a.xlsx", "không có macro", id="Excel 4 macros"
        ),
        pytest.param(
            with_part("xl/externalLinks/externalLink1.xml", b"x"), "a.xlsx", "liên kết ngoài", id="links out"
        ),
        pytest.param(with_part("xl/embeddings/o.bin", b"x"), "a.xlsx", "đối tượng nhúng", id="an object"),
        pytest.param(with_part("xl/connections.xml", b"x"), "a.xlsx", "liên kết ngoài", id="a data source"),
        pytest.param(
            with_part(RELATIONS, relation("externalLinkPath")),
            "a.xlsx",
            "liên kết ngoài",
            id="a relation out",
        ),
        pytest.param(with_part("xl/workbook.xml", DTD), "a.xlsx", "không được phép", id="an entity"),
        pytest.param(
            with_part("xl/workbook.xml", DTD.encode("utf-16")), "a.xlsx", "không được phép", id="in UTF-16"
        ),
        pytest.param(
            with_part("xl/workbook.xml", DTD.encode("utf-16-le")),
            "a.xlsx",
            "không được phép",
            id="without a mark",
        ),
        pytest.param(
            with_part("xl/workbook.xml", '<?xml version="1.0" encoding="UTF-7"?><x/>'),
            "a.xlsx",
            "không được phép",
            id="another encoding",
        ),
        pytest.param(
            with_part("xl/workbook.xml", b"<x>" + b" " * (64 * 1024 - 6) + b"<!DOCTYPE x>"),
            "a.xlsx",
            "không được phép",
            id="a declaration across two pieces",
        ),
        pytest.param(
            with_part("[Content_Types].xml", "<Types/>"), "a.xlsx", "Chọn tệp Excel .xlsx", id="no workbook"
        ),
        pytest.param(
            with_part(
                "[Content_Types].xml",
                part_of(good(), "[Content_Types].xml").replace(
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ),
            ),
            "a.xlsx",
            "không có macro",
            id="macros by its types",
        ),
    ],
)
def test_a_file_is_refused_with_the_sentence_that_helps(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(FileRefused, match=sentence):
        guard.check(content, name)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(FileRefused, match="Chọn tệp Excel"):
        guard.check(buffer.getvalue(), "a.xlsx")


def test_the_portals_own_workbook_passes() -> None:
    guard.check(good(), "Danh sách.XLSX")


def test_a_link_in_a_cell_is_only_text() -> None:
    guard.check(with_part(RELATIONS, relation("hyperlink")), "a.xlsx")


@pytest.mark.parametrize("made", [bomb, lying_bomb])
def test_a_bomb_is_refused_with_little_memory(made: Callable[[int], bytes]) -> None:
    content = made(60_000_000)
    tracemalloc.start()
    with pytest.raises(FileRefused):
        guard.check(content, "a.xlsx")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000
