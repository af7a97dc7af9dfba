"""The pieces a page is made of; one source for screen and paper. 版面元素。

A block says what is on the page; `html.py` and `paper.py` say how it looks there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True)
class Number:
    """A figure on a page, with the id that leads to its proof. 数字。"""

    id: str
    text: str


@dataclass(frozen=True)
class Mark:
    """A status, shown by word, shape and colour. 状态标记。"""

    status: str


@dataclass(frozen=True)
class Strong:
    """Words that carry the sentence. 强调。"""

    text: str


Inline: TypeAlias = "str | Number | Mark | Strong"
#: A run of inline pieces; a plain string is a run of one.
Text: TypeAlias = "Inline | tuple[Inline, ...]"


def runs(text: Text) -> tuple[Inline, ...]:
    """The pieces of a text. 文本各段。"""
    return text if isinstance(text, tuple) else (text,)


def plain(text: Text) -> str:
    """The words alone. 纯文本。"""
    from ..scoring.verdicts import WORDS

    return "".join(
        piece if isinstance(piece, str) else WORDS[piece.status] if isinstance(piece, Mark) else piece.text
        for piece in runs(text)
    )


def join(texts: list[Text], separator: str = "、") -> tuple[Inline, ...]:
    """Texts in a row, separated. 连接。"""
    pieces: list[Inline] = []
    for i, text in enumerate(texts):
        pieces += [*([separator] if i else []), *runs(text)]
    return tuple(pieces)


@dataclass(frozen=True)
class Heading:
    """A heading below the sections of the notebook. 小标题。"""

    text: str
    anchor: str
    level: Literal[1, 3] = 3


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. 段落。"""

    text: Text
    small: bool = False
    #: Where an official paper sets it: the addressee flush left, the title in the middle, the signature at the right.
    place: Literal["", "flush", "middle", "signed"] = ""


@dataclass(frozen=True)
class Bullets:
    """A list. 列表。"""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Callout:
    """What must not be missed. 提示框。"""

    tone: Literal["good", "bad", "open", "info"]
    title: Text
    lines: tuple[Text, ...] = ()


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. 表格列。

    width: on paper, a share of the free width ("1fr", "2fr") or "auto"
    filter: offer a drop-down of its values on screen
    """

    heading: str
    align: Literal["left", "right", "center"] = "left"
    width: str = "auto"
    filter: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table; `landscape` lays it across the page, `tools` makes it sortable and searchable on screen. 表格。"""

    title: str
    anchor: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Text, ...], ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False
    tools: bool = False
    #: Folded away on screen and left out on paper: too long to read there, and also in results.csv.
    fold: bool = False


@dataclass(frozen=True)
class FigureBlock:
    """A chart with the finding as its title, words for those who cannot see it, and the table behind it. 图。"""

    title: str
    anchor: str
    svg: str
    alt: str
    table: TableBlock | None = None
    #: Whether the table is printed on paper too, or stands elsewhere in the report.
    print_table: bool = False
    #: On paper a sheet of A3 of its own, laid across.
    wide: bool = False


@dataclass(frozen=True)
class Grid:
    """Cells coloured by status: the indicators at a glance. 一览格。"""

    title: str
    anchor: str
    groups: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = field(default=())


Block: TypeAlias = Heading | Paragraph | Bullets | Callout | TableBlock | FigureBlock | Grid
