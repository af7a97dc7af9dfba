"""Classes one by one, as the schools list them. 班级名册。"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .columns import encode
from .school_index import Numbering, first_row
from .stages import STAGES, as_held, segment_number, stage_codes

UNLISTED = "（未填班级）"


def class_list(
    table: pd.DataFrame, segments: pd.DataFrame, numbering: Numbering, stage_ids: Mapping[str, str]
) -> pd.DataFrame:
    """One row a class of the compulsory stages; one blank row for a segment with pupils but no class list. 班级表。

    table, segments : the classes handed in; the frame of segments, see units.Units
    """
    stage = stage_codes(table["stage"], stage_ids)
    keep = stage != "senior"
    table, stage = (table, stage) if keep.all() else (table[keep], stage[keep])
    key = numbering.of(table)
    names = {"grade": "classes.grade", "pupils": "classes.pupils", "source_row": "classes.source_row"}
    frame = (
        table[["county", "school", *(name for name in names if name in table)]]
        .rename(columns=names)
        .reset_index(drop=True)
    )
    frame = frame.assign(stage=as_held(stage, table["school"]), key=key, segment=segment_number(key, stage.codes))
    if "class" in table:
        frame["classes.label"] = _labels(table)
    wanted = segments[~(segments["segments.pupils"] == 0)]
    listed = first_row(np.maximum(frame["segment"].to_numpy(), -1), (len(STAGES) + 1) * len(numbering)) >= 0
    blank = wanted.loc[~listed[wanted["segment"]], ["county", "school", "stage", "key", "segment"]]
    return pd.concat([frame, blank.assign(**{"classes.label": UNLISTED})], ignore_index=True) if len(blank) else frame


def _labels(table: pd.DataFrame) -> pd.Series:
    """What a class is called, 3年级2班; there are few such names."""
    grades, levels = pd.factorize(table["grade"])
    names = encode(table["class"])
    pairs, distinct = pd.factorize(grades * (len(names.categories) + 1) + names.codes)
    at_grade, at_name = np.divmod(distinct + 1, len(names.categories) + 1)
    said = [*(f"{grade:g}年级" for grade in levels), ""]
    called = [*names.categories.astype(str), ""]
    # A blank is −1: it borrows one from the grade, and picks the last entry.
    text = [said[g] + called[n - 1] for g, n in zip(at_grade, at_name, strict=True)]
    return pd.Series(text, dtype="str").take(pairs).reset_index(drop=True)
