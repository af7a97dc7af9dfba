"""How the schools stand on the seven: forms 表Ⅱ-1 and 表Ⅱ-2. 学校资源配置达标情况。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...intake.tables import BY_NAME
from ...scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED
from ...scoring.verdicts import WORDS
from ...standard.cards import Card
from ..blocks import Number
from ..numbers import plain_number
from ..report import Report, Row
from .facts import POINT, least_point
from .form import MISSING, NOTHING, Cell, Form, Head, Value, value
from .rounding import floor_notes, result_notes

TOTAL = "校级综合达标"


def seven(report: Report) -> list[Card]:
    """The cards of the school rule. 资源配置七项。"""
    return [report.evaluation.rules.by_number[number] for number in report.evaluation.rules.standard.school_rule.indicators]


def summary(report: Report) -> Form:
    """Form 表Ⅱ-1: number and share of segments that meet each of the seven, and the school rule, by stage. 表Ⅱ-1。"""
    cards = seven(report)
    heads = (
        Head("学段", width=6), Head("项目", width=15),
        *(Head(f"{card.number}.{card.label}（{card.unit}）", width=14) for card in cards), Head(TOTAL, width=14),
    )  # fmt: skip
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
        "表Ⅱ-1", "达标统计", "小学、初中资源配置各项指标达标校（段）数及比例", heads, tuple(rows), merged=(0,), unit="单位：校（段），%",
        notes=(
            "达标数含例外达标数；例外达标指未达到标准、按规程所列例外情形并有佐证材料认定达标，待证指符合例外情形的数据条件或结论已填、佐证材料不全。",
            f"统计范围：{report.evaluation.rules.standard.populations['counted'].label}。一贯制学校、完全中学按学段拆分为校（段），分别统计。",
            *result_notes(report, (card.number for card in cards)),
        ),
    )  # fmt: skip


#: Rows of 表Ⅱ-1 below the line.
ITEMS = ("应判校（段）数", "达标数", "其中例外达标", "待证数", "未达标数", "缺数据数", "达标比例（%）")


def _column(report: Report, key: str, judged: list[tuple[str, str]], what: str) -> list[Cell]:
    """The figures of one indicator and stage, in the order of ITEMS; judged : (id, status) of each segment."""
    if not judged:
        return [NOTHING] * len(ITEMS)
    good = [id for id, status in judged if status in (MET, TOLERATED)]

    def count(suffix: str, own: list[str], said: str) -> Number:
        return report.numbers.count(f"{key}-{suffix}", len(own), f"{what}，{said}校（段）数", f"{said}计数", "个", of=own)

    numbers = [count("judged", [id for id, _ in judged], "应判"), count("good", good, "达标")]
    for status in (TOLERATED, PENDING, NOT_MET, NO_DATA):
        suffix = "tolerated" if status == TOLERATED else status
        numbers.append(count(suffix, [id for id, other in judged if other == status], WORDS[status]))
    formula = f"100 × {len(good)} ÷ {len(judged)}"
    share = report.numbers.count(f"{key}-share", 100 * len(good) / len(judged), f"{what}，达标比例", formula, "%", 1, of=(f"{key}-good", f"{key}-judged"))
    return [value(number) for number in (*numbers, share)]


def _line(report: Report, card: Card, stage: str) -> Cell:
    lines = {row["line"] for row in report.results(card.number) if row["stage"] == stage and row["line"] == row["line"]}
    return Value(plain_number(lines.pop())) if len(lines) == 1 else NOTHING


def _rule_words(report: Report) -> str:
    own = next(iter(report.segments), None)
    return f"{own['line']:.0f}项达标，其余不低于标准的{report.floor}%" if own else NOTHING


def schools(report: Report) -> Form:
    """Form 表Ⅱ-2: one row a segment, primary first. 表Ⅱ-2。"""
    cards = seven(report)
    values = {(row["unit"], row["stage"], card.number): row for card in cards for row in report.results(card.number)}
    verdicts = {(row["unit"], row["stage"]): row for row in report.segments}
    units = report.evaluation.units
    by_segment = units.classes[units.classes["classes.grade"].notna()].groupby(["unit", "stage"])["classes.grade"]
    classes, grades = by_segment.size().to_dict(), by_segment.nunique().to_dict()
    rows: list[tuple[Cell, ...]] = []
    for stage, label in report.stages.items():
        for unit in units.segment[units.segment["stage"] == stage].to_dict("records"):
            key = (unit["unit"], stage)
            if key not in verdicts:
                continue
            name, id = unit["name"], f"{key[0]}-{stage}"
            pupils = report.numbers.raw(f"P-{id}", unit["segments.pupils"], f"{name}，在校生数", "人", ["segments.pupils"], *key)
            rows.append(
                (
                    Value(str(len(rows) + 1)), segment_name(report, name, unit["kind"], stage), label, _sponsor(unit["schools.sponsor"]), value(pupils),
                    _tally(report, f"Y-{id}", grades.get(key), f"{name}，年级数", key), _tally(report, f"C-{id}", classes.get(key), f"{name}，班级数", key),
                    *(_measured(report, values[*key, card.number], verdicts[key]) for card in cards),
                    WORDS[verdicts[key]["verdict"]], _remark(report, verdicts[key], [values[*key, card.number] for card in cards]),
                )
            )  # fmt: skip
    heads = (
        Head("序号", width=5), Head("学校名称", width=22, align="left"), Head("学段", width=5), Head("举办者类型", width=6),
        Head("在校学生数（人）", width=7), Head("年级数（个）", width=5), Head("班级数（个）", width=5),
        Head("资源配置指标", tuple(Head(f"{card.number}.{card.short}（{card.unit}）", width=8.5) for card in cards)),
        Head("综合达标", width=8), Head("备注", width=26, align="left"),
    )  # fmt: skip
    return Form(
        "表Ⅱ-2", "学校明细", "小学、初中资源配置情况（分校）", heads, tuple(rows), numbered=True, sortable=True,
        notes=(
            _footer(report),
            f"浅色底纹为低于标准，深色底纹为低于标准的{report.floor}%；例外达标的指标保留实际数值。标准见表Ⅱ-1。",
            f"备注列出达到标准的指标和虽未达到标准但不低于标准{report.floor}%的指标，数字为指标序号。",
            f"举办者类型：{BY_NAME['schools'].column('sponsor').note}。",
            *result_notes(report, (card.number for card in cards)),
            *floor_notes(report),
        ),
    )  # fmt: skip


def segment_name(report: Report, name: str, kind: str, stage: str) -> str:
    """张掖一中（初中部）: a school that runs several stages is named by the stage. 校（段）名称。"""
    several = len(report.evaluation.rules.standard.kinds[kind].stages) > 1  # type: ignore[index]
    return f"{name}（{report.stages[stage]}部）" if several else name


def _sponsor(code: float) -> Cell:
    return Value(f"{code:.0f}") if code == code else MISSING


def _tally(report: Report, key: str, number: int | None, label: str, segment: tuple[str, str]) -> Cell:
    """None where the school has no class list."""
    if number is None:
        return MISSING
    cells = report.numbers.provenance.cells(["classes.grade"], *segment)
    return value(report.numbers.count(key, number, label, "班级表中本学段的计数", "个", cells=cells))


def _measured(report: Report, row: Row, own: Row) -> Cell:
    if row["status"] != NOT_MET:
        return NOTHING if row["status"] == NOT_APPLICABLE else value(report.numbers.result(row))
    deep = str(row["indicator"]) in own["below_floor"].split(",")
    return value(report.numbers.result(row), tone="deep" if deep else "low")


def _remark(report: Report, own: Row, values: list[Row]) -> str:
    met, missed, low, open_ = ([int(n) for n in own[column].split(",") if n] for column in ("met", "missed", "below_floor", "open"))
    tolerated = [row["indicator"] for row in values if row["status"] == TOLERATED]
    said = (
        (f"达标：{ranges(met)}", met),
        (f"其中例外达标：{ranges(tolerated)}", tolerated),
        (f"达到{report.floor}%：{ranges([n for n in missed if n not in low])}", len(missed) > len(low)),
        (f"低于{report.floor}%：{ranges(low)}", low),
        (f"缺数据或待证：{ranges(open_)}", open_),
    )
    return "；".join(words for words, told in said if told)


def ranges(numbers: list[int]) -> str:
    """Numbers in a row, runs of three and more shortened. 序号连写。

    >>> ranges([1, 3, 4, 5, 7])
    '1、3—5、7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}—{run[-1]}" if len(run) > 2 else "、".join(map(str, run)) for run in runs)


def _footer(report: Report) -> str:
    """Schools, through-school segments and teaching points, as the form's footer asks."""
    schools = {row["unit"]: row for row in report.segments}
    stages = Counter(row["unit"] for row in report.segments)

    def count(key: str, rows: Iterable[Row], label: str, formula: str, unit: str) -> str:
        own = list(rows)
        return report.numbers.count(key, len(own), label, formula, unit, of=report.numbers.verdicts(own, "school_rule")).text

    through = [row for row in report.segments if stages[row["unit"]] > 1]
    points = [row for row in schools.values() if row["kind"] == POINT]
    return (
        f"合计：参评学校{count('E-schools', schools.values(), '参评学校数', '参加校际均衡评估的学校计数', '所')}所，"
        f"校（段）{count('E-segments', report.segments, '参评校（段）数', '参加校际均衡评估的校（段）计数', '个')}个，"
        f"其中一贯制学校拆分的校（段）{count('E-through', through, '一贯制学校校（段）数', '同时举办小学和初中的学校的校（段）计数', '个')}个，"
        f"{least_point(report):g}人及以上教学点{count('E-points', points, '参评教学点数', '参加校际均衡评估的教学点计数', '个')}个。"
    )
