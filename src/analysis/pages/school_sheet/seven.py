"""The seven against the line, the floor and the county, with what is missing. 七项资源配置指标表。"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from ...planning.gaps import SHORT, UNKNOWN
from ...printing.blocks import Block, Inline, Mark, Number, Paragraph, TableBlock, TableColumn, Text, join
from ...rounding import NONE, plain_number
from ...scoring.parts import NO_DATA
from ..report import Report, Row
from .sheets import Sheets


def seven(sheets: Sheets, school: str, rows: list[Row], at: int) -> list[Block]:
    """A row per indicator and stage: value, line, floor, county mean, place, gaps, verdict. 七项对照表。

    rows : results of the seven, of one school
    """
    report = sheets.report
    several = len({row["stage"] for row in rows}) > 1
    missing = {(row["indicator"], row["stage"]): row for row in sheets.missing.get(school, ())}
    listed: list[tuple[Text, ...]] = []
    for row in sorted(rows, key=lambda row: row["indicator"]):
        card = report.evaluation.rules.by_number[row["indicator"]]
        gap = missing.get((card.number, row["stage"]))
        listed.append(
            (
                f"{card.number}.{card.short}",
                *((report.stages[row["stage"]],) if several else ()),
                "缺" if row["status"] == NO_DATA else report.numbers.result(row),
                report.numbers.line(row),
                _floor(report, row),
                report.numbers.balance(sheets.balance[card.number, row["stage"]], "mean"),
                _place(sheets, row),
                size(report, gap, "amount"),
                size(report, gap, "to_floor"),
                Mark(row["status"]),
            )
        )
    table = TableBlock(
        "资源配置七项指标与标准、底线和全县对照",
        f"sheet-{at}-seven",
        (
            TableColumn("指标", width="1fr"),
            *((TableColumn("学段"),) if several else ()),
            TableColumn("本校", "right"),
            TableColumn("标准", "right"),
            TableColumn(f"底线{report.floor}%", "right"),
            TableColumn("县均值", "right"),
            TableColumn("位次", "right"),
            TableColumn("达标差额", "right"),
            TableColumn("底线差额", "right"),
            TableColumn("结论"),
        ),
        tuple(listed),
    )
    units = "、".join(f"{card.number}.{card.unit}" for card in sheets.seven)
    shared = "一贯制学校各学段共用资源的差额是全校须增加的数量，几个学段都有差额的取最大的一个，不相加。" * any(
        gap["shared"] for gap in missing.values()
    )
    return [
        table,
        Paragraph(
            (f"单位：{units}。位次按数值由高到低，缺数据的不排，全县参评", *_judged(report, rows), f"。{shared}"),
            small=True,
        ),
    ]


def _judged(report: Report, rows: list[Row]) -> tuple[Inline, ...]:
    """How many segments of the school's stages there are to be placed among."""
    said: list[Text] = []
    for stage in dict.fromkeys(row["stage"] for row in rows):
        own = [row for row in report.segments if row["stage"] == stage]
        label = report.stages[stage]
        said.append(
            (
                label,
                report.numbers.count(
                    f"U-{stage}",
                    len(own),
                    f"参评{label}校（段）数",
                    "参加校级综合达标判定的校（段）计数",
                    "个",
                    of=report.numbers.verdicts(own, "school_rule"),
                ),
                "个",
            )
        )
    return join(said)


def _floor(report: Report, row: Row) -> Text:
    if row["line"] != row["line"]:
        return NONE
    value = row["line"] * float(report.floor) / 100
    card = report.evaluation.rules.by_number[row["indicator"]]
    line = report.numbers.line(row)
    places = max(0, -Decimal(plain_number(value)).as_tuple().exponent)  # type: ignore[operator]  # a plain number is finite
    what = f"{report.stages[row['stage']]}，{card.label}，底线"
    return report.numbers.count(
        f"B{card.number:02d}-{row['stage']}", value, what, f"{line} × {report.floor} ÷ 100", card.unit, places
    )


def _place(sheets: Sheets, row: Row) -> Text:
    key = (row["indicator"], row["unit"], row["stage"])
    if key not in sheets.places:
        return NONE
    place, of = sheets.places[key]
    card = sheets.report.evaluation.rules.by_number[row["indicator"]]
    label = f"{row['name']}，{card.label}，全县位次"
    number = sheets.report.numbers.count(
        f"O{row['indicator']:02d}-{row['unit']}-{row['stage']}",
        place,
        label,
        f"按数值由高到低，同学段有数值的校（段）共{of}个",
        "位",
        of=sheets.report.numbers.results([row]),
    )
    return number


def size(report: Report, gap: Row | None, what: str) -> Text:
    """A gap as a number with its unit; 未知 where data are missing; a dash where nothing is. 差额的文字。

    gap  : a row of planning.gaps, or None
    what : amount or to_floor
    """
    if gap is None or (gap["state"] != UNKNOWN and gap[what] != gap[what]):
        return NONE
    if gap["state"] == UNKNOWN:
        return "未知"
    if gap["state"] != SHORT or not gap[what]:
        return "0"
    return gap_number(report, gap, what), gap["measured_in"]


def gap_number(report: Report, gap: Row, what: str) -> Number:
    """A gap with its proof. 差额的登记。"""
    card = report.evaluation.rules.by_number[gap["indicator"]]
    share = f"标准的{report.floor}%" if what == "to_floor" else "标准"
    formula = f"{plain_number(gap['line'])}{f' × {report.floor}%' if what == 'to_floor' else ''} × {plain_number(gap['base'])}"
    bound = "须有" if gap["need"] >= gap["have"] else "不得超过"
    formula = f"{bound}{formula if gap['base'] != 1 else plain_number(gap['line'])}，现有{plain_number(gap['have'])}，差额进位"
    row = report.evaluation.results.loc[gap["result"]].to_dict()
    # A grade has no result of its own, and several in a stage share what their classes are called.
    by_name = f"-{gap['name']}" if gap["level"] == "class" else ""
    id = f"{'DF' if what == 'to_floor' else 'D'}{gap['indicator']:02d}{'-' + gap['part'] if gap['part'] else ''}-{gap['unit']}{'-' + gap['stage'] if gap['stage'] else ''}{by_name}"
    label = "，".join(
        filter(None, (gap["name"], report.stages.get(gap["stage"], ""), card.label, f"达到{share}的差额"))
    )
    whole = gap["shared"] * "（全校共用，学生数按学段折算）"
    return report.numbers.count(
        id, gap[what], label, formula + whole, gap["measured_in"], places(gap[what]), of=report.numbers.results([row])
    )


def places(value: float) -> int:
    """Decimals that show a gap whole: none, or two and more. 小数位数。

    >>> places(3.0), places(741.82), places(0.5)
    (0, 2, 2)
    """
    exact = Decimal(repr(value)).quantize(Decimal("0.0001"), ROUND_CEILING).normalize()
    digits: int = -exact.as_tuple().exponent  # type: ignore[operator]  # a gap is finite
    return max(digits, 2) if digits > 0 else 0
