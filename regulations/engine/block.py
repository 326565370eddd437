"""The base of everything a law file may contain: frozen, strict, no unknown keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, Discriminator, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from regulations.engine.spelling import nearest


@dataclass
class FileContext:
    """What a file tells while it is read: its named citations, and the keys that each mapping may hold."""

    citations: Mapping[str, Any] = field(default_factory=dict)
    known_keys: dict[int, tuple[str, ...]] = field(default_factory=dict)


class Block(BaseModel):
    """One mapping of a law file. Strict: no text for a number, no number for a text, no float anywhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _remember_known_keys(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(info.context, FileContext):
            keys = tuple(item.alias or name for name, item in cls.model_fields.items())
            info.context.known_keys[id(data)] = keys
        return data


Path = tuple[str | int, ...]


def children(block: Block) -> Iterator[tuple[Path, Block]]:
    """The blocks directly inside ``block``, each with its path as the file has it."""
    for name, item in type(block).model_fields.items():
        value = getattr(block, name)
        key = item.alias or name
        if isinstance(value, Block):
            yield (key,), value
        elif isinstance(value, tuple):
            yield from (((key, place), each) for place, each in enumerate(value) if isinstance(each, Block))


def walk(block: Block, path: Path = ()) -> Iterator[tuple[Path, Block]]:
    """``block`` at ``path`` and all blocks below it, each with its path."""
    yield path, block
    for step, child in children(block):
        yield from walk(child, (*path, *step))


ECHO = "told_already"


def refuse(message: str, *at: str | int) -> NoReturn:
    """Refuse a value of a law file with a Vietnamese sentence; ``at`` leads to the field inside the block."""
    raise PydanticCustomError("law", "{message}", {"message": message, "at": at})


def refuse_again() -> NoReturn:
    """Refuse what rests on a value that is refused at its own place: nothing more is told of it."""
    raise PydanticCustomError(ECHO, "told already")


def told_apart_by(keys: Mapping[str, str]) -> Discriminator:
    """Chooses among blocks by the key that only one of them has (or the nearest misspelling of it)."""

    def tag(data: Any) -> str | None:
        if not isinstance(data, dict):
            return type(data).__name__ if isinstance(data, Block) else None
        exact = [name for key, name in keys.items() if key in data]
        near = [keys[word] for key in data if (word := nearest(key, keys))]
        return next(iter(exact + near), None)

    return Discriminator(
        tag,
        custom_error_type="law",
        custom_error_message=f"Ghi một trong các khóa: {', '.join(keys)}.",
    )
