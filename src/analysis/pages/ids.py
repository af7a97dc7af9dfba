"""What numbers, results and verdicts are called, and their lines in the printed tables. 编号。"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..intake.origin import ranges
from ..standard.cards import Card

Row = Mapping[str, Any]
#: The first record of a printed table stands under the headings.
FIRST = 2
RESULTS, VERDICTS = "results.csv", "verdicts.csv"


def result_id(row: Mapping[str, object], card: Card) -> str:
    """R04-6207020001-primary: a row of results. 评分结果的编号。"""
    by_name = row["level"] == "class" or card.level == "subject"
    parts = (f"R{card.number:02d}", row["part"], row["unit"], row["stage"], row["name"] if by_name else "")
    return "-".join(str(part) for part in parts if part)


def verdict_id(row: Mapping[str, object]) -> str:
    """school_rule-6207020001-primary: a row of verdicts. 结论的编号。"""
    return "-".join(str(part) for part in (row["rule"], row["unit"], row["stage"]) if part)


class Lines:
    """Where results and verdicts stand in results.csv and verdicts.csv. 结果表行号。

    results, verdicts : as printed, one line a row
    """

    def __init__(self, results: Sequence[Row], verdicts: Sequence[Row], cards: Mapping[int, Card]) -> None:
        self._results, self._verdicts, self._cards = results, verdicts, cards

    @cached_property
    def _at(self) -> dict[str, tuple[str, int]]:
        at = {verdict_id(row): (VERDICTS, line) for line, row in enumerate(self._verdicts, FIRST)}
        cards = self._cards
        return at | {
            result_id(row, cards[row["indicator"]]): (RESULTS, line) for line, row in enumerate(self._results, FIRST)
        }

    def address(self, ids: Sequence[str], numbers: Container[str]) -> str:
        """`results.csv!2:67、70；N04-primary-good`: a tally counts hundreds of classes, and Excel's cells are short. 计数依据。

        ids : of results, of verdicts, or of `numbers` written down before
        Raises ValueError for an id that leads nowhere.
        """
        lines: dict[str, list[int]] = {}
        others = []
        for id in ids:
            if id in self._at:
                table, line = self._at[id]
                lines.setdefault(table, []).append(line)
            elif id in numbers:
                others.append(id)
            else:
                raise ValueError(f"{id} is no result, no verdict and no number of this page")
        return "；".join([*(f"{table}!{shorter(own)}" for table, own in lines.items()), *others])


def shorter(lines: Iterable[int]) -> str:
    """Line numbers as few ranges. 合并行号。

    >>> shorter([5, 2, 3, 4, 9])
    '2:5、9'
    """
    return ranges(f"A{line}" for line in lines).replace("A", "")


def longer(text: str) -> list[int]:
    """The line numbers of ranges. 展开行号。

    >>> longer("2:5、9")
    [2, 3, 4, 5, 9]
    """
    ends = [[int(end) for end in run.split(":")] for run in text.split("、")]
    return [line for run in ends for line in range(run[0], run[-1] + 1)]
