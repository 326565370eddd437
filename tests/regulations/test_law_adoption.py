"""A province's text from upload to adoption, replacement and repeal: two people, and nothing rewritten."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.roles import Role
from regulations import adoption, services
from regulations.errors import LawConflict, LawFileRefused, errors_of
from regulations.models import LawVersion
from regulations.selectors import component_names, law_in, province_law_between
from territory.models import Unit
from tests.conftest import MakeUser
from tests.regulations.texts import law_text

FIRST_DAY = date(2027, 1, 1)


@pytest.fixture
def draft(law: None, province_police: User) -> LawVersion:
    """A final text for Bình Định from 01/01/2027, uploaded by Công an tỉnh."""
    return adoption.law_upload(actor=province_police, text=law_text())


def adopted(text: str, uploader: User, adopter: User) -> LawVersion:
    version = adoption.law_upload(actor=uploader, text=text)
    return adoption.law_adopt(actor=adopter, version_id=version.pk)


class TestUpload:
    def test_stores_a_draft_with_its_uploader_and_leaves_the_law_in_force_alone(
        self, draft: LawVersion, province: Unit, province_police: User
    ) -> None:
        assert (draft.status, draft.uploaded_by, draft.number) == (
            "draft",
            province_police,
            "10/2027/NQ-HĐND",
        )
        held = law_in(province, FIRST_DAY)
        assert held is not None
        assert held.version.number == "03/2024/NQ-HĐND"

    def test_lists_every_fault_with_its_line_and_stores_nothing(
        self, law: None, province_police: User
    ) -> None:
        before = LawVersion.objects.count()
        text = law_text(status="dang_ky", review_date="mai").replace("vnd: 1440000", "vnd: nhieu")
        with pytest.raises(LawFileRefused) as refused:
            adoption.law_upload(actor=province_police, text=text)
        fields = [problem.field for problem in refused.value.problems]
        assert {"status", "review_date"} <= set(fields)
        assert any(field.endswith("value.vnd") for field in fields)
        assert all(problem.line > 1 for problem in refused.value.problems)
        assert LawVersion.objects.count() == before

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("38", "không thuộc đơn vị của tài khoản"),
            ("99", "không có tỉnh mã này"),
        ],
    )
    def test_names_the_line_of_a_place_that_is_not_the_actors(
        self, law: None, province_police: User, code: str, words: str
    ) -> None:
        with pytest.raises(LawFileRefused) as refused:
            adoption.law_upload(actor=province_police, text=law_text(code=code))
        (problem,) = errors_of(refused.value.problems)
        assert problem.field == "territory.province_code"
        assert problem.line > 10
        assert words in problem.message

    def test_names_a_text_that_no_column_can_hold(self, law: None, province_police: User) -> None:
        with pytest.raises(LawFileRefused) as refused:
            adoption.law_upload(actor=province_police, text=law_text("1" * 81))
        assert {problem.field for problem in refused.value.problems} >= {"document.number"}

    def test_refuses_the_same_text_twice(self, draft: LawVersion, province_police: User) -> None:
        with pytest.raises(DomainError, match="đã được tải lên"):
            adoption.law_upload(actor=province_police, text=draft.text)

    @pytest.mark.parametrize(
        "role", [Role.PROVINCE_FINANCE, Role.AUDITOR, Role.ADMINISTRATOR, Role.DISTRICT_OFFICER]
    )
    def test_is_the_work_of_cong_an_tinh_alone(
        self, law: None, make_user: MakeUser, province: Unit, role: str
    ) -> None:
        with pytest.raises(NotAllowed):
            adoption.law_upload(actor=make_user(role, province), text=law_text())


class TestAdoption:
    def test_ends_what_held_before_on_the_first_day(
        self, draft: LawVersion, administrator: User, province: Unit
    ) -> None:
        adoption.law_adopt(actor=administrator, version_id=draft.pk)
        old = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        assert (old.valid_to, old.replaced_by) == (FIRST_DAY, draft)
        held = [law_in(province, day) for day in (date(2026, 12, 31), FIRST_DAY)]
        assert [found.version.number for found in held if found] == ["03/2024/NQ-HĐND", "10/2027/NQ-HĐND"]
        draft.refresh_from_db()
        assert draft.adopted_by == administrator
        assert draft.adopted_at is not None

    def test_no_day_of_a_month_has_two_laws_though_the_old_text_names_no_end(
        self, law: None, province_police: User, administrator: User, province: Unit
    ) -> None:
        adopted(law_text(valid_from="2027-01-15"), province_police, administrator)
        known = province_law_between(province.key, FIRST_DAY, date(2027, 2, 1))
        spans = [found.law.span for found in known.laws]
        assert [(span.start, span.end) for span in spans] == [
            (date(2024, 7, 1), date(2027, 1, 15)),
            (date(2027, 1, 15), None),
        ]

    def test_is_refused_to_the_uploader_who_carries_both_rights(
        self, draft: LawVersion, province_police: User
    ) -> None:
        with pytest.raises(SamePerson):
            adoption.law_adopt(actor=province_police, version_id=draft.pk)

    def test_by_the_uploader_is_refused_by_the_database_too(self, draft: LawVersion) -> None:
        draft.adopted_by, draft.status, draft.valid_to = draft.uploaded_by, "adopted", date(2027, 2, 1)
        LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=FIRST_DAY)
        with pytest.raises(IntegrityError, match="law_adopter_is_not_uploader"), transaction.atomic():
            draft.save()

    def test_by_nobody_is_refused_by_the_database(self, draft: LawVersion) -> None:
        LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(valid_to=FIRST_DAY)
        draft.status = LawVersion.Status.ADOPTED
        with pytest.raises(IntegrityError, match="uploaded_law_has_its_adopter"), transaction.atomic():
            draft.save()

    @pytest.mark.parametrize("role", [Role.PROVINCE_FINANCE, Role.AUDITOR])
    def test_is_refused_to_roles_without_the_right(
        self, draft: LawVersion, make_user: MakeUser, province: Unit, role: str
    ) -> None:
        with pytest.raises(NotAllowed):
            adoption.law_adopt(actor=make_user(role, province), version_id=draft.pk)

    def test_is_refused_to_another_province(self, draft: LawVersion, make_user: MakeUser) -> None:
        stranger = make_user(Role.PROVINCE_POLICE, Unit.objects.get(key="38"))
        with pytest.raises(NotAllowed):
            adoption.law_adopt(actor=stranger, version_id=draft.pk)

    @pytest.mark.parametrize(
        "changes", [{"status": "draft"}, {"  issued": "null"}, {"  number": "null"}], ids=str
    )
    def test_asks_for_the_final_text(
        self, law: None, province_police: User, administrator: User, changes: dict[str, str]
    ) -> None:
        version = adoption.law_upload(actor=province_police, text=law_text(**changes))
        with pytest.raises(DomainError, match="status: adopted"):
            adoption.law_adopt(actor=administrator, version_id=version.pk)

    @pytest.mark.parametrize("valid_from", ["2024-06-30", "2024-07-01"])
    def test_names_both_documents_when_the_other_begins_no_earlier(
        self, law: None, province_police: User, administrator: User, valid_from: str
    ) -> None:
        version = adoption.law_upload(actor=province_police, text=law_text(valid_from=valid_from))
        with pytest.raises(LawConflict) as refused:
            adoption.law_adopt(actor=administrator, version_id=version.pk)
        assert "10/2027/NQ-HĐND" in refused.value.message
        assert "03/2024/NQ-HĐND" in refused.value.message
        assert LawVersion.objects.get(document_id="binh-dinh-nq-03-2024").valid_to is None

    def test_a_law_that_ends_the_day_before_the_next_begins_stands_beside_it(
        self, law: None, province_police: User, administrator: User
    ) -> None:
        text = law_text(valid_from="2024-01-01", valid_to="2024-07-01")
        assert adopted(text, province_police, administrator).is_adopted
        assert LawVersion.objects.get(document_id="binh-dinh-nq-03-2024").valid_to is None

    def test_happens_once(self, draft: LawVersion, administrator: User) -> None:
        adoption.law_adopt(actor=administrator, version_id=draft.pk)
        with pytest.raises(WrongState):
            adoption.law_adopt(actor=administrator, version_id=draft.pk)

    @pytest.mark.parametrize("status", ["draft", "withdrawn"])
    def test_can_never_be_undone(self, law: None, status: str) -> None:
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            LawVersion.objects.filter(document_id="binh-dinh-nq-03-2024").update(status=status)

    def test_keeps_who_did_it(self, draft: LawVersion, administrator: User, auditor: User) -> None:
        adoption.law_adopt(actor=administrator, version_id=draft.pk)
        for change in ({"adopted_by": auditor}, {"uploaded_by": auditor}, {"number": "11"}):
            with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
                LawVersion.objects.filter(pk=draft.pk).update(**change)

    def test_of_a_draft_gives_no_component_its_name_before(
        self, law: None, province_police: User, administrator: User
    ) -> None:
        text = law_text().replace("name: Hỗ trợ hằng tháng", "name: Tên khác")
        version = adoption.law_upload(actor=province_police, text=text)
        assert component_names()["ho_tro_hang_thang"] == "Hỗ trợ hằng tháng"
        adoption.law_adopt(actor=administrator, version_id=version.pk)
        assert component_names()["ho_tro_hang_thang"] == "Tên khác"


def naming(*names: str, **changes: str) -> str:
    """A text that says which documents it replaces."""
    return law_text(**changes).replace("\nterritory:", f"\n  replaces: [{', '.join(names)}]\nterritory:", 1)


class TestWhatATextReplaces:
    @pytest.mark.parametrize("name", ["03/2024/NQ-HĐND", "binh-dinh-nq-03-2024"])
    def test_the_document_it_names_ends_the_day_before(
        self, law: None, province_police: User, administrator: User, name: str
    ) -> None:
        version = adoption.law_upload(actor=province_police, text=naming(name))
        [old] = adoption.effects_of(version).ended
        assert adoption.effects_of(version) == adoption.Effects((old,), (), ())
        adoption.law_adopt(actor=administrator, version_id=version.pk)
        old.refresh_from_db()
        assert (old.document_id, old.valid_to) == ("binh-dinh-nq-03-2024", FIRST_DAY)

    def test_a_number_that_is_not_on_record_and_one_that_it_does_not_name_are_told(
        self, law: None, province_police: User
    ) -> None:
        version = adoption.law_upload(actor=province_police, text=naming("99/2020/NQ-HĐND"))
        effects = adoption.effects_of(version)
        assert effects.missing == ("99/2020/NQ-HĐND",)
        assert [old.number for old in effects.unnamed] == ["03/2024/NQ-HĐND"]

    def test_a_text_that_names_none_is_not_warned_of_what_it_ends(self, draft: LawVersion) -> None:
        effects = adoption.effects_of(draft)
        assert [old.number for old in effects.ended] == ["03/2024/NQ-HĐND"]
        assert (effects.unnamed, effects.missing) == ((), ())

    def test_the_same_number_of_another_province_is_not_on_record_here(
        self, law: None, province_police: User
    ) -> None:
        version = adoption.law_upload(actor=province_police, text=naming("thanh-hoa-2024"))
        assert adoption.effects_of(version).missing == ("thanh-hoa-2024",)


class TestWithdrawal:
    def test_keeps_the_text_and_lets_it_come_again(self, draft: LawVersion, province_police: User) -> None:
        adoption.law_withdraw(actor=province_police, version_id=draft.pk)
        again = adoption.law_upload(actor=province_police, text=draft.text)
        assert again.is_draft
        assert LawVersion.objects.get(pk=draft.pk).status == "withdrawn"

    def test_is_final(self, draft: LawVersion, province_police: User, administrator: User) -> None:
        adoption.law_withdraw(actor=province_police, version_id=draft.pk)
        with pytest.raises(WrongState):
            adoption.law_adopt(actor=administrator, version_id=draft.pk)
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
            LawVersion.objects.filter(pk=draft.pk).update(status="draft")

    def test_of_adopted_law_is_refused(self, law: None, province_police: User) -> None:
        version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        with pytest.raises(WrongState):
            adoption.law_withdraw(actor=province_police, version_id=version.pk)

    def test_lasts_when_the_files_of_the_project_are_loaded_again(
        self, law: None, province_police: User, tmp_path: Path
    ) -> None:
        (tmp_path / "nghi-quyet.yaml").write_text(law_text(status="draft"), encoding="utf-8")
        shutil.copy(services.LAW_FOLDER / services.SERIES_FILE, tmp_path)
        assert services.law_load(tmp_path).laws == 1
        version = LawVersion.objects.get(number="10/2027/NQ-HĐND")
        adoption.law_withdraw(actor=province_police, version_id=version.pk)
        assert services.law_load(tmp_path).laws == 0


class TestRepeal:
    def test_is_the_last_day_with_its_document(self, law: None, province: Unit, administrator: User) -> None:
        version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        adoption.law_end(actor=administrator, version_id=version.pk, valid_to=FIRST_DAY, basis="NQ 20/2026")
        assert law_in(province, date(2026, 12, 31)) is not None
        assert law_in(province, FIRST_DAY) is None
        version.refresh_from_db()
        assert version.end_basis == "NQ 20/2026"

    def test_before_the_first_day_is_refused(self, law: None, administrator: User) -> None:
        version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        with pytest.raises(DomainError, match="sau ngày bắt đầu"):
            adoption.law_end(
                actor=administrator, version_id=version.pk, valid_to=version.valid_from, basis="NQ"
            )

    @pytest.mark.parametrize("valid_to", [FIRST_DAY, date(2027, 1, 2)])
    def test_never_prolongs(self, law: None, administrator: User, valid_to: date) -> None:
        version = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024")
        adoption.law_end(actor=administrator, version_id=version.pk, valid_to=FIRST_DAY, basis="NQ")
        with pytest.raises(WrongState):
            adoption.law_end(actor=administrator, version_id=version.pk, valid_to=valid_to, basis="NQ")

    def test_of_a_draft_is_refused(self, draft: LawVersion, administrator: User) -> None:
        with pytest.raises(WrongState):
            adoption.law_end(actor=administrator, version_id=draft.pk, valid_to=date(2028, 1, 1), basis="NQ")
