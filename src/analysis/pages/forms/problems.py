"""What is unmet: school by school, and requirement by requirement. 存在问题与下一步。"""

from __future__ import annotations

from dataclasses import dataclass

from pandas import isna, notna

from ...printing.blocks import Inline, Text, join, plain, runs
from ...printing.office.form import Cell, Form, HeadCell, Value
from ...printing.office.letter import Letter
from ...rounding import plain_number
from ...scoring.parts import NOT_MET
from ...scoring.verdicts import WORDS
from ...standard.cards import Card
from ...standard.rule_ids import indicator_rule, is_indicator
from ..report import OPEN, Report, Row
from ..words import bound_words
from .remedies import remedies
from .standing import by_school, part_of, school_name, short_unit, unit_of, why

#: Left to the county: the report names gaps and invents no measures.
BLANK = "由县填写"
LOCAL = ("segment", "school", "class")


def problems(letter: Letter, report: Report) -> None:
    """The chapter that names what is unmet, and by whom. 存在问题一章。"""
    letter.chapter("存在问题")
    letter.section("县级事项")
    rows = [row for row in gaps(report) if not row.by_school]
    letter.text("；".join(f"{row.what}：{row.gap}" for row in rows) + "。" if rows else "没有未达到的县级要求。")
    letter.section("学校")
    _schools(letter, report)
    letter.section("缺数据和待证事项")
    open_ = [text for card in report.cards for text in _open(report, card)]
    others = [
        f"{row['label']}：{row['because']}"
        for row in report.members
        if row["verdict"] in OPEN and not is_indicator(row["rule"])
    ]
    for i, text in enumerate([*open_, *others], start=1):
        letter.text((f"{i}.", *runs(text), "。"))
    if not open_ and not others:
        letter.text("没有缺数据或待证的事项。")


def _schools(letter: Letter, report: Report) -> None:
    """Every school with an unmet indicator, the one with most of them first."""
    found: dict[str, dict[int, list[Row]]] = {}
    for card in report.cards:
        for row in report.results(card.number) if card.level in LOCAL else ():
            if row["status"] == NOT_MET:
                found.setdefault(row["unit"], {}).setdefault(card.number, []).append(row)
    if not found:
        letter.text("没有未达标的学校。")
        return
    ids = report.numbers.results([row for own in found.values() for rows in own.values() for row in rows])
    number = report.numbers.count(
        "Q-schools", len(found), "有指标未达标的学校", "至少一项逐校认定的指标未达标的学校计数", "所", of=ids
    )
    letter.text(("有指标未达标的学校共", number, "所，按未达标指标数由多到少排列："))
    cards = report.evaluation.rules.by_number
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    for i, (_, own) in enumerate(ordered, start=1):
        first = next(iter(own.values()))[0]
        said: list[Text] = [(f"{cards[n].short}", *_detail(report, cards[n], rows)) for n, rows in own.items()]
        letter.text(
            (f"{i}.{school_name(report, cards[first['indicator']], first)}（{len(own)}项）：", *join(said, "；"), "。")
        )


def _detail(report: Report, card: Card, rows: list[Row]) -> tuple[Inline, ...]:
    """（小学0.85，初中0.79）: where and how far, in the parts and stages that miss the line."""
    if card.level == "class":
        stages = {row["stage"]: [own for own in rows if own["stage"] == row["stage"]] for row in rows}
        texts: list[Text] = [
            (report.stages[stage], plain(by_school(report, card, own)[0]).partition("（")[2].removesuffix("）"))
            for stage, own in stages.items()
        ]
    else:
        texts = []
        for row in rows:
            value = (report.numbers.result(row), short_unit(card, row)) if notna(row["value"]) else ()
            said = (report.stages.get(row["stage"], ""), part_of(card, row).label, *value)
            if any(said):
                texts.append(said)
    return ("（", *join(texts, "，"), "）") if texts else ()


def _open(report: Report, card: Card) -> list[Text]:
    """One line a reason: 指标7 网络多媒体教室，填报有缺项：某小学."""
    reasons: dict[tuple[str, str], list[Row]] = {}
    for row in report.results(card.number):
        if row["status"] in OPEN:
            reasons.setdefault((row["status"], why(row)), []).append(row)
    return [
        (
            f"指标{card.number} {card.short}，{WORDS[status]}（{reason}）",
            *(("：", *join(by_school(report, card, rows))) if card.level in LOCAL else ()),
        )
        for (status, reason), rows in reasons.items()
    ]


@dataclass(frozen=True)
class Gap:
    """One requirement that is not reached, and how it stands. 一项差距。"""

    what: str
    gap: str
    by_school: bool
    number: int = 0


def gaps(report: Report) -> list[Gap]:
    """Unmet indicators, then the other unmet requirements of the county. 未达到的要求。"""
    found = []
    for card in report.unmet:
        verdict = report.county_verdict(indicator_rule(card.number))
        local = card.level in LOCAL
        told = (
            verdict["because"]
            if local
            else "；".join(
                plain(_missed(report, card, row)) for row in report.results(card.number) if row["status"] == NOT_MET
            )
        )
        found.append(Gap(f"指标{card.number} {card.short}", told, local, card.number))
    for row in report.members:
        if row["verdict"] == NOT_MET and not is_indicator(row["rule"]):
            number = int(row["rule"].removeprefix("balance_")) if row["rule"].startswith("balance_") else 0
            found.append(Gap(row["label"], _other(report, row), row["rule"] == "school_rule", number))
    return found


def _missed(report: Report, card: Card, row: Row) -> Text:
    if isna(row["value"]):
        return f"{row['label'] or '核查结论'}{WORDS[row['status']]}"
    unit = unit_of(card, row)
    return (
        row["label"],
        report.numbers.result(row),
        f"{unit}，标准{bound_words(part_of(card, row), row['line'], unit)}",
    )


def _other(report: Report, row: Row) -> str:
    if not row["rule"].startswith("balance_"):
        return str(row["because"])
    number = int(row["rule"].removeprefix("balance_"))
    own = report.balance_of(number, row["stage"])
    return plain((report.numbers.balance(own, "value"), f"，标准不高于{plain_number(own['line'])}"))  # type: ignore[arg-type]


def next_steps(letter: Letter, report: Report) -> None:
    """The chapter that leaves the plan to the county. 下一步一章。"""
    letter.chapter("下一步")
    rows = gaps(report)
    if not rows:
        letter.text("没有未达到的要求。")
    else:
        known = remedies(report)
        source = (
            f"整改措施、责任单位和完成时限取自{'、'.join(known.documents)}及本县台账，没有写明的{BLANK}"
            if known
            else f"整改措施、责任单位和完成时限{BLANK}"
        )
        letter.text(f"下表按自评结果列出未达到的要求及现状；{source}。")
        cells: list[tuple[Cell, ...]] = [
            (Value(str(i)), row.what, row.gap, *(known.of(row.number) if known else ("", "", "")))
            for i, row in enumerate(rows, start=1)
        ]
        cells = [tuple(cell or BLANK for cell in row) for row in cells]
        heads = (
            HeadCell("序号", width=5),
            HeadCell("未达到的要求", width=20, align="left"),
            HeadCell("现状", width=26, align="left"),
            HeadCell("整改措施", width=17),
            HeadCell("责任单位", width=12),
            HeadCell("完成时限", width=12),
        )
        letter.form(Form("", "", "整改事项", heads, tuple(cells)))
    if any(row["verdict"] in OPEN for row in report.members):
        letter.text("缺数据和待证的事项见上一部分，补齐数据和佐证材料后重新认定。")
    letter.text(f"总体安排：（{BLANK}）")
