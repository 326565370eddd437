"""The chain over the lines of a locked list, and its check on an export. Standard library only.

Run alone on a file of ``manage.py ledger export``: ``python chain.py FILE``. It needs nothing of the portal,
so that anyone who holds an export and the printed list can tell whether a line was altered, left out, added
or put elsewhere.

An export is JSON lines. An object with ``list`` begins a list: its commune, month, number of lines, total in
đồng and head. Each further object is a line, or, with ``derivation``, what a line was derived from.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

Record = Mapping[str, Any]

_WORDS = {"head": "chuỗi mã", "lines": "số dòng", "total_vnd": "tổng tiền (đồng)"}


def canonical(record: Record) -> str:
    """The one text of a record: JSON with sorted keys, no blanks, all letters as they are."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def start(commune: str, month: str) -> str:
    """The chain of a list before its first line; ``month`` is its first day as "2024-07-01"."""
    return _sha256(f"{commune} {month}")


def link(head: str, record: Record) -> str:
    """The chain after one more line."""
    return _sha256(f"{head}\n{canonical(record)}")


def digest_of(derivation: Record) -> str:
    """The name of a derivation by its content: component, law, frozen facts, arithmetic."""
    content = [derivation[key] for key in ("component", "law", "facts", "why")]
    return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True))


def check(records: Iterable[Record]) -> list[str]:
    """What is wrong with an export, in words; nothing when every list, line and derivation is as it was."""
    faults: list[str] = []
    listed: Record | None = None
    head, lines, total = "", 0, 0
    wanted: set[str] = set()
    known: set[str] = set()
    for record in itertools.chain(records, [{"list": None}]):
        if "list" in record:
            faults += _list_faults(listed, head, lines, total)
            listed, lines, total = record["list"], 0, 0
            head = start(listed["commune"], listed["month"]) if listed else ""
        elif "derivation" in record:
            known.add(record["derivation"])
            if digest_of(record) != record["derivation"]:
                faults.append(f"Cách tính {record['derivation']} đã bị sửa.")
        else:
            head, lines, total = link(head, record["line"]), lines + 1, total + record["line"]["amount_vnd"]
            wanted.add(record["line"]["derived"])
    return faults + [f"Thiếu cách tính {digest}." for digest in sorted(wanted - known)]


def _list_faults(listed: Record | None, head: str, lines: int, total: int) -> list[str]:
    if listed is None:
        return []
    year, month, _ = listed["month"].split("-")
    found = {"head": head, "lines": lines, "total_vnd": total}
    return [
        f"Danh sách của xã {listed['commune']} tháng {month}/{year}: {_WORDS[key]} nay là {found[key]},"
        f" khi khóa là {listed[key]}."
        for key in found
        if listed[key] != found[key]
    ]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(path: str) -> int:
    """Checks a file, says what is wrong or which heads hold; 1 when anything is wrong."""
    with open(path, encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    faults = check(records)
    heads = [record["list"] for record in records if record.get("list")]
    said = faults or [f"{one['commune']} {one['month']}: đúng, mã {one['head']}" for one in heads]
    sys.stdout.write("\n".join([*said, ""]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
