"""Who answers for which indicator, and until when. 责任分工表。"""

from __future__ import annotations

from ...printing.office.form import Form, HeadCell
from ..monthly_report.month import Month
from ..words import chinese_date

#: Where the plan names several offices and none of them as leading.
UNSTATED = "方案未写明"


def duty_table(month: Month) -> Form:
    """Indicator × lead × others × time, from the plan, the county's own duties before it. 责任分工表。"""
    from ...planning.responsible import offices_of

    plan = month.ledger.plan
    rows = []
    for card in month.report.cards:
        offices = offices_of(plan, card.number)
        leads = _leads(month, card.number, offices)
        tasks = [task for task in plan.tasks if card.number in task.indicators]
        promised = [task for task in tasks if task.result] or tasks
        due = max((task.due for task in promised if task.due), default=plan.target.by if plan.target else None)
        duty = plan.duties.get(card.number)
        due = duty.by if duty and duty.by else due
        others = [office for office in offices if office not in leads]
        at = "、".join(dict.fromkeys(task.at for task in tasks)) or "—"
        rows.append(
            (
                str(card.number),
                card.label,
                "、".join(leads) or UNSTATED,
                "、".join(others) or "—",
                chinese_date(due) + "前" if due else "持续推进",
                at,
            )
        )
    heads = (
        HeadCell("指标", width=5),
        HeadCell("内容", width=26, align="left"),
        HeadCell("牵头单位", width=12, align="left"),
        HeadCell("配合单位", width=26, align="left"),
        HeadCell("完成时限", width=12),
        HeadCell("方案条目", width=14, align="left"),
    )
    notes = (
        f"依据：{'、'.join(own.document for own in plan.plans)}。",
        f"方案为一项指标只列一个单位的，该单位为牵头单位；列有几个单位而没有写明牵头的，写“{UNSTATED}”，所列单位均列入配合单位，由县确定牵头。",
    )
    return Form("", "", f"{month.report.name}义务教育优质均衡评估指标责任分工表", heads, tuple(rows), notes)


def _leads(month: Month, indicator: int, offices: tuple[str, ...]) -> list[str]:
    """The leading offices as tasks name them; a single office leads."""
    own = [getattr(task, "lead", "") for task in month.ledger.plan.tasks if indicator in task.indicators]
    named = [office for office in dict.fromkeys(own) if office]
    return named or (list(offices) if len(offices) == 1 else [])
