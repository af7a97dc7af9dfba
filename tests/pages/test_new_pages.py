"""The pages beside the county report: read by machines, opened in a browser, and followed back to their cells. 新页面。"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pypdf
import pytest
from test_browser import UNFOLD, violations
from workplace import Workplace

from analysis.printing.notebook_page import page_of, sections_of
from analysis.proof.verify import verify

NOTICE = "合成数据，仅供演示和检验，不反映任何真实学校或地区的情况"
A3, A4 = (1191, 842), (595, 842)
KINDS = {"school_sheet": "620321", "monthly_report": "620302", "office_letter": "620302", "city_overview": "620300"}
pages = pytest.mark.parametrize("kind", KINDS)


def folder(place: Workplace, kind: str, division: str = "") -> Path:
    return place.project.printed(division or KINDS[kind], "2025", kind)


def paper(place: Workplace, kind: str, division: str = "") -> pypdf.PdfReader:
    return pypdf.PdfReader(folder(place, kind, division) / f"{kind}.pdf")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


# On paper.


@pages
def test_title_language_and_tags(new_pages: Workplace, kind: str) -> None:
    reader = paper(new_pages, kind)
    run = nbformat.read(folder(new_pages, kind) / f"{kind}.ipynb", as_version=4)
    root = reader.trailer["/Root"]
    assert reader.metadata is not None and reader.metadata.title == page_of(run)["title"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-CN", True) and "/StructTreeRoot" in root


@pages
def test_bookmarks_are_the_sections_in_order(new_pages: Workplace, kind: str) -> None:
    reader = paper(new_pages, kind)
    run = nbformat.read(folder(new_pages, kind) / f"{kind}.ipynb", as_version=4)
    marks = [
        (str(mark.title), reader.get_destination_page_number(mark))
        for mark in reader.outline
        if not isinstance(mark, list)
    ]
    assert [title for title, _ in marks if title != "目录"] == [
        section.title for section in sections_of(run) if section.title
    ]
    for title, at in marks:
        assert squeezed(title) in squeezed(reader.pages[at or 0].extract_text())


@pages
def test_every_page_says_that_the_data_are_synthetic_and_has_its_number(new_pages: Workplace, kind: str) -> None:
    texts = [squeezed(page.extract_text()) for page in paper(new_pages, kind).pages]
    assert [i for i, text in enumerate(texts, 1) if NOTICE not in text or f"{i}/{len(texts)}" not in text] == []
    assert [i for i, text in enumerate(texts, 1) if len(text) < 250] == [], "a page with next to nothing on it"


def test_only_the_timetable_is_larger_than_a4(new_pages: Workplace) -> None:
    for kind in KINDS:
        sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in paper(new_pages, kind).pages]
        assert sizes.count(A3) == (kind == "monthly_report") and set(sizes) <= {A3, A4, A4[::-1]}


def test_the_letter_of_one_office_begins_on_page_one(new_pages: Workplace) -> None:
    first = squeezed(paper(new_pages, "office_letter", "620321").pages[0].extract_text())
    assert "的函" in first and "市教育局：" in first and "时限在前的事项是：" in first and "目录" not in first
    assert first.count("测算结果由合成数据生成") == 1


def test_each_of_several_letters_begins_a_page_and_is_a_file(new_pages: Workplace) -> None:
    own = folder(new_pages, "office_letter")
    page = page_of(nbformat.read(own / "office_letter.ipynb", as_version=4))
    reader = paper(new_pages, "office_letter")
    starts = [reader.get_destination_page_number(mark) for mark in reader.outline if not isinstance(mark, list)]
    assert len(page["sheets"]) == len(set(starts)) == len(starts) == 14 and 0 not in starts
    files = {path.stem for path in own.glob("[0-9]*.pdf")}
    assert files == set(page["sheets"]) == {path.stem for path in own.glob("[0-9]*.html")}
    assert "08市教育局" in files
    single = squeezed(pypdf.PdfReader(own / "08市教育局.pdf").pages[0].extract_text())
    assert (
        NOTICE in single
        and "市教育局：" in single
        and "关于推进金川区义务教育优质均衡创建未销号事项有关工作的函" in single
        and "金川区人民政府：" not in single
    )


# On screen.


@pytest.mark.browser
@pages
def test_axe_finds_nothing(browser: Any, new_pages: Workplace, kind: str) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((folder(new_pages, kind) / f"{kind}.html").as_uri())
    page.add_style_tag(content=UNFOLD)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page) == []
    page.locator("main button.n").first.click()
    assert violations(page, "#proof") == []
    assert complaints == []
    context.close()


@pytest.mark.browser
@pages
def test_a_telephone_needs_no_sideways_scrolling(browser: Any, new_pages: Workplace, kind: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, offline=True)
    page = context.new_page()
    page.goto((folder(new_pages, kind) / f"{kind}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


# Back to the cells.


@pytest.mark.parametrize("kind", ["monthly_report", "city_overview"])
def test_a_page_is_recomputed_the_same(new_pages: Workplace, kind: str) -> None:
    """The program itself may have been edited since the page was printed; nothing else may differ."""
    found = verify(new_pages.project, folder(new_pages, kind))
    assert [one for one in found if one.kind != "warning" and not one.file.startswith("analysis/")] == []


def explained(place: Workplace, *words: str) -> str:
    done = place.call("explain", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_number_of_a_city_leads_into_the_files_of_its_counties(new_pages: Workplace) -> None:
    said = explained(new_pages, "R02-6203020001-primary", "--county", "620300")
    assert "页面：reports/2025/620300.city_overview" in said and "100 × 30 ÷ 1330" in said
    assert (
        "620302/教师.csv!J2  县级以上骨干教师数  金川区合成第一小学 小学  30" in said and "与生成报告时不同" not in said
    )
    mean = explained(new_pages, "620300-M02-primary")
    assert "620302/学段学生.csv!C2" in mean and "620321/学段学生.csv!C2" in mean


def test_ids_of_a_city_name_their_page_by_themselves(new_pages: Workplace) -> None:
    """No county is named: the id begins with the code of one, or of the city."""
    coefficient = explained(new_pages, "620302-K02-primary")
    assert (
        "页面：reports/2025/620300.city_overview" in coefficient
        and "0.502" in coefficient
        and "计数依据（17）" in coefficient
    )
    assert "100 × Σ（各县学生数 ×（县均值－全市均值）²）" in explained(new_pages, "620300-X02-primary")
    assert "金川区县均值 ÷ 永昌县县均值" in explained(new_pages, "620300-Q02-primary")
    verdict = explained(new_pages, "balance_02-620302-primary", "--county", "620300")
    assert "620302-K02-primary" in verdict


def test_a_tally_of_the_ledger_leads_to_its_rows(new_pages: Workplace) -> None:
    said = explained(new_pages, "J-task-now", "--county", "620302")
    assert "页面：reports/2025/620302.monthly_report" in said and "来源单元格（63）" in said
    lines = (new_pages.root / "data" / "ledger" / "620302.csv").read_text(encoding="utf-8-sig").splitlines()
    for row, line in re.findall(r"data/ledger/620302\.csv!A(\d+)  台账编号  .*  (\S+)\n", said):
        assert lines[int(row) - 1].split(",")[0] == line
    assert "data/ledger/620302.csv  SHA-256" in said and "与生成报告时不同" not in said


def test_numbers_of_a_sheet_and_of_the_gaps_are_explained(new_pages: Workplace) -> None:
    place = explained(new_pages, "O01-6203210004-primary", "--county", "620321")
    assert "页面：reports/2025/620321.school_sheet" in place and "R01-6203210004-primary" in place
    assert "× 85 ÷ 100" in explained(new_pages, "B01-primary", "--county", "620321")
    assert "1 － 标准 ÷ 系数" in explained(new_pages, "J-GK02-primary-shrink", "--county", "620302")


def test_an_id_that_says_something_else_elsewhere_is_told_with_its_folder(
    new_pages: Workplace, workplace: Workplace
) -> None:
    for kind in ("monthly_report", "office_letter"):
        shutil.copytree(folder(new_pages, kind), folder(workplace, kind))
    alike = explained(workplace, "K02-primary", "--county", "620302")
    assert "页面：reports/2025/620302.monthly_report" in alike and "--folder" not in alike
    numbers = folder(workplace, "office_letter") / "numbers.csv"
    text = numbers.read_text(encoding="utf-8-sig")
    assert text.count(",0.502,") == 1
    numbers.write_text(text.replace(",0.502,", ",0.499,"), encoding="utf-8-sig")
    said = explained(workplace, "K02-primary", "--county", "620302")
    assert "页面：reports/2025/620302.monthly_report" in said and "--folder reports/2025/620302.office_letter" in said
    other = explained(workplace, "K02-primary", "--folder", str(folder(workplace, "office_letter")))
    assert "页面：reports/2025/620302.office_letter" in other and "0.499" in other


def test_a_line_of_the_ledger_is_no_number(new_pages: Workplace) -> None:
    done = new_pages.call("explain", "620302-balance_02-primary")
    said = squeezed(done.stderr)
    assert done.returncode == 2
    assert "是台账事项的编号，不是数字的编号" in said and "data/ledger/620302.csv：第2行2025-09-01立账" in said


def test_an_id_of_no_page_names_the_nearest_of_all_pages(new_pages: Workplace) -> None:
    done = new_pages.call("explain", "620302-K02-primry")
    assert done.returncode == 2 and "620302-K02-primary" in squeezed(done.stderr)


@pytest.mark.parametrize(
    ("what", "said"), [("forms", "申报表和自评报告"), ("ledger", "发给责任单位填报的工作簿"), ("check", "数据问题清单")]
)
def test_folders_that_no_notebook_prints_are_refused(new_pages: Workplace, what: str, said: str) -> None:
    done = new_pages.call("verify", f"reports/2025/620302.{what}")
    assert done.returncode == 2 and said in squeezed(done.stderr) and "不能核对" in squeezed(done.stderr)
