"""The Word files of one county's ledger: monthly report, correspondence, duties, commitments, school by school. 公文各件。"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docx.enum.text import WD_ALIGN_PARAGRAPH

from ...planning.entries import Entry
from ...printing.blocks import plain
from ...printing.office.form import Form, HeadCell
from ...printing.office.letter import Letter
from ...standard.paper_rules import KINDS
from .. import monthly_report
from ..forms.instructions import NOTICE
from ..monthly_report.missing import missing, missing_words
from ..monthly_report.month import Month, measured
from ..office_letter.correspondence import correspondence, paper_rules, sender
from ..office_letter.letters import SYNTHETIC, Letters
from ..words import chinese_date
from .commitment import SIGNED, write_commitment
from .duty_table import duty_table
from .word_page import write_blocks, write_correspondence, write_signature

SCHOOL_HEADS = (
    HeadCell("事项", width=24, align="left"),
    HeadCell("现状", width=18, align="left"),
    HeadCell("尚缺", width=14, align="left"),
    HeadCell("措施", width=34, align="left"),
    HeadCell("责任单位", width=18, align="left"),
    HeadCell("时限", width=12),
)
#: Sections of the monthly report, in its order.
SECTIONS: tuple[tuple[str, Callable[[Month], object]], ...] = (
    ("总体进展", monthly_report.overview),
    ("存在问题", monthly_report.problems),
    ("下月到期事项", monthly_report.due),
    ("本月进展", monthly_report.progress),
    ("各责任单位情况", monthly_report.offices),
    ("差额", monthly_report.gaps),
)


def documents(letters: Letters) -> Iterator[tuple[str, bytes]]:
    """(name of the file, content) of each paper; the same ledger gives the same bytes. 全部公文。"""
    month = letters.month
    yield "工作月报.docx", _monthly(month)
    yield "责任分工表.docx", _duties(month)
    offices = letters.offices
    schools: dict[str, list[Entry]] = {}
    for line in month.ledger.lines:
        if line.open and line.kind == "result" and line.school:
            schools.setdefault(line.school, []).append(line)
    yield "工作承诺书（单位）.docx", _commitments(month, offices)
    yield "工作承诺书（学校）.docx", _commitments(month, schools)
    yield "一校一策.docx", _by_school(month, schools)
    known, rules = missing(month), paper_rules(month)
    for at, (office, lines) in enumerate(offices.items(), 1):
        own = correspondence(month, office, lines, known, rules)
        letter = _letter(month, own.title)
        write_correspondence(letter, own, month.report.synthetic)
        name = "".join(c for c in office if c.isalnum())
        yield f"{KINDS[own.kind]}/{at:02d}{name}.docx", _content(letter, month)


def _letter(month: Month, title: str) -> Letter:
    return Letter(title, NOTICE if month.report.synthetic else "")


def _content(letter: Letter, month: Month) -> bytes:
    return letter.content({"author": "", "subject": "义务教育优质均衡创建"}, month.day)


def _head(month: Month, title: str, subtitle: str = "") -> Letter:
    letter = _letter(month, title)
    letter.title((title,), subtitle)
    if month.report.synthetic:
        letter.text(SYNTHETIC)
    return letter


def _monthly(month: Month) -> bytes:
    name = f"{month.report.name}义务教育优质均衡创建工作月报"
    letter = _head(month, name, f"（{month.first.year}年{month.first.month}月，截至{chinese_date(month.day)}）")
    letter.table_style = "Table Small"
    for heading, section in SECTIONS:
        letter.chapter(heading)
        write_blocks(letter, section(month).blocks)  # type: ignore[attr-defined]
    write_signature(letter, sender(month, paper_rules(month)), chinese_date(month.day))
    return _content(letter, month)


def _duties(month: Month) -> bytes:
    form = duty_table(month)
    letter = _letter(month, form.title)
    letter.begin_across()
    letter.form(form)
    return _content(letter, month)


def _commitments(month: Month, own: dict[str, list[Entry]]) -> bytes:
    letter, known = _letter(month, f"{month.report.name}工作承诺书"), missing(month)
    for at, (who, lines) in enumerate(own.items()):
        letter.title((f"{month.report.name}义务教育优质均衡创建", "工作承诺书"), f"（{who}）")
        letter.document.paragraphs[-2].paragraph_format.page_break_before = at > 0
        if month.report.synthetic:
            letter.text(SYNTHETIC)
        write_commitment(letter, month, who, lines, known)
        letter.text("")
        for text in SIGNED:
            letter.text(text, "Normal").paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return _content(letter, month)


def _by_school(month: Month, schools: dict[str, list[Entry]]) -> bytes:
    letter = _head(month, f"{month.report.name}一校一策整改清单", f"（截至{chinese_date(month.day)}）")
    letter.begin_across()
    known = missing(month)
    for school, lines in schools.items():
        rows = tuple(
            (
                line.title.removeprefix(f"{school}："),
                plain(measured(month, line)),
                plain(missing_words(month, known, line)),
                "；".join(line.measures) or "由学校和主管部门提出",
                "、".join(line.offices),
                chinese_date(line.due) + "前" if line.due else line.due_words,
            )
            for line in lines
        )
        letter.form(Form("", "", school, SCHOOL_HEADS, rows))
    return _content(letter, month)
