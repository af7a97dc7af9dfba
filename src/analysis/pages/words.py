"""Sentences made by rule from results. 由结果生成的语句。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pandas import notna

from ..printing.blocks import Inline, Text, join
from ..rounding import plain_number
from ..scoring.parts import MET, NO_DATA, NOT_MET, PENDING, TOLERATED
from ..scoring.verdicts import WORDS
from ..standard.cards import Card, Part
from ..standard.rule_ids import indicator_rule
from .provenance import heading
from .report import Report, Row

#: How sure a ruling is.
SURE = {"T": "政策原文", "T2": "转述或地方文件", "I": "推断", "NF": "未查到规定"}
#: Units of what is graded, not measured.
GRADES = ("级",)
#: What is counted at each level of judging.
COUNTED = {"segment": "个校（段）", "school": "所学校", "class": "个班级", "county": "项", "subject": "项"}


def chinese_date(day: date) -> str:
    """A date as official papers write it: 2025年9月1日。"""
    return f"{day.year}年{day.month}月{day.day}日"


def own_name(standard: str) -> str:
    """The standard's name after a county's own: 甘州区义务教育…, not 甘州区县域义务教育…. 与县名连用的标准名。"""
    return standard.removeprefix("县域")


def school_year_words(year: str) -> str:
    """A school year by its first year: 2025—2026学年。"""
    return f"{year}—{int(year) + 1}学年"


def bound_words(part: Part, line: float, unit: str) -> str:
    """A line in words: 不低于4.2人/百名学生; a grade as the document writes it: 达到Ⅲ级以上. 标准的文字表述。"""
    if unit in GRADES:
        return f"达到{grade(line)}{unit}以上" if part.better == "higher" else f"不超过{grade(line)}{unit}"
    if part.formula == "relative_share" and line == 1:
        # Both shares are equal at 1 time: the text compares them and knows no times.
        return "农村初中分配比例高于城区初中" if part.strict else "农村初中分配比例不低于城区初中"
    if part.strict:
        words = "高于" if part.better == "higher" else "低于"
    else:
        words = "不低于" if part.better == "higher" else "不超过"
    return f"{words}{plain_number(line)}{unit}"


def grade(value: float) -> str:
    """A grade by its Roman numeral. 等级。

    >>> grade(3.0)
    'Ⅲ'
    """
    return "ⅠⅡⅢⅣⅤ"[int(value) - 1]


def listed(names: Iterable[str]) -> str:
    """Names in a row: by 、, or by ； where one of them has a comma of its own. 并列项。

    >>> listed(["班额", "校额"]), listed(["音乐、美术教室", "校额"])
    ('班额、校额', '音乐、美术教室；校额')
    """
    own = list(names)
    return ("；" if any(mark in name for name in own for mark in "，、") else "、").join(own)


def formula_words(part: Part) -> str:
    """The formula of a part in words: 100 × 骨干教师数 ÷ 在校生数. 算法的文字表述。"""

    def words(name: str) -> str:
        said = []
        for stage, terms in part.inputs[name].items():
            text = "".join(("－" if t.startswith("-") else "＋") + heading(t.lstrip("-")) for t in terms).lstrip("＋")
            said.append(f"{STAGES.get(stage, '')}{f'（{text}）' if len(terms) > 1 else text}")
        return "／".join(said)

    match part.formula:
        case "amount":
            return words("amount")
        case "per_hundred_pupils":
            return f"100 × {words('count')} ÷ {words('pupils')}"
        case "per_pupil":
            return f"{words('amount')} ÷ {words('pupils')}"
        case "share" | "comparison":
            return f"100 × {words('part')} ÷ {words('whole')}"
        case "relative_share":
            return f"（{words('part')} ÷ {words('whole')}）÷（{words('other_part')} ÷ {words('other_whole')}）"
        case "rooms":
            return f"面积合格的{part.label}间数，与班级数按规定折算的应有间数比较（不足一间的进一）"
        case _:
            return "由核查结论和材料认定"


STAGES = {"primary": "小学：", "junior": "初中："}


def lines_of(card: Card, report: Report) -> str:
    """The lines of a card in force, as one clause of a sentence. 现行标准表述。"""
    said = []
    for part in card.parts:
        unit = part.unit
        rows = [row for row in report.results(card.number) if row["part"] == part.id and notna(row["line"])]
        if part.formula == "rooms":
            each, least = (
                next(iter(part.constants[name].values())).value for name in ("classes_per_room", "least_area")
            )
            said.append(f"每{plain_number(each)}个班级1间{part.label}，每间不小于{plain_number(least)}平方米")
            continue
        lines = dict.fromkeys(
            (
                row["stage"] if row["stage"] in part.line else row["kind"] if row["kind"] in part.line else "",
                row["line"],
            )
            for row in rows
        )
        by_value: dict[float, list[str]] = {}
        for selector, line in lines:
            by_value.setdefault(line, []).append(report.stages.get(selector, selector))
        words = "，".join(
            "、".join(filter(None, who)) + bound_words(part, line, unit) for line, who in by_value.items()
        )
        if words:
            said.append(words if part.formula == "relative_share" else f"{part.label}{words}")
        elif part.formula == "attested":
            said.append(
                f"{part.label}“{'”或“'.join(part.accepts)}”" if part.label else f"“{'”或“'.join(part.accepts)}”"
            )
    return "；".join(said)


def tally(report: Report, key: str, judged: Iterable[tuple[str, str]], level: str, what: str) -> tuple[Inline, ...]:
    """How many judged and how they stand (应评66个校（段），达标60个), each count a number with its proof. 计数语句。

    key    : id of the tally, e.g. T04
    judged : (id, status) of each result or verdict counted
    """
    seen = list(judged)
    counted = COUNTED[level]
    total = report.numbers.count(
        key, len(seen), f"{what}，应评数", f"适用对象共{len(seen)}{counted}", counted, of=[id for id, _ in seen]
    )
    parts: list[Text] = []
    for status in (MET, TOLERATED, PENDING, NOT_MET, NO_DATA):
        own = [id for id, other in seen if other == status]
        if own:
            said = f"{what}，{WORDS[status]}数"
            number = report.numbers.count(
                f"{key}-{status}", len(own), said, f"按结论“{WORDS[status]}”计数", counted, of=own
            )
            parts.append((f"{WORDS[status]}", number, counted[0]))
    return ("应评", total, counted, *(("，其中", *join(parts)) if parts else ()))


def standing(report: Report, card: Card) -> tuple[Inline, ...]:
    """How the units of an indicator stand, a school counted once whatever is asked of it. 指标的适用对象情况。"""
    rows = report.judged(card.number)
    if len(card.parts) == 1 or card.level in ("county", "subject"):
        judged = zip(report.numbers.results(rows), (row["status"] for row in rows), strict=True)
    else:
        schools = dict.fromkeys(row["unit"] for row in rows)
        verdicts = [report.verdicts[indicator_rule(card.number), unit, ""] for unit in schools]
        judged = zip(report.numbers.verdicts(verdicts), (row["verdict"] for row in verdicts), strict=True)
    return tally(report, f"V{card.number:02d}", judged, card.level, f"指标{card.number}")


REASONS = {
    "blank": "填报有缺项",
    "uncertain": "现有数据不足以判定",
    "beyond": "部分大于总数，数据有误",
    "population": "缺少判定适用范围的数据",
    "excluded": "不在适用范围",
    "empty": "没有适用对象",
    "answer": "未填结论",
    "document": "缺材料名称、日期或核查单位",
}


def why(row: Row) -> str:
    """Why a result has no verdict, or its answer is pending; blank where there is nothing to say. 没有结论的原因。"""
    if row["reason"] == "empty" and row["status"] == NO_DATA:
        return "分母为0，无法计算"
    if row["reason"] == "uncertain" and row["indicator"] and row["part"] in ("level", "spread"):
        return "没有有效期内的监测结果"
    return REASONS.get(row["reason"], "")


def distance(row: Row, better: str) -> float:
    """How far a value is from its line, in percent of the line; negative is on the bad side. 与标准的距离（%）。"""
    gap = 100 * (row["value"] - row["line"]) / row["line"] if row["line"] else 0.0
    return gap if better == "higher" else -gap


def rounding_note(report: Report, card: Card) -> Text | None:
    """Named where the printed value would say otherwise than the exact one. 修约提示。"""
    flips = [row for row in report.results(card.number) if row["flips"]]
    if not flips:
        return None
    names = "、".join(dict.fromkeys(row["name"] + report.stages.get(row["stage"], "") for row in flips))
    return f"修约提示：{names}按精确值判定，按表内修约后的数值比较会得出不同结论。"
