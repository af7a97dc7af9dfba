"""An official document written piece by piece. 公文撰写。"""

from __future__ import annotations

import io
from datetime import date, datetime, time
from itertools import groupby
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_BREAK
from docx.shared import Mm
from docx.text.paragraph import Paragraph as Written

from ..blocks import Block, Bullets, Callout, FigureBlock, Heading, Paragraph, Strong, Text, plain, runs
from .form import Form
from .gbt9704 import across, new_document
from .word_table import clean, table_xml

#: Width of the text, upright and laid across, in millimetres.
UPRIGHT, ACROSS = 156, 247
DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """A Chinese numeral up to 99. 中文数字。

    >>> numeral(4), numeral(10), numeral(15), numeral(20)
    ('四', '十', '十五', '二十')
    """
    tens, ones = divmod(number, 10)
    return (("" if tens == 1 else DIGITS[tens]) + "十" if tens else "") + (DIGITS[ones] if ones or not tens else "")


class Letter:
    """Headings number themselves: 一、 then （一） then 1. 公文。"""

    def __init__(self, title: str, notice: str) -> None:
        self.document = new_document(notice)
        # Looked up once: the library scans all its styles for every paragraph.
        self._ids = {style.name: style.style_id for style in self.document.styles}
        self.name, self.width, self.table_style = title, UPRIGHT, "Table Text"
        self._chapter = self._section = self._point = self._figure = 0

    def title(self, lines: tuple[str, ...], subtitle: str) -> None:
        """The title, and what stands below it. 标题。"""
        written = self._written("", "Title")
        for i, line in enumerate(lines):
            if i:
                written.add_run().add_break(WD_BREAK.LINE)
            written.add_run(line)
        self._written(subtitle, "Subtitle")

    def chapter(self, text: str) -> None:
        """A heading of the first level: 一、 一级标题。"""
        self._chapter, self._section, self._point = self._chapter + 1, 0, 0
        self._written(f"{numeral(self._chapter)}、{text}", "Heading 1")

    def section(self, text: str) -> None:
        """A heading of the second level: （一） 二级标题。"""
        self._section, self._point = self._section + 1, 0
        self._written(f"（{numeral(self._section)}）{text}", "Heading 2")

    def point(self, text: str) -> None:
        """A heading of the third level: 1. 三级标题。"""
        self._point += 1
        self._written(f"{self._point}.{text}", "Heading 3")

    def text(self, text: Text, style: str = "Body Text") -> Written:
        """One paragraph. 正文。"""
        written = self._written("", style)
        for strong, pieces in groupby(runs(text), lambda piece: isinstance(piece, Strong)):
            written.add_run(clean(plain(tuple(pieces)))).bold = strong or None
        return written

    def _written(self, text: str, style: str) -> Written:
        written = self.document.add_paragraph(clean(text))
        written._p.style = self._ids[style]
        return written

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        """Words of a section of the report; its tables and charts have their own places here. 报告内容。"""
        for block in blocks:
            match block:
                case Heading():
                    self.section(block.text)
                case Paragraph():
                    self.text(block.text)
                case Bullets():
                    for i, item in enumerate(block.items, start=1):
                        self.text((f"{i}.", *runs(item)))
                case Callout():
                    self.text(block.title).runs[0].bold = True
                    for line in block.lines:
                        self.text(line)

    def picture(self, figure: FigureBlock, png: bytes) -> None:
        """A chart with its number, and words for those who cannot see it. 图。"""
        self._figure += 1
        written = self._written("", "Picture")
        shape = written.add_run().add_picture(io.BytesIO(png), width=Mm(self.width))
        about = shape._inline.docPr
        about.set("descr", clean(figure.alt))
        about.set("title", clean(figure.title))
        caption = self._written(f"图{self._figure}　{figure.title}", "Caption")
        caption.paragraph_format.keep_with_next = False

    def form(self, form: Form, new_page: bool = False) -> None:
        """A form as a table, with its title above and its notes below. 表。"""
        caption = self._written(f"{form.number}　{form.title}".strip(), "Caption")
        caption.paragraph_format.page_break_before = new_page
        table = table_xml(form, Mm(self.width).twips, self._ids[self.table_style])
        self.document.element.body.insert_element_before(table, "w:sectPr")
        for i, note in enumerate(form.notes):
            self._written(f"{'注：' if i == 0 else '　　'}{i + 1}.{note}", "Note")

    def lay_across(self) -> None:
        """What follows stands on pages laid across. 转为横排。"""
        across(self.document.add_section(WD_SECTION.NEW_PAGE))
        self.width, self.table_style = ACROSS, "Table Small"

    def begin_across(self) -> None:
        """All pages lie across, the first one too. 全文横排。"""
        across(self.document.sections[0])
        self.width, self.table_style = ACROSS, "Table Small"

    def content(self, about: dict[str, str], day: date) -> bytes:
        """The file; the same words give the same bytes. 文件内容。

        about : further core properties
        day   : stands for when it was made
        """
        properties = self.document.core_properties
        made = datetime.combine(day, time())
        for key, said in (
            {"title": self.name, "language": "zh-CN", "comments": "", "created": made, "modified": made} | about
        ).items():
            setattr(properties, key, said)
        stream, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(stream)
        with ZipFile(stream) as written, ZipFile(fixed, "w", ZIP_DEFLATED) as kept:
            for name in written.namelist():
                # A zip notes when each file in it was written; a ZipInfo of its own says 1980.
                kept.writestr(ZipInfo(name), written.read(name), ZIP_DEFLATED)
        return fixed.getvalue()
