"""A city's counties, evaluated together under one set of rules. 整市评估。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from ...errors import UserError
from ...intake.findings import blocking
from ...intake.intake import load
from ...intake.reading import Intake
from ...parameters import code_parameter, year_parameter
from ...project import Project, find_project
from ...scoring.balance import balance
from ...scoring.evaluate import Evaluation, evaluate
from ...scoring.units import Units
from ...standard.cards import Card
from ...standard.county_params import read_county_params, rule_date
from ...standard.load import RuleBook, read_rules
from ...standard.local import Overlay
from ...standard.places import Place, below, full_name, read_places
from ..provenance import Provenance, named_files
from ..report import DataError, Report, parse_date
from .numbers import CityProvenance, DivisionNumbers

Row = dict[str, Any]


@dataclass(frozen=True)
class City:
    """Everything the page of one city says. 一市一年的概览。

    evaluation : all counties, in one call; counties: each its part of it
    missing    : counties without data for the year
    numbers    : of the city as a whole
    """

    project: Project
    place: Place
    full_name: str
    school_year: str
    as_of: date
    evaluation: Evaluation
    counties: tuple[Report, ...]
    missing: tuple[Place, ...]
    numbers: DivisionNumbers = field(compare=False)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards, by number. 指标卡。"""
        return self.evaluation.rules.cards

    @property
    def synthetic(self) -> bool:
        """Whether any county's data are synthetic. 是否含合成数据。"""
        return any(report.synthetic for report in self.counties)

    @property
    def stages(self) -> dict[str, str]:
        """Compulsory stages, id -> label. 义务教育学段。"""
        return self.counties[0].stages

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        """The city's own documents in force; they bind all its counties. 市级文件。"""
        return tuple(overlay for overlay in self.counties[0].overlays if overlay.division == self.place.code)

    @cached_property
    def pooled(self) -> list[Row]:
        """Mean and coefficient over all schools of the city, as if it were one county; no line holds for them. 全市均值与系数。"""
        evaluation = self.evaluation
        frame = balance(evaluation.results.assign(county=self.place.code), evaluation.rules.standard, self.as_of)
        frame["between"] = self._between(frame)
        return frame.to_dict("records")  # type: ignore[return-value]

    def _between(self, pooled: pd.DataFrame) -> pd.Series:
        """Σ P_c (X̄_c − X̄)² of the counties, as a share of Σ p (x − X̄)² of their schools; NaN where a county's mean is."""
        keys = ["indicator", "stage"]
        own = self.evaluation.balance.merge(pooled[[*keys, "mean"]], on=keys, suffixes=("", "_of"))
        own = own[own["pupils"].notna()]
        moments = (
            (own["pupils"] * (own["mean"] - own["mean_of"]) ** 2).groupby([own[key] for key in keys]).sum(skipna=False)
        )
        total = (pooled["pupils"] * pooled["spread"] ** 2).where(pooled["spread"] > 0)
        return moments.reindex(pd.MultiIndex.from_frame(pooled[keys])).reset_index(drop=True) / total


def open_city(city: str, school_year: str, as_of: str, project: Project | None = None) -> City:
    """Read, check and evaluate the counties of a city in one call. 读取并评估一个市的各县。

    city, school_year, as_of : division code, year the school year began in, ISO date of the rules
    Raises UserError where no county has data, or their rules differ (naming each county and its rules); DataError where
    data must be corrected first.
    """
    project = project or find_project()
    city, school_year = code_parameter(city), year_parameter(school_year)
    day = parse_date(as_of, "规则日期 as_of")
    places = read_places(project.places)
    whole_name = full_name(city, places)
    codes = below(city, places)
    own = [code for code in codes if project.raw(code, school_year).is_dir()]
    if not own:
        said = (
            f"所属县（区）为：{'、'.join(f'{places[c].name}（{c}）' for c in codes)}"
            if codes
            else "data/reference/places.csv 中没有以它为上级的县（区）"
        )
        raise UserError(f"{places[city].name}（{city}）没有一个县有 {school_year} 年的数据；{said}。")
    rules = read_rules(project.standards)
    refuse_different_rules(project, [places[code] for code in own], school_year, day, rules, places)
    intakes = {code: load(project.raw(code, school_year), code, project.corrections, rules) for code in own}
    _refuse_bad_data(intakes, places)
    evaluation = evaluate(_together(intakes), rules, day)
    parts = {code: _part(evaluation, code) for code in own}
    proofs = {code: Provenance(named_files(intakes[code]), parts[code]) for code in own}
    counties = tuple(
        Report(
            project,
            code,
            places[code].name,
            full_name(code, places),
            school_year,
            day,
            intakes[code],
            parts[code],
            DivisionNumbers(evaluation, parts[code], proofs[code], places[code]),
        )
        for code in own
    )
    numbers = DivisionNumbers(evaluation, evaluation, CityProvenance(proofs, evaluation), places[city], "全市均值")
    missing = tuple(places[code] for code in codes if code not in own)
    return City(project, places[city], whole_name, school_year, day, evaluation, counties, missing, numbers)


def refuse_different_rules(
    project: Project,
    counties: Sequence[Place],
    school_year: str,
    as_of: date,
    rules: RuleBook,
    places: Mapping[str, Place],
) -> None:
    """Counties can be compared under the same rules alone. 规则不同则拒绝比较。

    Raises UserError naming each county with the date and the local documents that hold for it.
    """
    dates, documents, said = set(), set(), []
    for place in counties:
        params = read_county_params(project.counties, place.code)
        day = rule_date(params, school_year)
        bound = tuple(overlay.document for overlay in rules.local.binding(place.code, places, params.profiles, day))
        dates.add(day)
        documents.add(bound)
        said.append(f"  {place.name}（{place.code}）：规则日期 {day.isoformat()}，地方文件 {'、'.join(bound) or '无'}")
    if dates == {as_of} and len(documents) == 1:
        return
    wrong = [f"规则日期与本页的 {as_of.isoformat()} 不同"] if dates != {as_of} else []
    wrong += ["各县适用的地方文件不同"] if len(documents) > 1 else []
    raise UserError(
        f"不能并列比较：{'，'.join(wrong)}。\n"
        + "\n".join(said)
        + f"\n请在 params/counties/<代码>.yml 中统一 {school_year} 年的 as_of 和 profiles，或改用相同的规则日期；规则确有不同的县请分别出报告。"
    )


def _refuse_bad_data(intakes: Mapping[str, Intake], places: Mapping[str, Place]) -> None:
    bad = [(code, len(stopping)) for code, intake in intakes.items() if (stopping := blocking(intake.findings))]
    if bad:
        said = "、".join(f"{places[code].name}（{code}）{count} 处" for code, count in bad)
        raise DataError(f"有必须更正的数据问题，未出整市概览：{said}。请逐县运行：python -m analysis check <代码>")


def _together(intakes: Mapping[str, Intake]) -> dict[str, pd.DataFrame]:
    """The tables of all counties; a school code that two of them use would mix their schools up."""
    every = [intake.tables for intake in intakes.values()]
    tables = {name: pd.concat([own[name] for own in every], ignore_index=True) for name in every[0]}
    schools = tables["schools"]
    twice = schools[schools["school"].duplicated(keep=False)].sort_values("school")
    if len(twice):
        said = "\n".join(f"  {row['school']}：{row['county']} {row['name']}" for row in twice.to_dict("records"))
        raise UserError(f"不同县用了相同的学校代码，不能合并统计：\n{said}\n请核对学校代码。")
    return tables


def _part(whole: Evaluation, county: str) -> Evaluation:
    """What an evaluation says of one county."""

    def own(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["county"] == county].reset_index(drop=True)

    units = {f.name: getattr(whole.units, f.name) for f in fields(Units)}
    units |= {name: own(frame) for name, frame in units.items() if isinstance(frame, pd.DataFrame)}
    frames = {name: own(getattr(whole, name)) for name in ("results", "balance", "segments", "members", "verdicts")}
    return replace(whole, units=Units(**units), **frames)
