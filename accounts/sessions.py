"""How long a sign-in lasts: not past the idle limit, never past the day's limit."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

_BEGUN: Final = "signed_in_at"
_SEEN: Final = "seen_at"
# A session is written at most once a minute, so a page costs no write.
_STEP: Final = 60


@receiver(user_logged_in)
def begin(request: HttpRequest, **_signal: Any) -> None:
    """The clocks of a sign-in start."""
    request.session[_BEGUN] = request.session[_SEEN] = _now()


def is_over(session: SessionBase) -> bool:
    """Whether the sign-in has been idle or has lasted too long; one without clocks is over."""
    idle, whole = (_now() - int(session.get(key, 0)) for key in (_SEEN, _BEGUN))
    return idle > settings.SESSION_IDLE_SECONDS or whole > settings.SESSION_COOKIE_AGE


def touch(session: SessionBase) -> None:
    """The user is here."""
    if _now() - session[_SEEN] >= _STEP:
        session[_SEEN] = _now()


def _now() -> int:
    return int(timezone.now().timestamp())
