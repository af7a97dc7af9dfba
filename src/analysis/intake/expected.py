"""Blanks where others in the same place are filled: optional columns that are not optional for all. 应填而空白的选填项。"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .findings import Finding
from .rows import Rows, records
from .tables import TABLES

if TYPE_CHECKING:
    from ..standard.load import RuleBook


#: Optional columns are asked about where more than that share of comparable rows is filled.
MOST = 0.5
NAMED = 5


def expected_findings(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Cells left blank that most comparable rows fill, and answers that most schools have. 少见的空白。"""
    return [*_blanks(rows), *_unanswered(rows, rules)]


def _blanks(rows: Rows) -> list[Finding]:
    findings = []
    schools = rows.intake.tables["schools"].dropna(subset=["school"]).drop_duplicates("school").set_index("school")
    for table in TABLES:
        if table.items or table.name in ("evidence", "vetoes", "campuses") or not rows.has(table.name, "school"):
            continue
        frame = rows.intake.tables[table.name]
        alike = [frame["stage"].astype(str)] if "stage" in frame else []
        alike += [frame["school"].map(schools[name]).astype(str) for name in ("sponsor", "boarding") if name in schools]
        for column in table.columns:
            if not column.optional or column.type == "text" or not rows.has(table.name, column.name) or not alike:
                continue
            filled = frame[column.name].notna()
            usual = filled.groupby(alike).transform("mean") > MOST
            blank = frame[usual & ~filled]
            blank = blank[[not rows.is_unread(table.name, int(row), column.name) for row in blank["source_row"]]]
            if len(blank):
                names = _names(rows, blank)
                text = f"“{column.heading}”有{len(blank)}处空白（{names}），而同类学校大多已填，请核实是否漏填。"
                findings.append(rows.say("warning", table.name, blank["source_row"], column.name, text, found=None))
    return findings


def _unanswered(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Indicators that ask every school, or the county, and have no answer at all or from nearly all."""
    if not rows.has("evidence", "indicator", "school", "answer"):
        return []
    evidence = rows.intake.tables["evidence"]
    origin = rows.intake.origins["evidence"]
    findings = []
    answered = evidence[evidence["tolerance"].isna() & evidence["answer"].notna()]
    for card in rules.cards:
        attested = [part for part in card.parts if part.formula == "attested"]
        for part in attested:
            own = answered[(answered["indicator"] == card.number) & (answered["part"].isna() | (answered["part"] == part.label))]
            if card.level == "county":
                lacking = ["全县"] if own["school"].notna().all() and len(answered) else []
            else:
                listed = rows.names
                given = set(own["school"].dropna())
                lacking = [name for code, name in listed.items() if code not in given] if len(given) > MOST * len(listed) else []
            if lacking:
                what = f"指标{card.number}" + (f"“{part.label}”" if len(card.parts) > 1 and part.label else "")
                names = "、".join(lacking[:NAMED]) + ("等" if len(lacking) > NAMED else "")
                text = f"{what}没有{names}的结论，按缺数据处理，请核实指标序号、分项和学校代码是否填错。"
                findings.append(Finding("warning", origin.file, origin.sheet or "", "", "", "", text))
    return findings


def _names(rows: Rows, frame: pd.DataFrame) -> str:
    listed = [f"{rows.school(record['school'])}{record.get('stage') or ''}" for record in records(frame.head(NAMED))]
    return "、".join(listed) + ("等" if len(frame) > NAMED else "")


