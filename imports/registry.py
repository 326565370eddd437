"""The kinds of lists there are."""

from __future__ import annotations

from typing import Final

from imports.kinds import Kind
from imports.members import Members

KINDS: Final[dict[str, Kind]] = {kind.key: kind for kind in (Members(),)}
