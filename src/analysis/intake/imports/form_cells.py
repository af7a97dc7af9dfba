"""Single cells of a list of ranges. 展开单元格区域。"""

from __future__ import annotations

import re
from collections.abc import Iterator


def spread(cells: str) -> Iterator[str]:
    """Cells of ranges down a column, one by one. 逐个单元格。

    >>> list(spread("H2:H4、B9"))
    ['H2', 'H3', 'H4', 'B9']
    """
    for run in re.finditer(r"([A-Z]+)(\d+)(?::[A-Z]+(\d+))?", cells):
        for row in range(int(run[2]), int(run[3] or run[2]) + 1):
            yield f"{run[1]}{row}"
