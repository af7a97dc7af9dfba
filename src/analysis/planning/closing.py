"""When a task may be struck off: the lead's word, a document, no office against it, and not years ahead. 销号条件。"""

from __future__ import annotations

from datetime import date

from .colours import LedgerRules
from .documents import is_document
from .history import State
from .plan import PlanTask

DONE = "已完成"
#: The words by which an office says that it really is years ahead.
AHEAD = "提前完成"


def why_not(task: PlanTask, state: State | None, day: date, rules: LedgerRules) -> str:
    """What is missing before the reports of the offices close a task; blank where nothing is. 不能销号的原因。

    The data may refuse it besides, see measured.refusal.
    """
    answers = state.answers if state is not None else {}
    lead = answers.get(task.lead, {})
    if lead.get("status") != DONE:
        return f"牵头单位{task.lead}没有报{DONE}"
    if against := [office for office, answer in answers.items() if answer.get("status", DONE) != DONE]:
        return f"{'、'.join(against)}没有报{DONE}"
    if not on_file(state, day):
        return "没有写明名称和日期的佐证材料"
    if ahead := far_ahead(task.due, lead, day, rules):
        return ahead
    return ""


def far_ahead(due: date | None, answer: dict[str, str], day: date, rules: LedgerRules) -> str:
    """Asks back where 已完成 comes long before the deadline and gives no reason. 明显提前。"""
    days = (due - day).days if due else 0
    if days <= rules.early(day) or AHEAD in answer.get("note", ""):
        return ""
    return f"时限为{due}，早{days}天报{DONE}；确已完成的，请在情况说明中写明“{AHEAD}”和理由"


def on_file(state: State | None, day: date) -> bool:
    """Whether some office has named a document that was there. 材料在档。"""
    return state is not None and any(is_document(answer.get("evidence", ""), day) for answer in state.answers.values())
