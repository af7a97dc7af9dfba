"""The balance of the seven between schools. 校际均衡情况。"""

from __future__ import annotations

from ...printing.blocks import Block, Mark, Paragraph, TableBlock, TableColumn, Text
from ...printing.display import Shown
from ...rounding import plain_number
from ...scoring.parts import MET, NOT_MET
from ..report import Report, Row
from .charts.coefficients import coefficients
from .charts.spread import spread


def balance(report: Report) -> Shown:
    """Means and coefficients of the seven, by stage. 七项县均值与校际差异系数。"""
    records = report.balance
    cards = report.evaluation.rules.by_number
    rows: list[tuple[Text, ...]] = [
        (
            str(row["indicator"]),
            cards[row["indicator"]].label,
            report.stages[row["stage"]],
            cards[row["indicator"]].unit,
            report.numbers.balance(row, "mean"),
            report.numbers.balance(row, "value"),  # type: ignore[arg-type]
            plain_number(row["line"]),
            Mark(row["status"]),
        )
        for row in records
    ]
    table = TableBlock(
        "七项指标县均值与校际差异系数（表Ⅲ）",
        "table-balance",
        (
            TableColumn("序号", "right"),
            TableColumn("指标", width="2fr"),
            TableColumn("学段"),
            TableColumn("单位"),
            TableColumn("县均值", "right"),
            TableColumn("差异系数", "right"),
            TableColumn("标准", "right"),
            TableColumn("结论", filter=True),
        ),
        tuple(rows),
        tools=True,
        notes=(
            "差异系数按在校生数加权计算：先求全县总量之比得县均值，再求各校（段）与县均值之差的加权标准差，除以县均值。每项系数单独判定，不取平均。",
            "县均值保留两位小数，差异系数保留三位小数；判定用未修约的精确值。",
        ),
    )
    blocks: list[Block] = [Paragraph(_sentence(report))]
    flips = [row for row in records if row["flips"]]
    if flips:
        names = "、".join(f"{report.stages[row['stage']]}“{cards[row['indicator']].short}”" for row in flips)
        blocks.append(Paragraph(f"修约提示：{names}的差异系数按精确值判定，按修约后的三位小数比较会得出不同结论。"))
    blocks += [coefficients(report), table, *spread(report)]
    return Shown(blocks)


def _sentence(report: Report) -> Text:
    rows = report.balance
    count = report.numbers.count
    judged = [row for row in rows if row["status"] in (MET, NOT_MET)]
    bad = [row for row in judged if row["status"] == NOT_MET]
    total = count(
        "B-judged", len(judged), "可计算的差异系数", "小学、初中各七项中能够计算的系数计数", "个", of=_ids(judged)
    )
    if not bad:
        return ("小学、初中共", total, "个校际差异系数，均不高于标准。")
    number = count("B-bad", len(bad), "高于标准的差异系数", "高于标准的系数计数", "个", of=_ids(bad))
    names = "、".join(
        f"{report.stages[r['stage']]}“{report.evaluation.rules.by_number[r['indicator']].short}”" for r in bad
    )
    return ("小学、初中共", total, "个校际差异系数，其中", number, f"个高于标准：{names}。")


def _ids(rows: list[Row]) -> list[str]:
    """The coefficients' own numbers, which the table has written down. 系数的编号。"""
    return [f"K{row['indicator']:02d}-{row['stage']}" for row in rows]
