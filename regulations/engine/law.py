"""A law file once it has been checked: the document, where and when it holds, its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse, walk
from regulations.engine.citation import Key, Text
from regulations.engine.entitlements import Component, NamedValue, OneOff
from regulations.engine.part_month import PartMonthRule
from regulations.engine.tariffs import Tariff, TariffLimit
from regulations.engine.team_rule import TeamRule
from regulations.engine.values import Dated
from vietnamese.dates import Span

CODE_PATTERN: Final = r"^[0-9]{2}$"
_KINDS = {"nghi_quyet": "Nghị quyết", "quyet_dinh": "Quyết định", "nghi_dinh": "Nghị định"}


class Document(Block):
    """The legal document; ``number`` and ``issued`` are None while nobody has seen them."""

    id: Key
    kind: Literal["nghi_quyet", "quyet_dinh", "nghi_dinh"]
    number: Text | None
    issuer: Text
    title: Text
    issued: date | None
    note: Text | None = None
    replaces: tuple[Text, ...] = Field(
        (), description="The documents that this one ends, by number (03/2024/NQ-HĐND) or by id."
    )

    def ends(self, number: str | None, document_id: str) -> bool:
        """Whether ``replaces`` names a document of this number or id."""
        return bool(self._names(number, document_id))

    def not_among(self, documents: Iterable[tuple[str | None, str]]) -> tuple[str, ...]:
        """What ``replaces`` names and none of the documents (number, id) is."""
        found = {name for document in documents for name in self._names(*document)}
        return tuple(name for name in self.replaces if name not in found)

    def _names(self, number: str | None, document_id: str) -> set[str]:
        return {name for name in self.replaces if name in (number, document_id)}

    def words(self) -> str:
        """ "Nghị quyết số 03/2024/NQ-HĐND", or the issuer with a word on the number not verified."""
        kind = _KINDS[self.kind]
        return (
            f"{kind} số {self.number}" if self.number else f"{kind} của {self.issuer} (số hiệu chưa xác minh)"
        )


class Territory(Block):
    """The province whose code held on the day ``on``; codes are used again after mergers."""

    province_code: Annotated[str, Field(pattern=CODE_PATTERN)]
    province_name: Text
    on: date


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
    values: tuple[NamedValue, ...] = ()
    team_size: TeamRule
    components: tuple[Component, ...] = Field(min_length=1)
    tariffs: tuple[Tariff, ...] = ()
    tariff_limits: tuple[TariffLimit, ...] = ()
    one_off: tuple[OneOff, ...] = ()

    @model_validator(mode="after")
    def _is_consistent(self) -> Law:
        if self.valid_to is not None and self.valid_to <= self.valid_from:
            refuse("Ghi valid_to sau valid_from.", "valid_to")
        seen: set[str] = set()
        for section in ("values", "components", "tariffs", "one_off"):
            for place, part in enumerate(getattr(self, section)):
                if part.key in seen:
                    refuse(f"Đặt khóa (key) riêng: “{part.key}” đã dùng ở trên.", section, place, "key")
                seen.add(part.key)
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

    @cached_property
    def named(self) -> Mapping[str, NamedValue | Component]:
        """What ``ref`` may point at, by key."""
        values: dict[str, NamedValue | Component] = {part.key: part for part in self.values}
        values |= {part.key: part for part in self.components}
        return values

    @cached_property
    def payable(self) -> Mapping[str, str]:
        """The name of whatever it pays, by key: monthly components, tariffs, sums owed once, in its order."""
        parts: tuple[Component | Tariff | OneOff, ...] = (*self.components, *self.tariffs, *self.one_off)
        return {part.key: part.name for part in parts}

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The days of the document and of each dated value in it; at their edges amounts may change."""
        dated = (block for _, block in walk(self) if isinstance(block, Dated))
        return (self.span, *(row.span for block in dated for row in block.dated))

    def part_month_of(self, component: str) -> PartMonthRule | None:
        """How a part of a month is paid for one component: its own rule, else the file's."""
        own = (each.part_month for each in self.components if each.key == component)
        return next(own, None) or self.part_month
