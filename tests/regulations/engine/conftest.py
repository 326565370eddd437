"""The three files of law as the portal ships them."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulations.engine import Law, SeriesBook, load_law, load_series

LAW = Path(__file__).parents[3] / "regulations" / "law"


def _read(name: str) -> str:
    return (LAW / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def series() -> SeriesBook:
    return load_series(_read("reference-series.yaml"), "reference-series.yaml")


@pytest.fixture(scope="session")
def binh_dinh() -> Law:
    return load_law(_read("binh-dinh-nq-03-2024.yaml"), "binh-dinh-nq-03-2024.yaml")


@pytest.fixture(scope="session")
def thanh_hoa() -> Law:
    return load_law(_read("thanh-hoa-2024.yaml"), "thanh-hoa-2024.yaml")
