"""Pay by the day, night, shift or hour of duty, and the limits of a month on it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, model_validator

from regulations.engine.block import Block, refuse
from regulations.engine.citation import Cite, Key, Text
from regulations.engine.conditions import Condition
from regulations.engine.entitlements import RoundTo
from regulations.engine.values import Value

PER: Mapping[str, str] = MappingProxyType({"day": "ngày", "night": "đêm", "shift": "ca", "hour": "giờ"})


class Tariff(Block):
    """What one kind of duty gives, ``per`` unit of it.

    A day and a night count once a calendar day, their minutes added up; a shift counts each time it is
    claimed; an hour in proportion to its minutes. ``applies_when`` asks about the facts of the claim
    (duty.*) and of the person; duty shorter than ``least_minutes`` does not count.
    """

    key: Key
    name: Text
    per: Literal["day", "night", "shift", "hour"]
    applies_when: Condition | None = None
    least_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    value: Value
    round_to_vnd: RoundTo | None = None

    @property
    def unit(self) -> str:
        """ "đêm"."""
        return PER[self.per]


class TariffLimit(Block):
    """A limit on one or several tariffs: times a month, đồng a month, or only the highest of a day.

    Where times are limited over several tariffs, ``keep`` says which count: the earliest or the highest.
    Where đồng are, the tariffs are filled up in the order of ``tariffs``.
    """

    tariffs: tuple[Key, ...] = Field(min_length=1)
    at_most_times: Annotated[int, Field(ge=1, le=366)] | None = None
    at_most: Value | None = Field(None, description="The most đồng a month.")
    same_day: Literal["highest"] | None = None
    keep: Literal["earliest", "highest"] | None = None
    cite: Cite

    @model_validator(mode="after")
    def _is_one_limit(self) -> TariffLimit:
        limits = [self.at_most_times, self.at_most, self.same_day]
        if sum(limit is not None for limit in limits) != 1:
            refuse("Ghi đúng một giới hạn: at_most_times, at_most hoặc same_day.")
        if (self.keep is not None) != (self.at_most_times is not None and len(self.tariffs) > 1):
            refuse("Ghi keep đúng khi at_most_times giới hạn nhiều loại (tariffs).")
        return self
