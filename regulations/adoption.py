"""Decisions about law: upload of a file, adoption by a second person, withdrawal, repeal.

Whoever uploaded a text never records its adoption: the service says so in words, the database refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.errors import DomainError, NotAllowed, SamePerson, WrongState
from accounts.models import User
from accounts.refusals import save_or_refuse
from regulations.engine import Law, Problem, check_law
from regulations.engine.yaml_text import read_yaml
from regulations.errors import LawConflict, LawFileRefused, errors_of
from regulations.models import LawVersion, LawVersionQuerySet, former_territories, kept_territories
from regulations.selectors import compiled, series_book
from regulations.services import territory_of, version_of
from territory.models import Unit
from territory.spans import overlaps

FILE_NAME: Final = "tệp"
# Columns that hold less than a file may say.
_LONGEST: Final = {"id": 80, "number": 80, "title": 500}


@transaction.atomic
def law_upload(*, actor: User, text: str) -> LawVersion:
    """Store ``text`` as a draft of the actor's province; LawFileRefused lists every fault."""
    _require(actor, "regulations.edit")
    law, problems = checked(text)
    territory = territory_of(law) if law else None
    problems += _place_problems(territory, text, actor) if law else []
    if law is None or territory is None or errors_of(problems):
        raise LawFileRefused(problems)
    version = version_of(law, text, territory)
    version.uploaded_by, version.uploaded_at = actor, timezone.now()
    save_or_refuse(version, at={"law_text_once": "text"})
    return version


@transaction.atomic
def law_adopt(*, actor: User, version_id: int) -> LawVersion:
    """Record that the council adopted a draft; what held there before ends on its first day.

    Refuses its uploader, a text that is not final, and a document that begins there on the same day or later.
    """
    version = _lock(actor, "regulations.adopt", version_id)
    _refuse_decided(version)
    if version.uploaded_by_id == actor.pk:
        raise SamePerson("Đề nghị người khác ghi ban hành: người tải lên không được tự ghi.")
    _refuse_not_final(compiled(version.digest, version.text))
    replaced = _replaced_by(version)
    for old in replaced:
        old.valid_to, old.replaced_by = version.valid_from, version
        old.save(update_fields=["valid_to", "replaced_by"])
    version.status = LawVersion.Status.ADOPTED
    version.adopted_by, version.adopted_at = actor, timezone.now()
    save_or_refuse(version)
    return version


@transaction.atomic
def law_withdraw(*, actor: User, version_id: int) -> LawVersion:
    """A draft that is no longer wanted; it is kept and can never be adopted."""
    version = _lock(actor, "regulations.edit", version_id)
    _refuse_decided(version)
    version.status = LawVersion.Status.WITHDRAWN
    version.save(update_fields=["status"])
    return version


@transaction.atomic
def law_end(*, actor: User, version_id: int, valid_to: date, basis: str) -> LawVersion:
    """Record a repeal: the document holds until the day before ``valid_to``, by the document ``basis``."""
    version = _lock(actor, "regulations.adopt", version_id)
    if not version.is_adopted:
        raise WrongState("Chọn văn bản đã ban hành để ghi ngày hết hiệu lực.")
    if version.valid_to is not None and version.valid_to <= valid_to:
        raise WrongState("Nhập ngày sớm hơn: văn bản đã có ngày hết hiệu lực.", field="last_day")
    version.valid_to, version.end_basis = valid_to, basis
    save_or_refuse(version, at={"law_ends_after_start": "last_day", "end_basis": "basis"})
    return version


def checked(text: str) -> tuple[Law | None, list[Problem]]:
    """The law of ``text`` and all that the checker says of it; None when it cannot be read."""
    report = check_law(text, FILE_NAME, series_book())
    faults = _length_problems(report.law, text) if report.law else []
    return report.law, [*report.problems, *faults]


def _length_problems(law: Law, text: str) -> list[Problem]:
    return [
        _problem(text, ("document", field), f"Rút ngắn còn tối đa {longest} ký tự.")
        for field, longest in _LONGEST.items()
        if len(getattr(law.document, field) or "") > longest
    ]


def _place_problems(territory: Unit | None, text: str, actor: User) -> list[Problem]:
    if territory is not None and territory in kept_territories(actor):
        return []
    known = "tỉnh này không thuộc đơn vị của tài khoản" if territory else "không có tỉnh mã này vào ngày đó"
    return [_problem(text, ("territory", "province_code"), f"Sửa mã tỉnh: {known}.")]


def _problem(text: str, path: tuple[str, ...], message: str) -> Problem:
    return Problem(FILE_NAME, read_yaml(text).lines[path], ".".join(path), message)


def _require(actor: User, right: str) -> None:
    if not actor.has_perm(right):
        raise NotAllowed("Dùng tài khoản cấp tỉnh có quyền làm việc này.")


def _lock(actor: User, right: str, version_id: int) -> LawVersion:
    _require(actor, right)
    version = LawVersion.objects.select_for_update(of=("self",)).get(pk=version_id)
    if not kept_territories(actor).filter(pk=version.territory_id).exists():
        raise NotAllowed("Dùng tài khoản của tỉnh có văn bản này.")
    return version


def _refuse_decided(version: LawVersion) -> None:
    if not version.is_draft:
        raise WrongState("Chọn bản dự thảo: văn bản này đã ban hành hoặc đã rút.")


def _refuse_not_final(law: Law) -> None:
    if law.status != "adopted" or not law.document.number or not law.document.issued:
        raise DomainError(
            "Tải lên bản có số, ngày ban hành và status: adopted, rồi ghi ban hành.", code="not_final"
        )


@dataclass(frozen=True, slots=True)
class Effects:
    """What the adoption of a text does, and what its reader should know before.

    ``ended`` hold until the day before; ``unnamed`` are those of them that the text does not name although
    it names others; ``missing`` is what it names and no adopted document of the province is.
    """

    ended: tuple[LawVersion, ...]
    unnamed: tuple[LawVersion, ...]
    missing: tuple[str, ...]


def effects_of(version: LawVersion) -> Effects:
    """What would happen if ``version`` were adopted now; nothing is locked or changed."""
    document = compiled(version.digest, version.text).document
    here = LawVersion.objects.filter(
        territory__in=former_territories(version.territory), status=LawVersion.Status.ADOPTED
    )
    known = [(old.number or None, old.document_id) for old in here]
    ended = tuple(_ended(version))
    unnamed = [old for old in ended if not document.ends(old.number or None, old.document_id)]
    return Effects(ended, tuple(unnamed if document.replaces else ()), document.not_among(known))


def _replaced_by(version: LawVersion) -> list[LawVersion]:
    """The adopted versions that ``version`` ends, locked; LawConflict where it cannot end one."""
    ended = list(_ended(version).select_for_update(of=("self",)))
    wider = _held_with(version).filter(territory__predecessors__old=version.territory_id)
    for other in [
        *wider.select_for_update(of=("self",)),
        *(old for old in ended if old.valid_from >= version.valid_from),
    ]:
        raise LawConflict(version, other, max(version.valid_from, other.valid_from))
    return ended


def _ended(version: LawVersion) -> LawVersionQuerySet:
    """The adopted versions of the province and its former ones that hold on a day of ``version``."""
    return _held_with(version).filter(territory__in=former_territories(version.territory))


def _held_with(version: LawVersion) -> LawVersionQuerySet:
    return LawVersion.objects.filter(
        overlaps(version.valid_from, version.valid_to), status=LawVersion.Status.ADOPTED
    ).order_by("pk")
