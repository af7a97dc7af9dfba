"""County evaluation against the 32 indicators. 县域义务教育优质均衡发展督导评估。

    from analysis import open_county, evaluate, read_rules, scenario, score_many

Each is imported when it is first asked for, so that the command line starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "UserError": "errors",
    "evaluate": "scoring.evaluate",
    "open_county": "research",
    "read_rules": "research",
    "scenario": "research",
    "score_many": "national.score_many",
}
__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        return getattr(import_module(f".{_WHERE[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
