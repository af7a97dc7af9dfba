"""Who may use whom, and that a name stands for one thing. 分层与命名。"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "analysis"
#: From the ground up: each may use those before it, never those behind.
FLOORS = (
    ("errors", "project", "parameters", "rounding", "atomic"),
    ("tables",),
    ("standard",),
    ("intake",),
    ("scoring",),
    ("insight",),
    ("planning",),
    ("printing",),
    ("pages",),
    ("running",),
    ("proof",),
    ("national", "research", "samples", "cli"),
)
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
#: Words that said nothing to a stranger, or three things at once.
GONE = {"again", "work", "desk", "lacking", "close", "told", "warmed", "unchanged", "telling"}
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "__pycache__" not in path.parts)


def address(path: Path) -> tuple[str, ...]:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def imported(path: Path) -> set[str]:
    """The floors that a module imports from, wherever in it the import stands."""
    here, found = address(path), set()
    package = here if path.stem == "__init__" else here[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = package[: len(package) - node.level + 1]
            target = (*base, *(node.module or "").split("."))
        elif node.module and node.module.split(".")[0] == "analysis":
            target = tuple(node.module.split(".")[1:])
        else:
            continue
        target = tuple(filter(None, target))
        found |= {target[0]} if target else {alias.name for alias in node.names}
    return found & set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: "/".join(address(path)))
def test_no_import_runs_upstairs(path: Path) -> None:
    here = address(path)
    if here and here[0] in FLOOR:
        above = {name for name in imported(path) if FLOOR[name] > FLOOR[here[0]]}
        assert not above, f"{here[0]} may not use {sorted(above)}"


def test_every_folder_has_a_floor() -> None:
    names = {address(path)[0] for path in MODULES if address(path)} - {"__main__"}
    assert names == set(FLOOR)


def test_no_class_is_defined_in_two_packages() -> None:
    where: defaultdict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where[node.name].add(address(path)[0])
    assert {name: places for name, places in where.items() if len(places) > 1} == {}


def test_no_module_and_no_public_function_bears_a_name_that_says_nothing() -> None:
    for path in MODULES:
        assert path.stem not in GONE, path
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                assert node.name not in GONE, (path, node.name)
