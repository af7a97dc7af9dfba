"""What the page was made from, so that it can be made again. 版本与校验信息。"""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from ...printing.blocks import Block, Paragraph, TableBlock, TableColumn
from ...printing.display import Closed, Shown
from ...scoring.results import COLUMNS as RESULT_COLUMNS
from ...scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from ...scoring.verdicts import WORDS
from ...standard.rule_ids import indicator_rule
from ..numbers import proofs_by_id
from ..report import Report
from ..words import chinese_date, own_name, school_year_words

#: A negative number is not a formula.
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
LIBRARIES = ("junheng", "pandas", "numpy", "matplotlib", "papermill", "nbconvert", "typst")
#: What the page says it was made with. `verify` puts the versions of the page it checks here: other versions are told
#: on their own, and are no difference in themselves.
VERSIONS = {"Python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def colophon(report: Report) -> Shown:
    """Files with their hashes, rules with their dates, versions. 版本与校验信息。"""
    source = report.source
    blocks: list[Block] = [
        Paragraph(
            f"数据：{source.title}；提供单位：{source.provided_by}；接收日期：{chinese_date(source.received_on)}。{source.note}"
        ),
        Paragraph(f"规则日期：{chinese_date(report.as_of)}。以下文件哈希值用于核对数据是否被改动。"),
        TableBlock(
            "原始数据文件",
            "table-files",
            (TableColumn("文件", width="1fr"), TableColumn("SHA-256", width="2fr")),
            tuple(sorted(report.intake.hashes.items())),
        ),
        TableBlock(
            "评估所依据的文件",
            "table-sources",
            (
                TableColumn("文件", width="1fr"),
                TableColumn("名称", width="2fr"),
                TableColumn("持有情况"),
                TableColumn("核对日期"),
            ),
            tuple(
                (name, s.title, HELD[s.held], s.last_read_on.isoformat())
                for name, s in report.evaluation.rules.sources.items()
            ),
        ),
        TableBlock(
            "软件版本",
            "table-versions",
            (TableColumn("名称", width="1fr"), TableColumn("版本", width="1fr")),
            tuple(VERSIONS.items()),
        ),
    ]
    return Shown(blocks)


HELD = {"text": "持有原文", "copy": "持有转载本", "cited": "仅见引用"}


def finish_page(report: Report, out: str) -> Closed:
    """Write results.csv, verdicts.csv and numbers.csv to `out`, if one is named; tell the exporters what the page is. 输出数据文件。"""
    evaluation = report.evaluation
    numbers = report.numbers.frame()
    frames = {
        "results.csv": evaluation.results[RESULT_COLUMNS],
        "verdicts.csv": evaluation.verdicts[VERDICT_COLUMNS],
        "numbers.csv": numbers,
    }
    if out:
        write_tables(frames, Path(str(out)))
    standard = evaluation.rules.standard
    return Closed(
        {
            "title": f"{report.name}{own_name(standard.name)}报告",
            "subtitle": f"{school_year_words(report.school_year)}，规则日期{chinese_date(report.as_of)}",
            "county": report.county,
            "name": report.name,
            "school_year": report.school_year,
            "as_of": report.as_of.isoformat(),
            "synthetic": report.synthetic,
            "verdict": WORDS[report.county_verdict("county")["verdict"]],
            "because": report.county_verdict("county")["because"],
            "unmet": [card.number for card in report.unmet],
            "indicators": {
                f"{card.number}": report.county_verdict(indicator_rule(card.number))["verdict"] for card in report.cards
            },
            "numbers": proofs_by_id(numbers),
        }
    )


def write_tables(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """CSV that Excel opens (UTF-8 with BOM), in which text is never taken for a formula. 写出数据表。"""
    for name, frame in frames.items():
        texts = frame.select_dtypes(exclude="number").columns
        safe = frame.assign(**{column: frame[column].map(_not_a_formula) for column in texts})
        safe.to_csv(folder / name, index=False, encoding="utf-8-sig", lineterminator="\n")


def _not_a_formula(value: object) -> object:
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@") and not NUMBER.fullmatch(value)
    return f"'{value}" if risky else value
