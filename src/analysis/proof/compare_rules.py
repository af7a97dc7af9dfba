"""The same data under two dates, or two readings, of the rules. 规则对比。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from pandas import notna

from ..atomic import write_whole
from ..errors import UserError
from ..insight.rule_differences import ABSENT, differences, paired
from ..intake.intake import load
from ..project import Project
from ..scoring.evaluate import Evaluation, evaluate
from ..scoring.units import Tables
from ..scoring.verdicts import WORDS
from ..standard.load import RuleBook, read_rules
from ..standard.places import full_name, read_places
from ..standard.readings import read_otherwise, with_reading

if TYPE_CHECKING:
    from rich.console import Console

Side = tuple[RuleBook, date]
HEADINGS = {
    "what": "类别",
    "rule": "编号",
    "part": "分项",
    "label": "要求或指标",
    "unit": "对象代码",
    "name": "对象",
    "stage": "学段",
    "left_status": "左：结论",
    "right_status": "右：结论",
    "left_value": "左：数值",
    "right_value": "右：数值",
    "left_line": "左：标准",
    "right_line": "右：标准",
    "left_tolerance": "左：例外情形",
    "right_tolerance": "右：例外情形",
    "cause": "原因",
}
KINDS = {"verdict": "结论", "result": "评分结果"}
#: Rows shown on a terminal; the file has all.
MOST = 40


def compare(tables: Tables, left: Side, right: Side) -> pd.DataFrame:
    """Every verdict and result that two sets of rules tell differently, with the clause behind it. 规则对比表。

    tables      : one or many counties
    left, right : rules and the date on which they are asked
    returns     : see scoring.differences.COLUMNS; no row where nothing differs
    """
    return differences(evaluate(tables, *left), evaluate(tables, *right), _names(left, right))


def compare_rules(
    project: Project, county: str, year: str, dates: Sequence[str], chosen: Sequence[str], out: Console
) -> Path:
    """Print what differs, the county's verdict first, and write all of it as CSV. 打印并保存规则对比。

    dates  : one ISO date of the rules, or two: left and right
    chosen : readings put in force on the right, each ``ruling=alternative``
    returns: the CSV; only its headings where nothing differs
    Raises UserError where both sides are the same, or a date, ruling or alternative is none; DataError for data that
    must be corrected first.
    """
    from ..pages.report import stop_on_blocking

    places = read_places(project.places)
    name = full_name(county, places)
    book = read_rules(project.standards)
    left, right = _sides(book, dates, chosen)
    intake = load(project.raw(county, year), county, project.corrections, book)
    stop_on_blocking(intake.findings, places[county].name)
    names = _names(left, right)
    sides = evaluate(intake.tables, *left), evaluate(intake.tables, *right)
    both = paired(*sides)
    frame = differences(*sides, names, both)
    out.print(f"{name}（{county}）{year}年数据。左：{names[0]}；右：{names[1]}", markup=False)
    for ruling in read_otherwise(left[0], right[0]):
        out.print(
            f"裁量说明 {ruling}：左“{left[0].rulings[ruling].reading}”，右“{right[0].rulings[ruling].reading}”",
            markup=False,
        )
    before, after = (WORDS[_county(side)] for side in sides)
    out.print(f"全县结论：左 {before}，右 {after}" + ("（相同）" if before == after else "（不同）"), markup=False)
    moved = _moved(both) - _moved(frame)
    also = f"另有 {moved} 处数值不同而结论相同。" if moved else ""
    if frame.empty:
        out.print(f"没有任何结论或标准值不同。{also}")
    else:
        verdicts = int((frame["what"] == "verdict").sum())
        out.print(f"不同之处：结论 {verdicts} 项，评分结果 {len(frame) - verdicts} 条。{also}")
        _tell(out, frame, names, sides[0])
    path = project.printed(county, year, "compare") / "compare_rules.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, _csv(frame, sides[0]).encode("utf-8-sig"))
    return path


def _sides(book: RuleBook, dates: Sequence[str], chosen: Sequence[str]) -> tuple[Side, Side]:
    if not 1 <= len(dates) <= 2:
        raise UserError(f"规则对比要一个或两个 --as-of，现在是 {len(dates)} 个。")
    days = []
    for text in dates:
        try:
            days.append(date.fromisoformat(text))
        except ValueError as error:
            raise UserError(f"规则日期 --as-of 应写成 2025-09-01 这样的日期，现在是“{text}”。") from error
    right = book
    for choice in chosen:
        ruling, equals, alternative = choice.partition("=")
        if not equals:
            raise UserError(f"--ruling 应写成 裁量说明=读法，如 retention_formula=local_form，现在是“{choice}”。")
        right = with_reading(right, ruling.strip(), alternative.strip())
    if days[0] == days[-1] and not chosen:
        raise UserError("两边的规则相同，没有可比的。请给两个不同的 --as-of，或者用 --ruling 裁量说明=读法。")
    return (book, days[0]), (right, days[-1])


def _names(left: Side, right: Side) -> tuple[str, str]:
    """What the sides are called: by their dates, or by their readings where the date is one."""
    if left[1] == right[1]:
        return "现行读法", "另一读法"
    return f"{left[1]}的规则", f"{right[1]}的规则"


def _county(evaluation: Evaluation) -> str:
    verdicts = evaluation.verdicts
    return str(verdicts.loc[verdicts["rule"] == "county", "verdict"].iloc[0])


def _moved(frame: pd.DataFrame) -> int:
    """Results with a value on both sides, and not the same."""
    known = (frame["what"] == "result") & frame["left_value"].notna() & frame["right_value"].notna()
    return int((known & (frame["left_value"] != frame["right_value"])).sum())


def _words(frame: pd.DataFrame, evaluation: Evaluation) -> pd.DataFrame:
    stages = {str(key): label for key, label in evaluation.rules.standard.stages.items()}
    words = WORDS | {ABSENT: "无此项"}
    status = {column: frame[column].map(words) for column in ("left_status", "right_status")}
    labels = {"county": "全县结论", "county_best": "可能的最好结论", "county_worst": "可能的最坏结论"}
    label = frame["label"].where(frame["label"] != "", frame["rule"].map(labels))
    indicator = frame["rule"].str.startswith("indicator_")
    number = frame["rule"].str.removeprefix("indicator_").str.lstrip("0")
    cards = evaluation.rules.by_number
    short = number.where(indicator).map(lambda n: f"指标{n}{cards[int(n)].short}" if isinstance(n, str) else "")
    # A part of an indicator is told beside it: 指标29课程与教学秩序·课程开齐开足.
    part = ("·" + frame["label"]).where((frame["what"] == "result") & (frame["label"] != ""), "")
    return frame.assign(
        **status,
        what=frame["what"].map(KINDS),
        title=frame["label"],
        label=(short + part).where(indicator, label),
        stage=frame["stage"].map(stages).fillna(""),
    )


def _csv(frame: pd.DataFrame, evaluation: Evaluation) -> str:
    rows = _words(frame, evaluation)[list(HEADINGS)].rename(columns=HEADINGS)
    texts = rows.select_dtypes(exclude="number").columns
    # Excel would take text that begins so for a formula.
    safe = {
        c: rows[c].map(
            lambda text: f"'{text}" if isinstance(text, str) and text.startswith(("=", "+", "-", "@")) else text
        )
        for c in texts
    }
    return rows.assign(**safe).to_csv(index=False, lineterminator="\n")


def _tell(out: Console, frame: pd.DataFrame, names: tuple[str, str], evaluation: Evaluation) -> None:
    """A table of the first rows, causes by number below it. A school's verdict on an indicator is left to the file."""
    from rich.table import Table

    rows = _words(frame, evaluation)
    rows = rows[~((frame["what"] == "verdict") & (frame["level"] == "school"))]
    causes = {cause: str(i) for i, cause in enumerate(dict.fromkeys(rows["cause"].head(MOST)), start=1)}
    table = Table(caption=f"共 {len(rows)} 行，显示前 {MOST} 行。" if len(rows) > MOST else None)
    for heading in ("要求或指标", "对象", *names, "原因"):
        table.add_column(heading, overflow="fold")
    for row in rows.head(MOST).to_dict("records"):
        who = "全县" if row["level"] == "county" and row["name"] in ("", row["label"], row["title"]) else row["name"]
        stage = f"（{row['stage']}）" if row["stage"] and row["level"] != "county" else ""
        table.add_row(
            row["label"], who + stage, *(_said(row, side) for side in ("left", "right")), causes[row["cause"]]
        )
    out.print(table, soft_wrap=False)
    for cause, number in causes.items():
        out.print(f"原因 {number}：{cause}", markup=False)


def _said(row: dict[str, Any], side: str) -> str:
    """未达标 4.19/4.5: status, value, line."""
    value, line = row[f"{side}_value"], row[f"{side}_line"]
    return f"{row[f'{side}_status']}" + (f" {value:.4g}/{line:.4g}" if notna(value) and notna(line) else "")
