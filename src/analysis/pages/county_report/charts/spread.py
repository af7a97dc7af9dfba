"""Where the spread of a coefficient comes from. 差异来源。"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ....printing.blocks import FigureBlock, Number, TableBlock, TableColumn, Text, plain
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale
from ....printing.charts.style import INK, MUTED, WHITE, Look, shorten
from ....scoring.parts import MET, NOT_MET
from ...report import Report, Row
from .text import listed, records, seven

MOST_CHARTS, MOST_SCHOOLS = 2, 12
LABELS, PLOT, SHARE, PUPILS = 122.0, 340.0, 376.0, 424.0
ROW, BAR, TOP = 15.0, 9.0, 40.0
ABOVE, BELOW = Look(WHITE, "#3a5068", "/////", "o"), Look("#3a5068", "#3a5068", "", "o")


@dataclass(frozen=True)
class _Source:
    """One school's part in the variance. 一校的差异贡献。"""

    name: str
    share: Number
    percent: float
    pupils: Text
    value: Text
    above: bool | None


def spread(report: Report) -> list[FigureBlock]:
    """Each school's share of the variance, for coefficients above their line or else the nearest to it. 差异来源。

    Nothing where every coefficient is 0 or cannot be had; the chart of the coefficients says so.
    """
    rows = [row for row in records(report.evaluation.balance) if row["status"] in (MET, NOT_MET) and row["value"] > 0]
    rows.sort(key=lambda row: -row["value"] / row["line"])
    above = [row for row in rows if row["status"] == NOT_MET]
    return [_figure(report, row) for row in (above[:MOST_CHARTS] or rows[:1])]


def _figure(report: Report, row: Row) -> FigureBlock:
    anchor = f"chart-spread-{row['indicator']:02d}-{row['stage']}"
    own = _parts(report, row)
    sources = _sources(report, row, own)
    title = _title(report, row, own, sources)
    return FigureBlock(
        title,
        anchor,
        _draw(report, row, sources).svg(anchor),
        _alt(title, sources),
        _table(report, row, sources, anchor),
    )


def _parts(report: Report, row: Row) -> pd.DataFrame:
    """The segments of one coefficient with `moment`, P(X−X̄)², and `share` of its sum, the largest first."""
    rows = seven(report)
    rows = rows[(rows["indicator"] == row["indicator"]) & (rows["stage"] == row["stage"])]
    rows = rows.assign(
        moment=rows["denominator"] * (rows["value"] - row["mean"]) ** 2, above=rows["value"] > row["mean"]
    )
    total = rows["moment"].sum()
    return rows.assign(share=100 * rows["moment"] / total).sort_values(["moment", "unit"], ascending=[False, True])


def _key(row: Row) -> str:
    return f"G-spread{row['indicator']:02d}-{row['stage']}"


def _sources(report: Report, row: Row, own: pd.DataFrame) -> list[_Source]:
    count, card = report.numbers.count, report.evaluation.rules.by_number[row["indicator"]]
    formula = "100 × Pᵢ(Xᵢ－县均值)² ÷ ΣPᵢ(Xᵢ－县均值)²"
    sources = []
    for unit in records(own.head(MOST_SCHOOLS)):
        what = f"{unit['name']}{report.stages[row['stage']]}，{card.label}，占差异的比例"
        share = count(f"{_key(row)}-{unit['unit']}", unit["share"], what, formula, "%", 1)
        pupils = report.numbers.raw(
            f"P-{unit['unit']}-{unit['stage']}",
            unit["denominator"],
            f"{unit['name']}，在校生数",
            "人",
            ["segments.pupils"],
            unit["unit"],
            unit["stage"],
        )
        sources.append(
            _Source(unit["name"], share, unit["share"], pupils, report.numbers.result(unit), bool(unit["above"]))
        )
    rest = own.iloc[MOST_SCHOOLS:]
    if len(rest):
        what = f"{report.stages[row['stage']]}，{card.label}，其他学校占差异的比例"
        share = count(f"{_key(row)}-rest", rest["share"].sum(), what, f"除前{MOST_SCHOOLS}校外各校比例之和", "%", 1)
        sources.append(_Source(f"其他{len(rest)}校", share, rest["share"].sum(), "", "", None))
    return sources


def _title(report: Report, row: Row, own: pd.DataFrame, sources: list[_Source]) -> str:
    card, count = report.evaluation.rules.by_number[row["indicator"]], report.numbers.count
    name = f"{report.stages[row['stage']]}“{card.short}”"
    # The fewest schools that make more than half.
    few = own.head(int(np.searchsorted(own["share"].cumsum().to_numpy(), 50) + 1))
    share = count(
        f"{_key(row)}-few",
        few["share"].sum(),
        f"{name}差异来源最集中的{len(few)}校所占比例",
        "贡献最大的各校比例之和",
        "%",
        0,
    )
    if len(few) > MOST_SCHOOLS:
        largest = f"占比最大的{sources[0].name}为{sources[0].share.text}%"
        return f"{name}的校际差异来源分散，{len(own)}校中的{len(few)}校合计占{share.text}%，{largest}"
    above, below = few[few["above"]]["name"].tolist(), few[~few["above"]]["name"].tolist()
    sides = [
        f"{word}的{listed(names, 3, '校')}" for word, names in (("高于县均值", above), ("低于县均值", below)) if names
    ]
    return f"{name}的校际差异有{share.text}%来自{len(own)}校中的{len(few)}校：{'；'.join(sides)}"


def _draw(report: Report, row: Row, sources: list[_Source]) -> Canvas:
    card = report.evaluation.rules.by_number[row["indicator"]]
    bottom = TOP + ROW * len(sources)
    canvas = Canvas(bottom + 18)
    mean = f"{plain(report.numbers.balance(row, 'mean'))}{card.unit}"
    canvas.key([(ABOVE, f"高于县均值（{mean}）"), (BELOW, "低于县均值")], 8)
    for x, text in ((SHARE, "占差异"), (PUPILS, "在校生"), (WIDTH - 2, "本校数值")):
        canvas.words(x, TOP - 9, text, "right", MUTED, SMALL)
    highest = max(source.percent for source in sources if source.above is not None)
    scale = Scale(0, 1.1 * highest, LABELS + 6, PLOT)
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:g}%") for tick in scale.ticks(5)])
    placed = [(source, TOP + ROW * (i + 0.5)) for i, source in enumerate(sources)]
    for side, look in ((True, ABOVE), (False, BELOW)):
        own = [(source.percent, y) for source, y in placed if source.above is side]
        canvas.beams(scale.start, scale([percent for percent, _ in own]), [y for _, y in own], BAR, look)
    shown = shorten((source.name for source in sources), 14)
    for source, y in placed:
        canvas.words(LABELS, y, shown[source.name], "right")
        canvas.words(SHARE, y, f"{source.share.text}%", "right", MUTED if source.above is None else INK, SMALL)
        canvas.words(PUPILS, y, plain(source.pupils), "right", MUTED, SMALL)
        canvas.words(WIDTH - 2, y, plain(source.value), "right", MUTED, SMALL)
    return canvas


def _alt(title: str, sources: list[_Source]) -> str:
    said = [f"{source.name}{source.share.text}%{_side(source)}" for source in sources[:5]]
    return f"条形图，每行一校，条长为该校占加权方差的比例，由高到低排列。{title}。前列为{'、'.join(said)}。"


def _side(source: _Source) -> str:
    return "" if source.above is None else "（高于县均值）" if source.above else "（低于县均值）"


def _table(report: Report, row: Row, sources: list[_Source], anchor: str) -> TableBlock:
    card = report.evaluation.rules.by_number[row["indicator"]]
    return TableBlock(
        f"{report.stages[row['stage']]}“{card.short}”差异来源",
        f"{anchor}-table",
        (
            TableColumn("学校", width="2fr"),
            TableColumn("占差异的比例（%）", "right"),
            TableColumn("在校生数", "right"),
            TableColumn(f"本校数值（{card.unit}）", "right"),
            TableColumn("与县均值相比"),
        ),
        tuple(
            (
                source.name,
                source.share,
                source.pupils,
                source.value,
                {True: "高于", False: "低于", None: "—"}[source.above],
            )
            for source in sources
        ),
    )
