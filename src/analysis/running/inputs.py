"""What a page follows from, as hashes: the key by which a run knows what did not change. 输入文件。"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from ..project import Project
from ..standard.county_params import read_county_params
from ..standard.local import Local, Overlay, read_overlays
from ..standard.places import Place, below, parents, read_places
from .task import COUNTY_REPORT, PageTask

#: The groups of files that a page follows from, in words.
GROUPS = {
    "data": "原始数据",
    "corrections": "更正文件",
    "rules": "评估标准",
    "county": "县级参数",
    "reference": "区划名称表",
    "plan": "工作方案与台账规则",
    "ledger": "台账",
    "notebook": "笔记本",
    "code": "程序",
}
Hashes = dict[str, str]
OWN = "junheng"
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")


def file_hash(path: Path) -> str:
    """SHA-256 of a file. 文件哈希。"""
    return sha256(path.read_bytes()).hexdigest()


def tree_hashes(folder: Path, root: Path, *patterns: str) -> Hashes:
    """SHA-256 of the files below `folder` that match, by path from `root`. 目录哈希。

    What editors and file managers leave beside the files (~$…, .DS_Store, .ipynb_checkpoints) is passed over.
    """
    files = sorted({path for pattern in patterns for path in folder.rglob(pattern) if path.is_file()})
    own = [path for path in files if not any(part[0] in "~." for part in path.relative_to(folder).parts)]
    return {path.relative_to(root).as_posix(): file_hash(path) for path in own}


class Inputs:
    """Hashes of all that pages of a project follow from; what counties share is read once. 各类输入文件的哈希。"""

    def __init__(self, project: Project) -> None:
        self.project = project

    def of(self, task: PageTask) -> dict[str, Hashes]:
        """The inputs of one page, by GROUPS. 一份报告的输入文件。"""
        project, root = self.project, self.project.root
        division, year = task.division, task.school_year
        counties = self.counties(division, year)
        own = sorted({division, *counties})
        return {
            # Findings are told of last year's data too, where they are there.
            "data": _union(
                tree_hashes(project.raw(county, each), root, "*") for county in counties for each in _years(year)
            ),
            "corrections": _union(tree_hashes(project.corrections, root, f"{county}.yml") for county in counties),
            "rules": _union(self._rules_of(each) for each in own),
            "county": _union(tree_hashes(project.counties, root, f"{each}.yml") for each in own),
            "reference": self._places_of(own),
            "plan": self._plans if follows_ledger(task) else {},
            "ledger": _union(tree_hashes(project.root / "data" / "ledger", root, f"{each}.csv") for each in own)
            if follows_ledger(task)
            else {},
            "notebook": {name: digest for name, digest in self._notebooks.items() if Path(name).stem == task.notebook},
            "code": self._code,
        }

    @cached_property
    def packages(self) -> dict[str, str]:
        """See `installed`. 软件包版本。"""
        return installed()

    def counties(self, division: str, year: str) -> list[str]:
        """The division itself, or those counties below it that handed in data. 所含县。"""
        if self.project.raw(division, year).is_dir():
            return [division]
        return [code for code in below(division, self._places) if self.project.raw(code, year).is_dir()]

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        return read_places(self.project.places)

    @cached_property
    def _code(self) -> Hashes:
        return code()

    @cached_property
    def _notebooks(self) -> Hashes:
        return tree_hashes(self.project.notebooks, self.project.root, "*.ipynb")

    @cached_property
    def _plans(self) -> Hashes:
        params = self.project.root / "params"
        return tree_hashes(params, self.project.root, "plans/*.yml", "ledger.yml", "papers.yml")

    @cached_property
    def _rules(self) -> Hashes:
        return tree_hashes(self.project.standards, self.project.root, "*.yml")

    @cached_property
    def _overlays(self) -> dict[str, Overlay]:
        return {
            path.relative_to(self.project.root).as_posix(): overlay
            for path, overlay in read_overlays(self.project.standards / "local").items()
        }

    def _rules_of(self, division: str) -> Hashes:
        """All but the goals, and the cards only goals ask for, that can bind this division on no date."""
        params = self.project.counties / f"{division}.yml"
        adopted = read_county_params(self.project.counties, division).profiles if params.is_file() else ()
        local = Local(tuple(self._overlays.values()), ())
        bound = local.binding(division, self._places, adopted, datetime.date.max)
        asked = {goal.indicator for overlay in bound for goal in overlay.goals}
        return {
            name: digest
            for name, digest in self._rules.items()
            if (overlay := self._overlays.get(name)) in bound
            or (overlay is None and ("/local/" not in name or _number(name) in asked))
        }

    def _places_of(self, divisions: Iterable[str]) -> Hashes:
        """The names a page says: a county added to the table touches no other."""
        codes = {code for division in divisions for code in (division, *parents(division, self._places))}
        named = sorted(repr(self._places[code]) for code in codes if code in self._places)
        return {
            self.project.places.relative_to(self.project.root).as_posix(): sha256("\n".join(named).encode()).hexdigest()
        }


def follows_ledger(task: PageTask) -> bool:
    """Whether a page tells of plans and ledger: all do but those known to follow from the evaluation alone. 是否涉及台账。"""
    return task.notebook != COUNTY_REPORT


def _number(name: str) -> int:
    """101 of …/local/indicators/101_graduates.yml."""
    return int(Path(name).stem.partition("_")[0])


def _years(year: str) -> list[str]:
    """The year itself and the one before."""
    return [year, str(int(year) - 1)] if year.isdigit() else [year]


def _union(hashes: Iterable[Hashes]) -> Hashes:
    return {name: digest for each in hashes for name, digest in each.items()}


@lru_cache
def code() -> Hashes:
    """Of the program's own files, templates among them, as they were when first asked for. 程序文件的哈希。"""
    package = Path(__file__).resolve().parents[1]
    return tree_hashes(package, package.parent, "*.py", "*.j2", "*.css", "*.js", "*.typ", "conf.json")


def code_hash() -> str:
    """Of the whole program: two machines with the same one print the same. 程序校验值。"""
    return sha256(repr(sorted(code().items())).encode()).hexdigest()


@lru_cache
def installed() -> dict[str, str]:
    """What the product is installed with, {name: version}: what it needs, and what that needs in turn. 软件包版本。

    A package that somebody installed beside it is no part of it.
    """
    found: dict[str, str] = {}
    wanted = [OWN]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            # Needed on another system only.
            continue
        found[name] = package.version
        needed = (line for line in package.requires or () if "extra ==" not in line)
        wanted += [match[0].lower().replace("_", "-") for line in needed if (match := REQUIREMENT.match(line))]
    return dict(sorted(found.items()))
