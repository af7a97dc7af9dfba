"""Pupils, classes, rooms and teachers of one school, as handed in. 学校基本情况表。"""

from __future__ import annotations

from collections.abc import Iterator

from pandas import isna, notna

from ...printing.blocks import TableBlock, TableColumn, Text
from ...tables.school_tables import ROOMS, SCHOOLS
from ..provenance import heading
from ..report import Row
from ..standing_rooms import standing_rooms
from .sheets import Sheets

#: What is told of each stage, and of the whole school.
OF_STAGE = ("segments.boarders", "teachers.full_time", "teachers.backbone", "teachers.certified", "teachers.trained")
OF_SCHOOL = (
    "buildings.teaching_area",
    "buildings.indoor_sports_area",
    "buildings.sports_ground_area",
    "buildings.equipment_value",
    "buildings.networked_classrooms",
    "schools.approved_size",
)
UNITS = {
    "teaching_area": "㎡",
    "indoor_sports_area": "㎡",
    "sports_ground_area": "㎡",
    "equipment_value": "万元",
    "networked_classrooms": "间",
}
#: Pairs of item and figure a row.
ACROSS = 3


def about(sheets: Sheets, school: str) -> str:
    """Code, kind, place and sponsor in one line. 学校概况。"""
    unit = sheets.units[school]
    words = next(column.note for column in SCHOOLS.columns if column.name == "sponsor").split()
    sponsors = dict(zip(words[::2], words[1::2], strict=True))
    sponsor = unit["schools.sponsor"]
    year = unit["schools.planned_year"]
    said = [
        f"学校代码{school}",
        unit["kind"],
        unit["schools.area"],
        unit["schools.township"],
        f"举办者：{sponsors.get(f'{sponsor:.0f}', '')}" if notna(sponsor) else None,
        "寄宿制" if unit["schools.boarding"] == "是" else None,
        f"{year:.0f}年规划建设" if notna(year) else None,
    ]
    return "，".join(word for word in said if isinstance(word, str) and word) + "。"


def facts(sheets: Sheets, school: str, at: int) -> TableBlock:
    """Item and figure, three pairs a row. 基本情况表。"""
    pairs = [*_of_stages(sheets, school), *_of_school(sheets, school)]
    pairs += [("", "")] * (-len(pairs) % ACROSS)
    # Down the columns, as a list is read.
    depth = len(pairs) // ACROSS
    rows = tuple(tuple(cell for i in range(ACROSS) for cell in pairs[i * depth + j]) for j in range(depth))
    return TableBlock(
        "学生、班级、教师与校舍",
        f"sheet-{at}-facts",
        (TableColumn("项目", width="1fr"), TableColumn("数值", "right")) * ACROSS,
        rows,
    )


def _of_stages(sheets: Sheets, school: str) -> Iterator[tuple[str, Text]]:
    report, stages = sheets.report, sheets.stages.get(school, [])
    for unit in stages:
        stage, label = unit["stage"], report.stages[unit["stage"]] if len(stages) > 1 else ""
        yield (
            f"{label}在校生（人）",
            report.numbers.raw(
                f"P-{school}-{stage}",
                unit["segments.pupils"],
                f"{unit['name']}，在校生数",
                "人",
                ["segments.pupils"],
                school,
                stage,
            ),
        )
        yield from _classes(sheets, school, stage, label)
        for term in OF_STAGE:
            name = heading(term)
            id = f"{term.partition('.')[2]}-{school}-{stage}"
            yield f"{label}{name}（人）".replace("数（", "（"), _raw(sheets, id, unit, term, stage)


def _classes(sheets: Sheets, school: str, stage: str, label: str) -> Iterator[tuple[str, Text]]:
    report = sheets.report
    own = sheets.classes.get((school, stage), [])
    listed = [row for row in own if row["classes.source_row"] == row["classes.source_row"]]
    if own and not listed:
        yield f"{label}班级（个）", "缺"
        return
    name, source = sheets.units[school]["name"], [row["classes.source_row"] for row in listed]
    yield (
        f"{label}班级（个）",
        report.numbers.count(
            f"C-{school}-{stage}",
            len(listed),
            f"{name}，班级数",
            "班级表中本学段的班级计数",
            "个",
            cells=report.intake.cells("classes", source, "class"),
        ),
    )
    sizes = [row["classes.pupils"] for row in listed]
    if not sizes or any(isna(size) for size in sizes):
        yield f"{label}最大班额（人）", "缺" if sizes else "—"
        return
    largest = max(listed, key=lambda row: row["classes.pupils"])
    cells = report.intake.cells("classes", [largest["classes.source_row"]], "pupils")
    yield (
        f"{label}最大班额（人）",
        report.numbers.count(
            f"CM-{school}-{stage}",
            max(sizes),
            f"{name}，最大班额",
            "班级表中本学段各班学生数的最大值",
            "人",
            cells=cells,
        ),
    )


def _of_school(sheets: Sheets, school: str) -> Iterator[tuple[str, Text]]:
    unit, report = sheets.units[school], sheets.report
    for term in OF_SCHOOL:
        if term == "schools.approved_size" and isna(unit[term]):
            continue
        column = term.partition(".")[2]
        yield (
            f"{heading(term)}（{UNITS.get(column, '人')}）".replace("数（", "（"),
            _raw(sheets, f"{column}-{school}", unit, term, ""),
        )
    for kind in ROOMS:
        yield (f"{kind}专用教室（间）", standing_rooms(report, kind, school, unit["name"]))


def _raw(sheets: Sheets, id: str, unit: Row, term: str, stage: str) -> Text:
    value = unit[term]
    if isna(value):
        return "缺"
    return sheets.report.numbers.raw(
        f"X-{id}",
        value,
        f"{unit['name']}，{heading(term)}",
        UNITS.get(term.partition(".")[2], "人"),
        [term],
        unit["unit"],
        stage,
    )
