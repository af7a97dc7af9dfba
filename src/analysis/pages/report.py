"""One county's evaluation, ready to be told. 报告对象。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from ..errors import UserError
from ..insight.local_goals import local_goals
from ..intake.intake import load
from ..intake.reading import Intake
from ..intake.source import DataSource
from ..parameters import code_parameter, date_parameter, year_parameter
from ..project import Project, find_project
from ..scoring.evaluate import Evaluation, evaluate
from ..scoring.parts import NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING
from ..standard.cards import Card
from ..standard.county_params import read_county_params
from ..standard.in_force import number_in_force
from ..standard.load import read_rules
from ..standard.local import Overlay
from ..standard.places import full_name, read_places
from ..standard.rule_ids import indicator_rule
from .numbers import Numbers
from .provenance import Provenance

Row = dict[str, Any]
#: What a page must name: it fails, or it is open.
OPEN = (NO_DATA, PENDING)
SHOWN = (NOT_MET, *OPEN)


@dataclass(frozen=True)
class Report:
    """Everything the pages of one county say. 一县一年的报告。"""

    project: Project
    county: str
    name: str
    full_name: str
    school_year: str
    as_of: date
    intake: Intake
    evaluation: Evaluation
    numbers: Numbers = field(compare=False)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards, by number. 指标卡。"""
        return self.evaluation.rules.cards

    @property
    def source(self) -> DataSource:
        """Who handed the data in; without it the data are refused before. 数据来源。"""
        assert self.intake.source is not None
        return self.intake.source

    @property
    def synthetic(self) -> bool:
        """Whether the data are synthetic. 是否合成数据。"""
        return self.source.synthetic

    @cached_property
    def stages(self) -> dict[str, str]:
        """Compulsory stages, id -> label. 义务教育学段。"""
        return {str(key): label for key, label in self.evaluation.rules.standard.stages.items() if key != "senior"}

    @cached_property
    def _by_indicator(self) -> dict[int, list[Row]]:
        by: dict[int, list[Row]] = {}
        for row in self.numbers.rows:
            by.setdefault(int(row["indicator"]), []).append(row)
        return by

    def results(self, number: int) -> list[Row]:
        """Rows of one indicator, as mappings. 一项指标的评分结果。"""
        return self._by_indicator.get(number, [])

    def judged(self, number: int) -> list[Row]:
        """Rows that the indicator applies to. 应评的结果。"""
        return [row for row in self.results(number) if row["status"] != NOT_APPLICABLE]

    @cached_property
    def verdicts(self) -> dict[tuple[str, str, str], Row]:
        """Verdict rows by (rule, unit, stage). 结论索引。"""
        return {(row["rule"], row["unit"], row["stage"]): row for row in self.evaluation.verdicts.to_dict("records")}

    def county_verdict(self, rule: str, stage: str = "") -> Row:
        """A verdict of the county itself. 县级结论。"""
        return self.verdicts[rule, self.county, stage]

    @cached_property
    def members(self) -> list[Row]:
        """The rules that the county's verdict rests on. 决定结论的各项要求。"""
        return self.evaluation.members.to_dict("records")  # type: ignore[return-value]

    @cached_property
    def segments(self) -> list[Row]:
        """Segments with their school-rule verdict, those outside the rule left out. 参评校（段）。"""
        rows = self.evaluation.segments.to_dict("records")
        return [row for row in rows if row["verdict"] != NOT_APPLICABLE]  # type: ignore[misc]

    @cached_property
    def balance(self) -> list[Row]:
        """Means and coefficients, a row an indicator and stage. 校际均衡各行。"""
        return self.evaluation.balance.to_dict("records")  # type: ignore[return-value]

    def balance_of(self, number: int, stage: str) -> Row:
        """The coefficient of one indicator and stage. 校际差异系数。"""
        return next(row for row in self.balance if (row["indicator"], row["stage"]) == (number, stage))

    @property
    def floor(self) -> str:
        """How much of its line the one missed resource must reach, in percent. 底线比例（%）。"""
        rule = self.evaluation.rules.standard.school_rule
        return f"{number_in_force(rule.floor_percent, self.as_of, rule.label):g}"

    @cached_property
    def overlays(self) -> tuple[Overlay, ...]:
        """Local documents in force for the county, the highest first. 对本县有效的地方文件。"""
        params = self.project.counties / f"{self.county}.yml"
        adopted = read_county_params(self.project.counties, self.county).profiles if params.is_file() else ()
        return self.evaluation.rules.local.binding(self.county, read_places(self.project.places), adopted, self.as_of)

    @cached_property
    def goals(self) -> list[Row]:
        """How the county stands to its local goals. 地方目标实现情况。"""
        e = self.evaluation
        frame = local_goals(e.units, e.balance, e.rules.every_card, self.overlays, e.rules.standard, self.as_of)
        return frame.to_dict("records")  # type: ignore[no-any-return]

    @cached_property
    def unmet(self) -> list[Card]:
        """Indicators not fully met. 未完全达标的指标。"""
        return [card for card in self.cards if self.county_verdict(indicator_rule(card.number))["verdict"] == NOT_MET]


def parse_date(text: str, what: str) -> date:
    """An ISO date. Raises UserError. 解析日期。"""
    return date.fromisoformat(date_parameter(text, what))


def open_report(county: str, school_year: str, as_of: str, project: Project | None = None) -> Report:
    """Read, check and evaluate one county. 读取、校验并评估一个县。

    county, school_year, as_of : division code, year the school year began in, ISO date of the rules
    Raises UserError where the data cannot be used; its text lists the first findings and names the page with all.
    """
    project = project or find_project()
    county, school_year = code_parameter(county), year_parameter(school_year)
    day = parse_date(as_of, "规则日期 as_of")
    places = read_places(project.places)
    whole = full_name(county, places)
    rules = read_rules(project.standards)
    intake = load(project.raw(county, school_year), county, project.corrections, rules, day)
    stop_on_blocking(intake.findings, places[county].name)
    evaluation = evaluate(intake.tables, rules, day)
    numbers = Numbers(evaluation, Provenance(intake, evaluation))
    return Report(project, county, places[county].name, whole, school_year, day, intake, evaluation, numbers)


class DataError(UserError):
    """The data have blocking findings. 数据有必须更正的问题。"""


def stop_on_blocking(findings: Sequence[Any], name: str) -> None:
    """Raises DataError where a finding is blocking. 有阻断性问题则停止。"""
    blocking = [finding for finding in findings if finding.severity == "blocking"]
    if blocking:
        raise DataError(f"{name}的数据有 {len(blocking)} 处必须更正的问题，未出报告。")
