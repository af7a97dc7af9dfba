"""Stages of a school and their numbers. 学段编号。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import pandas as pd

from ..standard.rules import Stage
from .columns import encode, vocabulary
from .school_index import Numbers

STAGES: tuple[str, ...] = get_args(Stage)


def stage_codes(labels: pd.Series, stage_ids: Mapping[str, str]) -> pd.Categorical:
    """Stages by their labels on the sheet; one that nobody knows is blank. 学段编码。"""
    own = encode(labels)
    code = np.array(
        [STAGES.index(stage_ids[label]) if label in stage_ids else -1 for label in own.categories] + [-1], dtype=np.int8
    )
    return pd.Categorical.from_codes(code[own.codes], dtype=vocabulary(*STAGES), validate=False)


def segment_number(keys: Numbers, stages: Numbers) -> Numbers:
    """School and stage in one number; a blank stage comes last. 学校与学段的编号。"""
    size = len(STAGES) + 1
    return keys * size + np.where(stages < 0, len(STAGES), stages)


def as_held(column: pd.Categorical, like: pd.Series) -> pd.Series:
    """Words the way the tables hold them: as codes or as text. 与数据表同样的文字列。"""
    return pd.Series(column if isinstance(like.dtype, pd.CategoricalDtype) else column.astype(object))
