"""params/counties/<code>.yml: what was decided for one county. 县级参数。"""

from __future__ import annotations

import datetime
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field

from ..errors import UserError
from .cards import Model
from .yaml_files import parse, read_yaml


class YearParams(Model):
    """What to print for one year of data. 某一年的报告参数。"""

    #: The date whose lines and tolerances hold.
    as_of: date


class Duty(Model):
    """Who answers for one indicator here, by what measures, until when; goes before the plan's. 一项指标的责任分工。"""

    offices: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    by: datetime.date | None = None
    #: The paper that says so.
    document: str


class CountyParams(Model):
    """One county. 一个县的参数。"""

    county: str
    #: Profiles of local goals and plans that the county has adopted (params/standards/.../local/profiles, params/plans).
    profiles: tuple[str, ...] = ()
    #: Year of the data -> what to print.
    reports: dict[str, YearParams]
    #: Office as a plan of a higher place writes it -> who that is in this county.
    stands_for: dict[str, str] = Field(default_factory=dict)
    #: Indicator -> who answers for it, where the plan does not say, or says otherwise.
    duties: dict[int, Duty] = Field(default_factory=dict)
    #: Who signs the papers that go to the offices; blank: the county's name and the sender of params/papers.yml.
    sender: str = ""
    #: Phase of an adopted plan -> its length in months; phases are laid backwards from the target.
    phases: dict[str, int] = Field(default_factory=dict)


def read_county_params(folder: Path, county: str) -> CountyParams:
    """The file of one county. 读取县级参数。

    Raises UserError where there is none, naming the command that writes it.
    """
    path = folder / f"{county}.yml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in folder.glob("*.yml"))) or "（无）"
        raise UserError(
            f"还没有区划代码 {county} 的参数文件 {path.name}，现有：{known}。新增一个县请运行：python -m analysis new-county {county} 县名"
        )
    data: Any = read_yaml(path)
    if isinstance(data, dict) and isinstance(data.get("reports"), dict):
        data = {**data, "reports": {str(year): entry for year, entry in data["reports"].items()}}
    return parse(CountyParams, data, path)


def rule_date(params: CountyParams, school_year: str) -> date:
    """The date of the rules for a year. Raises UserError where none was decided. 规则日期。"""
    if school_year not in params.reports:
        years = "、".join(sorted(params.reports)) or "（无）"
        raise UserError(
            f"params/counties/{params.county}.yml 没有 {school_year} 年的规则日期（现有：{years}）。"
            "请在 reports 下补一行，或用 --as-of 指定。"
        )
    return params.reports[school_year].as_of
