"""Verbs that keep the ledger: ledger, ledger-export, ledger-merge, timetable. 台账命令。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UserError
from ..project import Project, find_project
from .shared import AsOf, County, Year, errors_in_chinese, out, rule_date_of, shown

if TYPE_CHECKING:
    from ..planning.open_ledger import Ledger
    from ..standard.rules import Source

app = typer.Typer()
Day = Annotated[
    str, typer.Option("--date", metavar="日期", help="登记日期，如 2025-10-05；不写则取今天。", show_default=False)
]
#: Late lines named on the console; the rest are in the files.
NAMED = 20


@app.command()
def ledger(county: County = "620702", year: Year = "2025", as_of: AsOf = None, on: Day = "") -> None:
    """按本次评估更新问题台账（立账、变化、销号、重新立账），追加到 data/ledger/<代码>.csv，并列出概况。"""
    with errors_in_chinese():
        from ..planning.history import EVENTS
        from ..planning.open_ledger import record

        project = find_project()
        name, synthetic, _, opened = _open(project, county, year, as_of, on)
        record(opened)
        events = Counter(row.event for row in opened.pending)
        said = (
            "、".join(f"{words}{events[event]}项" for event, words in EVENTS.items() if events[event])
            or "没有变化，未追加"
        )
        out.print(f"{name}台账（{opened.day}，测算 {opened.run.id}）：{said}", markup=False)
        _summary(opened)
        if synthetic:
            out.print("注意：测算结果由合成数据生成，不反映任何真实情况。")
        out.print(f"  {shown(opened.history.path, project)}")


@app.command("ledger-export")
def ledger_export(
    county: County = "620702",
    year: Year = "2025",
    as_of: AsOf = None,
    on: Day = "",
    office: Annotated[
        list[str],
        typer.Option("--office", metavar="单位", help="只导出这个责任单位，可写多次；不写则全部。", show_default=False),
    ] = [],  # noqa: B006
) -> None:
    """导出台账供责任单位填报（Excel，每单位一张表），存入 reports/<年份>/<代码>.ledger/。"""
    with errors_in_chinese():
        from ..planning.workbook_out import write_office_book

        project = find_project()
        name, synthetic, _, opened = _open(project, county, year, as_of, on)
        folder = project.printed(county, year, "ledger")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}台账{'（' + '、'.join(office) + '）' if office else ''}.xlsx"
        write_office_book(opened, path, name, synthetic, office)
        out.print(f"  {shown(path, project)}", markup=False)


@app.command("ledger-merge")
def ledger_merge(
    file: Annotated[Path, typer.Argument(metavar="文件", help="责任单位填好交回的台账工作簿。", show_default=False)],
    county: Annotated[
        str,
        typer.Option(
            "--county", "-c", metavar="区划代码", help="六位区划代码；不写则按工作簿所记。", show_default=False
        ),
    ] = "",
    on: Day = "",
) -> None:
    """把单位填好的台账并入历史；编号不认识、填报冲突的，逐一指出工作表和单元格，全部不并入。"""
    with errors_in_chinese():
        from ..planning.colours import read_ledger_rules
        from ..planning.history import ANSWERS, append, read_history
        from ..planning.open_ledger import ledger_path, read_county_plan
        from ..planning.workbook_in import county_of, merge_changes
        from ..standard.load import read_rules

        project = find_project()
        day = _day(on)
        if not file.is_file():
            raise UserError(f"找不到文件 {file}。")
        content = file.read_bytes()
        county = county or county_of(file.name, content)
        history = read_history(ledger_path(project, county))
        plan = read_county_plan(project, county, read_rules(project.standards))
        rules = read_ledger_rules(project.root / "params" / "ledger.yml")
        changes = merge_changes(
            file.name, content, history, plan, day.isoformat(), rules, project.root / "data" / "evidence" / county
        )
        append(history, changes)
        answers = [change for change in changes if change.event in ANSWERS]
        offices = "、".join(sorted({change.by for change in answers}))
        said = (
            f"并入 {len({c.line for c in answers})} 项的 {len(answers)} 处填报（{offices}）"
            if answers
            else "没有新的填报，未追加"
        )
        events = Counter(change.event for change in changes)
        out.print(f"{file.name}：{said}；销号{events['close']}项，重新立账{events['reopen']}项", markup=False)


@app.command()
def timetable(county: County = "620702", year: Year = "2025", as_of: AsOf = None, on: Day = "") -> None:
    """列出方案各阶段和时限，逾期的在前，并生成日历文件（.ics），存入 reports/<年份>/<代码>.timetable/。"""
    with errors_in_chinese():
        from ..atomic import write_whole
        from ..planning.calendar_file import calendar
        from ..planning.timetable import after_target
        from ..planning.timetable import timetable as in_order

        project = find_project()
        name, _, sources, opened = _open(project, county, year, as_of, on)
        for phase in opened.plan.phases:
            span = (
                f"{phase.start} 至 {phase.end}{'（由目标日倒排）' if phase.derived else ''}"
                if phase.start
                else f"方案未定（{phase.said}）"
            )
            out.print(f"阶段　{phase.label}　{span}", markup=False)
        if target := opened.plan.target:
            out.print(f"目标　{target.label}　{target.by}", markup=False)
        entries = [entry for entry in in_order(opened.lines, opened.day) if entry.line.open and entry.next]
        for entry in entries[:NAMED]:
            when = f"逾期{entry.late}天" if entry.late else f"{entry.next}"
            out.print(f"{when}　{entry.line.title}　{'、'.join(entry.line.offices)}", markup=False)
        if len(entries) > NAMED:
            out.print(f"另有 {len(entries) - NAMED} 项，见月报或台账。")
        if late := after_target(opened.plan):
            out.print(
                f"注意：{len(late)} 项任务的时限晚于总目标日期（{'、'.join(task.at + task.title for task in late)}）",
                markup=False,
            )
        folder = project.printed(county, year, "timetable")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}时间表.ics"
        stamps = {document: source.last_read_on for document, source in sources.items()}
        write_whole(path, calendar(opened.plan, name, stamps))
        out.print(f"  {shown(path, project)}", markup=False)


def _open(
    project: Project, county: str, year: str, as_of: str | None, day: str
) -> tuple[str, bool, Mapping[str, Source], Ledger]:
    """Name of the county, whether its data are synthetic, the documents, and its ledger; before any data, its plan's tasks."""
    from ..planning.before_data import has_data, plan_alone

    if not has_data(project, county, year):
        alone = plan_alone(project, county, _day(day))
        out.print(f"{alone.name} 还没有 {year} 年数据：只列方案任务，没有评估事项。")
        return alone.name, False, alone.sources, alone.ledger
    from ..pages.monthly_report.month import ledger_of
    from ..pages.report import open_report

    report = open_report(county, year, rule_date_of(project, county, year, as_of), project)
    return report.name, report.synthetic, report.evaluation.rules.sources, ledger_of(report, _day(day))


def _day(text: str) -> date:
    from ..pages.report import parse_date

    return parse_date(text, "登记日期 --date") if text else date.today()


def _summary(opened: Ledger) -> None:
    from ..planning.colours import ORDER, WORDS

    for kind, words in (("result", "评估事项"), ("task", "方案任务")):
        lines = [line for line in opened.lines if line.kind == kind]
        tally = Counter(line.colour for line in lines)
        said = "、".join(
            f"{WORDS[colour] if colour else '未到时间'}{tally[colour]}项" for colour in ORDER if tally[colour]
        )
        out.print(f"{words} {len(lines)} 项：{said or '无'}")
