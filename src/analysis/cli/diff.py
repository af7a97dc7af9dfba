"""The verb that compares two printed reports: diff. 对比命令。"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..project import find_project
from .shared import err, errors_in_chinese, out, shown

app = typer.Typer()


@app.command()
def diff(
    old: Annotated[
        Path, typer.Argument(metavar="旧目录", help="较早的报告目录，如 reports/2024/620702。", show_default=False)
    ],
    new: Annotated[
        Path, typer.Argument(metavar="新目录", help="较晚的报告目录，如 reports/2025/620702。", show_default=False)
    ],
    into: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="目录", help="存放结果的目录；不写则存入新目录旁的 <代码>.diff/。", show_default=False
        ),
    ] = None,
) -> None:
    """对比两次报告：哪些结论变了，旧值和新值是多少，是数据、规则还是程序造成的。结果为 diff.html 和 diff.csv。"""
    with errors_in_chinese():
        from ..proof.diff import diff as compare
        from ..proof.diff_page import print_diff, write_diff
        from ..standard.load import read_rules

        project = find_project()
        with err.status("交叉重算…"):
            found = compare(project, old, new)
            rules = read_rules(project.standards)
            paths = write_diff(found, rules, into or new.resolve().with_name(f"{found.new.division}.diff"))
        print_diff(found, rules, out)
        for path in paths:
            out.print(f"  {shown(path, project)}")
