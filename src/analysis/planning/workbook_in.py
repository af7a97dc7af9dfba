"""Answers of offices, read back from the workbook and added to the history. 并入单位填报。"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ..errors import UserError, nearest
from ..intake.findings import brief
from ..intake.formulas import faults as formula_faults
from ..intake.origin import letter
from .closing import DONE, far_ahead
from .colours import LedgerRules
from .documents import Document, read_document, with_file
from .entries import NOT_BEGUN, STATUSES
from .history import ANSWERS, History, HistoryRow, State, replay
from .ledger import task_changes, task_line
from .plan import CountyPlan
from .workbook_out import HEADINGS, HELP, KEY, KEY_ROWS, WRITTEN

#: What a cell of a workbook can hold in Excel; longer text was not written there.
LONGEST = 32767


@dataclass(frozen=True)
class Answer:
    """What one row of an office's sheet says. 一行填报。

    said : field -> text, blanks left out; cells : field -> where it stands
    """

    office: str
    line: str
    place: str
    said: dict[str, str]
    cells: dict[str, str]


@dataclass
class _Book:
    """A workbook handed back, and what is wrong with it."""

    name: str
    county: str = ""
    rows: int = 0
    check: str = ""
    sheets: dict[str, str] = field(default_factory=dict)
    sent: set[tuple[str, str]] = field(default_factory=set)
    answers: list[Answer] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def merge_changes(
    name: str,
    content: bytes,
    history: History,
    plan: CountyPlan,
    day: str,
    rules: LedgerRules,
    evidence: Path = Path("-"),
) -> list[HistoryRow]:
    """What a workbook handed back changes; nothing where it was merged before. 并入引起的变化。

    name, content : of the file; history : all of it
    evidence      : data/evidence/<code>; a document whose file lies there is kept with its hash
    Every fault at once, with sheet and cell. An answer conflicts where the same office has answered otherwise since
    the workbook was written, or twice in it. A blank cell is no answer and takes nothing back.
    Raises UserError; then nothing is to be merged.
    """
    run = f"file#{sha256(content).hexdigest()[:10]}"
    if any(row.run == run for row in history.rows):
        return []
    book = _read(name, content)
    if book.county and book.county != plan.county:
        raise UserError(f"{name} 是 {book.county} 的台账，不能并入 {plan.county}。")
    if not book.faults and (
        book.rows > len(history.rows) or (book.rows and history.checks[book.rows - 1] != book.check)
    ):
        book.faults.append(
            f"{name} 不是由这份台账历史导出的（历史行数或校验码不符）。请确认 data/ledger/{plan.county}.csv 没有被换掉或回退。"
        )
    states, before = replay(history.rows), replay(history.rows[: book.rows])
    book.faults += _unknown(book, states)
    book.faults += _conflicts(book, states, before)
    book.faults += _unproved(book, states, before, plan, date.fromisoformat(day), rules)
    if book.faults:
        raise UserError(
            f"{name} 有 {len(book.faults)} 处问题，全部没有并入：\n" + "\n".join(f"  {fault}" for fault in book.faults)
        )
    changes = []
    for answer in book.answers:
        now = states[answer.line].answers.get(answer.office, {})
        sent = _sent(answer, before)
        for key, text in answer.said.items():
            text = with_file(text, evidence) if key == "evidence" else text
            # What came back as it was sent out is no news, and does not undo what was reported meanwhile.
            if text not in (sent.get(key), now.get(key)):
                changes.append(
                    HistoryRow(
                        answer.line,
                        states[answer.line].title,
                        run,
                        day,
                        key,
                        now.get(key, ""),
                        text,
                        "",
                        "",
                        "",
                        answer.office,
                    )
                )
    changes = list(dict.fromkeys(changes))
    return changes + task_changes(plan, replay((*history.rows, *changes)), None, run, day, rules) if changes else []


def county_of(name: str, content: bytes) -> str:
    """Whose ledger a workbook is. Raises UserError where it is none. 工作簿所属的县。"""
    book = _Book(name)
    _read_key(book, _tables(name, content).pop(KEY, []))
    return book.county


def _tables(name: str, content: bytes) -> dict[str, Sequence[Sequence[object]]]:
    try:
        opened = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except PasswordError as error:
        raise UserError(f"{name} 设有打开密码；请取消密码后另存，再并入。") from error
    except (CalamineError, OSError) as error:
        raise UserError(f"{name} 不是完好的工作簿；请用 Excel 或 WPS 打开，另存为 .xlsx。") from error
    return {sheet: opened.get_sheet_by_name(sheet).to_python(skip_empty_area=False) for sheet in opened.sheet_names}


def _read(name: str, content: bytes) -> _Book:
    tables = _tables(name, content)
    book = _Book(name)
    for sheet, cells in (formula_faults(content) or {}).items():
        book.faults += [f"{name}!{sheet}!{cell}：是公式，{what}；请粘贴为数值或文字" for cell, what in cells.items()]
    _read_key(book, tables.pop(KEY, []))
    tables.pop(HELP, None)
    for sheet, office in book.sheets.items():
        if sheet in tables:
            _read_sheet(book, sheet, office, tables.pop(sheet))
    book.faults += [
        f"{name}!{sheet}：不认识的工作表{nearest(sheet, book.sheets)}"
        for sheet, rows in tables.items()
        if any(map(any, rows))
    ]
    return book


def _read_key(book: _Book, rows: Sequence[Sequence[object]]) -> None:
    head = [[str(cell) for cell in row] for row in rows]
    if [row[0] for row in head[: len(KEY_ROWS)]] != list(KEY_ROWS) or not head[1][1].isdigit():
        raise UserError(
            f"{book.name} 不是本工作簿导出的台账（缺少“{KEY}”表）。请用 ledger-export 导出的文件填报，不要另建或复制工作表。"
        )
    book.county, book.rows, book.check = head[0][1], int(head[1][1]), head[2][1]
    for sheet, office, line in head[len(KEY_ROWS) :]:
        book.sheets[sheet] = office
        book.sent.add((office, line))


def _read_sheet(book: _Book, sheet: str, office: str, rows: Sequence[Sequence[object]]) -> None:
    where = f"{book.name}!{sheet}"
    headings = [str(cell).strip() for cell in rows[0]] if rows else []
    at = {heading: i for i, heading in enumerate(headings) if heading in HEADINGS}
    missing = [heading for heading in ("编号", *WRITTEN.values()) if heading not in at]
    book.faults += [
        f"{where}!{letter(i)}1：不认识的列“{h}”{nearest(h, HEADINGS)}"
        for i, h in enumerate(headings)
        if h and h not in HEADINGS
    ]
    if missing:
        book.faults.append(f"{where}：缺少列{'、'.join(missing)}")
        return
    for number, row in enumerate(rows[1:], 2):
        cells = {key: (f"{where}!{letter(at[heading])}{number}", row[at[heading]]) for key, heading in WRITTEN.items()}
        line = str(row[at["编号"]]).strip()
        said = {key: text for key, (cell, value) in cells.items() if (text := _text(book, key, cell, value))}
        if line:
            answer = Answer(
                office,
                line,
                f"{where}!{letter(at['编号'])}{number}",
                said,
                {key: cell for key, (cell, _) in cells.items()},
            )
            book.answers.append(answer)
            book.faults += _inconsistent(answer)
        elif said:
            book.faults.append(f"{where}!{letter(at['编号'])}{number}：这一行有填报内容而没有编号")


def _text(book: _Book, key: str, cell: str, value: object) -> str:
    """A cell as the history keeps it; blank where nothing, or nothing allowed, stands there."""
    text = " ".join(f"{value:.15g}".split() if isinstance(value, float) else str(value).split())
    if not text:
        return ""
    if key == "status" and text not in STATUSES:
        book.faults.append(f"{cell}：状态“{brief(text)}”不对{nearest(text, STATUSES)}，只能填{'、'.join(STATUSES)}")
        return ""
    if key == "progress" and not (text.isascii() and text.isdigit() and int(text) <= 100):
        book.faults.append(f"{cell}：进度“{brief(text)}”不对，只能填0—100的整数，不写百分号")
        return ""
    if len(text) >= LONGEST:
        book.faults.append(f"{cell}：文字过长，不超过{LONGEST - 1}字")
    return str(int(text)) if key == "progress" else text


def _inconsistent(answer: Answer) -> list[str]:
    status, progress = answer.said.get("status"), answer.said.get("progress")
    if progress is None or not ((status == NOT_BEGUN and progress != "0") or (status == DONE and progress != "100")):
        return []
    return [f"{answer.cells['progress']}：状态为“{status}”而进度为{progress}，自相矛盾"]


def _unknown(book: _Book, states: Mapping[str, State]) -> list[str]:
    faults = []
    for answer in book.answers:
        if answer.line not in states:
            faults.append(f"{answer.place}：台账没有编号“{brief(answer.line)}”{nearest(answer.line, states)}")
        elif (answer.office, answer.line) not in book.sent:
            faults.append(f"{answer.place}：编号“{answer.line}”不在发给“{answer.office}”的清单中")
    return faults


def _sent(answer: Answer, before: Mapping[str, State]) -> dict[str, str]:
    """What stood in the row when the workbook was written."""
    return before[answer.line].answers.get(answer.office, {}) if answer.line in before else {}


def _conflicts(book: _Book, states: Mapping[str, State], before: Mapping[str, State]) -> list[str]:
    faults = []
    first: dict[tuple[str, str], Answer] = {}
    for answer in book.answers:
        known = first.setdefault((answer.office, answer.line), answer)
        state = states.get(answer.line)
        for key in ANSWERS:
            mine = answer.said.get(key, "")
            if known is not answer and mine != known.said.get(key, ""):
                faults.append(
                    f"{answer.cells[key]}：与{known.cells[key]}填报的是同一事项，内容不同（“{brief(mine)}”“{brief(known.said.get(key))}”）"
                )
            if not mine or state is None:
                continue
            theirs = state.answers.get(answer.office, {}).get(key, "")
            sent = _sent(answer, before).get(key, "")
            if mine != sent and mine != theirs and theirs != sent:
                faults.append(
                    f"{answer.cells[key]}：填报“{brief(mine)}”，而导出之后“{answer.office}”已于{state.answered[answer.office]}报为“{brief(theirs)}”；请重新导出后再填"
                )
    return faults


def _unproved(
    book: _Book,
    states: Mapping[str, State],
    before: Mapping[str, State],
    plan: CountyPlan,
    day: date,
    rules: LedgerRules,
) -> list[str]:
    """Documents that are none, 已完成 without one, and 已完成 long before its time."""
    tasks = {task_line(plan.county, task): task for task in plan.tasks}
    faults = []
    for answer in book.answers:
        if answer.line not in states:
            continue
        now = states[answer.line].answers.get(answer.office, {})
        new = {
            key: text for key, text in answer.said.items() if text not in (_sent(answer, before).get(key), now.get(key))
        }
        cell, text = answer.cells["evidence"], new.get("evidence", "")
        document = read_document(text) if text else None
        if isinstance(document, str):
            faults.append(
                f"{cell}：佐证材料“{brief(text)}”{document}；请写明材料名称和日期，如“储备库名单（2025-08-20）”"
            )
        elif document is not None and document.day > day:
            faults.append(f"{cell}：佐证材料的日期{document.day}晚于登记日期{day}")
        if new.get("status") != DONE or (task := tasks.get(answer.line)) is None:
            continue
        if (
            not isinstance(document, Document)
            and not text
            and not now.get("evidence")
            and not answer.said.get("evidence")
        ):
            faults.append(f"{cell}：报“{DONE}”须写明佐证材料的名称和日期")
        if ahead := far_ahead(task.due, now | answer.said, day, rules):
            faults.append(f"{answer.cells['status']}：{ahead}")
    return faults
