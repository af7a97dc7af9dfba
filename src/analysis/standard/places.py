"""Names of counties. 行政区划名称。"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError, nearest


@dataclass(frozen=True)
class Place:
    """One division. 行政区划。"""

    code: str
    name: str
    parent: str


def read_places(path: Path) -> dict[str, Place]:
    """Division code -> place. 读取区划表。"""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: Place(row["code"], row["name"], row["parent"]) for row in csv.DictReader(stream)}


def parents(code: str, places: Mapping[str, Place]) -> list[str]:
    """The divisions above one, the lowest first. 上级区划。"""
    above: list[str] = []
    while code in places and places[code].parent:
        code = places[code].parent
        above.append(code)
    return above


def below(code: str, places: Mapping[str, Place]) -> list[str]:
    """The divisions right below one, by code. 下级区划。"""
    return sorted(place.code for place in places.values() if place.parent == code)


def full_name(code: str, places: dict[str, Place]) -> str:
    """甘肃省张掖市甘州区: the name with its parents. 全称。

    Raises UserError for a code that is not in places.csv.
    """
    if code not in places:
        raise UserError(f"data/reference/places.csv 中没有区划代码 {code}{nearest(code, places)}。请先补一行再运行。")
    place = places[code]
    return (full_name(place.parent, places) if place.parent in places else "") + place.name
