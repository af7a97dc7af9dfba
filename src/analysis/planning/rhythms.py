"""How a task without a day recurs, and what a deadline rests on. 任务频次与时限依据。"""

from __future__ import annotations

from typing import Literal

Rhythm = Literal["", "ongoing", "as_needed", "weekly", "monthly", "quarterly", "yearly"]
RHYTHMS: dict[Rhythm, str] = {
    "": "",
    "ongoing": "持续推进",
    "as_needed": "适时",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年",
}
#: `duty` is the county's own parameters.
Basis = Literal["duty", "text", "phase", "target", ""]
BASES: dict[Basis, str] = {
    "duty": "县级参数",
    "text": "方案写明",
    "phase": "按阶段",
    "target": "按总目标",
    "": "没有时限",
}
