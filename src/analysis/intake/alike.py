"""Many findings of one kind in one column are one finding. 合并同类问题。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from .findings import Finding
from .origin import ranges

#: Up to so many are told one by one.
FEW = 3
_ONE = re.compile(r"([A-Z]+)\d+")


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that differ in cell and content only, as one with all their cells. 合并后的问题。

    >>> many = [Finding("blocking", "a", "b", f"C{row}", f"约{row}", "", f"“人数”填的“约{row}”是约数。") for row in range(2, 9)]
    >>> [(found.cell, found.message) for found in merged(many)]
    [('C2:C8', '有7处同类问题，第一处：“人数”填的“约2”是约数。')]
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        column = _ONE.fullmatch(finding.cell)
        kind = finding.message.replace(f"“{finding.found}”", "“”") if column and finding.found else f"{number}"
        key = (finding.severity, finding.file, finding.sheet, column[1] if column else "", finding.allowed, kind)
        groups.setdefault(key, []).append(finding)
    told = []
    for same in groups.values():
        if len(same) <= FEW:
            told += same
            continue
        contents = list(dict.fromkeys(finding.found for finding in same))
        found = "、".join(contents[:FEW]) + ("等" if len(contents) > FEW else "")
        text = f"有{len(same)}处同类问题，第一处：{same[0].message}"
        told.append(replace(same[0], cell=ranges(finding.cell for finding in same), found=found, message=text))
    return told
