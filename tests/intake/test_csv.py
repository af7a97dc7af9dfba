"""A county handed in as CSV files. CSV 数据。"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
from small_county import Handed, county_tables, same_values

from analysis.intake.headings import shown
from analysis.tables.catalogue import ITEM_HEADINGS, TABLES


def text(value: object) -> str:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.fixture
def as_csv(handed: Handed, vetoes: list[str]) -> Handed:
    """The same county, one CSV file a table, UTF-8 with BOM."""
    handed.book.unlink()
    for table in TABLES:
        frame = county_tables(vetoes)[table.name]
        if table.items:
            rows = [[c.heading, text(frame[c.name][0]), c.unit, c.note] for c in table.columns]
            rows.insert(0, list(ITEM_HEADINGS))
        else:
            rows = [[shown(column) for column in table.columns]]
            rows += [[text(value) for value in row[1:]] for row in frame.itertuples(index=False)]
        with (handed.folder / f"{table.sheet}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(rows)
    return handed


def spoil(handed: Handed, file: str, old: str, new: str) -> Path:
    path = handed.folder / file
    content = path.read_text(encoding="utf-8-sig")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8", newline="")
    return path


def test_csv_files_give_the_same_tables_as_a_workbook(as_csv: Handed, vetoes: list[str]) -> None:
    intake = as_csv.load()
    assert intake.findings == ()
    for name, written in county_tables(vetoes).items():
        same_values(intake.tables[name], written)
    assert intake.cell("segments", 3, "pupils") == "学段学生.csv!C3"
    assert set(intake.hashes) == {f"{table.sheet}.csv" for table in TABLES}


def test_utf_8_without_a_mark_is_read(as_csv: Handed) -> None:
    path = as_csv.folder / "学校.csv"
    path.write_bytes(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert as_csv.load().findings == ()


def test_gb18030_is_read_and_told(as_csv: Handed) -> None:
    path = as_csv.folder / "学校.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    finding = as_csv.only("warning")
    assert (finding.file, finding.found) == ("学校.csv", "GB18030")
    assert finding.message == "不是UTF-8编码，已按GB18030读取；请核对汉字是否正确，建议另存为“CSV UTF-8”。"
    assert as_csv.load().tables["schools"]["name"][0] == "东街小学"


def test_an_unknown_encoding_is_told(as_csv: Handed) -> None:
    (as_csv.folder / "校区.csv").write_bytes(b"\xff\xff\xff")
    assert [(f.file, f.message) for f in as_csv.load().findings] == [
        ("校区.csv", "文字编码无法识别；请另存为“CSV UTF-8”。")
    ]


def test_a_broken_quotation_is_told(as_csv: Handed) -> None:
    spoil(as_csv, "校区.csv", "本部", '"本部" ')
    finding = as_csv.only()
    assert (finding.file, finding.message) == ("校区.csv", "不是完好的CSV文件，引号或分隔符有误；请重新另存。")


def test_a_missing_file_is_told(as_csv: Handed) -> None:
    (as_csv.folder / "经费.csv").unlink()
    finding = as_csv.only()
    assert (finding.file, finding.sheet, finding.message) == ("经费.csv", "", "缺少文件“经费.csv”。")


def test_a_misnamed_file_is_told_with_the_nearest_name(as_csv: Handed) -> None:
    (as_csv.folder / "经费.csv").rename(as_csv.folder / "经费表.csv")
    assert [f.message for f in as_csv.blocking()] == [
        "缺少文件“经费.csv”，是否写成了“经费表”？",
        "不认识的工作表“经费表”，内容像“经费”；请改名为“经费”，或删去。",
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [(",1班,42", ",1班,42人", "42人"), (",1班,42", ",1班,42.5", "42.5"), (",1班,42", ",1班,TRUE", "TRUE")],
)
def test_a_bad_cell_is_named_by_file_and_cell(old: str, new: str, found: str, as_csv: Handed) -> None:
    spoil(as_csv, "班级.csv", old, new)
    finding = as_csv.only()
    assert (finding.file, finding.sheet, finding.cell, finding.found) == ("班级.csv", "", "E2", found)


def test_a_code_that_went_through_a_spreadsheet_is_mended_and_told(as_csv: Handed) -> None:
    spoil(as_csv, "学校.csv", "2162000001", "2162000001.0")
    finding = as_csv.only("warning")
    assert (finding.file, finding.cell) == ("学校.csv", "A2")
    assert as_csv.load().tables["schools"]["school"][0] == "2162000001"


def test_a_line_break_inside_a_cell_does_not_move_the_rows(as_csv: Handed) -> None:
    spoil(as_csv, "学校.csv", "东街小学", '"东街\n小学"')
    spoil(as_csv, "学校.csv", "镇区", "镇")
    finding = as_csv.only()
    assert (finding.cell, finding.found) == ("E3", "镇")
