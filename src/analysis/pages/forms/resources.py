"""The seven resources: each of them, the schools, the balance, the tolerances. 资源配置。"""

from __future__ import annotations

from pandas import notna

from ...printing.blocks import FigureBlock, Text, join, plain
from ...printing.office.form import MISSING, NOTHING, Cell, Form, HeadCell
from ...printing.office.letter import Letter
from ...rounding import NONE, plain_number
from ...scoring.parts import MET, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED
from ...scoring.verdicts import WORDS
from ...standard.cards import Card
from ..report import Report, Row
from ..words import tally
from .indicator_text import indicator
from .on_file import documents, on_file
from .rounding import balance_notes, floor_notes
from .school_table import segment_name
from .standing import by_school, part_of, unit_of
from .summary_table import seven


def resources(
    letter: Letter, report: Report, spread: tuple[FigureBlock, bytes], balance: tuple[FigureBlock, bytes]
) -> None:
    """The chapter on resources. 资源配置一章。

    spread, balance : charts with their pictures: schools around the lines, coefficients
    """
    letter.chapter(report.evaluation.rules.standard.dimensions["resources"])
    rows = report.balance
    letter.section("七项指标达标情况")
    letter.picture(*spread)
    for card in seven(report):
        letter.point(card.short)
        indicator(letter, report, card)
        letter.text(_balance(report, card, [row for row in rows if row["indicator"] == card.number]))
    letter.section(report.evaluation.rules.standard.school_rule.label)
    _schools(letter, report)
    letter.section(report.evaluation.rules.standard.balance_rule.label)
    letter.picture(*balance)
    for stage, label in report.stages.items():
        own = [row for row in rows if row["stage"] == stage and row["status"] in (MET, NOT_MET)]
        bad = [report.evaluation.rules.by_number[row["indicator"]].short for row in own if row["status"] == NOT_MET]
        if own:
            said = f"高于标准的有：{'、'.join(bad)}" if bad else "可计算的各项系数均不高于标准"
            letter.text(f"{label}：标准为不高于{plain_number(own[0]['line'])}，{said}。")
    for note in balance_notes(report):
        letter.text(note)
    letter.section("例外认定情况")
    table = tolerances(report)
    if table.rows:
        letter.text(
            "下列情形未达到标准，按规程所列例外情形申报；佐证材料齐全的为例外达标，不全的为待证，与达标分别统计。"
        )
        letter.form(table)
    else:
        letter.text("没有使用例外认定情形。")


def _balance(report: Report, card: Card, rows: list[Row]) -> Text:
    """Mean and coefficient by stage; nothing of a stage that no school runs."""
    means: list[Text] = []
    coefficients: list[Text] = []
    for row in rows:
        if row["status"] == NOT_APPLICABLE:
            continue
        label = report.stages[row["stage"]]
        mean, coefficient = report.numbers.balance(row, "mean"), report.numbers.balance(row, "value")
        means.append((label, MISSING) if mean == NONE else (label, mean, card.unit))
        limit = f"（标准不高于{plain_number(row['line'])}，{WORDS[row['status']]}）"
        coefficients.append((label, "不能计算") if coefficient == NONE else (label, coefficient, limit))
    return (
        ("县均值：", *join(means), "。校际差异系数：", *join(coefficients), "。")
        if means
        else "没有参评学校，没有县均值和校际差异系数。"
    )


def _schools(letter: Letter, report: Report) -> None:
    for stage, label in report.stages.items():
        rows = [row for row in report.segments if row["stage"] == stage]
        judged = list(zip(report.numbers.verdicts(rows, "school_rule"), (row["verdict"] for row in rows), strict=True))
        said = tally(report, f"S-{stage}", judged, "segment", f"{label}校级综合达标")
        bad = [segment_name(report, row["name"], row["kind"], stage) for row in rows if row["verdict"] == NOT_MET]
        letter.text((f"{label}：", *said, f"。未达标：{'、'.join(bad)}。" if bad else "。"))
    for note in floor_notes(report):
        letter.text(note)


def tolerances(report: Report) -> Form:
    """Every tolerance claimed: school, variant, figures, evidence. 例外认定清单。"""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for card in report.cards:
        for row in report.results(card.number):
            if row["status"] in (TOLERATED, PENDING) and row["tolerance"]:
                key = tuple(row[name] for name in ("indicator", "part", "unit", "stage", "tolerance", "status"))
                groups.setdefault(key, []).append(row)
    heads = (
        HeadCell("学校", width=16, align="left"),
        HeadCell("指标", width=12, align="left"),
        HeadCell("例外情形", width=22, align="left"),
        HeadCell("数值", width=11),
        HeadCell("标准", width=7),
        HeadCell("佐证材料", width=24, align="left"),
        HeadCell("结论", width=8),
    )
    return Form("", "", "例外认定清单", heads, tuple(_tolerance(report, rows) for rows in groups.values()))


def _tolerance(report: Report, rows: list[Row]) -> tuple[Cell, ...]:
    row = rows[0]
    card = report.evaluation.rules.by_number[row["indicator"]]
    label = next(tolerance.label for tolerance in card.tolerances if tolerance.id == row["tolerance"])
    stage = f"（{report.stages[row['stage']]}）" if row["stage"] else ""
    # 名称（数值）, as everywhere; a county-level tolerance has no figure.
    school, _, figure = plain(by_school(report, card, rows)[0]).partition("（")
    papers = documents(on_file(report, card, row))
    lacking = f"尚缺：{row['missing']}" if row["missing"] else ""
    return (
        "全县" if row["level"] == "county" else school + stage,
        f"{card.number}.{card.short}{part_of(card, row).label}",
        f"{row['tolerance']} {label}",
        figure.removesuffix("）") or NOTHING,
        plain_number(row["line"]) + ("" if "/" in unit_of(card, row) else unit_of(card, row))
        if notna(row["line"])
        else NOTHING,
        "；".join(filter(None, (papers, lacking))) or NOTHING,
        WORDS[row["status"]],
    )
