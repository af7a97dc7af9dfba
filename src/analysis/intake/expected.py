"""Blanks where others in the same place are filled: optional columns that are not optional for all. 应填而空白的选填项。"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables.catalogue import TABLES
from .contradictions import PRIVATE
from .findings import Finding
from .rows import Rows, records

if TYPE_CHECKING:
    from ..standard.load import RuleBook


#: Optional columns are asked about where more than that share of comparable rows is filled.
MOST = 0.5
#: Fewer comparable rows say little; then boarding or not is left out of the comparison.
ENOUGH = 3
NAMED = 5


def expected_findings(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Cells left blank that most comparable rows fill, and answers that most schools have. 少见的空白。"""
    return [*_blanks(rows), *_unanswered(rows, rules), *_misplaced(rows, rules)]


def _blanks(rows: Rows) -> list[Finding]:
    findings = []
    schools = rows.intake.tables["schools"].dropna(subset=["school"]).drop_duplicates("school").set_index("school")
    for table in TABLES:
        if table.items or table.name in ("evidence", "vetoes", "campuses") or not rows.has(table.name, "school"):
            continue
        frame = rows.intake.tables[table.name]
        alike = [frame["stage"].astype(str)] if "stage" in frame else []
        alike += [
            frame["school"].map(schools["sponsor"]) == PRIVATE,
            frame["school"].map(schools["boarding"]).astype(str),
        ]
        for column in table.columns:
            if not column.optional or column.type == "text" or not rows.has(table.name, column.name) or not alike:
                continue
            filled = frame[column.name].notna()
            usual = filled.groupby(alike).transform("mean") > MOST
            few = filled.groupby(alike).transform("size") < ENOUGH
            usual |= few & (filled.groupby(alike[:2]).transform("mean") > MOST)
            blank = frame[usual & ~filled]
            blank = blank[[not rows.is_unread(table.name, int(row), column.name) for row in blank["source_row"]]]
            if len(blank):
                names = _names(rows, blank)
                text = f"“{column.heading}”有{len(blank)}处空白（{names}），而同类学校大多已填，请核实是否漏填。"
                findings.append(rows.say("warning", table.name, blank["source_row"], column.name, text, found=None))
    return findings


def _unanswered(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Schools, and parts asked of the county, without the answer that most others have."""
    if not rows.has("evidence", "indicator", "school", "answer"):
        return []
    evidence = rows.intake.tables["evidence"]
    answered = evidence[evidence["tolerance"].isna() & evidence["answer"].notna()]
    county: dict[str, bool] = {}
    lacking: list[str] = []
    for card in rules.cards:
        for part in (part for part in card.parts if part.formula == "attested"):
            same = (answered["indicator"] == card.number) & (answered["part"].isna() | (answered["part"] == part.label))
            what = f"指标{card.number}" + (f"“{part.label}”" if len(card.parts) > 1 and part.label else "")
            if card.level == "county":
                county[what] = bool(same.any())
                continue
            given = set(answered.loc[same, "school"].dropna())
            absent = [name for code, name in rows.names.items() if code not in given]
            if absent and len(given) > MOST * len(rows.names):
                lacking.append(f"{what}：{'、'.join(absent[:NAMED])}{'等' if len(absent) > NAMED else ''}")
    if county and sum(county.values()) > MOST * len(county):
        lacking += [f"{what}：全县" for what, given in county.items() if not given]
    origin = rows.intake.origins["evidence"]
    text = f"没有以下结论，按缺数据处理：{'；'.join(lacking)}。请核实指标序号、分项和学校代码是否填错。"
    return [Finding("warning", origin.file, origin.sheet or "", "", "", "", text)] if lacking else []


def _misplaced(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Answers without a school where schools answer, with one where the county does, and to what is computed."""
    if not rows.has("evidence", "indicator", "school", "tolerance"):
        return []
    findings = []
    for number, own in rows.complete("evidence", ("indicator",)).groupby("indicator"):
        card = rules.by_number.get(int(number))  # type: ignore[call-overload]
        if card is None:
            continue
        attested = any(part.formula == "attested" for part in card.parts)
        plain, county = own[own["tolerance"].isna()], own["school"].isna()
        by_school = card.level != "county"
        for cells, column, text in (
            (plain[by_school & plain["school"].isna() & ~county.all()], "school", "逐校填报，而学校代码空白"),
            (own[~county & (not by_school)], "school", "由县级填报，而填了学校代码"),
            (plain[[not attested] * len(plain)], "tolerance", "由数据测算，而佐证材料没有写明例外情形"),
        ):
            findings += (
                [rows.say("warning", "evidence", cells["source_row"], column, f"指标{card.number}{text}，请核实。")]
                if len(cells)
                else []
            )
    return findings


def _names(rows: Rows, frame: pd.DataFrame) -> str:
    listed = [f"{rows.school(record['school'])}{record.get('stage') or ''}" for record in records(frame.head(NAMED))]
    return "、".join(listed) + ("等" if len(frame) > NAMED else "")
