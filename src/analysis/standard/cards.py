"""The shape of an indicator card. 指标卡。

A card is one YAML file: what is measured, from which inputs, against which line since when, and by whose word.
Models are frozen and refuse unknown keys; `load.py` turns a refusal into a message with the nearest right name.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

#: `local` is what only local documents ask; such a card has no national line.
Dimension = Literal["resources", "government", "quality", "recognition", "local"]
Level = Literal["segment", "school", "class", "county", "subject"]
Formula = Literal[
    "amount", "per_hundred_pupils", "per_pupil", "share", "comparison", "relative_share", "rooms", "attested"
]
#: One column, a signed list to be added up (``-`` subtracts), or one of these by stage.
Terms = tuple[str, ...]
NumberOrWord = float | str


class Model(BaseModel):
    """Frozen, and closed to keys nobody declared. 不可改、不收未知键。"""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clause(Model):
    """Where a rule stands. 依据。"""

    document: str
    item: str


class Dated(Model):
    """A number and the document that set it. 标准值及其文件。

    `document` is None where the card's own clause set the number.
    """

    value: float
    document: str | None = None


def _dated(value: Any) -> Any:
    return {"value": value} if isinstance(value, int | float) else value


#: {date in force from: number}; a bare number is the card's own document speaking.
Dates = dict[date, Annotated[Dated, BeforeValidator(_dated)]]
#: {selector: dates}; a selector is a stage, a kind of school, or ``all``.
Line = dict[str, Dates]


def _terms(value: Any) -> Any:
    if isinstance(value, str):
        return {"all": (value,)}
    if isinstance(value, list | tuple):
        return {"all": tuple(value)}
    return {stage: (terms,) if isinstance(terms, str) else tuple(terms) for stage, terms in value.items()}


#: {stage or ``all``: signed columns}; written in a card as a name, a list, or a mapping by stage.
Input = Annotated[dict[str, Terms], BeforeValidator(_terms)]


class Part(Model):
    """One thing an indicator asks; most ask one, some ask several. 分项。"""

    id: str = ""
    label: str = ""
    #: Those of the card, where the part says nothing else.
    unit: str = ""
    decimals: int = 0
    formula: Formula
    inputs: dict[str, Input] = Field(default_factory=dict)
    #: Dated numbers a formula needs beside its line (classes per room, least area of a room).
    constants: dict[str, Dates] = Field(default_factory=dict)
    better: Literal["higher", "lower"] = "higher"
    #: True where the text says 低于 or 高于: the line itself does not count.
    strict: bool = False
    line: Line = Field(default_factory=dict)
    #: Answers that count as met, for attested parts.
    accepts: tuple[str, ...] = ()
    #: Answers that count as an answer at all.
    answers: tuple[str, ...] = ()
    population: str | None = None
    #: What a denominator of 0 means; by default nothing is asked of a unit without pupils, and a county figure
    #: divided by 0 is no figure.
    empty: Literal["not_applicable", "no_data"] | None = None
    #: ``any``: one blank input makes it no_data.
    missing: Literal["any"] = "any"

    @model_validator(mode="after")
    def _complete(self) -> Part:
        if self.formula == "attested" and not set() < set(self.accepts) < set(self.answers):
            raise ValueError("attested needs `answers` and, among them, `accepts`")
        return self


class Tolerance(Model):
    """A case in which a missed line may still be recognised. 例外认定情形。

    Dated like a line; overrides say what is measured differently. Evidence is always needed.
    """

    id: str
    label: str
    clause: Clause
    since: date
    until: date | None = None
    #: Parts it applies to; empty means all.
    parts: tuple[str, ...] = ()
    #: Population (in standard.yml) that may claim it.
    population: str | None = None
    #: Inputs measured differently, by the name the formula knows.
    inputs: dict[str, Input] = Field(default_factory=dict)
    constants: dict[str, Dates] = Field(default_factory=dict)
    line: Line = Field(default_factory=dict)
    #: Measured on the starting grade; how is a ruling.
    starting_grade: bool = False
    #: Judged campus by campus.
    by_campus: bool = False
    #: Nothing to compute: the plan or approval itself is what is asked.
    attested_only: bool = False
    #: Where the limit is a column of the data (an approved size), that column.
    limit: str | None = None
    evidence: str


class CheckGroup(Model):
    """What is looked at under one heading; the heading is blank where the document has none. 一组核查重点。"""

    about: str = ""
    points: tuple[str, ...]


class Checkpoints(Model):
    """What is looked at when an indicator is checked. 核查重点。"""

    clause: Clause
    groups: tuple[CheckGroup, ...]


class Card(Model):
    """One of the 32 indicators, or a local one. 一张指标卡。"""

    number: int
    slug: str
    label: str
    #: How it reads on a chart or in a narrow column.
    short: str
    dimension: Dimension
    level: Level
    unit: str
    decimals: int
    clause: Clause
    #: Why it is asked, in our own words.
    purpose: str
    #: What the figure does not say.
    limits: str = ""
    population: str = "all_schools"
    #: Shared by the stages of a through school, and split by the ratios of standard.yml.
    shared: bool = False
    parts: tuple[Part, ...]
    tolerances: tuple[Tolerance, ...] = ()
    evidence: tuple[str, ...] = ()
    #: What an inspector looks at, by a local document.
    checkpoints: Checkpoints | None = None
    #: Row on the official form.
    form: str
    #: Ids of entries in rulings.yml that this card leans on.
    rulings: tuple[str, ...] = ()
    #: When somebody last checked that the source still says this.
    last_read_on: date

    def part(self, id: str) -> Part:
        """The part of this id. Raises KeyError where the card asks no such thing. 按编号取分项。"""
        for part in self.parts:
            if part.id == id:
                return part
        raise KeyError(id)

    @model_validator(mode="before")
    @classmethod
    def _every_part_is_whole(cls, data: Any) -> Any:
        """A card that asks one thing may write it without `parts`; a part has the card's unit unless it says its own."""
        if not isinstance(data, dict):
            return data
        if "parts" not in data:
            own = set(Part.model_fields) - {"id", "label", "unit", "decimals", "population"}
            part = {key: data[key] for key in own & set(data)}
            data = {key: value for key, value in data.items() if key not in part} | {"parts": [part]}
        inherited = {key: data[key] for key in ("unit", "decimals") if key in data}
        parts = [inherited | part if isinstance(part, dict) else part for part in data["parts"]]
        return data | {"parts": parts}

    @model_validator(mode="after")
    def _unique_parts(self) -> Card:
        ids = [part.id for part in self.parts]
        if len(ids) != len(set(ids)):
            raise ValueError("parts need different ids")
        for part in self.parts:
            if part.formula not in ("attested", "rooms") and bool(part.line) == (self.dimension == "local"):
                raise ValueError(f"{part.formula} needs a `line`, unless the card is local: then goals set it")
        return self
