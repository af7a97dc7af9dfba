"""A plan goes out to Excel and comes back as it was. 方案工作簿。"""

from __future__ import annotations

import io
import shutil
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.errors import UserError
from analysis.planning.date_words import last_day
from analysis.planning.plan import Item, Plan, TaskEntry, read_plans
from analysis.planning.plan_book import write_plan_book
from analysis.planning.plan_columns import ITEMS, TASKS
from analysis.planning.plan_import import import_plan
from analysis.planning.plan_yaml import plan_yaml
from analysis.project import VARIABLE
from analysis.standard.load import RuleBook
from analysis.standard.yaml_files import parse, read_yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "params" / "plans"
PLANS = sorted(path.stem for path in FOLDER.glob("*.yml"))


def plan_of(stem: str) -> Plan:
    path = FOLDER / f"{stem}.yml"
    return parse(Plan, read_yaml(path), path)


def book_of(plan: Plan, folder: Path) -> bytes:
    path = folder / "方案.xlsx"
    write_plan_book(plan, path, "某县")
    return path.read_bytes()


def changed(content: bytes, cells: dict[tuple[str, str], object]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def column(sheet: str, heading: str) -> str:
    from analysis.intake.origin import letter

    own = TASKS if sheet == "任务" else ITEMS
    return letter(own.headings.index(heading))


@pytest.mark.parametrize("stem", PLANS)
def test_the_four_plans_go_out_and_come_back_byte_by_byte(stem: str, rules: RuleBook, tmp_path: Path) -> None:
    plan, _ = import_plan("方案.xlsx", book_of(plan_of(stem), tmp_path), rules.every_card, rules.sources)
    assert plan_yaml(plan).encode() == (FOLDER / f"{stem}.yml").read_bytes()


def test_every_key_of_a_task_and_of_an_item_has_its_column() -> None:
    assert set(TASKS.columns) == set(TaskEntry.model_fields)
    assert set(ITEMS.columns) == set(Item.model_fields) - {"tasks"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2025年8月底前", date(2025, 8, 31)),
        ("2025年8月15日前", date(2025, 8, 15)),
        ("2025年9月底", date(2025, 9, 30)),
        ("2024年2月底前", date(2024, 2, 29)),
        ("2025年8月", date(2025, 8, 31)),
        ("2025年底前", date(2025, 12, 31)),
        ("2025年", date(2025, 12, 31)),
        ("20250831", date(2025, 8, 31)),
        ("2025-08-31", date(2025, 8, 31)),
        ("2025年8月中旬", date(2025, 8, 20)),
        ("2025年8月前", None),
        ("2027年前", None),
        ("2025年8月起实施", None),
        ("即时办理", None),
        ("2025年2月30日前", None),
        ("8月底前", None),
    ],
)
def test_a_deadline_in_words_is_its_last_day_and_none_where_the_words_leave_room(words: str, day: date | None) -> None:
    assert last_day(words) == day


def test_a_deadline_left_blank_is_read_from_the_words_and_shown_beside_them(rules: RuleBook, tmp_path: Path) -> None:
    by = column("任务", "止")
    content = changed(book_of(plan_of("620702"), tmp_path), {("任务", f"{by}2"): None})
    plan, read = import_plan("方案.xlsx", content, rules.every_card, rules.sources)
    assert plan.items[0].tasks[0].by == date(2025, 8, 31)
    assert read == [(f"方案.xlsx!任务!{column('任务', '原文')}2", "2025年8月底前", "2025-08-31")]


def test_every_bad_cell_is_named_at_once_with_the_nearest_right_name(rules: RuleBook, tmp_path: Path) -> None:
    cells: dict[tuple[str, str], object] = {
        ("任务", f"{column('任务', '指标')}2"): "2、99",
        ("任务", f"{column('任务', '学校')}3"): "张掖一种",
        ("任务", f"{column('任务', '止')}4"): "适当时候",
        ("任务", f"{column('任务', '频次')}5"): "持续推劲",
        ("任务", f"{column('任务', '条目')}6"): "2.1.11",
    }
    content = changed(book_of(plan_of("620702"), tmp_path), cells)
    schools = {name for item in plan_of("620702").items for own in (item, *item.tasks) for name in own.schools}
    with pytest.raises(UserError) as caught:
        import_plan("方案.xlsx", content, rules.every_card, rules.sources, schools)
    said = str(caught.value)
    assert "5 处问题，全部没有导入" in said
    for (sheet, cell), _ in list(cells.items())[:4]:
        assert f"方案.xlsx!{sheet}!{cell}：" in said
    assert (
        "是否应为“张掖一中”" in said
        and "没有指标 99" in said
        and "是否应为“持续推进”" in said
        and "任务!6行" in said
        and "是否应为“2.1.1”" in said
    )


def test_a_day_that_contradicts_its_words_is_asked_about(rules: RuleBook, tmp_path: Path) -> None:
    content = changed(book_of(plan_of("620702"), tmp_path), {("任务", f"{column('任务', '止')}2"): "2025-09-30"})
    with pytest.raises(UserError, match="原文“2025年8月底前”读作2025-08-31"):
        import_plan("方案.xlsx", content, rules.every_card, rules.sources)


def test_an_empty_workbook_says_what_is_missing(rules: RuleBook, tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    write_plan_book(None, path, "某县")
    with pytest.raises(UserError, match="缺少必填的“方案名称或文号”"):
        import_plan("空.xlsx", path.read_bytes(), rules.every_card, rules.sources)


def test_what_is_no_workbook_is_told_so(rules: RuleBook) -> None:
    with pytest.raises(UserError, match="不是完好的工作簿"):
        import_plan("方案.xlsx", b"<html>", rules.every_card, rules.sources)


def test_the_plans_are_read_as_before(rules: RuleBook) -> None:
    assert len(read_plans(FOLDER, rules)) == len(PLANS)


def test_tasks_and_timetable_are_there_before_any_data(project_without_data: Path) -> None:
    result = CliRunner().invoke(app, ["timetable", "620702", "--date", "2025-09-30"])
    assert result.exit_code == 0, result.output
    assert (
        "甘州区 还没有 2025 年数据：只列方案任务" in result.output
        and "目标　32项指标全面达标　2025-12-31" in result.output
    )
    assert (project_without_data / "reports" / "2025" / "620702.timetable" / "甘州区时间表.ics").is_file()
    assert CliRunner().invoke(app, ["ledger", "620702", "--date", "2025-09-30"]).exit_code == 0
    rows = (project_without_data / "data" / "ledger" / "620702.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 101, "every task of the plan is opened, and nothing else"


@pytest.fixture
def project_without_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path
