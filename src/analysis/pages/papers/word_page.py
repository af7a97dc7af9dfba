"""Blocks of a page as an official document: the same words and numbers, in Word. 页面转公文。"""

from __future__ import annotations

from collections.abc import Iterable

from docx.enum.text import WD_ALIGN_PARAGRAPH

from ...printing.blocks import Block, Callout, Heading, Paragraph, TableBlock, plain
from ...printing.office.form import Form, HeadCell
from ...printing.office.letter import Letter
from ..office_letter.correspondence import UNNAMED, Correspondence
from ..office_letter.letters import SYNTHETIC

#: Width of a column on paper -> digits, for a table in Word.
WIDTHS = {"auto": 8.0}


def form_of(table: TableBlock, number: str = "") -> Form:
    """A table of a page as a table of a document. 表格转换。"""
    heads = tuple(
        HeadCell(column.heading, width=_width(column.width), align="center" if column.align == "center" else "left")
        for column in table.columns
    )
    rows = tuple(tuple(plain(cell) for cell in row) for row in table.rows)
    return Form(number, "", table.title, heads, rows, table.notes)


def _width(width: str) -> float:
    return WIDTHS.get(width) or 9 * float(width.removesuffix("fr"))


def write_blocks(letter: Letter, blocks: Iterable[Block]) -> None:
    """Words and tables in their order. 写入各版面元素。"""
    for block in blocks:
        if isinstance(block, TableBlock):
            if block.rows and not block.fold:
                letter.form(form_of(block))
        elif not (isinstance(block, Heading) and block.level == 1):
            letter.blocks((block,))


def write_signature(letter: Letter, sender: str, day: str) -> None:
    """Who signs and when, at the right. 署名和日期。"""
    letter.text("").paragraph_format.keep_with_next = True
    for text in (sender, day):
        letter.text(text, "Normal").paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def write_correspondence(letter: Letter, own: Correspondence, synthetic: bool) -> None:
    """A report, a letter or a notice: title, addressee, text, signature, table. 报告、函、通知。"""
    letter.title((own.title,), "")
    letter.text(f"{own.office}：", "Normal")
    if synthetic:
        letter.text(SYNTHETIC)
    if own.kind == "notice":
        letter.blocks((Callout("info", UNNAMED),))
    letter.text(own.text)
    for i, point in enumerate(own.points, 1):
        letter.blocks((Paragraph((f"{i}.{plain(point)}。",)),))
    for text in (*own.request, f"附表：{own.table.title}"):
        # A signature never stands on a page without text (GB/T 9704).
        letter.text(text).paragraph_format.keep_with_next = True
    write_signature(letter, own.sender, own.signed_on)
    letter.lay_across()
    letter.form(form_of(own.table, "附表"))
