"""What is judged: schools, segments, classes, counties, subjects, as wide frames. 评估单元。

Every frame carries `county`; several counties may be scored at once. Columns of the data are named table.column.
Tables may hold words as text or as categoricals; frames hold them as the tables do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd

from ..standard.cards import Level
from ..standard.in_force import weights_in_force
from ..standard.rules import Stage, Standard
from ..tables.catalogue import BY_NAME, GROUPS, SUBJECTS
from .class_lists import UNLISTED, class_list
from .columns import decode, encode, vocabulary
from .evidence import Evidence
from .populations import FLAGS
from .school_index import Numbering, first_row, take
from .stages import STAGES, as_held, segment_number, stage_codes

T = TypeVar("T")
Tables: TypeAlias = Mapping[str, pd.DataFrame]

KEY = ["county", "school"]
#: A yes is all of it.
PERCENT = 100
SEGMENT_KEY = [*KEY, "stage"]
LEVELS = {roman: level for level, roman in enumerate(BY_NAME["monitoring"].column("level").choices, start=1)}


@dataclass(frozen=True)
class Units:
    """One frame for each level; identity columns county, unit, name, stage, kind. 各级评估单元。

    key     : in every frame, the number of the school (of the county where there is none), see school_index.Numbering
    segment : in segment, class_list and classes, the number of the school and stage
    """

    tables: Tables
    numbering: Numbering
    stage_ids: Mapping[str, str]
    segment: pd.DataFrame
    school: pd.DataFrame
    county: pd.DataFrame
    subject: pd.DataFrame
    rooms: pd.DataFrame
    evidence: Evidence
    campuses: pd.DataFrame
    #: The class list, where something was counted in it.
    listed: pd.DataFrame | None = None

    def at(self, level: Level) -> pd.DataFrame:
        """The units of a card's level, in the order of its results. 某一级的评估单元。"""
        frame: pd.DataFrame = getattr(self, "classes" if level == "class" else level)
        return frame

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What is made of a frame once and asked for by every card: see `once`. 已算结果。"""
        return {}

    def once(self, frame: pd.DataFrame, what: Any, make: Callable[[], T]) -> T:
        """What `make` makes of one of these frames, made once. 只算一次。"""
        if not any(
            frame is own for own in (self.segment, self.school, self.county, self.subject, self.__dict__.get("classes"))
        ):
            return make()
        key = id(frame), what
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]  # type: ignore[no-any-return]

    @cached_property
    def class_list(self) -> pd.DataFrame:
        """One row a class, without the columns of its school, see class_lists.class_list. 班级表。"""
        return (
            class_list(self.tables["classes"], self.segment, self.numbering, self.stage_ids)
            if self.listed is None
            else self.listed
        )

    @cached_property
    def classes(self) -> pd.DataFrame:
        """The class list, each class with the columns of its school. 班级评估单元。"""
        own = [c for c in self.school if c.startswith(("schools.", "school."))]
        frame = _identified(_joined(self.class_list, self.school[["key", *own]], self.numbering))
        return frame.assign(name=frame["name"].astype("str") + " " + frame["classes.label"])


def build_units(
    tables: Tables, standard: Standard, as_of: date, count_classes: bool = True, numbering: Numbering | None = None
) -> Units:
    """Wide frames from the tables of one or many counties. 由数据表构造评估单元。

    count_classes : whether some rule asks for a school's number of classes or its largest class
    numbering     : of the tables, where it is at hand
    A stage that a school's kind runs but nobody filled in becomes a row of blanks: it is missing, not absent.
    """
    numbering = numbering or Numbering(tables)
    stage_ids = {label: stage for stage, label in standard.stages.items()}
    schools = _prefixed(tables["schools"], "schools", KEY)
    schools = schools.assign(key=numbering.of(schools))
    for name in ("buildings", "budgets"):
        rows = numbering.rows(tables[name])[schools["key"]]
        schools = pd.concat([schools, take(_prefixed(tables[name], name, []), rows)], axis=1)
    segments = _all_segments(tables, numbering, standard, stage_ids)
    segments = _split(segments, weights_in_force(standard.split_weights, as_of))
    everybody = segments.groupby("key", sort=False)["segments.pupils"].sum(skipna=False)
    segments = segments[segments["stage"] != "senior"].reset_index(drop=True)
    classes = class_list(tables["classes"], segments, numbering, stage_ids) if count_classes else None
    schools = _school_sums(schools, segments, classes)
    schools["school.everybody"] = everybody.reindex(schools["key"]).to_numpy()
    segments = _joined(segments, schools.drop(columns=KEY), numbering)
    rooms, campuses = (tables[name].assign(key=numbering.of(tables[name])) for name in ("rooms", "campuses"))
    return Units(
        tables,
        numbering,
        stage_ids,
        _identified(segments),
        _identified(schools),
        _county(tables, numbering),
        _subject(tables, numbering),
        rooms,
        Evidence(tables["evidence"], numbering),
        campuses,
        classes,
    )


def _prefixed(table: pd.DataFrame, name: str, key: list[str]) -> pd.DataFrame:
    """The columns of a table under their full names; what was not read is not there."""
    columns = [c.name for c in BY_NAME[name].columns if c.name not in KEY and c.name != "stage" and c.name in table]
    return (
        table[[*key, *columns]]
        .rename(columns={column: f"{name}.{column}" for column in columns})
        .reset_index(drop=True)
    )


def _joined(frame: pd.DataFrame, schools: pd.DataFrame, numbering: Numbering) -> pd.DataFrame:
    """Each row with the columns of its school, by the `key` of both."""
    rows = np.append(first_row(schools["key"].to_numpy(), len(numbering)), -1)[frame["key"]]
    return pd.concat([frame, take(schools.drop(columns="key"), rows)], axis=1)


def _all_segments(
    tables: Tables, numbering: Numbering, standard: Standard, stage_ids: Mapping[str, str]
) -> pd.DataFrame:
    """Rows filled in, and blank rows for the stages that a kind of school runs (§3), by county, school and stage."""
    schools = tables["schools"]
    kind = encode(schools["kind"])
    runs = np.array(
        [
            [stage in standard.kinds[k].stages if k in standard.kinds else False for stage in STAGES]
            for k in (*kind.categories, "")
        ]
    )
    row, stage = np.nonzero(runs[kind.codes])
    expected = segment_number(numbering.of(schools)[row], stage)
    given = {
        name: segment_number(numbering.of(tables[name]), stage_codes(tables[name]["stage"], stage_ids).codes)
        for name in ("segments", "teachers")
    }
    size = len(STAGES) + 1
    every = np.concatenate([expected, *given.values()])
    there = np.zeros(size * len(numbering), dtype=bool)
    there[numbering.place[every // size] * size + every % size] = True
    place, stage = np.divmod(np.flatnonzero(there), size)
    key = np.argsort(numbering.place)[place]
    number = key * size + stage
    like = schools["school"]
    frame = pd.DataFrame(
        {
            "county": as_held(numbering.county.take(key), like),
            "school": as_held(numbering.school.take(key), like),
            "stage": as_held(
                pd.Categorical.from_codes(np.where(stage < len(STAGES), stage, -1), dtype=vocabulary(*STAGES)), like
            ),
            "key": key,
            "segment": number,
        }
    )
    filled = [
        take(_prefixed(tables[name], name, []), first_row(own, size * len(numbering))[number])
        for name, own in given.items()
    ]
    return pd.concat([frame, *filled], axis=1)


def _split(segments: pd.DataFrame, weights: Mapping[Stage, float]) -> pd.DataFrame:
    """Weights with which a school's stages share what belongs to the whole school (§3). 共用资源拆分。

    split.weight, split.pupils : the segment's value of T is  T * weight / pupils  (pupils: Σ weight × pupils of all stages)
    """
    weight = segments["stage"].map(dict(weights)).astype(float)
    by_school = (weight * segments["segments.pupils"]).groupby(segments["key"], sort=False)
    total, stages = by_school.transform("sum", skipna=False), by_school.transform("size")
    alone = stages == 1
    return segments.assign(
        **{"split.weight": weight.where(~alone, 1.0), "split.pupils": total.where(~alone, segments["segments.pupils"])}
    )


def _school_sums(schools: pd.DataFrame, segments: pd.DataFrame, classes: pd.DataFrame | None) -> pd.DataFrame:
    """Compulsory-stage pupils, boarders and classes of the whole school; a blank stage makes the sum blank."""
    given = [column for column in ("pupils", "boarders") if f"segments.{column}" in segments]
    sums = segments.groupby("key", sort=False)[[f"segments.{column}" for column in given]].sum(skipna=False)
    sums.columns = pd.Index([f"school.{column}" for column in given])
    if classes is not None:
        counted = classes["classes.pupils"].notna() | (classes["classes.label"] != UNLISTED)
        sums["school.classes"] = (
            counted.astype(float).where(counted).groupby(classes["key"], sort=False).sum(skipna=False)
        )
        # A class nobody counted may be the largest.
        sums["school.largest_class"] = classes.groupby("key", sort=False)["classes.pupils"].max(skipna=False)
        sums.loc[sums["school.pupils"] == 0, "school.classes"] = 0
    sums = sums.reindex(schools["key"]).set_axis(schools.index)
    if "schools.in_education_group" in schools:
        joined = schools["schools.in_education_group"].map(FLAGS).astype(float)
        sums["school.in_education_group"] = PERCENT * joined
    return pd.concat([schools, sums], axis=1)


def _identified(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(unit=frame["school"], name=frame["schools.name"], kind=frame["schools.kind"])
    return frame if "stage" in frame else frame.assign(stage="")


def _county(tables: Tables, numbering: Numbering) -> pd.DataFrame:
    """One row a county: its items, and the survey summed over all groups (a group left out is missing)."""
    county = decode(_prefixed(tables["county"], "county", ["county"]))
    survey = decode(tables["survey"])
    counts = [column.name for column in BY_NAME["survey"].columns if column.type == "count"]
    whole = pd.MultiIndex.from_product([county["county"], GROUPS], names=["county", "group"])
    sums = survey.set_index(["county", "group"])[counts].reindex(whole).groupby("county", sort=False).sum(skipna=False)
    county = county.merge(sums.add_prefix("survey.").reset_index(), on="county", how="left")
    return county.assign(
        unit=county["county"], name="", stage="", kind="", school="", key=numbering.of(tables["county"])
    )


def _subject(tables: Tables, numbering: Numbering) -> pd.DataFrame:
    """Six rows a county; a subject nobody filled in is missing."""
    whole = pd.MultiIndex.from_product(
        [tables["county"]["county"].astype("str"), SUBJECTS], names=["county", "subject"]
    )
    frame = decode(tables["monitoring"]).set_index(["county", "subject"])[["year", "level", "spread"]].reindex(whole)
    frame["level"] = frame["level"].map(LEVELS).astype(float)
    frame = frame.add_prefix("monitoring.").reset_index()
    keys = np.repeat(numbering.of(tables["county"]), len(SUBJECTS))
    return frame.assign(unit=frame["county"], name="", stage="", kind="", school="", key=keys)


def empty_tables() -> dict[str, pd.DataFrame]:
    """Every table with all its columns and no rows. 空数据表。"""
    numbers = {"count", "amount", "year"}
    return {
        name: pd.DataFrame(
            {"county": pd.Series(dtype=object)}
            | {c.name: pd.Series(dtype=np.float64 if c.type in numbers else object) for c in table.columns}
        )
        for name, table in BY_NAME.items()
    }
