"""What is answered and not counted: evidence, vetoes, monitoring, survey. 佐证、否决事项、监测与问卷。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..tables.catalogue import GROUPS, SUBJECTS
from .aims import Aims
from .roster import Misses, Roster

#: How many years before the school year each subject was monitored last.
MONITORED = {"语文": 0, "数学": 1, "科学": 2, "体育": 1, "艺术": 0, "德育": 2}
#: Questionnaires sent to each group, and people visited.
ASKED = {
    "学生": (800, 120),
    "家长": (800, 120),
    "教师": (200, 40),
    "校长": (30, 10),
    "人大代表": (20, 5),
    "政协委员": (20, 5),
    "其他群众": (100, 30),
}
#: Who checked: nobody real did.
CHECKER = "合成数据核查组"
#: All before the rule date of the committed samples, 1 September.
DAYS = ("05-20", "06-10", "06-27", "07-04", "07-18", "08-12", "08-26", "03-14", "04-18", "05-09", "07-25", "08-29")


def evidence_table(
    roster: Roster, schools: Misses, counties: Misses, aims: Aims, year: int, rng: np.random.Generator
) -> pd.DataFrame:
    """An answer with document, date and checker for everything that is attested. 佐证材料。"""
    columns: dict[str, list[np.ndarray]] = {
        name: [] for name in ("at", "indicator", "part", "school", "answer", "document", "day")
    }
    days = np.array([f"{year}-{day}" for day in DAYS], dtype=object)
    for question in aims.attested:
        at = roster.schools["at"].to_numpy() if question.by_school else np.arange(len(roster.codes))
        school = roster.schools["school"].to_numpy(dtype=object) if question.by_school else np.full(len(at), None)
        low = (schools if question.by_school else counties)[question.indicator]
        accepted = np.array(question.accepts, dtype=object)[rng.integers(0, len(question.accepts), len(at))]
        columns["at"].append(at)
        columns["indicator"].append(np.full(len(at), float(question.indicator)))
        columns["part"].append(np.full(len(at), question.part, dtype=object))
        columns["school"].append(school)
        columns["answer"].append(np.where(low, question.refused, accepted))
        columns["document"].append(np.full(len(at), question.document, dtype=object))
        columns["day"].append(days[rng.integers(0, len(days), len(at))])
    joined = {name: np.concatenate(arrays) for name, arrays in columns.items()}
    at = joined.pop("at")
    return pd.DataFrame(
        {"county": np.array(roster.codes, dtype=object)[at], **joined, "tolerance": None, "checker": CHECKER}
    )


def veto_table(roster: Roster, aims: Aims, year: int) -> pd.DataFrame:
    """Every veto that applies to the division, answered 否. 一票否决事项。"""
    items = [
        (code, veto.label)
        for code in roster.codes
        for veto in aims.vetoes
        if not veto.divisions or code.startswith(veto.divisions)
    ]
    frame = pd.DataFrame(items, columns=["county", "item"])
    return frame.assign(happened="否", document="无此类事项的核查说明", day=f"{year}-08-29", checker=CHECKER)


def monitoring_table(roster: Roster, below: Misses, year: int, rng: np.random.Generator) -> pd.DataFrame:
    """Level and spread of the six subjects, within three years. 质量监测。"""
    at = np.repeat(np.arange(len(roster.codes)), len(SUBJECTS))
    low = below[31][at] & (np.tile(np.arange(len(SUBJECTS)), len(roster.codes)) == 1)
    return pd.DataFrame(
        {
            "county": np.array(roster.codes, dtype=object)[at],
            "subject": np.tile(np.array(SUBJECTS, dtype=object), len(roster.codes)),
            "year": np.tile([float(year - MONITORED[subject]) for subject in SUBJECTS], len(roster.codes)),
            "level": np.where(low, "Ⅱ", np.array(["Ⅲ", "Ⅳ"], dtype=object)[rng.integers(0, 2, len(at))]),
            "spread": np.round(np.where(low, 0.16, rng.uniform(0.07, 0.145, len(at))), 3),
        }
    )


def survey_table(roster: Roster, below: Misses, rng: np.random.Generator) -> pd.DataFrame:
    """Questionnaires and visits, group by group. 社会认可度。"""
    at = np.repeat(np.arange(len(roster.codes)), len(GROUPS))
    sent, visited = np.tile(np.array([ASKED[group] for group in GROUPS], dtype=float), (len(roster.codes), 1)).T
    rate = np.where(below[32][at], rng.uniform(0.75, 0.82, len(at)), rng.uniform(0.88, 0.98, len(at)))
    valid = np.floor(sent * rng.uniform(0.95, 1, len(at)))
    rounded = np.where(below[32][at], np.floor(valid * rate), np.ceil(valid * rate))
    return pd.DataFrame(
        {
            "county": np.array(roster.codes, dtype=object)[at],
            "group": np.tile(np.array(GROUPS, dtype=object), len(roster.codes)),
            "sent": sent,
            "valid": valid,
            "satisfied": rounded,
            "visited": visited,
            "visit_satisfied": np.where(below[32][at], np.floor(visited * rate), np.ceil(visited * rate)),
        }
    )
