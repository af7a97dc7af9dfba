"""The balance of the seven between schools: form 表Ⅲ. 校际均衡情况。"""

from __future__ import annotations

from pandas import notna

from ...printing.office.form import NOTHING, Cell, Form, HeadCell, Value, value
from ...rounding import plain_number
from ...scoring.parts import NOT_APPLICABLE
from ...scoring.verdicts import WORDS
from ..report import Report, Row
from .rounding import balance_notes
from .summary_table import seven

ITEMS = ("参评校（段）数", "县均值", "校际差异系数", "标准（不高于）", "是否达标")
#: A mean of 0 leaves nothing to divide by.
UNDEFINED = "无系数"


def balance(report: Report) -> Form:
    """Form 表Ⅲ: county mean and coefficient, by stage. 表Ⅲ。"""
    cards = seven(report)
    found = {(row["stage"], row["indicator"]): row for row in report.evaluation.balance.to_dict("records")}
    rows: list[tuple[Cell, ...]] = []
    for stage, label in report.stages.items():
        columns = [_column(report, found[stage, card.number]) for card in cards]
        rows += [(label, item, *(column[i] for column in columns)) for i, item in enumerate(ITEMS)]
    return Form(
        "表Ⅲ",
        "校际均衡",
        "小学、初中资源配置校际均衡情况",
        (
            HeadCell("学段", width=7),
            HeadCell("项目", width=17),
            *(HeadCell(f"{card.number}.{card.label}（{card.unit}）", width=16) for card in cards),
        ),
        tuple(rows),
        merged=(0,),
        notes=(
            "县均值为全县资源总量除以参评校（段）在校学生总数，保留两位小数；校际差异系数为各校（段）与县均值之差按在校学生数加权的标准差除以县均值，保留三位小数。",
            "每项系数单独判定，不取平均；判定用未修约的精确值。有学校缺数据的，不计算该项系数。",
            *balance_notes(report),
        ),
    )


def _column(report: Report, row: Row) -> list[Cell]:
    if row["status"] == NOT_APPLICABLE:
        return [NOTHING] * len(ITEMS)
    stage, number = row["stage"], row["indicator"]
    what = f"{report.stages[stage]}，{report.evaluation.rules.by_number[number].label}，应评校（段）数"
    own = report.numbers.results([judged for judged in report.judged(number) if judged["stage"] == stage])
    coefficient = UNDEFINED if row["reason"] == "zero_mean" else value(report.numbers.balance(row, "value"))
    return [
        value(
            report.numbers.count(f"N{number:02d}-{stage}-judged", row["schools"], what, "适用对象计数", "个", of=own)
        ),
        value(report.numbers.balance(row, "mean")),
        coefficient,
        Value(plain_number(row["line"])) if notna(row["line"]) else NOTHING,
        WORDS[row["status"]],
    ]
