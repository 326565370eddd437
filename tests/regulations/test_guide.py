"""Law files on the command line; every example of the reference page in the words of an official."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from regulations.engine import VOCABULARY, load_law, load_series
from regulations.guide.money_shapes import MONEY_SHAPES
from regulations.guide.shape import Shape, whole_file
from regulations.guide.size_shapes import SIZE_SHAPES
from regulations.reading import rules_of

ROOT = Path(__file__).parents[2]
LAW = ROOT / "regulations" / "law"
FILES = sorted(path for path in LAW.glob("*.yaml") if path.name != "reference-series.yaml")
SHAPES = SIZE_SHAPES + MONEY_SHAPES
SERIES = load_series((LAW / "reference-series.yaml").read_text(encoding="utf-8"), "reference-series.yaml")


def shape_id(shape: object) -> str:
    return shape.title if isinstance(shape, Shape) else ""


@pytest.mark.parametrize("shape", SHAPES, ids=shape_id)
def test_every_example_can_be_read_by_an_official(shape: Shape) -> None:
    rules = rules_of(load_law(whole_file(shape), "mau.yaml"), SERIES)
    rows = [row for rule in rules for row in rule.rows]
    assert rows
    assert all(row.when and row.value for row in rows)
    assert not any("object at" in row.value or "None" in row.value + row.when for row in rows)


Law = Callable[..., str]


@pytest.fixture
def law() -> Law:
    """The command, giving what it printed."""

    def run(*arguments: str) -> str:
        out = io.StringIO()
        call_command("law", *arguments, stdout=out)
        return out.getvalue()

    return run


def test_the_vocabulary_prints_type_unit_and_meaning(law: Law) -> None:
    lines = law("vocabulary").splitlines()
    assert len(lines) == len(VOCABULARY) + 1
    assert "village.households\tint\thộ\tsố hộ\t0 to 100,000" in lines
    assert any(line.endswith("a bound may say m2, ha, km2") for line in lines)


def test_shipped_files_have_no_errors(law: Law) -> None:
    last = law("check", *map(str, FILES), str(LAW / "reference-series.yaml")).splitlines()[-1]
    assert last.startswith(f"{len(FILES) + 1} tệp, 0 lỗi, ")


def test_check_ends_with_an_exit_code_when_a_file_has_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sai.yaml"
    file.write_text(
        FILES[0].read_text(encoding="utf-8").replace("valid_from", "valid_form", 1), encoding="utf-8"
    )
    with pytest.raises(SystemExit) as ended:
        call_command("law", "check", str(file))
    assert ended.value.code == 1
    assert "gần nhất là “valid_from”" in capsys.readouterr().out


def test_evaluate_prints_json_of_facts_in_a_file(law: Law, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    told = {"member.title": "to_pho", "claims": [{"day": "2024-08-02", "duty.kind": "dem"}]}
    facts.write_text(json.dumps(told), encoding="utf-8")
    answer = json.loads(
        law("evaluate", str(LAW / "binh-dinh-nq-03-2024.yaml"), "--on", "2024-08-01", "--facts", str(facts))
    )
    assert answer["lines"][0]["amount_vnd"] == 1_260_000
    assert answer["refusals"][-1]["component"] == "tariffs"


def test_evaluate_needs_no_database_and_prints_the_same_keys_always(tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    told = {"member.title": "to_vien", "member.bhxh_tu_nguyen": "co", "event.kind": "chet"}
    facts.write_text(json.dumps(told), encoding="utf-8")
    file = str(LAW / "hai-duong-2024.yaml")
    words = ["law", "evaluate", file, "--on", "2025-02-01", "--facts", str(facts)]
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    found = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *words],
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(found.stdout)
    assert list(answer) == ["status", "team_size", "lines", "one_off", "refusals"]
    line = {"component", "amount_vnd", "article", "why"}
    assert [set(each) for each in (*answer["lines"], *answer["one_off"])] == [line, line]
    assert [set(each) for each in answer["refusals"]] == [{"component", "kind", "why"}] * 3
    assert [each["kind"] for each in answer["refusals"]] == ["missing_fact", "not_known", "missing_fact"]


def test_evaluate_reads_facts_from_the_keyboard(law: Law, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"member.title": "to_pho"}'))
    answer = json.loads(
        law("evaluate", str(LAW / "thanh-hoa-2024.yaml"), "--on", "2024-08-01", "--facts", "-")
    )
    assert answer["team_size"]["max"] == 3


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ('{"member.titel": "to_pho"}', "gần nhất là “member.title”"),
        ('{"village.households": "nhiều"}', "Sửa số hộ"),
        ("{", "Ghi dữ kiện dạng JSON."),
        ("[]", "Ghi dữ kiện dạng"),
        ('{"claims": [{"duty.kind": "dem"}]}', "Ghi mỗi lần làm nhiệm vụ dạng"),
        ('{"claims": [5]}', "Ghi mỗi lần làm nhiệm vụ dạng"),
    ],
)
def test_evaluate_refuses_facts_that_cannot_be(
    law: Law, monkeypatch: pytest.MonkeyPatch, facts: str, message: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(facts))
    with pytest.raises(CommandError, match=message):
        law("evaluate", str(FILES[0]), "--on", "2024-08-01", "--facts", "-")


def test_a_file_that_cannot_be_read_is_told(law: Law, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Chọn tệp khác: không đọc được"):
        law("check", str(tmp_path / "khong-co.yaml"))
    (tmp_path / "latin.yaml").write_bytes(b"\xe9")
    with pytest.raises(CommandError, match="theo bảng mã UTF-8"):
        law("check", str(tmp_path / "latin.yaml"))


@pytest.mark.parametrize(("name", "begins"), [("schema", "{"), ("reference", "# Law files")])
def test_pages_are_written_where_asked(law: Law, tmp_path: Path, name: str, begins: str) -> None:
    out = tmp_path / "law" / "page"
    assert law(name, "--out", str(out)).strip() == str(out)
    assert out.read_text(encoding="utf-8").startswith(begins)
