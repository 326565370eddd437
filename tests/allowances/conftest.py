"""A month to compute: the team of thôn Háo Lễ in July 2024 under the law of Bình Định."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from accounts.models import User
from allowances import posting, services, tasks
from allowances.models import Batch, PayRun
from members.models import Membership
from regulations.models import ProvinceSetting
from teams.models import Team
from territory.models import Unit
from tests.allowances.one_off_law import load_with_one_off

JULY = date(2024, 7, 1)

Compute = Callable[[], int]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The batches handed to the workers, none of which works until the test says so."""
    keys: list[int] = []
    monkeypatch.setattr(tasks, "queue", lambda more, **_: keys.extend(more))
    return keys


@pytest.fixture
def july(queued: list[int], law: None, active_team: Team, province: Unit, province_police: User) -> PayRun:
    """The run of 07/2024 for the province, started and not yet computed."""
    return services.run_start(actor=province_police, unit=province, month=JULY)


@pytest.fixture
def batch(july: PayRun, commune: Unit) -> Batch:
    """The part of xã Phước Hưng."""
    return july.batches.get(commune=commune)


@pytest.fixture
def compute(batch: Batch) -> Compute:
    """Makes the batch due and computes it; gives the number of lines posted."""

    def run() -> int:
        Batch.objects.filter(pk=batch.pk).update(is_due=True)
        return posting.batch_compute(batch_id=batch.pk)

    return run


@pytest.fixture
def duty_law(province: Unit, tmp_path: Path, queued: list[int]) -> None:
    """A law with nights of duty; months are split by days and nothing is worked by itself."""
    load_with_one_off(tmp_path)
    ProvinceSetting.objects.create(
        province=province, part_month="by_day", source="Lựa chọn của bản thử", valid_from=date(2024, 1, 1)
    )


@pytest.fixture
def leader(duty_law: None, active_team: Team) -> Membership:
    """Trần Văn An, tổ trưởng, under that law."""
    return active_team.memberships.select_related("person", "team").get(title="to_truong")
