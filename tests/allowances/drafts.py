"""Drafts for the tests: the file of Bình Định with some of its words replaced."""

from __future__ import annotations

from regulations.engine import Law, load_law
from regulations.models import LawVersion


def draft_text(*changes: tuple[str, str]) -> str:
    """The province's own file as a draft, each change made wherever its words stand."""
    text = LawVersion.objects.get(document_id="binh-dinh-nq-03-2024").text
    for before, after in (("status: adopted", "status: draft"), *changes):
        assert before in text, before
        text = text.replace(before, after)
    return text


def draft_law(*changes: tuple[str, str]) -> Law:
    """The same, compiled."""
    return load_law(draft_text(*changes), "draft.yaml")
