"""The house laws: what the conventions say, said as tests. 工程规范。"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from analysis.cli import app
from analysis.standard.load import RuleBook

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "analysis"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCORING = sorted((SOURCE / "scoring").glob("*.py"))
STANDARD = ROOT / "params" / "standards" / "quality_balance"
NATIONAL, LOCAL = (sorted((STANDARD / folder).glob("*.yml")) for folder in ("indicators", "local/indicators"))
CARDS = NATIONAL + LOCAL
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_there_is_something_to_hold_the_laws_against() -> None:
    # 32 by the document; a card more needs no change here.
    assert [int(path.stem[:2]) for path in NATIONAL] == list(range(1, len(NATIONAL) + 1)) and len(NATIONAL) >= 32
    assert LOCAL and MODULES and SCORING and NOTEBOOKS and TESTS


# Code.


@pytest.mark.parametrize("path", SCORING, ids=name)
def test_no_line_hides_in_code(path: Path) -> None:
    # Nothing, one, the square, the hundred of a percentage, and the decimals to which a recorded figure is exact.
    numbers = {
        n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and type(n.value) in (int, float, complex)
    }
    assert numbers <= {0, 1, 2, 6, 100}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_at_most_330_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 330


def public(path: Path) -> Iterator[tuple[str, ast.AST, bool]]:
    """The module, its public functions and classes, and those of its methods that say anything; must it say something?"""
    yield "the module", tree(path), True
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node, True
            for inner in node.body if isinstance(node, ast.ClassDef) else []:
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner, False


def is_verb(node: ast.AST) -> bool:
    """A verb's docstring is its --help, which a user reads."""
    return any("app.command" in ast.unparse(decorator) for decorator in getattr(node, "decorator_list", []))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_public_things_are_told_in_english_with_the_chinese_term(path: Path) -> None:
    bad = []
    for label, node, needed in public(path):
        said = ast.get_docstring(node) or ""  # type: ignore[arg-type]
        if (not said and not needed) or is_verb(node):
            continue
        first = said.partition("\n")[0]
        if not re.fullmatch(r".*[A-Za-z]{2}.*[.?!:;] [^a-z]*[\u4e00-\u9fff].*[。？）]", first):
            bad.append(f"{label}: {first!r}")
    assert bad == []


@pytest.mark.parametrize("path", MODULES + TESTS, ids=name)
def test_no_star_import_no_bare_except_no_utils(path: Path) -> None:
    assert path.stem not in ("utils", "util", "helpers", "misc", "common")
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            assert "*" not in [alias.name for alias in node.names], node.lineno
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, node.lineno


FILES = {
    "open",
    "read_csv",
    "read_excel",
    "read_parquet",
    "read_json",
    "read_pickle",
    "to_csv",
    "to_excel",
    "to_parquet",
    "to_json",
    "to_pickle",
    "read_text",
    "write_text",
    "read_bytes",
    "write_bytes",
    "mkdir",
    "unlink",
    "Path",
}
MODULES_OF_FILES = {
    "pathlib",
    "os",
    "io",
    "shutil",
    "tempfile",
    "csv",
    "json",
    "yaml",
    "glob",
    "sqlite3",
    "pickle",
    "urllib",
    "requests",
    "openpyxl",
    "xlsxwriter",
    "python_calamine",
}


@pytest.mark.parametrize("path", SCORING, ids=name)
def test_scoring_touches_no_file(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert called not in FILES, f"line {node.lineno}: {called}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            first = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""] * (not node.level)
            )
            assert not {module.split(".")[0] for module in first} & MODULES_OF_FILES, f"line {node.lineno}: {first}"


# Notebooks call and show. They do not compute.

COMPUTING = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.Try,
    ast.If,
    ast.IfExp,
    ast.Match,
    ast.With,
    ast.comprehension,
    ast.Compare,
    ast.BoolOp,
    ast.BinOp,
    ast.UnaryOp,
    ast.AugAssign,
)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_notebook_only_calls_and_shows(path: Path) -> None:
    cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    parameters = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
    assert len(parameters) == 1
    for cell in cells:
        code = ast.parse("".join(cell["source"]))
        found = [
            f"{type(node).__name__}: {ast.unparse(node)}" for node in ast.walk(code) if isinstance(node, COMPUTING)
        ]
        assert found == []
        if cell in parameters:
            assert all(isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) for node in code.body)
        assert cell["outputs"] == [] or cell not in parameters


# Cards: a number has a date and a document.


def dated(value: Any, clause: dict[str, Any], where: str) -> Iterator[tuple[str, date, Any, str]]:
    """Every {date: number or {value, document}} below `value`, with the document that stands for it."""
    if not isinstance(value, dict):
        return
    clause = value.get("clause", clause)
    for key, inner in value.items():
        if isinstance(key, date):
            own = inner if isinstance(inner, dict) else {"value": inner}
            yield where, key, own["value"], own.get("document", clause["document"])
        elif isinstance(inner, list):
            for item in inner:
                yield from dated(item, clause, f"{where}.{key}")
        else:
            yield from dated(inner, clause, f"{where}.{key}")


def lines(card: dict[str, Any]) -> list[Any]:
    """Whatever a result is compared with: lines, and the constants that stand for one."""
    parts = [card, *card.get("parts", []), *card.get("tolerances", [])]
    return [part[key] for part in parts for key in ("line", "constants") if key in part]


def stages_without_dates(value: Any) -> bool:
    """A number that hangs on no date."""
    if isinstance(value, dict):
        return any(stages_without_dates(inner) for key, inner in value.items() if not isinstance(key, date))
    return isinstance(value, int | float)


@pytest.mark.parametrize("path", CARDS, ids=name)
def test_a_card_says_what_why_by_what_and_when_it_was_read(path: Path, rules: RuleBook) -> None:
    card = read_yaml(path)
    for key in ("label", "clause", "purpose", "evidence", "last_read_on"):
        assert card[key], key
    assert card["clause"]["document"] in rules.sources
    assert card["clause"]["item"]
    assert isinstance(card["last_read_on"], date)
    assert card["last_read_on"] <= date.today()


@pytest.mark.parametrize("path", [*CARDS, STANDARD / "standard.yml"], ids=name)
def test_every_line_has_a_date_and_a_document(path: Path, rules: RuleBook) -> None:
    card = read_yaml(path)
    top = card.get("clause", {"document": next(iter(card.get("documents", [""])))})
    for where, since, value, document in dated(card, top, path.stem):
        assert since <= date.today(), where
        assert isinstance(value, int | float), where
        assert document in rules.sources, where
    assert not any(stages_without_dates(line) for line in lines(card))
    # A measured part has a number to be compared with.
    for part in card.get("parts", [card]) if "number" in card else []:
        if part.get("formula", card.get("formula")) != "attested" and path in NATIONAL:
            assert list(dated({key: part.get(key, card.get(key)) for key in ("line", "constants")}, top, "")), part.get(
                "id"
            )


@pytest.mark.parametrize("path", sorted({*(STANDARD / "local").rglob("*.yml")} - {*LOCAL}), ids=name)
def test_a_local_goal_has_a_date_and_a_document(path: Path, rules: RuleBook) -> None:
    overlay = read_yaml(path)
    assert overlay["document"] in rules.sources
    assert overlay["since"] <= date.today()
    assert overlay["goals"] and all(goal["item"] for goal in overlay["goals"])


@pytest.mark.parametrize("path", CARDS, ids=name)
def test_a_card_has_its_cases(path: Path) -> None:
    folder = ROOT / "tests" / "cases" / ("local" if path in LOCAL else "")
    cases = read_yaml(folder / path.name)
    assert len(cases) >= 5
    assert len({case["name"] for case in cases}) == len(cases)
    expects = [e for case in cases for e in (case["expect"] if isinstance(case["expect"], list) else [case["expect"]])]
    assert {"met", "not_met", "no_data"} <= {expect.get("status") for expect in expects}


# The environment.


def locked(path: Path) -> dict[str, set[str]]:
    """name -> versions (a lock for several Pythons may hold two)."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


def asked() -> tuple[list[Requirement], list[Requirement]]:
    """What pyproject asks for: to run, and to develop."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return [Requirement(line) for line in project["dependencies"]], [Requirement(line) for line in extras]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_has_a_hash_for_every_version_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 50
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+==\S+", entry), entry[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry[:80]


def test_the_locks_give_what_pyproject_asks() -> None:
    runtime, more = locked(ROOT / "requirements.lock"), locked(ROOT / "requirements-dev.lock")
    to_run, to_develop = asked()
    for wanted, lock in [(r, runtime) for r in to_run] + [(r, more) for r in [*to_run, *to_develop]]:
        versions = lock[canonicalize_name(wanted.name)]
        assert versions and all(wanted.specifier.contains(version) for version in versions), str(wanted)
    assert all(more[package] == versions for package, versions in runtime.items())


def test_the_conda_environment_is_the_lock_for_conda() -> None:
    environment = read_yaml(ROOT / "environment.yml")
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    others = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    assert [re.match(r"[a-z]+", entry)[0] for entry in others] == ["python", "pip"]  # type: ignore[index]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert SpecifierSet(others[0].removeprefix("python").strip()) == SpecifierSet(project["requires-python"])
    pinned = dict(line.split("==") for line in pip)
    assert len(pinned) == len(pip)
    to_run, to_develop = asked()
    direct = {canonicalize_name(requirement.name) for requirement in [*to_run, *to_develop]}
    assert {canonicalize_name(package) for package in pinned} == direct
    lock = locked(ROOT / "requirements-dev.lock")
    assert [package for package, version in pinned.items() if version not in lock[canonicalize_name(package)]] == []


# The repository speaks of the project alone.


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / entry for entry in listed.stdout.decode().split("\0") if entry]


def test_no_tracked_file_names_a_place_on_somebodys_machine() -> None:
    place = re.compile(r"(?<![\w.])/(work|root|tmp|home/\w+|Users/\w+)/")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):  # a workbook or a picture; a file moved and not yet committed
            continue
        found += [f"{name(path)}: {match[0]}" for match in place.finditer(text)]
    assert found == []


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_a_page_mentions_only_verbs_that_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    command = typer.main.get_command(app)
    mentioned = set(re.findall(r"-m analysis ([a-z][a-z-]*)", text))
    assert mentioned
    assert mentioned <= set(command.commands)  # type: ignore[attr-defined]
