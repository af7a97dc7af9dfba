"""Every school's row: form 表Ⅱ-2. 各校资源配置情况。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pandas import notna

from ...printing.office.form import MISSING, NOTHING, Cell, Form, HeadCell, Value, value
from ...scoring.parts import NOT_APPLICABLE, NOT_MET, TOLERATED
from ...scoring.verdicts import WORDS
from ...tables.catalogue import BY_NAME
from ..report import Report, Row
from .facts import POINT, least_point
from .rounding import floor_notes, result_notes
from .summary_table import seven


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
            pupils = report.numbers.raw(
                f"P-{id}", unit["segments.pupils"], f"{name}，在校生数", "人", ["segments.pupils"], *key
            )
            rows.append(
                (
                    Value(str(len(rows) + 1)),
                    segment_name(report, name, unit["kind"], stage),
                    label,
                    _sponsor(unit["schools.sponsor"]),
                    value(pupils),
                    _tally(report, f"Y-{id}", grades.get(key), f"{name}，年级数", key),
                    _tally(report, f"C-{id}", classes.get(key), f"{name}，班级数", key),
                    *(_measured(report, values[*key, card.number], verdicts[key]) for card in cards),
                    WORDS[verdicts[key]["verdict"]],
                    _remark(report, verdicts[key], [values[*key, card.number] for card in cards]),
                )
            )
    heads = (
        HeadCell("序号", width=5),
        HeadCell("学校名称", width=28, align="left"),
        HeadCell("学段", width=5),
        HeadCell("举办者类型", width=6),
        HeadCell("在校学生数（人）", width=7),
        HeadCell("年级数（个）", width=6),
        HeadCell("班级数（个）", width=6),
        HeadCell(
            "资源配置指标", tuple(HeadCell(f"{card.number}.{card.short}（{card.unit}）", width=8.5) for card in cards)
        ),
        HeadCell("综合达标", width=8),
        HeadCell("备注", width=26, align="left"),
    )
    return Form(
        "表Ⅱ-2",
        "学校明细",
        "小学、初中资源配置情况（分校）",
        heads,
        tuple(rows),
        numbered=True,
        sortable=True,
        notes=(
            _footer(report),
            f"浅色底纹为低于标准，深色底纹为低于标准的{report.floor}%；例外达标的指标保留实际数值。标准见表Ⅱ-1。",
            f"备注列出达到标准的指标和虽未达到标准但不低于标准{report.floor}%的指标，数字为指标序号。",
            f"举办者类型：{BY_NAME['schools'].column('sponsor').note}。",
            *result_notes(report, (card.number for card in cards)),
            *floor_notes(report),
        ),
    )


def segment_name(report: Report, name: str, kind: str, stage: str) -> str:
    """张掖一中（初中部）: a school that runs several stages is named by the stage. 校（段）名称。"""
    several = len(report.evaluation.rules.standard.kinds[kind].stages) > 1  # type: ignore[index]
    return f"{name}（{report.stages[stage]}部）" if several else name


def _sponsor(code: float) -> Cell:
    return Value(f"{code:.0f}") if notna(code) else MISSING


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
    met, missed, low, open_ = (
        [int(n) for n in own[column].split(",") if n] for column in ("met", "missed", "below_floor", "open")
    )
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
        return report.numbers.count(
            key, len(own), label, formula, unit, of=report.numbers.verdicts(own, "school_rule")
        ).text

    through = [row for row in report.segments if stages[row["unit"]] > 1]
    points = [row for row in schools.values() if row["kind"] == POINT]
    return (
        f"合计：参评学校{count('E-schools', schools.values(), '参评学校数', '参加校际均衡评估的学校计数', '所')}所，"
        f"校（段）{count('E-segments', report.segments, '参评校（段）数', '参加校际均衡评估的校（段）计数', '个')}个，"
        f"其中一贯制学校拆分的校（段）{count('E-through', through, '一贯制学校校（段）数', '同时举办小学和初中的学校的校（段）计数', '个')}个，"
        f"{least_point(report):g}人及以上教学点{count('E-points', points, '参评教学点数', '参加校际均衡评估的教学点计数', '个')}个。"
    )
