"""Check codes of documents: unguessable, and readable aloud over a telephone."""

from __future__ import annotations

import secrets
from typing import Final

# 32 signs without 0, 1, I and O: twelve of them hold 60 random bits.
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH: Final = 12
_GROUP: Final = 4


def new_code() -> str:
    """A fresh code such as "7KQM-2XHD-R9TA"."""
    return _grouped("".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)))


def read_code(typed: str) -> str:
    """The code in its stored form, however it was typed (case, spaces, hyphens); "" when it can be none."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    if len(signs) != _LENGTH or not set(signs) <= set(_ALPHABET):
        return ""
    return _grouped(signs)


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
