"""The verb that writes a county's papers as Word files: papers. 公文命令。"""

from __future__ import annotations

from typing import Annotated

import typer

from ..project import find_project
from .shared import AsOf, County, Year, errors_in_chinese, out, rule_date_of, shown

app = typer.Typer()


@app.command()
def papers(
    county: County = "620702",
    year: Year = "2025",
    as_of: AsOf = None,
    on: Annotated[
        str, typer.Option("--date", metavar="日期", help="截至日期，如 2025-09-30；不写则取今天。", show_default=False)
    ] = "",
    office: Annotated[
        str, typer.Option("--office", metavar="单位", help="只写给这个单位；不写则全部。", show_default=False)
    ] = "",
) -> None:
    """生成只需盖章的公文（Word）：月报、报告、函、通知、承诺书、责任分工表、一校一策，存入 reports/<年份>/<代码>.papers/。"""
    with errors_in_chinese():
        from datetime import date

        from ..pages.county_report.colophon import write_tables
        from ..pages.office_letter.letters import open_letters
        from ..pages.papers.documents import documents
        from ..running.publish import published

        project = find_project()
        letters = open_letters(
            county, year, rule_date_of(project, county, year, as_of), on or date.today().isoformat(), office
        )
        folder = project.printed(county, year, "papers")
        written = 0
        with published(folder) as staging:
            for name, content in documents(letters):
                path = staging / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content)
                written += 1
            write_tables({"numbers.csv": letters.month.report.numbers.frame()}, staging)
        out.print(f"{letters.month.report.name}公文 {written} 件", markup=False)
        out.print(f"  {shown(folder, project)}", markup=False)
