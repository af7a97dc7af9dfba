"""One command, a verb per job. 命令行。

Exit codes: 0 done; 1 the data must be corrected first, or a check found differences; 2 wrong words or missing files;
3 a notebook failed. Heavy imports stay inside the verbs, so that --help answers at once.
"""

from __future__ import annotations

import sys

import typer

from . import diff, dossier, importing, national, pages, papers, plan, planning, proof, receipt, run, scaffold

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="县域义务教育优质均衡发展督导评估工作簿：读一个县的学校数据，按 32 项指标评估，生成网页和 PDF 报告。"
    "退出码：0 成功；1 数据须先更正，或核对发现不同；2 命令、参数或文件有误；3 笔记本运行失败。",
)
for verbs in (importing, pages, run, national, proof, diff, plan, papers, dossier, planning, scaffold, receipt):
    app.add_typer(verbs.app)


def main() -> None:
    """Console script. 控制台命令。"""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Chinese Windows console may speak GBK, which lacks some of our signs.
            stream.reconfigure(errors="replace")
    app()
