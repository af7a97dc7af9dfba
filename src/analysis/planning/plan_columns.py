"""The sheets of a plan's workbook: which column holds which key. 方案工作簿各列。"""

from __future__ import annotations

from dataclasses import dataclass

from ..standard.cards import Model
from .phases import Phase
from .plan import Coordinator, Item, Plan, Target, TaskEntry

#: What a cell says that names none, where blank means: as its item.
NONE_OF_THEM = "不涉及"
YES = "是"
TARGET, MILESTONE = "总目标", "阶段目标"
HELP = "填写说明"

#: Key -> its heading; the order of the columns.
_TASK = {
    "id": "任务编号",
    "title": "任务",
    "offices": "责任单位",
    "lead": "牵头",
    "contact": "联系岗位",
    "schools": "学校",
    "more_schools": "学校等",
    "indicators": "指标",
    "balance": "含校际差异系数",
    "start": "起",
    "by": "止",
    "said": "原文",
    "reading": "理解",
    "measure": "量化目标",
    "result": "以测算为准",
    "rhythm": "频次",
    "day": "每月几日",
    "month": "每年几月",
    "phase": "阶段",
    "at": "原文位置",
    "offices_at": "责任单位出处",
}
_ITEM = {
    "id": "条目",
    "at": "原文位置",
    "title": "条目名称",
    "offices": "责任单位",
    "lead": "牵头",
    "contact": "联系岗位",
    "offices_at": "责任单位出处",
    "indicators": "指标",
    "schools": "学校",
    "more_schools": "学校等",
    "phase": "阶段",
    "note": "备注",
}
_TARGET = {"label": "目标", "at": "原文位置", "by": "止", "said": "原文", "reading": "理解"}
_PHASE = {
    "id": "阶段",
    "label": "阶段名称",
    "at": "原文位置",
    "start": "起",
    "end": "止",
    "months": "月数",
    "earliest": "不早于",
    "latest": "不晚于",
    "said": "原文",
    "derived": "由目标日倒排",
}
_PLAN = {
    "document": "方案名称或文号",
    "division": "区划代码",
    "profile": "模板名",
    "begins": "起始日",
    "duties_at": "分工出处",
    "note": "备注",
}
_COORDINATOR = {"office": "牵头单位", "at": "原文位置", "reading": "理解"}


@dataclass(frozen=True, eq=False)
class PlanSheet:
    """One sheet. 一张表。

    before  : heading of a column that is no key of the model: the item of a task, the kind of a target
    columns : key -> heading, of the keys that the model has
    """

    name: str
    model: type[Model]
    before: str
    columns: dict[str, str]

    @property
    def headings(self) -> tuple[str, ...]:
        """All its headings. 表头。"""
        return (*([self.before] if self.before else []), *self.columns.values())


def _sheet(name: str, model: type[Model], columns: dict[str, str], before: str = "") -> PlanSheet:
    return PlanSheet(
        name, model, before, {key: heading for key, heading in columns.items() if key in model.model_fields}
    )


TASKS = _sheet("任务", TaskEntry, _TASK, "条目")
ITEMS = _sheet("条目", Item, _ITEM)
TARGETS = _sheet("目标", Target, _TARGET, "类别")
PHASES = _sheet("阶段", Phase, _PHASE)
PLAN = _sheet("方案", Plan, _PLAN)
COORDINATOR = _sheet("牵头单位", Coordinator, _COORDINATOR)
#: Indicator and offices; no model of its own.
DUTIES = PlanSheet("分工", Plan, "指标", {"duties": "责任单位"})
SHEETS = (TASKS, ITEMS, PLAN, COORDINATOR, TARGETS, PHASES, DUTIES)

INSTRUCTIONS = (
    "1. “任务”表一行一项任务，“条目”表一行一个方案条目。任务的责任单位、指标、学校、阶段留空，即与所属条目相同。",
    "2. 多个单位、学校、指标之间用顿号隔开；一个名称自身带顿号的，用「」括起，如「各部门、各单位」。",
    f"3. 任务不涉及任何指标而条目有指标的，在“指标”列填“{NONE_OF_THEM}”。",
    "4. “原文”照方案填写，如“2025年8月底前”；“止”留空时按原文取最后一天。原文有不同理解的，填“止”，并在“理解”列写明。",
    "5. 任务的“以测算为准”填“是”，表示重新测算达标后才能销号。“学校等”填“是”，表示原文所列学校之后有“等”字。",
    "6. 填好后运行 python -m analysis plan-import 文件名。有问题的单元格一次列出，全部不导入。",
)
