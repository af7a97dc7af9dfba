"""One county's ledger over one month, opened for telling. 打开一个月的台账。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from pandas import notna

from ...intake.origin import ranges
from ...parameters import month_parameter
from ...planning.entries import Entry
from ...planning.history import HistoryRow
from ...planning.ledger import exact_text
from ...planning.open_ledger import Ledger, lines_on, open_ledger, run_of
from ...planning.workbook_out import figure as figure_words
from ...printing.blocks import Inline, Number, Text, join
from ..report import Report, open_report


@dataclass(frozen=True)
class Month:
    """A ledger with what happened from `first` to `ledger.day`. 一个月的台账。"""

    report: Report
    ledger: Ledger
    first: date

    @property
    def day(self) -> date:
        """The last day told of. 截至日。"""
        return self.ledger.day

    @cached_property
    def before(self) -> list[Entry]:
        """The lines as the month before left them. 上月末的台账各行。"""
        return lines_on(self.ledger, self.first - timedelta(days=1))

    @cached_property
    def events(self) -> list[HistoryRow]:
        """What happened in the month. 本月变化。"""
        return [row for row in self.ledger.rows if row.date >= self.first.isoformat()]

    @cached_property
    def lines(self) -> dict[str, Entry]:
        """Every line by its id. 按编号取行。"""
        return {line.id: line for line in self.ledger.lines}

    @cached_property
    def next_month(self) -> tuple[date, date]:
        """First and last day of the month after. 下月起止。"""
        first = (self.first.replace(day=28) + timedelta(days=4)).replace(day=1)
        return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    @property
    def reported_by(self) -> date:
        """The day until which the month is reported. 报送期限。"""
        return self.next_month[0].replace(day=self.ledger.rules.due_day(self.day))

    def count(self, key: str, lines: Iterable[Entry], label: str) -> Number:
        """How many lines, with the rows of results and of the ledger that they lead to. 台账计数。"""
        own = list(lines)
        known = {(f.rule, f.unit_code, f.stage): f for f in (line.finding for line in own) if f is not None}
        of = ["-".join(filter(None, each)) for each in known]
        return self.tally(key, len(own), label, [line.id for line in own], of)

    def tally(self, key: str, number: int, label: str, lines: Sequence[str], of: Sequence[str] = ()) -> Number:
        """A number counted from lines, and where these stand in the history. 计数及其出处。"""
        last = {row.line: at for at, row in enumerate(self.ledger.history.rows, 2) if row.date <= self.day.isoformat()}
        rows = sorted(last[line] for line in set(lines) if line in last)
        cells = f"data/ledger/{self.report.county}.csv!{ranges(f'A{row}' for row in rows)}" if rows else ""
        return self.report.numbers.count(
            f"J-{key}", number, label, f"截至{self.day}，台账逐行计数", "项", of=of, cells=cells
        )


def open_month(county: str, school_year: str, as_of: str, month: str) -> Month:
    """Evaluate a county and open its ledger for a month. 打开一个月的台账。

    month : 2025-09
    Raises UserError where the data or the ledger cannot be used, or `month` is none.
    """
    first = date.fromisoformat(f"{month_parameter(month)}-01")
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return open_until(county, school_year, as_of, first, last)


def open_until(county: str, school_year: str, as_of: str, first: date, last: date) -> Month:
    """The same for any span of days. 打开一段时间的台账。"""
    report = open_report(county, school_year, as_of)
    return Month(report, ledger_of(report, last), first)


def ledger_of(report: Report, day: date) -> Ledger:
    """The ledger of a report's county on a day, as its evaluation leaves it. 报告对应的台账。

    Raises UserError where there is no plan, or the history was rewritten.
    """
    run = run_of(
        report.project,
        report.county,
        report.school_year,
        report.evaluation,
        report.goals,
        report.intake.hashes,
        report.synthetic,
    )
    return open_ledger(report.project, report.county, day, run, report.evaluation.rules)


def as_measured(line: Entry) -> bool:
    """Whether the ledger holds of a line what today's evaluation says; a month that is over may not. 台账与测算是否一致。"""
    finding = line.finding
    return finding is not None and (line.state.status, line.state.value) == (finding.status, exact_text(finding.value))


def measured(month: Month, line: Entry) -> Text:
    """The figure of a line: a number with its proof where it is the evaluation's of today, else the ledger's words. 测算结果。"""
    finding, report = line.finding, month.report
    if finding is None or not as_measured(line):
        return figure_words(line) if line.kind == "result" else "—"
    if finding.rule.startswith("balance_"):
        rows = report.evaluation.balance.to_dict("records")
        row = next(row for row in rows if row["indicator"] == finding.indicator and row["stage"] == finding.stage)
        return (report.numbers.balance(row, "value"), f"／{row['line']:g}")
    rows = (
        [row for row in report.judged(finding.indicator) if row["unit"] == finding.unit_code]
        if finding.indicator
        else []
    )
    bad = [row for row in rows if row["status"] == finding.status]
    if rows and rows[0]["level"] == "class":
        what = f"{finding.name}，班额超过标准的班级"
        said = report.numbers.count(
            f"J-classes-{finding.unit_code}",
            len(bad),
            what,
            "未达标、待证或缺数据的班级计数",
            "个",
            of=report.numbers.results(bad),
        )
        return (said, "个班")
    shown: list[Text] = [_one(month, row, len(bad) > 1) for row in bad if notna(row["value"])]
    return join(shown, "；") if shown else figure_words(line)


def _one(month: Month, row: dict[str, object], several: bool) -> tuple[Inline, ...]:
    lead = month.report.stages.get(str(row["stage"]), str(row["label"])) if several else ""
    return (lead, month.report.numbers.result(row), f"／{month.report.numbers.line(row)}" if notna(row["line"]) else "")
