"""The ledger as a workbook that offices fill in and hand back. 台账填报工作簿。"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from math import ceil
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from ..atomic import write_whole
from ..errors import UserError, nearest
from .colours import WORDS
from .entries import STATUSES, Entry
from .history import ANSWERS
from .ledger import FILED
from .open_ledger import Ledger
from .rhythms import BASES

#: What an office reads, and what it writes; the order of the columns.
READ = (
    "编号",
    "来源",
    "事项",
    "涉及学校",
    "措施",
    "方案条目",
    "牵头单位（联系岗位）",
    "时限",
    "时限依据",
    "测算结果",
    "三色",
    "定色原因",
)
WRITTEN = dict(zip(ANSWERS, ("状态", "进度（%）", "情况说明", "佐证材料"), strict=True))
HEADINGS = (*READ, *WRITTEN.values())
HELP, KEY = "填写说明", "_台账"
#: Rows of the key sheet before its list of lines.
KEY_ROWS = ("区划代码", "历史行数", "校验码")
WIDTHS = (28, 7, 36, 16, 40, 12, 16, 12, 10, 22, 6, 24, 11, 10, 34, 34)
HELP_WIDTH = 100
#: Paper sizes as Excel numbers them, and points a line of text takes.
A3, A4, LINE = 8, 9, 15
INSTRUCTIONS = (
    "1. 每个责任单位一张工作表，只填右边四列（白底）：状态、进度、情况说明、佐证材料；灰底各列由程序生成，已锁定。",
    f"2. 状态从下拉选项中选：{'、'.join(STATUSES)}。未启动的进度为0，已完成的进度为100。",
    "3. 进度填0—100的整数，不写百分号。没有变化的行不必填写；留空不会删去以前报过的内容。",
    "4. 佐证材料写明名称和日期，如“储备库名单（2025-08-20）”；“无”“见附件”“—”不是材料。方案任务由牵头单位报“已完成”并写明佐证材料后才能销号，写明数量的还要数据支持；早于时限一年以上的，在情况说明中写明“提前完成”和理由。评估指标以重新测算达标为准。",
    "5. 不要增删行列、改编号或工作表名称；可以筛选、排序。",
    "6. 填好后交回领导小组办公室，运行 python -m analysis ledger-merge 文件名 并入台账。",
)


def exported(line: Entry) -> bool:
    """Whether an office still has to say something of a line. 是否需要填报。"""
    return line.open or line.state.status == FILED


def write_office_book(ledger: Ledger, path: Path, name: str, synthetic: bool, offices: Sequence[str] = ()) -> None:
    """One sheet an office, what it answered before filled in. 生成填报工作簿。

    name : of the county; offices : those wanted, all where none is named
    The file appears complete or not at all; the same ledger gives the same bytes. Raises UserError for an office that
    has no open line, and where the run was not recorded yet: an answer needs a line to stand on.
    """
    import xlsxwriter  # only those who write workbooks wait for it

    if ledger.pending:
        raise UserError(
            f"台账有{len(ledger.pending)}处变化还没有登记，请先运行 python -m analysis ledger {ledger.plan.county}，再导出。"
        )
    own = by_office(ledger.lines)
    if unknown := [office for office in offices if office not in own]:
        raise UserError(
            "；".join(f"没有“{office}”的未销号事项{nearest(office, own)}" for office in unknown)
            + f"现有责任单位：{'、'.join(own)}。"
        )
    wanted = {office: own[office] for office in offices or own}
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"{name}问题台账", "created": datetime.combine(ledger.day, time())})
        styles = _styles(book)
        _write_help(book.add_worksheet(HELP), styles, ledger, name, synthetic)
        for office, lines in wanted.items():
            _write_office(book.add_worksheet(sheet_name(office)), styles, office, lines)
        _write_key(book.add_worksheet(KEY), ledger, wanted)
    write_whole(path, stream.getvalue())


def by_office(lines: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Responsible office -> its lines that need an answer, the earliest deadline first. 按责任单位归集。"""
    offices: dict[str, list[Entry]] = {}
    for line in sorted((line for line in lines if exported(line)), key=lambda line: (line.due or date.max, line.id)):
        for office in line.offices:
            offices.setdefault(office, []).append(line)
    return dict(sorted(offices.items()))


def sheet_name(office: str) -> str:
    """An office as the name of a sheet. 工作表名称。"""
    return "".join("、" if c in "[]:*?/\\" else c for c in office)[:31]


def figure(line: Entry) -> str:
    """The figure of a line and its limit, in words. 测算结果。"""
    from ..rounding import plain_number
    from ..scoring.verdicts import WORDS as STATUS_WORDS

    state = line.state
    words = STATUS_WORDS.get(state.status, {"absent": "本次未评"}.get(state.status, ""))
    if not state.value or line.kind == "task":
        return words
    if state.unit == "项达标":
        return f"{words}：{plain_number(float(state.limit))}项中达标{plain_number(float(state.value))}项"
    limit = f"，标准{plain_number(float(state.limit))}" if state.limit else ""
    return f"{words}：{plain_number(float(state.value))}{state.unit}{limit}"


def lead_words(line: Entry) -> str:
    """The lead and its post, as 区教育局（基础教育股股长）. 牵头单位和联系岗位。"""
    return line.lead + (f"（{line.contact}）" if line.contact else "")


def _height(texts: Iterable[str], widths: Iterable[int]) -> int:
    """Points a row needs; Excel reckons it anew only when somebody edits the row."""
    lines = (
        ceil(sum(2 if east_asian_width(c) in "WFA" else 1 for c in text) / (width - 1))
        for text, width in zip(texts, widths, strict=False)
    )
    return LINE * max(1, *lines)


def _styles(book: Any) -> dict[str, Any]:
    edge = {"border": 1, "border_color": "#8C8C8C", "text_wrap": True, "valign": "top"}
    return {
        "heading": book.add_format(edge | {"bold": True, "bg_color": "#DDEBF7", "align": "center"}),
        "asked": book.add_format(edge | {"bold": True, "bg_color": "#FFE699", "align": "center"}),
        "fixed": book.add_format(edge | {"bg_color": "#F2F2F2"}),
        "open": book.add_format(edge | {"locked": False, "num_format": "@"}),
        "percent": book.add_format(edge | {"locked": False, "num_format": "0"}),
        "red": book.add_format(edge | {"bg_color": "#F4B6B6", "align": "center", "bold": True}),
        "yellow": book.add_format(edge | {"bg_color": "#FFE699", "align": "center", "bold": True}),
        "green": book.add_format(edge | {"bg_color": "#C6E0B4", "align": "center", "bold": True}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _write_help(sheet: Any, styles: dict[str, Any], ledger: Ledger, name: str, synthetic: bool) -> None:
    sheet.set_column(0, 0, HELP_WIDTH)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    lines = [f"{name}问题台账（截至{ledger.day.isoformat()}）"]
    if synthetic:
        lines.append("测算结果由合成数据生成，仅供演示和检验，不反映任何真实学校或地区的情况。")
    lines += [f"依据：{'、'.join(plan.document for plan in ledger.plan.plans)}；测算：{ledger.run.id}", *INSTRUCTIONS]
    words = "；".join(f"{WORDS[colour]}＝{text}" for colour, text in ledger.rules.colours.items())
    lines.append(
        f"三色（{ledger.rules.clause.document}{ledger.rules.clause.item}）：{words}。{ledger.rules.ruling.reading}"
    )
    for row, text in enumerate(lines):
        sheet.set_row(row, _height([text], [HELP_WIDTH]) + (LINE if row == 0 else 0))
        sheet.write_string(row, 0, text, styles["title" if row == 0 else "wrapped"])
    sheet.protect()


def _write_office(sheet: Any, styles: dict[str, Any], office: str, lines: Sequence[Entry]) -> None:
    sheet.freeze_panes(1, 3)
    sheet.set_paper(A3)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, heading, styles["heading" if heading in READ else "asked"])
    for row, line in enumerate(lines, 1):
        cells = (
            line.id,
            "评估" if line.kind == "result" else "方案",
            line.title,
            line.school,
            "；".join(line.measures),
            line.at,
            lead_words(line),
            line.due_words,
            BASES[line.basis],
            figure(line),
            WORDS[line.colour],
            line.why,
        )
        sheet.set_row(row, _height(cells, WIDTHS))
        for at, text in enumerate(cells):
            sheet.write_string(
                row, at, text, styles[line.colour] if HEADINGS[at] == "三色" and line.colour else styles["fixed"]
            )
        answer = line.state.answers.get(office, {})
        for at, field in enumerate(WRITTEN, len(READ)):
            said = answer.get(field, "")
            style = styles["percent" if field == "progress" else "open"]
            if not said:
                sheet.write_blank(row, at, None, style)
            elif field == "progress":
                sheet.write_number(row, at, int(said), style)
            else:
                sheet.write_string(row, at, said, style)
    last, status, progress = max(len(lines), 1), len(READ), len(READ) + 1
    sheet.data_validation(
        1,
        status,
        last,
        status,
        {
            "validate": "list",
            "source": list(STATUSES),
            "error_title": "请从下拉选项中选择",
            "error_message": "只能填：" + "、".join(STATUSES),
        },
    )
    sheet.data_validation(
        1,
        progress,
        last,
        progress,
        {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_title": "请填进度",
            "error_message": "请填0—100的整数，不写百分号。",
        },
    )
    sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _write_key(sheet: Any, ledger: Ledger, wanted: dict[str, list[Entry]]) -> None:
    """What the reading back needs: which history this was, which line went to which office's sheet."""
    history = ledger.history
    for row, (label, text) in enumerate(
        zip(KEY_ROWS, (ledger.plan.county, str(len(history.rows)), (history.checks or ("",))[-1]), strict=True)
    ):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)
    row = len(KEY_ROWS)
    for office, lines in wanted.items():
        for line in lines:
            for at, text in enumerate((sheet_name(office), office, line.id)):
                sheet.write_string(row, at, text)
            row += 1
    sheet.very_hidden()
