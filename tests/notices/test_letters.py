"""Letters: as each user wants them, once, after the commit, with nothing in them that is not public."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from notices import mailing, tasks
from notices.models import MailChoice, Notice
from notices.services import Desk, Thing, mail_choose, notices_read, tell
from territory.models import Unit

pytestmark = pytest.mark.django_db
ADDRESS = "canbo@example.vn"


@pytest.fixture(autouse=True)
def outbox(settings: Any) -> list[mail.EmailMessage]:
    settings.PUBLIC_URL = "https://antt.example.vn"
    mail.outbox.clear()
    return mail.outbox


class Away(EmailBackend):
    """A mail server that cannot be reached."""

    def open(self) -> bool:
        raise ConnectionRefusedError


class Refusing(EmailBackend):
    """A mail server that knows no such address."""

    def send_messages(self, messages: object) -> int:
        raise SMTPRecipientsRefused({})


def _tell(commune: Unit, number: int = 1) -> None:
    thing = Thing(f"Hồ sơ thành lập Tổ số {number}", commune, Notice.Page.DOSSIER, number)
    desks = [Desk.of(Role.COMMUNE_CLERK, commune)]
    tell(kind=Notice.Kind.RETURNED, thing=thing, desks=desks, actor=None)


def _choose(user: User, rhythm: str) -> MailChoice:
    return mail_choose(actor=user, rhythm=rhythm, address=ADDRESS)


@pytest.mark.parametrize(
    ("rhythm", "letters"), [("none", [0, 0, 0]), ("at_once", [2, 2, 2]), ("daily", [0, 0, 1])]
)
def test_letters_leave_as_the_user_wants_them(
    clerk: User,
    commune: Unit,
    rhythm: str,
    letters: list[int],
    outbox: list[mail.EmailMessage],
    django_capture_on_commit_callbacks: Any,
) -> None:
    _choose(clerk, rhythm)
    for number in (1, 2):
        with django_capture_on_commit_callbacks(execute=True):
            _tell(commune, number)
    found = [len(outbox)]
    for job in (tasks.mail_at_once, tasks.mail_daily):
        job.delay()
        found.append(len(outbox))
    assert found == letters


def test_nothing_leaves_before_the_commit(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage], django_capture_on_commit_callbacks: Any
) -> None:
    _choose(clerk, "at_once")
    with django_capture_on_commit_callbacks(execute=False):
        _tell(commune)
    assert outbox == []
    tasks.mail_at_once.delay()
    assert len(outbox) == 1


def test_a_letter_says_title_unit_and_address_and_no_more(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage]
) -> None:
    _choose(clerk, "daily")
    _tell(commune)
    mailing.mail_user(user_id=clerk.pk)
    (letter,) = outbox
    notice = Notice.objects.get()
    assert (letter.to, letter.subject) == (
        [ADDRESS],
        "Cổng ANTT cơ sở: Đã trả lại: Hồ sơ thành lập Tổ số 1",
    )
    assert f"Hồ sơ thành lập Tổ số 1 ({commune.name})" in letter.body
    assert f"https://antt.example.vn/thong-bao/{notice.pk}/" in letter.body
    assert clerk.full_name not in letter.body


def test_one_letter_holds_all_and_lists_fifty(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage]
) -> None:
    _choose(clerk, "daily")
    for number in range(53):
        _tell(commune, number)
    assert mailing.mail_user(user_id=clerk.pk) == 53
    (letter,) = outbox
    assert letter.subject == "Cổng ANTT cơ sở: 53 thông báo mới"
    assert letter.body.count("/thong-bao/") == 50 + 2
    assert "Và 3 thông báo khác." in letter.body


def test_a_task_delivered_again_sends_nothing(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage]
) -> None:
    _choose(clerk, "at_once")
    _tell(commune)
    for _ in range(3):
        tasks.mail_user.delay(user_id=clerk.pk)
    assert len(outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_one_letter(clerk: User, commune: Unit, outbox: list[mail.EmailMessage]) -> None:
    _choose(clerk, "daily")
    for number in range(5):
        _tell(commune, number)

    def work(_worker: int) -> int:
        try:
            return mailing.mail_user(user_id=clerk.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 5
    assert sum("Tổ số 3" in str(letter.body) for letter in outbox) == 1


def test_a_server_that_is_away_loses_no_letter(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage], settings: Any
) -> None:
    _choose(clerk, "at_once")
    _tell(commune)
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    tasks.mail_at_once.delay()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.mail_at_once.delay()
    assert len(outbox) == 1


def test_a_refused_letter_is_told_on_the_page_and_not_sent_again(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage], settings: Any, client: Any
) -> None:
    _choose(clerk, "at_once")
    _tell(commune)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    tasks.mail_at_once.delay()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.mail_at_once.delay()
    assert outbox == []
    client.force_login(clerk)
    assert f"không đến được {ADDRESS}" in client.get("/thong-bao/").content.decode()


def test_a_later_choice_sends_no_old_letters_and_what_was_read_stays_unsent(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage]
) -> None:
    _tell(commune, 1)
    _choose(clerk, "daily")
    assert mailing.mail_user(user_id=clerk.pk) == 0
    _tell(commune, 2)
    notices_read(actor=clerk)
    assert mailing.mail_user(user_id=clerk.pk) == 0
    _tell(commune, 3)
    _choose(clerk, "none")
    assert mailing.mail_user(user_id=clerk.pk) == 0
    assert outbox == []


def test_who_cannot_sign_in_is_sent_nothing(
    clerk: User, commune: Unit, outbox: list[mail.EmailMessage]
) -> None:
    _choose(clerk, "daily")
    _tell(commune)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert mailing.mail_user(user_id=clerk.pk) == 0
    assert outbox == []
