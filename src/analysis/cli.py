"""One command, a verb per job. 命令行。

Exit codes: 0 done; 1 the data must be corrected first; 2 wrong words or missing files; 3 a notebook failed.
Heavy imports stay inside the verbs, so that --help answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from .errors import UserError
from .project import Project, find_project

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="县域义务教育优质均衡发展督导评估工作簿：读一个县的学校数据，按 32 项指标评估，生成网页和 PDF 报告。"
    "退出码：0 成功；1 数据须先更正；2 命令、参数或文件有误；3 笔记本运行失败。",
)  # fmt: skip
out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

County = Annotated[str, typer.Argument(metavar="区划代码", help="六位区划代码，如 620702（甘州区）。", show_default=False)]
Year = Annotated[str, typer.Option("--year", "-y", metavar="年份", help="数据年份，即 data/raw/<代码>/ 下的目录名。")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="规则日期，如 2025-09-01；不写则取 params/counties/<代码>.yml。", show_default=False)]


@contextmanager
def told() -> Iterator[None]:
    """Turn what a user can mend into Chinese words and an exit code, never a traceback."""
    try:
        yield
    except UserError as error:
        err.print(f"[red]未完成：[/red]{escape(str(error))}")
        raise typer.Exit({"DataError": 1, "UserError": 2}.get(getattr(error, "kind", type(error).__name__), 3)) from None
    except OSError as error:
        err.print(f"[red]未完成：[/red]读写文件 {escape(str(error.filename or ''))} 失败：{escape(str(error.strerror or error))}。如果文件正在 Excel 或阅读器中打开，请先关闭再运行。")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        err.print("已中断；已生成的报告没有改动。")
        raise typer.Exit(130) from None


@app.command()
def report(
    county: County = "620702",
    year: Year = "2025",
    as_of: AsOf = None,
    kernel: Annotated[str, typer.Option("--kernel", metavar="方式", help="forked 由预热进程派生（快）；fresh 另起 Jupyter 内核（与手工运行相同）。")] = "forked",
) -> None:
    """评估一个县并生成报告：网页、PDF、笔记本和数据表，存入 reports/<年份>/<代码>/。"""
    with told():
        project = find_project()
        if kernel not in ("forked", "fresh"):
            raise UserError(f"--kernel 只能是 forked 或 fresh，现在是“{kernel}”。")
        date = as_of or _rule_date(project, county, year)
        from .running.one_county import print_county
        from .running.one_notebook import NotebookFailed

        begun = perf_counter()
        with err.status("准备…") as status:
            try:
                printed = print_county(project, county, year, date, step=_stepper(status, begun), fresh_kernel=kernel == "fresh")
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
            out.print(f"  {_shown(path, project)}")
        out.print(f"用时 {printed.seconds:.1f} 秒")


@app.command()
def check(county: County = "620702", year: Year = "2025") -> None:
    """只校验一个县的数据，列出每个问题的文件、工作表、单元格、现有内容和允许内容，不出报告。"""
    with told():
        if _check(find_project(), county, year):
            raise typer.Exit(1)


@app.command()
def template(
    path: Annotated[Path, typer.Argument(metavar="文件", help="要生成的 Excel 文件。")] = Path("学校数据填报表.xlsx"),
    force: Annotated[bool, typer.Option("--force", help="文件已存在时覆盖。")] = False,
) -> None:
    """生成空白的填报工作簿：表头、单位、下拉选项和填写说明都已就位。"""
    with told():
        from .running.scaffold import write_template

        write_template(find_project(), path, force)
        out.print(f"已生成 {path}。填好后放入 data/raw/<代码>/<年份>/，再运行：python -m analysis check <代码> --year <年份>")


@app.command()
def methodology(
    as_of: Annotated[str, typer.Option("--as-of", metavar="日期", help="规则日期，如 2025-09-01；不写则取今天。", show_default=False)] = "",
) -> None:
    """生成方法说明：每个数字的含义、算法、标准、例外情形和条文理解，存入 reports/methodology/。"""
    with told():
        from datetime import date

        from .running.one_county import print_methodology

        project = find_project()
        printed = print_methodology(project, as_of or date.today().isoformat())
        for path in sorted(printed.folder.iterdir()):
            out.print(f"  {_shown(path, project)}")


@app.command("new-county")
def new_county(
    county: Annotated[str, typer.Argument(metavar="区划代码", help="六位区划代码。")],
    name: Annotated[str, typer.Argument(metavar="县名", help="县（市、区）名称。")],
    year: Year = "2025",
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="日期", help="规则日期，如 2025-09-01；不写则取该年 12 月 31 日。", show_default=False)] = None,
    parent: Annotated[str, typer.Option("--parent", metavar="代码", help="上级区划代码；不写则取前四位加 00。", show_default=False)] = "",
) -> None:
    """为一个新的县（或已有县的新一年）建好目录：参数文件、数据来源说明、空白填报工作簿和区划名称。"""
    with told():
        from .running.scaffold import write_county

        for path in write_county(find_project(), county, name, year, as_of, parent):
            out.print(f"  {path}")
        out.print(f"已为 {name}（{county}）建好目录。下一步：填写工作簿和 SOURCE.yml，再运行：python -m analysis check {county} --year {year}")


@app.command("new-indicator")
def new_indicator(
    number: Annotated[int, typer.Argument(metavar="序号", help="指标序号，不得与已有指标重复。")],
    slug: Annotated[str, typer.Argument(metavar="英文名", help="小写英文，下划线连接，如 student_teacher_ratio。")],
) -> None:
    """写出一张新指标卡和它的案例文件，各项标题齐全，照提示填写即可。"""
    with told():
        from .standard.new_card import write_card

        for path in write_card(find_project(), number, slug):
            out.print(f"  {path}")
        out.print("已写出指标卡和案例文件。填好后运行 make test。")


def _rule_date(project: Project, county: str, year: str) -> str:
    from .standard.county_params import read_county_params, rule_date

    return rule_date(read_county_params(project.counties, county), year).isoformat()


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
    from .intake.check_page import write_check_csv, write_check_page
    from .intake.findings import SEVERITIES, blocking
    from .intake.intake import load
    from .standard.places import full_name, read_places

    name = full_name(county, read_places(project.places))
    intake = load(project.raw(county, year), county, project.corrections)
    for finding in intake.findings:
        colour = "red" if finding.severity == "blocking" else "yellow"
        place = "!".join(filter(None, (finding.file, finding.sheet, finding.cell)))
        said = [finding.message, f"现有：{finding.found}" if finding.found else "", f"允许：{finding.allowed}" if finding.allowed else ""]
        out.print(f"[{colour}]{SEVERITIES[finding.severity]}[/{colour}] {escape(place)} {escape('；'.join(filter(None, said)))}")
    stopping = len(blocking(intake.findings))
    folder = project.report(county, year).with_name(f"{county}.check")
    folder.mkdir(parents=True, exist_ok=True)
    write_check_page(intake, folder / "data_check.html", name)
    write_check_csv(intake, folder / "data_check.csv")
    out.print(f"{name}：须更正 {stopping} 处，请核实 {len(intake.findings) - stopping} 处。清单：{_shown(folder, project)}")
    return bool(stopping)


def _shown(path: Path, project: Project) -> str:
    return str(path.relative_to(project.root)) if path.is_relative_to(project.root) else str(path)


def main() -> None:
    """Console script. 控制台命令。"""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Chinese Windows console may speak GBK, which lacks some of our signs.
            stream.reconfigure(errors="replace")
    app()
