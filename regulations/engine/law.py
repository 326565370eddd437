"""A law file once it has been checked: the document, where and when it holds, its rules."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Cite, Text
from regulations.engine.conditions import Condition
from regulations.engine.money import MoneyBlock
from regulations.engine.part_month import PartMonthRule
from regulations.engine.people import PeopleBlock
from vietnamese.dates import Span

_KINDS = {"nghi_quyet": "Nghị quyết", "quyet_dinh": "Quyết định", "nghi_dinh": "Nghị định"}
Key = Annotated[str, Field(pattern=r"^[a-z0-9_-]+$")]


class Document(Block):
    """The legal document; ``number`` and ``issued`` are None while nobody has seen them."""

    id: Key
    kind: Literal["nghi_quyet", "quyet_dinh", "nghi_dinh"]
    number: Text | None
    issuer: Text
    title: Text
    issued: date | None
    note: Text | None = None

    def words(self) -> str:
        """ "Nghị quyết số 03/2024/NQ-HĐND", or the issuer with a word on the number not verified."""
        kind = _KINDS[self.kind]
        return (
            f"{kind} số {self.number}" if self.number else f"{kind} của {self.issuer} (số hiệu chưa xác minh)"
        )


class Territory(Block):
    """The province whose code held on the day ``on``; codes are used again after mergers."""

    province_code: Annotated[str, Field(pattern=r"^[0-9]{2}$")]
    province_name: Text
    on: date


class Component(Block):
    """One monthly entitlement of the members to whom ``applies_when`` applies (all, when there is none).

    Without ``round_to_vnd`` its value must come out whole.
    """

    key: Key
    name: Text
    applies_when: Condition | None = None
    value: MoneyBlock
    round_to_vnd: Annotated[int, Field(ge=1)] | None = None


class TeamRule(Block):
    """Where a team is set up (everywhere, when there is no condition) and how many people it has."""

    exists_when: Condition | None = None
    cite: Cite
    size: PeopleBlock


class Law(Block):
    """The rules of one document over one territory and one span of days.

    Equal by content, hashed by its document and span: cheap as a key of a cache.
    """

    document: Document
    territory: Territory
    status: Literal["adopted", "draft"]
    valid_from: date
    valid_to: date | None = None
    review_date: date
    part_month: PartMonthRule | None
    team_size: TeamRule
    components: tuple[Component, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_consistent(self) -> Law:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            refuse("Ghi valid_to sau valid_from.")
        keys = [component.key for component in self.components]
        if len(set(keys)) < len(keys):
            refuse("Đặt cho mỗi khoản một khóa (key) riêng.")
        return self

    def __hash__(self) -> int:
        return hash((self.document.id, self.valid_from, self.valid_to))

    @property
    def span(self) -> Span:
        """The days on which the document is in force."""
        return Span(self.valid_from, self.valid_to)

    def covers(self, on: date) -> bool:
        """Whether the document is in force on a day."""
        return self.span.contains(on)
