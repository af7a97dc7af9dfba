"""Figures that can hardly be true are asked about by their cell. 合理性核实。"""

from __future__ import annotations

import random
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from small_county import COUNTY, SOURCE, Handed

from analysis.intake.intake import load
from analysis.project import Project
from analysis.standard.load import RuleBook

sys.path.append(str(Path(__file__).parents[1] / "faults"))
from one_cell import Bench


def put_item(handed: Handed, **items: object) -> Handed:
    """Write values beside the items of 县级数据, found by their headings."""
    from analysis.tables.catalogue import BY_NAME

    def write(book: Any) -> None:
        sheet = book["县级数据"]
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for name, value in items.items():
            sheet.cell(rows[BY_NAME["county"].column(name).heading], 2).value = value

    return handed.edit(write)


def cell_of(name: str) -> str:
    from analysis.tables.catalogue import BY_NAME

    names = [column.name for column in BY_NAME["county"].columns]
    return f"B{names.index(name) + 2}"


# 0 where it cannot, and where it can hardly be.


@pytest.mark.parametrize("item", ["teacher_salary", "civil_servant_salary", "payroll", "resident_population"])
def test_nothing_for_a_wage_or_a_population_is_refused(item: str, handed: Handed) -> None:
    found = [f for f in put_item(handed, **{item: 0}).blocking() if f.cell == cell_of(item)]
    assert len(found) == 1 and found[0].message.endswith("填的是0，不可能为零；没有数据请留空。")


@pytest.mark.parametrize(
    "items",
    [
        {"disabled_children": 0, "inclusive_pupils": 0, "inclusive_funds": 0},
        {"rotation_eligible": 0, "rotated": 0, "rotated_backbone": 0},
        {"migrant_children": 0, "migrant_public": 0},
    ],
)
def test_nothing_where_there_is_hardly_ever_nothing_is_asked_about(items: dict[str, int], handed: Handed) -> None:
    intake = put_item(handed, **items).load()
    assert intake.usable
    item = next(iter(items))
    assert [f.severity for f in intake.findings if f.cell == cell_of(item) and "填了0，少有这种情况" in f.message] == [
        "warning"
    ]


# The three silent changes of a verdict that were found by use, and their like, on the sample of 甘州区.


@pytest.fixture(scope="module")
def bench(project: Project) -> Bench:
    return Bench(project, "620702", "2025", date(2025, 9, 1))


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("经费", "C46", 1e-308),
        ("社会认可度", "D2", 0),
        ("社会认可度", "F2", 0),
        ("社会认可度", "E6", 50000),
        ("质量监测", "C5", "Ⅰ"),
        ("学段学生", "C76", 3110000),
        ("校舍与设备", "D22", 942),
        ("县级数据", "B21", 11499),
    ],
)
def test_a_value_that_can_hardly_be_true_is_named(sheet: str, cell: str, value: object, bench: Bench) -> None:
    own = next(each for each in bench.cells if (each.table.sheet, each.place) == (sheet, cell))
    assert bench.put(own, value).ended in ("named", "refused")


def test_one_changed_cell_never_changes_a_verdict_in_silence(bench: Bench) -> None:
    """Twelve of the thousand tries of `make one-cell`."""
    chance = random.Random(7)
    assert [str(tried) for tried in (bench.one(chance) for _ in range(12)) if tried.ended == "silent"] == []


# Beside the year before.


def test_last_years_workbook_handed_in_again_is_named(handed: Handed) -> None:
    later = handed.folder.with_name("2026")
    later.mkdir()
    shutil.copy(handed.book, later)
    (later / "SOURCE.yml").write_text(SOURCE.replace("school_year: 2025", "school_year: 2026"), encoding="utf-8")
    findings = load(later, COUNTY, None, handed.rules).findings
    assert [(f.file, f.severity) for f in findings if "与上一年（2025年）的文件“甘州区.xlsx”完全相同" in f.message] == [
        ("甘州区.xlsx", "warning")
    ]


def test_last_years_source_record_in_this_years_folder_is_refused(handed: Handed) -> None:
    later = handed.folder.with_name("2026")
    shutil.copytree(handed.folder, later)
    found = [f for f in load(later, COUNTY, None, handed.rules).findings if f.severity == "blocking"]
    assert [(f.file, f.cell, f.found, f.allowed) for f in found] == [("SOURCE.yml", "school_year", "2025", "2026")]


def test_columns_that_did_not_move_and_figures_that_leapt_are_named(
    project: Project, rules: RuleBook, tmp_path: Path
) -> None:
    """甘州区 2025 as if it were 2026, with one budget ten times as high; 2025 lies beside it."""
    import openpyxl

    before = project.raw("620702", "2025")
    shutil.copytree(before, tmp_path / "2025")
    now = tmp_path / "2026"
    shutil.copytree(before, now)
    text = (now / "SOURCE.yml").read_text(encoding="utf-8").replace("school_year: '2025'", "school_year: '2026'")
    (now / "SOURCE.yml").write_text(text.partition("files:")[0], encoding="utf-8")
    path = next(now.glob("*.xlsx"))
    book = openpyxl.load_workbook(path)
    was = book["经费"]["B2"].value
    book["经费"]["B2"] = was * 10
    book.save(path)
    messages = {
        f.cell: f.message
        for f in load(now, "620702", None, rules).findings
        if f.sheet == "经费" and "上一年" in f.message
    }
    assert f"由{was:g}变为{was * 10:g}，请核实。" in messages["B2"]
    assert any("“年度公用经费预算总额”两年都有数的59行中，有58行与上一年完全相同" in text for text in messages.values())


# Dates of documents.


def test_a_document_after_the_rule_date_is_asked_about(handed: Handed) -> None:
    """The two documents of the small county are of 31 August and 10 September 2025."""
    findings = load(handed.folder, COUNTY, None, handed.rules, date(2025, 9, 1)).findings
    assert [(f.severity, f.sheet, f.cell, f.message) for f in findings] == [
        ("warning", "佐证材料", "G3", "“材料日期”有1处晚于规则日期2025-09-01，评估时点尚无此材料，请核实。")
    ]


def test_a_document_after_the_data_were_received_is_asked_about(handed: Handed) -> None:
    finding = handed.put("佐证材料", G2="2026-10-16").only("warning")
    assert (finding.cell, finding.found) == ("G2", "2026-10-16")
    assert finding.message.startswith("“材料日期”有1处晚于数据收到日期2026-10-15（SOURCE.yml）")


@pytest.mark.parametrize("code", ["430203", "620302", "620321", "620702"])
def test_no_document_of_the_samples_is_dated_after_the_rule_date(code: str, project: Project, rules: RuleBook) -> None:
    findings = load(project.raw(code, "2025"), code, None, rules, date(2025, 9, 1)).findings
    assert [f for f in findings if "材料日期" in f.message and "晚于" in f.message] == []
