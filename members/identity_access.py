"""Identity numbers in full: shown against a reason that is kept, and written anew under the newest keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import transaction

from accounts.errors import NotAllowed
from accounts.models import User
from accounts.refusals import save_or_refuse
from members import identity
from members.models import IdentityLook, Person

_CHUNK: Final = 500


@transaction.atomic
def identity_show(*, actor: User, person_id: int, reason: str) -> str:
    """The full number of a person of the actor's reach; who, when and why is kept in the same transaction.

    Raises NotAllowed without the right, DomainError without a reason.
    """
    person = Person.objects.visible_to(actor).filter(pk=person_id).first()
    if person is None or not actor.has_perm("members.see_identity"):
        raise NotAllowed("Nhờ cán bộ được xem số định danh thực hiện.")
    save_or_refuse(IdentityLook(person=person, viewer=actor, reason=reason.strip()))
    return identity.decrypted(person.identity_cipher)


def identities_rotate() -> Iterator[int]:
    """Writes every number that is not under the newest keys anew; gives the count of each chunk.

    Each chunk is one transaction over locked rows, so it can be stopped and begun again, and people can be
    read, found and entered meanwhile: old and new keys are both live until the old ones are taken out.
    """
    last = 0
    while rows := list(
        Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CHUNK]
    ):
        last = rows[-1]
        yield _rotate_chunk(rows)


@transaction.atomic
def _rotate_chunk(keys: list[int]) -> int:
    changed = []
    for person in Person.objects.filter(pk__in=keys).select_for_update().order_by("pk"):
        number = identity.decrypted(person.identity_cipher)
        fingerprint = identity.fingerprint(number)
        if identity.is_newest(person.identity_cipher) and person.identity_fingerprint == fingerprint:
            continue
        person.identity_cipher, person.identity_fingerprint = identity.encrypted(number), fingerprint
        changed.append(person)
    Person.objects.bulk_update(changed, ["identity_cipher", "identity_fingerprint"])
    return len(changed)
