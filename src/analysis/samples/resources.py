"""Teachers, buildings and rooms of a roster, against the lines. 由名册生成教师、校舍与教室。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from .aims import OF_SCHOOL, OF_SEGMENT, Aims
from .roster import RUNS, Misses, Roster

#: A met line is passed by at least this much, a missed one missed by between these.
OVER, UNDER = 1.05, (0.7, 0.97)
#: What is recorded of each shared resource: areas to 0.01 ㎡, equipment to 0.01 万元, whole classrooms.
STEPS = {4: 0.01, 5: 0.01, 6: 100, 7: 1}


def ratios(low: np.ndarray, pupils: np.ndarray, spread: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Value against line: under 1 where `low`, else above it, and more generous where pupils are few. 与标准之比。"""
    met = OVER + np.minimum(rng.exponential(spread), 1.2) + 40 / (pupils + 40)
    return np.where(low, rng.uniform(*UNDER, len(low)), met)


def counted(wanted: np.ndarray, low: np.ndarray, step: float = 1) -> np.ndarray:
    """Rounded away from the line: up where it is met, down where it is missed. 取整。"""
    return np.where(low, np.floor(wanted / step), np.ceil(wanted / step)) * step


def teacher_table(
    segments: pd.DataFrame, roster: Roster, below: Misses, aims: Aims, rng: np.random.Generator
) -> pd.DataFrame:
    """Teachers of each segment: degrees, titles, subjects, certificates. 教师。"""
    at, pupils = segments["at"].to_numpy(), segments["pupils"].to_numpy()
    rows, primary = len(segments), (segments["stage"] == "小学").to_numpy()
    spread = rng.uniform(0.08, 0.3, len(roster.codes))[roster.schools["at"].to_numpy()[at]]
    number = {}
    for indicator in OF_SEGMENT:
        # A senior stage has no line of its own; it is staffed like a junior one.
        line = np.where(primary, aims.lines[indicator]["小学"], aims.lines[indicator]["初中"])
        low = below[indicator][at]
        number[indicator] = counted(ratios(low, pupils, spread, rng) * pupils * line / 100, low)
        if indicator == 1:
            least = np.ceil(1.1 * pupils * line / 100)
    above, backbone, active = number[1], number[2], number[3]
    full = np.maximum.reduce([np.ceil(above / rng.uniform(np.where(primary, 0.97, 0.92), 1)), least, backbone, active])
    doctor = np.where(above > 60, np.floor(above * rng.uniform(0, 0.02, rows)), 0)
    master = np.floor(above * rng.uniform(0, 0.08, rows))
    college = np.where(primary, np.floor(above * rng.uniform(0.08, 0.3, rows)), np.floor((full - above) * 0.8))
    bachelor = above - doctor - master - np.where(primary, college, 0)
    pe = np.ceil(active / 2)
    music = np.ceil((active - pe) / 2)
    art = active - pe - music
    registered = rng.random(rows) < 0.2
    owner = roster.schools.iloc[at]
    small = (owner["area"] == "乡村").to_numpy() & (pupils < 100)
    return segments[["county", "school", "stage"]].assign(
        staff=np.ceil(full / rng.uniform(np.where(primary, 0.92, 0.87), np.where(primary, 0.97, 0.94))),
        full_time=full,
        doctor=doctor,
        master=master,
        bachelor=bachelor,
        college=college,
        below=full - doctor - master - bachelor - college,
        backbone=backbone,
        pe=pe,
        music=music,
        art=np.where(registered, 0, art),
        arts=np.where(registered, art, 0),
        visiting=np.where(small, rng.integers(0, 3, rows), np.nan),
        certified=full - (below[19][at] & (full > 0)),
        trained=np.where(below[16][at], np.floor(0.95 * full), full),
    )


def building_table(
    segments: pd.DataFrame, roster: Roster, below: Misses, aims: Aims, rng: np.random.Generator
) -> pd.DataFrame:
    """What a school shares among its stages: areas, equipment, classrooms. 校舍与设备。"""
    schools, total = roster.schools, len(roster.schools)
    weighted = segments["pupils"] * segments["stage"].map(aims.weights)
    pupils = np.bincount(segments["at"], weighted, minlength=total)
    runs = {stage: schools["kind"].isin(list(RUNS[stage])).to_numpy() for stage in ("小学", "初中")}
    spread = rng.uniform(0.08, 0.3, len(roster.codes))[schools["at"]]
    amount = {}
    for indicator in OF_SCHOOL:
        unit = np.where(
            runs["小学"] & runs["初中"],
            aims.shared_unit(indicator, ["小学", "初中"]),
            np.where(runs["小学"], aims.shared_unit(indicator, ["小学"]), aims.shared_unit(indicator, ["初中"])),
        )
        per = 100 if indicator == 7 else 1
        low = below[indicator]
        amount[indicator] = counted(ratios(low, pupils, spread, rng) * pupils * unit / per, low, STEPS[indicator])
    hall = np.where(rng.random(total) < 0.3, np.round(np.minimum(0.3 * amount[5], rng.uniform(400, 1500, total)), 2), 0)
    return schools[["county", "school"]].assign(
        teaching_area=np.round(amount[4] + hall, 2),
        indoor_sports_area=hall,
        sports_ground_area=np.round(amount[5] - hall, 2),
        equipment_value=np.round(amount[6] / 10000, 2),
        networked_classrooms=amount[7],
        teaching_area_building=np.nan,
        sports_area_building=np.nan,
        rented_sports_area=np.nan,
    )


def room_table(roster: Roster, below: Misses, aims: Aims, rng: np.random.Generator) -> pd.DataFrame:
    """Music and art rooms one by one; where missed, too few and too small. 音美专用教室。"""
    schools, grades = roster.schools, roster.grades
    classes = np.bincount(grades["school"], grades["classes"], minlength=len(schools))
    pupils = np.bincount(grades["school"], grades["pupils"], minlength=len(schools))
    need = np.ceil(classes / aims.classes_per_room)
    # A teaching point that does not count has no rooms of its own.
    have = np.where(below[10], np.floor(0.6 * need), np.where((schools["kind"] == "教学点") & (pupils < 50), 0, need))
    frames = []
    for kind, least in aims.rooms.items():
        row = np.repeat(np.arange(len(schools)), have.astype(int))
        place = np.arange(len(row)) - np.repeat(np.cumsum(have) - have, have.astype(int)).astype(int)
        names = np.array([f"{kind}教室{n + 1}" for n in range(int(have.max()))], dtype=object)
        size = np.round(
            least * np.where(below[10][row], rng.uniform(0.75, 0.98, len(row)), rng.uniform(1, 1.3, len(row))), 2
        )
        frame = schools.iloc[row][["county", "school"]].assign(room=names[place], kind=kind, area=size, at=row)
        frames.append(frame)
    table = pd.concat(frames, ignore_index=True)
    return table.iloc[np.argsort(table.pop("at").to_numpy(), kind="stable")].reset_index(drop=True)
