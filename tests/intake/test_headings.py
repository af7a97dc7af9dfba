"""Headings are found by their words; whatever is not known stops the run. 标题识别。"""

from __future__ import annotations

from typing import Any

import pytest
from small_county import Handed, county_tables, same_values

from analysis.intake.headings import locate, match
from analysis.tables.catalogue import SEGMENTS


def test_a_renamed_column_is_told_with_the_nearest_name(handed: Handed) -> None:
    unknown, missing = handed.put("学段学生", C1="在校学生数").blocking()[:2]
    assert [(f.sheet, f.cell) for f in (unknown, missing)] == [("学段学生", ""), ("学段学生", "C1")]
    assert unknown.message == "缺少列“在校生数”。"
    assert missing.message == "不认识的列“在校学生数”，是否应为“在校生数”？"


def test_a_missing_column_stops_the_run(handed: Handed) -> None:
    finding = handed.edit(lambda book: book["教师"].delete_cols(4)).only()
    assert (finding.sheet, finding.message) == ("教师", "缺少列“专任教师数”。")


def test_a_missing_optional_column_is_a_warning(handed: Handed) -> None:
    finding = handed.edit(lambda book: book["学校"].delete_cols(6)).only("warning")
    assert (finding.sheet, finding.message) == ("学校", "缺少列“所在乡镇街道”，按空白处理。")
    assert handed.load().usable


def test_an_unknown_column_stops_the_run(handed: Handed) -> None:
    finding = handed.put("班级", F1="备注", F2="寄宿班").only()
    assert (finding.sheet, finding.cell) == ("班级", "F1")
    assert finding.message == "不认识的列“备注”；请改为模板的表头，或删去此列。"


def test_content_without_a_heading_stops_the_run(handed: Handed) -> None:
    finding = handed.put("班级", G4="待核").only()
    assert (finding.sheet, finding.cell, finding.found) == ("班级", "G4", "待核")
    assert finding.message == "这一列有内容而没有表头；请补上表头，或删去此列。"


def test_a_doubled_heading_stops_the_run(handed: Handed) -> None:
    finding = handed.put("班级", F1="班级学生数").only()
    assert (finding.sheet, finding.cell) == ("班级", "F1")
    assert finding.message == "“班级学生数”列重复，另一列在E1；请只留一列。"


def test_another_unit_in_the_heading_stops_the_run(handed: Handed) -> None:
    finding = handed.put("校舍与设备", E1="教学仪器设备资产值（元）").only()
    assert (finding.sheet, finding.cell, finding.found, finding.allowed) == ("校舍与设备", "E1", "元", "万元")
    assert finding.message == "“教学仪器设备资产值”的单位是“元”，应为“万元”；请换算数值后改正表头。"


def test_another_unit_of_an_item_stops_the_run(handed: Handed) -> None:
    finding = handed.put("县级数据", C21="万元").only()
    assert (finding.sheet, finding.cell, finding.found, finding.allowed) == ("县级数据", "C21", "万元", "元")


def test_another_unit_in_a_unit_row_stops_the_run(handed: Handed) -> None:
    def spoil(book: Any) -> None:
        book["校舍与设备"].insert_rows(2)
        for cell, unit in zip("BCDEF", ("㎡", "平方米", "平方米", "元", "间"), strict=True):
            book["校舍与设备"][f"{cell}2"] = unit

    finding = handed.edit(spoil).only()
    assert (finding.sheet, finding.cell, finding.found, finding.allowed) == ("校舍与设备", "E2", "元", "万元")


def test_moved_columns_are_found_by_their_headings(handed: Handed, vetoes: list[str]) -> None:
    def move(book: Any) -> None:
        sheet = book["班级"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for number, row in enumerate(rows, 1):
            for at, value in enumerate(reversed(row), 1):
                sheet.cell(number, at).value = value

    intake = handed.edit(move).load()
    assert intake.findings == ()
    same_values(intake.tables["classes"], county_tables(vetoes)["classes"])
    assert intake.cell("classes", 3, "pupils") == "甘州区.xlsx!班级!A3"


def test_headings_may_stand_below_titles_groups_and_merged_cells(handed: Handed, vetoes: list[str]) -> None:
    """Row 1 a title, row 2 groups over merged cells, row 3 headings, row 4 units, row 5 blank."""

    def dress(book: Any) -> None:
        sheet = book["教师"]
        headings = [cell.value for cell in sheet[1]]
        sheet.insert_rows(1, 2)
        sheet.insert_rows(4, 2)
        sheet["A1"] = "甘州区教师情况表（2025年）"
        for at, heading in enumerate(headings, 1):
            name = heading.replace("（人）", "").replace("教师数", " 教师数")
            sheet.cell(3, at).value = name
            sheet.cell(4, at).value = "人" if at > 2 else None
        for cell, text in {"A2": "学校代码", "B2": "学段", "A3": None, "B3": None, "E2": "学历情况"}.items():
            sheet[cell] = text
        for cells in ("A1:Q1", "A2:A3", "B2:B3", "E2:I2"):
            sheet.merge_cells(cells)

    intake = handed.edit(dress).load()
    assert intake.findings == ()
    same_values(intake.tables["teachers"], county_tables(vetoes)["teachers"])
    assert intake.cell("teachers", 6, "full_time") == "甘州区.xlsx!教师!D6"


def test_a_sheet_without_headings_is_told(handed: Handed) -> None:
    finding = handed.edit(lambda book: book["音美专用教室"].delete_rows(1)).only()
    assert (finding.sheet, finding.cell, finding.allowed) == (
        "音美专用教室",
        "",
        "学校代码、教室名称、教室类别、使用面积",
    )
    assert finding.message == "找不到标题行；前10行中没有一个认识的表头，请使用模板的表头。"


@pytest.mark.parametrize(
    ("text", "heading", "unit"),
    [
        ("在校生数", "在校生数", ""),
        (" 在校\n生数 （人）", "在校生数", "人"),
        ("＊在校生数(名)", "在校生数", "人"),
        ("在校生数［人］", "在校生数", "人"),
        ("在校生数（万人）", "在校生数", "万人"),
        ("在校生数（女）", None, ""),
        ("其中：在校生数", None, ""),
    ],
)
def test_only_a_unit_may_be_left_out(text: str, heading: str | None, unit: str) -> None:
    column, found = match(text, SEGMENTS.columns)
    assert (column.heading if column else None, found) == (heading, unit)


def test_the_heading_row_is_the_one_that_names_most_columns() -> None:
    rows = [["学段"], [None], ["学校代码", "学段", "在校生数"], ["2162000001", "小学", 80.0]]
    head = locate(rows, SEGMENTS.columns)
    assert head is not None
    assert (head.cells, head.first) == (((2, 0, "学校代码"), (2, 1, "学段"), (2, 2, "在校生数")), 3)
