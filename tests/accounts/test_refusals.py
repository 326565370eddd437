"""What the database refuses is said in Vietnamese, also where its constraint has no sentence of its own."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.errors import DomainError
from accounts.models import User
from accounts.refusals import save_or_refuse
from allowances.models import Repayment
from territory.models import Unit
from tests.conftest import MakePerson


def test_a_constraint_without_a_sentence_never_answers_in_english(
    commune: Unit, clerk: User, make_person: MakePerson, caplog: pytest.LogCaptureFixture
) -> None:
    row = Repayment(
        person=make_person(commune, "Phan Văn Cũ"),
        commune=commune,
        amount_vnd=0,
        paper="PT 01",
        paid_on=date(2024, 7, 18),
        entered_by=clerk,
    )
    with pytest.raises(DomainError, match="Xem lại số liệu vừa nhập rồi ghi lại") as refused:
        save_or_refuse(row)
    assert refused.value.code == "repayment_is_somebodys_sum"
    assert "repayment_is_somebodys_sum" in caplog.text
