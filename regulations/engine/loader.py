"""Reads a law file or a file of reference series, and lists everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from regulations.engine.block import ECHO, Block, FileContext, Path
from regulations.engine.citation import KEY_PATTERN, Citation
from regulations.engine.errors import LawFileError, Problem
from regulations.engine.insurance import NationalInsurance
from regulations.engine.law import CODE_PATTERN, Law
from regulations.engine.series import SeriesBook
from regulations.engine.spelling import did_you_mean
from regulations.engine.wiring import wiring_faults
from regulations.engine.yaml_text import Fault, YamlText, read_yaml, value_at

BlockT = TypeVar("BlockT", bound=Block)
_MESSAGES: Mapping[str, str] = {
    "missing": "Bổ sung khóa này.",
    "int_type": "Ghi số nguyên.",
    "string_type": "Ghi dạng chữ (đặt trong ngoặc kép nếu chỉ có chữ số).",
    "bool_type": "Ghi true hoặc false.",
    "date_type": "Ghi ngày dạng 2024-07-01.",
    "tuple_type": "Ghi dạng danh sách, mỗi dòng bắt đầu bằng dấu gạch.",
    "model_type": "Ghi dạng các cặp khóa: giá trị.",
    "too_short": "Ghi ít nhất một mục.",
    "string_too_short": "Ghi nội dung, không để trống.",
}
_PATTERN_WORDS: Mapping[str, str] = {
    CODE_PATTERN: "ghi mã tỉnh gồm hai chữ số trong ngoặc kép",
    KEY_PATTERN: "chỉ dùng chữ thường không dấu, chữ số, dấu - và _",
}


def load_law(text: str, name: str) -> Law:
    """The law written in ``text``; LawFileError with every problem, ``name`` being the file's name."""
    return read_law(text, name)[0]


def read_law(text: str, name: str) -> tuple[Law, YamlText]:
    """The same with the text's lines, for whoever looks further into it."""
    reader = _Reader(read_yaml(text))
    law = reader.law() if reader.text.readable else None
    if law is None or reader.faults:
        raise LawFileError(_problems(name, reader.faults))
    return law, reader.text


def load_series(text: str, name: str) -> SeriesBook:
    """The reference series written in ``text``; LawFileError with every problem."""
    return _load(SeriesBook, text, name)


def load_insurance(text: str, name: str) -> NationalInsurance:
    """The national rules of insurance written in ``text``; LawFileError with every problem."""
    return _load(NationalInsurance, text, name)


def _load(model: type[BlockT], text: str, name: str) -> BlockT:
    reader = _Reader(read_yaml(text))
    found = reader.file(model) if reader.text.readable else None
    if found is None or reader.faults:
        raise LawFileError(_problems(name, reader.faults))
    return found


class _Reader:
    """One pass over one text, collecting faults."""

    def __init__(self, text: YamlText) -> None:
        self.text = text
        self.faults = list(text.faults)
        self.context = FileContext()

    def law(self) -> Law | None:
        """The law of the text, its blocks held against one another; None when there are faults."""
        law = self.file(Law)
        if law is not None:
            self.faults += [(self.text.line(path), path, said) for path, said in wiring_faults(law)]
        return law

    def file(self, model: type[BlockT]) -> BlockT | None:
        """The whole file, its named citations put in place; None when there are faults."""
        data = self.text.data
        if not isinstance(data, dict):
            return self.block(model, data, ())
        self.context.citations = self._citations(data.get("citations", {}))
        return self.block(model, {key: value for key, value in data.items() if key != "citations"}, ())

    def block(self, model: type[BlockT], raw: Any, path: Path) -> BlockT | None:
        """One block found at ``path``; None when there are faults."""
        try:
            return model.model_validate(raw, context=self.context)
        except ValidationError as error:
            details = error.errors(include_url=False)
            told = [
                (detail["type"], self._fault(detail, raw, path)) for detail in details if not _is_echo(detail)
            ]
            # A value that may be a text or a mapping is told of once, by what its text should be.
            better = {fault[1] for kind, fault in told if kind != "model_type"}
            self.faults += [fault for kind, fault in told if kind != "model_type" or fault[1] not in better]
            return None

    def _citations(self, named: Any) -> dict[str, Citation | None]:
        """Every named citation; None for one that is wrong, so that its name is still known."""
        if not isinstance(named, dict):
            self.faults.append((self.text.lines["citations",], ("citations",), _MESSAGES["model_type"]))
            return {}
        return {key: self.block(Citation, raw, ("citations", key)) for key, raw in named.items()}

    def _fault(self, detail: ErrorDetails, raw: Any, prefix: Path) -> Fault:
        path = self.text.known_path((*prefix, *detail["loc"], *detail.get("ctx", {}).get("at", ())))
        shown = (*path, detail["loc"][-1]) if detail["type"] == "missing" else path
        return self.text.lines[path], shown, self._message(detail, raw, path[len(prefix) :])

    def _message(self, detail: ErrorDetails, raw: Any, path: Path) -> str:
        if detail["type"] == "law":
            return detail["msg"]
        if detail["type"] == "extra_forbidden":
            known = self.context.known_keys[id(value_at(raw, path[:-1]))]
            return f"Bỏ khóa “{path[-1]}”: không có trong bảng từ{did_you_mean(str(path[-1]), known)}."
        if detail["type"] == "literal_error":
            return _choice_words(str(detail["input"]), detail["ctx"]["expected"])
        if detail["type"] == "string_pattern_mismatch":
            return f"Sửa “{detail['input']}”: {_PATTERN_WORDS[detail['ctx']['pattern']]}."
        fallback = f"Sửa giá trị “{detail['input']}”: không nằm trong các giá trị cho phép."
        return _MESSAGES.get(detail["type"], fallback)


def _is_echo(detail: ErrorDetails) -> bool:
    """Whether it is told already: a list called too short only because its items are wrong, a citation."""
    return detail["type"] == ECHO or (detail["type"] == "too_short" and bool(detail["input"]))


def _choice_words(written: str, expected: str) -> str:
    """What to write in place of ``written``; ``expected`` is "'a', 'b' or 'c'"."""
    known = re.findall(r"'([^']+)'", expected)
    return f"Sửa “{written}”: ghi một trong các giá trị {', '.join(known)}{did_you_mean(written, known)}."


def _problems(name: str, faults: list[Fault]) -> tuple[Problem, ...]:
    found = {
        Problem(name, line, ".".join(map(str, path)) or "tệp", message) for line, path, message in faults
    }
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.field, problem.message)))
