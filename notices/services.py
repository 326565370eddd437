"""Telling users what happened, and how they take it. Rows are written in the transaction of what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import RoleBinding, User
from accounts.refusals import save_or_refuse
from accounts.roles import Role
from notices import tasks
from notices.models import MailChoice, Notice
from territory import clock
from territory.models import Unit
from territory.spans import holds_on


class Desk(NamedTuple):
    """Who is told: all that hold ``role`` today at the unit of this path, its stand-ins among them."""

    role: Role
    path: str

    @classmethod
    def of(cls, role: Role, unit: Unit) -> Desk:
        """The desk that sees to ``unit`` today: at the unit that keeps its papers, so a successor's."""
        return cls(role, unit.keeper_path)


class Thing(NamedTuple):
    """What a notice is about: its public title, its unit and its page; never the name of a person."""

    title: str
    unit: Unit
    page: Notice.Page
    key: int


def tell(
    *, kind: Notice.Kind, thing: Thing, desks: Iterable[Desk], actor: User | None, once: str = ""
) -> int:
    """Tell the desks, but not who did it, that ``kind`` happened to ``thing``; returns how many are told.

    Two statements however many are told. ``once`` names what nobody is told a second time. Letters to those
    who want them at once are queued when the transaction ends; the rows are the truth, so a lost broker
    loses none.
    """
    rhythms = _rhythms(desks, actor)
    return _write([(user, rhythm, thing) for user, rhythm in sorted(rhythms.items())], kind, once)


def tell_each(*, kind: Notice.Kind, things: Iterable[tuple[Desk, Thing]]) -> int:
    """Tell each desk that ``kind`` happened, by itself, to its things; two statements, as for ``tell``."""
    own: defaultdict[Desk, list[Thing]] = defaultdict(list)
    for desk, thing in things:
        own[desk].append(thing)
    held = _held(own).values_list("user", "user__mail_choice__rhythm", "role", "unit__path").order_by("pk")
    told = (
        (user, rhythm, thing) for user, rhythm, role, path in held for thing in own[Desk(Role(role), path)]
    )
    return _write(list(dict.fromkeys(told)), kind)


def settle(*things: Thing) -> None:
    """What waited about the things waits no more: nobody is called to a step that somebody has taken."""
    keys: defaultdict[Notice.Page, list[int]] = defaultdict(list)
    for thing in things:
        keys[thing.page].append(thing.key)
    for page, of_page in keys.items():
        open_rows = Notice.objects.unread().filter(page=page, page_key__in=of_page)
        open_rows.filter(kind=Notice.Kind.WAITING).update(read_at=timezone.now())


def _write(told: Sequence[tuple[int, str | None, Thing]], kind: Notice.Kind, once: str = "") -> int:
    """User, how he wants letters, what he is told of: the rows, and letters when the transaction ends."""
    rows = [
        Notice(
            recipient_id=user,
            kind=kind,
            title=thing.title[:250],
            unit=thing.unit,
            page=thing.page,
            page_key=thing.key,
            once=once,
            by_mail=rhythm in (MailChoice.Rhythm.AT_ONCE, MailChoice.Rhythm.DAILY),
        )
        for user, rhythm, thing in told
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    at_once = sorted({user for user, rhythm, _ in told if rhythm == MailChoice.Rhythm.AT_ONCE})
    if at_once:
        transaction.on_commit(lambda: tasks.queue(at_once))
    return len(rows)


@transaction.atomic
def notice_open(*, actor: User, notice_id: int) -> Notice | None:
    """The actor's notice, read from now on; None when it is not his, or of a unit he no longer reaches."""
    notice = Notice.objects.visible_to(actor).filter(pk=notice_id).first()
    if notice is not None and notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def notices_read(*, actor: User) -> int:
    """Everything the actor was told is read; returns how many were not."""
    return Notice.objects.visible_to(actor).unread().update(read_at=timezone.now())


@transaction.atomic
def mail_choose(*, actor: User, rhythm: str, address: str) -> MailChoice:
    """How the actor wants his letters from the next notice on; DomainError for none without an address."""
    choice = MailChoice.objects.select_for_update().filter(user=actor).first() or MailChoice(user=actor)
    choice.rhythm, choice.address, choice.failed_at = rhythm, address, None
    save_or_refuse(choice, at={"mail_has_an_address": "address"})
    return choice


def _rhythms(desks: Iterable[Desk], actor: User | None) -> dict[int, str | None]:
    """By user of the desks: how he wants letters; None for who never chose."""
    held = _held(desks)
    if actor is not None:
        held = held.exclude(user=actor)
    return dict(held.values_list("user", "user__mail_choice__rhythm"))


def _held(desks: Iterable[Desk]) -> QuerySet[RoleBinding]:
    """Who sits at the desks today."""
    paths: defaultdict[Role, list[str]] = defaultdict(list)
    for desk in desks:
        paths[desk.role].append(desk.path)
    wanted = Q(pk__in=[])
    for role, of_role in paths.items():
        wanted |= Q(role=role, unit__path__in=of_role)
    return RoleBinding.objects.filter(wanted, holds_on(clock.today()), user__is_active=True)
