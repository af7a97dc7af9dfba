"""Files of one small made-up county as a bureau has them, written by hand in the shape of the forms. 样例报表。"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

Row = Sequence[object]
CODE, NAME = "3107000001", "合成第一小学"


def book(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    """A workbook of these sheets, None left blank. 工作簿。"""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for r, row in enumerate(rows):
                for at, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(r, at, cell)
    return stream.getvalue()


def cover(year: str = "2025", school: str = NAME) -> list[Row]:
    """封面."""
    return [["教育事业统计报表"], [f"{year}学年初"], ["填报单位", school]]


def identity(code: object = CODE, name: str = NAME, kind: str = "小学") -> list[Row]:
    """教基1001: a list, the answers in the third column. 学校统计调查。"""
    return [
        ["学校（机构）统计调查", None, None, None, None],
        ["教基1001  "],
        ["项目", "编号", "内容", "单位", "备注"],
        ["学校（机构）标识码", "01", code],
        ["学校（机构）名称", "02", name],
        ["办学类型", "03", kind],
        ["举办者类型", "04", "县级教育部门"],
        ["城乡类型", "05", "镇区"],
        ["所在乡镇街道", "06", "合成镇"],
    ]


def pupils(total: object = 90, grades: Sequence[object] = (15, 15, 15, 15, 15, 15), enrolled: object = 15) -> list[Row]:
    """教基3112: headings on two levels, the numbered row, then 总计. 小学学生数。"""
    return [
        ["小学学生数"],
        ["教基3112   "],
        [None, None, "毕业生数", "招生数", None, "在校生数", None, None, None, None, None, None, None],
        [
            None,
            None,
            None,
            "合计",
            "其中：女",
            "合计",
            "一年级",
            "二年级",
            "三年级",
            "四年级",
            "五年级",
            "六年级",
            "其中：女",
        ],
        ["甲", "乙", *range(1, 12)],
        ["总  计", "01", 14, enrolled, 7, total, *grades, 44],
        ["  女", "02", 7, 7, "*", 44, 7, 7, 7, 7, 8, 8, "*"],
    ]


def teachers(full_time: int = 8, degrees: Sequence[object] = (0, 1, 5, 2, None)) -> list[Row]:
    """教基4155: rows by degree, columns by subject on three levels. 小学专任教师。"""
    rows = ["总计", "女", "博士研究生毕业", "硕士研究生毕业", "本科毕业", "专科毕业", "高中阶段毕业"]
    values: list[Row] = [
        [full_time, 3, 2, 2, 1, 1, 0],
        [4, 1, 1, 1, 1, 0, "*"],
        *([d, None, None, None, None, None, None] for d in degrees),
    ]
    return [
        ["小学专任教师分课程、分学历情况"],
        ["教基4155"],
        [None, None, "合计", "分课程", None, None, None, None, None],
        [None, None, None, "语文", "体育与健康", "艺术", None, None, None],
        [None, None, None, None, None, "计", "音乐", "美术", "艺术"],
        ["甲", "乙", 1, 2, 3, 4, 5, 6, 7],
        *([name, f"{n:02d}", *row] for n, (name, row) in enumerate(zip(rows, values, strict=True), 1)),
    ]


def school(**sheets: Sequence[Row]) -> bytes:
    """One school's statistics workbook. 一校统计报表。"""
    own: dict[str, Sequence[Row]] = {
        "封面": cover(),
        "目录": [["范围", "表号", "表名"], ["小学", "教基3112", "小学学生数"], ["小学", "教基4155", "专任教师"]],
        "教基1001": identity(),
        "教基3112_小学": pupils(),
        "教基4155_小学": teachers(),
    }
    return book(own | sheets)


def put(folder: Path, name: str, content: bytes) -> Path:
    """A file in the folder. 存入文件。"""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
