"""Answers that other answers make doubtful, and answers that alone decide a verdict. 相互矛盾或单独决定结论的填报。"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..tables.catalogue import BY_NAME, ROOMS
from .findings import Finding
from .rows import Rows

if TYPE_CHECKING:
    from ..standard.load import RuleBook


#: 举办者类型 of private schools.
PRIVATE = 10
#: Schools that a message names before it says 等.
NAMED = 5
#: Fewer subjects say nothing of an odd one.
ENOUGH = 3
#: A list with more blocks of rows than that for each school is in no order of schools.
MANY_BLOCKS = 1.5


def contradiction_findings(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Flags that figures contradict, and answers to be looked at twice. 矛盾的填报。"""
    return [
        *_boarding(rows),
        *_centre(rows),
        *_mixed_townships(rows),
        *_private(rows),
        *_rooms(rows),
        *_decisive(rows, "vetoes", "happened", "是", "发生一票否决事项的，不能认定达标"),
        *_decisive(rows, "county", "monitoring_high", "否", "年度监测没有持续保持较高水平的，不具备申报条件"),
        *_refusals(rows, rules),
        *_planned_after(rows),
        *_odd_level(rows),
        *_torn_apart(rows),
    ]


def _boarding(rows: Rows) -> list[Finding]:
    """A boarding school without boarders, and boarders where there is no boarding."""
    boarders = rows.complete("segments", ("school", "boarders")).groupby("school")["boarders"].sum()
    schools = rows.complete("schools", ("school", "boarding"))
    count = schools["school"].map(boarders)
    return [
        *_asked(
            rows, "boarding", schools[(schools["boarding"] == "是") & (count == 0)], "填“是”，而各学段寄宿生数都是0"
        ),
        *_asked(rows, "boarding", schools[(schools["boarding"] == "否") & (count > 0)], "填“否”，而有寄宿生"),
    ]


def _centre(rows: Rows) -> list[Finding]:
    """Both columns say whether a school lies in the city."""
    schools = rows.complete("schools", ("school", "area", "centre_city"))
    city = schools["area"] == "城区"
    return [
        *_asked(
            rows, "centre_city", schools[city & (schools["centre_city"] == "否")], "填“否”，而“城乡类型”是城区", "area"
        ),
        *_asked(
            rows,
            "centre_city",
            schools[~city & (schools["centre_city"] == "是")],
            "填“是”，而“城乡类型”不是城区",
            "area",
        ),
    ]


def _mixed_townships(rows: Rows) -> list[Finding]:
    """Schools of one township that are said to lie in areas of several types: right for some, a slip for others."""
    schools = rows.complete("schools", ("school", "area", "township"))
    mixed = schools.groupby("township")["area"].transform("nunique") > 1
    own = schools[mixed]
    if own.empty:
        return []
    towns = list(dict.fromkeys(own["township"]))
    names = "、".join(towns[:NAMED]) + ("等" if len(towns) > NAMED else "")
    text = f"{names}（共{len(towns)}个乡镇街道）的学校“城乡类型”不尽相同，请对照统计用城乡划分核实。"
    return [rows.say("warning", "schools", own["source_row"], "area", text)]


def _private(rows: Rows) -> list[Finding]:
    """Public schools have a budget, private schools have costs."""
    schools = rows.complete("schools", ("school", "sponsor"))
    budgets = rows.intake.tables["budgets"].dropna(subset=["school"]).drop_duplicates("school").set_index("school")
    private = schools["sponsor"] == PRIVATE
    findings = []
    for column, own, whose in (("public_funds", ~private, "公办"), ("business_cost", private, "民办")):
        if rows.has("budgets", "school", column):
            filled = schools["school"].map(budgets[column]).notna()
            heading = BY_NAME["budgets"].column(column).heading
            listed = schools["school"].isin(budgets.index)
            lacking = schools.loc[own & listed & ~filled]
            findings += _asked(rows, "sponsor", lacking, f"是{whose}学校，而“经费”表没有填“{heading}”")
            if len(lacking):
                at = budgets.loc[lacking["school"], "source_row"]
                text = f"“{heading}”有{len(lacking)}处空白，而学校是{whose}学校，按缺数据处理，请核实。"
                findings.append(rows.say("warning", "budgets", at, column, text, found=None))
            findings += _asked(rows, "sponsor", schools[~own & filled], f"不是{whose}学校，而“经费”表填了“{heading}”")
    return findings


def _rooms(rows: Rows) -> list[Finding]:
    """The name of a room says what it is for."""
    rooms = rows.complete("rooms", ("room", "kind"))
    other = {ROOMS[0]: ROOMS[1], ROOMS[1]: ROOMS[0]}
    wrong = [
        row
        for row, name, kind in zip(rooms["source_row"], rooms["room"], rooms["kind"], strict=True)
        if other.get(kind, "\0") in str(name) and kind not in str(name)
    ]
    text = "“教室类别”与教室名称不符，请核实。"
    return [rows.say("warning", "rooms", wrong, "kind", text)] if wrong else []


def _planned_after(rows: Rows) -> list[Finding]:
    """A school that is to be planned after the year of the data."""
    schools = rows.complete("schools", ("school", "planned_year"))
    year = int(rows.intake.source.school_year) if rows.intake.source and rows.intake.source.school_year.isdigit() else 0
    late = schools[(schools["planned_year"] > year) & (year > 0)]
    return _asked(rows, "planned_year", late, f"晚于数据年份{year}年")


def _odd_level(rows: Rows) -> list[Finding]:
    """One subject's level below that of all others."""
    levels = rows.complete("monitoring", ("level",))
    order = {level: rank for rank, level in enumerate(BY_NAME["monitoring"].column("level").choices)}
    ranks = levels["level"].map(order)
    lowest = levels[ranks == ranks.min()]
    if len(levels) < ENOUGH or len(lowest) > 1:
        return []
    subject, level = lowest["subject"].iloc[0], lowest["level"].iloc[0]
    text = f"{subject}的“学业水平等级”是{level}级，低于其他各学科，请核实。"
    return [rows.say("warning", "monitoring", lowest["source_row"], "level", text, found=level)]


def _torn_apart(rows: Rows) -> list[Finding]:
    """Rows of a school that stand away from its other rows: the code may be another school's."""
    findings = []
    for table in ("rooms", "classes"):
        frame = rows.complete(table, ("school",))
        blocks = (frame["school"] != frame["school"].shift()).cumsum()
        size = blocks.map(blocks.value_counts())
        largest = size.groupby(frame["school"]).transform("max")
        away = frame[size < largest]
        # A list in no order of schools has hardly any block.
        if len(away) and MANY_BLOCKS * frame["school"].nunique() >= blocks.nunique():
            text = f"有{len(away)}行与该校其他行不在一处，请核实学校代码是否填错。"
            findings.append(rows.say("warning", table, away["source_row"], "school", text))
    return findings


def _decisive(rows: Rows, table: str, column: str, answer: str, why: str) -> list[Finding]:
    """One answer that decides the county's verdict."""
    frame = rows.complete(table, (column,))
    own = frame.loc[frame[column] == answer, "source_row"]
    heading = BY_NAME[table].column(column).heading
    text = f"“{heading}”填的是“{answer}”；{why}，请核实。"
    return [rows.say("warning", table, own, column, text, found=answer)] if len(own) else []


def _refusals(rows: Rows, rules: RuleBook) -> list[Finding]:
    """Answers after which an indicator is not met, one finding an indicator."""
    evidence = rows.complete("evidence", ("indicator", "answer"))
    findings = []
    for number, own in evidence.groupby("indicator"):
        card = rules.by_number.get(int(number))  # type: ignore[call-overload]
        if card is None:
            continue
        accepted = {answer for part in card.parts for answer in part.accepts}
        bad = own[own["tolerance"].isna() & ~own["answer"].isin(accepted)] if accepted else own.iloc[:0]
        if len(bad):
            text = f"指标{card.number}有{len(bad)}处结论是“{'、'.join(dict.fromkeys(bad['answer']))}”，该指标将判为未达标，请核实。"
            findings.append(rows.say("warning", "evidence", bad["source_row"], "answer", text))
    return findings


def _asked(rows: Rows, column: str, schools: pd.DataFrame, text: str, *more: str) -> list[Finding]:
    if schools.empty or not rows.has("schools", column):
        return []
    names = "、".join(rows.school(code) for code in schools["school"].head(NAMED)) + (
        "等" if len(schools) > NAMED else ""
    )
    heading = BY_NAME["schools"].column(column).heading
    cells = [
        rows.say("warning", "schools", schools["source_row"], name, "")
        for name in (column, *more)
        if rows.has("schools", name)
    ]
    said = f"“{heading}”有{len(schools)}处{text}（{names}），请核实。"
    first = cells[0]
    return [Finding("warning", first.file, first.sheet, "、".join(cell.cell for cell in cells), "", "", said)]
