"""Join what all files gave into the thirteen tables; what two files say differently is kept side by side. 合并各来源。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ...tables.catalogue import BY_NAME, GROUPS, STAGES, SUBJECTS, TABLES
from ...tables.schema import Table
from ..findings import Finding, brief
from .datum import CHECK, KINDS, Datum, Key
from .mapping import Mappings

Spot = tuple[str, Key, str]


@dataclass(frozen=True)
class Conflict:
    """One cell of ours for which files give different values. 来源不一致。

    used : the datum taken; None where nobody may choose
    """

    spot: Spot
    data: tuple[Datum, ...]
    used: Datum | None
    why: str


@dataclass(frozen=True)
class Merged:
    """The tables, and what each value came from. 合并结果。

    cells     : table -> key -> column -> the data its value came from (several where they were added up)
    agreed    : spots that more than one file gives alike, with their data
    """

    cells: Mapping[str, Mapping[Key, Mapping[str, tuple[Datum, ...]]]]
    conflicts: tuple[Conflict, ...]
    agreed: tuple[tuple[Spot, tuple[Datum, ...]], ...]
    checks: tuple[Datum, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """{table: frame of internal column names}, rows in the order they are written. 合并后的各表。"""
        frames = {}
        for table in TABLES:
            rows = [
                dict(zip(table.unique, key, strict=False)) | {name: _value(data) for name, data in columns.items()}
                for key, columns in self.rows(table.name)
            ]
            names = [column.name for column in table.columns]
            # What holds one record holds it even where nothing is known of it.
            frames[table.name] = pd.DataFrame(rows or [{}] * table.items, columns=names, dtype=object)
        return frames

    def rows(self, table: str) -> list[tuple[Key, Mapping[str, tuple[Datum, ...]]]]:
        """Rows of a table in their order. 一张表的各行。"""
        own = self.cells.get(table, {})
        parts = list(dict.fromkeys(key[1] for key in own)) if table == "evidence" else []
        return sorted(own.items(), key=lambda row: _order(table, row[0], parts))


def merge(data: Iterable[Datum], mappings: Mappings, year: str) -> Merged:
    """Choose by declared precedence; where that may not choose, leave blank and say so. 合并。"""
    years = {cell.to: form.years for form in mappings.forms.values() for cell in form.values if form.years > 1}
    added = _added(mappings)
    groups: dict[Spot, list[Datum]] = {}
    checks: list[Datum] = []
    for datum in data:
        if datum.table == CHECK:
            checks.append(datum)
        else:
            groups.setdefault((datum.table, datum.key, datum.column), []).append(datum)
    findings: list[Finding] = []
    stages = _stages(groups)
    _staff(groups, checks, stages)
    cells: dict[str, dict[Key, dict[str, tuple[Datum, ...]]]] = {}
    conflicts: list[Conflict] = []
    agreed: list[tuple[Spot, tuple[Datum, ...]]] = []
    dropped: dict[tuple[str, str], list[Datum]] = {}
    for spot, found in groups.items():
        table, key, column = spot
        if "stage" in BY_NAME[table].unique[:2] and (key[0], key[1]) not in stages and table != "classes":
            dropped.setdefault((str(key[0]), str(key[1])), []).extend(d for d in found if d.value)
            continue
        options = _options(spot, found, years, added, year, findings)
        if not options:
            continue
        chosen, conflict = _choose(spot, options, mappings)
        if conflict:
            conflicts.append(conflict)
            findings.append(_told(conflict))
        elif len(options) > 1:
            agreed.append((spot, tuple(option[0] for option in options)))
        row = cells.setdefault(table, {}).setdefault(key, {})
        if chosen:
            row[column] = chosen
    for (school, stage), lost in dropped.items():
        if lost:
            text = f"学校{school}没有{stage}在校生，而报表中有{stage}的数，没有采用；请核对。"
            findings.append(
                Finding("warning", lost[0].file, lost[0].sheet, lost[0].cell, brief(lost[0].value), "", text)
            )
    return Merged(cells, tuple(conflicts), tuple(agreed), tuple(checks), tuple(findings))


def _added(mappings: Mappings) -> set[str]:
    """Columns that stand in one form in several cells to be added up."""
    added = set()
    for form in mappings.forms.values():
        targets = [(cell.to, cell.stage) for cell in form.values]
        added |= {cell.to for cell in form.values if cell.several == "add" or targets.count((cell.to, cell.stage)) > 1}
    return added


def _stages(groups: Mapping[Spot, list[Datum]]) -> set[tuple[object, object]]:
    """School and stage that have pupils, or that somebody filled in by hand."""
    return {
        (key[0], key[1])
        for (table, key, column), found in groups.items()
        if table == "segments" and column == "pupils"
        for datum in found
        if datum.value or datum.kind in ("school_workbook", "county_workbook")
    }


def _staff(groups: dict[Spot, list[Datum]], checks: Iterable[Datum], stages: set[tuple[object, object]]) -> None:
    """A school with one stage has all its staff there."""
    of: dict[object, list[object]] = {}
    for school, stage in stages:
        of.setdefault(school, []).append(stage)
    for datum in checks:
        own = of.get(datum.key[0], [])
        if datum.column == "staff_total" and len(own) == 1:
            key: Key = (datum.key[0], str(own[0]))
            taken = Datum(
                "teachers", key, "staff", datum.value, datum.kind, datum.file, datum.sheet, datum.cell, datum.year
            )
            groups.setdefault(("teachers", key, "staff"), []).append(taken)


def _options(
    spot: Spot, found: list[Datum], years: Mapping[str, int], added: set[str], year: str, findings: list[Finding]
) -> list[tuple[Datum, ...]]:
    """What each file says about a cell: its datum, or the data that add up to it."""
    table, key, column = spot
    name = f"{table}.{column}"
    by_file: dict[tuple[str, str], dict[str, Datum]] = {}
    for datum in found:
        by_file.setdefault((datum.kind, datum.file), {})[f"{datum.sheet}!{datum.cell}"] = datum
    options: list[tuple[Datum, ...]] = []
    yearly: dict[str, list[Datum]] = {}
    for (kind, _), places in by_file.items():
        own = tuple(places.values())
        if kind == "statistics" and name in years:
            yearly.setdefault(own[0].year, []).extend(own[:1])
        elif name in added and kind == "statistics":
            options.append(own)
        else:
            options += [(datum,) for datum in own]
    if yearly:
        wanted = [str(int(year) - back) for back in reversed(range(years[name]))]
        missing = [each for each in wanted if each not in yearly]
        if missing:
            first = next(iter(yearly.values()))[0]
            heading = BY_NAME[table].column(column).heading
            text = f"学校{key[0]}的“{heading}”要{years[name]}年的报表相加，缺少{'、'.join(missing)}学年的表，没有相加。"
            findings.append(
                Finding("warning", first.file, first.sheet, first.cell, "、".join(yearly), "、".join(wanted), text)
            )
        else:
            options.append(tuple(yearly[each][0] for each in wanted))
            for each in wanted:
                if len({datum.value for datum in yearly[each]}) > 1:
                    options += [
                        tuple(other if y == each else yearly[y][0] for y in wanted) for other in yearly[each][1:]
                    ]
    return options


def _choose(
    spot: Spot, options: list[tuple[Datum, ...]], mappings: Mappings
) -> tuple[tuple[Datum, ...] | None, Conflict | None]:
    rule = mappings.precedence.of(f"{spot[0]}.{spot[2]}")
    ranked = sorted(
        options, key=lambda data: rule.order.index(data[0].kind) if data[0].kind in rule.order else len(rule.order)
    )
    if len({_value(option) for option in ranked}) == 1:
        return ranked[0], None
    tied = len({_value(option) for option in ranked if option[0].kind == ranked[0][0].kind}) > 1
    used = None if tied or rule.conflict == "blocks" else ranked[0]
    why = "同一种来源的两个文件不同" if tied else rule.why
    shown = tuple(_summed(option) for option in ranked)
    return used, Conflict(spot, shown, shown[0] if used else None, why)


def _summed(option: tuple[Datum, ...]) -> Datum:
    first = option[0]
    if len(option) == 1:
        return first
    cells = "、".join(dict.fromkeys(datum.cell for datum in option))
    return Datum(
        first.table, first.key, first.column, _value(option), first.kind, first.file, first.sheet, cells, first.year
    )


def _value(data: tuple[Datum, ...]) -> str | float:
    if len(data) == 1:
        return data[0].value
    return sum(float(datum.value) for datum in data)


def _told(conflict: Conflict) -> Finding:
    table, key, column = conflict.spot
    heading = BY_NAME[table].column(column).heading
    who = "".join(str(part if not isinstance(part, float) else f"{part:g}") for part in key if part)
    first, *others = conflict.data
    said = "；".join(f"{KINDS[other.kind]}{brief(other.value)}（{other.address}）" for other in others)
    end = f"已采用{KINDS[first.kind]}的数" if conflict.used else "没有采用任何一个，该单元格留空"
    text = f"{who}“{heading}”各来源不同：{KINDS[first.kind]}{brief(first.value)}，{said}；{end}。{conflict.why}。"
    severity = "warning" if conflict.used else "blocking"
    return Finding(severity, first.file, first.sheet, first.cell, brief(first.value), "各来源一致", text)  # type: ignore[arg-type]


def _order(table: str, key: Key, parts: Sequence[object]) -> tuple[object, ...]:
    shape: Table = BY_NAME[table]
    if table == "evidence":
        return (float(key[0] or 0), parts.index(key[1]), str(key[2] or ""), str(key[3] or ""))
    ranks = {"survey": GROUPS, "monitoring": SUBJECTS}.get(table)
    if ranks:
        return (ranks.index(str(key[0])) if key[0] in ranks else len(ranks),)
    if table in ("vetoes", "rooms"):
        # As they were handed in.
        return (str(key[0]) if table == "rooms" else "",)
    out: list[object] = []
    for name, part in zip(shape.unique, key, strict=True):
        if name == "stage":
            out.append(STAGES.index(str(part)) if part in STAGES else len(STAGES))
        elif isinstance(part, float):
            out.append(part)
        else:
            out += [tuple((int(n) if n else 0, t) for n, t in re.findall(r"(\d*)(\D*)", str(part or ""))[:-1])]
    return tuple(out)
