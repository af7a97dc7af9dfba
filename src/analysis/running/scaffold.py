"""What a new county starts with. 新建县的目录和填报表。"""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

from ..atomic import write_whole
from ..errors import UserError
from ..intake.template import write_workbook
from ..project import Project
from ..standard.county_params import read_county_params
from ..standard.load import RuleBook, read_rules
from ..standard.places import read_places

SOURCE = """\
# 数据来源说明：谁提供、何时收到、是否合成数据。填好后再运行校验。
county: "{county}"
school_year: "{year}"
title: "{name}{year}年义务教育学校数据"
provided_by: "{name}教育局"
received_on: {today}
synthetic: false
note: ""
files: {{}}
"""
PARAMS = """\
# 本县的参数：每年数据按哪一天的规则评估。
county: "{county}"
{offer}reports:
  {year}: {{as_of: {as_of}}}
"""
OFFER = """\
# 本县还没有自己的行动方案的，可先采用模板：去掉下一行行首的“# ”，再运行 ledger，就有台账、月报和函件。
# profiles: [{names}]
"""


def write_template(project: Project, path: Path, force: bool = False, county: str = "") -> None:
    """The empty workbook, with the vetoes that hold for `county` (or everywhere). 空白填报工作簿。

    Raises UserError where the file is there already, or cannot be.
    """
    if path.exists() and not force:
        raise UserError(f"文件 {path} 已存在，没有覆盖。换一个文件名，或加 --force。")
    if path.suffix.lower() != ".xlsx":
        raise UserError(f"填报工作簿应以 .xlsx 结尾，现在是“{path.name}”。")
    if not path.resolve().parent.is_dir():
        raise UserError(f"目录 {path.resolve().parent} 不存在，请先建好。")
    rules = read_rules(project.standards)
    vetoes = [v.label for v in rules.standard.vetoes if not v.divisions or county.startswith(v.divisions)]
    write_workbook(path, vetoes=vetoes, parts=parts_sheet(rules))


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
    """Parameters, source record, workbook and place of a new county, or of a new year of a county. 新建县或新年度。

    Raises UserError for a code that is none, or where that year is there already; nothing is overwritten.
    """
    if not re.fullmatch(r"\d{6}", county):
        raise UserError(f"区划代码应为 6 位数字，现在是“{county}”。")
    if not re.fullmatch(r"[\w·（）()]+", name):
        raise UserError(f"县名只能用汉字、字母、数字和间隔号，现在是“{name}”。")
    if not re.fullmatch(r"\d{4}", year):
        raise UserError(f"年份应为 4 位数字，现在是“{year}”。")
    try:
        day = date.fromisoformat(as_of) if as_of else date(int(year), date.max.month, date.max.day)
    except ValueError as error:
        raise UserError(f"规则日期应写成 2025-09-01 这样的日期，现在是“{as_of}”。") from error
    params, raw = project.counties / f"{county}.yml", project.raw(county, year)
    known = read_county_params(project.counties, county) if params.is_file() else None
    if raw.exists() or (known is not None and year in known.reports):
        raise UserError(f"{county} 的 {year} 年已经建好（{params} 或 {raw}），没有改动。")
    raw.mkdir(parents=True)
    if known is None:
        text = PARAMS.format(county=county, year=year, as_of=day.isoformat(), offer=_offer(project))
        params.write_text(text, encoding="utf-8")
    else:
        _add_year(project, params, county, year, day)
    source, workbook = raw / "SOURCE.yml", raw / f"{name}义务教育学校数据.xlsx"
    source.write_text(
        SOURCE.format(county=county, year=year, name=name, today=date.today().isoformat()), encoding="utf-8"
    )
    write_template(project, workbook, county=county)
    return [params, source, workbook, *_add_place(project, county, name, parent)]


def _offer(project: Project) -> str:
    """Plans that are no division's own are templates that a county may adopt."""
    plans = (project.counties.parent / "plans").glob("*.yml")
    names = sorted(path.stem for path in plans if not path.stem.isdigit())
    return OFFER.format(names=", ".join(names)) if names else ""


def _add_year(project: Project, params: Path, county: str, year: str, day: date) -> None:
    """One more line below `reports:`; the rest of the file, comments and all, stays as it is."""
    before = params.read_text(encoding="utf-8")
    head, mark, tail = before.partition("\nreports:\n")
    write_whole(params, f"{head}{mark}  {year}: {{as_of: {day.isoformat()}}}\n{tail}".encode())
    try:
        added = year in read_county_params(project.counties, county).reports
    except UserError:
        added = False
    if not added:
        write_whole(params, before.encode())
        raise UserError(
            f"没能在 {params} 里自动加上 {year} 年；请在 reports 下手工加一行：{year}: {{as_of: {day.isoformat()}}}"
        )


def _add_place(project: Project, county: str, name: str, parent: str) -> list[Path]:
    places = read_places(project.places)
    if county in places:
        return []
    above = parent or f"{county[:-2]}00"
    with project.places.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow([county, name, above, "", ""])
    return [project.places]
