"""Papers that need only a stamp: the words of the pages, in Word. 公文。"""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
import yaml

from analysis.pages import office_letter
from analysis.pages.forms.problems import gaps
from analysis.pages.forms.remedies import remedies
from analysis.pages.office_letter.letters import Letters
from analysis.pages.papers.documents import documents
from analysis.pages.papers.dossier import dossier

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def letters() -> Letters:
    return office_letter.open_letters("620702", "2025", "2025-09-01", "2025-09-30")


@pytest.fixture(scope="module")
def papers(letters: Letters) -> dict[str, str]:
    return {name: text_of(content) for name, content in documents(letters)}


def text_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [
        text.text or ""
        for text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    ]
    return "".join(cells)


def test_each_kind_of_paper_is_there(papers: dict[str, str], letters: Letters) -> None:
    assert {
        "工作月报.docx",
        "责任分工表.docx",
        "工作承诺书（单位）.docx",
        "工作承诺书（学校）.docx",
        "一校一策.docx",
    } <= set(papers)
    assert len(papers) == 5 + len(letters.offices)
    assert {name.split("/")[0] for name in papers if "/" in name} == {"报告", "函", "通知"}


def test_the_table_of_duties_has_all_32_indicators_and_no_lead_that_nobody_named(papers: dict[str, str]) -> None:
    assert all(word in papers["责任分工表.docx"] for word in ("牵头单位", "配合单位", "完成时限", "方案未写明"))


def test_a_commitment_names_each_open_line_of_an_office(papers: dict[str, str], letters: Letters) -> None:
    for line in letters.offices["区审计局"]:
        assert line.id in papers["工作承诺书（单位）.docx"]


def test_no_paper_carries_a_banned_word(papers: dict[str, str], letters: Letters) -> None:
    banned = yaml.safe_load((ROOT / "params" / "glossary.yml").read_text(encoding="utf-8"))["banned"]
    content, _ = dossier(letters.month.report, [])
    every = papers | {"一指标一档": text_of(content)}
    assert [(name, word) for name, text in every.items() for word in banned if word in text] == []


def test_no_word_of_the_product_is_banned() -> None:
    """Words in quotes in the code, the notebooks and the documents' notes, which any page may print."""
    banned = yaml.safe_load((ROOT / "params" / "glossary.yml").read_text(encoding="utf-8"))["banned"]
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "notebooks").glob("*.ipynb"),
        *(ROOT / "params" / "standards").rglob("*.yml"),
    ]
    assert [
        (path.name, word)
        for path in files
        for word in banned
        if re.search(re.escape(word), path.read_text(encoding="utf-8"))
    ] == []


def test_the_remedies_of_the_self_report_come_from_plan_and_ledger(letters: Letters) -> None:
    known = remedies(letters.month.report)
    assert known is not None
    row = next(row for row in gaps(letters.month.report) if row.number == 6)
    measures, offices, until = known.of(row.number)
    assert (
        "统一公开招标采购" in measures
        and {"区教育局", "区财政局"} <= set(offices.split("、"))
        and until == "2025年10月31日前"
    )
    assert known.of(0) == ("", "", "")
