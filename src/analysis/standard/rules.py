"""The shape of standard.yml, rulings.yml and sources.yml. 标准总则、裁量说明、文件来源。"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from .cards import Clause, Dated, Dates, Dimension, Line, Model, _dated

Stage = Literal["primary", "junior", "senior"]
Kind = Literal[
    "小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "十二年一贯制学校", "特殊教育学校", "职业学校"
]
Sure = Literal["T", "T2", "I", "NF"]


class Source(Model):
    """A cited document. 文件来源。"""

    title: str
    issuer: str
    date: datetime.date | None
    #: What we hold: the text itself, a third party's copy, or only a citation.
    held: Literal["text", "copy", "cited"]
    last_read_on: datetime.date
    note: str = ""


class Change(Model):
    """One place of the rules that another reading writes otherwise. 一处改动。

    file : below the folder of the standard, e.g. indicators/23_junior_retention.yml
    at   : keys joined by dots; an entry of a list by its `id`, e.g. parts.music.line
    """

    file: str
    at: str
    value: Any = None
    remove: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> Change:
        if self.remove == ("value" in self.model_fields_set):
            raise ValueError("a change has either `value` or `remove: true`")
        return self


class Alternative(Model):
    """Another reading of a doubtful clause; one with changes can be tried out. 另一种读法。"""

    text: str
    id: str = ""
    changes: tuple[Change, ...] = ()

    @model_validator(mode="after")
    def _named(self) -> Alternative:
        if bool(self.id) != bool(self.changes):
            raise ValueError("an alternative has both `id` and `changes`, or is a mere text")
        return self


def _alternative(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Ruling(Model):
    """How a doubtful clause is read, and why. 裁量说明。"""

    clause: str
    question: str
    reading: str
    why: str
    alternatives: tuple[Annotated[Alternative, BeforeValidator(_alternative)], ...]
    sure: Sure
    indicators: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _told_apart(self) -> Ruling:
        for what in ([a.id for a in self.alternatives if a.id], [self.reading, *(a.text for a in self.alternatives)]):
            if len(what) != len(set(what)):
                raise ValueError("alternatives need different ids and different texts")
        return self


class Population(Model):
    """Which schools a rule speaks of. 适用学校范围。"""

    label: str
    clause: Clause
    kinds_out: tuple[Kind, ...] = ()
    kinds_in: tuple[Kind, ...] = ()
    sponsors_out: tuple[int, ...] = ()
    sponsors_in: tuple[int, ...] = ()
    areas: tuple[Literal["城区", "镇区", "乡村"], ...] = ()
    boarding: bool | None = None
    centre_city: bool | None = None
    #: Planned or begun in this year or before.
    planned_by: Annotated[Dated, BeforeValidator(_dated)] | None = None
    #: Whether the senior pupils of the school count with the others where pupils are counted (全校).
    with_senior: bool = False
    #: Compulsory-stage pupils of the whole school, strictly below.
    pupils_below: Dates = Field(default_factory=dict)
    #: Pupils of every class of the unit, strictly below.
    class_pupils_below: Dates = Field(default_factory=dict)
    #: Migrant children among the pupils of the school, in percent, strictly above.
    migrant_percent_above: Dates = Field(default_factory=dict)
    #: Kind of school -> least number of compulsory-stage pupils for it to count.
    pupils_at_least: Line = Field(default_factory=dict)


class SchoolRule(Model):
    """How many of the seven a school must meet, and the floor of the one it may miss. 校级综合达标规则。"""

    label: str
    clause: Clause
    indicators: tuple[int, ...]
    must_meet: Dates
    floor_percent: Dates
    ruling: str | None = None


class BalanceRule(Model):
    """The line of each coefficient, by stage. 校际差异系数标准。"""

    label: str
    clause: Clause
    indicators: tuple[int, ...]
    line: Line
    decimals: int
    #: What a school counts for in mean and spread: its pupils, or one.
    weights: Literal["pupils", "none"] = "pupils"
    #: Divide by one school less (sample form); only where every school counts for one.
    sample: bool = False
    ruling: str | None = None


class Question(Model):
    """A veto or a precondition: a county-level answer that decides. 一票否决事项、前置条件。"""

    id: str
    label: str
    clause: Clause
    #: Counties whose code begins so; empty means everywhere.
    divisions: tuple[str, ...] = ()
    #: For preconditions: the item of 县级数据 it is read from.
    input: str | None = None
    line: Dates = Field(default_factory=dict)


class KindRule(Model):
    """The stages a kind of school runs, and the county figure that declares how many there are. 学校类别。"""

    stages: tuple[Stage, ...]
    declared: str


class Standard(Model):
    """Everything that holds for the whole evaluation. 标准总则。"""

    name: str
    short: str
    documents: tuple[str, ...]
    dimensions: dict[Dimension, str]
    stages: dict[Stage, str]
    kinds: dict[Kind, KindRule]
    populations: dict[str, Population]
    split_weights: dict[Stage, Dates]
    #: Grades of a stage in a school that does not say otherwise (学段学生.学段年级数).
    stage_grades: dict[Stage, Dates]
    #: What the starting grade is multiplied by: the grades of the stage, or nothing (ruling starting_grade).
    starting_grade_times: Literal["stage_grades", "one"] = "stage_grades"
    split_clause: Clause
    school_rule: SchoolRule
    balance_rule: BalanceRule
    #: Whether a value is compared as it is, or as the form prints it.
    compare: Literal["exact", "rounded"] = "exact"
    result_years: Dates
    small_margin_percent: Dates
    vetoes: tuple[Question, ...]
    preconditions: tuple[Question, ...]
