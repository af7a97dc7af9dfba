"""Total rows are no data, but what they say is checked. 合计行。"""

from __future__ import annotations

from typing import Any

from small_county import EAST, Handed


def test_a_total_row_is_skipped_and_told(handed: Handed) -> None:
    intake = handed.put("班级", A8="合 计", E8=230).load()
    assert [(f.severity, f.cell, f.message) for f in intake.findings] == [
        ("warning", "A8", "第8行是“合计”行，没有作为数据读取。")
    ]
    assert len(intake.tables["classes"]) == 6


def test_a_total_in_the_name_column_is_a_total_too(handed: Handed) -> None:
    intake = handed.put("学校", B5="全县总计").load()
    assert [f.message for f in intake.findings] == ["第5行是“全县总计”行，没有作为数据读取。"]
    assert len(intake.tables["schools"]) == 3


def test_a_total_that_is_not_the_sum_is_told_with_its_cell(handed: Handed) -> None:
    found = handed.put("班级", A8="合计", E8=231).load().findings
    assert [(f.severity, f.cell, f.found, f.allowed, f.message) for f in found if f.cell == "E8"] == [
        ("warning", "E8", "231", "230", "“班级学生数”的合计为231，各行之和为230，两者不符。")
    ]


def test_a_subtotal_is_compared_with_the_rows_since_the_last(handed: Handed) -> None:
    def add(book: Any) -> None:
        sheet = book["班级"]
        sheet.insert_rows(4)
        sheet["A4"], sheet["B4"], sheet["E4"] = EAST, "小计", 80
        sheet["A9"], sheet["B9"], sheet["E9"] = "其他学校", "小计", 151
        sheet["A10"], sheet["E10"] = "总计", 230

    found = handed.edit(add).load().findings
    assert [(f.cell, f.message) for f in found if f.cell.startswith("E")] == [
        ("E9", "“班级学生数”的小计为151，各行之和为150，两者不符。")
    ]
