"""Blocks to screen and paper, the notebooks, and what is refused before anything runs. 导出器与笔记本。"""

from __future__ import annotations

import base64
import importlib.util
import re
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest
import typst
import uharfbuzz
from bs4 import BeautifulSoup
from workplace import Printed

from analysis.errors import UserError
from analysis.printing import fonts
from analysis.printing.blocks import (
    Bullets,
    Callout,
    FigureBlock,
    Grid,
    Heading,
    Mark,
    Number,
    Paragraph,
    Strong,
    TableBlock,
    TableColumn,
)
from analysis.printing.display import PAGE, PAPER, Shown
from analysis.printing.html import block_html, block_text
from analysis.printing.notebook_page import page_of, sections_of
from analysis.printing.paper import block_typst, figure_name
from analysis.printing.pdf_exporter import LAYOUT, PagePDFExporter
from analysis.project import Project
from analysis.running.task import task_for

#: What each markup would obey, and quotes that end an attribute or a string.
EVIL = "<b>\"x'</b> & #panic() *y* $z$ \\ `c` @ref ] ) // 尾"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10" fill="#888"/></svg>'
CELLS = (EVIL, (Number("R01-x", "1.5"), " ", Strong(EVIL), Mark("not_met")))
BLOCKS = {
    "heading": Heading(EVIL, "a-1"),
    "title": Heading(EVIL, "top", level=1),
    "paragraph": Paragraph((EVIL, Strong(EVIL), Number("R01-x", EVIL))),
    "small": Paragraph(EVIL, small=True),
    "bullets": Bullets((EVIL, EVIL)),
    "callout": Callout("bad", EVIL, (EVIL,)),
    "table": TableBlock(
        EVIL, "t-1", (TableColumn(EVIL), TableColumn("数", "right", "1fr")), (CELLS, CELLS), notes=(EVIL,)
    ),
    "figure": FigureBlock(EVIL, "f-1", SVG, EVIL),
    "grid": Grid(EVIL, "g-1", ((EVIL, ((EVIL, "met", "a-1"),)),)),
}


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", BLOCKS)
def test_words_are_words_on_screen(name: str) -> None:
    shown = BeautifulSoup(block_html(BLOCKS[name]), "html.parser")
    assert not shown.find_all("b")
    attributes = " ".join(str(value) for tag in shown.find_all(True) for value in tag.attrs.values())
    assert EVIL in shown.get_text() + attributes
    known = {"id", "class", "type", "role", "tabindex", "scope", "href"}
    assert {
        key
        for tag in shown.find_all(True)
        for key in tag.attrs
        if not tag.find_parent("svg") and tag.name not in ("svg", "rect")
    } - known <= {"data-n", "aria-label", "aria-labelledby", "aria-hidden"}


@pytest.fixture(scope="module")
def paper_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.font_folder())])


@pytest.mark.parametrize("name", BLOCKS)
def test_words_are_words_on_paper(name: str, tmp_path: Path, paper_fonts: typst.Fonts) -> None:
    source = f'#import "report.typ": *\n#show: report.with(title: "题", subtitle: "副", synthetic: false)\n{block_typst(BLOCKS[name])}'
    files: dict[str, Any] = {
        "report.typ": LAYOUT.read_bytes(),
        "main.typ": source.encode(),
        figure_name(SVG): SVG.encode(),
    }
    (tmp_path / "page.pdf").write_bytes(typst.compile(files, font_paths=paper_fonts))
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "page.pdf").pages))
    assert squeezed(EVIL) in text


@pytest.mark.parametrize("name", BLOCKS)
def test_words_are_words_without_a_browser(name: str) -> None:
    assert EVIL in block_text(BLOCKS[name])


def test_a_cell_shows_screen_paper_and_plain_text() -> None:
    bundle = Shown([Heading("小标题", "a"), BLOCKS["figure"]])._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", PAPER}
    assert bundle[PAPER]["charts"] == {figure_name(SVG): SVG}


def notebook(*cells: Any) -> Any:
    return nbformat.v4.new_notebook(cells=list(cells))


def shown(data: dict[str, Any]) -> Any:
    return nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("display_data", data=data)])


def test_sections_begin_at_the_headings_of_the_notebook() -> None:
    markdown = nbformat.v4.new_markdown_cell
    first, second = {PAPER: {"source": "1"}}, {PAPER: {"source": "2"}}
    book = notebook(
        shown(first),
        markdown("## 一、甲\n\n说明"),
        shown(second),
        shown({"text/plain": "not ours"}),
        markdown("# 不是节\n### 也不是"),
    )
    assert [(s.title, len(s.outputs)) for s in sections_of(book)] == [("", 1), ("一、甲", 1)]


def test_a_notebook_that_did_not_finish_is_refused() -> None:
    assert page_of(notebook(shown({PAGE: {"title": "题"}}))) == {"title": "题"}
    with pytest.raises(UserError, match="没有运行到最后一格"):
        page_of(notebook(shown({PAPER: {"source": ""}})))


def test_bad_paper_source_is_a_user_error_in_chinese(tiny: Printed) -> None:
    book = nbformat.read(tiny.folder / "county_report.ipynb", as_version=4)
    next(o for cell in book.cells if cell.cell_type == "code" for o in cell.outputs if PAPER in o.data).data[PAPER][
        "source"
    ] = "#nosuch()"
    with pytest.raises(UserError, match="排版失败"):
        PagePDFExporter().from_notebook_node(book)


def test_the_font_is_cut_down_to_the_words() -> None:
    small = base64.b64decode(fonts.subset("县域义务教育1"))
    face = uharfbuzz.Face(uharfbuzz.Blob(small))
    assert {ord(character) for character in "县域义务教育1"} <= set(face.unicodes)
    assert len(small) < 50_000 < (fonts.font_folder() / fonts.SANS).stat().st_size


@pytest.mark.parametrize("county", ["ganzhou", "tiny"])
def test_the_page_carries_every_character_it_shows(county: str, request: pytest.FixtureRequest) -> None:
    """A character missing from the embedded font is a box on a machine without Chinese fonts."""
    printed: Printed = request.getfixturevalue(county)
    source = printed.page.read_text(encoding="utf-8")
    page = BeautifulSoup(source, "html.parser")
    font = re.search(r"data:font/otf;base64,([A-Za-z0-9+/=]+)", source)
    assert font is not None and page.body is not None
    known = set(uharfbuzz.Face(uharfbuzz.Blob(base64.b64decode(font[1]))).unicodes)
    generated = "".join(
        re.findall(r'content: "([^"]*)"', "".join(style.get_text() for style in page.find_all("style")))
    )
    shown = {c for c in page.body.get_text() + generated if not c.isspace()}
    assert len(shown) > 300
    assert sorted(c for c in shown if ord(c) not in known) == []


def test_no_font_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"缺少中文字体.*不能出报告"):
        fonts.font_folder()
    assert importlib.util.find_spec("mplfonts") is not None


def notebooks(project: Project) -> list[Path]:
    return sorted(p for p in project.notebooks.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)


def test_notebooks_are_kept_without_outputs(project: Project) -> None:
    assert notebooks(project)
    for path in notebooks(project):
        book = nbformat.read(path, as_version=4)
        nbformat.validate(book)
        kept = [
            cell.source
            for cell in book.cells
            if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None)
        ]
        assert kept == [], path.name
        assert [
            cell.id for cell in book.cells if cell.metadata.get("execution") or cell.metadata.get("papermill")
        ] == [], path.name


def test_an_unknown_parameter_stops_before_anything_runs(project: Project) -> None:
    task = task_for(project, "county_report", "620702", "2025", "2025-09-01", {})
    assert task.parameters == {"county": "620702", "school_year": "2025", "as_of": "2025-09-01", "out": "."}
    with pytest.raises(UserError, match=r"没有这些参数：\n  school_yaer，是否应为“school_year”") as refused:
        task_for(project, "county_report", "620702", "2025", "2025-09-01", {"school_yaer": "2025"})
    assert "可用的参数：county、school_year、as_of、out" in str(refused.value)


def test_an_unknown_notebook_is_told_with_the_nearest(project: Project) -> None:
    with pytest.raises(UserError, match="是否应为“county_report”"):
        task_for(project, "county_reprot", "620702", "2025", "2025-09-01", {})
