"""The PDF: tagged, bookmarked, with contents that tell the truth. 纸面报告。"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import nbformat
import pypdf
import pytest
import tiny_county
from pypdf.generic import DictionaryObject
from workplace import Printed

from analysis.printing.pdf_exporter import PagePDFExporter

A4 = (595, 842)
NOTICE = "合成数据，仅供演示和检验，不反映任何真实学校或地区的情况"
TITLE = "甘州区义务教育优质均衡发展督导评估报告"
UNMET = (2, 3, 4, 5, 6, 7, 10, 11, 12, 17, 18, 26, 27, 28)


@pytest.fixture(scope="module")
def paper(ganzhou: Printed) -> pypdf.PdfReader:
    return pypdf.PdfReader(ganzhou.paper)


@pytest.fixture(scope="module")
def pages(paper: pypdf.PdfReader) -> list[str]:
    return [page.extract_text() for page in paper.pages]


@pytest.fixture(scope="module")
def words(pages: list[str], ganzhou: Printed) -> list[str]:
    """The pages without spaces and without the ids that stand beside the numbers."""
    with (ganzhou.folder / "numbers.csv").open(encoding="utf-8-sig", newline="") as stream:
        ids = sorted((squeezed(row["id"]) for row in csv.DictReader(stream)), key=len, reverse=True)
    return [re.sub("|".join(map(re.escape, ids)), "", squeezed(text)) for text in pages]


@pytest.fixture(scope="module")
def sections(ganzhou: Printed) -> list[str]:
    """The level-2 headings of the notebook's Markdown cells."""
    notebook = nbformat.read(ganzhou.workplace.root / "notebooks" / "county_report.ipynb", as_version=4)
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [line.removeprefix("## ") for source in cells for line in source.splitlines() if line.startswith("## ")]


def squeezed(text: str) -> str:
    """Without the spaces that typesetting puts between Chinese and Latin."""
    return re.sub(r"\s", "", text)


def outline(paper: pypdf.PdfReader) -> list[tuple[str, int]]:
    """Top-level bookmarks and the page, from 1, that each leads to."""
    return [
        (str(mark.title), paper.get_destination_page_number(mark) + 1)
        for mark in paper.outline
        if not isinstance(mark, list)
    ]


def test_title_language_and_tags(paper: pypdf.PdfReader) -> None:
    root = paper.trailer["/Root"]
    assert paper.metadata is not None and paper.metadata.title == TITLE
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root


def test_page_count_is_sensible(pages: list[str]) -> None:
    assert 15 <= len(pages) <= 40


def test_no_page_is_empty(pages: list[str]) -> None:
    """More than its running head and foot."""
    heads = len(squeezed(NOTICE + TITLE)) + 60
    assert [number for number, text in enumerate(pages, 1) if len(squeezed(text)) < heads] == []


def test_bookmarks_are_the_sections(paper: pypdf.PdfReader, sections: list[str]) -> None:
    assert len(sections) >= 11
    assert [title for title, _ in outline(paper)] == sections


def test_contents_name_the_page_each_section_starts_on(
    paper: pypdf.PdfReader, pages: list[str], sections: list[str]
) -> None:
    entries = dict(re.findall(r"^(\S+?)[ .·…]{3,}(\d+)$", pages[0], flags=re.MULTILINE))
    assert entries == {title: str(page) for title, page in outline(paper)}
    for title, number in entries.items():
        # The running head names the section too, but never on a line of its own.
        assert title in pages[int(number) - 1].splitlines(), f"{title} does not start on page {number}"


def test_verdict_and_its_indicators_are_told(words: list[str]) -> None:
    text = "".join(words)
    assert "甘州区2025—2026学年优质均衡评估结论：未达标" in text
    said = re.search(r"32项指标中未完全达标的有14项：(.*?)。", text)
    assert said is not None
    named = re.findall(r"(?:（|、)(\d+)\.", said[1])
    assert tuple(map(int, named)) == UNMET


def test_schools_are_named_in_chinese(pages: list[str]) -> None:
    text = squeezed("".join(pages))
    assert [
        name
        for name in ("张掖一中", "张掖四中", "甘州区民族小学", "劳动街小学", "金安苑学校", "前进小学")
        if name not in text
    ] == []


def test_notice_and_running_head_are_on_every_page(pages: list[str]) -> None:
    assert [i for i, text in enumerate(pages, 1) if NOTICE not in text] == []
    assert [
        i for i, text in enumerate(pages, 1) if squeezed(TITLE) not in squeezed("".join(text.splitlines()[:3]))
    ] == []


def test_every_page_says_its_number(pages: list[str]) -> None:
    assert [i for i, text in enumerate(pages, 1) if f"{i}/{len(pages)}" not in squeezed(text)] == []


def test_the_running_head_names_the_section(paper: pypdf.PdfReader, pages: list[str]) -> None:
    starts = outline(paper)
    for number, text in enumerate(pages, 1):
        current = [title for title, page in starts if page <= number][-1]
        assert current in "".join(text.splitlines()[:3]), number


def test_pages_are_a4_and_only_the_school_table_lies_across(paper: pypdf.PdfReader, pages: list[str]) -> None:
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in paper.pages]
    assert set(sizes) == {A4, A4[::-1]}
    across = [number for number, size in enumerate(sizes) if size == A4[::-1]]
    assert len(across) > 1
    assert across == list(range(across[0], across[-1] + 1))
    assert "（表Ⅱ-2）" in squeezed(pages[across[0]])
    for number in across:
        text = squeezed(pages[number])
        assert all(heading in text for heading in ("序号", "学校名称", "举办者", "综合达标", "备注")), (
            f"no headings on page {number + 1}"
        )


def test_sixty_six_segments_are_in_the_school_table(paper: pypdf.PdfReader, words: list[str]) -> None:
    across = [text for page, text in zip(paper.pages, words) if page.mediabox.width > page.mediabox.height]
    # Stage, sponsor, area: a row each.
    assert sum(len(re.findall(r"(?:小学|初中)(?:10|[1-9])(?:城区|镇区|乡村)", text)) for text in across) == 44 + 22
    assert "1张掖一中小学7城区1534365.61▼0.911.17" in across[0]


def test_a_number_has_its_id_beside_it(pages: list[str]) -> None:
    """Paper has nothing to click: the id leads into numbers.csv."""
    assert "▼0.91R02-6207020001-primary" in squeezed("".join(pages))


def fonts(paper: pypdf.PdfReader) -> Iterator[DictionaryObject]:
    for page in paper.pages:
        waiting = [page["/Resources"].get_object()]
        while waiting:
            resources = waiting.pop()
            for font in resources.get("/Font", {}).values():
                yield from (descendant.get_object() for descendant in font.get_object()["/DescendantFonts"])
            for form in resources.get("/XObject", {}).values():
                if "/Resources" in form.get_object():
                    waiting.append(form.get_object()["/Resources"].get_object())


def test_every_font_is_embedded_and_a_subset(paper: pypdf.PdfReader) -> None:
    found = {
        (
            str(font["/BaseFont"]),
            any(key in font["/FontDescriptor"] for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        )
        for font in fonts(paper)
    }
    assert {name.split("+")[-1].split("-Identity")[0] for name, _ in found} == {
        "NotoSansCJKsc-Regular",
        "NotoSerifCJKsc-Regular",
    }
    assert [name for name, embedded in found if not embedded or not re.match(r"/[A-Z]{6}\+", name)] == []


def test_the_same_notebook_gives_the_same_paper(ganzhou: Printed) -> None:
    run = nbformat.read(ganzhou.folder / "county_report.ipynb", as_version=4)
    assert PagePDFExporter().from_notebook_node(run)[0] == ganzhou.paper.read_bytes()


def test_cell_text_is_never_typst(tiny: Printed) -> None:
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(tiny.paper).pages))
    for name in (tiny_county.SCRIPT, tiny_county.FORMULA, tiny_county.MARKUP):
        assert squeezed(name) in text


def test_real_data_carry_no_notice(tiny: Printed) -> None:
    assert [page for page in pypdf.PdfReader(tiny.paper).pages if NOTICE in page.extract_text()] == []
