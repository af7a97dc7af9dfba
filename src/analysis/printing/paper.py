"""Blocks as Typst source. 纸面版面。

Every word goes in as a Typst string, so cell text is never markup; `templates/report.typ` holds the layout.
"""

from __future__ import annotations

import json
from hashlib import sha256

from ..scoring.verdicts import WORDS
from .blocks import (
    Block,
    Bullets,
    Callout,
    FigureBlock,
    Grid,
    Heading,
    Mark,
    Number,
    Paragraph,
    Strong,
    TableBlock,
    Text,
    runs,
)
from .html import SHAPES


def string(text: str) -> str:
    """A Typst string literal. 字符串转义。

    >>> string('#evil "x"')
    '"#evil \\\\"x\\\\""'
    """
    # JSON escapes what Typst escapes; control characters have no place on paper.
    return json.dumps("".join(c for c in text if c.isprintable() or c.isspace()), ensure_ascii=False)


def _array(items: list[str]) -> str:
    return "(" + "".join(f"{item}, " for item in items) + ")"


def text_typst(text: Text, stacked: bool = False) -> str:
    """A run of text as a Typst content expression. 行内内容。

    stacked : the ids of numbers stand under them (in a table cell), not behind them
    """
    pieces = [_piece(piece, stacked) for piece in runs(text)]
    ids = [piece.id for piece in runs(text) if isinstance(piece, Number)] if stacked else []
    return "(" + " + ".join([*pieces, *([f"ids({string('  '.join(ids))})"] if ids else [])]) + ")"


def _piece(piece: str | Number | Mark | Strong, stacked: bool) -> str:
    if isinstance(piece, Number):
        return f"[#{string(piece.text)}]" if stacked else f"num({string(piece.id)}, {string(piece.text)})"
    if isinstance(piece, Mark):
        return f"mark({string(piece.status)}, {string(SHAPES[piece.status])}, {string(WORDS[piece.status])})"
    if isinstance(piece, Strong):
        return f"key({string(piece.text)})"
    return f"[#{string(piece)}]"


def figure_name(svg: str) -> str:
    """The file a chart is handed to Typst under. 图文件名。"""
    return f"chart-{sha256(svg.encode()).hexdigest()[:16]}.svg"


def block_typst(block: Block) -> str:
    """One block. 一个版面元素。"""
    match block:
        case Heading():
            if block.level == 1:
                return f"#cover({string(block.text)})\n"
            # Sections of the notebook are level 1 on paper.
            return f"#heading(level: {block.level - 1}, {string(block.text)})\n"
        case Paragraph():
            return f"#{block.place or ('small' if block.small else 'para')}({text_typst(block.text)})\n"
        case Bullets():
            return f"#list({', '.join(text_typst(item) for item in block.items)})\n" if block.items else ""
        case Callout():
            lines = _array([text_typst(line) for line in block.lines])
            return f"#callout({string(block.tone)}, {text_typst(block.title)}, {lines})\n"
        case TableBlock():
            return "" if block.fold else _table(block)
        case FigureBlock():
            shown = f"#{'poster' if block.wide else 'chart'}({string(block.title)}, {string(figure_name(block.svg))}, {string(block.alt)})\n"
            return shown + (_table(block.table) if block.table is not None and block.print_table else "")
        case Grid():
            groups = [
                "("
                + string(title)
                + ", "
                + _array([f"({string(SHAPES[s] + ' ' + label)}, {string(s)})" for label, s, _ in cells])
                + ")"
                for title, cells in block.groups
            ]
            return f"#glance({_array(groups)})\n"


def _table(table: TableBlock) -> str:
    headings = _array([string(column.heading) for column in table.columns])
    aligns = _array([column.align for column in table.columns])
    widths = _array([column.width for column in table.columns])
    rows = "".join(text_typst(cell, stacked=True) + ", " for row in table.rows for cell in row)
    notes = _array([string(note) for note in table.notes])
    across = "true" if table.landscape else "false"
    return f"#sheet({string(table.title)}, {headings}, {aligns}, {widths}, ({rows}), {notes}, across: {across})\n"
