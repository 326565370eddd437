"""The kinds of lists there are."""

from __future__ import annotations

from typing import Final

from imports.kinds import Kind
from imports.members import Members
from imports.quotas import Quotas
from imports.teams import Teams
from imports.villages import Villages

KINDS: Final[dict[str, Kind]] = {kind.key: kind for kind in (Members(), Teams(), Villages(), Quotas())}
