"""Facts of a commune in a month: asked for by name, and cut where they change."""

from __future__ import annotations

from datetime import date

import pytest

from allowances.models import Batch, LedgerLine
from regulations.models import LawVersion
from territory.models import CommuneFacts, Unit
from tests.allowances.conftest import JULY, Compute
from tests.merged import adopt
from tests.regulations.texts import law_text

ELSEWHERE, BORDER = 1_440_000, 1_600_000


@pytest.fixture
def border_law(law: None) -> None:
    """A law that gives a tổ trưởng more in a border commune."""
    LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=JULY.replace(day=2))
    rows = "".join(
        f"{{when: {{fact: commune.border, is: {flag}}}, value: {{vnd: {vnd}, cite: muc_ho_tro}}}},"
        for flag, vnd in (("true", BORDER), ("false", ELSEWHERE))
    )
    text = law_text("7/2024/NQ-HĐND", valid_from="2024-07-02")
    adopt(text.replace("value: {vnd: 1440000, cite: muc_ho_tro}", f"value: {{table: [{rows}]}}"))


def leader_sum() -> int:
    return sum(LedgerLine.objects.filter(membership__title="to_truong").values_list("amount_vnd", flat=True))


def test_what_nobody_stated_is_asked_for_and_not_taken_for_no(
    border_law: None, compute: Compute, batch: Batch
) -> None:
    compute()
    batch.refresh_from_db()
    assert leader_sum() == 0
    assert any("xã biên giới" in str(refusal["sentence"]) for refusal in batch.refusals)


def test_a_month_is_cut_where_a_fact_changes(border_law: None, compute: Compute, commune: Unit) -> None:
    change, said = date(2024, 7, 17), {"commune": commune, "source": "QĐ 1"}
    CommuneFacts.objects.create(valid_from=date(2024, 1, 1), valid_to=change, border=False, **said)
    CommuneFacts.objects.create(valid_from=change, border=True, **said)
    compute()
    assert leader_sum() == round((ELSEWHERE * 16 + BORDER * 15) / 31)
