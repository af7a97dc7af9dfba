"""A school code that only the 学校 table spells so, while all other tables agree on another. 各表不一致的学校代码。"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from ..tables.catalogue import TABLES
from .findings import Finding
from .rows import Rows

#: So many other tables must agree before the 学校 table is the odd one.
AGREEING = 2
ALIKE = 0.8


def odd_codes(rows: Rows) -> tuple[Rows, list[Finding]]:
    """The rows with such codes put right, so that no later check blames the others, and one finding a code. 不一致的代码。"""
    if not rows.has("schools", "school"):
        return rows, []
    used: dict[str, list[str]] = {}
    for table in TABLES:
        if table.name != "schools" and rows.has(table.name, "school"):
            for code in rows.intake.tables[table.name]["school"].dropna().unique():
                used.setdefault(code, []).append(table.sheet)
    schools = rows.intake.tables["schools"]
    unused = [code for code in schools["school"].dropna() if code not in used]
    strange = {code: sheets for code, sheets in used.items() if code not in rows.names and len(sheets) >= AGREEING}
    findings, mended = [], schools["school"].copy()
    for code in unused:
        close = get_close_matches(code, strange, n=1, cutoff=ALIKE)
        if not close:
            continue
        right = close[0]
        sheets = strange.pop(right)
        at = schools.index[schools["school"] == code]
        mended[at] = right
        text = (
            f"{rows.school(code)}的学校代码填的是“{code}”，其他{len(sheets)}张表（{'、'.join(sheets)}）都没有这个代码，"
            f"填的都是“{right}”；请改为“{right}”，或改正其他各表。"
        )
        findings.append(
            rows.say("blocking", "schools", schools.loc[at, "source_row"], "school", text, found=code, allowed=right)
        )
    if not findings:
        return rows, []
    tables = {**rows.intake.tables, "schools": schools.assign(school=mended)}
    return Rows(replace(rows.intake, tables=tables)), findings
