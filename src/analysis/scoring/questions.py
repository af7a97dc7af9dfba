"""What the county must answer beside the indicators: vetoes, preconditions, the roll of schools. 否决事项与前置条件。"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from pandas import isna, notna

from ..standard.in_force import number_in_force
from ..standard.rules import Question, Standard
from .parts import MET, NO_DATA, NOT_MET
from .populations import FLAGS
from .units import Tables

COLUMNS = ["county", "rule", "label", "verdict", "value", "line", "because"]


def vetoes(tables: Tables, standard: Standard) -> pd.DataFrame:
    """One row per county × veto: any one of them refuses the county. 一票否决事项。

    returns : COLUMNS; verdict met means it did not happen; no answer is no_data, never a no
    """
    answers = tables["vetoes"]
    answers = answers[~answers.duplicated(["county", "item"], keep=False)]
    frames = []
    for question in standard.vetoes:
        counties = tables["county"]["county"]
        if question.divisions:
            counties = counties[counties.str.startswith(question.divisions)]
        own = answers[answers["item"] == question.label]
        happened = counties.map(dict(zip(own["county"], own["happened"], strict=True))).map(FLAGS).to_numpy()
        frames.append(
            _rows(
                f"veto_{question.id}",
                question,
                counties,
                np.select([happened == True, happened == False], [NOT_MET, MET], NO_DATA),  # noqa: E712
                np.select([happened == True, happened == False], ["填报为发生", "填报为未发生"], "未作回答"),  # noqa: E712
            )
        )
    return pd.concat(frames, ignore_index=True)


def preconditions(tables: Tables, standard: Standard, as_of: date) -> pd.DataFrame:
    """One row per county × precondition. 前置条件。

    returns : COLUMNS; a year is met where as many years have passed as the line asks
    """
    county = tables["county"]
    frames = []
    for question in standard.preconditions:
        given = county[str(question.input).removeprefix("county.")]
        if question.line:
            needed = number_in_force(question.line, as_of, question.label)
            years = as_of.year - given.astype(float)
            verdict = np.select([years.isna(), years >= needed], [NO_DATA, MET], NOT_MET)
            said = [
                f"{year:.0f}年通过，已满{age:.0f}年" if notna(year) else "未填认定年份"
                for year, age in zip(given, years, strict=True)
            ]
            frames.append(
                _rows(f"precondition_{question.id}", question, county["county"], verdict, said, years, needed)
            )
        else:
            flag = given.map(FLAGS)
            verdict = np.select([flag.isna(), flag == True], [NO_DATA, MET], NOT_MET)  # noqa: E712
            said = ["未作回答" if value is None or isna(value) else f"填报为“{value}”" for value in given]
            frames.append(_rows(f"precondition_{question.id}", question, county["county"], verdict, said))
    return pd.concat(frames, ignore_index=True)


def school_roll(tables: Tables, standard: Standard) -> pd.DataFrame:
    """One row a county: are all the schools it declares listed? 学校名单完整性。

    returns : COLUMNS; value listed, line declared; a missing school is missing data, so it can never help a verdict
    """
    county, schools = tables["county"], tables["schools"]
    listed = schools.groupby("county").size().reindex(county["county"], fill_value=0).to_numpy(dtype=float)
    declared = np.zeros(len(county))
    wrong = np.zeros(len(county), dtype=bool)
    for kind, rule in standard.kinds.items():
        of_kind = schools[schools["kind"] == kind].groupby("county").size().reindex(county["county"], fill_value=0)
        given = county[rule.declared].to_numpy(dtype=float)
        declared = declared + given
        wrong |= ~(of_kind.to_numpy(dtype=float) == given)
    said = [
        "县级数据未填全各类学校数"
        if isna(total)
        else f"县级数据填报{total:.0f}所，学校表列出{count:.0f}所" + ("，各类学校数不一致" if bad else "")
        for total, count, bad in zip(declared, listed, wrong, strict=True)
    ]
    verdict = np.where(wrong, NO_DATA, MET)
    return pd.DataFrame(
        {
            "county": county["county"],
            "rule": "school_roll",
            "label": "学校名单完整",
            "verdict": verdict,
            "value": listed,
            "line": declared,
            "because": said,
        }
    )[COLUMNS]


def _rows(
    rule: str,
    question: Question,
    counties: pd.Series,
    verdict: object,
    because: object,
    value: object = np.nan,
    line: object = np.nan,
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "county": counties,
            "rule": rule,
            "label": question.label,
            "verdict": verdict,
            "value": value,
            "line": line,
            "because": because,
        }
    )[COLUMNS]
