"""What is missing in real units, summed; and what would balance a coefficient. 差距测算。"""

from __future__ import annotations

from math import ceil
from typing import Any

import pandas as pd
from pandas import notna

from ...planning.balance_gaps import HUNDRED, balance_gaps
from ...planning.gap_size import RESOURCES
from ...planning.gap_totals import totals
from ...planning.gaps import gaps as measured_gaps
from ...planning.responsible import offices_of
from ...printing.blocks import Block, Bullets, Number, Paragraph, TableBlock, TableColumn, Text, join, runs
from ...printing.display import Shown
from ...rounding import NONE, plain_number
from ...tables.catalogue import BY_NAME
from .missing import PLACES
from .month import Month

Row = dict[str, Any]
WHAT = ["indicator", "part", "resource", "measured_in"]
AREAS = BY_NAME["schools"].column("area").choices
#: Schools named that could balance a coefficient by themselves.
NAMED = 3
SUMMED = "各校差额相加；一贯制学校各学段共用的资源只计较大的一个"


def gaps(month: Month) -> Shown:
    """Gaps by indicator, by township type, by office; then coefficients above their line. 差距测算。"""
    frame = measured_gaps(month.report.evaluation)
    rows: list[Row] = totals(frame).to_dict("records")  # type: ignore[assignment]
    blocks: list[Block] = []
    if rows:
        blocks += [_explained(), _by_indicator(month, frame, rows)]
        blocks += [_by_area(month, frame)] if (frame["level"] != "county").any() else []
        blocks.append(_by_office(month, frame, rows))
    else:
        blocks.append(Paragraph("按本次测算，各校各项指标都没有差额，也没有待证或缺数据的事项。"))
    return Shown(blocks + _balance(month))


def _explained() -> Bullets:
    return Bullets(
        (
            "“达标差额”是未达标的学校达到标准还须增加的数量，“底线差额”是达到校级综合达标底线还须增加的数量；人数、间数、班级数和元按整数进位，面积和万元进位到两位小数，补足即达标。",
            "“待证差额”另列：数值符合例外情形而材料不全的，材料不能补齐时才须补足，不并入达标差额。缺数据的为“未知”，不是零。",
            "各指标的差额不能相加：同一名教师、同一间教室可能同时计入几项指标。",
        )
    )


def _id(row: Row, *more: str) -> str:
    return "-".join(filter(None, (f"J-G{row['indicator']:02d}", row["part"], row["resource"], *more)))


def _label(month: Month, row: Row) -> str:
    card = month.report.evaluation.rules.by_number[row["indicator"]]
    part = next((part.label for part in card.parts if part.id == row["part"]), "")
    return f"{card.number}.{card.short}{f'：{part}' if part else ''}"


def _named(month: Month, row: Row, rows: list[Row]) -> str:
    """With what is missing where an indicator lacks two things."""
    twice = sum((other["indicator"], other["part"]) == (row["indicator"], row["part"]) for other in rows) > 1
    return _label(month, row) + f"（{RESOURCES[row['resource']]}）" * twice


def _own(frame: pd.DataFrame, row: Row, **more: str) -> pd.DataFrame:
    """The gaps that a total is made of."""
    wanted = {key: row[key] for key in ("indicator", "part", "resource")} | more
    return frame[(frame[list(wanted)] == pd.Series(wanted)).all(axis=1)]


def _number(
    month: Month, row: Row, what: str, words: str, own: pd.DataFrame, value: float, unit: str, formula: str, *more: str
) -> Number:
    results = month.report.evaluation.results.loc[own["result"].drop_duplicates()].to_dict("records")
    label = "，".join((_label(month, row), *more, words))
    places = PLACES.get(unit, 0)
    return month.report.numbers.count(
        _id(row, *more, what), value, label, formula, unit, places, of=month.report.numbers.results(results)
    )  # type: ignore[arg-type]


def _sizes(month: Month, frame: pd.DataFrame, row: Row, *area: str) -> dict[str, Text]:
    """amount, pending, to_floor, unknown, other, schools of one total, each a number with its proof, or a dash."""
    own = _own(frame, row, **({"area": area[0]} if area else {}))
    unit = row["measured_in"]
    said: dict[str, Text] = {}
    for what, words in (("amount", "达标差额"), ("pending", "待证差额"), ("to_floor", "底线差额")):
        bad = own[
            (own["state"] == "short")
            & ((own["status"] != "not_met") if what == "pending" else (own["status"] == "not_met"))
        ]
        known = bad[bad["to_floor"].notna()] if what == "to_floor" else bad
        said[what] = (
            (_number(month, row, what, words, known, row[what], unit, SUMMED, *area), unit) if len(known) else NONE
        )
    if row["enlarge"]:
        short = own[(own["state"] == "short") & (own["status"] == "not_met")]
        enlarge = _number(
            month, row, "enlarge", "可改造", short, row["enlarge"], unit, "面积不足的现有教室优先改造", *area
        )
        rest = row["amount"] - row["enlarge"]
        build = _number(month, row, "build", "须新建", short, rest, unit, "达标差额－可改造", *area)
        said["amount"] = (*runs(said["amount"]), "（改造", enlarge, "，新建", build, "）")
    for what, words in (("unknown", "未知"), ("finding", "结论不符合要求"), ("evidence", "材料不全")):
        rows = own[own["state"] == what]
        said[what] = (
            (_number(month, row, what, words, rows, row[what], "项", f"{words}的对象逐项计数", *area), "项")
            if row[what]
            else NONE
        )
    known = own[own["amount"].notna()]
    said["schools"] = (
        _number(month, row, "schools", "有差额的学校数", known, row["schools"], "所", "有差额的学校计数", *area)
        if row["schools"] and set(own["level"]) != {"county"}
        else NONE
    )
    return said


def _by_indicator(month: Month, frame: pd.DataFrame, rows: list[Row]) -> TableBlock:
    body: list[tuple[Text, ...]] = []
    for row in rows:
        said = _sizes(month, frame, row)
        other = [
            (words, said[what])
            for what, words in (("finding", "结论不符合要求"), ("evidence", "材料不全"))
            if said[what] != NONE
        ]
        body.append(
            (
                _label(month, row),
                RESOURCES[row["resource"]] if row["measured_in"] else NONE,
                said["schools"],
                said["amount"],
                said["to_floor"],
                said["pending"],
                said["unknown"],
                join([(words, *runs(number)) for words, number in other]) or NONE,
            )
        )
    columns = (
        TableColumn("指标", width="2fr"),
        TableColumn("缺什么"),
        TableColumn("学校数", "right"),
        TableColumn("达标差额", "right"),
        TableColumn("底线差额", "right"),
        TableColumn("待证差额", "right"),
        TableColumn("未知", "right"),
        TableColumn("须整改或补材料", width="1fr"),
    )
    return TableBlock(
        "全县差额（按指标）",
        "table-gaps",
        columns,
        tuple(body),
        notes=("指标12“班级”为各年级均衡编班后还须增加的班数；班数为0的，均衡编班即可。",)
        * any(row["resource"] == "classes" for row in rows),
    )


def _by_area(month: Month, frame: pd.DataFrame) -> TableBlock:
    """The same of the schools, side by side for 城区, 镇区 and 乡村."""
    local = frame[frame["level"] != "county"]
    rows: list[Row] = totals(local, by=("area",)).to_dict("records")  # type: ignore[assignment]
    whole: list[Row] = totals(local, by=()).to_dict("records")  # type: ignore[assignment]
    cells = {(*(row[key] for key in WHAT), row["area"]): _cell(_sizes(month, local, row, row["area"])) for row in rows}
    areas = [area for area in AREAS if any(row["area"] == area for row in rows)]
    body = tuple(
        (_named(month, row, whole), *(cells.get((*(row[key] for key in WHAT), area), NONE) for area in areas))
        for row in whole
    )
    return TableBlock(
        "各校差额（按城乡类型）",
        "table-gaps-area",
        (TableColumn("指标", width="2fr"), *(TableColumn(area, "right", "1fr") for area in areas)),
        body,
    )


def _cell(said: dict[str, Text]) -> Text:
    """What is missing for sure, and besides it what is pending, unknown or to be mended."""
    words = {"amount": "", "pending": "待证", "unknown": "未知", "finding": "须整改", "evidence": "缺材料"}
    return join([(label, *runs(said[what])) for what, label in words.items() if said[what] != NONE], "；") or NONE


def _by_office(month: Month, frame: pd.DataFrame, rows: list[Row]) -> TableBlock:
    own: dict[str, list[Text]] = {}
    for row in rows:
        said: Text = (_named(month, row, rows), " ", *runs(_cell(_sizes(month, frame, row))))
        for office in offices_of(month.ledger.plan, row["indicator"]):
            own.setdefault(office, []).append(said)
    body = tuple(
        (office, join(said, "；")) for office, said in sorted(own.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
    note = "一项指标由几个单位共同负责的，各单位都列，所以各行不能相加。责任单位依次按县级参数、方案的责任分工、方案任务确定，都没有写明的由牵头单位负责。"
    return TableBlock(
        "差额（按责任单位）",
        "table-gaps-offices",
        (TableColumn("责任单位", width="1fr"), TableColumn("差额", width="4fr")),
        body,
        notes=(note,),
    )


def _balance(month: Month) -> list[Block]:
    frame = balance_gaps(month.report.evaluation)
    if frame.empty:
        return []
    report, rows = month.report, []
    for (number, stage), own in frame.groupby(["indicator", "stage"], sort=False):
        card = report.evaluation.rules.by_number[number]
        first = own.iloc[0]
        record: Row = next(
            row
            for row in report.evaluation.balance.to_dict("records")
            if (row["indicator"], row["stage"]) == (number, stage)
        )  # type: ignore[assignment]
        key, name = f"J-GK{number:02d}-{stage}", f"{report.stages[stage]}，{card.label}"
        share = ceil(100 * first["shrink"] * HUNDRED) / HUNDRED
        shrink = report.numbers.count(
            f"{key}-shrink",
            share,
            f"{name}，各校与县均值的差距须缩小",
            "100 ×（1 － 标准 ÷ 系数），进位到两位小数",
            "%",
            2,
        )
        rows.append(
            (
                f"{number}.{card.short}",
                report.stages[stage],
                report.numbers.balance(record, "value"),
                report.numbers.line(record),
                (shrink, "%"),
                join([_school(month, key, name, row) for row in own.head(NAMED).to_dict("records")], "；")
                if notna(first["unit"])
                else "没有一所学校能单独做到",
            )
        )
    columns = (
        TableColumn("指标", width="1fr"),
        TableColumn("学段"),
        TableColumn("校际差异系数", "right"),
        TableColumn("标准", "right"),
        TableColumn("各校与均值的差距须缩小", "right"),
        TableColumn("单独一校变动即可达标的（变动少的在前）", width="2fr"),
    )
    note = f"每项最多列{NAMED}所，任选其一，不是都要做；人数、间数按整数进位，面积和万元进位到两位小数。现有数量高于均值的学校列的是减少数，也可由调配实现。"
    return [TableBlock("高于标准的校际差异系数", "table-gaps-balance", columns, tuple(rows), notes=(note,))]


def _school(month: Month, key: str, name: str, row: Row) -> tuple[Any, ...]:
    unit = row["measured_in"]
    verb = "增加" if row["change"] > 0 else "减少"
    value = abs(row["change"])
    formula = f"其他学校不变，本校现有{plain_number(row['have'])}{unit}，{verb}后系数不高于{plain_number(row['line'])}的最小变动，进位"
    number = month.report.numbers.count(
        f"{key}-{row['unit']}", value, f"{row['name']}，{name}，{verb}", formula, unit, PLACES.get(unit, 0)
    )
    return (f"{row['name']}{verb}", number, unit)
