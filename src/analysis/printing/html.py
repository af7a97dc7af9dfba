"""Blocks as HTML. 屏幕版面。"""

from __future__ import annotations

import re
from html import escape

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
    plain,
    runs,
)

#: A shape for each status, so that grey print and colour-blind readers lose nothing.
SHAPES = {
    "met": "●",
    "met_by_tolerance": "◐",
    "pending_evidence": "◇",
    "not_met": "×",
    "no_data": "○",
    "not_applicable": "－",
    "undetermined": "◇",
}
#: A date is not broken over two lines.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def text_html(text: Text) -> str:
    """A run of text. 行内内容。"""
    return "".join(_piece(piece) for piece in runs(text))


def _piece(piece: str | Number | Mark | Strong) -> str:
    if isinstance(piece, Number):
        return f'<button type="button" class="n" data-n="{escape(piece.id)}">{escape(piece.text)}</button>'
    if isinstance(piece, Mark):
        shape = SHAPES[piece.status]
        return f'<span class="mark {piece.status}"><span aria-hidden="true">{shape}</span> {WORDS[piece.status]}</span>'
    if isinstance(piece, Strong):
        return f"<strong>{escape(piece.text)}</strong>"
    return escape(piece)


def block_html(block: Block) -> str:
    """One block. 一个版面元素。"""
    match block:
        case Heading():
            return f'<h{block.level} id="{escape(block.anchor)}">{escape(block.text)}</h{block.level}>'
        case Paragraph():
            names = " ".join(filter(None, ["small" if block.small else "", block.place]))
            own = f' class="{names}"' if names else ""
            return f"<p{own}>{text_html(block.text)}</p>"
        case Bullets():
            return "<ul>" + "".join(f"<li>{text_html(item)}</li>" for item in block.items) + "</ul>"
        case Callout():
            lines = "".join(f"<p>{text_html(line)}</p>" for line in block.lines)
            return (
                f'<div class="callout {block.tone}"><p class="callout-title">{text_html(block.title)}</p>{lines}</div>'
            )
        case TableBlock():
            return _folded(block, block.title) if block.fold else _table(block)
        case FigureBlock():
            return _figure(block)
        case Grid():
            return _grid(block)


def _folded(table: TableBlock, summary: str) -> str:
    return f"<details><summary>{escape(summary)}</summary>{_table(table)}</details>"


def _table(table: TableBlock) -> str:
    head = "".join(
        f'<th scope="col" class="{column.align}{" filter" if column.filter else ""}">{escape(column.heading)}</th>'
        for column in table.columns
    )
    body = "".join(
        "<tr>"
        + "".join(
            f'<td class="{column.align}{" day" if isinstance(cell, str) and DAY.fullmatch(cell) else ""}">{text_html(cell)}</td>'
            for column, cell in zip(table.columns, row, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    notes = "".join(f'<p class="small">{escape(note)}</p>' for note in table.notes)
    tools = ' data-tools="on"' if table.tools else ""
    name = f"{escape(table.anchor)}-caption"
    return (
        f'<div class="table" id="{escape(table.anchor)}"{tools}><div class="scroll" role="region" tabindex="0" aria-labelledby="{name}">'
        f'<table><caption id="{name}">{escape(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{notes}</div>'
    )


def _figure(figure: FigureBlock) -> str:
    behind = ""
    if figure.table is not None:
        behind = _folded(figure.table, "查看数据表")
    chart = f'<div class="chart" role="img" aria-label="{escape(figure.alt)}">{figure.svg}</div>'
    if figure.wide:
        # What scrolls must be reached by the keyboard.
        chart = f'<div class="wide" role="region" tabindex="0" aria-label="{escape(figure.title)}">{chart}</div>'
    return (
        f'<figure id="{escape(figure.anchor)}"><figcaption>{escape(figure.title)}</figcaption>{chart}{behind}</figure>'
    )


def _grid(grid: Grid) -> str:
    groups = []
    for title, cells in grid.groups:
        items = "".join(
            f'<li class="{status}"><a href="#{escape(anchor)}"><span aria-hidden="true">{SHAPES[status]}</span> '
            f'{escape(label)}<span class="hidden">：{WORDS[status]}</span></a></li>'
            for label, status, anchor in cells
        )
        groups.append(f'<div class="grid-group"><p class="grid-title">{escape(title)}</p><ul>{items}</ul></div>')
    return f'<div class="grid" id="{escape(grid.anchor)}" role="group" aria-label="{escape(grid.title)}">{"".join(groups)}</div>'


def block_text(block: Block) -> str:
    """One block as words, for readers without a browser. 纯文本版面。"""
    match block:
        case Heading():
            return block.text
        case Paragraph():
            return plain(block.text)
        case Bullets():
            return "\n".join(f"· {plain(item)}" for item in block.items)
        case Callout():
            return "\n".join([plain(block.title), *(plain(line) for line in block.lines)])
        case TableBlock():
            rows = [
                tuple(column.heading for column in block.columns),
                *(tuple(plain(c) for c in row) for row in block.rows),
            ]
            return "\n".join([block.title, *("\t".join(row) for row in rows)])
        case FigureBlock():
            return f"{block.title}\n{block.alt}"
        case Grid():
            return "\n".join(
                f"{title}：" + "；".join(f"{label} {WORDS[s]}" for label, s, _ in cells)
                for title, cells in block.groups
            )
