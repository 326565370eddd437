"""What is due for review or ends soon, to the day."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from regulations import adoption
from regulations.models import LawVersion, ReferenceValue
from regulations.reviews import due_on
from tests.regulations.texts import law_text

DOCUMENT = "binh-dinh-nq-03-2024"
REVIEW = date(2026, 12, 31)


def words(day: date) -> list[tuple[str, date]]:
    return [(due.word, due.by) for due in due_on(day) if due.law and due.law.document_id == DOCUMENT]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 10, 2), [], id="90 days before"),
        pytest.param(date(2026, 10, 3), [("đến hạn rà soát", REVIEW)], id="89 days before"),
        pytest.param(REVIEW, [("đến hạn rà soát", REVIEW)], id="on the day"),
        pytest.param(date(2027, 1, 1), [("quá hạn rà soát", REVIEW)], id="the day after"),
    ],
)
def test_a_law_is_called_up_before_its_review(law: None, day: date, expected: list[tuple[str, date]]) -> None:
    assert words(day) == expected


@pytest.mark.parametrize(
    ("day", "calls"), [(date(2024, 10, 2), False), (date(2024, 10, 3), True), (REVIEW, True)]
)
def test_a_law_that_ends_without_a_successor_is_called_up(law: None, day: date, calls: bool) -> None:
    LawVersion.objects.filter(document_id=DOCUMENT).update(valid_to=date(2025, 1, 1))
    expected = [("hết hiệu lực, chưa có văn bản hoặc mức nối tiếp", date(2024, 12, 31))]
    assert words(day) == (expected if calls and day < date(2025, 1, 1) else [])


def test_a_law_that_was_replaced_is_not_called_up(
    law: None, province_police: User, administrator: User
) -> None:
    version = adoption.law_upload(actor=province_police, text=law_text())
    adoption.law_adopt(actor=administrator, version_id=version.pk)
    assert words(date(2026, 12, 30)) == []


def test_a_draft_is_not_called_up(law: None, province_police: User) -> None:
    adoption.law_upload(actor=province_police, text=law_text("1/2025/NQ-HĐND", valid_from="2025-01-01"))
    found = {due.law.number for due in due_on(REVIEW) if due.law}
    assert "1/2025/NQ-HĐND" not in found


class TestAReferenceValue:
    @pytest.fixture
    def value(self, law: None) -> ReferenceValue:
        """The last value of lương cơ sở, to be reviewed on 31/12/2030."""
        value = ReferenceValue.objects.filter(series="luong_co_so").latest("valid_from")
        ReferenceValue.objects.filter(pk=value.pk).update(review_on=date(2030, 12, 31))
        value.refresh_from_db()
        return value

    def calls(self, value: ReferenceValue, day: date) -> list[str]:
        return [due.word for due in due_on(day) if due.law is None and due.name == value.name]

    def test_is_called_up_before_its_review(self, value: ReferenceValue) -> None:
        assert self.calls(value, date(2030, 10, 2)) == []
        assert self.calls(value, date(2030, 10, 3)) == ["đến hạn rà soát"]
        assert self.calls(value, date(2031, 1, 1)) == ["quá hạn rà soát"]

    def test_that_a_next_one_follows_is_not_called_up(self, value: ReferenceValue) -> None:
        before = ReferenceValue.objects.get(series=value.series, valid_to=value.valid_from)
        assert before.last_day is not None
        assert self.calls(value, before.last_day) == []

    def test_that_ends_with_nothing_after_it_is_called_up(self, value: ReferenceValue) -> None:
        ReferenceValue.objects.filter(pk=value.pk).update(valid_to=date(2029, 1, 1))
        assert self.calls(value, date(2028, 12, 1)) == ["hết hiệu lực, chưa có văn bản hoặc mức nối tiếp"]
        assert self.calls(value, date(2029, 1, 1)) == []
