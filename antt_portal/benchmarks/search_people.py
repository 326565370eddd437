"""Looking people up among 300,000: by name with and without marks, by identity number, on page and API."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final

from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import ApiClient, User
from antt_portal.benchmarks.figures import Figure, stopwatch
from antt_portal.benchmarks.scratch import scratch_servers
from members import identity
from members.models import Membership, Person
from territory.models import Unit

# Thanh Hóa had the most communes, and in the sample has the most people: nobody reaches further.
LARGEST: Final = "38"
_ROUNDS: Final = 20
_NAMES: Final = {
    "full_name": "Nguyễn Văn Bình",
    "full_name_without_marks": "nguyen van binh",
    "given_name": "Bình",
    "given_name_without_marks": "binh",
    "part": "uyen van bi",
    "two_letters": "an",
    "nobody": "xyz abc",
}

Ask = Callable[[], int]


def search_people() -> Iterator[Figure]:
    """Milliseconds of the whole answer, median and 95th percentile, for the widest reach there is."""
    with scratch_servers():
        call_command("sample", country=True, verbosity=0)
        yield from measured()


def measured() -> Iterator[Figure]:
    """The figures of a database that holds the country."""
    yield Figure("search_people_people", Person.objects.count(), "people")
    yield Figure("search_people_in_reach", _in_reach(), "people")
    for kind, ask in _asked():
        times = sorted(_timed(ask) for _ in range(_ROUNDS))
        yield Figure(f"search_people_{kind}_p50", statistics.median(times), "ms")
        yield Figure(f"search_people_{kind}_p95", times[_ROUNDS * 95 // 100 - 1], "ms")


def _asked() -> Iterator[tuple[str, Ask]]:
    page, api = Client(SERVER_NAME="127.0.0.1"), _api()
    page.force_login(User.objects.get(username=f"congan.{LARGEST}"))
    for kind, typed in _NAMES.items():
        yield f"page_{kind}", partial(_status, page, reverse("members:list"), typed)
        yield f"api_{kind}", partial(_status, api, reverse("api:members-list"), typed)
    person = Person.objects.filter(commune__path__startswith=f"{LARGEST}.").earliest("pk")
    number = {"identity_number": identity.decrypted(person.identity_cipher)}
    yield "page_identity_number", lambda: page.post(reverse("members:list"), number).status_code


def _status(client: Client, address: str, typed: str) -> int:
    return client.get(address, {"q": typed}).status_code


def _timed(ask: Ask) -> float:
    with stopwatch() as seconds:
        status = ask()
    if status not in {200, 302}:
        message = f"The search was answered {status}."
        raise RuntimeError(message)
    return round(seconds() * 1000, 1)


def _in_reach() -> int:
    return Membership.objects.filter(team__commune__path__startswith=f"{LARGEST}.").count()


def _api() -> Client:
    token, digest = ApiClient.new_token()
    ApiClient.objects.update_or_create(
        name="Đo tốc độ tìm",
        defaults={
            "unit": Unit.objects.get(key=LARGEST),
            "scopes": ["members"],
            "token_digest": digest,
            "valid_from": date(2024, 1, 1),
        },
    )
    return Client(headers={"authorization": f"Bearer {token}"}, SERVER_NAME="127.0.0.1")
