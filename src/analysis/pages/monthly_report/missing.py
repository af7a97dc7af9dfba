"""What a line still lacks, in real units. 尚缺数量。"""

from __future__ import annotations

from typing import Any, TypeAlias

from ...planning.entries import Entry
from ...planning.gap_size import RESOURCES
from ...planning.gap_totals import totals
from ...planning.gaps import gaps
from ...printing.blocks import Text, join
from ...standard.rule_ids import is_indicator
from .month import Month, as_measured

#: (indicator, school or county) -> its gaps.
Missing: TypeAlias = "dict[tuple[int, str], list[dict[str, Any]]]"
#: Areas and money are kept to the hundredth, as gaps are rounded.
PLACES = {"平方米": 2, "万元": 2}


def missing(month: Month) -> Missing:
    """What every line lacks, stages that share a stock counted once. 各事项差额。"""
    found: Missing = {}
    for row in totals(gaps(month.report.evaluation), by=("unit",)).to_dict("records"):
        if row["amount"] > 0:
            found.setdefault((row["indicator"], row["unit"]), []).append(row)  # type: ignore[arg-type]
    return found


def missing_words(month: Month, known: Missing, line: Entry) -> Text:
    """The gaps of one line: 教师5人; a dash where it lacks nothing that can be counted. 尚缺。"""
    finding = line.finding
    if finding is None or not is_indicator(finding.rule) or not as_measured(line):
        return "—"
    rows = known.get((finding.indicator, finding.unit_code), [])
    card = month.report.evaluation.rules.by_number[finding.indicator]
    labels = {part.id: part.label for part in card.parts}
    bad = [
        row
        for row in month.report.judged(finding.indicator)
        if row["unit"] == finding.unit_code and row["status"] == finding.status
    ]
    said: list[Text] = []
    for row in rows:
        what = labels.get(row["part"], "") or RESOURCES[row["resource"]]
        id = "-".join(filter(None, (f"J-gap{finding.indicator:02d}", row["part"], row["resource"], finding.unit_code)))
        number = month.report.numbers.count(
            id,
            row["amount"],
            f"{finding.title}，达到标准尚缺{what}",
            "各学段、班级和分项差额相加，共用资源取较大的一个",
            row["measured_in"],
            PLACES.get(row["measured_in"], 0),
            of=month.report.numbers.results(bad),
        )
        said.append((what, number, row["measured_in"]))
    return join(said) if said else "—"
