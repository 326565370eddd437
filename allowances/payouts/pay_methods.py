"""Decisions on how people are paid and how a province's files look: each from a day on, none lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.db import transaction

from accounts.dated import make_room
from accounts.errors import DomainError, NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.models import Payment
from allowances.payouts.pay_files import FIELDS, content_fault
from allowances.payouts.pay_method_models import PayFileLayout, PayMethod
from allowances.payouts.services import PAY_OUT
from members import identity
from members.models import Person
from territory import clock
from territory.models import Unit
from territory.scope import reaches

_ACCOUNT: Final = re.compile(r"[0-9A-Z]{6,20}")
_CHUNK: Final = 500


@transaction.atomic
def method_choose(
    *, actor: User, person: Person, from_day: date, method: str, bank: str, holder: str, account: str
) -> PayMethod:
    """From ``from_day`` on the person is paid in this way; what held before ends there.

    Raises NotAllowed beyond the actor's reach, DomainError where a choice has begun on that day or later.
    """
    own = Person.objects.visible_to(actor).filter(pk=person.pk)
    if not actor.has_perm(PAY_OUT) or not own.exists():
        raise NotAllowed("Chọn người của đơn vị mình.")
    until = make_room(
        PayMethod.objects.filter(person=person),
        from_day,
        changeable_from=clock.today(),
        field="from_day",
        taken="Nhập ngày sau ngày của lần ghi trước.",
    )
    in_bank = method == Payment.Method.BANK
    number = plain_number(account)
    if in_bank and not _ACCOUNT.fullmatch(number):
        message = "Nhập số tài khoản gồm 6 đến 20 chữ số hoặc chữ cái."
        raise DomainError(message, code="account", field="account")
    chosen = PayMethod(
        person=person,
        valid_from=from_day,
        valid_to=until,
        method=method,
        bank=bank.strip() if in_bank else "",
        holder=holder.strip() if in_bank else "",
        account_cipher=identity.encrypted(number) if in_bank else "",
        entered_by=actor,
    )
    save_or_refuse(chosen, at={"account_only_at_a_bank": "bank"})
    return chosen


def plain_number(account: str) -> str:
    """A typed account number as it is kept: no blanks, dots, hyphens; capitals."""
    return re.sub(r"[\s.\-]", "", account).upper()


@transaction.atomic
def layout_choose(
    *,
    actor: User,
    province: Unit,
    from_day: date,
    columns: Sequence[tuple[str, str]],
    separator: str,
    content: str,
    source: str,
) -> PayFileLayout:
    """Files look like this from ``from_day`` on. ``columns``: (header, field) in their order."""
    if not actor.has_perm("allowances.set_pay") or not reaches(actor, province):
        raise NotAllowed("Dùng tài khoản của Sở Tài chính có quyền làm việc này.")
    if fault := content_fault(content):
        raise DomainError(fault, code="content", field="content")
    fields = [field for _, field in columns]
    if not {"account", "amount", "reference"} <= set(fields) or not set(fields) <= set(FIELDS):
        message = "Chọn ít nhất các cột Mã khoản chi, Số tài khoản, Số tiền."
        raise DomainError(message, code="columns", field="field_1")
    until = make_room(
        PayFileLayout.objects.filter(province=province),
        from_day,
        changeable_from=clock.today(),
        field="from_day",
        taken="Nhập ngày sau ngày của mẫu trước.",
    )
    chosen = PayFileLayout(
        province=province,
        valid_from=from_day,
        valid_to=until,
        columns=[{"header": header, "field": field} for header, field in columns],
        separator=separator,
        content=content,
        source=source,
    )
    save_or_refuse(chosen)
    return chosen


def accounts_rotate() -> Iterator[int]:
    """Writes account numbers that are not under the newest key anew; gives the count of each chunk."""
    for model in (PayMethod, Payment):
        last = 0
        rows = model._default_manager.exclude(account_cipher="").order_by("pk")
        while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:_CHUNK]):
            last = keys[-1]
            yield _rotate_chunk(model, keys)


@transaction.atomic
def _rotate_chunk(model: type[PayMethod] | type[Payment], keys: list[int]) -> int:
    rows = model._default_manager.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    changed = [row for row in rows if not identity.is_newest(row.account_cipher)]
    for row in changed:
        row.account_cipher = identity.encrypted(identity.decrypted(row.account_cipher))
        row.save(update_fields=["account_cipher"])
    return len(changed)
