"""The verb that scores many counties at once: score-many. 多县评估的命令。"""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from ..errors import UserError
from ..project import find_project
from .shared import err, errors_in_chinese, out

app = typer.Typer()


@app.command("score-many")
def score_many(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="数据",
            help="多县数据集（Parquet）的目录或网址（如 s3://桶名/目录），或 <区划代码>/<年份>/ 的数据目录，如 data/raw。",
        ),
    ],
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="日期", help="规则日期，如 2025-09-01。", show_default=False)
    ],
    target: Annotated[
        str,
        typer.Option(
            "--out", metavar="位置", help="结果存放的目录或网址；须为空目录或上次的结果。", show_default=False
        ),
    ],
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler",
            metavar="地址",
            help="Dask 集群地址，如 tcp://主机:8786；local 在本机起一个集群；不写则在本进程中评估。",
            show_default=False,
        ),
    ] = "",
    only_seven: Annotated[
        bool, typer.Option("--only-seven", help="只评资源配置七项、校级综合达标和校际差异系数。")
    ] = False,
    year: Annotated[
        str,
        typer.Option(
            "--year", "-y", metavar="年份", help="数据目录中有多个年份时写明；数据集不用写。", show_default=False
        ),
    ] = "",
    county: Annotated[
        list[str],
        typer.Option(
            "--county", "-c", metavar="区划代码", help="只评这些县，可写多次；不写则全部评估。", show_default=False
        ),
    ] = [],  # noqa: B006
) -> None:
    """一次评估全部县：结果和结论写成 Parquet 文件（results/、verdicts/），概要和数据有误、未评估的县写在 summary.json。"""
    with errors_in_chinese():
        from datetime import date

        from ..national.score_many import score_many as score
        from ..scoring.verdicts import WORDS
        from ..standard.load import read_rules

        try:
            day = date.fromisoformat(as_of)
        except ValueError as error:
            raise UserError(f"规则日期 --as-of 应写成 2025-09-01 这样的日期，现在是“{as_of}”。") from error
        project, begun = find_project(), perf_counter()
        with err.status("读取…") as status:
            found = score(
                dataset,
                read_rules(project.standards),
                day,
                only_seven=only_seven,
                year=year or None,
                corrections=project.corrections,
                counties=county or None,
                out=target,
                scheduler=scheduler or None,
                step=lambda done, total: status.update(f"已评估 {done} 组，共 {total} 组…"),
            )
        refused = found.refused
        for row in refused.to_dict("records"):
            out.print(f"未评估 {row['county']}：{row['fault']}", markup=False)
        scored = len(found.counties) - refused["county"].nunique()
        out.print(
            f"已评估 {scored} 个县，数据须先更正的 {refused['county'].nunique()} 个；规则日期 {day.isoformat()}。"
        )
        for verdict, number in found.tally.items():
            out.print(f"  {WORDS[verdict]}：{number} 个县")
        out.print(f"结果：{target}；用时 {perf_counter() - begun:.1f} 秒")
        if len(refused):
            raise typer.Exit(1)
