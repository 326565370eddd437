"""Identity numbers: checked for form, encrypted at rest, found by a keyed fingerprint, shown masked.

Twelve digits can be tried through in minutes, so the fingerprint is an HMAC whose key is not in the
database. Keys are ``IDENTITY_KEYS`` (newest first, old ones kept until rotated), ``IDENTITY_HMAC_KEY`` and
``IDENTITY_OLD_HMAC_KEYS``, by which a number is still found until ``manage.py rotate_identity_keys`` has run.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# Digits of other scripts look alike but would give one person a second fingerprint.
_FORM = re.compile(r"[0-9]{12}")


def normalised(text: str) -> str:
    """The twelve digits of ``text`` without spaces and dots; ValueError says what to do."""
    digits = re.sub(r"[\s.]", "", text)
    if not _FORM.fullmatch(digits):
        raise ValueError("Nhập số định danh gồm 12 chữ số.")
    return digits


def encrypted(number: str) -> str:
    """``number`` under the newest key."""
    return _box(tuple(settings.IDENTITY_KEYS)).encrypt(number.encode()).decode()


def decrypted(cipher: str) -> str:
    """The number of ``cipher``, under whichever key it was written."""
    return _box(tuple(settings.IDENTITY_KEYS)).decrypt(cipher.encode()).decode()


def fingerprint(number: str) -> str:
    """A keyed hash: equal numbers have equal ones, and nobody without the key can try them through."""
    return _keyed(settings.IDENTITY_HMAC_KEY, number)


def fingerprints(number: str) -> list[str]:
    """What a number is found by: its fingerprint under the newest key and under every old one still live."""
    return [_keyed(key, number) for key in (settings.IDENTITY_HMAC_KEY, *settings.IDENTITY_OLD_HMAC_KEYS)]


def is_newest(cipher: str) -> bool:
    """Whether ``cipher`` was written under the newest key."""
    try:
        Fernet(settings.IDENTITY_KEYS[0]).decrypt(cipher.encode())
    except InvalidToken:
        return False
    return True


def masked(cipher: str) -> str:
    """The number with all but its last three digits hidden."""
    return "•" * 9 + decrypted(cipher)[-3:]


def _keyed(key: str, number: str) -> str:
    return hmac.new(key.encode(), number.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
