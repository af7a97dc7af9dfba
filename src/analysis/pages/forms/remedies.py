"""What the plan and the ledger say of an unmet requirement: measures, offices, until when. 整改事项。"""

from __future__ import annotations

from dataclasses import dataclass

from ...planning.entries import Entry
from ..report import Report
from ..words import chinese_date


@dataclass(frozen=True)
class Remedies:
    """The open lines of the evaluation, by indicator. 各指标的整改。"""

    documents: tuple[str, ...]
    lines: dict[int, list[Entry]]

    def of(self, indicator: int) -> tuple[str, str, str]:
        """Measures, offices and the last deadline; blank where nothing is said. 措施、单位、时限。"""
        own = self.lines.get(indicator, [])
        measures = dict.fromkeys(measure for line in own for measure in line.measures)
        offices = dict.fromkeys(office for line in own for office in line.offices)
        days = [line.due for line in own if line.due]
        return "；".join(measures), "、".join(offices), chinese_date(max(days)) + "前" if days else ""


def remedies(report: Report) -> Remedies:
    """The plan's and the ledger's word on what is unmet; offices by the duty table where no plan binds. 读取整改安排。"""
    # The ledger stands above the report; only those who fill in this table wait for it.
    from ..monthly_report.month import ledger_of

    ledger = ledger_of(report, report.as_of)
    lines: dict[int, list[Entry]] = {}
    for line in ledger.lines:
        if line.kind == "result" and line.open:
            for number in line.indicators:
                lines.setdefault(number, []).append(line)
    return Remedies(tuple(plan.document for plan in ledger.plan.plans), lines)
