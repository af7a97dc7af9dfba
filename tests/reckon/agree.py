"""The product and the reckoner on the same counties, held side by side row by row. 逐行比对。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import isclose, sqrt
from typing import Any

import pandas as pd
import yaml

from analysis.scoring.evaluate import Evaluation, evaluate
from analysis.standard.load import RuleBook
from analysis.tables.catalogue import BY_NAME
from reckon import reckoner
from reckon.counties import STAGES, Drawn

NUMBERS = ("count", "amount", "year")


def frames(counties: Mapping[str, Drawn]) -> dict[str, pd.DataFrame]:
    """Many small counties as the tables that are evaluated. 数据表。"""
    tables = {}
    for name, table in BY_NAME.items():
        rows = [{"county": code} | row for code, drawn in counties.items() for row in drawn[name]]
        frame = pd.DataFrame(rows, columns=["county", *(column.name for column in table.columns)], dtype=object)
        for column in table.columns:
            cells = frame[column.name]
            frame[column.name] = cells.astype(float) if column.type in NUMBERS else cells.where(cells.notna(), None)
        tables[name] = frame
    return tables


def as_handed_in(drawn: Drawn) -> reckoner.County:
    """A county as the rows of its sheets, under their Chinese headings. 填报表。"""
    county: reckoner.County = {}
    for name, table in BY_NAME.items():
        if table.items:
            row = drawn[name][0]
            county[table.sheet] = [{"项目": c.heading, "填报值": row.get(c.name)} for c in table.columns]
        else:
            county[table.sheet] = [{c.heading: row.get(c.name) for c in table.columns} for row in drawn[name]]
    return county


def drawn_from(tables: Mapping[str, pd.DataFrame]) -> Drawn:
    """Tables in memory as rows. 数据表转为行。"""
    found: Drawn = {}
    for name, table in BY_NAME.items():
        columns = [column.name for column in table.columns if column.name in tables[name]]
        rows = tables[name][columns].to_dict("records")
        found[name] = [{key: None if pd.isna(cell) else cell for key, cell in row.items()} for row in rows]
    return found


def disagreements(counties: Mapping[str, Drawn], rules: RuleBook, as_of: date) -> dict[str, list[str]]:
    """What the product says otherwise than the reckoner, by county; counties that agree are left out. 不一致之处。"""
    evaluation = evaluate(frames(counties), rules, as_of)
    parts = {
        name: dict(list(getattr(evaluation, name).groupby("county", observed=True)))
        for name in ("results", "balance", "verdicts")
    }
    found = {}
    for code, drawn in counties.items():
        own = [parts[name].get(code, getattr(evaluation, name).iloc[:0]) for name in ("results", "balance", "verdicts")]
        lines = differences(*own, reckoner.reckon(as_handed_in(drawn), code, as_of))
        if lines:
            found[code] = lines
    return found


def differences_of(evaluation: Evaluation, wanted: reckoner.Answer, code: str) -> list[str]:
    """Differences of one county of an evaluation. 一个县的不一致之处。"""
    own = [getattr(evaluation, name) for name in ("results", "balance", "verdicts")]
    return differences(*(frame[frame["county"] == code] for frame in own), wanted)


def differences(
    results: pd.DataFrame, balance: pd.DataFrame, verdicts: pd.DataFrame, wanted: reckoner.Answer
) -> list[str]:
    """Every result, coefficient and verdict that is not the same on both sides, or is on one side only. 不一致之处。"""
    lines: list[str] = []
    rows = {}
    for row in results.to_dict("records"):
        name = row["name"].split(" ")[-1] if row["indicator"] in (12, 31) else ""
        rows[(row["indicator"], row["part"], row["unit"], row["stage"], name)] = row
    if len(rows) != len(results):
        lines.append(f"two result rows share a key: {len(results)} rows, {len(rows)} keys")
    lines += [f"only in the product: {key}" for key in rows.keys() - wanted.results.keys()]
    lines += [f"only in the reckoning: {key}" for key in wanted.results.keys() - rows.keys()]
    for key in rows.keys() & wanted.results.keys():
        if not _same_result(key, rows[key], wanted.results[key]):
            row = {
                name: rows[key][name] for name in ("status", "value", "numerator", "denominator", "line", "tolerance")
            }
            lines.append(f"{key}: product {row}, reckoned {wanted.results[key]}")
    values = balance.set_index(["indicator", "stage"])["value"].to_dict()
    if values.keys() != wanted.squared_coefficients.keys():
        lines.append(f"coefficients of {values.keys() ^ wanted.squared_coefficients.keys()}")
    for key, squared in wanted.squared_coefficients.items():
        root = None if squared is None else sqrt(squared)
        if not close(values.get(key), root):
            lines.append(f"coefficient {key}: product {values.get(key)}, reckoned {root}")
    said = {(r["rule"], r["level"], r["unit"], r["stage"]): r for r in verdicts.to_dict("records")}
    if len(said) != len(verdicts):
        lines.append(f"two verdicts share a key: {len(verdicts)} rows, {len(said)} keys")
    for key in said.keys() | wanted.verdicts.keys():
        verdict = said[key]["verdict"] if key in said else None
        if verdict != wanted.verdicts.get(key):
            lines.append(f"{key}: product {verdict}, reckoned {wanted.verdicts.get(key)}")
    for key, counts in wanted.counts.items():
        if key in said and counts != (said[key]["value"], said[key]["line"]):
            lines.append(f"{key}: product {said[key]['value']} of {said[key]['line']}, reckoned {counts}")
    return sorted(lines)


def _same_result(key: tuple[Any, ...], row: Mapping[str, Any], own: reckoner.Result) -> bool:
    if row["status"] != own.status:
        return False
    if own.status in (reckoner.NO_DATA, reckoner.NOT_APPLICABLE):
        return own.status != reckoner.NO_DATA or own.value is not None or bool(pd.isna(row["value"]))
    # The two sides of the tilt are cross-multiplied differently.
    compared = ("value",) if key[:2] == (21, "tilt") else ("value", "numerator", "denominator", "line")
    return all(close(row[name], getattr(own, name)) for name in compared)


def close(found: float | None, wanted: object) -> bool:
    """Whether a float stands for the exact number, or both are blank. 数值是否一致。"""
    if wanted is None or found is None or pd.isna(found):
        return wanted is None and pd.isna(found)
    return isclose(found, float(wanted), rel_tol=1e-9, abs_tol=1e-9)  # type: ignore[arg-type]


def smallest(drawn: Drawn, code: str, rules: RuleBook, as_of: date) -> Drawn:
    """The county without every row and every cell that its first disagreement can do without. 最小反例。"""
    about = _about(disagreements({code: drawn}, rules, as_of)[code][0])

    def disagrees(county: Drawn) -> bool:
        listed = {row["school"] for row in county["schools"]}
        if not any(STAGES[row["kind"]] for row in county["schools"]):
            return False
        named = {row.get("school") for rows in county.values() for row in rows} - {None}
        if named - listed:
            return False
        return about in map(_about, disagreements({code: county}, rules, as_of).get(code, []))

    changed = True
    while changed:
        changed = False
        for name in BY_NAME:
            for at in reversed(range(len(drawn[name]))):
                fewer = drawn | {name: drawn[name][:at] + drawn[name][at + 1 :]}
                if name != "county" and disagrees(fewer):
                    drawn, changed = fewer, True
        for name, table in BY_NAME.items():
            needed = {column.name for column in table.columns if column.key or column.required}
            for at, row in enumerate(drawn[name]):
                for column in [key for key, cell in row.items() if cell is not None and key not in needed]:
                    rows = [own | {column: None} if i == at else own for i, own in enumerate(drawn[name])]
                    if disagrees(drawn | {name: rows}):
                        drawn, changed = drawn | {name: rows}, True
    return drawn


def _about(line: str) -> str:
    """What a disagreement is about, whatever the figures."""
    return line.split(": ")[0]


def as_case(drawn: Drawn, lines: list[str], as_of: date) -> str:
    """A county in the words of a case file, with what the two sides say. 案例文字。"""
    plain: dict[str, Any] = {"name": "复算不一致的最小的县", "as_of": as_of}
    for name, rows in drawn.items():
        kept = [{key: _plain(cell) for key, cell in row.items() if cell is not None} for row in rows]
        if any(kept):
            plain[name] = kept
    said = "\n".join(f"# {line}" for line in lines)
    return yaml.safe_dump([plain], allow_unicode=True, sort_keys=False) + said + "\n"


def _plain(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell
