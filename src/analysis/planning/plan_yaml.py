"""A plan as its YAML file, in the one form that the program writes. 方案文件写法。

The same plan gives the same bytes: keys in the order of the model, what is left at its default left out, a line a task.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from ..standard.yaml_files import parse_text
from .plan import Plan

#: Keys of a plan and of an item that hold several entries, each on lines of its own.
LISTS = ("milestones", "phases", "items", "tasks")


def plan_yaml(plan: Plan) -> str:
    """The content of params/plans/<code>.yml. 方案文件内容。"""
    return "".join(f"{row}\n" for row in _block(plan))


def stated(model: BaseModel) -> dict[str, Any]:
    """What an entry states: all that is not left at its default. 已写明的各项。"""
    fields = type(model).model_fields
    values = {name: getattr(model, name) for name in fields}
    return {
        name: value
        for name, value in values.items()
        if fields[name].is_required() or value != fields[name].get_default(call_default_factory=True)
    }


def _block(model: BaseModel) -> list[str]:
    rows = []
    for key, value in stated(model).items():
        if key in LISTS:
            rows.append(f"{key}:")
            for entry in value:
                own = _block(entry) if key == "items" else [_flow(entry)]
                rows += [f"  {'- ' if i == 0 else '  '}{row}" for i, row in enumerate(own)]
        elif isinstance(value, Mapping):
            rows += [f"{key}:", *(f"  {_flow(name)}: {_flow(each)}" for name, each in value.items())]
        else:
            rows.append(f"{key}: {_flow(value)}")
    return rows


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, BaseModel):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in stated(value).items()) + "}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """Plain where it is read back as the same words, else in quotes."""
    quoted = json.dumps(text, ensure_ascii=False)
    if not text or text != text.strip() or any(mark in text for mark in "{}[],#&*!|>%@`\"'\n\\"):
        return quoted
    return text if parse_text(f"{{k: {text}}}") == {"k": text} else quoted
