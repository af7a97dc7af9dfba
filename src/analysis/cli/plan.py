"""Verbs that take a plan to Excel and back: plan-template, plan-import. 方案命令。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import UserError
from ..project import find_project
from .shared import errors_in_chinese, out, shown

app = typer.Typer()
#: A plan's file: a division, or a template that counties adopt.
Name = Annotated[str, typer.Argument(metavar="代码", help="六位区划代码，或模板名（如 x_county_2026）。")]


@app.command("plan-template")
def plan_template(
    name: Name,
    file: Annotated[
        Path,
        typer.Option(
            "--out", metavar="文件", help="输出的工作簿；不写则为当前目录的 <代码>方案.xlsx。", show_default=False
        ),
    ] = Path(),
) -> None:
    """生成行动方案填报工作簿（Excel，一行一项任务）：已有方案的写入现有内容，没有的为空白。"""
    with errors_in_chinese():
        from ..planning.plan import Plan
        from ..planning.plan_book import write_plan_book
        from ..standard.yaml_files import parse, read_yaml

        project = find_project()
        path = project.root / "params" / "plans" / f"{name}.yml"
        plan = parse(Plan, read_yaml(path), path) if path.is_file() else None
        target = file if file != Path() else Path(f"{name}方案.xlsx")
        if target.suffix != ".xlsx":
            raise UserError(f"输出文件名应以 .xlsx 结尾，现在是“{target.name}”。")
        write_plan_book(plan, target, name)
        said = f"已写入现有方案 {sum(len(item.tasks) for item in plan.items)} 项任务" if plan else "空白工作簿"
        out.print(f"  {shown(target, project)}（{said}）", markup=False)


@app.command("plan-import")
def plan_import(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="文件", help="填好的方案工作簿。", show_default=False)],
    replace: Annotated[
        bool, typer.Option("--replace", help="替换已有的方案文件；不写时，已有方案内容不同则不写入。")
    ] = False,
) -> None:
    """导入行动方案工作簿，写成 params/plans/<代码>.yml；有问题的单元格一次列出，全部不导入。"""
    with errors_in_chinese():
        from ..atomic import write_whole
        from ..planning.plan_import import import_plan
        from ..planning.plan_yaml import plan_yaml
        from ..standard.load import read_rules

        project = find_project()
        if not file.is_file():
            raise UserError(f"找不到文件 {file}。")
        rules = read_rules(project.standards)
        plan, read = import_plan(file.name, file.read_bytes(), rules.every_card, rules.sources)
        if name not in (plan.division, plan.profile):
            raise UserError(
                f"{file.name} 的“方案”表写的是“{plan.division or plan.profile}”，与命令中的“{name}”不符，没有导入。"
            )
        path = project.root / "params" / "plans" / f"{name}.yml"
        content = plan_yaml(plan).encode()
        if path.is_file() and path.read_bytes() != content and not replace:
            raise UserError(
                f"{shown(path, project)} 已有内容不同的方案，没有写入。核对后加 --replace 替换；任务编号不要改动，台账按编号登记。"
            )
        write_whole(path, content)
        for cell, words, day in read:
            out.print(f"{cell}　{words} → {day}", markup=False)
        count = sum(len(item.tasks) for item in plan.items)
        out.print(f"已导入 {len(plan.items)} 个条目、{count} 项任务，其中 {len(read)} 个时限由原文读出。", markup=False)
        out.print(f"  {shown(path, project)}", markup=False)
