"""What is checked of a file before any parser sees it: size, zip directory, parts, and how much unpacks.

The directory of a zip is a statement of whoever made it. So it is read first, which costs nothing, and then
each part is unpacked against it piece by piece: a part that holds more than it declares ends the reading.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from spreadsheets.refusals import FileRefused

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED: Final = 50 * 1024 * 1024
MAX_PARTS: Final = 100
MAX_RATIO: Final = 100

_NOT_EXCEL: Final = "Chọn tệp Excel .xlsx. Tệp loại khác: mở bằng Excel, chọn Lưu thành (Save As) loại .xlsx."
_TOO_BIG: Final = "Chia thành nhiều tệp: mỗi tệp tối đa 5 MB."
_UNPACKS: Final = "Tạo lại tệp từ biểu mẫu: tệp này giải nén ra quá lớn so với một danh sách."
_BROKEN: Final = "Mở tệp bằng Excel, lưu lại loại .xlsx rồi chọn lại: tệp này bị hỏng."
_LOCKED: Final = "Bỏ mật khẩu của tệp trong Excel, lưu lại rồi chọn lại."
_MACRO: Final = "Lưu tệp thành loại .xlsx không có macro rồi chọn lại."
_FOREIGN: Final = (
    "Sao chép danh sách vào biểu mẫu tải từ đây: tệp này có liên kết ngoài hoặc đối tượng nhúng."
)
_DTD: Final = "Tạo lại tệp từ biểu mẫu: tệp này có khai báo không được phép."

_OLE: Final = b"\xd0\xcf\x11\xe0"
_END: Final = b"PK\x05\x06"
_ENTRY: Final = b"PK\x01\x02"
_LOCAL: Final = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED_BIT: Final = 1
_PIECE: Final = 64 * 1024

_TYPES: Final = "[Content_Types].xml"
_BOOK: Final = "xl/workbook.xml"
_BOOK_TYPE: Final = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_PARTS: Final = ("vbaproject", "macrosheets/", "vbadata", "dialogsheets/")
_FOREIGN_PARTS: Final = (
    "externallinks/", "embeddings/", "activex/", "ctrlprops/", "connections.xml", "querytables/",
    "customui", "webextensions/",
)  # fmt: skip
_TEXT_PARTS: Final = (".xml", ".rels", ".vml")
_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING: Final = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_OUTSIDE: Final = re.compile(rb"""TargetMode\s*=\s*["']External["']""", re.IGNORECASE)
# What a cell links to is never opened, only read as text.
_LINK_OF_CELL: Final = re.compile(rb"""Type\s*=\s*["'][^"']*/hyperlink["']""")
# Longer than any of the searched words, so that one cut by two pieces is still found.
_OVERLAP: Final = 32


@dataclass(frozen=True, slots=True)
class _Part:
    """An entry of the zip directory."""

    name: str
    method: int
    packed: int
    declared: int
    offset: int


def check(content: bytes, file_name: str) -> None:
    """Raises FileRefused, with the sentence to show, for whatever is not a plain .xlsx of decent size."""
    if len(content) > MAX_BYTES:
        raise FileRefused(_TOO_BIG)
    _require_kind(content, file_name)
    parts = _directory(content)
    _require_decent(parts, len(content))
    _require_plain(parts)
    for part in parts:
        _require_harmless(part, content)


def _require_kind(content: bytes, file_name: str) -> None:
    """The name, and the first bytes, of an .xlsx."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix in {".xlsm", ".xltm", ".xlam"}:
        raise FileRefused(_MACRO)
    if suffix != ".xlsx":
        raise FileRefused(_NOT_EXCEL)
    if content.startswith(_OLE):
        raise FileRefused(_LOCKED)
    if not content.startswith(_LOCAL):
        raise FileRefused(_NOT_EXCEL)


def _directory(content: bytes) -> list[_Part]:
    """The entries that the end of the file declares; their number is looked at before any is read."""
    end = content.rfind(_END, max(0, len(content) - 65_557))
    try:
        count, size, offset = struct.unpack_from("<HII", content, end + 10)
    except struct.error as error:
        raise FileRefused(_BROKEN) from error
    if end < 0 or offset + size > end:
        raise FileRefused(_BROKEN)
    if count > MAX_PARTS:
        raise FileRefused(_UNPACKS)
    parts = list(_entries(content[offset : offset + size]))
    if len(parts) != count:
        raise FileRefused(_BROKEN)
    return parts


def _entries(directory: bytes) -> Iterator[_Part]:
    place = 0
    while place < len(directory):
        if not directory.startswith(_ENTRY, place) or place + 46 > len(directory):
            raise FileRefused(_BROKEN)
        flags, method = struct.unpack_from("<HH", directory, place + 8)
        packed, declared, name, extra, comment = struct.unpack_from("<IIHHH", directory, place + 20)
        (offset,) = struct.unpack_from("<I", directory, place + 42)
        if flags & _ENCRYPTED_BIT:
            raise FileRefused(_LOCKED)
        begin = place + 46
        written = directory[begin : begin + name].decode("utf-8", "replace")
        yield _Part(written, method, packed, declared, offset)
        place = begin + name + extra + comment


def _require_decent(parts: list[_Part], size: int) -> None:
    """Declared sizes within bounds, and names that lead nowhere."""
    declared = sum(part.declared for part in parts)
    if declared > MAX_UNPACKED or declared > MAX_RATIO * size:
        raise FileRefused(_UNPACKS)
    names = [part.name.lower() for part in parts]
    astray = [name for name in names if "\\" in name or name.startswith("/") or ".." in name.split("/")]
    if astray or len(set(names)) != len(names):
        raise FileRefused(_BROKEN)
    if any(part.method not in {_STORED, _DEFLATED} for part in parts):
        raise FileRefused(_BROKEN)


def _require_plain(parts: list[_Part]) -> None:
    """A workbook without macros, embedded objects, connections or links to other workbooks."""
    names = [part.name.lower() for part in parts]
    if any(word in name for name in names for word in _MACRO_PARTS):
        raise FileRefused(_MACRO)
    if any(word in name for name in names for word in _FOREIGN_PARTS):
        raise FileRefused(_FOREIGN)
    if not {_TYPES.lower(), _BOOK} <= set(names):
        raise FileRefused(_NOT_EXCEL)


def _require_harmless(part: _Part, content: bytes) -> None:
    """The part unpacks to what it declares and, as text, declares no types, entities or foreign sources."""
    is_text = part.name.lower().endswith(_TEXT_PARTS)
    kept = bytearray()
    tail = b""
    for number, piece in enumerate(_unpacked(part, content)):
        if is_text:
            _require_text(tail + piece, is_first=number == 0)
            tail = piece[-_OVERLAP:]
        if part.name == _TYPES or part.name.endswith(".rels"):
            kept += piece
    if part.name == _TYPES:
        _require_types(bytes(kept))
    if part.name.endswith(".rels"):
        _require_inside(bytes(kept))


def _require_text(piece: bytes, *, is_first: bool) -> None:
    # In UTF-16 a declaration would look otherwise; every program writes these parts in UTF-8.
    if is_first and (b"\0" in piece[:64] or piece[:2] in {b"\xff\xfe", b"\xfe\xff"}):
        raise FileRefused(_DTD)
    if is_first and _ENCODING.search(piece.removeprefix(b"\xef\xbb\xbf")):
        raise FileRefused(_DTD)
    if _DECLARATION.search(piece):
        raise FileRefused(_DTD)


def _require_types(text: bytes) -> None:
    lowered = text.lower()
    if b"macroenabled" in lowered or b"vbaproject" in lowered:
        raise FileRefused(_MACRO)
    if _BOOK_TYPE not in text:
        raise FileRefused(_NOT_EXCEL)


def _require_inside(text: bytes) -> None:
    for found in _RELATION.findall(text):
        if _OUTSIDE.search(found) and not _LINK_OF_CELL.search(found):
            raise FileRefused(_FOREIGN)


def _unpacked(part: _Part, content: bytes) -> Iterator[bytes]:
    """The part, piece by piece; FileRefused as soon as it holds more, or at the end less, than declared."""
    packed = _packed(part, content)
    length = 0
    for piece in _inflated(packed) if part.method == _DEFLATED else [packed]:
        length += len(piece)
        if length > part.declared:
            raise FileRefused(_UNPACKS)
        yield piece
    if length != part.declared:
        raise FileRefused(_BROKEN)


def _packed(part: _Part, content: bytes) -> bytes:
    if not content.startswith(_LOCAL, part.offset) or part.offset + 30 > len(content):
        raise FileRefused(_BROKEN)
    name, extra = struct.unpack_from("<HH", content, part.offset + 26)
    begin = part.offset + 30 + name + extra
    return content[begin : begin + part.packed]


def _inflated(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed
    try:
        while rest and not stream.eof:
            yield stream.decompress(rest, _PIECE)
            rest = stream.unconsumed_tail
        yield stream.flush()
    except zlib.error as error:
        raise FileRefused(_BROKEN) from error
