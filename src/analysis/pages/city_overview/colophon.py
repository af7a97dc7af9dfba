"""What the city's page was made from, and its tables. 数据来源与版本。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from ...printing.blocks import Block, Paragraph, TableBlock, TableColumn
from ...printing.display import Closed, Shown
from ...scoring.parts import MET
from ...scoring.results import COLUMNS as RESULT_COLUMNS
from ...scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from ...scoring.verdicts import WORDS
from ..county_report.colophon import VERSIONS, write_tables
from ..numbers import proofs_by_id
from ..words import chinese_date, school_year_words
from .city import City
from .verdicts import page_title


def colophon(city: City) -> Shown:
    """Who handed in what, which rules, which versions. 数据来源、规则与软件版本。"""
    standard = city.evaluation.rules.standard
    sources = tuple(
        (
            r.name,
            r.source.title,
            r.source.provided_by,
            chinese_date(r.source.received_on),
            "是" if r.source.synthetic else "否",
        )
        for r in city.counties
    )
    files = tuple(
        (report.name, name, digest) for report in city.counties for name, digest in sorted(report.intake.hashes.items())
    )
    blocks: list[Block] = [
        Paragraph(
            f"规则：{'、'.join(standard.documents)}，规则日期{chinese_date(city.as_of)}；各县规则日期和适用的地方文件相同，否则本页拒绝生成。"
        ),
        TableBlock(
            "各县数据来源",
            "table-city-sources",
            (
                TableColumn("县（区）"),
                TableColumn("数据", width="2fr"),
                TableColumn("提供单位", width="1fr"),
                TableColumn("接收日期"),
                TableColumn("合成数据"),
            ),
            sources,
        ),
        TableBlock(
            "原始数据文件",
            "table-city-files",
            (TableColumn("县（区）"), TableColumn("文件", width="1fr"), TableColumn("SHA-256", width="2fr")),
            files,
        ),
        TableBlock(
            "软件版本",
            "table-versions",
            (TableColumn("名称", width="1fr"), TableColumn("版本", width="1fr")),
            tuple(VERSIONS.items()),
        ),
    ]
    return Shown(blocks)


def finish_page(city: City, out: str) -> Closed:
    """Write results.csv, verdicts.csv and numbers.csv of all counties to `out`, if one is named. 输出数据文件。

    The tables of the county report, with `county` behind their columns.
    """
    evaluation = city.evaluation
    every = [city.numbers, *(report.numbers for report in city.counties)]
    numbers = pd.concat([register.frame() for register in every], ignore_index=True).sort_values(
        "id", ignore_index=True
    )
    frames = {
        "results.csv": evaluation.results[[*RESULT_COLUMNS, "county"]],
        "verdicts.csv": evaluation.verdicts[[*VERDICT_COLUMNS, "county"]],
        "numbers.csv": numbers,
    }
    if out:
        write_tables(frames, Path(str(out)))
    verdicts = {report.name: report.county_verdict("county")["verdict"] for report in city.counties}
    met = sum(verdict == MET for verdict in verdicts.values())
    unmet = sorted({card.number for report in city.counties for card in report.unmet})
    page: dict[str, Any] = {
        "title": page_title(city),
        "subtitle": f"{school_year_words(city.school_year)}，规则日期{chinese_date(city.as_of)}",
        "county": city.place.code,
        "counties": [report.county for report in city.counties],
        "name": city.place.name,
        "school_year": city.school_year,
        "as_of": city.as_of.isoformat(),
        "synthetic": city.synthetic,
        "verdict": f"{len(verdicts)}个县（区）中{met}个达标",
        "because": "，".join(f"{name}{WORDS[verdict]}" for name, verdict in verdicts.items())
        + (f"；没有数据：{'、'.join(place.name for place in city.missing)}" if city.missing else ""),
        "unmet": unmet,
        "numbers": proofs_by_id(numbers),
    }
    return Closed(page)
