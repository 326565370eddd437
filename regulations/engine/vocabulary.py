"""The published vocabulary of facts that a law file may ask about. Every fact holds on a day.

Facts of a village are those of the whole area of one team: where it serves several villages, numbers add up.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from regulations.engine.fact_spec import FactSpec

VILLAGE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "thon": "thôn",
        "khu_pho": "khu phố",
        "to_dan_pho": "tổ dân phố",
        "ap": "ấp",
        "ban": "bản",
        "buon": "buôn",
        "khom": "khóm",
        "xom": "xóm",
        "khu_dan_cu": "khu dân cư",
        "pho": "phố",
    }
)
# Resolution 03/2024 of Bình Định counts làng as thôn, khối phố and khu vực as khu phố; the rest is spelling.
VILLAGE_ALIASES = {"làng": "thon", "khối phố": "khu_pho", "khu vực": "khu_pho", "khối": "khu_pho"}

_AREA = {"m2": 1, "ha": 10_000, "km2": 1_000_000}
_MAX_AREA = 100_000_000_000
_MAX_VND = 1_000_000_000_000


def _choice(name: str, meaning: str, **allowed: str) -> FactSpec:
    return FactSpec(name, "choice", meaning, allowed=allowed)


def _number(name: str, meaning: str, unit: str, maximum: int, minimum: int = 0) -> FactSpec:
    return FactSpec(name, "int", meaning, unit, minimum=minimum, maximum=maximum)


def _area(name: str, meaning: str) -> FactSpec:
    return FactSpec(name, "int", meaning, "m²", maximum=_MAX_AREA, units=_AREA)


def _vnd(name: str, meaning: str) -> FactSpec:
    return _number(name, meaning, "đồng", _MAX_VND)


def _flag(name: str, meaning: str, otherwise: str) -> FactSpec:
    return FactSpec(name, "bool", meaning, otherwise=otherwise)


_VILLAGE = (
    FactSpec("village.kind", "choice", "loại thôn, tổ dân phố", allowed=VILLAGE_KINDS),
    _number("village.households", "số hộ", "hộ", 100_000),
    _number("village.persons", "số nhân khẩu", "nhân khẩu", 1_000_000),
    _number("village.temporary_residents", "số nhân khẩu tạm trú", "nhân khẩu", 1_000_000),
    _area("village.area", "diện tích thôn, tổ dân phố"),
    _choice(
        "village.class",
        "phân loại thôn, tổ dân phố",
        loai_1="loại 1",
        loai_2="loại 2",
        loai_3="loại 3",
    ),
    _flag("village.special", "thôn, ấp đặc thù", "không phải thôn, ấp đặc thù"),
    _flag("village.merged", "thôn mới sáp nhập", "thôn không sáp nhập"),
    _flag("village.hotspot", "thôn trọng điểm về an ninh, trật tự", "thôn không trọng điểm"),
    _flag("village.hardship", "thôn đặc biệt khó khăn", "thôn không đặc biệt khó khăn"),
)
_TEAM = (
    _number("team.villages", "số thôn, tổ dân phố do Tổ phụ trách", "thôn, tổ dân phố", 100, minimum=1),
    _number("team.quota", "chỉ tiêu thành viên do UBND tỉnh giao", "người", 100),
)
_PLACE = (
    _choice(
        "commune.kind",
        "loại đơn vị hành chính cấp xã",
        xa="xã",
        phuong="phường",
        thi_tran="thị trấn",
        dac_khu="đặc khu",
    ),
    _choice(
        "commune.class",
        "phân loại đơn vị hành chính cấp xã",
        loai_1="xã loại I",
        loai_2="xã loại II",
        loai_3="xã loại III",
    ),
    _number("commune.households", "số hộ của xã", "hộ", 1_000_000),
    _number("commune.persons", "số nhân khẩu của xã", "nhân khẩu", 10_000_000),
    _number("commune.villages", "số thôn, tổ dân phố của xã", "thôn, tổ dân phố", 1_000),
    _area("commune.area", "diện tích xã"),
    _flag("commune.hotspot", "xã trọng điểm, phức tạp về an ninh, trật tự", "xã không trọng điểm"),
    _flag("commune.border", "xã biên giới", "không phải xã biên giới"),
    _flag("commune.island", "xã đảo, đặc khu", "không phải xã đảo"),
    _flag("commune.mountain", "xã miền núi", "không phải xã miền núi"),
    _flag("commune.hardship", "xã đặc biệt khó khăn", "xã không đặc biệt khó khăn"),
    _flag(
        "commune.ethnic_minority",
        "xã vùng đồng bào dân tộc thiểu số",
        "không phải xã vùng dân tộc thiểu số",
    ),
    _flag("commune.defence_key", "xã trọng điểm về quốc phòng", "xã không trọng điểm về quốc phòng"),
    _flag("commune.merged", "xã mới sáp nhập", "xã không sáp nhập"),
    FactSpec("commune.code", "code", "xã mã"),
    _choice(
        "commune.wage_region",
        "vùng lương tối thiểu của địa bàn",
        vung_1="vùng I",
        vung_2="vùng II",
        vung_3="vùng III",
        vung_4="vùng IV",
    ),
    _choice(
        "district.kind",
        "loại đơn vị hành chính cấp huyện (đến 30/06/2025)",
        huyen="huyện",
        quan="quận",
        thi_xa="thị xã",
        thanh_pho="thành phố",
    ),
    FactSpec("district.code", "code", "huyện mã"),
    FactSpec("former_province.code", "code", "tỉnh cũ mã"),
)
_MEMBER = (
    _choice("member.title", "chức danh trong Tổ", to_truong="Tổ trưởng", to_pho="Tổ phó", to_vien="Tổ viên"),
    _choice(
        "member.other_post",
        "chức danh kiêm nhiệm",
        khong="không kiêm nhiệm",
        khong_chuyen_trach_thon="kiêm người hoạt động không chuyên trách ở thôn, tổ dân phố",
        truc_tiep_thon="kiêm người trực tiếp tham gia hoạt động ở thôn, tổ dân phố",
        khong_chuyen_trach_xa="kiêm người hoạt động không chuyên trách ở cấp xã",
        can_bo_cong_chuc="kiêm cán bộ, công chức cấp xã",
        khac="kiêm chức danh khác",
    ),
    _vnd("member.other_post_vnd", "phụ cấp của chức danh kiêm nhiệm"),
    _choice(
        "member.training_level",
        "trình độ đào tạo",
        chua_qua="chưa qua đào tạo",
        so_cap="trình độ sơ cấp",
        trung_cap="trình độ trung cấp",
        cao_dang="trình độ cao đẳng",
        dai_hoc="trình độ đại học",
        sau_dai_hoc="trình độ sau đại học",
    ),
    _flag("member.drilled", "đã qua huấn luyện nghiệp vụ", "chưa qua huấn luyện nghiệp vụ"),
    _number("member.service_months", "thời gian tham gia liên tục", "tháng", 1_200),
    _number("member.service_years", "số năm tham gia liên tục", "năm", 100),
    _number("member.age", "tuổi", "tuổi", 150),
    _flag("member.ethnic_minority", "người dân tộc thiểu số", "không phải người dân tộc thiểu số"),
    _choice(
        "member.former_force",
        "lực lượng đã tham gia trước đây",
        khong="chưa tham gia lực lượng trước đây",
        cong_an_xa_ban_chuyen_trach="nguyên Công an xã bán chuyên trách",
        bao_ve_dan_pho="nguyên bảo vệ dân phố",
        dan_phong="nguyên Đội trưởng, Đội phó dân phòng",
    ),
)
_INSURANCE = (
    _choice(
        "member.bhxh_tu_nguyen",
        "tham gia BHXH tự nguyện",
        co="có tham gia BHXH tự nguyện",
        khong="không tham gia BHXH tự nguyện",
    ),
    _choice("member.bhyt", "tham gia BHYT", co="có tham gia BHYT", khong="không tham gia BHYT"),
    _choice(
        "member.bhxh_group",
        "đối tượng được Nhà nước hỗ trợ đóng BHXH tự nguyện",
        ho_ngheo="hộ nghèo",
        ho_can_ngheo="hộ cận nghèo",
        dan_toc_thieu_so="dân tộc thiểu số",
        khac="đối tượng khác",
    ),
    _vnd("member.bhxh_income_vnd", "thu nhập chọn đóng BHXH tự nguyện"),
    _number("member.bhxh_months", "số tháng đã được hỗ trợ đóng BHXH", "tháng", 1_200),
    _choice(
        "member.bhyt_group",
        "nhóm tham gia BHYT",
        ho_gia_dinh="BHYT theo hộ gia đình",
        nha_nuoc_dong="BHYT do ngân sách nhà nước đóng",
        nha_nuoc_ho_tro="BHYT được ngân sách nhà nước hỗ trợ đóng",
        khac="BHYT theo nhóm khác",
    ),
    _number("member.bhyt_rank", "thứ tự trong hộ tham gia BHYT", "", 30, minimum=1),
)
_DUTY = (
    _choice(
        "duty.kind",
        "loại nhiệm vụ được bồi dưỡng",
        dem="làm nhiệm vụ từ 22 giờ đến 06 giờ",
        ngay_nghi="làm nhiệm vụ ngày nghỉ",
        ngay_le="làm nhiệm vụ ngày lễ",
        nang_nhoc="công việc nặng nhọc, độc hại, nguy hiểm",
        huy_dong="được huy động, điều động",
        tap_huan="tập huấn, bồi dưỡng",
    ),
    _number("duty.minutes", "thời gian làm nhiệm vụ", "phút", 1_440),
    _flag("duty.outside_area", "ngoài địa bàn được phân công", "trong địa bàn được phân công"),
)
_EVENT = (
    _choice(
        "event.kind",
        "sự việc được trợ cấp một lần",
        thoi_viec="thôi tham gia lực lượng",
        tai_nan="tai nạn",
        chet="chết",
        mai_tang="mai táng",
        om_dau="ốm đau, điều trị",
        tap_huan="tập huấn, bồi dưỡng",
    ),
    _number("event.capacity_loss", "tỷ lệ suy giảm khả năng lao động", "%", 100),
    _number("event.days", "số ngày điều trị, tập huấn", "ngày", 3_660),
    _vnd("event.cost_vnd", "chi phí thực tế có chứng từ"),
    _number("event.times_before", "số lần đã hưởng trong năm", "lần", 1_000),
    _flag("event.on_duty", "xảy ra khi làm nhiệm vụ", "không xảy ra khi làm nhiệm vụ"),
)

VOCABULARY: Mapping[str, FactSpec] = MappingProxyType(
    {spec.name: spec for spec in _VILLAGE + _TEAM + _PLACE + _MEMBER + _INSURANCE + _DUTY + _EVENT}
)
