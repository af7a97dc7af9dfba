"""What people say: form 表Ⅵ. 社会认可度调查情况。"""

from __future__ import annotations

from pandas import isna

from ...printing.blocks import Number
from ...printing.office.form import NOTHING, Cell, Form, HeadCell, value
from ...rounding import NONE
from ...scoring.verdicts import WORDS
from ...tables.catalogue import BY_NAME, GROUPS
from ..report import Report, Row
from .rounding import result_notes

WHOLE, PARENTS = "合计", "家长"
#: Part of the indicator -> the columns that count who was asked and who is satisfied, and those told before them.
ASKED = {"questionnaire": ("sent", "valid", "satisfied"), "visit": ("visited", "visit_satisfied")}


def survey(report: Report) -> Form:
    """Form 表Ⅵ: all, of whom parents, then the other groups. 表Ⅵ。"""
    heads = (
        HeadCell("调查对象", width=18),
        HeadCell(
            "问卷调查",
            (
                *(
                    HeadCell(text, width=13)
                    for text in ("问卷总数（份）", "其中有效问卷（份）", "其中满意问卷（份）", "满意度（%）")
                ),
                HeadCell("是否达标", width=12),
            ),
        ),
        HeadCell(
            "实地走访",
            (
                *(HeadCell(text, width=13) for text in ("走访人数（人）", "其中满意人数（人）", "满意度（%）")),
                HeadCell("是否达标", width=12),
            ),
        ),
    )
    others = [group for group in GROUPS if group != PARENTS]
    rows = tuple(
        _row(report, label, group)
        for label, group in ((WHOLE, WHOLE), (f"其中：{PARENTS}", PARENTS), *((group, group) for group in others))
    )
    parts = judged(report)
    lines = "，".join(f"{row['label']}标准为不低于{report.numbers.line(row)}%" for row in parts.values())
    return Form(
        "表Ⅵ",
        "社会认可",
        "社会认可度调查情况",
        heads,
        rows,
        notes=(
            f"{lines}。是否达标按各类对象合计判定，分类数字只作展示；有一类对象缺项的，合计记为“缺数据”。",
            *result_notes(report, dict.fromkeys(row["indicator"] for row in parts.values())),
        ),
    )


def judged(report: Report) -> dict[str, Row]:
    """The two ratios of the indicator, by part. 问卷与走访满意度。"""
    card = next(card for card in report.cards if card.dimension == "recognition")
    return {row["part"]: row for row in report.results(card.number)}


def figures(report: Report, group: str) -> dict[str, Number | str]:
    """Counts and ratios of one group, or of all (WHOLE). 一类调查对象的数字。

    returns : the columns and parts of ASKED; a dash where something is blank, or nobody was asked
    """
    table = report.intake.tables["survey"]
    own = table if group == WHOLE else table[table["group"] == group]
    complete = len(own) == (len(GROUPS) if group == WHOLE else 1)
    found: dict[str, Number | str] = {}
    for part, columns in ASKED.items():
        sums = {column: float(own[column].sum(skipna=False)) if complete else float("nan") for column in columns}
        for column, number in sums.items():
            heading = BY_NAME["survey"].column(column)
            cells = report.intake.cells("survey", own["source_row"], column)
            found[column] = (
                NONE
                if isna(number)
                else report.numbers.count(
                    f"H-{group}-{column}",
                    number,
                    f"{group}，{heading.heading}",
                    "填报值" if group != WHOLE else "各类对象合计",
                    heading.unit,
                    cells=cells,
                )
            )
        found[part] = (
            report.numbers.result(judged(report)[part]) if group == WHOLE else _share(report, group, part, sums)
        )
    return found


def _share(report: Report, group: str, part: str, sums: dict[str, float]) -> Number | str:
    row, (bottom, top) = judged(report)[part], ASKED[part][-2:]
    if not sums[bottom] or isna(sums[top]) or isna(sums[bottom]):
        return NONE
    formula, places = (
        f"100 × {sums[top]:g} ÷ {sums[bottom]:g}",
        report.evaluation.rules.by_number[row["indicator"]].decimals,
    )
    of = (f"H-{group}-{top}", f"H-{group}-{bottom}")
    return report.numbers.count(
        f"H-{group}-{part}", 100 * sums[top] / sums[bottom], f"{group}，{row['label']}", formula, "%", places, of=of
    )


def _row(report: Report, label: str, group: str) -> tuple[Cell, ...]:
    own, parts = figures(report, group), judged(report)
    cells: list[Cell] = [label]
    for part, columns in ASKED.items():
        cells += [value(own[name]) for name in (*columns, part)]
        cells.append(WORDS[parts[part]["status"]] if group == WHOLE else NOTHING)
    return tuple(cells)
