"""Workbooks as offices fill them: hidden rows, signatures, names for codes, other kinds of file. 实际填报中的情形。"""

from __future__ import annotations

import re
import zipfile
from typing import Any

import pytest
from small_county import EAST, NORTH, SOUTH, Handed

NAMES = {EAST: "东街小学", NORTH: "北关中学", SOUTH: "南山学校"}


def warnings(handed: Handed) -> list[tuple[str, str, str]]:
    return [(f.sheet, f.cell, f.message) for f in handed.load().findings if f.severity == "warning"]


def test_hidden_rows_are_read_and_named(handed: Handed) -> None:
    def hide(book: Any) -> None:
        for row in (3, 4, 6):
            book["班级"].row_dimensions[row].hidden = True

    intake = handed.edit(hide).load()
    assert len(intake.tables["classes"]) == 6
    text = "隐藏了3行有内容的行（第3—4、6行），仍已读取；不应计入的，请删除而不要隐藏或筛选，应计入的，请取消隐藏。"
    assert warnings(handed) == [("班级", "A3", text)]


def test_hidden_columns_are_read_and_named(handed: Handed) -> None:
    def hide(book: Any) -> None:
        book["教师"].column_dimensions["D"].hidden = True

    finding = handed.edit(hide).only("warning")
    assert (finding.sheet, finding.cell) == ("教师", "D1")
    assert finding.message.startswith("隐藏了1列有内容的列（D列），仍已读取")


def test_a_hidden_sheet_is_read_and_named(handed: Handed) -> None:
    def hide(book: Any) -> None:
        book["经费"].sheet_state = "hidden"
        book["填写说明"].sheet_state = "hidden"

    finding = handed.edit(hide).only("warning")
    assert (finding.sheet, finding.message[:8]) == ("经费", "工作表是隐藏的，")
    assert len(handed.load().tables["budgets"]) == 3


@pytest.mark.parametrize("day", ["20250831", 20250831, "2025/8/31", "2025.8.31", "2025年8月31日", " ２０２５０８３１ "])
def test_a_complete_date_is_read_however_it_is_written(day: object, handed: Handed) -> None:
    intake = handed.put("佐证材料", G2=day).load()
    assert intake.tables["evidence"]["day"].iloc[0] == "2025-08-31"
    assert [f for f in intake.findings if f.severity == "blocking"] == []


@pytest.mark.parametrize(
    ("text", "code"), [("东街\u202e小学", "U+202E"), ("东街\u2066小学", "U+2066"), ("东街\x9b小学", "U+009B")]
)
def test_control_and_direction_marks_are_refused_with_their_cell(text: str, code: str, handed: Handed) -> None:
    finding = handed.put("学校", B2=text).blocking()[0]
    assert (finding.sheet, finding.cell) == ("学校", "B2")
    assert f"含有看不见的控制或方向字符（{code}）" in finding.message


def test_a_character_that_the_fonts_lack_is_named_with_its_cell(handed: Handed) -> None:
    finding = handed.put("学校", B2="东街小学\U0001f3eb").only()
    assert (finding.sheet, finding.cell) == ("学校", "B2")
    assert "（U+1F3EB），无法印在报告中" in finding.message


def test_a_rare_character_that_the_fonts_have_is_fine(handed: Handed) -> None:
    assert handed.put("学校", B2="淯水镇㐂小学").load().findings == ()


def test_a_text_cell_whose_value_is_empty_in_the_file_is_blank(handed: Handed) -> None:
    """As Excel leaves it: t="s" with an empty <v>; no other text may slip in."""
    spoiled = handed.book.with_suffix(".tmp")
    with zipfile.ZipFile(handed.book) as old, zipfile.ZipFile(spoiled, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content, times = re.subn(rb'(<c r="(?:B2|C3)"[^>]*t="s"[^>]*>)<v>\d+</v>', rb"\1<v/>", content)
                assert times == 2
            new.writestr(name, content)
    spoiled.replace(handed.book)
    assert [(f.cell, f.message[:10]) for f in handed.blocking()] == [
        ("B2", "“学校名称”不能为空"),
        ("C3", "“办学类型”不能为空"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的（0字节），可能没有传完；请重新拷贝或重新导出。"),
        (b"<html><table></table></html>", "实际是网页文件，只是用了工作簿的扩展名；请用Excel或WPS打开，另存为.xlsx。"),
        (
            "学校代码\t在校生数\n".encode("gb18030"),
            "实际是文本文件，只是用了工作簿的扩展名；请用Excel或WPS打开后另存为.xlsx，或改为.csv。",
        ),
        (b"%PDF-1.7\n", "实际是PDF文件，不是工作簿；请提供Excel原件。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "工作簿设有打开密码；请在Excel或WPS中取消打开密码后另存。",
        ),
        (b"PK\x03\x04" + b"\0" * 60, "工作簿不完整，可能没有传完；请重新拷贝，或用Excel或WPS打开，另存为.xlsx。"),
        (bytes(range(256)) * 4, "不是完好的工作簿；请用Excel或WPS打开，另存为.xlsx。"),
    ],
    ids=["empty", "web page", "text", "PDF", "password", "cut off", "noise"],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(
    content: bytes, said: str, suffix: str, handed: Handed
) -> None:
    book = handed.book.rename(handed.book.with_suffix(suffix))
    book.write_bytes(content)
    finding = handed.only()
    assert (finding.file, finding.message, finding.found) == (book.name, said, "")


def with_names(book: Any) -> None:
    sheet = book["教师"]
    sheet.insert_cols(2)
    sheet["B1"] = "学校名称"
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, 2, NAMES[sheet.cell(row, 1).value])


def test_a_column_of_names_beside_the_codes_is_read_as_a_cross_check(handed: Handed) -> None:
    assert handed.edit(with_names).load().findings == ()


def test_a_name_of_another_school_beside_a_code_is_refused(handed: Handed) -> None:
    finding = handed.edit(with_names).put("教师", B3="东街小学").only()
    assert (finding.sheet, finding.cell, finding.found, finding.allowed) == ("教师", "A3、B3", "东街小学", "北关中学")


def test_a_name_of_no_school_beside_a_code_is_asked_about(handed: Handed) -> None:
    finding = handed.edit(with_names).put("教师", B3="北关初级中学").only("warning")
    assert (finding.sheet, finding.cell) == ("教师", "A3、B3")
    assert (
        finding.message
        == "有1行的“学校名称”与“学校”表的名称不同，请核实；第3行填的“北关初级中学”，该代码在“学校”表中是“北关中学”。"
    )


def test_unique_names_in_the_code_column_stand_for_their_codes(handed: Handed) -> None:
    def named(book: Any) -> None:
        for row in range(2, 8):
            cell = book["班级"].cell(row, 1)
            cell.value = NAMES[cell.value]

    handed.edit(named)
    finding = handed.only("warning")
    assert (finding.sheet, finding.cell) == ("班级", "A2:A7")
    assert finding.message == "“学校代码”有6个单元格填的是学校名称，已按“学校”表换成代码读取，请核对。"
    assert handed.load().tables["classes"]["school"].tolist() == [EAST, EAST, NORTH, NORTH, SOUTH, SOUTH]
    assert handed.blocking() == []


def test_lines_of_one_kind_in_one_column_are_one_finding(handed: Handed) -> None:
    cells = {f"E{row}": f"约{row}" for row in range(2, 8)}
    found = [f for f in handed.put("班级", **cells).blocking() if f.sheet == "班级"]
    assert [(f.cell, f.message) for f in found] == [
        ("E2:E7", "有6处同类问题，第一处：“班级学生数”填的“约2”是约数，请填准确数字。")
    ]


@pytest.mark.parametrize("sheet", ["班级", "县级数据"])
def test_rows_of_signature_and_notes_are_left_out_and_not_printed(sheet: str, handed: Handed) -> None:
    def sign(book: Any) -> None:
        book[sheet].append([])
        book[sheet].append(["填表人：赵某某", None, "联系电话：13800000000"])
        book[sheet].append(["注：本表按学年初统计"])

    finding = handed.edit(sign).only("warning")
    assert finding.sheet == sheet and "落款或说明" in finding.message
    assert not re.search("赵|138|学年初", repr(handed.load().findings))
    assert handed.blocking() == []


def test_a_code_that_all_other_sheets_spell_otherwise_is_the_one_blamed(handed: Handed) -> None:
    finding = handed.put("学校", A2="216200001").only()
    assert (finding.sheet, finding.cell, finding.found, finding.allowed) == ("学校", "A2", "216200001", EAST)
    assert "填的都是“2162000001”；请改为“2162000001”" in finding.message


def test_a_code_that_one_other_sheet_spells_otherwise_is_blamed_there(handed: Handed) -> None:
    found = handed.put("校舍与设备", A2="216200001").blocking()
    assert [(f.sheet, f.cell) for f in found] == [("校舍与设备", "A2")]
