"""Forms of this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms

from members import identity
from members.fact_kinds import KINDS
from members.models import (
    DutyRecord,
    FactKind,
    FormerService,
    KeepDecision,
    Membership,
    Person,
    SelectionMeeting,
    StandardEvidence,
)
from regulations.national_law import FilePaper, Standard, national_law
from vietnamese.forms import MoneyField, VietDateField, VietForm

_BIRTH_DATE = "Nhập ngày sinh theo dạng 17/05/1990."


class IdentityField(forms.CharField):
    """An identity number; cleans to its twelve digits, typed with or without blanks and dots."""

    default_error_messages: ClassVar = {"required": "Nhập số định danh gồm 12 chữ số."}

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "data-width": "money"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> Any:
        """The twelve digits."""
        try:
            return identity.normalised(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error), code="invalid") from error


class NumberForm(VietForm):
    """Looks a person up; sent by POST, so that no number stands in an address or a log."""

    identity_number = IdentityField(label="Số định danh cá nhân")


class PersonForm(VietForm):
    """One person."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=100,
        help_text="Ghi như trên căn cước.",
    )
    birth_date = VietDateField(
        label="Ngày sinh",
        help_text="Ví dụ: 17/05/1990",
        error_messages={"required": _BIRTH_DATE, "invalid": _BIRTH_DATE},
    )
    gender = forms.ChoiceField(
        label="Giới tính",
        choices=[(value, words.capitalize()) for value, words in Person.Gender.choices],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn giới tính nam hoặc nữ."},
    )
    identity_number = IdentityField(
        label="Số định danh cá nhân", help_text="12 chữ số trên thẻ căn cước. Số được mã hóa khi lưu."
    )
    address = forms.CharField(label="Nơi ở hiện nay", max_length=200)

    def clean_full_name(self) -> str:
        """The name with single blanks."""
        return " ".join(self.cleaned_data["full_name"].split())


class MemberForm(PersonForm):
    """One person for a team."""

    title = forms.ChoiceField(
        label="Chức danh",
        choices=Membership.Title.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Chọn một chức danh trong danh sách."},
    )


class FormerForm(PersonForm):
    """One person of a former force with his service."""

    force = forms.ChoiceField(
        label="Lực lượng",
        choices=[(key, words[:1].upper() + words[1:]) for key, words in FormerService.Force.choices],
        widget=forms.RadioSelect,
    )
    valid_from = VietDateField(label="Tham gia từ ngày")
    last_day = VietDateField(label="Đến hết ngày", help_text="Muộn nhất 30/06/2024")
    source = forms.CharField(label="Nguồn", max_length=200, help_text="Quyết định, danh sách làm căn cứ.")


class KeepForm(VietForm):
    """What was decided about several people at once."""

    outcome = forms.ChoiceField(
        label="Kết quả",
        choices=[(key, words.capitalize()) for key, words in KeepDecision.Outcome.choices],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = VietDateField(label="Ngày quyết định")
    reason = forms.CharField(label="Lý do", max_length=300)


class ToldApartForm(VietForm):
    """Which namesake is somebody else, and how that was found out."""

    other = forms.TypedChoiceField(
        label="Không phải cùng một người với",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn người kia.", "invalid_choice": "Chọn một người trong danh sách."},
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=500,
        help_text="Ví dụ: hai thẻ căn cước khác số, đã hỏi Công an xã giữ hồ sơ kia.",
    )

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        other = self.fields["other"]
        assert isinstance(other, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        other.choices = others
        other.initial = others[0][0] if len(others) == 1 else None


class DatedForm(VietForm):
    """What every dated fact carries: from when, until when, on what paper."""

    valid_from = VietDateField(label="Từ ngày")
    valid_to = VietDateField(
        label="Đến hết ngày", required=False, help_text="Bỏ trống nếu chưa biết. Ví dụ: 31/12/2025"
    )
    source = forms.CharField(
        label="Nguồn", max_length=200, help_text="Giấy tờ làm căn cứ, số và ngày nếu có."
    )

    def clean_valid_to(self) -> date | None:
        """The first day on which it no longer holds."""
        last: date | None = self.cleaned_data["valid_to"]
        return last + timedelta(days=1) if last else None


class LastDayForm(VietForm):
    """The last day on which something holds."""

    last_day = VietDateField(label="Đến hết ngày")


class FactForm(DatedForm):
    """A fact of one kind: its value, its number, or both."""

    value = forms.ChoiceField(label="Giá trị", widget=forms.RadioSelect)
    number = MoneyField(label="Số", required=False)
    field_order = ("value", "number")

    def __init__(self, *args: Any, kind: FactKind, **options: Any) -> None:
        super().__init__(*args, **options)
        spec = KINDS[kind]
        value, number = self.fields["value"], self.fields["number"]
        assert isinstance(value, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        value.choices = [(key, words[:1].upper() + words[1:]) for key, words in spec.choices.items()]
        number.label, number.required = spec.number_label, not spec.choice
        if spec.number_sentence:
            number.error_messages["invalid"] = spec.number_sentence
        for name, present in (("value", spec.choice), ("number", spec.number)):
            if not present:
                del self.fields[name]


class EvidenceForm(VietForm):
    """What is known about one standard of Điều 13: the person's word, or a paper with number and day."""

    answer = forms.ChoiceField(label="Nội dung", widget=forms.RadioSelect)
    since = VietDateField(label="Tạm trú từ ngày", required=False)
    basis = forms.ChoiceField(
        label="Căn cứ",
        choices=[(value, words.capitalize()) for value, words in StandardEvidence.Basis.choices],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label="Số giấy tờ", max_length=60, required=False)
    issued_on = VietDateField(label="Ngày cấp", required=False)
    issuer = forms.CharField(label="Nơi cấp", max_length=150, required=False)

    def __init__(self, *args: Any, standard: Standard, **options: Any) -> None:
        super().__init__(*args, **options)
        answer = self.fields["answer"]
        assert isinstance(answer, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        answer.choices = [
            (row.key, f"{row.words[:1].upper()}{row.words[1:]}" + (f" ({row.note})" if row.note else ""))
            for row in standard.answers
        ]
        if not any(row.least_months for row in standard.answers):
            del self.fields["since"]
        self.fields["number"].help_text = f"{standard.paper}. Để trống khi chỉ là lời khai."


class PapersForm(VietForm):
    """The day on which each paper of a file was received; an empty day means absent."""

    def __init__(self, *args: Any, papers: Sequence[FilePaper], **options: Any) -> None:
        super().__init__(*args, **options)
        for paper in papers:
            label = f"{paper.form}: {paper.title}" if paper.form else paper.title
            self.fields[paper.key] = VietDateField(label=label, required=False, help_text="Ngày nhận")


class LookForm(VietForm):
    """Why somebody looks at a full identity number."""

    reason = forms.CharField(
        label="Lý do xem",
        max_length=200,
        help_text="Tên người xem, thời điểm và lý do được lưu lại.",
        error_messages={"required": "Nhập lý do xem số định danh."},
    )


class JoinForm(MemberForm):
    """One person for a team that stands."""

    effective_on = VietDateField(label="Tham gia từ ngày")
    received_on = VietDateField(label="Ngày có kết quả xét tuyển")


class MoveForm(VietForm):
    """Another title or another team."""

    team_id = forms.TypedChoiceField(label="Tổ", coerce=int)
    title = forms.ChoiceField(label="Chức danh", choices=Membership.Title.choices, widget=forms.RadioSelect)
    effective_on = VietDateField(label="Từ ngày")
    reason = forms.CharField(label="Lý do", max_length=500)

    def __init__(self, *args: Any, teams: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        team = self.fields["team_id"]
        assert isinstance(team, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        team.choices = teams


class EndForm(VietForm):
    """An ending by one of the four grounds of Điều 17 khoản 3."""

    ground = forms.ChoiceField(label="Căn cứ", widget=forms.RadioSelect)
    received_on = VietDateField(
        label="Ngày nhận đơn hoặc giấy tờ", help_text="Từ ngày này tính 05 ngày làm việc để báo cáo."
    )
    paper_number = forms.CharField(label="Số giấy tờ", max_length=60, required=False)
    effective_on = VietDateField(label="Thôi tham gia từ ngày")
    reason = forms.CharField(label="Lý do, ý kiến của thôn và Mặt trận", max_length=500, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        ground = self.fields["ground"]
        assert isinstance(ground, forms.ChoiceField)  # noqa: S101 (tells the type of the field above)
        ground.choices = [(row.key, f"{row.words} ({row.article})") for row in national_law().ending.grounds]


class DutyForm(VietForm):
    """A refused duty or a written reminder."""

    kind = forms.ChoiceField(label="Loại", choices=DutyRecord.Kind.choices, widget=forms.RadioSelect)
    on = VietDateField(label="Ngày")
    number = forms.CharField(
        label="Số văn bản", max_length=60, required=False, help_text="Bắt buộc với văn bản nhắc nhở."
    )
    note = forms.CharField(label="Nội dung", max_length=300)


class MeetingForm(VietForm):
    """A meeting of the selection council with a field of votes for each candidate."""

    council_number = forms.CharField(label="Số quyết định lập Hội đồng", max_length=60)
    council_decided_on = VietDateField(label="Ngày quyết định lập Hội đồng")
    chu_tich = forms.CharField(label="Chủ tịch Hội đồng", max_length=250)
    pho_chu_tich = forms.CharField(label="Phó Chủ tịch Hội đồng", max_length=250)
    uy_vien = forms.CharField(label="Ủy viên", widget=forms.Textarea(attrs={"rows": 6}))
    held_on = VietDateField(label="Ngày họp")
    method = forms.ChoiceField(
        label="Cách biểu quyết", choices=SelectionMeeting.Method.choices, widget=forms.RadioSelect
    )
    present = forms.IntegerField(label="Số thành viên có mặt", min_value=1, max_value=50)
    places = forms.IntegerField(label="Số người cần tuyển", min_value=1, max_value=100)

    def __init__(self, *args: Any, people: Sequence[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people
        for seat in national_law().selection.seats:
            lines = " Mỗi dòng một người." if not seat.exactly_one else ""
            self.fields[seat.key].help_text = f"Họ và tên, chức vụ. {seat.who}.{lines}"
        for person in people:
            self.fields[f"vote_{person.pk}"] = forms.IntegerField(
                label=f"Số phiếu đồng ý: {person.full_name}", min_value=0, max_value=50, required=False
            )
        for name in self.fields:
            if isinstance(self.fields[name], forms.IntegerField):
                self.fields[name].widget = forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "data-width": "date"}
                )

    def seated(self) -> list[tuple[str, str, str]]:
        """(seat, name, post) of each member typed."""
        found = []
        for seat in national_law().selection.seats:
            for line in str(self.cleaned_data[seat.key]).splitlines():
                name, _, post = line.partition(",")
                if name.strip():
                    found.append((seat.key, name.strip(), post.strip()))
        return found

    def votes(self) -> dict[int, int]:
        """By person: the votes typed; nobody for an empty field."""
        typed = {person.pk: self.cleaned_data.get(f"vote_{person.pk}") for person in self.people}
        return {key: count for key, count in typed.items() if count is not None}


class ReturnForm(VietForm):
    """Why a dossier or a payment list goes back to the commune."""

    reason = forms.CharField(
        label="Lý do trả lại",
        max_length=500,
        help_text="Nêu chỗ cần sửa; xã đọc được lý do này.",
        error_messages={"required": "Nhập lý do trả lại để xã biết chỗ cần sửa."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, auto_id="return_%s", **options)
