"""One letter with all that a user was not told yet. Never twice: what a letter holds is claimed first.

The claim is committed before the letter leaves. A worker that dies in between has told the user on his page
only; the other order would tell him twice.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from notices.models import MailChoice, Notice

LISTED: Final = 50
_log = logging.getLogger(__name__)


def waiting_for_mail(rhythm: str) -> list[int]:
    """Users of a rhythm that a letter is owed to."""
    owed = Notice.objects.to_mail().filter(recipient__mail_choice__rhythm=rhythm)
    return list(owed.order_by("recipient").values_list("recipient", flat=True).distinct())


def mail_user(*, user_id: int) -> int:
    """Send a user what he was not told yet, in one letter; returns how many notices it holds.

    Nothing is claimed while the mail server cannot be reached: the next round asks again. Safe to call twice,
    late, or from two workers.
    """
    choice = _choice(user_id)
    if choice is None or not Notice.objects.visible_to(choice.user).to_mail().exists():
        return 0
    server = get_connection()
    try:
        server.open()
    except (OSError, SMTPException) as error:
        _log.warning("The mail server cannot be reached: %s", type(error).__name__)
        return 0
    try:
        notices = _claim(choice)
        if notices:
            _send(
                choice,
                EmailMessage(_subject(notices), _body(notices), to=[choice.address], connection=server),
            )
        return len(notices)
    finally:
        server.close()


def _choice(user_id: int) -> MailChoice | None:
    rows = MailChoice.objects.exclude(rhythm=MailChoice.Rhythm.NONE).select_related("user")
    return rows.filter(user=user_id).first()


@transaction.atomic(durable=True)
def _claim(choice: MailChoice) -> list[Notice]:
    owed = Notice.objects.visible_to(choice.user).to_mail().select_related("unit").order_by("-pk")
    notices = list(owed.select_for_update(of=("self",), skip_locked=True))
    Notice.objects.filter(pk__in=[row.pk for row in notices]).update(sent_at=timezone.now())
    return notices


def _send(choice: MailChoice, letter: EmailMessage) -> None:
    """What the server refuses is said on the user's page; it may have left, so it is not sent again."""
    try:
        letter.send()
    except (OSError, SMTPException) as error:
        MailChoice.objects.filter(pk=choice.pk).update(failed_at=timezone.now())
        _log.warning("A letter was refused: %s", type(error).__name__)


def _subject(notices: Sequence[Notice]) -> str:
    if len(notices) > 1:
        return f"Cổng ANTT cơ sở: {len(notices)} thông báo mới"
    return f"Cổng ANTT cơ sở: {notices[0]}"


def _body(notices: Sequence[Notice]) -> str:
    context = {
        "notices": [(row, _address("notices:open", row.pk)) for row in notices[:LISTED]],
        "more": max(len(notices) - LISTED, 0),
        "list_url": _address("notices:list"),
        "choice_url": _address("notices:mail"),
    }
    return render_to_string("notices/letter.txt", context)


def _address(name: str, *parts: int) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=parts)}"
