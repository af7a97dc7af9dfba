"""Days as plans write them: 2025年8月底前 is 2025-08-31. 时限文字。"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

FORMS = "2025-08-31、20250831、2025年8月31日前、2025年8月底前、2025年8月上（中、下）旬、2025年底前"
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:前|以前|之前|完成|完工)*")
_MONTH = re.compile(r"(\d{4})年(\d{1,2})月(上旬|中旬|下旬|底|末|份)?(?:前|以前|之前|完成|内)*")
_YEAR = re.compile(r"(?:到)?(\d{4})年(底|末|内)?(?:前|以前|之前)*")
_PLAIN = re.compile(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})")


def last_day(text: str) -> date | None:
    """The last day that words leave; None where they name none, or leave room (2025年8月前). 时限日期。

    >>> last_day("2025年8月底前"), last_day("2025年8月15日前"), last_day("2025年2月"), last_day("2025年8月前")
    (datetime.date(2025, 8, 31), datetime.date(2025, 8, 15), datetime.date(2025, 2, 28), None)
    """
    words = re.sub(r"\s", "", text)
    try:
        if found := _DAY.fullmatch(words) or (
            _PLAIN.fullmatch(words) if not words.isdigit() or len(words) == 8 else None
        ):
            return date(*map(int, found.groups()))
        if found := _MONTH.fullmatch(words):
            year, month, part = int(found[1]), int(found[2]), found[3]
            if part is None and words.endswith("前"):
                return None
            return date(year, month, {"上旬": 10, "中旬": 20}.get(part or "", monthrange(year, month)[1]))
        if (found := _YEAR.fullmatch(words)) and (found[2] or not words.endswith("前")):
            return date(int(found[1]), 12, 31)
    except ValueError:
        return None
    return None
