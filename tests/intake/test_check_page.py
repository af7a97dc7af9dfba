"""The page and the list of findings. 数据校验结果页。"""

from __future__ import annotations

import csv
from html.parser import HTMLParser
from pathlib import Path

import pytest
from small_county import Handed

from analysis.intake.findings import Finding, frame, in_order
from analysis.pages.data_check.findings_page import write_check_csv, write_check_page


class Page(HTMLParser):
    """Tags with attributes, and text by tag."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data.strip())

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass


def printed(handed: Handed, tmp_path: Path) -> tuple[Page, str]:
    write_check_page(handed.load(), tmp_path / "check.html", "甘州区")
    text = (tmp_path / "check.html").read_text(encoding="utf-8")
    return Page(text), text


def test_the_page_lists_blocking_findings_first(handed: Handed, tmp_path: Path) -> None:
    page, _ = printed(handed.put("班级", E3="38人").put("经费", C2=None), tmp_path)
    assert page.tags[0] == ("html", {"lang": "zh-CN"})
    assert page.texts["h1"] == ["甘州区数据校验结果"]
    assert page.texts["p"] == [
        "本页依据合成数据生成，不反映任何真实情况。",
        "有1个问题须更正，改好之前不能出报告；另有1条提示请核实。",
    ]
    assert page.texts["th"] == ["级别", "文件", "工作表", "单元格", "问题", "现有内容", "允许内容", "须更正", "请核实"]
    assert page.texts["td"][:3] == ["甘州区.xlsx", "班级", "E3"]
    assert page.texts["caption"] == ["问题清单（共2条，须更正的在前）"]
    assert [attributes["scope"] for tag, attributes in page.tags if tag == "th"] == ["col"] * 7 + ["row"] * 2


def test_the_page_needs_nothing_from_elsewhere(handed: Handed, tmp_path: Path) -> None:
    page, _ = printed(handed, tmp_path)
    assert not [tag for tag, attributes in page.tags if {"src", "href"} & set(attributes) or tag in ("script", "link")]
    assert page.texts["p"][-1] == "没有发现问题。"


def test_cell_text_is_escaped(handed: Handed, tmp_path: Path) -> None:
    page, text = printed(handed.put("班级", E3="<script>alert(1)</script>"), tmp_path)
    assert "script" not in [tag for tag, _ in page.tags]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_real_data_carry_no_notice_of_synthetic_data(handed: Handed, tmp_path: Path) -> None:
    source = handed.folder / "SOURCE.yml"
    source.write_text(source.read_text(encoding="utf-8").replace("true", "false"), encoding="utf-8")
    assert "合成数据" not in printed(handed, tmp_path)[1]


def test_nothing_in_the_list_is_a_formula(handed: Handed, tmp_path: Path) -> None:
    write_check_csv(handed.put("班级", E3="@SUM(1)", E4="-3人").load(), tmp_path / "check.csv")
    content = (tmp_path / "check.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["级别", "文件", "工作表", "单元格", "问题", "现有内容", "允许内容"]
    assert [row[5] for row in rows[1:3]] == ["'@SUM(1)", "'-3人"]
    assert [row[3] for row in rows[1:3]] == ["E3", "E4"]


def test_a_page_is_complete_or_absent(handed: Handed, tmp_path: Path) -> None:
    (tmp_path / "check.html").mkdir()
    with pytest.raises(IsADirectoryError):
        write_check_page(handed.load(), tmp_path / "check.html")
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_findings_are_sorted_by_place_and_told_once() -> None:
    def at(severity: str, sheet: str, cell: str) -> Finding:
        return Finding(severity, "a.xlsx", sheet, cell, "", "", "")  # type: ignore[arg-type]

    given = [
        at("warning", "甲", "A1"),
        at("blocking", "乙", "B10"),
        at("blocking", "乙", "AA2"),
        at("blocking", "乙", "B2"),
        at("blocking", "乙", "B2"),
    ]
    assert [(f.sheet, f.cell) for f in in_order(given)] == [("乙", "B2"), ("乙", "AA2"), ("乙", "B10"), ("甲", "A1")]
    assert frame(given)["级别"].tolist() == ["须更正", "须更正", "须更正", "请核实"]
