"""Verbs that start something new: template, new-county, new-indicator. 新建类命令。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..project import find_project
from .shared import Year, errors_in_chinese, out

app = typer.Typer()


@app.command()
def template(
    path: Annotated[Path, typer.Argument(metavar="文件", help="要生成的 Excel 文件。")] = Path("学校数据填报表.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖。")] = False,
) -> None:
    """生成空白的填报工作簿：表头、单位、下拉选项和填写说明都已就位。"""
    with errors_in_chinese():
        from ..running.scaffold import write_template

        write_template(find_project(), path, force)
        out.print(
            f"已生成 {path}。填好后放入 data/raw/<代码>/<年份>/，再运行：python -m analysis check <代码> --year <年份>"
        )


@app.command("new-county")
def new_county(
    county: Annotated[str, typer.Argument(metavar="区划代码", help="六位区划代码。")],
    name: Annotated[str, typer.Argument(metavar="县名", help="县（市、区）名称。")],
    year: Year = "2025",
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="日期", help="规则日期，如 2025-09-01；不写则取该年 12 月 31 日。", show_default=False
        ),
    ] = None,
    parent: Annotated[
        str, typer.Option("--parent", metavar="代码", help="上级区划代码；不写则取前四位加 00。", show_default=False)
    ] = "",
) -> None:
    """为一个新的县（或已有县的新一年）建好目录：参数文件、数据来源说明、空白填报工作簿和区划名称。"""
    with errors_in_chinese():
        from ..running.scaffold import write_county

        for path in write_county(find_project(), county, name, year, as_of, parent):
            out.print(f"  {path}")
        out.print(
            f"已为 {name}（{county}）建好目录。下一步：填写工作簿和 SOURCE.yml，再运行：python -m analysis check {county} --year {year}"
        )


@app.command("new-indicator")
def new_indicator(
    number: Annotated[int, typer.Argument(metavar="序号", help="指标序号，不得与已有指标重复。")],
    slug: Annotated[str, typer.Argument(metavar="英文名", help="小写英文，下划线连接，如 student_teacher_ratio。")],
) -> None:
    """写出一张新指标卡和它的案例文件，各项标题齐全，照提示填写即可。"""
    with errors_in_chinese():
        from ..standard.new_card import write_card

        for path in write_card(find_project(), number, slug):
            out.print(f"  {path}")
        out.print("已写出指标卡和案例文件。填好后运行 make test。")
