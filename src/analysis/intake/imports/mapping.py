"""params/imports: where in each form a figure stands, and what it is for us. 统计报表与数据表的对应。"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from ...errors import UserError
from ...standard.cards import Model
from ...standard.yaml_files import parse, read_yaml
from ...tables.catalogue import BY_NAME
from .datum import CHECK, Kind

#: What is kept to be compared: CHECK.<name>.
CHECKS = ("grade_pupils", "class_total", "class_bin", "staff_total", "full_time_total", "school_pupils")


class FormCell(Model):
    """One figure of a form. 报表中的一个数据。

    to     : `segments.pupils`, or `check.grade_pupils`
    row    : labels in 甲 (in a list: 项目) that name the row; any one of them
    group  : labels of the row above that opens the part of the form in which `row` is looked for
    number : 编号 of the row in this edition; told where it has moved
    column : headings from the top one down; any one of the paths. Empty in a list
    several: what to do where more than one column has these headings
    blank  : what an empty cell says
    optional: "row" where the form need not have the row, "all" where it need not have the column either
    words  : what the form writes -> what our table writes
    """

    to: str
    stage: str = ""
    grade: int | None = None
    bin: str = ""
    row: tuple[str, ...]
    group: tuple[str, ...] = ()
    number: int | None = None
    column: tuple[tuple[str, ...], ...] = ()
    several: Literal["refuse", "add"] = "refuse"
    blank: Literal["zero", "missing"] = "missing"
    optional: Literal["", "row", "all"] = ""
    words: dict[str, str | int] = Field(default_factory=dict)


class FormMapping(Model):
    """One form of one edition. 一张报表的对应关系。

    years  : adds up the figures of that many years, the last being the year imported
    groups : labels that open the parts of the form, where it has parts with equal labels
    """

    form: str
    title: str
    edition: str
    source: str
    shape: Literal["grid", "list"] = "grid"
    years: int = 1
    groups: tuple[str, ...] = ()
    values: tuple[FormCell, ...]


class ClassLists(Model):
    """How class lists are headed, and what they call the grades. 名单的表头与年级名称。"""

    headings: dict[str, tuple[str, ...]]
    grades: dict[str, tuple[str, ...]]
    #: First word of a grade -> stage, where a list has no column of stages.
    stages: dict[str, str]
    skipped: tuple[str, ...]
    #: A text that names a class; what does not match is not repeated in any message.
    class_name: str


class Questionnaires(Model):
    """Which question says what, and what makes an answer invalid. 问卷口径。"""

    marks: tuple[str, ...]
    group_question: tuple[str, ...]
    satisfaction_question: tuple[str, ...]
    seconds: tuple[str, ...]
    least_seconds: int
    complete: bool
    one_a_place: bool
    place: tuple[str, ...]
    groups: dict[str, tuple[str, ...]]
    satisfied: tuple[str, ...]
    unsatisfied: tuple[str, ...]
    source: str


class ExportColumn(Model):
    """One column of the flat export. 汇总导出表的一列。"""

    to: str
    path: tuple[tuple[str, ...], ...]
    #: Whether the figure belongs to one stage, and is taken only where the school has one.
    staged: bool = False
    stage: str = ""
    words: dict[str, str | int] = Field(default_factory=dict)


class FlatExport(Model):
    """The headings of the export of a row a school. 汇总导出表的表头。"""

    arrows: tuple[str, ...]
    code: tuple[str, ...]
    name: tuple[str, ...]
    counted: tuple[str, ...]
    stage_columns: tuple[str, ...]
    stages: dict[str, str]
    columns: tuple[ExportColumn, ...]
    source: str


class SourceRule(Model):
    """Which source goes before which, for some columns. 一组字段的来源次序。"""

    columns: tuple[str, ...]
    order: tuple[Kind, ...]
    conflict: Literal["blocks", "asks"]
    why: str


class Precedence(Model):
    """Declared order of the sources. 来源次序。"""

    default: SourceRule
    rules: tuple[SourceRule, ...] = ()

    def of(self, column: str) -> SourceRule:
        """The rule for `segments.pupils`. 某字段的次序。"""
        return next((rule for rule in self.rules if column in rule.columns), self.default)


class Mappings(Model):
    """All of params/imports. 全部对应关系。"""

    forms: dict[str, FormMapping]
    #: Forms that exist and of which nothing is asked.
    unused: dict[str, str]
    class_lists: ClassLists
    questionnaires: Questionnaires
    flat_export: FlatExport
    precedence: Precedence


class _Unused(Model):
    forms: dict[str, str]


@lru_cache(maxsize=8)
def read_mappings(folder: Path) -> Mappings:
    """Read params/imports. 读取对应关系。

    Raises UserError for unknown keys, columns that no table has, or a form described twice.
    """
    forms: dict[str, FormMapping] = {}
    for path in sorted((folder / "forms").glob("*.yml")):
        form = parse(FormMapping, read_yaml(path), path)
        if form.form in forms:
            raise UserError(f"{path}：表 {form.form} 已由另一个文件说明；一张表一个文件。")
        _check_targets(path, [cell.to for cell in form.values])
        forms[form.form] = form
    export = parse(FlatExport, read_yaml(folder / "flat_export.yml"), folder / "flat_export.yml")
    _check_targets(folder / "flat_export.yml", [column.to for column in export.columns])
    precedence = parse(Precedence, read_yaml(folder / "precedence.yml"), folder / "precedence.yml")
    _check_targets(folder / "precedence.yml", [column for rule in precedence.rules for column in rule.columns])
    return Mappings(
        forms=forms,
        unused=parse(_Unused, read_yaml(folder / "unused_forms.yml"), folder / "unused_forms.yml").forms,
        class_lists=parse(ClassLists, read_yaml(folder / "class_list.yml"), folder / "class_list.yml"),
        questionnaires=parse(Questionnaires, read_yaml(folder / "questionnaire.yml"), folder / "questionnaire.yml"),
        flat_export=export,
        precedence=precedence,
    )


def _check_targets(path: Path, targets: list[str]) -> None:
    known = {f"{t.name}.{c.name}" for t in BY_NAME.values() for c in t.columns} | {f"{CHECK}.{name}" for name in CHECKS}
    wrong = [target for target in targets if target not in known]
    if wrong:
        raise UserError(f"{path}：没有字段 {'、'.join(wrong)}。")
