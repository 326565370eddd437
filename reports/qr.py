"""QR codes as the path of an SVG drawing, one unit a module."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

import zxingcpp

_DARK = re.compile("#+")


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of ``size`` modules; ``path``, stroked one unit wide, draws the dark ones."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The QR code of ``text`` with medium error correction, without its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # The image offers the buffer protocol, which its type stub does not tell.
    modules = memoryview(cast(bytes, barcode.to_image(scale=1, add_quiet_zones=False)))
    size = len(modules)
    rows = ("".join("#" if modules[y, x] == 0 else " " for x in range(size)) for y in range(size))
    path = "".join(
        f"M{run.start()} {y}.5h{len(run[0])}" for y, row in enumerate(rows) for run in _DARK.finditer(row)
    )
    return QrCode(size, path)
