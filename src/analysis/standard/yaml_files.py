"""Reading YAML that people write by hand. 读取 YAML 文件。"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from ..errors import UserError, nearest

M = TypeVar("M", bound=BaseModel)
_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc,valid-type]
    """Safe, refuses a key written twice, and leaves 是/否-like words (on, off, yes, no) as text."""


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {str(key) for key in keys if keys.count(key) > 1}
    if twice:
        raise UserError(
            f"{node.start_mark.name} 第{node.start_mark.line + 1}行起：键 {'、'.join(sorted(twice))} 写了两次。"
        )
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path) -> Any:
    """The content of a YAML file. 读取一个 YAML 文件。

    Raises UserError where the file is missing, is no YAML, or says a key twice.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)
    except FileNotFoundError as error:
        raise UserError(f"找不到文件 {path}。") from error
    except yaml.YAMLError as error:
        raise UserError(f"{path} 不是有效的 YAML：{error}") from error


def parse_text(text: str) -> Any:
    """What a piece of YAML says, None where it is none. 解析一段文字。"""
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError):
        return None


def _known_keys(model: Any, location: tuple[Any, ...]) -> list[str]:
    """Field names allowed at `location`, walking through the models named in annotations."""
    for step in location:
        if isinstance(model, type) and issubclass(model, BaseModel) and step in model.model_fields:
            model = model.model_fields[step].annotation
        inner = [model]
        while inner and not (isinstance(inner[0], type) and issubclass(inner[0], BaseModel)):
            inner = [arg for item in inner for arg in get_args(item)]
            inner.sort(key=lambda item: not (isinstance(item, type) and issubclass(item, BaseModel)))
        model = inner[0] if inner else model
    return list(model.model_fields) if isinstance(model, type) and issubclass(model, BaseModel) else []


def parse(model: type[M], data: Any, path: Path) -> M:
    """`data` as a frozen model; every fault at once, unknown keys with the nearest right one. 校验为模型。

    Raises UserError.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        lines = []
        for fault in error.errors():
            where = ".".join(str(step) for step in fault["loc"])
            if fault["type"] == "extra_forbidden":
                known = _known_keys(model, fault["loc"][:-1])
                lines.append(f"  {where}：不认识的键{nearest(fault['loc'][-1], known)}")
            elif fault["type"] == "missing":
                lines.append(f"  {where}：缺少这一项")
            else:
                lines.append(f"  {where}：{fault['msg']}（填写的是 {fault['input']!r}）")
        raise UserError(f"{path} 有 {len(lines)} 处不符合要求：\n" + "\n".join(lines)) from error
