"""Verbs that print pages: report, forms, check, methodology. 生成报告的命令。"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.markup import escape

from ..errors import UserError
from ..project import Project, find_project
from .shared import AsOf, County, Year, err, errors_in_chinese, out, rule_date_of, shown

app = typer.Typer()


@app.command()
def report(
    county: County = "620702",
    year: Year = "2025",
    as_of: AsOf = None,
    kernel: Annotated[
        str,
        typer.Option(
            "--kernel", metavar="方式", help="forked 由预热进程派生（快）；fresh 另起 Jupyter 内核（与手工运行相同）。"
        ),
    ] = "forked",
) -> None:
    """评估一个县并生成报告：网页、PDF、笔记本和数据表，存入 reports/<年份>/<代码>/。"""
    with errors_in_chinese():
        project = find_project()
        if kernel not in ("forked", "fresh"):
            raise UserError(f"--kernel 只能是 forked 或 fresh，现在是“{kernel}”。")
        from ..running.engine import fork_server

        if kernel == "forked":
            # The server imports while this process does.
            fork_server.warm_up(fork_server.NOTEBOOK)
        date = rule_date_of(project, county, year, as_of)
        from ..running.one_notebook import NotebookFailed
        from ..running.one_page import print_page
        from ..running.task import county_task

        begun = perf_counter()
        with err.status("准备…") as status:
            try:
                printed = print_page(project, county_task(project, county, year, date), kernel, _stepper(status, begun))
            except NotebookFailed as error:
                if error.kind == "DataError":
                    status.stop()
                    _check(project, county, year)
                raise
        page = printed.page
        out.print(f"{page['name']} {year} 年评估结论：{page['verdict']}")
        out.print(page["because"], markup=False)
        unmet = page["unmet"]
        out.print(f"未完全达标的指标：{len(unmet)} 项" + (f"（{'、'.join(str(n) for n in unmet)}）" if unmet else ""))
        if page["synthetic"]:
            out.print("注意：本报告由合成数据生成，不反映任何真实情况。")
        for path in sorted(printed.folder.iterdir()):
            out.print(f"  {shown(path, project)}")
        out.print(f"用时 {printed.seconds:.1f} 秒")


@app.command()
def check(county: County = "620702", year: Year = "2025") -> None:
    """只校验一个县的数据，列出每个问题的文件、工作表、单元格、现有内容和允许内容，不出报告。"""
    with errors_in_chinese():
        if _check(find_project(), county, year):
            raise typer.Exit(1)


@app.command()
def methodology(
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="日期", help="规则日期，如 2025-09-01；不写则取今天。", show_default=False)
    ] = "",
) -> None:
    """生成方法说明：每个数字的含义、算法、标准、例外情形和条文理解，存入 reports/methodology/。"""
    with errors_in_chinese():
        from datetime import date

        from ..running.one_page import print_methodology

        project = find_project()
        printed = print_methodology(project, as_of or date.today().isoformat())
        for path in sorted(printed.folder.iterdir()):
            out.print(f"  {shown(path, project)}")


@app.command()
def forms(county: County = "620702", year: Year = "2025", as_of: AsOf = None) -> None:
    """生成自评申报表（表Ⅰ—表Ⅵ，Excel）和自评报告（Word），存入 reports/<年份>/<代码>.forms/。"""
    with errors_in_chinese():
        from ..running.print_forms import print_forms
        from ..running.task import FORMS, task_for

        project = find_project()
        with err.status("生成自评申报表和自评报告…"):
            folder = print_forms(
                project, task_for(project, FORMS, county, year, rule_date_of(project, county, year, as_of), {})
            )
        for path in sorted(folder.iterdir()):
            out.print(f"  {shown(path, project)}")


def _stepper(status: Any, begun: float) -> Callable[[str], None]:
    """Show what is going on: a spinner on a terminal, plain lines elsewhere."""

    def step(text: str) -> None:
        if err.is_terminal:
            status.update(f"{text}…")
        else:
            err.print(f"[{perf_counter() - begun:5.1f} 秒] {text}", markup=False)

    return step


def _check(project: Project, county: str, year: str) -> bool:
    """Print the findings and write the data-check page; True where something is blocking."""
    from ..intake.findings import SEVERITIES, blocking
    from ..running.print_check import print_check

    name, intake, folder = print_check(project, county, year)
    for finding in intake.findings:
        colour = "red" if finding.severity == "blocking" else "yellow"
        place = "!".join(filter(None, (finding.file, finding.sheet, finding.cell)))
        said = [
            finding.message,
            f"现有：{finding.found}" if finding.found else "",
            f"允许：{finding.allowed}" if finding.allowed else "",
        ]
        out.print(
            f"[{colour}]{SEVERITIES[finding.severity]}[/{colour}] {escape(place)} {escape('；'.join(filter(None, said)))}"
        )
    stopping = len(blocking(intake.findings))
    out.print(
        f"{name}：须更正 {stopping} 处，请核实 {len(intake.findings) - stopping} 处。清单：{shown(folder, project)}"
    )
    return bool(stopping)
