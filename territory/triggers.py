"""What the database refuses to change in a row, whoever asks."""

from __future__ import annotations

from typing import Any

import pgtrigger


def frozen(name: str, *columns: str) -> pgtrigger.Protect:
    """The database refuses another value in any of these columns."""
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=pgtrigger.AnyChange(*columns))


def closed(name: str, **before: Any) -> pgtrigger.Protect:
    """The database refuses every change to a row that was ``before``, a filter: ``state="locked"``."""
    was = pgtrigger.Q(**{f"old__{lookup}": value for lookup, value in before.items()})
    return pgtrigger.Protect(name=name, operation=pgtrigger.Update, condition=was)
