"""One measured figure, printed as one JSON object a line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its unit; ``ratio`` to what ``against`` names where two things were compared."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str | None = None

    def line(self) -> str:
        """The figure as JSON, without the parts it does not have."""
        return json.dumps({key: value for key, value in asdict(self).items() if value is not None})


Job = Callable[[], Iterator[Figure]]


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Gives a function that tells the seconds since the block began."""
    begun = time.perf_counter()
    yield lambda: round(time.perf_counter() - begun, 3)
