"""Celery jobs of letters. Each takes a key; their safety is the row's ``sent_at``."""

from __future__ import annotations

from collections.abc import Iterable

from celery import shared_task
from kombu.exceptions import OperationalError

from notices import mailing
from notices.models import MailChoice


@shared_task(soft_time_limit=50, time_limit=60, ignore_result=True)
def mail_user(*, user_id: int) -> None:
    """Send one user his letter. Safe to deliver twice, late, or after a crash."""
    mailing.mail_user(user_id=user_id)


@shared_task(ignore_result=True)
def mail_at_once() -> None:
    """Letters that a lost broker or a mail server that was away still owes."""
    queue(mailing.waiting_for_mail(MailChoice.Rhythm.AT_ONCE))


@shared_task(ignore_result=True)
def mail_daily() -> None:
    """The letter of the day to all who want one."""
    queue(mailing.waiting_for_mail(MailChoice.Rhythm.DAILY))


def queue(user_ids: Iterable[int]) -> None:
    """Hand letters to the workers, a task for each user; without a broker the rows stay owed."""
    try:
        for key in user_ids:
            mail_user.apply_async(kwargs={"user_id": key}, retry=False)
    except OperationalError:
        return
