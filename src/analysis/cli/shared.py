"""What the verbs share: options, consoles, errors in Chinese. 命令公用部分。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from ..errors import UserError, file_trouble
from ..project import Project

out, err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


County = Annotated[
    str, typer.Argument(metavar="区划代码", help="六位区划代码，如 620702（甘州区）。", show_default=False)
]
Year = Annotated[str, typer.Option("--year", "-y", metavar="年份", help="数据年份，即 data/raw/<代码>/ 下的目录名。")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="日期",
        help="规则日期，如 2025-09-01；不写则取 params/counties/<代码>.yml。",
        show_default=False,
    ),
]


@contextmanager
def errors_in_chinese() -> Iterator[None]:
    """Turn what a user can mend into Chinese words and an exit code, never a traceback. 错误提示。"""
    try:
        yield
    except UserError as error:
        err.print(f"[red]未完成：[/red]{escape(str(error))}")
        raise typer.Exit(
            {"DataError": 1, "UserError": 2}.get(getattr(error, "kind", type(error).__name__), 3)
        ) from None
    except OSError as error:
        err.print(f"[red]未完成：[/red]{escape(file_trouble(error))}")
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        err.print("已中断；已生成的报告没有改动。")
        raise typer.Exit(130) from None


def rule_date_of(project: Project, county: str, year: str, asked: str | None = None) -> str:
    """The date asked for, or the one decided for the county and year. 规则日期。"""
    from ..standard.county_params import read_county_params, rule_date

    if asked:
        try:
            return date.fromisoformat(asked).isoformat()
        except ValueError as error:
            raise UserError(f"规则日期 --as-of 应写成 2025-09-01 这样的日期，现在是“{asked}”。") from error
    return rule_date(read_county_params(project.counties, county), year).isoformat()


def shown(path: Path, project: Project) -> str:
    """A path as the user knows it, from the project's root. 路径显示。"""
    return str(path.relative_to(project.root)) if path.is_relative_to(project.root) else str(path)
