"""Vietnamese names of people and villages, put together from parts that are common in the province."""

from __future__ import annotations

from typing import Final

from antt_portal.sample.draw import first_of, pick
from members.models import Person

# Family names by how often they come up.
_FAMILIES: Final = (
    *["Nguyễn"] * 30,
    *["Trần"] * 11,
    *["Lê"] * 9,
    *["Võ"] * 7,
    *["Huỳnh"] * 6,
    *["Phạm"] * 6,
    *["Phan"] * 4,
    *["Đặng"] * 3,
    *["Bùi"] * 3,
    *["Hồ"] * 3,
    *["Đỗ"] * 2,
    *["Ngô"] * 2,
    *["Dương"] * 2,
    *["Mai", "Tạ", "Châu", "Trương", "Lý", "Đoàn", "Cao", "Hà", "Thái", "Lâm"],
)
_UPLAND_FAMILIES: Final = (*["Đinh"] * 9, *_FAMILIES[28:34])

_MIDDLES: Final = {
    Person.Gender.MALE: (
        *["Văn"] * 9,
        *("Đình", "Hữu", "Ngọc", "Thanh", "Công", "Thế", "Thành", "Hoàng", "Quang", "Đăng", "Bá"),
    ),
    Person.Gender.FEMALE: (
        *["Thị"] * 8,
        *("Thị Kim", "Thị Ngọc", "Thị Thanh", "Thị Mỹ", "Thị Bích", "Thị Thu", "Ngọc", "Kim", "Thúy"),
    ),
}
_GIVEN: Final = {
    Person.Gender.MALE: (
        *(
            "An",
            "Bảo",
            "Bình",
            "Cường",
            "Danh",
            "Dũng",
            "Duy",
            "Đạt",
            "Đông",
            "Hải",
            "Hào",
            "Hậu",
            "Hiền",
            "Hiếu",
        ),
        *("Hòa", "Hoàng", "Hội", "Hưng", "Huy", "Khải", "Khánh", "Khoa", "Khôi", "Kiên", "Lâm", "Lộc", "Lợi"),
        *("Long", "Luân", "Mạnh", "Nam", "Nghĩa", "Nghiệp", "Nhân", "Nhật", "Phong", "Phú", "Phước", "Quân"),
        *(
            "Quý",
            "Sang",
            "Sơn",
            "Tài",
            "Tâm",
            "Tân",
            "Thái",
            "Thạch",
            "Thành",
            "Thiện",
            "Thịnh",
            "Thuận",
            "Tiến",
        ),
        *("Tín", "Toàn", "Trí", "Trung", "Trường", "Tú", "Tuấn", "Tùng", "Việt", "Vinh", "Vũ", "Xuân", "Ý"),
    ),
    Person.Gender.FEMALE: (
        *("Ái", "Cúc", "Diễm", "Diệu", "Dung", "Duyên", "Đào", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Hoài"),
        *("Hồng", "Huệ", "Hương", "Hường", "Lài", "Lan", "Liên", "Liễu", "Loan", "Ly", "Mai", "Mận", "My"),
        *("Nga", "Ngọc", "Nguyệt", "Nhàn", "Nhung", "Nở", "Oanh", "Phượng", "Quyên", "Sương", "Tâm", "Thảo"),
        *("Thắm", "Thoa", "Thu", "Thủy", "Thúy", "Thương", "Tiên", "Trang", "Trinh", "Tuyết", "Vân", "Yến"),
    ),
}

_THON_FIRST: Final = (
    *(
        "An",
        "Bình",
        "Chánh",
        "Đại",
        "Đông",
        "Gia",
        "Hòa",
        "Hưng",
        "Khánh",
        "Kim",
        "Lạc",
        "Liên",
        "Long",
        "Lộc",
    ),
    *(
        "Lương",
        "Mỹ",
        "Nghĩa",
        "Nho",
        "Phú",
        "Phước",
        "Quảng",
        "Tân",
        "Thái",
        "Thanh",
        "Thạnh",
        "Thiện",
        "Thuận",
    ),
    *("Trung", "Trường", "Tú", "Vạn", "Vĩnh", "Xuân"),
)
_THON_SECOND: Final = (
    *("An", "Bình", "Chánh", "Điền", "Định", "Đức", "Hải", "Hậu", "Hòa", "Hội", "Hưng", "Khánh", "Lâm", "Lễ"),
    *(
        "Lộc",
        "Long",
        "Mỹ",
        "Nghiệp",
        "Nghĩa",
        "Phong",
        "Phú",
        "Phước",
        "Quang",
        "Sơn",
        "Tân",
        "Thạnh",
        "Thiện",
    ),
    *("Thọ", "Thuận", "Tín", "Tường", "Vinh", "Xuân"),
)
_THON: Final = tuple(f"{a} {b}" for a in _THON_FIRST for b in _THON_SECOND if a != b)
_LANG: Final = tuple(
    f"{a} {b}"
    for a in ("Kon", "Đak", "Hà", "Suối", "Tà", "Canh")
    for b in ("Giang", "Lơi", "Lăng", "Mang", "Nơm", "Ri", "Rin", "Tiến", "Trinh", "Xem")
)
LANG_NAMES: Final = len(_LANG)


def person_name(gender: str, *names: object, upland: bool) -> str:
    """Family, middle and given name fitting ``gender``: "Nguyễn Văn Bình"."""
    family = pick(_UPLAND_FAMILIES if upland else _FAMILIES, *names, "family")
    middle = pick(_MIDDLES[Person.Gender(gender)], *names, "middle")
    given = pick(_GIVEN[Person.Gender(gender)], *names, "given")
    if given in middle.split():
        middle = "Văn" if gender == Person.Gender.MALE else "Thị"
    return f"{family} {middle} {given}"


def thon_names(count: int, commune: str) -> list[str]:
    """``count`` different names of thôn for the commune."""
    return first_of(_THON, count, commune, "thon")


def lang_names(count: int, commune: str) -> list[str]:
    """``count`` different names of làng for the commune."""
    return first_of(_LANG, count, commune, "lang")
