"""Rows of signature and notes below a table: no data, and their content is nobody's here. 落款与说明行。"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .cells import Row, is_blank
from .files import Sheet
from .findings import Finding
from .headings import plain

_WORDS = (
    "填表人|填报人|填表单位|填报单位|填表日期|填报日期|制表人?|制表日期|审核人?|复核人?|审批人|负责人|单位负责人|主要负责人|分管领导|统计负责人|"
    "经办人|联系人|联系电话|联系方式|电话|报送日期|报出日期|签字|签章|盖章|单位盖章|备注|附注|注释|注|说明|填表说明"
)
_SIGNATURE = re.compile(rf"[(（]?(?:{_WORDS})[)）]?\d*[:：].*", re.DOTALL)
_ALONE = re.compile(
    r"(?:填表人|填报人|制表人|审核人|复核人|单位负责人|统计负责人|联系电话|填表日期|填报日期|报送日期|单位盖章|盖章)"
)


def is_signature(row: Sequence[object]) -> bool:
    """Whether a row begins with the words of a signature or a note. 是否落款或说明行。

    >>> is_signature(["填表人：", "某某", None]), is_signature(["注：本表按学年初统计"]), is_signature(["2162000001", "小学"])
    (True, True, False)
    """
    first = next((plain(cell) for cell in row if not is_blank(cell)), "")
    return bool(_SIGNATURE.fullmatch(first) or _ALONE.fullmatch(first))


def without_signatures(sheet: Sheet, rows: Sequence[Row]) -> tuple[list[Row], list[Finding]]:
    """The rows of data, and one finding on the others that does not say what stands in them. 去除落款与说明行。"""
    left = [number for number, row in rows if is_signature(row)]
    kept = [row for row in rows if row[0] not in set(left)]
    if not left:
        return kept, []
    text = f"第{'、'.join(map(str, left))}行是落款或说明（如填表人、审核人、联系电话、注），没有作为数据读取。"
    return kept, [sheet.finding("warning", "、".join(f"A{number}" for number in left), text)]
