"""Verbs that prove: explain, verify, compare-rules. 核对类命令。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UserError
from ..project import find_project
from .shared import County, Year, err, errors_in_chinese, out, rule_date_of, shown

app = typer.Typer()
#: What lies in folders that no notebook prints.
FILES = {
    "import": "数据导入与来源核对",
    "check": "数据问题清单",
    "forms": "申报表和自评报告",
    "ledger": "发给责任单位填报的工作簿",
    "timetable": "日历文件",
    "diff": "两次报告的对比",
}


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="已生成的报告目录。")] = Path("reports/2025/620702"),
) -> None:
    """从原始数据重算一份报告，与已生成的数据表、网页、PDF 和笔记本逐项核对，指出每一处不同。退出码：0 一致；1 不一致。"""
    with errors_in_chinese():
        from ..proof.verify import same
        from ..proof.verify import verify as recompute
        from ..proof.verify_words import print_verification

        _refuse_files(folder)
        with err.status("重算…"):
            found = recompute(find_project(), folder)
        print_verification(folder, found, out)
        if not same(found):
            raise typer.Exit(1)


def _refuse_files(folder: Path) -> None:
    what = folder.resolve().name.partition(".")[2]
    if what in FILES:
        raise UserError(
            f"“{folder}”存放的是{FILES[what]}，不是由笔记本生成的页面，verify 不能核对。请核对由同一份数据生成的报告，再重新生成这些文件。"
        )


@app.command()
def explain(
    id: Annotated[
        str,
        typer.Argument(
            metavar="编号", help="数字编号：网页上点击数字所示，或 numbers.csv 第一列。", show_default=False
        ),
    ],
    county: Annotated[
        str,
        typer.Option(
            "--county",
            "-c",
            metavar="区划代码",
            help="六位区划代码；先找县域报告，再找月报、一校一策等页面和所属市的页面。",
        ),
    ] = "620702",
    year: Year = "2025",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="目录",
            help="只查这个已生成的目录，如 reports/2025/620702.monthly_report。",
            show_default=False,
        ),
    ] = None,
) -> None:
    """说明已生成页面上一个数字的来历：算式、条款、文件、标准，以及每个来源单元格现在的内容。"""
    with errors_in_chinese():
        from ..proof.explain import explain as follow
        from ..proof.explain_where import folder_of
        from ..proof.explain_words import print_explanation

        project = find_project()
        where, others = (folder, ()) if folder else folder_of(project, county, year, id)
        print_explanation(follow(project, where, id), out)
        for other in others:
            out.print(
                f"注意：{shown(other, project)} 中同一编号的数字或算式不同；查它请加 --folder {shown(other, project)}",
                markup=False,
            )


@app.command("compare-rules")
def compare_rules(
    county: County = "620702",
    year: Year = "2025",
    as_of: Annotated[
        list[str], typer.Option("--as-of", metavar="日期", help="规则日期；写两次则比较两个日期。", show_default=False)
    ] = [],  # noqa: B006
    ruling: Annotated[
        list[str],
        typer.Option("--ruling", metavar="说明=读法", help="改用裁量说明的另一种读法，可写多次。", show_default=False),
    ] = [],  # noqa: B006
) -> None:
    """同一份数据按两个规则日期，或按条文的两种读法各评一次，列出每处不同的结论和造成不同的条款。"""
    with errors_in_chinese():
        from ..proof.compare_rules import compare_rules as compare

        project = find_project()
        dates = as_of or [rule_date_of(project, county, year)]
        path = compare(project, county, year, dates, ruling, out)
        out.print(f"全部不同之处：{shown(path, project)}")
