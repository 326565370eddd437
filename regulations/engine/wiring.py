"""What a file may get wrong across its blocks: units mixed, references that lead nowhere or around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from regulations.engine.block import Block, Path, walk
from regulations.engine.law import Law
from regulations.engine.leaves import Amount, FactAmount, People, Ref, SeriesAmount
from regulations.engine.spelling import did_you_mean
from regulations.engine.tariffs import TariffLimit
from regulations.engine.values import Share

_MONEY = (Amount, FactAmount, SeriesAmount, Share, Ref)


def wiring_faults(law: Law) -> Iterator[tuple[Path, str]]:
    """Every such fault with the path of its block."""
    for path, block in walk(law):
        if isinstance(block, (People, *_MONEY)):
            yield from _unit_fault(path, block)
        if isinstance(block, Ref):
            yield from _ref_fault(law, path, block)
        if isinstance(block, TariffLimit):
            yield from _limit_faults(law, path, block)
    yield from _circles(law)


def _unit_fault(path: Path, block: Block) -> Iterator[tuple[Path, str]]:
    counts_people = path[0] == "team_size"
    if counts_people and not isinstance(block, People):
        yield path, "Ghi số người (exactly, at_most), không ghi số tiền."
    if not counts_people and isinstance(block, People):
        yield path, "Ghi số tiền (vnd, share, series), không ghi số người."


def _ref_fault(law: Law, path: Path, ref: Ref) -> Iterator[tuple[Path, str]]:
    if ref.ref not in law.named:
        near = did_you_mean(ref.ref, law.named)
        yield (*path, "ref"), f"Không có khoản “{ref.ref}” trong values và components{near}."


def _limit_faults(law: Law, path: Path, limit: TariffLimit) -> Iterator[tuple[Path, str]]:
    known = [tariff.key for tariff in law.tariffs]
    for place, key in enumerate(limit.tariffs):
        if key not in known:
            yield (
                (*path, "tariffs", place),
                f"Không có khoản “{key}” trong tariffs{did_you_mean(key, known)}.",
            )


def _circles(law: Law) -> Iterator[tuple[Path, str]]:
    """The named values that point at themselves, over whatever way."""
    links = {key: _targets(named) for key, named in law.named.items()}
    for section in ("values", "components"):
        for place, named in enumerate(getattr(law, section)):
            if named.key in _reached(named.key, links):
                yield (section, place), f"Bỏ vòng tham chiếu: “{named.key}” dựa vào chính nó."


def _targets(named: Block) -> list[str]:
    return [block.ref for _, block in walk(named) if isinstance(block, Ref)]


def _reached(start: str, links: Mapping[str, list[Any]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(links[start])
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += links.get(key, [])
    return reached
