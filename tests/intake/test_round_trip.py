"""What the template writes, reading reads back. 写出与读回。"""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from small_county import COUNTY, EAST, Handed, county_tables, same_values

from analysis.intake.headings import HELP_SHEET, PARTS_SHEET
from analysis.intake.reading import read_county
from analysis.intake.template import write_workbook
from analysis.tables.catalogue import TABLES
from analysis.tables.schema import Column

#: Text that a careless program would turn into something else.
TEXTS = (
    "1班",
    "=1+1",
    "+86",
    "@x",
    "<b>粗</b>",
    "https://example.org/a",
    "0012",
    "1e5",
    "TRUE",
    "甲、“乙”；丙",
    "a\nb",
    "𠮷野",
)


def test_a_valid_county_has_no_findings(handed: Handed) -> None:
    intake = handed.load()
    assert intake.findings == ()
    assert intake.usable
    assert intake.source is not None and intake.source.synthetic is True


def test_the_tables_come_back_as_they_were_written(handed: Handed, vetoes: list[str]) -> None:
    intake = handed.load()
    for name, written in county_tables(vetoes).items():
        same_values(intake.tables[name], written)


def random_value(column: Column, dice: random.Random) -> object:
    if not (column.key or column.required) and dice.random() < 0.2:
        return None
    low = 0 if column.low is None else column.low
    high = low + 100000 if column.high is None else column.high
    match column.type:
        case "count" | "year":
            return float(dice.randint(int(low), int(high)))
        case "amount":
            return round(dice.uniform(low, high), dice.choice((0, 1, 2, 4)))
        case "flag":
            return dice.choice(("是", "否"))
        case "choice":
            return dice.choice(column.choices)
        case "code":
            return f"{dice.randrange(10**10):010d}"
        case "day":
            return f"{dice.randint(1990, 2040)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    return dice.choice(TEXTS)


@pytest.mark.parametrize("seed", range(3))
def test_random_tables_come_back_the_same(seed: int, tmp_path: Path) -> None:
    dice, written = random.Random(seed), {}
    for table in TABLES:
        count = 1 if table.items else dice.randint(1, 12)
        frame = pd.DataFrame({"county": pd.Series([COUNTY] * count, dtype=object)})
        for column in table.columns:
            dtype = "float64" if column.type in ("count", "amount", "year") else object
            frame[column.name] = pd.Series([random_value(column, dice) for _ in range(count)], dtype=dtype)
        written[table.name] = frame
    write_workbook(tmp_path / "a.xlsx", written)
    intake = read_county(tmp_path, COUNTY)
    assert [finding.message for finding in intake.findings if finding.file != "SOURCE.yml"] == []
    for name, frame in written.items():
        same_values(intake.tables[name], frame)


def test_the_same_tables_make_the_same_bytes(tmp_path: Path, vetoes: list[str]) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, county_tables(vetoes), vetoes=vetoes)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_text_is_never_written_as_a_formula_or_a_link(tmp_path: Path, vetoes: list[str]) -> None:
    tables = county_tables(vetoes)
    tables["schools"].loc[0, ["name", "township"]] = ["=HYPERLINK(1)", "https://example.org"]
    write_workbook(tmp_path / "a.xlsx", tables)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["学校"]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in (sheet["B2"], sheet["F2"])] == [
        ("=HYPERLINK(1)", "s", None),
        ("https://example.org", "s", None),
    ]


def test_the_empty_template_asks_every_subject_group_and_veto(tmp_path: Path, vetoes: list[str]) -> None:
    parts = [(4, "生均教学及辅助用房面积", "", "", "4-1、4-2"), (17, "教师编制", "", "符合、不符合", "")]
    write_workbook(tmp_path / "空表.xlsx", title="甘州区", vetoes=vetoes, parts=parts)
    book = openpyxl.load_workbook(tmp_path / "空表.xlsx")
    assert book.sheetnames[0] == HELP_SHEET and book.sheetnames[-1] == PARTS_SHEET
    assert [cell.value for cell in book["质量监测"]["A"]] == ["*学科", "语文", "数学", "科学", "体育", "艺术", "德育"]
    assert [cell.value for cell in book["一票否决事项"]["A"]][1:] == vetoes
    assert [cell.value for cell in book["社会认可度"]["A"]][-1] == "其他群众"
    assert [cell.value for cell in book["县级数据"][21]] == ["义务教育教师年平均工资收入", None, "元", "不含民办学校"]
    assert [cell.value for cell in book[PARTS_SHEET][3]] == [17, "教师编制", "", "符合、不符合", ""]
    assert book["校舍与设备"]["E1"].value == "教学仪器设备资产值（万元）"
    assert book["校舍与设备"]["E1"].comment.text == "不含图书、课桌椅"


def test_excel_itself_refuses_what_reading_would_refuse(tmp_path: Path) -> None:
    write_workbook(tmp_path / "a.xlsx")
    rules = openpyxl.load_workbook(tmp_path / "a.xlsx")["学校"].data_validations.dataValidation
    by_column = {str(rule.sqref)[0]: rule for rule in rules}
    assert by_column["E"].formula1 == '"城区,镇区,乡村"'
    assert by_column["G"].formula1 == '"是,否"'
    assert (by_column["D"].type, by_column["D"].formula1, by_column["D"].formula2) == ("whole", "1", "10")
    assert by_column["D"].error == "请填1—10的整数，不写单位。没有数据请留空。"


def test_a_workbook_is_complete_or_absent(tmp_path: Path, vetoes: list[str]) -> None:
    tables = county_tables(vetoes)
    tables["schools"]["planned_year"] = "不是年份"
    with pytest.raises(ValueError, match="不是年份"):
        write_workbook(tmp_path / "a.xlsx", tables)
    assert list(tmp_path.iterdir()) == []


def test_codes_keep_their_zeros(tmp_path: Path, vetoes: list[str]) -> None:
    tables = county_tables(vetoes)
    tables["schools"]["school"] = tables["schools"]["school"].replace(EAST, "0162000001")
    write_workbook(tmp_path / "a.xlsx", tables)
    assert read_county(tmp_path, COUNTY).tables["schools"]["school"][0] == "0162000001"
