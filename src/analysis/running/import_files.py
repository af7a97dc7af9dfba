"""Import a bureau's files for one county and year, and print what was found. 导入现有文件。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..intake.imports.import_folder import Imported, Progress, import_folder
from ..intake.imports.write import write_import
from ..pages.data_check.reconciliation import write_reconciliation
from ..project import Project
from ..standard.load import read_rules
from ..standard.places import full_name, read_places
from .scaffold import parts_sheet

FOLDER = "import"


@dataclass(frozen=True)
class ImportDone:
    """What an import did. 导入情况。

    target  : the data folder
    written : whether it was written; not where the same values stand there already
    pages   : the reconciliation page
    """

    imported: Imported
    name: str
    target: Path
    written: bool
    pages: tuple[Path, ...]


def import_files(
    project: Project,
    county: str,
    year: str,
    folder: Path,
    into: Path | None = None,
    replace: bool = False,
    synthetic: bool = False,
    provided_by: str = "",
    progress: Progress | None = None,
) -> ImportDone:
    """Read `folder`, print the reconciliation page, then write the data folder. 导入。

    into : instead of data/raw/<county>/<year>
    Raises UserError for an unknown county, a folder that is none, or data that stand there and would be replaced.
    """
    places = read_places(project.places)
    name = full_name(county, places)
    if not (year.isascii() and year.isdigit() and len(year) == len("2025")):
        raise UserError(f"年份 --year 应为4位数字，如 2025，现在是“{year}”。")
    imported = import_folder(project.root / "params" / "imports", folder, county, year, progress)
    pages = write_reconciliation(imported, project.printed(county, year, FOLDER), name, synthetic)
    if not any(len(frame) for frame in imported.merged.frames.values()):
        raise UserError(f"文件夹“{folder}”中没有一个可以导入的数，没有写入数据；原因见 {pages[0]}。")
    rules = read_rules(project.standards)
    vetoes = [veto.label for veto in rules.standard.vetoes if not veto.divisions or county.startswith(veto.divisions)]
    target = into or project.raw(county, year)
    short = places[county].name
    written, _ = write_import(
        imported, target, short, provided_by or f"{short}教育局", synthetic, vetoes, parts_sheet(rules), replace
    )
    return ImportDone(imported, name, target, written, tuple(pages))
