"""What happened to every line, in a file that only grows. 台账历史。

data/ledger/<code>.csv: one row a change. Each row carries a check of itself and of all rows before it, so that a row
that was edited, moved or taken out is noticed at the next reading.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path

from ..atomic import write_whole
from ..errors import UserError

OPEN, CHANGE, CLOSE, REOPEN = "open", "change", "close", "reopen"
#: What an office may answer; each is an event of its own.
ANSWERS = ("status", "progress", "note", "evidence")
EVENTS = {
    OPEN: "立账",
    CHANGE: "变化",
    CLOSE: "销号",
    REOPEN: "重新立账",
    "status": "填报状态",
    "progress": "填报进度",
    "note": "填报说明",
    "evidence": "填报佐证",
}
#: What a spreadsheet would take for a formula gets an apostrophe in front; a plain number is none.
_RISKY = ("=", "+", "-", "@", "'", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?")


@dataclass(frozen=True)
class HistoryRow:
    """One row: what changed on one line, when, by which run or whose answer. 一条变化。

    run    : id of the run, or of the file handed back
    before : status or answer before, blank where there was none
    value, limit, unit : the figure of the run and its line, blank where there is none
    by     : 评估, the document of a plan, or the office that answered
    """

    line: str
    title: str
    run: str
    date: str
    event: str
    before: str
    after: str
    value: str
    limit: str
    unit: str
    by: str


#: The headings; `from` and `to` are words of Python.
COLUMNS = [{"before": "from", "after": "to"}.get(field.name, field.name) for field in fields(HistoryRow)]
HEADINGS = [*COLUMNS, "check"]


@dataclass(frozen=True)
class History:
    """All rows of one county, as read. 一县的历史。

    checks : of every row; `content` : the file byte by byte
    """

    path: Path
    rows: tuple[HistoryRow, ...] = ()
    checks: tuple[str, ...] = ()
    content: bytes = b""

    def until(self, day: str) -> tuple[HistoryRow, ...]:
        """Rows dated `day` or before. 截至某日的历史。"""
        return tuple(row for row in self.rows if row.date <= day)


def read_history(path: Path) -> History:
    """The history of one county; empty where there is none yet. 读取历史。

    Raises UserError naming the first row that is not as it was written.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return History(path)
    try:
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _rewritten(path, 1, "不是完好的 CSV 文件（UTF-8）") from error
    if not table or table[0] != HEADINGS:
        raise _rewritten(path, 1, "表头被改动")
    rows: list[HistoryRow] = []
    checks: list[str] = []
    for number, cells in enumerate(table[1:], 2):
        if len(cells) != len(HEADINGS):
            raise _rewritten(path, number, "列数不对")
        row = HistoryRow(*(cell.removeprefix("'") for cell in cells[:-1]))
        check = _check(checks[-1] if checks else "", row)
        if cells[-1] != check:
            raise _rewritten(path, number, "内容与校验码不符，这一行或它之前的行被改动、移动或删除")
        rows.append(row)
        checks.append(check)
    return History(path, tuple(rows), tuple(checks), content)


def append(history: History, changes: Sequence[HistoryRow]) -> History:
    """Add rows behind those that are there; nothing to add leaves the file alone. 追加。

    The file is replaced in one step: a killed write leaves what was there.
    Raises UserError where the file changed since it was read, or a row is older than the last one.
    """
    if not changes:
        return history
    now = history.path.read_bytes() if history.path.exists() else b""
    if now != history.content:
        raise UserError(f"{history.path.name} 在处理期间被另一次登记改动，没有写入。请重新运行。")
    last = history.rows[-1].date if history.rows else ""
    if early := sorted({row.date for row in changes if row.date < last}):
        raise UserError(
            f"台账最后一条记录的日期是 {last}，不能补记 {early[0]} 的变化：历史只能往后追加。请用不早于 {last} 的日期。"
        )
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    if not history.content:
        writer.writerow(HEADINGS)
    checks = list(history.checks)
    for row in changes:
        # A line break in a cell would make one row look like two in a comparison of versions.
        row = replace(row, **{key: " ".join(str(value).split()) for key, value in vars(row).items()})
        checks.append(_check(checks[-1] if checks else "", row))
        writer.writerow([*(_safe(cell) for cell in astuple(row)), checks[-1]])
    content = (history.content or b"\xef\xbb\xbf") + stream.getvalue().encode()
    history.path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(history.path, content)
    return read_history(history.path)


def _check(before: str, row: HistoryRow) -> str:
    return sha256("\x1f".join((before, *astuple(row))).encode()).hexdigest()[:16]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) and not _NUMBER.fullmatch(text) else text


def _rewritten(path: Path, row: int, why: str) -> UserError:
    return UserError(f"{path.name} 第{row}行{why}。台账历史只能追加、不能改写；请从版本库恢复这个文件，再运行。")


@dataclass(frozen=True)
class State:
    """One line as its history leaves it. 一行的现状。

    status  : of the last run; for a task of a plan, what closed it
    first, value, limit : figure when it was (re)opened, figure now, its line
    opened, since : day it was first opened; day of its last opening or closing
    answers : office -> {status, progress, note, evidence}
    answered : office -> day of its last answer
    """

    line: str
    title: str
    open: bool
    status: str
    first: str
    value: str
    limit: str
    unit: str
    opened: str
    since: str
    reopened: int
    answers: dict[str, dict[str, str]]
    answered: dict[str, str]


def _first(row: HistoryRow, known: State) -> str:
    """The figure from which progress counts: of the last (re)opening, or the first that is known at all."""
    return row.value if (row.event == REOPEN and row.value) or not known.first else known.first


def replay(rows: Iterable[HistoryRow]) -> dict[str, State]:
    """Where every line stands after these rows. 由历史得出现状。"""
    states: dict[str, State] = {}
    for row in rows:
        known = states.get(row.line)
        if row.event in ANSWERS:
            assert known is not None, row.line
            own = known.answers.get(row.by, {}) | {row.event: row.after}
            known = replace(known, answers=known.answers | {row.by: own}, answered=known.answered | {row.by: row.date})
        elif known is None:
            known = State(
                row.line,
                row.title,
                True,
                row.after,
                row.value,
                row.value,
                row.limit,
                row.unit,
                row.date,
                row.date,
                0,
                {},
                {},
            )
        else:
            turned = row.event in (CLOSE, REOPEN)
            known = replace(
                known,
                title=row.title,
                open=row.event != CLOSE if turned else known.open,
                status=row.after,
                value=row.value,
                limit=row.limit,
                unit=row.unit,
                first=_first(row, known),
                since=row.date if turned else known.since,
                reopened=known.reopened + (row.event == REOPEN),
            )
        states[row.line] = known
    return states
