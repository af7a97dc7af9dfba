"""The verb that imports a bureau's own files. 导入类命令。"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.markup import escape

from ..project import find_project
from .shared import County, Year, err, errors_in_chinese, out, shown

app = typer.Typer()
#: Problems shown on the console; the page has them all.
_SHOWN = 30


@app.command("import")
def import_(
    county: County,
    folder: Annotated[
        Path,
        typer.Option(
            "--from", metavar="文件夹", help="存放统计报表、名单、问卷、填报工作簿的文件夹，可含子文件夹和 .zip。"
        ),
    ],
    year: Year = "2025",
    into: Annotated[
        Path | None,
        typer.Option(
            "--into", metavar="文件夹", help="写到别的文件夹；不写则为 data/raw/<代码>/<年份>/。", show_default=False
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="已有数据时用导入结果代替；原有数据移到 data/replaced/，不删除。")
    ] = False,
    synthetic: Annotated[bool, typer.Option("--synthetic", help="导入的是合成数据，每页都会注明。")] = False,
    provided_by: Annotated[
        str,
        typer.Option("--provided-by", metavar="单位", help="提供数据的单位；不写则为本县教育局。", show_default=False),
    ] = "",
) -> None:
    """从现有文件导入一个县的数据：统计报表、班级名单、问卷、填报工作簿，每个数都记下原文件的单元格，并核对各来源。"""
    with errors_in_chinese():
        from ..intake.findings import SEVERITIES, blocking
        from ..running.import_files import import_files

        project = find_project()
        begun = perf_counter()
        with err.status("读取文件…") as status:

            def step(what: str, done: int, of: int) -> None:
                if err.is_terminal:
                    status.update(f"读取 {done}/{of} {escape(what)}")
                elif done and done % 100 == 0:
                    err.print(f"[{perf_counter() - begun:5.1f} 秒] {done}/{of} {what}", markup=False)

            result = import_files(project, county, year, folder, into, replace, synthetic, provided_by, step)
        imported = result.imported
        for finding in imported.findings[:_SHOWN]:
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
        if len(imported.findings) > _SHOWN:
            out.print(f"……另有{len(imported.findings) - _SHOWN}条，见核对页。")
        stopping = len(blocking(imported.findings))
        differing = sum(not line.agrees for line in imported.compared)
        out.print(
            f"{result.name}{year}年：读取{len(imported.files)}个文件，须更正{stopping}处，请核实{len(imported.findings) - stopping}处。"
        )
        out.print(f"各来源核对：{len(imported.compared) - differing}个数一致，{differing}个数不一致。")
        out.print(f"各表共{imported.filled}个单元格有内容，其中手工填写{imported.typed}个。")
        where = shown(result.target.resolve(), project)
        out.print(f"已写入 {where}" if result.written else f"{where} 中已有的数据与导入结果逐格相同，没有改动。")
        for path in result.pages:
            out.print(f"  {shown(path, project)}")
        out.print(f"用时 {perf_counter() - begun:.1f} 秒。下一步：python -m analysis check {county} --year {year}")
        if stopping:
            raise typer.Exit(1)
