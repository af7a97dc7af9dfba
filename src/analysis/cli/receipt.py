"""Verbs about data as received: record-receipt, data-dictionary. 数据接收的命令。"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from ..errors import UserError
from ..project import find_project
from .shared import County, Year, errors_in_chinese, out, shown

app = typer.Typer()
#: Cells that are listed on the screen; all are in the record.
LISTED = 30


@app.command("record-receipt")
def record_receipt(
    provided_by: Annotated[
        str, typer.Option("--from", metavar="单位", help="这次提供文件的单位或岗位，不填个人姓名。", show_default=False)
    ],
    county: County = "620702",
    year: Year = "2025",
    day: Annotated[
        str, typer.Option("--date", metavar="日期", help="收到日期，如 2025-10-20；不写则取今天。", show_default=False)
    ] = "",
    note: Annotated[
        str,
        typer.Option("--note", metavar="说明", help="为什么重新提交，如“更正北街小学在校生数”。", show_default=False),
    ] = "",
    old: Annotated[
        str,
        typer.Option(
            "--old",
            metavar="文件夹",
            help="改动之前的文件所在，用来逐格比较；不写则从最近一次报告保存的原始文件中找。",
            show_default=False,
        ),
    ] = "",
) -> None:
    """登记收到的（更正后的）数据文件：谁、何时、新旧校验值、逐格有何不同，并更新 SOURCE.yml。登记之后，校验不再提示文件被改动。"""
    with errors_in_chinese():
        from pathlib import Path

        from ..running.record_receipt import record

        try:
            received = date.fromisoformat(day) if day else date.today()
        except ValueError as error:
            raise UserError(f"收到日期 --date 应写成 2025-10-20 这样的日期，现在是“{day}”。") from error
        project = find_project()
        receipt = record(project, county, year, provided_by, received, note, Path(old) if old else None)
        for change in receipt.files:
            out.print(
                f"  {change.name}：{change.old[:12] or '未登记'} → {change.new[:12] or '不再有此文件'}", markup=False
            )
        for line in receipt.cells[:LISTED]:
            out.print(f"  {line}", markup=False)
        if len(receipt.cells) > LISTED:
            out.print(f"  ……共{len(receipt.cells)}处，全部记入 {shown(receipt.path, project)}", markup=False)
        out.print(f"{receipt.summary}已登记：{shown(receipt.path, project)}", markup=False)


@app.command("data-dictionary")
def data_dictionary() -> None:
    """按程序中的字段清单更新 docs/data-dictionary.md 里的各表。"""
    with errors_in_chinese():
        from ..atomic import write_whole
        from ..intake.dictionary import renewed

        path = find_project().root / "docs" / "data-dictionary.md"
        write_whole(path, renewed(path.read_text(encoding="utf-8")).encode("utf-8"))
        out.print(f"已更新 {path.name}。")
