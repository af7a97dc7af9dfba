"""Two HTML pages: numbers, words, and what lies behind them. 网页的比较。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import zip_longest
from typing import NamedTuple

from .differences import ChangedPlace, excerpts

HEAD, TOP, BEHIND = "页首", "标题", "页尾"
FONT = f"“{HEAD}”的样式或字体"


class Piece(NamedTuple):
    """A run of text or a tag; a number has its id. 页面片段。"""

    kind: str
    id: str
    text: str


class _Reader(HTMLParser):
    """Pieces by section; a heading of level 2 begins one."""

    def __init__(self) -> None:
        super().__init__()
        self.sections: dict[str, list[Piece]] = {HEAD: []}
        self.data = ""
        self._section, self._number, self._inside, self._title = HEAD, "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag in ("main", "dialog"):
            self._section = TOP if tag == "main" else BEHIND
        if tag in ("script", "style"):
            self._inside = "numbers" if own.get("id") == "numbers" else tag
        if tag == "h2" and self._section != BEHIND:
            self._inside, self._title = "h2", ""
        self._number = own.get("data-n") or "" if tag == "button" else self._number
        self._add("tag", "", self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2" and self._inside == "h2":
            self._section = self._title.strip()
        if tag == "button":
            self._number = ""
        if tag in ("script", "style", "h2"):
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "numbers":
            self.data += data
        elif self._inside in ("script", "style"):
            self._add(self._inside, "", data)
        elif data.strip():
            self._title += data
            self._add("number" if self._number else "text", self._number, data.strip())

    def _add(self, kind: str, id: str, text: str) -> None:
        self.sections.setdefault(self._section, []).append(Piece(kind, id, text))


def page_changes(stored: bytes, fresh: bytes) -> list[ChangedPlace]:
    """Where a page differs from the one rendered again: by section, numbers by id. 网页的差异。"""
    try:
        found, expected = _read(stored.decode("utf-8")), _read(fresh.decode("utf-8"))
    except UnicodeDecodeError:
        return [ChangedPlace("", message="不是 UTF-8 编码的网页，无法读取")]
    changes: list[ChangedPlace] = []
    for section in dict.fromkeys([*expected.sections, *found.sections]):
        if section not in found.sections:
            changes.append(ChangedPlace(f"“{section}”", message="缺少这一部分"))
        elif section not in expected.sections:
            changes.append(ChangedPlace(f"“{section}”", message="多出的一部分"))
        else:
            changes += _section_changes(section, found.sections[section], expected.sections[section])
    changes += _behind(found.data, expected.data)
    # The font holds the characters of the page, so other words alone bring another font.
    changes = [change for change in changes if change.place != FONT] or changes
    return changes or [ChangedPlace("", message="文字与数字相同，空白或注释不同")]


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader


def _section_changes(section: str, found: list[Piece], expected: list[Piece]) -> list[ChangedPlace]:
    said = [[piece for piece in pieces if piece.kind in ("text", "number")] for pieces in (found, expected)]
    changes = []
    for a, b in different(*said):
        number = a or b
        assert number is not None
        where = f"“{section}”" + (f"中的数字 {number.id}" if number.kind == "number" else "的文字")
        now, then = excerpts(a.text if a else "", b.text if b else "")
        changes.append(ChangedPlace(where, now, then, "多出" if b is None else "缺少" if a is None else ""))
    if changes:
        return changes
    kinds = {"tag": "标记、链接或图形", "style": "样式或字体", "script": "脚本"}
    return [
        ChangedPlace(f"“{section}”的{words}", message="内容不同")
        for kind, words in kinds.items()
        if [p for p in found if p.kind == kind] != [p for p in expected if p.kind == kind]
    ]


def different(found: Sequence[Piece], expected: Sequence[Piece]) -> Iterator[tuple[Piece | None, Piece | None]]:
    """Pairs that differ, None where one side lacks the piece. 不同的片段。"""
    # What agrees at both ends is set aside first: matching grows with the square of what is left.
    least = min(len(found), len(expected))
    start = next((i for i in range(least) if found[i] != expected[i]), least)
    end = next((i for i in range(least - start) if found[-1 - i] != expected[-1 - i]), least - start)
    a, b = found[start : len(found) - end], expected[start : len(expected) - end]
    for what, a0, a1, b0, b1 in SequenceMatcher(None, a, b).get_opcodes():
        if what != "equal":
            yield from zip_longest(a[a0:a1], b[b0:b1])


def _behind(found: str, expected: str) -> list[ChangedPlace]:
    """The proofs that the page shows when a number is pressed."""
    if found == expected:
        return []
    try:
        now, then = json.loads(found), json.loads(expected)
        ids = [id for id in {**then, **now} if now.get(id) != then.get(id)]
        keys = {
            id: [
                key
                for key in {**then.get(id, {}), **now.get(id, {})}
                if now.get(id, {}).get(key) != then.get(id, {}).get(key)
            ]
            for id in ids
        }
    except (ValueError, TypeError, AttributeError):
        return [ChangedPlace("数字来历数据", message="已损坏，无法读取")]
    changes = []
    for id, own in keys.items():
        for key in own:
            texts = excerpts(str(now.get(id, {}).get(key, "")), str(then.get(id, {}).get(key, "")))
            changes.append(ChangedPlace(f"数字 {id} 的来历（{key}）", *texts))
    return changes
