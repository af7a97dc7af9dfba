"""A paper to each responsible office, in the form that befits it: its open lines. 致各单位公文。"""

from __future__ import annotations

from dataclasses import dataclass

from IPython.display import display

from ...errors import UserError, nearest
from ...parameters import text_parameter
from ...planning.entries import Entry
from ...printing.blocks import Block, Bullets, Callout, Heading, Paragraph, Strong, Text, runs
from ...printing.display import Closed, Shown
from ...standard.paper_rules import PaperRules
from ..monthly_report.missing import Missing, missing
from ..monthly_report.month import Month, open_until
from ..monthly_report.offices import by_office, office_keys
from ..monthly_report.overview import changes, warnings
from ..page_end import finished
from ..report import parse_date
from ..words import chinese_date, school_year_words
from .correspondence import UNNAMED, correspondence, paper_rules

SYNTHETIC = "测算结果由合成数据生成，仅供演示和检验，不反映任何真实学校、单位或地区的情况。"


@dataclass(frozen=True)
class Letters:
    """The letters of one day. 某日的函。"""

    month: Month
    offices: dict[str, list[Entry]]


def open_letters(county: str, school_year: str, as_of: str, day: str, office: str = "") -> Letters:
    """Open lines by office on a day; one office's, or all. 打开台账。

    Raises UserError for an office that has no open line, naming the nearest.
    """
    office = text_parameter(office, "单位名称 office ")
    last = parse_date(day, "日期 date")
    month = open_until(county, school_year, as_of, last.replace(day=1), last)
    own = {name: open_ for name, lines in by_office(month).items() if (open_ := [line for line in lines if line.open])}
    if office and office not in own:
        raise UserError(f"没有“{office}”的未销号事项{nearest(office, own)}现有责任单位：{'、'.join(own)}。")
    return Letters(month, {office: own[office]} if office else own)


def letter_title(letters: Letters) -> Shown:
    """What the letters are. 标题。"""
    month, several = letters.month, len(letters.offices) > 1
    number = month.report.numbers.count(
        "J-letters", len(letters.offices), "公文份数", "有未销号事项的责任单位计数", "份"
    )
    said: Text = ("，每个责任单位一份，共", number, "份。") if several else "。"
    blocks: list[Block] = [
        Heading(_name(letters), "top", level=1),
        Paragraph((f"{month.report.full_name}，截至{chinese_date(month.day)}", *runs(said))),
    ]
    # The letter itself says that the data are synthetic: alone, it stands right below.
    return Shown(blocks + (warnings(month) if several else changes(month)))


def letters(letters: Letters) -> None:
    """One letter after the other, each on a page of its own. 逐单位显示。"""
    known, rules = missing(letters.month), paper_rules(letters.month)
    for office, lines in letters.offices.items():
        own = _letter(letters.month, office, lines, known, rules)
        display(Shown(own, sheet=office))  # type: ignore[no-untyped-call]


def _letter(month: Month, office: str, lines: list[Entry], known: Missing, rules: PaperRules) -> list[Block]:
    """Title, addressee, text, signature and day, in the order of GB/T 9704. 版式。"""
    own = correspondence(month, office, lines, known, rules)
    blocks: list[Block] = [Paragraph((Strong(own.title),), place="middle"), Paragraph(f"{office}：", place="flush")]
    if month.report.synthetic:
        blocks.append(Callout("open", SYNTHETIC))
    if own.kind == "notice":
        blocks.append(Callout("info", UNNAMED))
    blocks.append(Paragraph(own.text))
    if own.points:
        blocks.append(Bullets(own.points))
    blocks += [Paragraph(text) for text in own.request]
    return [*blocks, Paragraph(own.sender, place="signed"), Paragraph(own.signed_on, place="signed"), own.table]


def finish_letters(letters: Letters, out: str) -> Closed:
    """Write the tables; tell the exporters what the page is. 输出数据文件。"""
    month = letters.month
    keys = office_keys(month)
    files = [keys[office].removeprefix("O") + "".join(c for c in office if c.isalnum()) for office in letters.offices]
    return finished(
        month, out, _name(letters), f"截至{month.day}，{school_year_words(month.report.school_year)}数据", files
    )


def _name(letters: Letters) -> str:
    return f"{letters.month.report.name}优质均衡创建事项公文（报告、函、通知）"
