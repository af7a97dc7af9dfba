"""Local goals: what a province, a city or a county asks beside the national line. 地方目标。"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from .cards import Card, Input, Model
from .places import Place, parents
from .yaml_files import parse, read_yaml


class Goal(Model):
    """One number a local document asks for. 一项地方目标。"""

    #: The card it speaks of; None where it speaks of the coefficients.
    indicator: int | None = None
    balance: bool = False
    part: str | None = None
    #: Said of the goal where the card's own words do not fit.
    label: str = ""
    #: Where in the document.
    item: str
    #: {stage, kind of school or "all": number}
    line: dict[str, float] = Field(default_factory=dict)
    constants: dict[str, float] = Field(default_factory=dict)
    #: Inputs measured differently from the card.
    inputs: dict[str, Input] = Field(default_factory=dict)
    #: To be reached by.
    by: datetime.date | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Goal:
        if self.balance == (self.indicator is not None):
            raise ValueError("a goal speaks of one indicator, or of the coefficients (balance: true)")
        if not self.line and not self.constants:
            raise ValueError("a goal needs a `line` or `constants`")
        return self


class Remark(Model):
    """Words of a local document that no number holds, and how they sit with higher ones. 文字出入。"""

    indicator: int
    item: str
    says: str
    conflict: str


class Overlay(Model):
    """The goals of one local document. 一份地方文件的目标。"""

    document: str
    #: The division it binds, with all below it; None for a profile that a county adopts.
    division: Annotated[str | None, BeforeValidator(lambda v: str(v) if isinstance(v, int) else v)] = None
    profile: str | None = None
    since: datetime.date
    goals: tuple[Goal, ...]
    remarks: tuple[Remark, ...] = ()

    @model_validator(mode="after")
    def _binds_somebody(self) -> Overlay:
        if (self.division is None) == (self.profile is None):
            raise ValueError("an overlay names either a `division` or a `profile`")
        return self


@dataclass(frozen=True)
class Local:
    """All local documents, and the cards of what only they ask. 地方目标与地方指标。"""

    overlays: tuple[Overlay, ...]
    cards: tuple[Card, ...]

    def binding(
        self, county: str, places: Mapping[str, Place], profiles: Iterable[str], as_of: datetime.date
    ) -> tuple[Overlay, ...]:
        """The documents in force for a county, the highest first; adopted profiles last. 对本县有效的地方文件。"""
        order = {division: level for level, division in enumerate(reversed([county, *parents(county, places)]))}
        adopted = set(profiles)
        bound = [o for o in self.overlays if o.since <= as_of and (o.division in order or o.profile in adopted)]
        return tuple(sorted(bound, key=lambda o: order.get(o.division or "", len(order))))


def read_overlays(folder: Path) -> dict[Path, Overlay]:
    """The overlays of local/ and its profiles, by file. 读取地方目标文件。"""
    files = [*sorted(folder.glob("*.yml")), *sorted((folder / "profiles").glob("*.yml"))]
    return {path: parse(Overlay, read_yaml(path), path) for path in files}
