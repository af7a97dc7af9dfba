"""The page: its title, a sheet a school, its end. 一校一策页面。"""

from __future__ import annotations

from pathlib import Path

from IPython.display import display

from ...planning.gaps import COLUMNS as GAP_COLUMNS
from ...printing.blocks import Block, Bullets, Callout, Heading, Paragraph
from ...printing.display import Closed, Shown
from ...scoring.results import COLUMNS as RESULT_COLUMNS
from ...scoring.verdicts import COLUMNS as VERDICT_COLUMNS
from ..county_report.colophon import write_tables
from ..numbers import proofs_by_id
from ..words import chinese_date, school_year_words
from .sheet import sheet
from .sheets import Sheets


def title(sheets: Sheets) -> Shown:
    """What the sheets are, and how they are read. 标题与说明。"""
    report, standard = sheets.report, sheets.report.evaluation.rules.standard
    number = report.numbers.count("A-sheets", len(sheets.schools), "一校一策份数", "至少一项指标适用的学校计数", "所")
    blocks: list[Block] = [
        Heading(_title(sheets), "top", level=1),
        Paragraph(
            (
                f"{report.full_name}（{report.county}），{school_year_words(report.school_year)}数据，按{chinese_date(report.as_of)}有效的规则评估，共",
                number,
                "所学校，每校一份。",
            )
        ),
        Bullets(
            (
                f"“底线”是标准的{report.floor}%：{standard.school_rule.label}允许1项资源配置指标低于标准，但不得低于底线（{standard.school_rule.clause.document}）。",
                "“差额”是达到标准、达到底线还需增加的实有数量：人数、间数和班级数按整数进位，面积和金额进位到两位小数，补足即达标。",
                "一贯制学校的校舍、场馆、设备和网络多媒体教室由各学段共用，差额是全校需增加的数量；两个学段都有差额的，取较大的一个，不相加。",
                "“位次”按数值由高到低，在全县同学段参评校（段）中排列。缺数据的，差额为未知，不是零。",
            )
        ),
    ]
    if sheets.day is not None:
        said = (
            "没有行动方案适用于本县，各校不列台账事项。"
            if sheets.lines is None
            else f"“台账未销号事项”截至{chinese_date(sheets.day)}：评估在本校立账的事项，和行动方案点名本校的任务；对全县各校的普遍要求见月报。"
        )
        blocks.append(Paragraph(said))
    if report.synthetic:
        blocks.insert(
            2,
            Callout(
                "open",
                "本页所用学校数据为合成数据，仅供演示和检验。",
                ("数值、位次和结论不反映任何真实学校或地区的情况。",),
            ),
        )
    return Shown(blocks)


def show(sheets: Sheets) -> None:
    """One sheet after the other, each a section of its own. 逐校显示。"""
    for at, school in enumerate(sheets.schools, 1):
        display(Shown(sheet(sheets, school, at), sheet=sheets.units[school]["name"] or school))  # type: ignore[no-untyped-call]


def finish_page(sheets: Sheets, out: str) -> Closed:
    """Write the gaps, and the tables that the numbers lead to, to `out`, if one is named; tell the exporters what the page is. 输出数据文件。"""
    report = sheets.report
    evaluation, numbers = report.evaluation, report.numbers.frame()
    if out:
        frames = {
            "gaps.csv": sheets.gaps[GAP_COLUMNS[1:]],
            "results.csv": evaluation.results[RESULT_COLUMNS],
            "verdicts.csv": evaluation.verdicts[VERDICT_COLUMNS],
            "numbers.csv": numbers,
        }
        write_tables(frames, Path(str(out)))
    failed = [
        school
        for school in sheets.schools
        if any(row["verdict"] == "not_met" for row in sheets.segments.get(school, ()))
    ]
    return Closed(
        {
            "title": _title(sheets),
            "subtitle": f"{school_year_words(report.school_year)}，规则日期{chinese_date(report.as_of)}",
            "county": report.county,
            "name": report.name,
            "school_year": report.school_year,
            "as_of": report.as_of.isoformat(),
            "synthetic": report.synthetic,
            "verdict": f"{len(sheets.schools)}所学校",
            "because": f"{len(failed)}所学校未通过校级综合达标",
            "unmet": [card.number for card in report.unmet],
            "sheets": list(sheets.schools),
            "numbers": proofs_by_id(numbers),
        }
    )


def _title(sheets: Sheets) -> str:
    return f"{sheets.report.name}义务教育学校“一校一策”"
