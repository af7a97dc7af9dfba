"""A county of three schools, typed into the blank workbook as its office would. 三所学校的小县。

The schools' names are what a page must never obey; the figures leave some indicators met, unmet, open and without data.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

CODE, NAME = "990001", "试验县"
SCRIPT, FORMULA, MARKUP = "<script>alert(1)</script>", "=1+1", '#evil["x"] *重点* $a$ @b <c>'
EAST, NORTH, SOUTH = "9900010001", "9900010002", "9900010003"

#: sheet -> heading -> a value a row
TYPED: dict[str, dict[str, list[Any]]] = {
    "学校": {
        "学校代码": [EAST, NORTH, SOUTH],
        "学校名称": [SCRIPT, FORMULA, MARKUP],
        "办学类型": ["小学", "初级中学", "九年一贯制学校"],
        "举办者类型": [7, 7, 7],
        "城乡类型": ["城区", "镇区", "乡村"],
        "是否寄宿制": ["否", "否", "否"],
        "是否位于城区": ["是", "否", "否"],
    },
    "学段学生": {
        "学校代码": [EAST, NORTH, SOUTH, SOUTH],
        "学段": ["小学", "初中", "小学", "初中"],
        "在校生数": [240, 135, 60, 56],
        "寄宿生数": [0, 0, 0, 0],
        "起始年级招生数": [40, 45, 30, 56],
        "其中片区内招生数": [40, 45, 30, 56],
    },
    "班级": {
        "学校代码": [EAST] * 6 + [NORTH] * 3 + [SOUTH] * 3,
        "学段": ["小学"] * 6 + ["初中"] * 3 + ["小学", "小学", "初中"],
        "年级": [1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 7],
        "班级名称": ["1班"] * 12,
        "班级学生数": [40] * 6 + [45] * 3 + [30, 30, 56],
    },
    "音美专用教室": {
        "学校代码": [EAST, EAST, NORTH],
        "教室名称": ["音乐教室", "美术教室", "音乐教室"],
        "教室类别": ["音乐", "美术", "音乐"],
        "使用面积": [100, 92, 80],
    },
    "教师": {
        "学校代码": [EAST, NORTH, SOUTH, SOUTH],
        "学段": ["小学", "初中", "小学", "初中"],
        "教职工数": [20, 16, 8, 7],
        "专任教师数": [18, 14, 6, 6],
        "博士研究生学历教师数": [0, 0, 0, 0],
        "硕士研究生学历教师数": [1, 2, 0, 0],
        "本科学历教师数": [12, 12, 4, 5],
        "专科学历教师数": [5, 0, 2, 1],
        "高中及以下学历教师数": [0, 0, 0, 0],
        "县级以上骨干教师数": [3, 1, 1, 1],
        "体育专任教师数": [2, 1, 1, 1],
        "音乐专任教师数": [1, 1, 0, 0],
        "美术专任教师数": [1, 1, 0, 0],
        "艺术专任教师数": [0, 0, 0, 0],
        "持证上岗专任教师数": [18, 14, 6, 6],
        "完成360学时培训教师数": [18, 14, 6, 5],
    },
    "校舍与设备": {
        "学校代码": [EAST, NORTH, SOUTH],
        "教学及辅助用房面积": [1200, 900, 520],
        "室内体育用房面积": [60, 60, 0],
        "运动场地面积": [1500, 1400, 1400],
        "教学仪器设备资产值": [50, 40, None],
        "网络多媒体教室数": [8, 6, 4],
    },
    "经费": {
        "学校代码": [EAST, NORTH, SOUTH],
        "年度公用经费预算总额": [170000, 130000, 90000],
        "教师培训经费": [9000, 6500, 3000],
    },
    "佐证材料": {
        "指标序号": [17, 30],
        "学校代码": [None, EAST],
        "结论": ["符合", "符合"],
        "材料名称": ["编制文件", None],
        "材料日期": ["2025-08-31", None],
        "核查单位": ["县委编办", None],
    },
}
#: Sheets whose rows stand there already: sheet -> heading -> one value for every row
ANSWERED: dict[str, dict[str, Any]] = {
    "质量监测": {"监测年份": 2024, "学业水平等级": "Ⅲ", "校际差异率": 0.12},
    "社会认可度": {"发放问卷数": 100, "有效问卷数": 96, "满意问卷数": 90, "实地走访人数": 10, "走访满意人数": 9},
    "一票否决事项": {"是否发生": "否", "材料名称": "说明", "材料日期": "2025-08-31", "核查单位": "县教育局"},
}
ITEMS = {
    "通过国家基本均衡认定年份": 2015,
    "年度监测是否持续保持较高水平": "是",
    "小学校数": 1,
    "教学点数": 0,
    "初级中学校数": 1,
    "九年一贯制学校数": 1,
    "完全中学校数": 0,
    "十二年一贯制学校数": 0,
    "特殊教育学校数": 0,
    "职业学校数": 0,
    "义务教育教师年平均工资收入": 90000,
    "当地公务员年平均工资收入": 88000,
    "符合交流条件教师数": 20,
    "当年交流轮岗教师数": 1,
    "其中骨干教师数": 1,
}


def fill(path: Path) -> None:
    """Type the county into a blank workbook, finding each column by its heading."""
    book = openpyxl.load_workbook(path)
    for sheet, columns in TYPED.items():
        for heading, values in columns.items():
            for row, value in enumerate(values, 2):
                book[sheet].cell(row, column(book[sheet], heading)).value = value
                if isinstance(value, str):
                    # openpyxl would take =1+1 for a formula.
                    book[sheet].cell(row, column(book[sheet], heading)).data_type = "s"
    for sheet, values in ANSWERED.items():
        for heading, value in values.items():
            for row in range(2, last_row(book[sheet]) + 1):
                book[sheet].cell(row, column(book[sheet], heading)).value = value
    items = book["县级数据"]
    for row in range(2, items.max_row + 1):
        items.cell(row, 2).value = ITEMS.get(items.cell(row, 1).value)
    book.save(path)


def column(sheet: Any, heading: str) -> int:
    """The number of the column under a heading, whatever mark and unit stand beside it."""
    found = [cell.column for cell in sheet[1] if str(cell.value).strip("*").split("（")[0] == heading]
    assert len(found) == 1, (sheet.title, heading, found)
    return int(found[0])


def last_row(sheet: Any) -> int:
    return max(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value is not None)
