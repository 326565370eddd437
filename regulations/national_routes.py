"""Who examines a dossier about a team in the whole country, by day, from a typed file with its sources."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

_FILE: Final = Path(__file__).parent / "national" / "duyet-ho-so.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NationalRoute(_Part):
    """Who examines over a half-open span of days, and by what text."""

    valid_from: date
    valid_to: date | None
    examiner: Literal["district", "province", "nobody"]
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether ``day`` lies in the span."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class NationalRoutes(_Part):
    """The file: who decides by law, and who examines when."""

    decider: str
    decider_article: str
    routes: tuple[NationalRoute, ...]


@cache
def national_routes() -> NationalRoutes:
    """The routes since 01/07/2024, oldest first, read once."""
    return NationalRoutes.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
