"""Classes that a grade lacks: its pupils spread evenly over as few as the line allows. 缺班。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from ..scoring.compare import exact
from ..scoring.evaluate import Evaluation
from ..scoring.parts import NO_DATA, NOT_MET, PENDING
from ..scoring.units import SEGMENT_KEY
from .whole_steps import WHOLE, steps_up


def class_gaps(evaluation: Evaluation, open_: pd.DataFrame, own: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """How many classes more each grade with a class too large needs, its pupils spread evenly over all of them. 逐年级缺班。

    own, open_ : results of the part, and those of them that are not met, pending or without data
    """
    keys = [*SEGMENT_KEY, "classes.grade"]
    classes = evaluation.units.classes
    known = classes.assign(result=own.index, line=own["line"].to_numpy(), school_name=classes["schools.name"])
    concerned = known[known["result"].isin(open_.index[open_["status"] != NO_DATA])]
    groups = known.groupby(keys, sort=False, dropna=False)
    for key in dict.fromkeys(concerned[keys].itertuples(index=False, name=None)):
        grade = groups.get_group(key)
        largest = own.loc[grade.loc[grade["classes.pupils"].idxmax(), "result"]]
        status = NOT_MET if (own.loc[grade["result"], "status"] == NOT_MET).any() else PENDING
        pupils, have = grade["classes.pupils"].sum(skipna=False), len(grade)
        blank = bool(np.isnan(pupils))
        need = np.nan if blank else float(steps_up(exact(pupils) / exact(largest["line"]), WHOLE, strict=False))
        amount = max(need - have, 0.0)
        yield {
            **{
                column: largest[column]
                for column in ("county", "indicator", "part", "level", "unit", "stage", "area", "line", "document")
            },
            "result": largest.name,
            "grade": key[-1],
            "name": f"{grade['school_name'].iloc[0]} {key[-1]:g}年级",
            "status": status,
            "state": "unknown" if blank else "short",
            "resource": "classes",
            "measured_in": "个",
            "base": np.nan,
            "have": float(have),
            "need": need,
            "amount": np.nan if blank else amount,
            "to_floor": np.nan,
            "floor": np.nan,
            "enlarge": np.nan,
            "step": 1.0,
            "shared": False,
            "note": "" if amount else "本年级均衡编班即可，不需增加班级",
        }
