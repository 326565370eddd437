"""All answers of a law to one set of facts, as a program reads them."""

from __future__ import annotations

from regulations.engine import evaluate, load_law
from tests.regulations.engine.samples import DAY, HEAD, ONE_COMPONENT, SIZE, a_book

LAW = load_law(
    f"{HEAD}{SIZE}{ONE_COMPONENT}"
    "  - {key: bao_hiem, name: Bảo hiểm, value: {vnd: 5, cite: open}}\n"
    "one_off:\n  - {key: mai_tang, kind: mai_tang, name: Mai táng phí, value: {vnd: 9, cite: sure}}\n",
    "mau.yaml",
)


def test_every_answer_has_its_figure_its_article_and_its_reasons() -> None:
    assert evaluate(LAW, {"event.kind": "mai_tang"}, DAY, a_book()) == {
        "status": "adopted",
        "team_size": {
            "exists": True,
            "min": 3,
            "max": 3,
            "exact": True,
            "why": ["Mỗi Tổ 3 người", "Căn cứ Nghị quyết mẫu, Điều 2"],
        },
        "lines": [
            {
                "component": "khoan",
                "amount_vnd": 1_000_000,
                "article": "Nghị quyết mẫu, Điều 2",
                "why": "Khoản mẫu: 1.000.000\u00a0đồng. Căn cứ Nghị quyết mẫu, Điều 2",
            }
        ],
        "one_off": [
            {
                "component": "mai_tang",
                "amount_vnd": 9,
                "article": "Nghị quyết mẫu, Điều 2",
                "why": "Mai táng phí: 9\u00a0đồng. Căn cứ Nghị quyết mẫu, Điều 2",
            }
        ],
        "refusals": [
            {
                "component": "bao_hiem",
                "kind": "not_known",
                "why": "Chưa có quy định được xác minh về bảo hiểm: chưa đọc được điều này",
            }
        ],
    }
