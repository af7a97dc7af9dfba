"""The page and the letters of an official document, GB/T 9704—2012. 党政机关公文格式。

A4, margins 37/35/28/26 mm, 22 lines of 28 characters; fonts by the names that offices in China have, with what
Word shall take where one is missing. No font is embedded.
"""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm

SONG, HEI, KAI, FANG, TITLE_FONT = "宋体", "黑体", "楷体_GB2312", "仿宋_GB2312", "方正小标宋简体"
#: Font -> what to take in its place.
INSTEAD = {KAI: "楷体", FANG: "仿宋", TITLE_FONT: SONG}
LATIN = "Times New Roman"
#: Half-points: 二号, 三号, 四号, 小四, 五号, and what a sheet laid across can hold.
ER, SAN, SI, XIAO_SI, WU, SMALL = 44, 32, 28, 24, 21, 15
#: Twentieths of a point: 28 points a line of text, two characters of 三号.
PITCH, TWO = 560, 640

_EXACT = f'<w:spacing w:before="0" w:after="0" w:line="{PITCH}" w:lineRule="exact"/>'
_FREE = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{TWO}"/>'


def _heading(level: int) -> str:
    return f'<w:keepNext/><w:keepLines/>{_EXACT}{_INDENT}<w:outlineLvl w:val="{level}"/>'


#: Style -> paragraph properties, font, half-points.
STYLES = {
    "Normal": (f"{_EXACT}", FANG, SAN),
    "Title": (
        '<w:keepNext/><w:spacing w:before="0" w:after="0" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>',
        TITLE_FONT,
        ER,
    ),
    "Subtitle": (
        f'<w:spacing w:before="0" w:after="{PITCH}" w:line="{PITCH}" w:lineRule="exact"/><w:jc w:val="center"/>',
        KAI,
        SAN,
    ),
    "Heading 1": (_heading(0), HEI, SAN),
    "Heading 2": (_heading(1), KAI, SAN),
    "Heading 3": (_heading(2), FANG, SAN),
    "Body Text": (f'{_EXACT}{_INDENT}<w:jc w:val="both"/>', FANG, SAN),
    "Caption": (
        '<w:keepNext/><w:spacing w:before="120" w:after="60" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>',
        HEI,
        XIAO_SI,
    ),
    "Header": (f'{_FREE}<w:jc w:val="center"/>', SONG, WU),
    "Footer": (_FREE, SONG, SI),
    "Picture": (
        '<w:keepNext/><w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>',
        SONG,
        SAN,
    ),
    "Table Text": (_FREE, SONG, WU),
    "Table Small": (_FREE, SONG, SMALL),
    "Note": ('<w:spacing w:before="0" w:after="0" w:line="300" w:lineRule="exact"/>', SONG, 18),
}


def new_document(notice: str) -> Docx:
    """An empty document in this format. 新建公文。

    notice : stands at the head of every page; none where it is blank
    """
    document = Document()
    _styles(document)
    _settings(document)
    _fonts(document)
    upright(document.sections[0])
    _running(document.sections[0], notice)
    return document


def upright(section: Section) -> None:
    """Margins of a page of text. 版心。"""
    section.page_width, section.page_height, section.orientation = Mm(210), Mm(297), WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(20), Mm(25)


def across(section: Section) -> None:
    """The same page laid across, for tables. 横排版心。"""
    section.page_width, section.page_height, section.orientation = Mm(297), Mm(210), WD_ORIENT.LANDSCAPE
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(28),
        Mm(26),
        Mm(25),
        Mm(25),
    )
    section.header_distance, section.footer_distance = Mm(15), Mm(15)


def _styles(document: Docx) -> None:
    defaults = document.styles.element.find("w:docDefaults", document.styles.element.nsmap)
    _replace(defaults.find("w:rPrDefault", defaults.nsmap), "rPr", _letters(FANG, SAN))
    _replace(defaults.find("w:pPrDefault", defaults.nsmap), "pPr", "")
    for name, (paragraph, font, size) in STYLES.items():
        if name not in document.styles:
            document.styles.add_style(name, 1)
        style = document.styles[name].element
        _replace(style, "pPr", paragraph)
        _replace(style, "rPr", _letters(font, size, bold=name == "Heading 3"))


def _letters(font: str, size: int, bold: bool = False) -> str:
    latin = LATIN if font in (FANG, SONG) else font
    return (
        f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{LATIN}"/>{"<w:b/>" if bold else ""}'
        f'<w:color w:val="000000"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    )


def _replace(parent: Any, name: str, inside: str) -> None:
    """Put a child in the place of the one of its name."""
    for old in parent.findall(f"w:{name}", parent.nsmap):
        parent.remove(old)
    parent.append(parse_xml(f"<w:{name} {nsdecls('w')}>{inside}</w:{name}>"))


def _settings(document: Docx) -> None:
    settings = document.settings
    settings.odd_and_even_pages_header_footer = True
    spaces = settings.element.nsmap
    settings.element.find("w:themeFontLang", spaces).set(f"{{{spaces['w']}}}eastAsia", "zh-CN")
    for mode in settings.element.iterfind("w:compat/w:compatSetting[@w:name='compatibilityMode']", spaces):
        # Word 2013 and later: else the window says 兼容模式.
        mode.set(f"{{{spaces['w']}}}val", "15")


def _fonts(document: Docx) -> None:
    """Name, in the font table, what to take where a font is missing."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    table = parse_xml(part.blob)
    for name, other in INSTEAD.items():
        table.append(
            parse_xml(
                f'<w:font {nsdecls("w")} w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
            )
        )
    part._blob = serialize_part_xml(table)  # the library gives no other way to a part it does not know


def _running(section: Section, notice: str) -> None:
    """The notice at the head; the page number at the foot, outside on both sides."""
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        header.paragraphs[0].text = notice
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p
        paragraph.get_or_add_pPr().append(
            parse_xml(f'<w:ind {nsdecls("w")} w:{side}Chars="100" w:{side}="{TWO // 2}"/>')
        )
        paragraph.get_or_add_pPr().append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
        for field, text in (("", "— "), ("PAGE", "1"), ("", " —")):
            run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
            inner = (
                f'<w:fldSimple {nsdecls("w")} w:instr="{field}">{run}</w:fldSimple>'
                if field
                else run.replace("<w:r>", f"<w:r {nsdecls('w')}>")
            )
            paragraph.append(parse_xml(inner))
