"""The ledger goes out to the offices and comes back. 台账导出与并入。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from analysis.errors import UserError
from analysis.intake.intake import load
from analysis.planning.colours import read_ledger_rules
from analysis.planning.history import History, append, read_history, replay
from analysis.planning.open_ledger import Ledger, open_ledger, record, run_of
from analysis.planning.workbook_in import merge_changes
from analysis.planning.workbook_out import HEADINGS, HELP, KEY, READ, write_office_book
from analysis.project import Project, find_project
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook

RULES = read_ledger_rules(find_project().root / "params" / "ledger.yml")
CAIZHENG, JIAOYU = "区财政局", "区教育局"
BUDGET, TENDER = "620702-T-2.1.5-2", "620702-T-2.1.5-3"
#: Letters of the columns that an office fills in.
STATUS, PROGRESS, NOTE, EVIDENCE = "MNOP"
#: Words that look like a formula.
TEXT = "=已挂网"


@pytest.fixture(scope="module")
def whole(project: Project, rules: RuleBook, tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The sample county's ledger, recorded on 1 September."""
    root = tmp_path_factory.mktemp("place")
    for folder in ("params", "data/reference"):
        (root / folder).parent.mkdir(parents=True, exist_ok=True)
        (root / folder).symlink_to(project.root / folder)
    place = Project(root)
    intake = load(project.raw("620702", "2025"), "620702", project.corrections)
    run = run_of(place, "620702", "2025", evaluate(intake.tables, rules, date(2025, 9, 1)), [], intake.hashes, True)
    return record(open_ledger(place, "620702", date(2025, 9, 1), run, rules))


@pytest.fixture
def ledger(whole: Ledger, tmp_path: Path) -> Ledger:
    """The same, in a file of its own."""
    path = tmp_path / "620702.csv"
    path.write_bytes(whole.history.content)
    return replace(whole, history=read_history(path))


def row_of(sheet: Any, line: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == line)


def fill(path: Path, *cells: tuple[str, str, str, Any]) -> Path:
    """Write (sheet, line, column, value) as an office would."""
    book = openpyxl.load_workbook(path)
    for sheet, line, column, value in cells:
        cell = book[sheet][f"{column}{row_of(book[sheet], line)}"]
        cell.value = value
        if value == TEXT:
            cell.data_type = "s"
    book.save(path)
    return path


def export(ledger: Ledger, path: Path, *offices: str) -> Path:
    write_office_book(ledger, path, "甘州区", True, offices)
    return path


def merged(ledger: Ledger, path: Path, day: str = "2025-09-20") -> Ledger:
    changes = merge_changes(path.name, path.read_bytes(), ledger.history, ledger.plan, day, RULES)
    return replace(ledger, history=append(ledger.history, changes))


def faults(ledger: Ledger, path: Path) -> str:
    content = ledger.history.path.read_bytes()
    with pytest.raises(UserError) as told:
        merged(ledger, path)
    assert ledger.history.path.read_bytes() == content, "nothing is merged"
    return str(told.value)


def answers(history: History, line: str, office: str) -> dict[str, str]:
    return replay(history.rows)[line].answers.get(office, {})


def test_every_office_has_its_sheet_with_its_lines(ledger: Ledger, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(export(ledger, tmp_path / "a.xlsx"))
    assert book.sheetnames[0] == HELP and book[KEY].sheet_state == "veryHidden"
    assert {"区财政局", "区委人才办", "区审计局", "市自然资源局甘州分局", "区纪委监委"} <= set(book.sheetnames)
    sheet = book["区审计局"]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    # 审计 itself (2.2.5-4), and the six schools below 5 % that its item works on.
    assert {sheet.cell(row, 1).value.split("-")[1] for row in range(2, sheet.max_row + 1)} == {"T", "indicator_26"}
    assert sheet.max_row == 1 + 1 + 6
    assert "合成数据" in str(book[HELP]["A2"].value)


def test_only_the_four_columns_can_be_written_and_only_allowed_words(ledger: Ledger, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(export(ledger, tmp_path / "a.xlsx"))[CAIZHENG]
    assert sheet.protection.sheet and sheet.auto_filter.ref
    for column, heading in enumerate(HEADINGS, 1):
        assert sheet.cell(2, column).protection.locked == (heading in READ), heading
    limits = {str(v.sqref).split(":")[0]: v for v in sheet.data_validations.dataValidation}
    assert limits[f"{STATUS}2"].formula1 == '"未启动,正在推进,已完成"'
    assert (limits[f"{PROGRESS}2"].type, limits[f"{PROGRESS}2"].formula1, limits[f"{PROGRESS}2"].formula2) == (
        "whole",
        "0",
        "100",
    )


def test_the_same_ledger_gives_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    assert export(ledger, tmp_path / "a.xlsx").read_bytes() == export(ledger, tmp_path / "b.xlsx").read_bytes()


def test_answers_come_back_into_the_history(ledger: Ledger, tmp_path: Path) -> None:
    path = fill(
        export(ledger, tmp_path / "a.xlsx", CAIZHENG),
        (CAIZHENG, BUDGET, STATUS, "已完成"),
        (CAIZHENG, BUDGET, PROGRESS, 100),
        (CAIZHENG, BUDGET, EVIDENCE, "预算文件（2025-08-28）"),
        (CAIZHENG, TENDER, STATUS, "正在推进"),
        (CAIZHENG, TENDER, PROGRESS, 40),
        (CAIZHENG, TENDER, NOTE, TEXT),
    )
    after = merged(ledger, path)
    assert after.history.rows[: len(ledger.history.rows)] == ledger.history.rows
    states = replay(after.history.rows)
    assert states[BUDGET].answers == {
        CAIZHENG: {"status": "已完成", "progress": "100", "evidence": "预算文件（2025-08-28）"}
    }
    assert states[TENDER].answers == {CAIZHENG: {"status": "正在推进", "progress": "40", "note": TEXT}}
    # Evidence is on file for a task of the plan: it is struck off. The other is under way.
    assert (states[BUDGET].open, states[TENDER].open) == (False, True)
    new = after.history.rows[len(ledger.history.rows) :]
    assert {row.run[:5] for row in new} == {"file#"} and len(new) == 7


def test_the_same_file_twice_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    path = fill(
        export(ledger, tmp_path / "a.xlsx", CAIZHENG),
        (CAIZHENG, TENDER, PROGRESS, 40),
        (CAIZHENG, TENDER, STATUS, "正在推进"),
    )
    once = merged(ledger, path)
    content = once.history.content
    assert merged(once, path, "2025-09-25").history.content == content == once.history.path.read_bytes()
    # Also when it was saved anew, with other bytes.
    fill(path)
    assert merged(once, path, "2025-09-25").history.content == content


def test_a_file_that_was_not_filled_in_changes_nothing(ledger: Ledger, tmp_path: Path) -> None:
    assert merged(ledger, export(ledger, tmp_path / "a.xlsx")).history.content == ledger.history.content


def test_two_offices_in_either_order_give_the_same_state(ledger: Ledger, tmp_path: Path) -> None:
    """教育局 and 财政局 both answer for 联合发文 (2.2.5-1); one says done, the other not yet."""
    line = "620702-T-2.2.5-1"
    one = fill(
        export(ledger, tmp_path / "1.xlsx", CAIZHENG),
        (CAIZHENG, line, STATUS, "已完成"),
        (CAIZHENG, line, EVIDENCE, "发文稿（2025-08-29）"),
    )
    two = fill(
        export(ledger, tmp_path / "2.xlsx", JIAOYU), (JIAOYU, line, STATUS, "正在推进"), (JIAOYU, line, PROGRESS, 60)
    )
    ends = []
    for first, second in ((one, two), (two, one)):
        path = tmp_path / f"{first.stem}.csv"
        path.write_bytes(ledger.history.content)
        end = merged(merged(replace(ledger, history=read_history(path)), first), second)
        states = replay(end.history.rows)
        ends.append({id: (state.open, state.answers) for id, state in states.items()})
    assert ends[0] == ends[1]
    assert ends[0][line] == (
        True,
        {
            CAIZHENG: {"status": "已完成", "evidence": "发文稿（2025-08-29）"},
            JIAOYU: {"status": "正在推进", "progress": "60"},
        },
    )


def test_a_blank_takes_nothing_back(ledger: Ledger, tmp_path: Path) -> None:
    after = merged(
        ledger,
        fill(
            export(ledger, tmp_path / "a.xlsx", CAIZHENG),
            (CAIZHENG, TENDER, PROGRESS, 40),
            (CAIZHENG, TENDER, NOTE, "已挂网"),
        ),
    )
    later = replace(after, day=date(2025, 9, 25), states=replay(after.history.rows), lines=_again(after))
    path = export(later, tmp_path / "b.xlsx", CAIZHENG)
    assert (
        openpyxl.load_workbook(path)[CAIZHENG][f"{NOTE}{row_of(openpyxl.load_workbook(path)[CAIZHENG], TENDER)}"].value
        == "已挂网"
    )
    fill(path, (CAIZHENG, TENDER, NOTE, None), (CAIZHENG, TENDER, PROGRESS, 60))
    end = merged(later, path, "2025-09-26")
    assert answers(end.history, TENDER, CAIZHENG) == {"progress": "60", "note": "已挂网"}
    assert [row.after for row in end.history.rows if row.line == TENDER and row.event == "progress"] == ["40", "60"]


def _again(ledger: Ledger) -> tuple[Any, ...]:
    from analysis.planning.entries import ledger_entries

    return tuple(ledger_entries(ledger.plan, replay(ledger.history.rows), ledger.run.outcome, ledger.day, RULES))


def test_an_answer_from_an_older_export_conflicts_and_is_named(ledger: Ledger, tmp_path: Path) -> None:
    old = export(ledger, tmp_path / "旧.xlsx", CAIZHENG)
    new = fill(export(ledger, tmp_path / "新.xlsx", CAIZHENG), (CAIZHENG, TENDER, PROGRESS, 60))
    after = merged(ledger, new)
    fill(old, (CAIZHENG, TENDER, PROGRESS, 30), (CAIZHENG, BUDGET, PROGRESS, 20))
    said = faults(after, old)
    row = row_of(openpyxl.load_workbook(old)[CAIZHENG], TENDER)
    assert f"旧.xlsx!区财政局!{PROGRESS}{row}：填报“30”，而导出之后“区财政局”已于2025-09-20报为“60”" in said
    assert "有 1 处问题" in said


def test_what_comes_back_as_it_was_sent_does_not_undo_a_newer_answer(ledger: Ledger, tmp_path: Path) -> None:
    first = merged(ledger, fill(export(ledger, tmp_path / "1.xlsx", CAIZHENG), (CAIZHENG, TENDER, PROGRESS, 40)))
    sent = replace(first, states=replay(first.history.rows), lines=_again(first))
    early, late = export(sent, tmp_path / "2.xlsx", CAIZHENG), export(sent, tmp_path / "3.xlsx", CAIZHENG)
    second = merged(sent, fill(early, (CAIZHENG, TENDER, PROGRESS, 60)), "2025-09-22")
    third = merged(second, fill(late, (CAIZHENG, BUDGET, PROGRESS, 10)), "2025-09-23")
    assert answers(third.history, TENDER, CAIZHENG)["progress"] == "60"
    assert answers(third.history, BUDGET, CAIZHENG)["progress"] == "10"


Spoil = Callable[[Any, int], None]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda s, r: s.__setitem__(f"{STATUS}{r}", "推进中"),
            f"!区财政局!{STATUS}{{r}}：状态“推进中”不对，是否应为“正在推进”？",
        ),
        (
            lambda s, r: s.__setitem__(f"{PROGRESS}{r}", 0.4),
            f"!区财政局!{PROGRESS}{{r}}：进度“0.4”不对，只能填0—100的整数",
        ),
        (lambda s, r: s.__setitem__(f"{PROGRESS}{r}", 101), f"!区财政局!{PROGRESS}{{r}}：进度“101”不对"),
        (lambda s, r: s.__setitem__(f"{PROGRESS}{r}", "一半"), f"!区财政局!{PROGRESS}{{r}}：进度“一半”不对"),
        (
            lambda s, r: (s.__setitem__(f"{STATUS}{r}", "已完成"), s.__setitem__(f"{PROGRESS}{r}", 80)),
            "状态为“已完成”而进度为80，自相矛盾",
        ),
        (
            lambda s, r: s.__setitem__(f"A{r}", "620702-T-2.1.5-99"),
            "!区财政局!A{r}：台账没有编号“620702-T-2.1.5-99”，是否应为“620702-T-2.1.5-",
        ),
        (
            lambda s, r: s.__setitem__(f"A{r}", "620702-T-2.1.2-2"),
            "!区财政局!A{r}：编号“620702-T-2.1.2-2”不在发给“区财政局”的清单中",
        ),
        (
            lambda s, r: (s.__setitem__(f"A{r}", None), s.__setitem__(f"{NOTE}{r}", "有")),
            "!区财政局!A{r}：这一行有填报内容而没有编号",
        ),
        (lambda s, r: s.__setitem__(f"{NOTE}1", "说明"), "!区财政局：缺少列情况说明"),
        (lambda s, r: (s.__setitem__("Q1", "备注"),), "!区财政局!Q1：不认识的列“备注”"),
        (lambda s, r: s.__setitem__(f"{NOTE}{r}", "=1/0"), f"!区财政局!{NOTE}{{r}}：是公式"),
        (lambda s, r: s.parent.create_sheet("补充").__setitem__("A1", "x"), "!补充：不认识的工作表"),
        (lambda s, r: s.parent.__delitem__(KEY), "不是本工作簿导出的台账"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(spoil: Spoil, said: str, ledger: Ledger, tmp_path: Path) -> None:
    path = export(ledger, tmp_path / "a.xlsx", CAIZHENG)
    book = openpyxl.load_workbook(path)
    row = row_of(book[CAIZHENG], TENDER)
    spoil(book[CAIZHENG], row)
    book.save(path)
    assert said.format(r=row) in faults(ledger, path)


def test_all_faults_are_told_at_once(ledger: Ledger, tmp_path: Path) -> None:
    path = fill(
        export(ledger, tmp_path / "a.xlsx", CAIZHENG, JIAOYU),
        (CAIZHENG, TENDER, PROGRESS, 130),
        (CAIZHENG, BUDGET, STATUS, "完成"),
        (JIAOYU, "620702-T-2.1.5-1", "A", "620702-T-0"),
    )
    said = faults(ledger, path)
    assert "有 3 处问题" in said and all(part in said for part in ("进度“130”", "状态“完成”", "没有编号“620702-T-0”"))


def test_one_line_answered_twice_in_a_file_conflicts(ledger: Ledger, tmp_path: Path) -> None:
    path = export(ledger, tmp_path / "a.xlsx", CAIZHENG)
    book = openpyxl.load_workbook(path)
    sheet = book[CAIZHENG]
    row, other = row_of(sheet, TENDER), row_of(sheet, BUDGET)
    sheet[f"A{other}"] = TENDER
    sheet[f"{PROGRESS}{row}"], sheet[f"{PROGRESS}{other}"] = 40, 50
    book.save(path)
    said = faults(ledger, path)
    assert (
        f"{PROGRESS}{max(row, other)}：与a.xlsx!区财政局!{PROGRESS}{min(row, other)}填报的是同一事项，内容不同" in said
    )


def test_a_workbook_of_another_history_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    path = fill(export(ledger, tmp_path / "a.xlsx", CAIZHENG), (CAIZHENG, TENDER, PROGRESS, 40))
    short = tmp_path / "short.csv"
    append(read_history(short), ledger.history.rows[:20])
    assert "不是由这份台账历史导出的" in faults(replace(ledger, history=read_history(short)), path)
    other = tmp_path / "other.csv"
    first, *rest = ledger.history.rows
    append(read_history(other), [replace(first, run="another"), *rest])
    assert "不是由这份台账历史导出的" in faults(replace(ledger, history=read_history(other)), path)


def test_no_workbook_at_all_is_told(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    assert "不是完好的工作簿" in faults(ledger, path)


def test_an_office_that_has_no_line_is_told_with_the_nearest(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有“区财证局”的未销号事项，是否应为“区财政局”"):
        export(ledger, tmp_path / "a.xlsx", "区财证局")


def test_an_export_before_the_run_is_recorded_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="1处变化还没有登记"):
        export(replace(ledger, pending=(ledger.history.rows[0],)), tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("evidence", "said"),
    [
        ("无", "佐证材料“无”不是材料名称"),
        ("见附件", "佐证材料“见附件”不是材料名称"),
        ("—", "佐证材料“—”不是材料名称"),
        (".", "佐证材料“.”不是材料名称"),
        ("预算文件", "没有写明材料日期"),
        ("2025-08-28", "佐证材料“2025-08-28”不是材料名称"),
        ("预算文件（2025-12-28）", "佐证材料的日期2025-12-28晚于登记日期2025-09-20"),
        ("", "报“已完成”须写明佐证材料的名称和日期"),
    ],
)
def test_evidence_that_is_no_document_is_refused_with_its_cell(
    ledger: Ledger, tmp_path: Path, evidence: str, said: str
) -> None:
    cells = (
        (CAIZHENG, BUDGET, STATUS, "已完成"),
        (CAIZHENG, BUDGET, PROGRESS, 100),
        (CAIZHENG, BUDGET, EVIDENCE, evidence),
    )
    path = fill(export(ledger, tmp_path / "a.xlsx", CAIZHENG), *cells)
    row = row_of(openpyxl.load_workbook(path)[CAIZHENG], BUDGET)
    told = faults(ledger, path)
    assert f"a.xlsx!区财政局!{EVIDENCE}{row}：" in told and said in told


def test_a_task_of_2029_that_is_done_in_2025_asks_back(ledger: Ledger, tmp_path: Path) -> None:
    """五里墩小学, due on 31 July 2029: 1410 days after 20 September 2025."""
    line, office = "620702-T-2.2.2-9", "区政府办"
    cells = (
        (office, line, STATUS, "已完成"),
        (office, line, PROGRESS, 100),
        (office, line, EVIDENCE, "竣工验收表（2025-09-10）"),
    )
    path = fill(export(ledger, tmp_path / "a.xlsx", office), *cells)
    assert "时限为2029-07-31，早1410天报已完成；确已完成的，请在情况说明中写明“提前完成”和理由" in faults(ledger, path)
    again = merged(ledger, fill(path, (office, line, NOTE, "提前完成：与综合楼合并建设")))
    assert replay(again.history.rows)[line].open, "and waits for the data all the same"


def test_a_file_of_the_evidence_folder_is_kept_with_its_hash(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "预算文件.pdf").write_bytes(b"abc")
    cells = ((CAIZHENG, BUDGET, STATUS, "已完成"), (CAIZHENG, BUDGET, EVIDENCE, "预算文件（2025-08-28）"))
    path = fill(export(ledger, tmp_path / "a.xlsx", CAIZHENG), *cells)
    changes = merge_changes(path.name, path.read_bytes(), ledger.history, ledger.plan, "2025-09-20", RULES, folder)
    # The hash of "abc" as FIPS 180-2 prints it.
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [row.after for row in changes if row.event == "evidence"] == [
        f"预算文件（2025-08-28）；文件预算文件.pdf，SHA-256：{digest}"
    ]
    assert [row.event for row in changes][-1] == "close"
