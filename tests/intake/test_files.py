"""Which files and sheets are read, and what is said of the others. 文件与工作表。"""

from __future__ import annotations

import random
import shutil
import stat
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from small_county import COUNTY, Handed

from analysis.errors import UserError
from analysis.intake import reading
from analysis.intake.files import open_folder
from analysis.intake.formulas import faults
from analysis.intake.reading import read_county

NONSENSE = (
    None,
    "",
    0.0,
    -1.0,
    1.5,
    1e20,
    float("nan"),
    True,
    date(2025, 1, 1),
    time(1),
    "#REF!",
    "无",
    "合计",
    "小学",
    "高中",
    "特殊教育学校",
    "2162000001",
    "学校代码",
    "在校生数（元）",
    "\x00",
    "x" * 500,
)
BROKEN = Path(__file__).resolve().parents[1] / "broken"


def test_a_folder_that_does_not_exist_is_told_in_chinese(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"找不到数据文件夹“.*2025”；请建立该文件夹"):
        read_county(tmp_path / "2025", COUNTY)


def test_an_empty_folder_is_told(handed: Handed) -> None:
    handed.book.unlink()
    finding = handed.only()
    assert finding.message == "文件夹“2025”中没有数据；请放入填好的工作簿。"


def test_two_workbooks_are_one_too_many(handed: Handed) -> None:
    shutil.copy(handed.book, handed.folder / "甘州区（修改）.xlsx")
    finding = handed.only()
    assert finding.message == "有2个工作簿，无法判断用哪一个；请只留一个，其余移到别的文件夹。"
    assert finding.found == "甘州区.xlsx、甘州区（修改）.xlsx"


def test_a_workbook_beside_csv_files_is_ambiguous(handed: Handed) -> None:
    (handed.folder / "学校.csv").write_text("学校代码\n", encoding="utf-8")
    assert handed.only().message == "既有工作簿又有CSV文件，无法判断用哪一种；请只留一种。"


def test_the_lock_file_of_an_open_workbook_is_ignored(handed: Handed) -> None:
    (handed.folder / "~$甘州区.xlsx").write_bytes(b"\x04user")
    (handed.folder / ".~lock.甘州区.xlsx#").write_bytes(b"user")
    assert handed.load().findings == ()


def test_other_files_are_told_and_not_read(handed: Handed) -> None:
    (handed.folder / "甘州区.et").write_bytes(b"WPS")
    (handed.folder / "说明.pdf").write_bytes(b"%PDF")
    finding = handed.only("warning")
    assert (finding.file, finding.message) == ("甘州区.et", "不是可读取的数据文件，没有读取。")


def test_a_workbook_that_is_none_is_told(handed: Handed) -> None:
    handed.book.write_bytes(b"<html><table></table></html>")
    finding = handed.only()
    assert (finding.file, finding.message) == (
        "甘州区.xlsx",
        "实际是网页文件，只是用了工作簿的扩展名；请用Excel或WPS打开，另存为.xlsx。",
    )


def test_inputs_are_read_from_a_read_only_folder_and_left_as_they_are(handed: Handed) -> None:
    before = {path.name: path.read_bytes() for path in handed.folder.iterdir()}
    times = {path.name: path.stat().st_mtime_ns for path in handed.folder.iterdir()}
    for path in handed.folder.iterdir():
        path.chmod(stat.S_IRUSR)
    handed.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert handed.load().findings == ()
    finally:
        handed.folder.chmod(stat.S_IRWXU)
    assert {path.name: path.read_bytes() for path in handed.folder.iterdir()} == before
    assert {path.name: path.stat().st_mtime_ns for path in handed.folder.iterdir()} == times


def test_a_file_one_may_not_read_is_told(handed: Handed, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path) -> bytes:
        raise PermissionError(13, "locked", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)
    assert handed.only().message == "无法读取：没有权限，或正被其他程序独占；请关闭该文件后重试。"


def test_a_renamed_sheet_is_told_with_the_nearest_name(handed: Handed) -> None:
    found = handed.edit(lambda book: setattr(book["教师"], "title", "教师表")).blocking()
    assert [(f.sheet, f.message) for f in found] == [
        ("教师", "缺少工作表“教师”，是否写成了“教师表”？"),
        ("教师表", "不认识的工作表“教师表”，内容像“教师”；请改名为“教师”，或删去。"),
    ]


def test_a_missing_sheet_stops_the_run(handed: Handed) -> None:
    finding = handed.edit(lambda book: book.remove(book["经费"])).only()
    assert (finding.sheet, finding.message) == ("经费", "缺少工作表“经费”。")


def test_the_name_of_the_workbook_stands_for_no_sheet(handed: Handed) -> None:
    handed.edit(lambda book: book.remove(book["经费"]))
    handed.book.rename(handed.folder / "经费.xlsx")
    assert handed.only().message == "缺少工作表“经费”。"


def test_a_table_that_may_be_empty_may_be_missing(handed: Handed) -> None:
    intake = handed.edit(lambda book: book.remove(book["校区"])).load()
    assert [(f.severity, f.message) for f in intake.findings] == [("warning", "缺少工作表“校区”，按没有此类数据处理。")]
    assert intake.tables["campuses"].empty and "pupils" in intake.tables["campuses"]
    assert intake.cell("campuses", 2, "pupils") == ""


def test_a_copy_of_one_of_our_sheets_stops_the_run(handed: Handed) -> None:
    def copy(book: Any) -> None:
        book.copy_worksheet(book["教师"]).title = "教师 (2)"

    finding = handed.edit(copy).only()
    assert finding.message == "不认识的工作表“教师 (2)”，内容像“教师”；请改名为“教师”，或删去。"


def test_a_foreign_sheet_is_a_warning_and_an_empty_one_nothing(handed: Handed) -> None:
    def add(book: Any) -> None:
        book.create_sheet("Sheet1")
        book.create_sheet("填报联系人")["A1"] = "县教育局"

    finding = handed.edit(add).only("warning")
    assert (finding.sheet, finding.message) == ("填报联系人", "不认识的工作表“填报联系人”，没有读取。")


def test_a_sheet_name_may_have_spaces_and_full_width_marks(handed: Handed) -> None:
    assert handed.edit(lambda book: setattr(book["教师"], "title", " 教 师 ")).load().findings == ()


def test_a_table_without_rows_stops_the_run(handed: Handed) -> None:
    found = handed.edit(lambda book: book["经费"].delete_rows(2, 3)).blocking()
    assert [(f.sheet, f.message) for f in found] == [("经费", "“经费”没有数据行。每校一行，填年度数。")]


def test_blank_rows_are_skipped(handed: Handed) -> None:
    def spread(book: Any) -> None:
        book["班级"].insert_rows(4, 2)
        book["班级"]["A4"] = "  "

    intake = handed.edit(spread).load()
    assert intake.findings == ()
    assert intake.tables["classes"]["source_row"].tolist() == [2, 3, 6, 7, 8, 9]


@pytest.mark.parametrize("name", ["county.ods", "county.xls"])
def test_other_kinds_of_workbook_are_read_the_same(name: str, handed: Handed) -> None:
    """The files in tests/broken were saved from the small county by LibreOffice, with E3 of 班级 spoiled."""
    handed.book.unlink()
    shutil.copy(BROKEN / name, handed.folder)
    finding = next(found for found in handed.blocking() if found.sheet == "班级")
    assert (finding.file, finding.sheet, finding.cell, finding.found) == (name, "班级", "E3", "38人")


def test_a_workbook_whose_errors_cannot_be_seen_says_so(handed: Handed) -> None:
    handed.book.unlink()
    shutil.copy(BROKEN / "county.xls", handed.folder)
    text = "这种格式读不出公式错误，有错的公式会被当作空白；建议另存为.xlsx。"
    assert ("warning", text) in [(f.severity, f.message) for f in handed.load().findings]


def test_an_ods_with_a_formula_error_stops_the_run(handed: Handed) -> None:
    handed.book.unlink()
    shutil.copy(BROKEN / "formula_error.ods", handed.folder)
    assert "有公式错误，读取后会成为空白；请改正公式并粘贴为数值。" in [f.message for f in handed.blocking()]


def test_a_calculated_formula_is_data(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("学校")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A2", '="甲"', None, "甲")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
    assert faults((tmp_path / "a.xlsx").read_bytes()) == {"学校": {"A3": "#DIV/0!"}}


@pytest.mark.parametrize("seed", range(8))
def test_no_heap_of_errors_stops_the_reading(seed: int, handed: Handed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells, rows and sheets spoiled at random: always findings, never an exception."""
    dice = random.Random(seed)
    sheets, hashes, _ = open_folder(handed.folder)
    for _ in range(dice.choice((5, 50, 200))):
        rows = dice.choice(sheets).rows
        at = dice.randrange(len(rows))
        action = dice.random()
        if action < 0.8 and rows[at]:
            rows[at][dice.randrange(len(rows[at]))] = dice.choice(NONSENSE)
        elif action < 0.9 and len(rows) > 1:
            del rows[at]
        else:
            rows.insert(dice.randrange(len(rows)), rows[at][: dice.randrange(9)])
    sheets.pop(dice.randrange(len(sheets)))
    monkeypatch.setattr(reading, "open_folder", lambda folder: (sheets, hashes, []))
    assert not handed.load().usable
