"""One figure as one file gives it, with the cell it stands in. 带出处的数据。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: The kinds of files a bureau has.
Kind = Literal["statistics", "flat_export", "class_list", "questionnaire", "school_workbook", "county_workbook"]
KINDS: dict[Kind, str] = {
    "statistics": "教育事业统计报表",
    "flat_export": "统计数据汇总导出表",
    "class_list": "学籍班级名单",
    "questionnaire": "满意度问卷答卷",
    "school_workbook": "学校填报工作簿",
    "county_workbook": "县级填报工作簿",
}
#: What files give that no table holds, kept to be compared with what the tables hold.
CHECK = "check"
Key = tuple[str | float | None, ...]


@dataclass(frozen=True, slots=True)
class Datum:
    """A value, which cell of our tables it is for, and where it was read. 一个数据及其出处。

    table  : name of a table, or CHECK
    key    : values of the table's `unique` columns, () for 县级数据; of CHECK: school, stage, and what is counted
    column : internal name
    cell   : `I6`; for what was counted, the rows counted: `A2:A44`
    year   : school year the file speaks of, "" where it does not say
    """

    table: str
    key: Key
    column: str
    value: str | float
    kind: Kind
    file: str
    sheet: str
    cell: str
    year: str = ""

    @property
    def address(self) -> str:
        """File, sheet and cell, as `文件名!工作表!C12`. 完整位置。"""
        return "!".join(filter(None, (self.file, self.sheet, self.cell)))
