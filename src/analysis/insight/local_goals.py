"""Local goals beside the national line. 地方目标评估。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import pandas as pd

from ..scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, Scored, score_part
from ..scoring.units import Units
from ..scoring.verdicts import SEVERITY
from ..standard.cards import Card, Dated, Part
from ..standard.in_force import in_force
from ..standard.local import Goal, Overlay
from ..standard.rules import Standard

#: One row per document × goal × stage (or kind); see `local_goals`.
COLUMNS = [
    "document",
    "binds",
    "item",
    "indicator",
    "part",
    "label",
    "stage",
    "unit",
    "value",
    "national",
    "goal",
    "status",
    "judged",
    "met",
    "gap",
    "by",
    "looser",
]


def local_goals(
    units: Units,
    coefficients: pd.DataFrame,
    cards: Mapping[int, Card],
    overlays: Iterable[Overlay],
    standard: Standard,
    as_of: date,
) -> pd.DataFrame:
    """How one county stands to each goal that binds it. 各项地方目标的实现情况。

    cards   : national and local cards by number
    returns : COLUMNS. value: the figure where there is one (county level), else NaN; judged and met: units for goals
              judged school by school; gap: value less goal, negative on the bad side; for schools, the worst of them;
              looser: the goal asks less than the national line
    """
    rows = []
    for overlay in overlays:
        for goal in overlay.goals:
            if goal.balance:
                rows += _balance(goal, overlay, coefficients, cards, standard)
            else:
                rows += _goal(goal, overlay, units, cards[goal.indicator or 0], standard, as_of)
    return pd.DataFrame(rows, columns=COLUMNS)


def _said(goal: Goal, overlay: Overlay) -> dict[str, object]:
    binds = overlay.division or overlay.profile
    return {
        "document": overlay.document,
        "binds": binds,
        "item": goal.item,
        "by": goal.by.isoformat() if goal.by else "",
    }


def _goal(
    goal: Goal, overlay: Overlay, units: Units, card: Card, standard: Standard, as_of: date
) -> list[dict[str, object]]:
    rows = []
    for part in card.parts:
        if goal.part is not None and part.id != goal.part:
            continue
        line = {s: {overlay.since: Dated(value=v, document=overlay.document)} for s, v in goal.line.items()}
        # A card whose parts are its stages takes the line of the stage by the part's id.
        line = {"all": line[part.id]} if part.id in line else line
        constants = {name: {overlay.since: Dated(value=v)} for name, v in goal.constants.items()}
        asked = part.model_copy(
            update={
                "line": line or part.line,
                "constants": part.constants | constants,
                "inputs": part.inputs | goal.inputs,
            }
        )
        scored = score_part(card, asked, units, standard, as_of)
        for stage in dict.fromkeys(scored["stage"]):
            own = {name: column[scored["stage"] == stage] for name, column in scored.items()}
            rows.append(_said(goal, overlay) | _stand(goal, card, part, asked, own, str(stage), as_of))
    return rows


def _stand(goal: Goal, card: Card, part: Part, asked: Part, own: Scored, stage: str, as_of: date) -> dict[str, object]:
    """How the units of one stage stand to a goal."""
    judged = own["status"] != NOT_APPLICABLE
    status = next((s for s in SEVERITY if (own["status"] == s).any()), NOT_APPLICABLE)
    local = card.level in ("segment", "school", "class")
    gap = own["value"] - own["line"] if asked.better == "higher" else own["line"] - own["value"]
    measured = judged & ~np.isnan(gap)
    worst = int(np.nanargmin(np.where(measured, gap, np.nan))) if measured.any() else None
    stage_or_kind = [key for key in (stage, *dict.fromkeys(own["kind"])) if key in part.line] or ["all"]
    national = in_force(part.line.get(stage_or_kind[0], {}), as_of, card.clause.document)
    lines = own["line"][judged]
    return {
        "indicator": card.number,
        "part": part.id,
        "label": goal.label or "，".join(filter(None, [card.short, part.label])),
        "stage": stage,
        "unit": part.unit,
        "value": float(own["value"][worst]) if worst is not None and not local else np.nan,
        "national": national.value if national and not goal.inputs else np.nan,
        "goal": float(lines[0])
        if len(lines) and card.level != "subject"
        else float(next(iter(goal.line.values()), np.nan)),
        "status": status,
        "judged": int(judged.sum()) if local else np.nan,
        "met": int((own["status"] == MET).sum()) if local else np.nan,
        "gap": float(gap[worst]) if worst is not None else np.nan,
        "looser": _looser(part, goal, stage, as_of, card.clause.document),
    }


def _looser(part: Part, goal: Goal, stage: str, as_of: date, document: str) -> bool:
    """Whether a goal asks less than the national line or constant: a lower document cannot allow that."""
    sign = 1 if part.better == "higher" else -1
    for asked, national in ((goal.line, part.line), (goal.constants, part.constants)):
        for key, value in asked.items():
            binding = in_force(national.get(key, {}), as_of, document)
            if binding is not None and key in (stage, "all", *(goal.constants)) and sign * (value - binding.value) < 0:
                return True
    return False


def _balance(
    goal: Goal, overlay: Overlay, coefficients: pd.DataFrame, cards: Mapping[int, Card], standard: Standard
) -> list[dict[str, object]]:
    rows = []
    for row in coefficients.to_dict("records"):
        line = goal.line.get(row["stage"], np.nan)
        if row["status"] == NOT_APPLICABLE or np.isnan(line):
            continue
        status = NO_DATA if np.isnan(row["value"]) else MET if row["value"] <= line else NOT_MET
        rows.append(
            _said(goal, overlay)
            | {
                "indicator": row["indicator"],
                "part": "balance",
                "label": f"{cards[row['indicator']].short}，{standard.balance_rule.label}",
                "stage": row["stage"],
                "unit": "",
                "value": row["value"],
                "national": row["line"],
                "goal": line,
                "status": status,
                "judged": np.nan,
                "met": np.nan,
                "gap": line - row["value"],
                "looser": bool(line > row["line"]),
            }
        )
    return rows
