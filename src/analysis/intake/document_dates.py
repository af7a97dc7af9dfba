"""Documents dated after the rules or after the data were received, or long ago. 材料日期核实。"""

from __future__ import annotations

from datetime import date

import pandas as pd

from ..standard.plausible import Plausible
from ..tables.catalogue import BY_NAME
from .findings import Finding
from .rows import Rows

DATED = ("evidence", "vetoes")


def date_findings(rows: Rows, plausible: Plausible, as_of: date | None) -> list[Finding]:
    """One finding a sheet and reason, with all its cells. 材料日期的问题。

    as_of : the date whose rules hold, where it is known
    """
    findings = []
    source = rows.intake.source
    for table in DATED:
        frame = rows.complete(table, ("day",))
        days = pd.Series([_day(day) for day in frame["day"]], index=frame.index, dtype=object)
        known = days.notna()
        told = pd.Series(False, index=frame.index)
        for limit, why in (
            (source.received_on if source else None, "晚于数据收到日期{0}（SOURCE.yml），收到数据时材料还不存在"),
            (as_of, "晚于规则日期{0}，评估时点尚无此材料"),
        ):
            if limit is None:
                continue
            late = known & ~told & days.map(lambda day: day is not None and day > limit)  # noqa: B023
            told |= late
            findings += _told(rows, table, frame[late], why.format(limit.isoformat()))
        old = known & days.map(lambda day: day is not None and day < plausible.oldest_document)
        findings += _told(rows, table, frame[old], f"早于{plausible.oldest_document.isoformat()}")
    return findings


def _told(rows: Rows, table: str, frame: pd.DataFrame, why: str) -> list[Finding]:
    if frame.empty:
        return []
    heading = BY_NAME[table].column("day").heading
    text = f"“{heading}”有{len(frame)}处{why}，请核实。"
    return [rows.say("warning", table, frame["source_row"], "day", text, found=frame["day"].iloc[0])]


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
