"""What a new county starts with. 新建县的目录和填报表。"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from ..errors import UserError
from ..intake.template import write_workbook
from ..project import Project
from ..standard.load import RuleBook, read_rules
from ..standard.places import read_places

SOURCE = """\
# 数据来源说明：谁提供、何时收到、是否合成数据。填好后再运行校验。
county: "{county}"
school_year: "{year}"
title: {name}{year}年义务教育学校数据
provided_by: {name}教育局
received_on: {today}
synthetic: false
note: ""
files: {{}}
"""
PARAMS = """\
# 本县的参数：每年数据按哪一天的规则评估。
county: "{county}"
reports:
  {year}: {{as_of: {as_of}}}
"""


def write_template(project: Project, path: Path, force: bool = False) -> None:
    """The empty workbook. 空白填报工作簿。Raises UserError where the file is there already."""
    if path.exists() and not force:
        raise UserError(f"文件 {path} 已存在，没有覆盖。换一个文件名，或加 --force。")
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"填报工作簿应以 .xlsx 结尾，现在是“{path.name}”。")
    if not path.resolve().parent.is_dir():
        raise UserError(f"目录 {path.resolve().parent} 不存在，请先建好。")
    rules = read_rules(project.standards)
    write_workbook(path, vetoes=[veto.label for veto in rules.standard.vetoes], parts=parts_sheet(rules))


def parts_sheet(rules: RuleBook) -> list[tuple[int, str, str, str, str]]:
    """Rows of 指标与分项: number, indicator, part, valid answers, tolerance. 指标与分项。"""
    rows: list[tuple[int, str, str, str, str]] = []
    for card in rules.cards:
        for part in card.parts:
            if part.formula == "attested":
                rows.append((card.number, card.label, part.label, "、".join(part.answers), ""))
        for tolerance in card.tolerances:
            rows.append((card.number, card.label, "", "符合、不符合", f"{tolerance.id} {tolerance.label}"))
    return rows


def write_county(project: Project, county: str, name: str, year: str, as_of: str | None, parent: str) -> list[Path]:
    """Parameters, source record, workbook and place of a new county. 新建县。

    Raises UserError for a code that is none, or where anything is there already; nothing is overwritten.
    """
    if not re.fullmatch(r"\d{6}", county):
        raise UserError(f"区划代码应为 6 位数字，现在是“{county}”。")
    if not re.fullmatch(r"\d{4}", year):
        raise UserError(f"年份应为 4 位数字，现在是“{year}”。")
    try:
        day = date.fromisoformat(as_of) if as_of else date(int(year), date.max.month, date.max.day)
    except ValueError as error:
        raise UserError(f"规则日期应写成 2025-09-01 这样的日期，现在是“{as_of}”。") from error
    params, raw = project.counties / f"{county}.yml", project.raw(county, year)
    there = [str(path) for path in (params, raw) if path.exists()]
    if there:
        raise UserError(f"已经有 {'、'.join(there)}，没有改动。")
    raw.mkdir(parents=True)
    params.write_text(PARAMS.format(county=county, year=year, as_of=day.isoformat()), encoding="utf-8")
    source, workbook = raw / "SOURCE.yml", raw / f"{name}义务教育学校数据.xlsx"
    source.write_text(
        SOURCE.format(county=county, year=year, name=name, today=date.today().isoformat()), encoding="utf-8"
    )
    write_template(project, workbook)
    return [params, source, workbook, *_add_place(project, county, name, parent)]


def _add_place(project: Project, county: str, name: str, parent: str) -> list[Path]:
    places = read_places(project.places)
    if county in places:
        return []
    above = parent or f"{county[:-2]}00"
    with project.places.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow([county, name, above, "", ""])
    return [project.places]
