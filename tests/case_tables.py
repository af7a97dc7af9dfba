"""From a case file's few words to full tables. 由案例生成数据表。

What a case does not say is filled in as the least surprising school there is; what it leaves blank stays blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.scoring.units import empty_tables
from analysis.tables.catalogue import BY_NAME, GROUPS, KINDS

COUNTY = "990001"
SCHOOL = {"sponsor": 7, "area": "城区", "boarding": "否", "centre_city": "是"}
KIND_OF_STAGE = {"小学": "小学", "初中": "初级中学", None: "小学"}


def _rows(given: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in given] if isinstance(given, list) else [dict(given or {})]


def case_tables(case: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """All tables of one small county."""
    rows = {name: _rows(case[name]) for name in BY_NAME if name in case}
    for name, own in rows.items():
        columns = {column.name for column in BY_NAME[name].columns}
        for row in own:
            if "school" in columns and name != "evidence":
                row.setdefault("school", "S1")
            unknown = set(row) - columns
            assert not unknown, f"{name}: no column {unknown}"
    known = {row["school"] for row in rows.get("schools", [])}
    for name, own in list(rows.items()):
        if name == "schools":
            continue
        for row in own:
            school = row.get("school")
            if school and school not in known:
                known.add(school)
                rows.setdefault("schools", []).append({"school": school, "kind": KIND_OF_STAGE[row.get("stage")]})
    for row in rows.get("schools", []):
        row.setdefault("name", f"{row['school']}校")
        row.setdefault("kind", "小学")
        for column, value in SCHOOL.items():
            row.setdefault(column, value)
        assert row["kind"] in KINDS
    rows.setdefault("county", [{}])
    if "survey" in rows:
        answered = {row["group"] for row in rows["survey"]}
        rows["survey"] += [
            {"group": group} | dict.fromkeys(("sent", "valid", "satisfied", "visited", "visit_satisfied"), 0)
            for group in GROUPS
            if group not in answered
        ]
    tables = empty_tables()
    for name, own in rows.items():
        frame = pd.DataFrame(own).reindex(columns=[c for c in tables[name].columns if c != "county"])
        frame.insert(0, "county", COUNTY)
        for column in BY_NAME[name].columns:
            if column.type in ("count", "amount", "year"):
                frame[column.name] = frame[column.name].astype(float)
            else:
                text = frame[column.name].astype(object)
                frame[column.name] = text.map(lambda value: None if pd.isna(value) else str(value))
        tables[name] = frame
    return tables
