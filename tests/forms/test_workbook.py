"""The official forms, read back from the workbook. 自评申报表。"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analysis.pages.forms.workbook import write_forms
from analysis.pages.report import Report

SHEETS = [
    "封面",
    "表Ⅰ 基本情况",
    "表Ⅱ-1 达标统计",
    "表Ⅱ-2 学校明细",
    "表Ⅲ 校际均衡",
    "表Ⅳ 政府保障程度",
    "表Ⅴ 教育质量",
    "表Ⅵ 社会认可",
    "填表说明",
]
NOTICE = "合成数据，仅供演示和检验"
#: The cells of 表Ⅱ-2 that are shaded: below the line, and below 85 % of it.
SHADES = {"FFE3E3E3", "FFBDBDBD"}


def written(report: Report, folder: Path) -> openpyxl.Workbook:
    write_forms(report, folder / "自评申报表.xlsx")
    return openpyxl.load_workbook(folder / "自评申报表.xlsx")


@pytest.fixture(scope="module")
def book(ganzhou: Report, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    return written(ganzhou, tmp_path_factory.mktemp("forms"))


def rows(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def body(sheet: Worksheet) -> list[list[object]]:
    """Rows below L1, L2, … and above the notes."""
    own = rows(sheet)
    start = next(i for i, row in enumerate(own) if row[0] == "L1") + 1
    end = next(i for i, row in enumerate(own) if str(row[0]).startswith("注："))
    return own[start:end]


def numbered(sheet: Worksheet) -> list[list[object]]:
    """Rows that begin with a number."""
    return [row for row in rows(sheet) if isinstance(row[0], int)]


def notes(sheet: Worksheet) -> str:
    own = [str(row[0]) for row in rows(sheet)]
    return "\n".join(own[next(i for i, text in enumerate(own) if text.startswith("注：")) :])


def under(sheet: Worksheet, stage: str, item: str) -> list[object]:
    """A row of 表Ⅱ-1 or 表Ⅲ: the stage is written in the first of its merged cells."""
    seen = ""
    for row in rows(sheet):
        seen = str(row[0] or seen)
        if (seen, row[1]) == (stage, item):
            return row[2:]
    raise AssertionError(f"no row {stage} {item}")


def half_up(number: Fraction, places: int) -> float:
    step = Decimal(1).scaleb(-places)
    return float((Decimal(number.numerator) / Decimal(number.denominator)).quantize(step, rounding=ROUND_HALF_UP))


def test_six_forms_with_a_cover_and_explanations(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == SHEETS


def test_every_sheet_says_that_the_data_are_synthetic_on_screen_and_on_paper(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert NOTICE in str(sheet["A1"].value), sheet.title
        assert NOTICE in str(sheet.oddHeader.center.text), sheet.title


def test_real_data_are_not_called_synthetic(make: Callable[..., Report], tmp_path: Path) -> None:
    for sheet in written(make("620702", synthetic=False), tmp_path):
        assert NOTICE not in str(rows(sheet)) + str(sheet.oddHeader.center.text), sheet.title


def test_the_same_report_gives_the_same_bytes(ganzhou: Report, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_forms(ganzhou, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_every_sheet_is_set_up_for_a4(book: openpyxl.Workbook) -> None:
    for sheet in book:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
    for name in SHEETS[1:8]:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape" and sheet.print_title_rows, name
        # One page wide, as many as it takes long.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0), name
        assert "&P" in sheet.oddFooter.right.text and "&N" in sheet.oddFooter.right.text, name


def test_basic_facts_has_24_columns_and_the_countys_figures(book: openpyxl.Workbook) -> None:
    sheet = book["表Ⅰ 基本情况"]
    (row,) = body(sheet)
    assert len(row) == 24
    # The county declares 27 小学, 7 初级中学, 13 九年一贯制, 1 完全中学, 1 十二年一贯制, 1 特殊教育 and 10 教学点;
    # nobody wrote these into the table of schools that the form counts.
    assert row[:15] == [52.21, 54.82, 18, 5, 535.81, 31.6, 22372, 27, 7, 13, 1, 1, 1, 10, 3]
    heads = [row for row in rows(sheet) if "自然情况" in row][0]
    assert [text for text in heads if text] == [
        "自然情况",
        "经济情况",
        "义务教育学校数（所）",
        "教学点数（个）",
        "教学班数（个）",
        "在校学生数（人）",
        "小学教职工数（人）",
        "初中教职工数（人）",
    ]


def test_basic_facts_adds_up_the_ordinary_schools(book: openpyxl.Workbook, ganzhou: Report) -> None:
    (row,) = body(book["表Ⅰ 基本情况"])
    tables = ganzhou.intake.tables
    special = set(tables["schools"].loc[tables["schools"]["kind"] == "特殊教育学校", "school"])
    for at, name, column in ((17, "segments", "pupils"), (20, "teachers", "staff"), (21, "teachers", "full_time")):
        own = [r for r in tables[name].to_dict("records") if r["school"] not in special]
        step = 1 if column == "pupils" else 2
        assert row[at] == sum(r[column] for r in own if r["stage"] == "小学")
        assert row[at + step] == sum(r[column] for r in own if r["stage"] == "初中")
    classes = [r for r in tables["classes"].to_dict("records") if r["school"] not in special]
    assert row[15:17] == [sum(r["stage"] == stage for r in classes) for stage in ("小学", "初中")]


def test_summary_counts_schools_by_indicator_and_stage(book: openpyxl.Workbook) -> None:
    sheet = book["表Ⅱ-1 达标统计"]
    assert under(sheet, "小学", "标准（不低于）")[:7] == [4.2, 1, 0.9, 4.5, 7.5, 2000, 2.3]
    assert under(sheet, "初中", "标准（不低于）")[:7] == [5.3, 1, 0.9, 5.8, 10.2, 2500, 2.4]
    assert under(sheet, "小学", "应评校（段）数") == [44] * 8
    # 张掖一中 (both stages) and 甘州区民族小学 miss indicator 2: 42 of 44 and 21 of 22.
    assert (under(sheet, "小学", "未达标数")[1], under(sheet, "初中", "未达标数")[1]) == (2, 1)
    assert (under(sheet, "小学", "达标比例（%）")[1], under(sheet, "初中", "达标比例（%）")[1]) == (95.5, 95.5)
    assert (under(sheet, "小学", "达标数")[7], under(sheet, "初中", "达标数")[7]) == (33, 17)


def test_schools_that_miss_an_indicator_are_shaded(book: openpyxl.Workbook) -> None:
    sheet = book["表Ⅱ-2 学校明细"]
    shaded = {
        (cells[1].value, cells[2].value)
        for cells in sheet.iter_rows(min_row=7)
        if isinstance(cells[0].value, int) and cells[8].fill.fgColor.rgb in SHADES
    }
    assert shaded == {("张掖一中（小学部）", "小学"), ("张掖一中（初中部）", "初中"), ("甘州区民族小学", "小学")}


def test_every_school_has_its_row_with_numbers_of_two_decimals(book: openpyxl.Workbook, ganzhou: Report) -> None:
    sheet = book["表Ⅱ-2 学校明细"]
    own = body(sheet)
    assert [row[0] for row in own] == list(range(1, 67))
    tables = ganzhou.intake.tables
    names = {r["school"]: r["name"] for r in tables["schools"].to_dict("records")}
    backbone = {(r["school"], r["stage"]): r["backbone"] for r in tables["teachers"].to_dict("records")}
    expected = {
        (names[r["school"]], r["stage"]): half_up(
            Fraction(100 * int(backbone[r["school"], r["stage"]]), int(r["pupils"])), 2
        )
        for r in tables["segments"].to_dict("records")
        if r["stage"] != "高中" and r["pupils"]
    }
    for row in own:
        assert row[8] == expected[str(row[1]).partition("（")[0], row[2]], row
    assert {
        cell.number_format for cells in sheet.iter_rows(min_row=7, max_row=72, min_col=8, max_col=14) for cell in cells
    } == {"0.00"}
    assert "参评学校52所，校（段）66个" in notes(sheet) and "50人及以上教学点3个" in notes(sheet)


def test_a_remark_names_what_reaches_the_line_and_what_reaches_the_floor(book: openpyxl.Workbook) -> None:
    remarks = {(row[1], row[2]): (row[14], row[15]) for row in body(book["表Ⅱ-2 学校明细"])}
    # 0.91 of 1 is above 85 % at the primary stage, 0.80 is below at the junior one.
    assert remarks["张掖一中（小学部）", "小学"] == ("达标", "达标：1、3—7；达到85%：2")
    assert remarks["张掖一中（初中部）", "初中"] == ("未达标", "达标：1、3—7；低于85%：2")


def test_balance_has_means_of_two_decimals_and_coefficients_of_three(book: openpyxl.Workbook) -> None:
    sheet = book["表Ⅲ 校际均衡"]
    for stage in ("小学", "初中"):
        assert under(sheet, stage, "是否达标") == ["达标"] * 7
    for cells in sheet.iter_rows():
        if cells[1].value in ("县均值", "校际差异系数"):
            assert {cell.number_format for cell in cells[2:]} == {"0.00" if cells[1].value == "县均值" else "0.000"}


def test_government_and_quality_have_their_rows_and_verdicts(book: openpyxl.Workbook) -> None:
    government, quality = (numbered(book[name]) for name in ("表Ⅳ 政府保障程度", "表Ⅴ 教育质量"))
    assert [row[:2] for row in government] == [[i, i + 7] for i in range(1, 16)]
    assert [row[:2] for row in quality] == [[i, i + 22] for i in range(1, 10)]
    unmet = [row[1] for row in (*government, *quality) if row[5] == "未达标"]
    assert unmet == [10, 11, 12, 17, 18, 26, 27, 28]
    # With 2–7 of 表Ⅱ-1 that is the fourteen of the published findings.
    missed = [
        i
        for i in range(1, 8)
        if under(book["表Ⅱ-1 达标统计"], "小学", "未达标数")[i - 1]
        or under(book["表Ⅱ-1 达标统计"], "初中", "未达标数")[i - 1]
    ]
    assert missed == [2, 3, 4, 5, 6, 7] and len(unmet) + len(missed) == 14


def test_a_single_ratio_is_a_number_of_one_decimal(book: openpyxl.Workbook) -> None:
    cells = {row[1].value: row[4] for row in book["表Ⅴ 教育质量"].iter_rows() if isinstance(row[0].value, int)}
    # 5291 of 5342 and 282 of 285.
    assert (cells[23].value, cells[24].value) == (99.0, 98.9)
    assert cells[23].number_format == '0.0"%"'
    finding = next(row[4] for row in numbered(book["表Ⅳ 政府保障程度"]) if row[1] == 18)
    assert finding == "交流轮岗教师比例：8.1%（未达标）\n其中骨干教师比例：17.3%（未达标）"


def test_survey_tells_all_and_parents(book: openpyxl.Workbook) -> None:
    own = {row[0]: row[1:] for row in rows(book["表Ⅵ 社会认可"])}
    assert own["合计"] == [1970, 1915, 1824, 95.2, "达标", 330, 318, 96.4, "达标"]
    assert own["其中：家长"] == [800, 794, 764, 96.2, "—", 120, 116, 96.7, "—"]


def test_explanations_name_documents_date_and_versions(book: openpyxl.Workbook) -> None:
    said = {row[0]: str(row[1]) for row in rows(book["填表说明"])}
    assert "教督〔2017〕6号" in said["评估依据"] and "教督厅函〔2024〕10号" in said["评估依据"]
    assert said["规则日期"].startswith("2025年9月1日") and "XlsxWriter" in said["软件版本"]


def test_tolerances_and_missing_data_are_counted_apart(yongchang: Report, tmp_path: Path) -> None:
    book = written(yongchang, tmp_path)
    sheet = book["表Ⅱ-1 达标统计"]
    # 15 primary segments: 永昌县合成第一小学 has indicator 4 by tolerance, 第五小学 lacks the figure of indicator 7.
    assert [under(sheet, "小学", item)[3] for item in ("达标数", "其中例外达标", "待证数", "未达标数", "缺数据数")] == [
        15,
        1,
        0,
        0,
        0,
    ]
    assert [under(sheet, "小学", item)[6] for item in ("达标数", "其中例外达标", "待证数", "未达标数", "缺数据数")] == [
        14,
        0,
        0,
        0,
        1,
    ]
    schools = {row[1]: row for row in body(book["表Ⅱ-2 学校明细"])}
    assert schools["永昌县合成第五小学"][13] == "缺数据" and schools["永昌县合成第五小学"][14] == "缺数据"
    assert "例外达标：4" in str(schools["永昌县合成第一小学"][15])
    assert under(book["表Ⅲ 校际均衡"], "小学", "校际差异系数")[6] == "缺数据"
    assert next(row[5] for row in numbered(book["表Ⅴ 教育质量"]) if row[1] == 29) == "待证"


def test_a_blank_anywhere_leaves_a_total_blank(make: Callable[..., Report], tmp_path: Path) -> None:
    def change(tables: dict[str, object]) -> None:
        tables["teachers"].loc[0, "staff"] = float("nan")  # type: ignore[attr-defined]
        tables["county"].loc[0, "gdp"] = float("nan")  # type: ignore[attr-defined]
        tables["survey"].loc[0, "valid"] = float("nan")  # type: ignore[attr-defined]

    book = written(make("620702", change), tmp_path)
    (row,) = body(book["表Ⅰ 基本情况"])
    assert (row[4], row[20]) == ("缺数据", "缺数据") and isinstance(row[22], int)
    own = {row[0]: row[1:] for row in rows(book["表Ⅵ 社会认可"])}
    assert own["合计"][1] == "缺数据" and own["合计"][3:5] == ["缺数据", "缺数据"]


def test_a_name_like_a_formula_stays_text(make: Callable[..., Report], tmp_path: Path) -> None:
    names = ['=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)"]

    def change(tables: dict[str, object]) -> None:
        frame = tables["schools"]
        frame.loc[frame.index[5:8], "name"] = names  # type: ignore[attr-defined]

    sheet = written(make("620702", change), tmp_path)["表Ⅱ-2 学校明细"]
    cells = [cells[1] for cells in sheet.iter_rows(min_row=7) if cells[1].value in names]
    assert {cell.value for cell in cells} == set(names) and {cell.data_type for cell in cells} == {"s"}


def test_what_rounding_hides_is_told_below_the_table(
    by_hand: Callable[[dict[str, object]], Report], tmp_path: Path
) -> None:
    # Two primary schools of 1000 pupils with 1500.4 and 499.6 元 of equipment a pupil: mean 1000, spread 500.4,
    # coefficient 0.5004. And 10 teachers of sports and arts for 1112 pupils: 0.89928 prints as 0.90.
    case: dict[str, object] = {
        "segments": [
            {"school": s, "stage": "小学", "pupils": p} for s, p in (("S1", 1000), ("S2", 1000), ("S3", 1112))
        ],
        "buildings": [
            {"school": "S1", "equipment_value": 150.04},
            {"school": "S2", "equipment_value": 49.96},
            {"school": "S3", "equipment_value": 111.2},
        ],
        "teachers": [{"school": "S3", "stage": "小学", "pe": 10, "music": 0, "art": 0, "arts": 0}],
        "schools": [{"school": s, "kind": "小学"} for s in ("S1", "S2", "S3")],
    }
    book = written(by_hand(case), tmp_path)
    schools = {row[1]: row for row in body(book["表Ⅱ-2 学校明细"])}
    assert schools["S3校"][9] == 0.9
    said = "修约提示：S3校小学“体育艺术专任教师”精确值为0.899，表内修约为0.90，标准不低于0.9人/百名学生；按精确值判定为未达标。"
    assert said in notes(book["表Ⅱ-2 学校明细"])
    # 0.765 is the floor of 0.9: 0.899 is far above it, and no note says otherwise.
    assert "的85%为" not in notes(book["表Ⅱ-2 学校明细"])


def test_a_coefficient_just_above_its_line_is_told(
    by_hand: Callable[[dict[str, object]], Report], tmp_path: Path
) -> None:
    case: dict[str, object] = {
        "segments": [{"school": s, "stage": "小学", "pupils": 1000} for s in ("S1", "S2")],
        "buildings": [{"school": "S1", "equipment_value": 150.04}, {"school": "S2", "equipment_value": 49.96}],
    }
    sheet = written(by_hand(case), tmp_path)["表Ⅲ 校际均衡"]
    assert under(sheet, "小学", "校际差异系数")[5] == 0.5 and under(sheet, "小学", "是否达标")[5] == "未达标"
    assert (
        "小学“教学仪器设备值”校际差异系数精确值为0.5004，表内修约为0.500，标准不高于0.5；按精确值判定为未达标。"
        in notes(sheet)
    )
    # No junior school: nothing is asked, and nothing is called missing.
    assert under(sheet, "初中", "校际差异系数") == ["—"] * 7


def test_a_value_rounded_up_to_the_floor_is_told(
    by_hand: Callable[[dict[str, object]], Report], tmp_path: Path
) -> None:
    # Indicator 1 asks 4.2; 85 % is 3.57. 43 of 1205 teachers a hundred pupils are 3.56846…, printed 3.57.
    case: dict[str, object] = {
        "segments": {"stage": "小学", "pupils": 1205},
        "teachers": {"stage": "小学", "doctor": 0, "master": 0, "bachelor": 43, "college": 0},
    }
    sheet = written(by_hand(case), tmp_path)["表Ⅱ-2 学校明细"]
    assert "精确值为3.568，表内修约为3.57，标准的85%为3.57；按精确值判定为低于标准的85%。" in notes(sheet)
