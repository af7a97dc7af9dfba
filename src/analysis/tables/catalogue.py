"""The tables a county hands in; every Chinese heading is written here and nowhere else. 数据表清单。

A blank cell means 缺数据; zero must be written as 0. Columns marked `optional` may stay blank without a word.
"""

from __future__ import annotations

from .county_tables import COUNTY, EVIDENCE, GROUPS, MONITORING, SUBJECTS, SURVEY, VETOES
from .schema import Table
from .school_tables import (
    AREAS,
    BUDGETS,
    BUILDINGS,
    CAMPUSES,
    CLASSES,
    KINDS,
    ROOMS,
    ROOMS_TABLE,
    SCHOOLS,
    SEGMENTS,
    STAGES,
    TEACHERS,
)

__all__ = ["AREAS", "BY_NAME", "GROUPS", "ITEM_HEADINGS", "KINDS", "ROOMS", "STAGES", "SUBJECTS", "TABLES"]

TABLES: tuple[Table, ...] = (
    SCHOOLS,
    CAMPUSES,
    SEGMENTS,
    CLASSES,
    ROOMS_TABLE,
    TEACHERS,
    BUILDINGS,
    BUDGETS,
    COUNTY,
    MONITORING,
    SURVEY,
    EVIDENCE,
    VETOES,
)
BY_NAME = {table.name: table for table in TABLES}
#: Columns of an `items` table, in this order on the sheet.
ITEM_HEADINGS = ("项目", "填报值", "单位", "说明")
