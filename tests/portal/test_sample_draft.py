"""The sample draft: seen, checked, compared and costed like any other, and never law."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.errors import DomainError
from accounts.models import User
from allowances.costing import draft_cost
from antt_portal.sample.draft import draft_load
from regulations import adoption
from regulations.comparison import counts, side_by_side
from regulations.models import LawVersion
from regulations.reading import rules_of
from regulations.selectors import compiled, series_book
from teams.models import Team


@pytest.fixture
def draft(law: None, province_police: User) -> LawVersion:
    return draft_load(province_police)


def test_it_is_marked_and_comes_once(draft: LawVersion, province_police: User) -> None:
    assert draft.is_draft
    assert draft.title.startswith("DỰ THẢO MẪU")
    assert draft_load(province_police) == draft
    adoption.law_withdraw(actor=province_police, version_id=draft.pk)
    assert draft_load(province_police).pk == draft.pk


def test_its_page_shows_mark_report_and_what_it_would_end(
    client: Client, draft: LawVersion, administrator: User
) -> None:
    client.force_login(administrator)
    page = client.get(f"/phap-luat/{draft.pk}/").content.decode()
    for words in ("DỰ THẢO MẪU", "số liệu mẫu", "Nội dung chưa xác minh", "hết hiệu lực sau ngày 31/12/2024"):
        assert words in page


def test_it_differs_from_the_law_in_force_and_costs_more(
    draft: LawVersion, active_team: Team, province_police: User
) -> None:
    old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
    texts = [rules_of(compiled(each.digest, each.text), series_book()) for each in (old, draft)]
    assert counts(side_by_side(*texts))["thay đổi"] == 2
    cost = draft_cost(
        viewer=province_police,
        draft=compiled(draft.digest, draft.text),
        first_month=date(2025, 1, 1),
        last_month=date(2025, 1, 1),
    )
    assert cost.total.total.change_vnd > 0


def test_its_adoption_is_refused_in_words(draft: LawVersion, administrator: User) -> None:
    with pytest.raises(DomainError, match="Tải lên bản có số, ngày ban hành") as refused:
        adoption.law_adopt(actor=administrator, version_id=draft.pk)
    assert refused.value.code == "not_final"
    assert LawVersion.objects.get(pk=draft.pk).is_draft
