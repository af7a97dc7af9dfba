"""Two printed tables, value by value. 数据表的比较。"""

from __future__ import annotations

from ..errors import UserError
from ..pages.printed_tables import read_table
from .differences import ChangedPlace, excerpts

#: The columns that name a row.
KEYS = {
    "results.csv": ("indicator", "part", "level", "unit", "name", "stage"),
    "verdicts.csv": ("rule", "unit", "stage"),
    "numbers.csv": ("id",),
}
FIRST = 2


def table_changes(name: str, stored: bytes, fresh: bytes) -> list[ChangedPlace]:
    """Rows missing, added or doubled, columns missing or added, values changed. 数据表的差异。

    name : results.csv, verdicts.csv or numbers.csv
    """
    try:
        headings, rows = read_table(stored, name)
    except UserError as error:
        return [ChangedPlace("", message=str(error))]
    expected_headings, expected_rows = read_table(fresh, name)
    changes = []
    if headings != expected_headings:
        changes.append(ChangedPlace("表头", "、".join(headings), "、".join(expected_headings)))
    lost = [column for column in KEYS[name] if column not in headings]
    if lost:
        return changes
    found: dict[tuple[str, ...], tuple[int, dict[str, str]]] = {}
    for line, row in enumerate(rows, FIRST):
        key = tuple(row[column] for column in KEYS[name])
        if key in found:
            changes.append(ChangedPlace(f"第{line}行（{_words(key)}）", message=f"与第{found[key][0]}行重复"))
        found.setdefault(key, (line, row))
    for expected in expected_rows:
        key = tuple(expected[column] for column in KEYS[name])
        if key not in found:
            changes.append(ChangedPlace(_words(key), message="缺少这一行"))
            continue
        line, row = found.pop(key)
        for column in headings:
            if column in expected and row[column] != expected[column]:
                now, then = excerpts(row[column], expected[column])
                changes.append(
                    ChangedPlace(f"第{line}行（{_words(key)}）{column} 列", now or "（空白）", then or "（空白）")
                )
    changes += [ChangedPlace(f"第{line}行（{_words(key)}）", message="多出的一行") for key, (line, _) in found.items()]
    return changes or [ChangedPlace("", message="数值相同，写法（引号、换行、次序或编码）不同")]


def _words(key: tuple[str, ...]) -> str:
    return " ".join(filter(None, key))
