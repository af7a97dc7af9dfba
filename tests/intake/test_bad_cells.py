"""One cell spoiled at a time: the one finding names sheet, cell, what was found and what is allowed. 单元格错误。"""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from small_county import EAST, Handed

DAYS = "日期，如2025-08-31、2025/8/31、2025.8.31、2025年8月31日或20250831"
COUNT = "不小于0的整数"
NUMBER = "只填数字，不写单位和其他文字"
NO_DATA = "没有数据请留空，确为零请填0"

#: name: (sheet, cell, value, message, allowed)
CASES: dict[str, tuple[str, str, Any, str, str]] = {
    "数字带单位": ("班级", "E3", "38人", f"“班级学生数”填的“38人”不是数字；{NUMBER}。", COUNT),
    "约数": ("班级", "E3", "约38", "“班级学生数”填的“约38”是约数，请填准确数字。", COUNT),
    "左右": ("班级", "E3", "38左右", "“班级学生数”填的“38左右”是约数，请填准确数字。", COUNT),
    "范围": ("班级", "E3", "35-40", "“班级学生数”填的“35-40”是一个范围，请填一个准确数字。", COUNT),
    "用无代替空白": ("班级", "E3", "无", f"“班级学生数”填的“无”不是数据；{NO_DATA}。", COUNT),
    "用斜线代替空白": ("班级", "E3", "/", f"“班级学生数”填的“/”不是数据；{NO_DATA}。", COUNT),
    "用破折号代替空白": ("班级", "E3", "—", f"“班级学生数”填的“—”不是数据；{NO_DATA}。", COUNT),
    "日期": (
        "班级",
        "E3",
        date(2025, 3, 8),
        "“班级学生数”填的“2025-03-08”被Excel存成了日期或时间，请把单元格改为文本或数值格式后重新填写。",
        COUNT,
    ),
    "时间": (
        "班级",
        "E3",
        time(3, 8),
        "“班级学生数”填的“03:08:00”被Excel存成了日期或时间，请把单元格改为文本或数值格式后重新填写。",
        COUNT,
    ),
    "逻辑值": ("班级", "E3", True, "“班级学生数”填的“True”是逻辑值TRUE或FALSE，请直接填写内容。", COUNT),
    "人数有小数": ("班级", "E3", 38.5, "“班级学生数”填的“38.5”不是整数。", COUNT),
    "人数几乎是整数": ("班级", "E3", 38.00000001, "“班级学生数”填的“38.00000001”不是整数。", COUNT),
    "负数": ("班级", "E3", -38, "“班级学生数”填的“-38”超出允许范围，应为不小于0的整数。", COUNT),
    "科学计数法文本": (
        "班级",
        "E3",
        "3.8E+01",
        "“班级学生数”填的“3.8E+01”是科学计数法，可能已丢失末尾数字，请填完整数字。",
        COUNT,
    ),
    "超过15位": (
        "校舍与设备",
        "B2",
        12345678901234567,
        "“教学及辅助用房面积”填的“1.23456789012346e+16”超过15位，末尾数字已丢失。",
        "不小于0的数字",
    ),
    "超过15位有效数字的文本": (
        "校舍与设备",
        "B2",
        "1234567.8901234567",
        "“教学及辅助用房面积”填的“1234567.8901234567”超过15位有效数字，读取时会丢失精度。",
        "不小于0的数字",
    ),
    "百分数代替小数": ("质量监测", "D2", "12%", "“校际差异率”填的“12%”是百分数，请填小数，如12%填0.12。", "0—1的数字"),
    "百分点代替小数": ("质量监测", "D2", 12, "“校际差异率”填的“12”超出允许范围，应为0—1的数字。", "0—1的数字"),
    "年份不是整数": ("学校", "I2", 2010.5, "“规划建设年份”填的“2010.5”不是整数。", "1850—2100的4位年份"),
    "年份超出范围": (
        "学校",
        "I2",
        201,
        "“规划建设年份”填的“201”超出允许范围，应为1850—2100的4位年份。",
        "1850—2100的4位年份",
    ),
    "举办者代码超出范围": ("学校", "D2", 11, "“举办者类型”填的“11”超出允许范围，应为1—10的整数。", "1—10的整数"),
    "选项之外": (
        "学校",
        "E2",
        "城市",
        "“城乡类型”填的“城市”不在可选范围内，应为城区、镇区、乡村之一。",
        "城区、镇区、乡村之一",
    ),
    "是否写成有": ("学校", "G2", "有", "“是否寄宿制”填的“有”不在可选范围内，应为“是”或“否”。", "“是”或“否”"),
    "是否写成逻辑值": (
        "学校",
        "G2",
        False,
        "“是否寄宿制”填的“False”是逻辑值TRUE或FALSE，请直接填写内容。",
        "“是”或“否”",
    ),
    "必填空白": ("学校", "B2", None, "“学校名称”不能为空。", "文字"),
    "主键空白": (
        "音美专用教室",
        "B2",
        None,
        "“教室名称”不能为空。合并单元格只有左上角有内容，请取消合并、逐行填写。",
        "文字",
    ),
    "班级名称变成日期": (
        "班级",
        "D3",
        date(2025, 1, 2),
        "“班级名称”填的“2025-01-02”被Excel存成了日期或时间，请把单元格改为文本或数值格式后重新填写。",
        "文字",
    ),
    "代码丢失末尾数字": (
        "音美专用教室",
        "A2",
        21620000010000000,
        "“学校代码”填的“2.162000001e+16”超过15位，被Excel存成数值后末尾数字已丢失；请把单元格改为文本格式后重新填写。",
        "字母、数字组成的代码",
    ),
    "代码是科学计数法": (
        "音美专用教室",
        "A2",
        "2.16E+09",
        "“学校代码”填的“2.16E+09”是科学计数法，末尾数字已丢失；请把单元格改为文本格式后重新填写。",
        "字母、数字组成的代码",
    ),
    "代码处填了校名": ("音美专用教室", "A2", "西街小学", "“学校代码”填的“西街小学”不是代码。", "字母、数字组成的代码"),
    "日期不完整": ("佐证材料", "G2", "2025年8月", "“材料日期”填的“2025年8月”不是完整日期。", DAYS),
    "日期不存在": ("佐证材料", "G2", "2025-02-30", "“材料日期”填的“2025-02-30”这一天不存在。", DAYS),
    "日期是文字": ("佐证材料", "G2", "去年秋天", "“材料日期”填的“去年秋天”不是完整日期。", DAYS),
    "没有材料写成无": ("佐证材料", "F2", "无", "“材料名称”填的“无”不是内容；没有请留空。", "文字"),
    "县级项目带单位": (
        "县级数据",
        "B21",
        "9.5万元",
        f"“义务教育教师年平均工资收入”填的“9.5万元”不是数字；{NUMBER}。",
        "不小于0的数字",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_cell_is_named(name: str, handed: Handed) -> None:
    sheet, cell, value, message, allowed = CASES[name]
    finding = handed.put(sheet, **{cell: value}).only()
    assert (finding.file, finding.sheet, finding.cell) == ("甘州区.xlsx", sheet, cell)
    assert (finding.message, finding.allowed) == (message, allowed)


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#VALUE!"])
def test_a_formula_error_is_not_taken_for_a_blank(error: str, handed: Handed) -> None:
    def spoil(book: Any) -> None:
        book["班级"]["E3"].value = error
        book["班级"]["E3"].data_type = "e"

    finding = handed.edit(spoil).only()
    assert (finding.sheet, finding.cell, finding.found) == ("班级", "E3", error)
    assert finding.message == f"“班级学生数”填的“{error}”是公式错误，请改正公式并粘贴为数值。"


def test_a_formula_never_calculated_is_told(handed: Handed) -> None:
    intake = handed.put("校舍与设备", B2="=400+100", B3="=1").load()
    told = [finding for finding in intake.findings if finding.found == "未计算的公式"]
    assert [(f.severity, f.sheet, f.cell) for f in told] == [("warning", "校舍与设备", "B2:B3")]
    assert told[0].message == "公式没有保存计算结果，按空白读取；请用Excel打开、重新计算并粘贴为数值。"


def test_every_bad_cell_is_listed_at_once(handed: Handed) -> None:
    cells = {f"E{row}": f"{row}人" for row in range(2, 8)}
    handed.put("班级", **cells).put("学校", E2="城市", E3="市区").put("教师", D4="约4")
    assert [(f.sheet, f.cell) for f in handed.blocking()] == [
        ("学校", "E2"),
        ("学校", "E3"),
        ("教师", "D4"),
        ("班级", "E2:E7"),
    ]


def test_a_blank_is_missing_data_and_not_zero(handed: Handed) -> None:
    intake = handed.put("校舍与设备", F2=None, F3=None).put("县级数据", B21=None).load()
    assert intake.usable
    assert [(f.severity, f.sheet, f.cell, f.message) for f in intake.findings] == [
        ("warning", "县级数据", "B21", "“义务教育教师年平均工资收入”空白，按缺数据处理；确为零的请填0。"),
        ("warning", "校舍与设备", "F2:F3", "“网络多媒体教室数”有2处空白，按缺数据处理；确为零的请填0。"),
    ]
    assert intake.tables["buildings"]["networked_classrooms"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "table", "column", "read"),
    [
        ("班级", "E3", " 38 ", "classes", "pupils", 38),
        ("班级", "E3", "３８", "classes", "pupils", 38),
        ("校舍与设备", "B3", "1,234.5", "buildings", "teaching_area", 1234.5),
        ("学校", "B3", "　北关中学 ", "schools", "name", "北关中学"),
        ("学校", "E3", " 镇 区", "schools", "area", "镇区"),
        ("质量监测", "C3", "III", "monitoring", "level", "Ⅲ"),
        ("学校", "A3", 2162000002, "schools", "school", "2162000002"),
        ("学校", "A3", "２１６２０００００２", "schools", "school", "2162000002"),
        ("班级", "D3", 1, "classes", "class", "1"),
        ("佐证材料", "G3", "2025年9月1日", "evidence", "day", "2025-09-01"),
        ("佐证材料", "G3", "2025/9/1", "evidence", "day", "2025-09-01"),
        ("佐证材料", "G3", date(2025, 9, 1), "evidence", "day", "2025-09-01"),
    ],
)
def test_what_is_plain_is_read(
    sheet: str, cell: str, value: Any, table: str, column: str, read: object, handed: Handed
) -> None:
    intake = handed.put(sheet, **{cell: value}).load()
    assert intake.usable, intake.findings
    assert intake.tables[table][column][1] == read


def test_mended_numbers_are_told(handed: Handed) -> None:
    handed.put("班级", E2="４２", E3="38", E4="45").put("校舍与设备", B3="1,234.5")
    assert [(f.severity, f.sheet, f.cell, f.message) for f in handed.load().findings] == [
        (
            "warning",
            "校舍与设备",
            "B3",
            "“教学及辅助用房面积”有1个单元格是全角或带千分位的数字，已换成规范写法读取，请核对。",
        ),
        ("warning", "班级", "E2", "“班级学生数”有1个单元格是全角或带千分位的数字，已换成规范写法读取，请核对。"),
        ("warning", "班级", "E3:E4", "“班级学生数”有2个单元格是以文本存储的数字，已换成规范写法读取，请核对。"),
    ]


def test_a_bad_cell_of_a_hidden_sheet_is_found(handed: Handed) -> None:
    def hide(book: Any) -> None:
        book["班级"].sheet_state = "hidden"
        book["班级"].row_dimensions[3].hidden = True
        book["班级"]["E3"] = "38人"

    finding = handed.edit(hide).only()
    assert (finding.sheet, finding.cell) == ("班级", "E3")


def test_a_value_can_be_traced_to_its_cell(handed: Handed) -> None:
    intake = handed.load()
    rows = intake.tables["classes"].query("school == @EAST")["source_row"]
    assert intake.cells("classes", rows, "pupils") == "甘州区.xlsx!班级!E2:E3"
    assert intake.cell("county", 0, "teacher_salary") == "甘州区.xlsx!县级数据!B21"
    assert EAST in intake.tables["classes"]["school"].tolist()
