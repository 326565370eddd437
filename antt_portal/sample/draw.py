"""Choices that depend on nothing but names: the same village gets the same people in whatever order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import TypeVar

T = TypeVar("T")


def draw(below: int, *names: object) -> int:
    """A number from 0 to ``below`` - 1, the same for the same names for ever."""
    return int.from_bytes(hashlib.blake2b(_text(*names), digest_size=8).digest()) % below


def pick(options: Sequence[T], *names: object) -> T:
    """One of ``options``; listed twice, it comes up twice as often."""
    return options[draw(len(options), *names)]


def first_of(options: Iterable[str], count: int, *names: object) -> list[str]:
    """The first ``count`` of ``options`` in an order of their own for these names."""
    begun = hashlib.blake2b(_text(*names, ""), digest_size=8)

    def place(option: str) -> bytes:
        hashed = begun.copy()
        hashed.update(option.encode())
        return hashed.digest()

    return nsmallest(count, options, key=place)


def _text(*names: object) -> bytes:
    return "/".join(map(str, names)).encode()
