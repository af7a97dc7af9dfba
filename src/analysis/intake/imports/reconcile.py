"""Hold the figures that two sources give against each other. 来源核对。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...tables.catalogue import BY_NAME
from ..agreement import DEGREES
from ..findings import Finding, brief
from .datum import KINDS, Datum, Key
from .merge import Merged

_LISTED = 3


@dataclass(frozen=True)
class Compared:
    """One figure as two sources have it. 一项核对。

    one, other : the figures; places : the cells they stand in, or are added up from
    used       : which of them the tables take, in words
    conflict   : already told as a conflict of sources
    """

    what: str
    school: str
    detail: str
    one: str | float
    one_place: str
    other: str | float
    other_place: str
    used: str
    first: tuple[str, str, str]
    conflict: bool = False

    @property
    def agrees(self) -> bool:
        """Whether both are the same. 是否一致。"""
        return self.one == self.other

    def finding(self) -> Finding:
        """A difference as a finding, at the first of the cells. 作为问题提出。"""
        text = (
            f"{self.school}{self.detail}：{self.what}不一致，{brief(self.one)}（{self.one_place}），"
            f"{brief(self.other)}（{self.other_place}）。{self.used}。"
        )
        return Finding("warning", *self.first, brief(self.one), brief(self.other), text)


def reconcile(merged: Merged) -> list[Compared]:
    """Everything that two sources hold, differences first. 全部核对。"""
    names = {str(r.get("school")): str(r.get("name")) for r in merged.frames["schools"].to_dict("records")}
    lines = [*_sources(merged), *_pupils(merged), *_classes(merged), *_degrees(merged), *_totals(merged)]
    named = [_named(line, names) for line in lines]
    return sorted(named, key=lambda line: (line.agrees, not line.conflict, line.what, line.school))


def _named(line: Compared, names: dict[str, str]) -> Compared:
    return Compared(**{**vars(line), "school": names.get(line.school, line.school)})


def _sources(merged: Merged) -> Iterator[Compared]:
    for conflict in merged.conflicts:
        first, *others = conflict.data
        used = f"采用{KINDS[first.kind]}" if conflict.used else "未采用，留空"
        for other in others:
            if other.value != first.value:
                yield _line(conflict.spot, first, other, used, True)
    for spot, data in merged.agreed:
        for other in data[1:]:
            yield _line(spot, data[0], other, f"采用{KINDS[data[0].kind]}", False)


def _line(spot: tuple[str, Key, str], one: Datum, other: Datum, used: str, conflict: bool) -> Compared:
    table, key, column = spot
    heading = BY_NAME[table].column(column).heading
    school = str(key[0] or "") if key and BY_NAME[table].unique[0] == "school" else ""
    detail = "".join(
        f"{part:g}" if isinstance(part, float) else str(part) for part in key[1 if school else 0 :] if part
    )
    what = f"{heading}（{KINDS[one.kind]}与{KINDS[other.kind]}）"
    return Compared(
        what, school, detail, one.value, one.address, other.value, other.address, used, _place(one), conflict
    )


def _pupils(merged: Merged) -> Iterator[Compared]:
    """By grade and by stage: the form against the class list."""
    listed: dict[Key, list[Datum]] = {}
    for key, row in merged.cells.get("classes", {}).items():
        for datum in row.get("pupils", ()):
            listed.setdefault((key[0], key[1], key[2]), []).append(datum)
            listed.setdefault((key[0], key[1]), []).append(datum)
    grades: dict[Key, list[Datum]] = {}
    for check in merged.checks:
        if check.column == "grade_pupils":
            own = listed.get(check.key)
            grades.setdefault(check.key[:2], []).append(check)
            if own:
                detail = f"{check.key[1]}{int(float(check.key[2] or 0))}年级"
                yield _against(
                    "分年级在校生数（统计报表与班级名单）", check.key, detail, [check], own, "班级表采用班级名单"
                )
    for key, row in merged.cells.get("segments", {}).items():
        total = list(row.get("pupils", ()))
        for other, what in (
            (listed.get(key), "在校生数（合计与班级人数之和）"),
            (grades.get(key), "在校生数（合计与各年级之和）"),
        ):
            if total and other:
                yield _against(what, key, str(key[1]), total, other, "学段学生表采用合计")


def _classes(merged: Merged) -> Iterator[Compared]:
    """Numbers of classes: the form's total and its bins against the list."""
    sizes: dict[Key, list[Datum]] = {}
    for key, row in merged.cells.get("classes", {}).items():
        sizes.setdefault(key[:2], []).extend(row.get("pupils", ()))
    bins: dict[Key, list[Datum]] = {}
    for check in merged.checks:
        own = sizes.get(check.key[:2], [])
        if check.column == "class_bin":
            bins.setdefault(check.key[:2], []).append(check)
            low, high = _bounds(str(check.key[2]))
            inside = [datum for datum in own if low <= float(datum.value) <= high]
            if own:
                detail = f"{check.key[1]}{check.key[2]}人"
                yield _counted("班额分段班数（统计报表与班级名单）", check, detail, inside, own)
        elif check.column == "class_total" and own:
            yield _counted("班数（统计报表与班级名单）", check, str(check.key[1]), own, own)
    for check in merged.checks:
        if check.column == "class_total" and check.key[:2] in bins:
            own = bins[check.key[:2]]
            yield _against("班数（合计与各班额分段之和）", check.key, str(check.key[1]), [check], own, "只用于核对")


def _degrees(merged: Merged) -> Iterator[Compared]:
    for key, row in merged.cells.get("teachers", {}).items():
        parts = [datum for name in DEGREES for datum in row.get(name, ())]
        if "full_time" in row and len([name for name in DEGREES if name in row]) == len(DEGREES):
            yield _against(
                "专任教师数（合计与各学历之和）", key, str(key[1]), list(row["full_time"]), parts, "按报表分别采用"
            )


def _totals(merged: Merged) -> Iterator[Compared]:
    """The school's totals against the sums over its stages."""
    for name, column, what in (
        ("staff_total", "staff", "教职工数（全校与各学段之和）"),
        ("full_time_total", "full_time", "专任教师数（全校与各学段之和）"),
    ):
        sums: dict[object, list[Datum]] = {}
        for key, row in merged.cells.get("teachers", {}).items():
            sums.setdefault(key[0], []).extend(row.get(column, ()))
        for check in merged.checks:
            if check.column == name and sums.get(check.key[0]):
                yield _against(what, check.key, "全校", [check], sums[check.key[0]], "按学段采用")


def _against(what: str, key: Key, detail: str, one: list[Datum], other: list[Datum], used: str) -> Compared:
    return Compared(what, str(key[0]), detail, _sum(one), _cells(one), _sum(other), _cells(other), used, _place(one[0]))


def _counted(what: str, check: Datum, detail: str, inside: list[Datum], own: list[Datum]) -> Compared:
    used = "班级表采用班级名单"
    return Compared(
        what,
        str(check.key[0]),
        detail,
        check.value,
        check.address,
        float(len(inside)),
        _cells(inside or own),
        used,
        _place(check),
    )


def _sum(data: Iterable[Datum]) -> float:
    return sum(float(datum.value) for datum in data)


def _place(datum: Datum) -> tuple[str, str, str]:
    return datum.file, datum.sheet, datum.cell


def _cells(data: list[Datum]) -> str:
    """The cells of a sum; of many the first few and how many there are."""
    shown = "、".join(datum.address for datum in data[:_LISTED])
    return shown if len(data) <= _LISTED else f"{shown}等{len(data)}处"


def _bounds(text: str) -> tuple[float, float]:
    """Both ends of `26-30`, `25及以下`, `66及以上`; both belong to the bin."""
    numbers = [float(number) for number in re.findall(r"\d+", text)]
    if "以下" in text:
        return 0.0, numbers[0]
    return (numbers[0], float("inf")) if "以上" in text else (numbers[0], numbers[-1])
