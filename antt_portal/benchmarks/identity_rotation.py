"""Identity numbers of a province written anew under new keys, while the old ones stay live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from cryptography.fernet import Fernet
from django.conf import settings
from django.test import override_settings

from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from antt_portal.sample.walk import COMMUNE
from members.identity_access import identities_rotate
from members.models import Person
from members.services import person_build
from territory.models import Unit
from territory.services import units_load

_PEOPLE: Final = 13_000


def identity_rotation() -> Iterator[Figure]:
    """Seconds to write 13,000 numbers under new keys, and to find that a second time nothing is left."""
    with scratch_servers():
        units_load()
        commune = Unit.objects.get(key=COMMUNE)
        Person.objects.bulk_create(_people(commune), 1000)
        with override_settings(
            IDENTITY_KEYS=[Fernet.generate_key().decode(), *settings.IDENTITY_KEYS],
            IDENTITY_HMAC_KEY="next",
            IDENTITY_OLD_HMAC_KEYS=[settings.IDENTITY_HMAC_KEY],
        ):
            with stopwatch() as seconds:
                written = sum(identities_rotate())
                first = seconds()
            with stopwatch() as seconds:
                again = sum(identities_rotate())
                second = seconds()
    yield Figure("identity_rotation_rows", written, "rows")
    yield Figure("identity_rotation", first, "s")
    yield Figure("identity_rotation_again_rows", again, "rows")
    yield Figure("identity_rotation_again", second, "s")


def _people(commune: Unit) -> list[Person]:
    return [
        person_build(
            commune=commune,
            full_name=f"Người Mẫu {number}",
            birth_date=date(1990, 1, 1),
            gender=Person.Gender.MALE,
            identity_number=f"999{number:09d}",
        )
        for number in range(_PEOPLE)
    ]
