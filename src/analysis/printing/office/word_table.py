"""A form as a table of a Word document. 公文表格。

Written as XML in one piece: cell by cell, the library takes seconds for a table of a county's schools.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from .form import Box, Form, HeadCell, Value, cell_text

FILLS = {"": "", "low": "E3E3E3", "deep": "BDBDBD"}
_EDGES = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_xml(form: Form, width: int, style: str) -> Any:
    """The w:tbl element. 表格元素。

    width : of the whole table, in twentieths of a point
    style : id of the paragraph style of its cells
    """
    total = sum(head.width for head in form.columns)
    widths = [round(width * head.width / total) for head in form.columns]
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    rows = _head_rows(form, widths, style) + _body_rows(form, widths, style)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_EDGES}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>'
        f"<w:tblCaption w:val={quoteattr(clean(form.title))}/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _head_rows(form: Form, widths: list[int], style: str) -> str:
    at: dict[tuple[int, int], Box] = {}
    for box in form.boxes:
        at |= {(box.row + i, box.column): box for i in range(box.rows)}
    rows = []
    for row in range(form.depth):
        cells = []
        for column in sorted(c for r, c in at if r == row):
            box = at[row, column]
            merge = "" if box.rows == 1 else "restart" if box.row == row else "continue"
            text = box.text if box.row == row else ""
            cells.append(
                _cell(
                    text,
                    sum(widths[column : column + box.columns]),
                    style,
                    "center",
                    span=box.columns,
                    merge=merge,
                    bold=True,
                )
            )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>")
    return "".join(rows)


def _body_rows(form: Form, widths: list[int], style: str) -> str:
    begin = dict(form.runs)
    rows, size = [], 1
    for i, cells in enumerate(form.rows):
        size = begin.get(i, size)
        shown = []
        for at, (cell, head) in enumerate(zip(cells, form.columns, strict=True)):
            merge = "" if at not in form.merged or size == 1 else "restart" if i in begin else "continue"
            text = "" if merge == "continue" else cell_text(cell)
            shown.append(
                _cell(
                    text,
                    widths[at],
                    style,
                    _align(cell, head),
                    merge=merge,
                    fill=FILLS[cell.tone] if isinstance(cell, Value) else "",
                )
            )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(shown)}</w:tr>")
    return "".join(rows)


def _align(cell: object, head: HeadCell) -> str:
    return "center" if isinstance(cell, Value) else head.align


def _cell(
    text: str, width: int, style: str, align: str, span: int = 1, merge: str = "", fill: str = "", bold: bool = False
) -> str:
    marks = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + (f'<w:vMerge w:val="{merge}"/>' if merge else "")
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    letters = "<w:rPr><w:b/></w:rPr>" if bold else ""
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{align}"/></w:pPr><w:r>{letters}<w:t xml:space="preserve">{escape(clean(line))}</w:t></w:r></w:p>'
        for line in text.split("\n")
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{marks}{shade}<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'


def clean(text: str) -> str:
    """The text without control characters, which XML does not know. 去除控制字符。"""
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]", "", text)
