"""A small valid county of three schools, written by the template and then spoiled by each test. 三所学校的小县。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from analysis.intake.findings import Finding
from analysis.intake.intake import Intake, load
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import BY_NAME, GROUPS, SUBJECTS, TABLES

COUNTY = "620702"
EAST, NORTH, SOUTH = "2162000001", "2162000002", "2162000003"
SOURCE = """\
county: 620702
school_year: 2025
title: 甘州区2025年数据
provided_by: 甘州区教育局
received_on: 2026-10-15
synthetic: true
"""

#: table -> its columns (an optional column left out is blank) and rows
ROWS: dict[str, tuple[str, list[tuple[Any, ...]]]] = {
    "schools": (
        "school name kind sponsor area boarding centre_city planned_year",
        [
            (EAST, "东街小学", "小学", 7, "城区", "否", "是", 2010),
            (NORTH, "北关中学", "初级中学", 7, "镇区", "是", "否", None),
            (SOUTH, "南山学校", "九年一贯制学校", 10, "乡村", "否", "否", None),
        ],
    ),
    "campuses": ("school campus pupils", [(EAST, "本部", 60), (EAST, "分校", 20)]),
    "segments": (
        "school stage pupils boarders enrolled catchment",
        [
            (EAST, "小学", 80, 0, 42, 40),
            (NORTH, "初中", 90, 30, 45, 45),
            (SOUTH, "小学", 35, 0, 35, 30),
            (SOUTH, "初中", 25, 0, 25, 25),
        ],
    ),
    "classes": (
        "school stage grade class pupils",
        [
            (EAST, "小学", 1, "1班", 42),
            (EAST, "小学", 2, "1班", 38),
            (NORTH, "初中", 7, "1班", 45),
            (NORTH, "初中", 8, "1班", 45),
            (SOUTH, "小学", 1, "1班", 35),
            (SOUTH, "初中", 7, "1班", 25),
        ],
    ),
    "rooms": ("school room kind area", [(EAST, "音乐教室", "音乐", 100.5), (NORTH, "美术教室", "美术", 90)]),
    "teachers": (
        "school stage staff full_time doctor master bachelor college below backbone pe music art arts "
        "certified trained",
        [
            (EAST, "小学", 9, 8, 0, 1, 5, 2, 0, 2, 1, 1, 0, 0, 8, 7),
            (NORTH, "初中", 12, 11, 0, 2, 9, 0, 0, 3, 1, 1, 1, 0, 11, 11),
            (SOUTH, "小学", 4, 4, 0, 0, 3, 1, 0, 1, 0, 0, 0, 1, 4, 4),
            (SOUTH, "初中", 5, 4, 0, 0, 4, 0, 0, 1, 1, 0, 0, 0, 4, 4),
        ],
    ),
    "buildings": (
        "school teaching_area indoor_sports_area sports_ground_area equipment_value networked_classrooms",
        [(EAST, 500, 60.5, 900, 18.25, 4), (NORTH, 800, 0, 1200, 25, 5), (SOUTH, 400, 0, 700, 14, 3)],
    ),
    "budgets": (
        "school public_funds training_funds business_cost funded_pupils",
        [(EAST, 64000, 3300, None, 100), (NORTH, 90000, 4600, None, None), (SOUTH, None, 3100, 60000.5, 100)],
    ),
    "evidence": (
        "indicator part school tolerance answer document day checker",
        [
            (17, None, None, None, "符合", "编制文件", "2025-08-31", "县委编办"),
            (4, None, EAST, "4-2", "符合", "起始年级名册", "2025-09-10", "县教育局"),
        ],
    ),
    "monitoring": ("subject year level spread", [(subject, 2024, "Ⅲ", 0.12) for subject in SUBJECTS]),
    "survey": ("group sent valid satisfied visited visit_satisfied", [(group, 100, 96, 90, 10, 9) for group in GROUPS]),
}
#: Figures that a county of 230 pupils may have; what is not named is 0.
ITEMS = {
    "n_primary": 1,
    "n_points": 0,
    "n_junior": 1,
    "n_nine_year": 1,
    "n_complete": 0,
    "n_twelve_year": 0,
    "n_special": 0,
    "n_vocational": 0,
    "disabled_children": 2,
    "inclusive_pupils": 2,
    "inclusive_funds": 12_401,
    "teacher_salary": 96_000,
    "civil_servant_salary": 95_000,
    "rotation_eligible": 20,
    "rotated": 4,
    "rotated_backbone": 2,
    "senior_high_places": 50,
    "allocated_places": 30,
    "rural_places": 12,
    "rural_graduates": 30,
    "urban_places": 18,
    "urban_graduates": 45,
    "migrant_children": 10,
    "migrant_public": 9,
    "monitoring_high": "是",
    "basic_balance_year": 2015,
    "resident_population": 3.1,
    "registered_population": 3.3,
    "gdp": 16.5,
    "fiscal_revenue": 1.2,
    "rural_income": 19_800,
    "payroll": 990_000,
    "base_payroll": 400_000,
    "fiscal_training_funds": 40_000,
    "fitness_tested": 220,
    "fitness_passed": 210,
    "fitness_good": 120,
    "curriculum_required": 30,
    "curriculum_offered": 30,
}


def county_tables(vetoes: list[str]) -> dict[str, pd.DataFrame]:
    """The county in memory, as reading must give it back (without `source_row`)."""
    items = {column.name: 0 if column.type != "flag" else "否" for column in BY_NAME["county"].columns}
    given = {
        **ROWS,
        "county": (" ".join(items), [tuple((items | ITEMS).values())]),
        "vetoes": ("item happened", [(veto, "否") for veto in vetoes]),
    }
    tables = {}
    for table in TABLES:
        columns, rows = given[table.name]
        frame = pd.DataFrame(rows, columns=columns.split(), dtype=object)
        frame = frame.reindex(columns=[column.name for column in table.columns])
        for column in table.columns:
            number = column.type in ("count", "amount", "year")
            own = frame[column.name]
            frame[column.name] = own.astype("float64") if number else own.astype(object).where(own.notna(), None)
        frame.insert(0, "county", pd.Series([COUNTY] * len(frame), dtype=object))
        tables[table.name] = frame
    return tables


def same_values(read: pd.DataFrame, written: pd.DataFrame) -> None:
    """Equal in all but where the rows stood."""
    pd.testing.assert_frame_equal(read.drop(columns="source_row"), written)


@dataclass
class Handed:
    """A data folder that a test spoils and loads."""

    folder: Path
    rules: RuleBook

    @property
    def book(self) -> Path:
        return self.folder / "甘州区.xlsx"

    def put(self, sheet: str, **cells: Any) -> Handed:
        """Write values into cells of the workbook: `put("班级", E3="45人")`."""
        return self.edit(lambda book: [book[sheet].__setitem__(cell, value) for cell, value in cells.items()])

    def header(self, sheet: str, column: str) -> str:
        return str(openpyxl.load_workbook(self.book)[sheet][f"{column}1"].value)

    def edit(self, change: Callable[[openpyxl.Workbook], Any]) -> Handed:
        book = openpyxl.load_workbook(self.book)
        change(book)
        book.save(self.book)
        return self

    def load(self, corrections: Path | None = None) -> Intake:
        return load(self.folder, COUNTY, corrections, self.rules)

    def blocking(self) -> list[Finding]:
        return [finding for finding in self.load().findings if finding.severity == "blocking"]

    def only(self, severity: str = "blocking") -> Finding:
        """The one finding there is of this severity."""
        found = [finding for finding in self.load().findings if finding.severity == severity]
        assert len(found) == 1, found
        return found[0]
