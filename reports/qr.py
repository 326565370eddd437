"""QR codes as small black-and-white pictures, one pixel a module."""

from __future__ import annotations

from io import BytesIO
from typing import cast

import zxingcpp
from PIL import Image


def qr_code(text: str) -> bytes:
    """A PNG of the QR code of ``text`` with medium error correction, without its quiet zone."""
    barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # The image offers the buffer protocol, which its type stub does not tell.
    modules = memoryview(cast(bytes, barcode.to_image(scale=1, add_quiet_zones=False)))
    picture = Image.frombytes("L", (len(modules), len(modules)), modules.tobytes()).convert("1")
    png = BytesIO()
    picture.save(png, "PNG")
    return png.getvalue()
