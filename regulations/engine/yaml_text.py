"""Reads YAML into plain values, remembering the line of every one; no object, no float, no alias.

A number with a point stays text ("0.70"), so that a rate is exact; only true and false are booleans.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from regulations.engine.block import Path

Fault = tuple[int, Path, str]
_MAX_DEPTH = 40
_INT = re.compile(r"-?(?:0|[1-9][0-9_]{0,17})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": True, "false": False}
_NULLS = {"", "~", "null"}


@dataclass
class YamlText:
    """The values of one text, the line (from 1) of each path, and faults of form as (line, path, message).

    ``readable`` is False when the text gave no values at all.
    """

    data: Any = None
    readable: bool = False
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, loc: Path) -> int:
        """The line of ``loc``, or of the nearest place above it."""
        return self.lines[self.known_path(loc)]

    def known_path(self, loc: Path) -> Path:
        """``loc`` without the steps that the text does not have."""
        path: Path = ()
        for step in loc:
            path = (*path, step) if (*path, step) in self.lines else path
        return path


def value_at(data: Any, path: Path) -> Any:
    """The value at ``path`` inside ``data``."""
    for step in path:
        data = data[step]
    return data


def read_yaml(text: str) -> YamlText:
    """The values of ``text``; text that is not YAML, or goes too deep, is a fault and gives no data."""
    result = YamlText(lines={(): 1})
    try:
        fault = _first_fault(text)
        if fault:
            result.faults.append(fault)
        else:
            node = yaml.compose(text, yaml.CSafeLoader)
            result.data = _value(node, (), result) if node else None
            result.readable = True
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        result.faults.append((_line(mark), (), "Sửa cú pháp YAML ở gần dòng này."))
    return result


def _first_fault(text: str) -> Fault | None:
    """Looks at the flat events first: aliases and deep nesting could make small texts grow without bound."""
    for line, depth, event in _depths(text):
        if isinstance(event, yaml.AliasEvent):
            return line, (), "Bỏ ký hiệu & và *: viết lại nội dung đầy đủ."
        if depth > _MAX_DEPTH:
            return line, (), f"Giảm số cấp lồng nhau: nhiều hơn {_MAX_DEPTH} cấp."
    return None


def _depths(text: str) -> Iterator[tuple[int, int, yaml.Event]]:
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        yield _line(event.start_mark), depth, event


def _value(node: yaml.Node, path: Path, result: YamlText) -> Any:
    result.lines.setdefault(path, _line(node.start_mark))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, result)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item, (*path, i), result) for i, item in enumerate(node.value))
    return _scalar(str(node.value), quoted=bool(node.style)) if isinstance(node, yaml.ScalarNode) else None


def _mapping(node: yaml.MappingNode, path: Path, result: YamlText) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), _line(key_node.start_mark)
        if key in data:
            result.faults.append((line, (*path, key), "Bỏ khóa ghi hai lần."))
        result.lines[(*path, key)] = line
        data[key] = _value(value_node, (*path, key), result)
    return data


def _scalar(text: str, *, quoted: bool) -> str | int | bool | date | None:
    if quoted:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INT.fullmatch(text):
        return int(text)
    return _date(text) if _DATE.fullmatch(text) else text


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _line(mark: Any) -> int:
    """A parser's mark as a line number from 1; 1 where it has none."""
    return int(mark.line) + 1 if mark else 1
