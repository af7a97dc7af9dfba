"""Larger counties, spoilt at random: blanks, zeros, oversize classes, claims of every tolerance with and without papers,
campuses, private and rural schools. 随机改坏的县。"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.tables.catalogue import BY_NAME

CLAIMS = (
    "3-1",
    "4-1",
    "4-2",
    "4-3",
    "5-1",
    "5-2",
    "5-3",
    "9-1",
    "10-1",
    "10-2",
    "10-3",
    "11-1",
    "11-2",
    "11-3",
    "12-1",
    "12-2",
)


def blank_some(frame: pd.DataFrame, columns: list[str], rng: np.random.Generator, share: float) -> None:
    for column in columns:
        hit = rng.random(len(frame)) < share
        frame[column] = frame[column].mask(hit, np.nan if frame[column].dtype == float else None)


def scale_some(frame: pd.DataFrame, columns: list[str], rng: np.random.Generator, share: float) -> None:
    for column in columns:
        hit = rng.random(len(frame)) < share
        frame[column] = frame[column].mask(
            hit, (frame[column] * rng.choice([0, 0.5, 0.8, 0.95, 1.1, 1.5], len(frame))).round()
        )


def spoilt(tables: dict[str, pd.DataFrame], rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    """One small county, spoilt at random. 随机改坏的一个县。"""
    own = {name: frame.copy() for name, frame in tables.items()}
    if rng.random() < 0.25:  # a good county with a blank here and there, whose verdict stays open
        for name in ("teachers", "buildings", "monitoring", "survey", "vetoes", "evidence"):
            optional = {column.name for column in BY_NAME[name].columns if column.key or column.optional}
            blank_some(own[name], [c for c in own[name].columns if c not in optional | {"county"}], rng, 0.001)
        return own
    schools = own["schools"]
    for column, values in (
        ("centre_city", ["是", "否"]),
        ("area", ["城区", "镇区", "乡村"]),
        ("boarding", ["是", "否"]),
        ("sponsor", [7.0, 10.0]),
    ):
        hit = rng.random(len(schools)) < 0.2
        schools[column] = schools[column].mask(hit, pd.Series(rng.choice(values, len(schools)), index=schools.index))
    schools["planned_year"] = rng.choice([2010.0, 2016.0, 2017.0, np.nan], len(schools))
    compulsory = own["segments"][own["segments"]["stage"] != "高中"].groupby("school")["pupils"].sum()
    pupils = schools["school"].map(compulsory)
    schools["approved_size"] = (pupils + rng.choice([-1, 0, 1, np.nan], len(schools))).clip(lower=1)
    trouble = rng.choice([0.0, 0.01, 0.05])
    for name, frame in own.items():
        table = BY_NAME[name]
        figures = [c.name for c in table.columns if c.type in ("count", "amount") and not c.key and not c.required]
        blank = [
            c.name
            for c in table.columns
            if not c.key and not c.required and not (name == "evidence" and c.name in ("part", "school", "tolerance"))
        ]
        tilt = ("rural_places", "rural_graduates", "urban_places", "urban_graduates")
        scale_some(
            frame,
            [c for c in figures if c not in (*tilt, "approved_size", "spread")],
            rng,
            0.1 if name != "classes" else 0.02,
        )
        blank_some(frame, blank, rng, trouble)
    for code, largest in zip(rng.choice(schools["school"], 5, replace=False), (46, 50, 51, 55, 56)):
        hit = (own["classes"]["school"] == code) & (rng.random(len(own["classes"])) < 0.2)
        own["classes"]["pupils"] = own["classes"]["pupils"].mask(hit, float(largest))
    empty = own["segments"].loc[own["segments"]["pupils"] == 0, ["school", "stage"]].apply(tuple, axis=1)
    own["classes"] = own["classes"][~own["classes"][["school", "stage"]].apply(tuple, axis=1).isin(set(empty))]
    own["buildings"]["teaching_area_building"] = rng.choice([np.nan, 0.0, 500.0, 2000.0], len(schools))
    own["buildings"]["sports_area_building"] = rng.choice([np.nan, 0.0, 500.0, 3000.0], len(schools))
    own["teachers"]["visiting"] = rng.choice([np.nan, 0.0, 1.0, 3.0], len(own["teachers"]))
    own["monitoring"]["spread"] = rng.choice([0.1, 0.149, 0.15, 0.16], len(own["monitoring"]), p=[0.7, 0.1, 0.1, 0.1])
    for name in ("campuses", "evidence", "rooms", "classes", "teachers", "buildings", "segments", "survey", "vetoes"):
        own[name] = own[name][rng.random(len(own[name])) > rng.choice([0, 0.02])]
    county = schools["county"].iloc[0]
    codes = rng.choice(schools["school"].to_numpy(), (len(schools) // 2, 1))[:, 0]
    campuses = [
        {
            "county": county,
            "school": code,
            "campus": f"{part}校区",
            "pupils": np.floor((pupils[schools["school"] == code].iloc[0] + part) / 2),
            "kind": rng.choice(["", "小学", "初级中学"]) or None,
        }
        for code in dict.fromkeys(codes)
        for part in (0, 1)
    ]
    own["campuses"] = pd.DataFrame(campuses).reindex(columns=tables["campuses"].columns)
    claims = [
        {
            "county": county,
            "indicator": float(claim.split("-")[0]),
            "school": None if claim == "9-1" else code,
            "tolerance": claim,
            "answer": rng.choice(["符合", "不符合"], p=[0.9, 0.1]),
            "document": "材料",
            "day": "2025-08-20",
            "checker": "核查组",
        }
        for claim in CLAIMS
        for code in (schools["school"] if claim != "9-1" else ["*"])
        if rng.random() < 0.4
    ]
    papers = pd.DataFrame(claims).reindex(columns=tables["evidence"].columns)
    blank_some(papers, ["answer", "document", "day", "checker"], rng, 0.1)
    own["evidence"] = pd.concat([own["evidence"], papers.astype(object).where(papers.notna(), None)], ignore_index=True)
    own["evidence"]["indicator"] = own["evidence"]["indicator"].astype(float)
    change = rng.random(len(own["evidence"])) < 0.01
    own["evidence"]["answer"] = own["evidence"]["answer"].mask(change, "不符合")
    return own
