"""Spread within the counties and between them. 县内差异与县际差异。"""

from __future__ import annotations

from pandas import isna, notna

from ...printing.blocks import Block, Mark, Number, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import NONE, plain_number
from ...scoring.parts import NOT_APPLICABLE
from ..report import Report, Row
from .chart import coefficients
from .city import City

#: A share is printed with one place.
PLACES = 1
UPRIGHT = 4


def spread(city: City) -> Shown:
    """Coefficients within each county, means between them, and how much of the city's spread lies between. 差异分析。"""
    blocks: list[Block] = [Paragraph(_sentence(city)), coefficients(city), _coefficients(city), _means(city)]
    return Shown(blocks)


def _coefficients(city: City) -> TableBlock:
    rows = tuple(
        (
            *_name(city, row),
            _plain(_line(city, row)),
            *(_within(report, row) for report in city.counties),
            _whole(city, row, "value"),
        )
        for row in city.pooled
    )
    columns = (
        TableColumn("序号", "right"),
        TableColumn("指标", width="1.6fr"),
        TableColumn("学段", filter=True),
        TableColumn("标准", "right"),
        *(TableColumn(report.name, width="1fr") for report in city.counties),
        TableColumn("全市", "right"),
    )
    notes = (
        "县内差异：各县校际差异系数，按在校生数加权，每项单独判定。“全市”为把各县学校合在一起按同一公式计算的系数，国家标准只对县判定，全市系数不作判定。",
    )
    return TableBlock(
        "各县校际差异系数",
        "table-city-coefficients",
        columns,
        rows,
        notes,
        landscape=len(city.counties) > UPRIGHT,
        tools=True,
    )


def _means(city: City) -> TableBlock:
    rows = []
    for row in city.pooled:
        means = [(report, own) for report in city.counties if (own := _own(report, row))["mean"] == own["mean"]]
        top = max(means, key=lambda pair: pair[1]["mean"], default=None)
        low = min(means, key=lambda pair: pair[1]["mean"], default=None)
        ratio: Text = NONE
        if top and low and len(means) > 1 and low[1]["mean"]:
            value = top[1]["mean"] / low[1]["mean"]
            what = f"{city.stages[row['stage']]}，{city.evaluation.rules.by_number[row['indicator']].short}，县均值最高与最低之比"
            of = [pair[0].numbers.named(_id(row, "M")) for pair in (top, low)]  # type: ignore[attr-defined]
            formula = f"{top[0].name}县均值 ÷ {low[0].name}县均值 ＝ {plain_number(top[1]['mean'])} ÷ {plain_number(low[1]['mean'])}（{of[0]} ÷ {of[1]}）"
            ratio = city.numbers.count(_id(row, "Q"), value, what, formula, "倍", 2)
        cells = [report.numbers.balance(_own(report, row), "mean") for report in city.counties]
        unit = city.evaluation.rules.by_number[row["indicator"]].unit
        rows.append((*_name(city, row), unit, *cells, _whole(city, row, "mean"), ratio, between(city, row)))
    columns = (
        TableColumn("序号", "right"),
        TableColumn("指标", width="1.6fr"),
        TableColumn("学段", filter=True),
        TableColumn("单位"),
        *(TableColumn(f"{report.name}均值", "right") for report in city.counties),
        TableColumn("全市均值", "right"),
        TableColumn("最高/最低", "right"),
        TableColumn("县际占比（%）", "right"),
    )
    notes = (
        "县际差异：均值为资源总量与在校生总数之比。“县际占比”是全市各校方差中来自县与县之间均值不同的部分，其余来自各县之内；占比小，说明差距主要在县内学校之间。",
    )
    return TableBlock(
        "各县均值与县际差异",
        "table-city-means",
        columns,
        tuple(rows),
        notes,
        landscape=len(city.counties) > UPRIGHT,
        tools=True,
    )


def between(city: City, row: Row) -> Number | str:
    """How much of the variance over all schools lies between the counties, in percent. 县际占比。"""
    if isna(row["between"]):
        return NONE
    what = f"{city.stages[row['stage']]}，{city.evaluation.rules.by_number[row['indicator']].short}，县际占比"
    total = row["pupils"] * row["spread"] ** 2
    filled = f"{plain_number(row['between'] * total)} ÷ {plain_number(total)}"
    formula = f"100 × Σ（各县学生数 ×（县均值－全市均值）²）÷ Σ（各校学生数 ×（各校值－全市均值）²）＝ 100 × {filled}"
    return city.numbers.count(_id(row, "X"), 100 * row["between"], what, formula, "%", PLACES)


def _sentence(city: City) -> Text:
    """Where the spread lies: the indicator with the largest share between the counties."""
    known = [row for row in city.pooled if notna(row["between"])]
    if not known or len(city.counties) < 2:
        return "没有两个以上的县可供比较。" if len(city.counties) < 2 else "缺数据，不能比较县际差异。"
    most = max(known, key=lambda row: row["between"])
    larger = [row for row in known if 2 * row["between"] > 1]
    total = city.numbers.count("X-all", len(known), "可分解的差异系数", "小学、初中各七项中能够分解的计数", "项")
    number = city.numbers.count("X-between", len(larger), "县际差异大于县内差异的项数", "县际占比超过一半的计数", "项")
    name = f"{city.stages[most['stage']]}“{city.evaluation.rules.by_number[most['indicator']].short}”"
    return (
        "小学、初中",
        total,
        "项差异中，县际差异大于县内差异的",
        number,
        f"项；县际占比最高的是{name}（",
        between(city, most),
        "%）。",
    )


def _id(row: Row, letter: str) -> str:
    return f"{letter}{row['indicator']:02d}-{row['stage']}"


def _name(city: City, row: Row) -> tuple[str, str, str]:
    return str(row["indicator"]), city.evaluation.rules.by_number[row["indicator"]].short, city.stages[row["stage"]]


def _own(report: Report, row: Row) -> Row:
    frame = report.evaluation.balance
    own = frame[(frame["indicator"] == row["indicator"]) & (frame["stage"] == row["stage"])]
    return own.iloc[0].to_dict()  # type: ignore[return-value]


def _line(city: City, row: Row) -> float:
    return float(_own(city.counties[0], row)["line"])


def _within(report: Report, row: Row) -> Text:
    own = _own(report, row)
    mark = Mark(own["status"])
    return (report.numbers.balance(own, "value"), " ", mark) if notna(own["value"]) else mark


def _whole(city: City, row: Row, what: str) -> Text:
    """A figure of the whole city: there is no line for it, and so no verdict."""
    return city.numbers.balance(row | {"line": "", "document": "", "status": NOT_APPLICABLE}, what)


def _plain(value: float) -> str:
    return plain_number(value) if notna(value) else NONE
