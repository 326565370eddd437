"""Bar charts as figures of an SVG: whole numbers, drawn by a template, the same on page and paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vietnamese.money import grouped

_STEP = 52
_BAR_WIDTH = 34
_LEFT = 12
_TOP = 22
_PLOT = 110
_BELOW = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``value`` in the unit of the chart, ``text`` what is written at its head instead."""

    label: str
    value: int
    planned: bool = False
    text: str = ""

    @property
    def shown(self) -> str:
        """What stands at the head of the bar and in the table."""
        return self.text or grouped(self.value)


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """A bar with its place in the drawing, in units of the view box."""

    bar: Bar
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Where its two texts are centred."""
        return self.x + self.width // 2

    @property
    def text_y(self) -> int:
        """Base line of the text above the bar."""
        return self.y - 5


@dataclass(frozen=True, slots=True)
class BarChart:
    """A whole drawing: placed bars, its size, the base line and the line of the labels."""

    bars: list[PlacedBar]
    width: int
    height: int = _TOP + _PLOT + _BELOW
    base_y: int = _TOP + _PLOT
    label_y: int = _TOP + _PLOT + 17

    @property
    def has_planned(self) -> bool:
        """Whether the legend must tell two inks apart."""
        return any(placed.bar.planned for placed in self.bars)


def bar_chart(bars: Iterable[Bar]) -> BarChart:
    """Places ``bars`` from left to right, the greatest as tall as the plot; negative values count as zero."""
    rows = list(bars)
    greatest = max((bar.value for bar in rows), default=0) or 1
    placed = [_place(index, bar, greatest) for index, bar in enumerate(rows)]
    return BarChart(placed, width=2 * _LEFT + _STEP * len(rows))


def _place(index: int, bar: Bar, greatest: int) -> PlacedBar:
    height = max(bar.value, 0) * _PLOT // max(greatest, 1)
    return PlacedBar(bar, x=_LEFT + index * _STEP, y=_TOP + _PLOT - height, width=_BAR_WIDTH, height=height)
