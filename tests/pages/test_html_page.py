"""The HTML page as a file: self-contained, in order, and every number leads to its proof. 网页文件。"""

from __future__ import annotations

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import tiny_county
from bs4 import BeautifulSoup, Tag
from workplace import Printed

#: Columns of lines and of codes: what was decided, or a name, not a figure of the county.
NOT_FIGURES = {"序号", "标准", "国家标准", "地方目标", "上限（人）", "举办者"}
SYNTHETIC = "合成数据"


@pytest.fixture(scope="module")
def source(ganzhou: Printed) -> str:
    return ganzhou.page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> BeautifulSoup:
    return BeautifulSoup(source, "html.parser")


@pytest.fixture(scope="module")
def hostile(tiny: Printed) -> BeautifulSoup:
    return BeautifulSoup(tiny.page.read_text(encoding="utf-8"), "html.parser")


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def numbers(page: BeautifulSoup) -> dict[str, dict[str, object]]:
    holder = page.find(id="numbers")
    assert isinstance(holder, Tag) and holder.string
    return dict(json.loads(holder.string))


def test_nothing_outside_the_file_is_referred_to(page: BeautifulSoup) -> None:
    assert not page.find_all("link")
    assert not page.find_all("iframe")
    addresses = [
        tag[name]
        for tag in page.find_all(True)
        for name in ("src", "href", "xlink:href", "action", "data", "poster", "srcset")
        if tag.has_attr(name)
    ]
    assert addresses
    assert [a for a in addresses if not a.startswith(("#", "data:"))] == []


def test_style_sheets_load_nothing(page: BeautifulSoup) -> None:
    styles = "".join(style.get_text() for style in page.find_all("style"))
    styles += "".join(tag["style"] for tag in page.find_all(style=True))
    assert "@import" not in styles
    urls = re.findall(r"url\(\s*['\"]?([^)'\"]{0,40})", styles)
    assert urls
    assert [url for url in urls if not url.startswith(("data:", "#"))] == []


def test_internal_links_lead_somewhere(page: BeautifulSoup) -> None:
    ids = {tag["id"] for tag in page.find_all(id=True)}
    links = [a["href"].removeprefix("#") for a in page.find_all("a", href=True)]
    assert len(links) > 32
    assert [link for link in links if link not in ids] == []


def test_language_title_and_one_h1(page: BeautifulSoup) -> None:
    assert page.html is not None and page.html["lang"] == "zh-CN"
    title = "甘州区义务教育优质均衡发展督导评估报告"
    assert page.title is not None and page.title.get_text().startswith(f"{title}（2025")
    assert [h.get_text() for h in page.find_all("h1")] == [title]


def test_no_heading_level_is_skipped(page: BeautifulSoup) -> None:
    main = page.find("main")
    assert isinstance(main, Tag)
    levels = [int(h.name[1]) for h in main.find_all(re.compile(r"^h[1-6]$"))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique(page: BeautifulSoup) -> None:
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


def test_every_number_has_its_proof_and_no_proof_is_idle(page: BeautifulSoup) -> None:
    proofs = numbers(page)
    buttons = page.select("button.n")
    assert len(buttons) > 1000
    assert {b["data-n"] for b in buttons} <= set(proofs)
    assert [(b["data-n"], b.get_text()) for b in buttons if b.get_text() != proofs[b["data-n"]]["text"]] == []


def test_numbers_csv_says_what_the_page_says(ganzhou: Printed, page: BeautifulSoup) -> None:
    proofs, table = numbers(page), rows(ganzhou.folder / "numbers.csv")
    assert set(proofs) == set(table)
    differing = {
        id: (proof["text"], table[id]["text"]) for id, proof in proofs.items() if table[id]["text"] != proof["text"]
    }
    assert differing == {}


def test_figures_of_tables_can_be_clicked(page: BeautifulSoup) -> None:
    """A right-aligned cell that reads as a figure holds a number button, whatever its table."""
    seen, bare = 0, []
    for table in page.select("main table"):
        if table.find_parent(id="table-versions"):
            continue
        heads = [head.get_text() for head in table.select("thead th")]
        for row in table.select("tbody tr"):
            for head, cell in zip(heads, row.find_all("td"), strict=True):
                if "right" in cell["class"] and head not in NOT_FIGURES and re.match(r"▼?\s*-?\d", cell.get_text()):
                    seen += 1
                    if cell.select_one("button.n") is None:
                        bare.append((table.caption.get_text(), head, cell.get_text()))  # type: ignore[union-attr]
    assert seen > 1000
    assert bare == []


def test_synthetic_data_are_announced(page: BeautifulSoup) -> None:
    banner = page.select_one(".banner")
    assert banner is not None and SYNTHETIC in banner.get_text()
    assert SYNTHETIC in "".join(style.get_text() for style in page.find_all("style")), "printed pages carry it too"


def test_real_data_are_not_called_synthetic(hostile: BeautifulSoup) -> None:
    assert hostile.select_one(".banner") is None
    assert SYNTHETIC not in hostile.get_text().replace("true（合成数据）", "")


def test_all_sections_are_in_the_contents(page: BeautifulSoup) -> None:
    contents = [a.get_text() for a in page.select("nav a")]
    assert contents == [h.get_text() for h in page.select("main h2")]
    assert len(contents) >= 11


def test_cell_text_is_shown_and_never_obeyed(hostile: BeautifulSoup) -> None:
    assert [s for s in hostile.find_all("script") if "alert(1)" in s.get_text() and s.get("id") != "numbers"] == []
    assert len(hostile.find_all("script")) == 2
    names = {row.find_all("td")[1].get_text() for row in hostile.select("#table-schools tbody tr")}
    assert names == {tiny_county.SCRIPT, tiny_county.FORMULA, tiny_county.MARKUP}


def test_cell_text_cannot_end_the_numbers(tiny: Printed) -> None:
    source = tiny.page.read_text(encoding="utf-8")
    block = source.split('id="numbers">', 1)[1].split("</script>", 1)[0]
    assert "<" not in block
    labels = [proof["label"] for proof in json.loads(block).values()]
    assert any(label.startswith(tiny_county.SCRIPT) for label in labels)


@pytest.mark.parametrize("name", ["results.csv", "verdicts.csv", "numbers.csv"])
def test_no_cell_of_a_csv_is_a_formula(tiny: Printed, name: str) -> None:
    """A cell that begins like a formula is a plain number or carries an apostrophe."""
    with (tiny.folder / name).open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert [c for c in cells if re.match(r"[=+\-@\t\r]", c) and not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", c)] == []
    assert any(cell.startswith("'" + tiny_county.FORMULA) for cell in cells)


def test_missing_and_open_results_are_told(hostile: BeautifulSoup) -> None:
    marks = {next(c for c in mark["class"] if c != "mark") for mark in hostile.select("main .mark")}
    assert {"met", "not_met", "no_data", "pending_evidence", "not_applicable"} <= marks
