"""What each role may do. A right that no role carries belongs to nobody."""

from __future__ import annotations

from typing import Final

from django.db import models


class Role(models.TextChoices):
    """The seats at the portal; each person holds one at a time, bound to a unit."""

    COMMUNE_CLERK = "commune_clerk", "Cán bộ Công an cấp xã"
    COMMUNE_CHAIRMAN = "commune_chairman", "Chủ tịch UBND cấp xã"
    DISTRICT_OFFICER = "district_officer", "Cán bộ cấp huyện"
    PROVINCE_POLICE = "province_police", "Công an tỉnh"
    PROVINCE_FINANCE = "province_finance", "Sở Tài chính"
    AUDITOR = "auditor", "Kiểm tra, thanh tra"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


READ: Final = frozenset(
    {
        "territory.view",
        "regulations.view",
        "teams.view",
        "members.view",
        "allowances.view",
        "reports.view_documents",
        "reports.view_budget",
    }
)

# Lists that come in from Excel, each within the reach of who brings it.
LISTS: Final = frozenset({"imports.members", "imports.villages"})

RIGHTS: Final[dict[str, frozenset[str]]] = {
    Role.COMMUNE_CLERK: READ
    | {"teams.edit", "members.edit", "members.tell_apart", "teams.submit_dossier"}
    | {
        "allowances.check",
        "allowances.prepare_benefit",
        "allowances.record_duty",
        "allowances.pay_out",
        "mergers.answer",
        "imports.teams",
        "members.see_identity",
    }
    | {"territory.edit_facts", "allowances.ask_budget"}
    | LISTS,
    Role.COMMUNE_CHAIRMAN: READ
    | {"teams.issue_decision", "allowances.approve", "allowances.approve_payout", "allowances.hold_pay"}
    | {"members.view_looks"},
    Role.DISTRICT_OFFICER: READ
    | {"teams.examine_dossier", "members.tell_apart", "allowances.examine_budget"}
    | LISTS,
    Role.PROVINCE_POLICE: READ
    | {"allowances.start_run", "territory.view_questions", "regulations.edit", "regulations.adopt"}
    | {"territory.edit_facts", "allowances.cost_draft", "teams.give_quota", "members.tell_apart"}
    | {"mergers.view", "mergers.answer", "mergers.prepare", "mergers.apply"}
    | {"members.see_identity", "members.view_looks"}
    | {"teams.examine_dossier", "teams.set_route", "allowances.ask_budget", "allowances.view_checks"}
    | LISTS,
    Role.PROVINCE_FINANCE: READ - {"members.view"}
    | {"allowances.approve", "allowances.cost_draft", "allowances.set_pay", "allowances.view_checks"}
    | {"allowances.pay_out", "allowances.approve_payout", "allowances.hold_pay"}
    | {"allowances.examine_budget", "allowances.allocate_budget"},
    Role.AUDITOR: READ
    | {"territory.view_questions", "allowances.cost_draft", "mergers.view", "members.view_looks"}
    | {"allowances.view_checks"},
    Role.ADMINISTRATOR: frozenset(
        {
            "territory.view",
            "territory.view_questions",
            "regulations.view",
            "regulations.adopt",
            "accounts.manage",
            "mergers.view",
            "mergers.apply",
        }
    ),
}

# The level of unit that each role can be bound to.
LEVELS: Final[dict[str, frozenset[str]]] = {
    Role.COMMUNE_CLERK: frozenset({"commune"}),
    Role.COMMUNE_CHAIRMAN: frozenset({"commune"}),
    Role.DISTRICT_OFFICER: frozenset({"district"}),
    Role.PROVINCE_POLICE: frozenset({"province"}),
    Role.PROVINCE_FINANCE: frozenset({"province"}),
    Role.AUDITOR: frozenset({"province", "district", "commune"}),
    Role.ADMINISTRATOR: frozenset({"province"}),
}


def rights_of(role: str) -> frozenset[str]:
    """The rights that ``role`` carries; an unknown role carries none."""
    return RIGHTS.get(role, frozenset())
