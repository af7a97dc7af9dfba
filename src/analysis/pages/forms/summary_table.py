"""How many schools stand how on the seven: form 表Ⅱ-1. 资源配置达标统计。"""

from __future__ import annotations

from pandas import notna

from ...printing.blocks import Number
from ...printing.office.form import NOTHING, Cell, Form, HeadCell, Value, value
from ...rounding import plain_number
from ...scoring.parts import MET, NO_DATA, NOT_MET, PENDING, TOLERATED
from ...scoring.verdicts import WORDS
from ...standard.cards import Card
from ..report import Report
from .rounding import result_notes

TOTAL = "校级综合达标"


def seven(report: Report) -> list[Card]:
    """The cards of the school rule. 资源配置七项。"""
    return [
        report.evaluation.rules.by_number[number] for number in report.evaluation.rules.standard.school_rule.indicators
    ]


def summary(report: Report) -> Form:
    """Form 表Ⅱ-1: number and share of segments that meet each of the seven, and the school rule, by stage. 表Ⅱ-1。"""
    cards = seven(report)
    heads = (
        HeadCell("学段", width=6),
        HeadCell("项目", width=15),
        *(HeadCell(f"{card.number}.{card.label}（{card.unit}）", width=14) for card in cards),
        HeadCell(TOTAL, width=14),
    )
    rows: list[tuple[Cell, ...]] = []
    for stage, label in report.stages.items():
        columns = []
        for card in cards:
            own = [row for row in report.judged(card.number) if row["stage"] == stage]
            judged = list(zip(report.numbers.results(own), (row["status"] for row in own), strict=True))
            columns.append(_column(report, f"N{card.number:02d}-{stage}", judged, f"{label}，{card.label}"))
        own = [row for row in report.segments if row["stage"] == stage]
        judged = list(zip(report.numbers.verdicts(own, "school_rule"), (row["verdict"] for row in own), strict=True))
        columns.append(_column(report, f"NS-{stage}", judged, f"{label}，{TOTAL}"))
        lines = (*(_line(report, card, stage) for card in cards), _rule_words(report))
        rows.append((label, "标准（不低于）", *lines))
        rows += [(label, item, *(column[i] for column in columns)) for i, item in enumerate(ITEMS)]
    return Form(
        "表Ⅱ-1",
        "达标统计",
        "小学、初中资源配置各项指标达标校（段）数及比例",
        heads,
        tuple(rows),
        merged=(0,),
        unit="单位：校（段），%",
        notes=(
            "达标数含例外达标数；例外达标指未达到标准、按规程所列例外情形并有佐证材料认定达标，待证指符合例外情形的数据条件或结论已填、佐证材料不全。",
            f"统计范围：{report.evaluation.rules.standard.populations['counted'].label}。一贯制学校、完全中学按学段拆分为校（段），分别统计。",
            *result_notes(report, (card.number for card in cards)),
        ),
    )


#: Rows of 表Ⅱ-1 below the line.
ITEMS = ("应评校（段）数", "达标数", "其中例外达标", "待证数", "未达标数", "缺数据数", "达标比例（%）")


def _column(report: Report, key: str, judged: list[tuple[str, str]], what: str) -> list[Cell]:
    """The figures of one indicator and stage, in the order of ITEMS; judged : (id, status) of each segment."""
    if not judged:
        return [NOTHING] * len(ITEMS)
    good = [id for id, status in judged if status in (MET, TOLERATED)]

    def count(suffix: str, own: list[str], said: str) -> Number:
        return report.numbers.count(
            f"{key}-{suffix}", len(own), f"{what}，{said}校（段）数", f"{said}计数", "个", of=own
        )

    numbers = [count("judged", [id for id, _ in judged], "应评"), count("good", good, "达标")]
    for status in (TOLERATED, PENDING, NOT_MET, NO_DATA):
        suffix = "tolerated" if status == TOLERATED else status
        numbers.append(count(suffix, [id for id, other in judged if other == status], WORDS[status]))
    formula = f"100 × {len(good)} ÷ {len(judged)}"
    share = report.numbers.count(
        f"{key}-share",
        100 * len(good) / len(judged),
        f"{what}，达标比例",
        formula,
        "%",
        1,
        of=(f"{key}-good", f"{key}-judged"),
    )
    return [value(number) for number in (*numbers, share)]


def _line(report: Report, card: Card, stage: str) -> Cell:
    lines = {row["line"] for row in report.results(card.number) if row["stage"] == stage and notna(row["line"])}
    return Value(plain_number(lines.pop())) if len(lines) == 1 else NOTHING


def _rule_words(report: Report) -> str:
    own = next(iter(report.segments), None)
    return f"{own['line']:.0f}项达标，其余不低于标准的{report.floor}%" if own else NOTHING
