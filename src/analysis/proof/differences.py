"""What verify finds. 核对发现的差异。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

#: What happened, by the kinds in the order they are told.
KINDS = {"input": "输入已变", "edited": "页面被改", "recomputed": "重算不一致", "warning": "提示"}
Kind = Literal["input", "edited", "recomputed", "warning"]
#: Characters of a long text shown on each side of the first difference.
AROUND = 16


class ChangedPlace(NamedTuple):
    """One place of a file that is not as recomputed. 一处不同。

    place : row and column, section, page; found: as it stands; expected: as recomputed
    """

    place: str
    found: str = ""
    expected: str = ""
    message: str = ""


@dataclass(frozen=True)
class Difference:
    """One difference, named. 一处差异。

    kind : input: a file the page follows from is not that of the day of printing;
           edited: an output is not as it was printed; recomputed: an output is not what the raw files give;
           warning: worth knowing, and no difference in itself
    file : from the project's root; an output by its name alone
    """

    kind: Kind
    file: str
    place: str = ""
    found: str = ""
    expected: str = ""
    message: str = ""

    def __str__(self) -> str:
        said = [
            self.message,
            f"现有“{self.found}”" if self.found else "",
            f"应为“{self.expected}”" if self.expected else "",
        ]
        where = " ".join(filter(None, (self.file, self.place)))
        return f"{KINDS[self.kind]}：{where}：{'，'.join(filter(None, said)) or '内容不同'}"


def excerpts(found: str, expected: str) -> tuple[str, str]:
    """Both texts around where they part. 差异处的上下文。

    >>> excerpts("甲" * 40 + "1。", "甲" * 40 + "2。")
    ('…甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲1。', '…甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲甲2。')
    """
    least = min(len(found), len(expected))
    start = next((i for i in range(least) if found[i] != expected[i]), least)
    end = next((i for i in range(1, least - start + 1) if found[-i] != expected[-i]), least - start + 1) - 1
    return _cut(found, start, len(found) - end), _cut(expected, start, len(expected) - end)


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(end + AROUND, start + 5 * AROUND)
    return ("…" if first else "") + " ".join(text[first:last].split()) + ("…" if last < len(text) else "")
