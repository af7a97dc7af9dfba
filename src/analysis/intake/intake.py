"""Read, correct, check: one call from a folder to tables one can evaluate. 数据接收入口。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ..project import find_project
from ..standard.load import RuleBook, read_rules
from .amend import correct
from .checks import check
from .last_year import read_last_year
from .reading import Applied, Intake, read_county

__all__ = ["Applied", "Intake", "load"]


def load(
    folder: Path,
    county: str,
    corrections_dir: Path | None = None,
    rules: RuleBook | None = None,
    as_of: date | None = None,
) -> Intake:
    """One county's data, corrected and checked. 读取、更正并校验一个县区的数据。

    folder          : data/raw/<county>/<year>
    corrections_dir : holds <county>.yml; None or an absent file means no corrections
    rules           : which segments, answers and vetoes there are; the project's own where not given
    as_of           : the date whose rules hold; without it no document is too late for them
    Last year's data are read where they lie beside the folder. Bad data raise nothing: see `findings` and `usable`. Raises UserError where there is no such folder.
    """
    intake = correct(read_county(folder, county), corrections_dir)
    found = check(intake, rules or read_rules(find_project().standards), as_of, read_last_year(folder, county))
    return replace(intake, findings=tuple(intake.originals.told(found)))
