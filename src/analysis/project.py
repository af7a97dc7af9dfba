"""Where the parts of the workbook lie. 工作簿各目录。"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import UserError

#: Names the checkout where the working directory lies outside it (the kernel of a report printed elsewhere).
VARIABLE = "JUNHENG_PROJECT"
MARK = Path("params") / "standards" / "quality_balance" / "standard.yml"


@dataclass(frozen=True)
class Project:
    """The folders of one checkout. 项目目录。"""

    root: Path

    @property
    def standards(self) -> Path:
        return self.root / MARK.parent

    @property
    def counties(self) -> Path:
        return self.root / "params" / "counties"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def places(self) -> Path:
        return self.root / "data" / "reference" / "places.csv"

    @property
    def corrections(self) -> Path:
        return self.root / "data" / "corrections"

    def raw(self, county: str, school_year: str) -> Path:
        """The folder a county's data of one year were received in. 原始数据目录。"""
        return self.root / "data" / "raw" / county / school_year

    def report(self, county: str, school_year: str) -> Path:
        """The folder a county's report is printed to. 报告目录。"""
        return self.printed(county, school_year)

    def printed(self, division: str, school_year: str, what: str = "") -> Path:
        """The folder that holds one kind of pages of a division. 各类成品目录。

        what : "" for the county report, else what stands behind the code: 620702.forms
        """
        return self.root / "reports" / school_year / (f"{division}.{what}" if what else division)


def find_project(start: Path | None = None) -> Project:
    """The checkout around `start` (default: the working directory), else the one this package lies in. 查找项目根目录。

    Raises UserError where neither holds params/standards.
    """
    named = os.environ.get(VARIABLE)
    here = (start or Path(named or Path.cwd())).resolve()
    for folder in (here, *here.parents, *Path(__file__).resolve().parents):
        if (folder / MARK).is_file():
            return Project(folder)
    raise UserError(f"在“{here}”及其上级目录中找不到 {MARK}。请先进入本项目的目录，再运行命令。")
