"""The comparison for people: a page, a table, a few lines on the terminal. 对比结果的呈现。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pandas as pd
from nbformat import v4
from pandas import isna, notna

from ..atomic import write_whole
from ..pages.county_report.colophon import write_tables
from ..pages.ids import result_id
from ..pages.printed_tables import table_in
from ..pages.words import chinese_date
from ..printing.blocks import Block, Callout, Heading, Mark, Number, Paragraph, TableBlock, TableColumn, Text
from ..printing.display import Closed, Shown
from ..printing.html_exporter import PageHTMLExporter
from ..rounding import NONE, plain_number
from ..scoring.verdicts import WORDS
from ..standard.load import RuleBook
from ..standard.rule_ids import indicator_number, is_indicator
from .diff import Diff, Row, Side, rows_of
from .diff_causes import ABSENT

if TYPE_CHECKING:
    from rich.console import Console

SIDES = {"old": "旧", "new": "新"}
COUNTY_RULES = {"county": "全县结论", "county_best": "可能的最好结论", "county_worst": "可能的最坏结论"}
HEADINGS = {
    "kind": "类别",
    "rule": "编号",
    "part": "分项",
    "label": "要求或指标",
    "unit": "对象代码",
    "who": "对象",
    "of": "学段",
    "old_status": "旧：结论",
    "new_status": "新：结论",
    "old_value": "旧：数值",
    "new_value": "新：数值",
    "old_line": "旧：标准",
    "new_line": "新：标准",
    "cause": "原因",
    "why": "说明",
}
KINDS = {"verdict": "结论", "result": "评分结果"}
#: Rows shown on a terminal; the page and the file have all.
MOST = 30
#: Shorter tables need no search.
FEW = 10


def write_diff(found: Diff, rules: RuleBook, folder: Path) -> list[Path]:
    """Write diff.csv and diff.html. 写出对比表和网页。

    rules : for the names of indicators and stages
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row_in_words(row, rules, found.names) for row in rows_of(found)]
    words = [row | {f"{side}_status": _status(row[f"{side}_status"]) for side in SIDES} for row in rows]
    write_tables({"diff.csv": pd.DataFrame(words, columns=list(HEADINGS)).rename(columns=HEADINGS)}, folder)
    write_whole(folder / "diff.html", _page(found, rows, rules).encode("utf-8"))
    return [folder / "diff.html", folder / "diff.csv"]


def row_in_words(row: Row, rules: RuleBook, names: Mapping[str, str]) -> Row:
    """A changed row with its words: kind, label, who, of (stage). 一行的文字。"""
    stages = {str(key): label for key, label in rules.standard.stages.items()}
    rule, label = row["rule"], row["name"]
    if is_indicator(rule):
        card = rules.by_number.get(indicator_number(rule))
        part = next((part.label for part in card.parts if part.id == row["part"]), "") if card else row["part"]
        label = f"指标{int(rule.removeprefix('indicator_'))}{card.short if card else ''}" + (f"·{part}" if part else "")
    elif rule in COUNTY_RULES:
        label = COUNTY_RULES[rule]
    elif rule == "school_rule":
        label = rules.standard.school_rule.label
    who = names.get(row["unit"], row["unit"]) + row["item"] if row["level"] == "county" else row["name"]
    return row | {"kind": KINDS[row["what"]], "label": label, "who": who, "of": stages.get(row["stage"], "")}


def print_diff(found: Diff, rules: RuleBook, out: Console) -> None:
    """The summary, then the verdicts of the county and its schools. 在终端显示。"""
    from rich.table import Table as RichTable

    for line in summary(found):
        out.print(line, markup=False)
    rows = [row_in_words(row, rules, found.names) for row in rows_of(found) if row["what"] == "verdict"]
    if not rows:
        return
    table = RichTable(caption=f"共 {len(rows)} 项，显示前 {MOST} 项。" if len(rows) > MOST else None)
    for heading in ("对象", "要求或指标", "旧", "新", "原因"):
        table.add_column(heading, overflow="fold")
    for row in rows[:MOST]:
        table.add_row(
            _who(row),
            row["label"],
            *(_status(row[f"{side}_status"]) + _figures(row, side) for side in SIDES),
            row["cause"],
        )
    out.print(table, soft_wrap=False)


def summary(found: Diff) -> list[str]:
    """What was compared, how much changed, and by what. 摘要。"""
    verdicts, results = (found.changed[found.changed.index.get_level_values("what") == what] for what in KINDS)
    counts = Counter(found.changed["cause"])
    said = [
        f"旧：{_named(found.old)}",
        f"新：{_named(found.new)}",
        f"结论有变化的 {len(verdicts)} 项，评分结果有变化的 {len(results)} 条；另有 {found.moved} 处数值变化而结论未变。",
    ]
    if counts:
        said.append("原因：" + "，".join(f"{cause} {count} 处" for cause, count in counts.most_common()) + "。")
    if found.exact:
        said.append("原因由交叉重算得出：两份数据分别按两套规则重算，逐一看换上哪一项足以得到新结论。")
    else:
        said.append(f"未能交叉重算（{found.lost}），原因只按两份报告本身能证明的判断，不能证明的写“无法区分”。")
    return said


def _named(side: Side) -> str:
    return f"{side.folder}（{side.said.title}，{side.said.task.school_year}年数据，规则日期{chinese_date(side.as_of)}，结论{side.said.verdict}）"


def _who(row: Row) -> str:
    return row["who"] + (f"（{row['of']}）" if row["of"] else "")


def _status(status: str) -> str:
    return "无此项" if status == ABSENT else WORDS[status]


def _figures(row: Row, side: str) -> str:
    value, line = row[f"{side}_value"], row[f"{side}_line"]
    return f" {plain_number(value)}/{plain_number(line)}" if notna(value) and notna(line) else ""


def _page(found: Diff, rows: list[Row], rules: RuleBook) -> str:
    """Through the exporter of the reports, so that it looks and behaves as they do."""
    numbers = _Numbers(found, rules)
    title = f"{found.new.said.title}变化及其原因"
    sections: dict[str, list[Block]] = {
        "": [Heading(title, "top", level=1), *(Paragraph(line) for line in summary(found)[:2])]
    }
    head, *more = summary(found)[2:]
    sections["一、概述"] = [Callout("info", head, tuple(more)), _causes(rows)]
    parts = {
        "二、县级结论的变化": [row for row in rows if row["what"] == "verdict" and row["level"] == "county"],
        "三、学校结论的变化": [row for row in rows if row["what"] == "verdict" and row["level"] != "county"],
        "四、评分结果的变化": [row for row in rows if row["what"] == "result"],
    }
    for at, (name, own) in enumerate(parts.items(), 1):
        sections[name] = [_table(name[2:], f"table-diff-{at}", own, numbers)] if own else [Paragraph("没有变化。")]
    cells = []
    for name, blocks in sections.items():
        cells += [v4.new_markdown_cell(f"## {name}")] if name else []
        cells.append(_cell(Shown(blocks)))
    synthetic = found.old.said.synthetic or found.new.said.synthetic
    cells.append(
        _cell(
            Closed(
                {
                    "title": title,
                    "subtitle": "两次报告的对比",
                    "synthetic": synthetic,
                    "verdict": head,
                    "numbers": numbers.used,
                }
            )
        )
    )
    page: str = PageHTMLExporter().from_notebook_node(v4.new_notebook(cells=cells))[0]
    return page


def _cell(shown: Shown | Closed) -> nbformat.NotebookNode:
    return v4.new_code_cell("", outputs=[v4.new_output("display_data", data=shown._repr_mimebundle_())])


def _causes(rows: list[Row]) -> TableBlock:
    counts = Counter((row["cause"], row["what"]) for row in rows)
    causes = dict.fromkeys(row["cause"] for row in rows)
    body = tuple((cause, *(str(counts[cause, what]) for what in KINDS)) for cause in causes)
    return TableBlock(
        "变化的原因",
        "table-causes",
        (TableColumn("原因", width="1fr"), *(TableColumn(f"{words}（处）", "right") for words in KINDS.values())),
        body,
    )


def _table(title: str, anchor: str, rows: list[Row], numbers: _Numbers) -> TableBlock:
    columns = (
        TableColumn("对象", width="1.4fr"),
        TableColumn("学段", filter=True),
        TableColumn("要求或指标", width="1.4fr"),
        TableColumn("旧结论", filter=True),
        TableColumn("新结论", filter=True),
        TableColumn("旧数值", "right"),
        TableColumn("新数值", "right"),
        TableColumn("旧标准", "right"),
        TableColumn("新标准", "right"),
        TableColumn("原因", filter=True),
        TableColumn("说明", width="2fr"),
    )
    body = tuple(
        (
            row["who"],
            row["of"] or "—",
            row["label"],
            *(_mark(row[f"{side}_status"]) for side in SIDES),
            *(numbers.value(row, side) for side in SIDES),
            *(_plain(row[f"{side}_line"]) for side in SIDES),
            row["cause"],
            row["why"] or "—",
        )
        for row in rows
    )
    notes = ("按校（段）、学校、班级判定的结论，数值为达标数，标准为应评数。",) if rows[0]["what"] == "verdict" else ()
    return TableBlock(title, anchor, columns, body, notes, tools=len(rows) > FEW)


def _mark(status: str) -> Text:
    return "无此项" if status == ABSENT else Mark(status)


def _plain(value: float) -> str:
    return plain_number(value) if notna(value) else NONE


class _Numbers:
    """Numbers of both reports; each leads to its proof in its own."""

    def __init__(self, found: Diff, rules: RuleBook) -> None:
        self._cards = rules.by_number
        self._proofs = {
            name: {row["id"]: row for row in table_in(side.folder, "numbers.csv", ("id",))}
            for name, side in (("old", found.old), ("new", found.new))
        }
        self.used: dict[str, dict[str, Any]] = {}

    def value(self, row: Row, side: str) -> Text:
        value = row[f"{side}_value"]
        proof = self._proofs[side].get(self._id(row))
        if isna(value) or proof is None:
            return _plain(value)
        id = f"{SIDES[side]}-{proof['id']}"
        self.used[id] = {key: text for key, text in proof.items() if text and key != "id"}
        return Number(id, proof["text"])

    def _id(self, row: Row) -> str:
        number = row["rule"].rpartition("_")[2]
        if row["rule"].startswith("balance_"):
            return f"K{number}-{row['stage']}"
        if row["what"] == "result" and int(number) in self._cards:
            return result_id({**row, "name": row["item"]}, self._cards[int(number)])
        return ""
