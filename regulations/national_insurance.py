"""What insurances cost in the whole country and what the State adds, from a checked file with its sources."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from regulations.engine import NationalInsurance, load_insurance

_FILE: Final = Path(__file__).parent / "national" / "bao-hiem.yaml"


@cache
def national_insurance() -> NationalInsurance:
    """The insurances that resolutions support, read once."""
    return load_insurance(_FILE.read_text(encoding="utf-8"), _FILE.name)
