"""Choices that depend on nothing but names: the same village gets the same people in whatever order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def draw(below: int, *names: object) -> int:
    """A number from 0 to ``below`` - 1, the same for the same names for ever."""
    text = "/".join(map(str, names)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest()) % below


def pick(options: Sequence[T], *names: object) -> T:
    """One of ``options``; listed twice, it comes up twice as often."""
    return options[draw(len(options), *names)]


def shuffled(options: Sequence[str], *names: object) -> list[str]:
    """``options`` in an order of their own for these names."""
    return sorted(options, key=lambda option: draw(2**64, *names, option))
