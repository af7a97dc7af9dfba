"""Six invented counties as tables, and frames made comparable. 多县样例。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.samples.counties import generate

CODES = [f"99000{number}" for number in range(1, 7)]
Tables = dict[str, pd.DataFrame]


def six_counties() -> Tables:
    """Much is below its line, and some claims of tolerances have all their papers and some have not."""
    own = generate(CODES, [f"合成县{code[-1]}" for code in CODES], 2025, 3, 14, share_below=0.15)
    schools, rng = own["schools"], np.random.default_rng(7)
    claims = [
        pd.DataFrame(
            {
                "county": schools["county"],
                "indicator": float(number),
                "part": None,
                "school": schools["school"],
                "tolerance": id,
                "answer": "符合",
                "document": np.where(rng.random(len(schools)) < 0.5, "方案", None),
                "day": "2025-06-01",
                "checker": "合成数据核查组",
            }
        )
        for number, id in ((4, "4-1"), (4, "4-2"), (5, "5-2"), (12, "12-2"), (10, "10-3"))
    ]
    return own | {"evidence": pd.concat([own["evidence"], *claims], ignore_index=True)}


def of_counties(tables: Tables, codes: list[str]) -> Tables:
    return {name: frame[frame["county"].isin(codes)].reset_index(drop=True) for name, frame in tables.items()}


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Words as text, numbers as numbers, rows from 0 on."""
    words = {name: column.astype("str") for name, column in frame.items() if column.dtype.kind not in "fib"}
    return frame.assign(**words).reset_index(drop=True)


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    own = plain(frame)
    return own.sort_values(list(own.columns), ignore_index=True)
