"""How the blocks of a law file are told apart: by the key that only one of them has."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Tag, TypeAdapter, ValidationError

from regulations.engine.block import Block, told_apart_by


class Small(Block):
    small: int


class Large(Block):
    large: int


def read(data: Any) -> Block:
    keys = told_apart_by({"small": "Small", "large": "Large"})
    blocks: TypeAdapter[Block] = TypeAdapter(
        Annotated[Annotated[Small, Tag("Small")] | Annotated[Large, Tag("Large")], keys]
    )
    return blocks.validate_python(data)


def faults(data: Any) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        read(data)
    return [(fault["loc"], fault["type"]) for fault in caught.value.errors()]


def test_a_block_is_known_by_its_key() -> None:
    assert read({"small": 1}) == Small(small=1)
    assert read({"large": 1}) == Large(large=1)


def test_a_block_stays_what_it_is() -> None:
    large = Large(large=1)
    assert read(large) is large


def test_a_misspelt_key_is_held_against_the_block_that_was_meant() -> None:
    assert faults({"larg": 1}) == [(("Large", "large"), "missing"), (("Large", "larg"), "extra_forbidden")]


def test_a_right_key_says_more_than_a_misspelt_one() -> None:
    assert faults({"larg": 1, "small": 1}) == [(("Small", "larg"), "extra_forbidden")]


@pytest.mark.parametrize("data", [{}, {"khac": 1}, 5, "small", None])
def test_what_is_no_block_is_told_the_keys(data: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        read(data)
    assert [(fault["type"], fault["msg"]) for fault in caught.value.errors()] == [
        ("law", "Ghi một trong các khóa: small, large.")
    ]
