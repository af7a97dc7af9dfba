"""A letter to each responsible office: its open lines. 催办函。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from IPython.display import display

from ...errors import UserError, nearest
from ...planning.colours import ORDER, WORDS
from ...planning.lines import Line
from ...planning.timetable import timetable
from ..blocks import Block, Bullets, Callout, Column, Heading, Inline, Paragraph, Strong, Table, Text, runs
from ..display import Closed, Shown
from ..report import parse_date
from ..words import chinese_date, school_year_words
from .close import closed
from .missing import Missing, missing, missing_words
from .month import Month, measured, open_until
from .offices import by_office, office_keys
from .overview import changes, warnings

#: Lines named in the letter itself; all of them stand in its table.
NAMED = 5
#: Rows of a table that stay upright on the letter's own page; a longer one lies across, on pages of its own.
SHORT = 8
SYNTHETIC = "测算结果由合成数据生成，仅供演示和检验，不反映任何真实学校、单位或地区的情况。"


@dataclass(frozen=True)
class Letters:
    """The letters of one day. 某日的函。"""

    month: Month
    offices: dict[str, list[Line]]


def open_letters(county: str, school_year: str, as_of: str, day: str, office: str = "") -> Letters:
    """Open lines by office on a day; one office's, or all. 打开台账。

    Raises UserError for an office that has no open line, naming the nearest.
    """
    last = parse_date(day, "日期 date")
    month = open_until(county, school_year, as_of, last.replace(day=1), last)
    own = {name: open_ for name, lines in by_office(month).items() if (open_ := [line for line in lines if line.open])}
    if office and office not in own:
        raise UserError(f"没有“{office}”的未销号事项{nearest(office, own)}现有责任单位：{'、'.join(own)}。")
    return Letters(month, {office: own[office]} if office else own)


def letter_title(letters: Letters) -> Shown:
    """What the letters are. 标题。"""
    month, several = letters.month, len(letters.offices) > 1
    number = month.report.numbers.count("J-letters", len(letters.offices), "催办函份数", "有未销号事项的责任单位计数", "份")
    said: Text = ("，每个责任单位一份，共", number, "份。") if several else "。"
    blocks: list[Block] = [
        Heading(_name(letters), "top", level=1), Paragraph((f"{month.report.full_name}，截至{chinese_date(month.day)}", *runs(said))),
    ]
    # The letter itself says that the data are synthetic: alone, it stands right below.
    return Shown(blocks + (warnings(month) if several else changes(month)))


def letters(letters: Letters) -> None:
    """One letter after the other, each on a page of its own. 逐单位显示。"""
    known = missing(letters.month)
    for office, lines in letters.offices.items():
        own = _letter(letters.month, office, lines, known)
        if len(letters.offices) > 1:
            # Each goes to another office, so each has its title.
            own.insert(0, Paragraph((Strong(_name(letters)),)))
        display(Shown(own, sheet=office))  # type: ignore[no-untyped-call]


def _letter(month: Month, office: str, lines: list[Line], known: Missing) -> list[Block]:
    key = office_keys(month)[office]
    late = [line for line in lines if line.late(month.day)]
    soon = month.day + timedelta(days=30)
    near = [line for line in lines if line.due and month.day <= line.due <= soon]
    colours: list[Inline] = []
    for colour in ORDER[:3]:
        own = [line for line in lines if line.colour == colour]
        if own:
            colours += ["、" if colours else "", WORDS[colour] if colour else "未到启动时间", month.count(f"{key}-open-{colour or 'none'}", own, f"{office}未销号事项，{WORDS[colour]}"), "项"]
    entries = [entry for entry in timetable(lines, month.day) if entry.line.open]
    urgent: list[Text] = [
        f"{entry.line.title}：{f'已逾期{entry.late}天' if entry.late else f'{chinese_date(entry.line.due)}到期' if entry.line.due else entry.line.due_words}" for entry in entries[:NAMED]
    ]
    blocks: list[Block] = [Paragraph((Strong(f"{office}："),))]
    if month.report.synthetic:
        blocks.append(Callout("open", SYNTHETIC))
    blocks += [
        Paragraph(
            (f"截至{chinese_date(month.day)}，贵单位负责的优质均衡创建事项未销号", month.count(f"{key}-open", lines, f"{office}，未销号事项"), "项（",
             *colours, "），其中已逾期", month.count(f"{key}-late", late, f"{office}，逾期未销号事项"), "项，30天内到期",
             month.count(f"{key}-near", near, f"{office}，30天内到期事项"), "项。最急的是：")
        ),
        Bullets(tuple(urgent)),
        Paragraph(f"请逐项推进，并于{chinese_date(month.reported_by)}前报送进展、存在问题和下月计划；已完成的写明佐证材料。评估事项以重新测算达标为准。"),
        Paragraph(f"{month.ledger.plan.coordinator}（优质均衡创建牵头单位）　{chinese_date(month.day)}"),
        _table(month, office, [entry.line for entry in entries], known),
    ]  # fmt: skip
    return blocks


def _table(month: Month, office: str, lines: list[Line], known: Missing) -> Table:
    rows: list[tuple[Text, ...]] = []
    for line in lines:
        said = line.state.answers.get(office, {})
        answer = "；".join(filter(None, (said.get("status"), f"{said['progress']}%" if said.get("progress") else "", said.get("note")))) or "未报送"
        beside = [other for other in line.offices if other != office]
        others = "、".join(beside[:2]) + (f"等{len(beside)}个单位" if beside[2:] else "") or "—"
        rows.append((line.due_words, line.title, line.at or "—", measured(month, line), missing_words(month, known, line), f"{WORDS[line.colour]}：{line.why}", answer, others))
    return Table(
        f"{office}未销号事项", f"table-{office}",
        (Column("时限"), Column("事项", width="2fr"), Column("方案条目", width="1fr"), Column("测算结果", width="1.1fr"), Column("尚缺", width="1.1fr"),
         Column("三色和原因", width="1.2fr"), Column("贵单位所报", width="1fr"), Column("共同责任单位", width="1.2fr")),
        tuple(rows), landscape=len(rows) > SHORT,
    )  # fmt: skip


def close_letters(letters: Letters, out: str) -> Closed:
    """Write the tables; tell the exporters what the page is. 输出数据文件。"""
    month = letters.month
    keys = office_keys(month)
    files = [keys[office].removeprefix("O") + "".join(c for c in office if c.isalnum()) for office in letters.offices]
    return closed(month, out, _name(letters), f"截至{month.day}，{school_year_words(month.report.school_year)}数据", files)


def _name(letters: Letters) -> str:
    return f"{letters.month.report.name}优质均衡创建事项催办函"
