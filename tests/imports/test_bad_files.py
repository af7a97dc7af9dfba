"""What is wrong with a bureau's files is told with file, sheet and cell; the others are read. 有问题的文件。"""

from __future__ import annotations

from pathlib import Path

import pytest
from bureau_files import CODE, NAME, Row, book, cover, identity, pupils, put, school, teachers

from analysis.errors import UserError
from analysis.intake.findings import Finding
from analysis.intake.imports.import_folder import Imported, import_folder
from analysis.intake.imports.write import write_import
from analysis.project import find_project

PARAMS = find_project(Path(__file__)).root / "params" / "imports"
GOOD = "好学校(小学).xlsx"


def bring(folder: Path, content: bytes | None = None, name: str = "坏.xlsx") -> Imported:
    """A good school beside a spoiled file."""
    put(folder, GOOD, school(教基1001=identity("3107000009", "合成好学校")))
    if content is not None:
        put(folder, name, content)
    return import_folder(PARAMS, folder, "310700", "2025")


def told(imported: Imported, *words: str) -> Finding:
    """The one finding about the spoiled file that has these words."""
    found = [
        f for f in imported.findings if not f.file.startswith("好学校") and all(word in f.message for word in words)
    ]
    assert len(found) == 1, [f.message for f in imported.findings]
    return found[0]


def value(imported: Imported, table: str, column: str, code: str = CODE) -> object:
    frame = imported.merged.frames[table]
    return frame.loc[frame["school"] == code, column].tolist()


def others_read(imported: Imported) -> bool:
    return value(imported, "segments", "pupils", "3107000009") == [90.0]


def test_a_good_file_is_read_and_nothing_stops(tmp_path: Path) -> None:
    imported = bring(tmp_path)
    assert others_read(imported) and not [f for f in imported.findings if f.severity == "blocking"]


def test_a_blank_taken_for_zero_is_told_and_an_asterisk_is_no_number(tmp_path: Path) -> None:
    imported = bring(tmp_path, school(教基4155_小学=teachers(degrees=(0, "*", 6, 2, None))))
    found = told(imported, "空白单元格按0读取")
    assert (found.sheet, found.cell) == ("教基4155_小学", "C13")
    frame = imported.merged.frames["teachers"]
    own = frame[frame["school"] == CODE].iloc[0]
    assert own["below"] == 0.0 and own["master"] != own["master"]


def test_the_wrong_year_is_told_and_not_read(tmp_path: Path) -> None:
    found = told(imported := bring(tmp_path, school(封面=cover("2019"))), "2019学年")
    assert (found.severity, found.found, found.allowed) == ("blocking", "2019", "2025")
    assert value(imported, "schools", "name") == [] and others_read(imported)


def test_a_form_nobody_described_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = told(imported := bring(tmp_path, school(教基3113=pupils())), "不认识的报表", "是否应为“教基311")
    assert found.sheet == "教基3113" and others_read(imported)


def test_a_sheet_that_says_another_code_is_not_read(tmp_path: Path) -> None:
    rows: list[Row] = [list(row) for row in pupils()]
    rows[1] = ["教基3115"]
    found = told(imported := bring(tmp_path, school(教基3112_小学=rows)), "表内表号")
    assert (found.found, found.allowed) == ("教基3115", "教基3112")
    assert value(imported, "segments", "pupils") == []


def test_rows_and_columns_that_moved_are_found_by_their_words(tmp_path: Path) -> None:
    rows = [["多出的一行"], *[[*row[:2], None, *row[2:]] for row in pupils()]]
    rows[5] = ["甲", "乙", None, *range(1, 12)]
    imported = bring(tmp_path, school(教基3112_小学=rows))
    assert value(imported, "segments", "pupils") == [90.0]


def test_a_heading_renamed_is_told_with_what_is_allowed(tmp_path: Path) -> None:
    rows: list[list[object]] = [list(row) for row in pupils()]
    rows[2][5] = "在读学生数"
    found = [
        f
        for f in bring(tmp_path, school(教基3112_小学=rows)).findings
        if "所在的列“在校生数" in f.message and f.severity == "blocking"
    ]
    assert found and all(
        f.sheet == "教基3112_小学" and "在读学生数" in f.found and "在校生数→合计" in f.allowed for f in found
    )


def test_a_row_renamed_is_told_with_the_nearest(tmp_path: Path) -> None:
    rows: list[list[object]] = [list(row) for row in teachers()]
    rows[10][0] = "大本"
    found = told(bring(tmp_path, school(教基4155_小学=rows)), "本科学历教师数")
    assert found.severity == "blocking" and "本科毕业" in found.allowed


def test_a_unit_other_than_ours_is_refused(tmp_path: Path) -> None:
    rows: list[Row] = [["条件"], ["教基5176"], [None, None, "数量"], ["甲", "乙", 1]]
    rows += [["运动场地面积", 1, 5000], ["网络多媒体教室", 2, 6], ["教学仪器设备资产值（元）", 3, 800000]]
    found = [f for f in bring(tmp_path, school(教基5176=rows)).findings if "单位是“元”" in f.message]
    assert len(found) == 1 and (found[0].cell, found[0].allowed) == ("C7", "万元")


def test_grades_that_do_not_add_up_are_told_with_both_cells(tmp_path: Path) -> None:
    imported = bring(tmp_path, school(教基3112_小学=pupils(total=91)))
    found = told(imported, "合计与各年级之和")
    assert (found.cell, found.found, found.allowed) == ("F6", "91", "90") and "G6" in found.message


def test_degrees_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    found = told(bring(tmp_path, school(教基4155_小学=teachers(full_time=9))), "各学历之和")
    assert (found.found, found.allowed) == ("9", "8")


def test_two_files_of_one_school_are_told_and_what_differs_stays_blank(tmp_path: Path) -> None:
    put(tmp_path, "一份.xlsx", school())
    imported = bring(tmp_path, school(教基3112_小学=pupils(total=95, grades=(20, 15, 15, 15, 15, 15))), "又一份.xlsx")
    assert told(imported, "份相同的报表").severity == "blocking"
    found = told(imported, "在校生数", "各来源不同")
    assert (
        found.severity == "blocking"
        and "又一份.xlsx!教基3112_小学!F6" in found.message + found.file + "!教基3112_小学!F6"
    )
    own = imported.merged.frames["segments"].set_index("school")["pupils"]
    assert own.isna().to_dict() == {CODE: True, "3107000009": False}


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 truncated", school()[:900], b""], ids=["不是工作簿", "截断", "空文件"]
)
def test_a_broken_workbook_is_told_and_the_others_are_read(tmp_path: Path, content: bytes) -> None:
    imported = bring(tmp_path, content)
    assert told(imported, "不是完好的工作簿").severity == "blocking" and others_read(imported)


def test_a_broken_archive_is_told(tmp_path: Path) -> None:
    assert told(bring(tmp_path, b"PK\x03\x04", "包.zip"), "压缩包").severity == "blocking"


def test_a_code_damaged_by_scientific_notation_is_told_with_its_cell(tmp_path: Path) -> None:
    found = [f for f in bring(tmp_path, school(教基1001=identity("3.107E+09"))).findings if "科学计数法" in f.message]
    assert len(found) == 1 and (found[0].sheet, found[0].cell, found[0].found) == ("教基1001", "C4", "3.107E+09")


def test_a_class_list_and_the_form_that_differ_stand_side_by_side(tmp_path: Path) -> None:
    put(tmp_path, "一校.xlsx", school())
    lines = [
        "学校标识码,年级,班级,人数",
        *(f"{CODE},{grade}年级,1班,{15 + (grade == '一')}" for grade in "一二三四五六"),
    ]
    imported = bring(tmp_path, "\n".join(lines).encode("gbk"), "班级.csv")
    line = next(line for line in imported.compared if not line.agrees and "分年级" in line.what)
    assert (line.one, line.one_place) == (15.0, "一校.xlsx!教基3112_小学!G6")
    assert (line.other, line.other_place) == (16.0, "班级.csv!D2")


def test_an_unknown_file_is_told_and_not_repeated(tmp_path: Path) -> None:
    found = told(imported := bring(tmp_path, book({"通讯录": [["张三丰", "13900001111"]]})), "不认识这个文件")
    assert "张三丰" not in str(imported.findings) and found.severity == "blocking"


def test_data_that_stand_there_are_not_overwritten_unasked(tmp_path: Path) -> None:
    target = tmp_path / "raw" / "310700" / "2025"
    first = bring(tmp_path / "a")
    write_import(first, target, "合成县", "合成县教育局", True)
    second = bring(tmp_path / "b", school())
    with pytest.raises(UserError, match="没有改动"):
        write_import(second, target, "合成县", "合成县教育局", True)
    assert write_import(second, target, "合成县", "合成县教育局", True, replace=True)[0]
    assert (tmp_path / "replaced" / "310700" / "2025-1" / "SOURCE.yml").is_file()


def test_the_school_is_named_as_its_form_names_it(tmp_path: Path) -> None:
    assert value(bring(tmp_path, school()), "schools", "name") == [NAME]
