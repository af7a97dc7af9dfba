"""The evaluation once more, slowly and by hand: no pandas, nothing of the product. 独立复算。

Lines, populations and tolerances (the texts of 2017, 2019 and 2024) are spelled here from the documents, in fractions,
so that a mistake in a card or in the product's arithmetic shows as a difference. A county is {sheet: [row]}, a row
{Chinese heading: cell}, as the files have it; a blank cell is None.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, Any]
County = dict[str, list[Row]]
Value = Fraction | None

MET, TOLERATED, PENDING = "met", "met_by_tolerance", "pending_evidence"
NOT_MET, NO_DATA, NOT_APPLICABLE = "not_met", "no_data", "not_applicable"
PRIMARY, JUNIOR, SENIOR = "小学", "初中", "高中"
STAGES = {PRIMARY: "primary", JUNIOR: "junior"}
RUNS = {
    "小学": [PRIMARY],
    "教学点": [PRIMARY],
    "初级中学": [JUNIOR],
    "九年一贯制学校": [PRIMARY, JUNIOR],
    "完全中学": [JUNIOR, SENIOR],
    "十二年一贯制学校": [PRIMARY, JUNIOR, SENIOR],
    "特殊教育学校": [],
    "职业学校": [],
}
DECLARED = {
    "小学": "小学校数",
    "教学点": "教学点数",
    "初级中学": "初级中学校数",
    "九年一贯制学校": "九年一贯制学校数",
    "完全中学": "完全中学校数",
    "十二年一贯制学校": "十二年一贯制学校数",
    "特殊教育学校": "特殊教育学校数",
    "职业学校": "职业学校数",
}
WEIGHT = {PRIMARY: Fraction(1), JUNIOR: Fraction("1.1"), SENIOR: Fraction("1.32")}
#: 六三制, where the school does not say otherwise; the nine grades end with the ninth in 五四制 too
GRADES, LAST = {PRIMARY: 6, JUNIOR: 3}, 9
#: 国教督办函〔2019〕30号 held until 教督厅函〔2024〕10号 took its place
TEXT_2019, TEXT_2024 = date(2019, 1, 1), date(2024, 1, 1)
#: 2019, 政府保障程度4: schools built by 2010, or more than half migrant children
SIZE_2019 = dict.fromkeys(("小学", "教学点", "初级中学", "完全中学"), 2400) | dict.fromkeys(
    ("九年一贯制学校", "十二年一贯制学校"), 3000
)
#: 2019, 政府保障程度3: ㎡ of a music or art room built by 2016, and of one in a rural school with classes under 30
ROOM_BUILT, ROOM_SMALL = {"音乐": 73, "美术": 67}, {PRIMARY: 54, JUNIOR: 61}
CLASS, LARGEST = {PRIMARY: 45, JUNIOR: 50}, {PRIMARY: 50, JUNIOR: 55}
SIZE = dict.fromkeys(("小学", "教学点", "初级中学", "完全中学"), 2000) | dict.fromkeys(
    ("九年一贯制学校", "十二年一贯制学校"), 2500
)
ABOVE = ("本科学历教师数", "硕士研究生学历教师数", "博士研究生学历教师数")
PE_ARTS = ("体育专任教师数", "音乐专任教师数", "美术专任教师数", "艺术专任教师数")
#: indicator -> (primary line, junior line, scale, sheet, columns that add up; a leading - subtracts)
SEVEN: dict[int, tuple[str, str, int, str, dict[str, tuple[str, ...]] | tuple[str, ...]]] = {
    1: ("4.2", "5.3", 100, "教师", {PRIMARY: ("专科学历教师数", *ABOVE), JUNIOR: ABOVE}),
    2: ("1", "1", 100, "教师", ("县级以上骨干教师数",)),
    3: ("0.9", "0.9", 100, "教师", PE_ARTS),
    4: ("4.5", "5.8", 1, "校舍与设备", ("教学及辅助用房面积", "-室内体育用房面积")),
    5: ("7.5", "10.2", 1, "校舍与设备", ("室内体育用房面积", "运动场地面积")),
    6: ("2000", "2500", 10000, "校舍与设备", ("教学仪器设备资产值",)),
    7: ("2.3", "2.4", 100, "校舍与设备", ("网络多媒体教室数",)),
}
#: indicators 4 and 5: the column of what is under construction
BUILDING = {4: "在建教学及辅助用房面积", 5: "在建体育运动场馆面积"}
#: answers that are enough, and those that are not; any other word is no answer
GOOD, YES = ("优秀", "良好"), ("符合",)
REFUSALS = {GOOD: ("合格", "不合格"), YES: ("不符合",)}
#: attested indicators -> part, its Chinese label, the answers that are enough
COUNTY_ATTESTED = [
    (8, "layout", "规划布局"),
    (8, "places", "学位供给"),
    (8, "private_share", "民办占比"),
    (9, "construction", "学校建设标准统一"),
    (9, "staffing", "教师编制标准统一"),
    (9, "funding", "生均公用经费基准定额统一"),
    (9, "equipment", "基本装备配置标准统一"),
    (15, "performance_pay", "绩效工资总量足额核定"),
    (17, "", ""),
    (22, "care", "留守儿童关爱体系"),
]
SCHOOL_ATTESTED = [
    (25, "charter", "制定章程", YES),
    (25, "digital", "管理与教学信息化", YES),
    (27, "", "", YES),
    (28, "moral_education", "德育工作", GOOD),
    (28, "culture", "校园文化", GOOD),
    (29, "courses", "课程开齐开足", YES),
    (29, "order", "教学秩序规范", YES),
    (29, "practice", "综合实践活动有效开展", YES),
    (30, "", "", YES),
]
FORMS = [
    ("special_school", "特殊教育学校"),
    ("inclusive", "随班就读"),
    ("special_class", "特教班"),
    ("home_teaching", "送教上门"),
]
DISABLED = ("特殊教育学校义务教育学生数", "随班就读学生数", "特教班学生数", "送教上门学生数")
#: one share of county figures: indicator, part, what adds up, of what, line, "not above" is not enough, status of an empty whole
SHARES = [
    (15, "pay", ("义务教育教师年平均工资收入",), "当地公务员年平均工资收入", 100, NO_DATA),
    (18, "rotation", ("当年交流轮岗教师数",), "符合交流条件教师数", 10, NOT_APPLICABLE),
    (18, "backbone", ("其中骨干教师数",), "当年交流轮岗教师数", 20, NOT_APPLICABLE),
    (21, "share", ("优质高中分配到初中名额数",), "优质高中招生计划数", 50, NOT_APPLICABLE),
    (
        22,
        "places",
        ("在公办学校就读随迁子女数", "在政府购买学位民办学校就读随迁子女数"),
        "符合条件的随迁子女数",
        85,
        NOT_APPLICABLE,
    ),
    (24, "", DISABLED, "适龄残疾儿童少年数", 95, NOT_APPLICABLE),
]
RETAINED = (
    "应届毕业生数",
    "-三年内复学人数",
    "-三年内转入人数",
    "三年内休学人数",
    "三年内转出人数",
    "三年内退学人数",
    "三年内死亡人数",
)
SUBJECTS = ("语文", "数学", "科学", "体育", "艺术", "德育")
GROUPS = ("学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众")
VETOES = {
    "entrance_examination": "以考试方式招生",
    "school_choosing": "违规择校行为",
    "key_schools": "重点学校或重点班",
    "unfilled_posts": "“有编不补”或长期聘用编外教师",
    "safety_accident": "教育系统重大安全责任事故和严重违纪违规事件",
    "falsification": "弄虚作假行为",
}


@dataclass
class Result:
    status: str
    value: Value = None
    numerator: Value = None
    denominator: Value = None
    line: Value = None


@dataclass
class Answer:
    """results by (indicator, part, unit, stage, class), verdicts by (rule, level, unit, stage).

    counts : what passed and what was asked, of the verdicts that count schools, segments, classes, parts or rules
    """

    results: dict[tuple[int, str, str, str, str], Result] = field(default_factory=dict)
    verdicts: dict[tuple[str, str, str, str], str] = field(default_factory=dict)
    counts: dict[tuple[str, str, str, str], tuple[int, int]] = field(default_factory=dict)
    squared_coefficients: dict[tuple[int, str], Value] = field(default_factory=dict)


def read_folder(folder: Path) -> County:
    """The received files of one county, workbook or CSV. 读取原始文件。"""
    county: County = {}
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            county[path.stem] = [{key: cell or None for key, cell in row.items()} for row in csv.DictReader(lines)]
    for path in folder.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path, data_only=True):
            rows = [list(row) for row in sheet.iter_rows(values_only=True)]
            headings = [re.sub(r"（[^）]*）$", "", str(cell or "").lstrip("*")) for cell in rows[0]]
            county[sheet.title] = [dict(zip(headings, row)) for row in rows[1:]]
    return county


def number(cell: Any) -> Value:
    return None if cell in (None, "") else Fraction(str(cell))


def total(row: Row | None, columns: Iterable[str]) -> Value:
    """The sum of a row's cells; None where the row or one cell is missing."""
    result = Fraction(0)
    for column in columns:
        amount = number(row.get(column.lstrip("-"))) if row is not None else None
        if amount is None:
            return None
        result += -amount if column.startswith("-") else amount
    return result


def all_of(values: Iterable[Value]) -> Value:
    listed = list(values)
    return None if any(value is None for value in listed) else sum((v for v in listed if v is not None), Fraction(0))


class Reckoning:
    """One county, one date. 一个县的复算。"""

    def __init__(self, county: County, code: str, as_of: date) -> None:
        self.county, self.code, self.year = county, code, as_of.year
        self.text = 2024 if as_of >= TEXT_2024 else 2019 if as_of >= TEXT_2019 else 2017
        self.figures = {row["项目"]: row["填报值"] for row in county["县级数据"]}
        self.schools = {str(row["学校代码"]): row for row in county["学校"]}
        self.segments = {(str(row["学校代码"]), row["学段"]): row for row in county["学段学生"]}
        self.teachers = {(str(row["学校代码"]), row["学段"]): row for row in county["教师"]}
        self.buildings = {str(row["学校代码"]): row for row in county["校舍与设备"]}
        self.budgets = {str(row["学校代码"]): row for row in county["经费"]}
        reported = {*self.segments, *self.teachers, *((str(row["学校代码"]), row["学段"]) for row in county["班级"])}
        self.reported, self.answer = reported, Answer()

    def of(self, sheet: str, school: str, **equal: Any) -> list[Row]:
        rows = [row for row in self.county[sheet] if str(row["学校代码"]) == school]
        return [row for row in rows if all(row[key] == wanted for key, wanted in equal.items())]

    def stages(self, school: str, senior: bool = False) -> list[str]:
        """What the kind runs and whatever was reported besides (special schools report their stages)."""
        runs = [s for s in WEIGHT if s in RUNS[self.schools[school]["办学类型"]] or (school, s) in self.reported]
        return [stage for stage in runs if senior or stage != SENIOR]

    def pupils(self, school: str, stage: str, column: str = "在校生数") -> Value:
        return total(self.segments.get((school, stage)), [column])

    def all_pupils(self, school: str, column: str = "在校生数") -> Value:
        stages = self.stages(school)
        return all_of(self.pupils(school, stage, column) for stage in stages) if stages else None

    def grades(self, school: str, stage: str) -> Fraction:
        """How many grades the stage has in that school; a junior class list with grade 6 says 五四制.

        Nine grades make one school: where only the other stage was filled in, this one has the rest.
        """
        filled = number((self.segments.get((school, stage)) or {}).get("学段年级数"))
        other = number((self.segments.get((school, {PRIMARY: JUNIOR, JUNIOR: PRIMARY}[stage])) or {}).get("学段年级数"))
        if filled is None and other is not None:
            return LAST - other
        sixth = stage == JUNIOR and any(number(row["年级"]) == 6 for row in self.of("班级", school, 学段=stage))
        return filled if filled is not None else Fraction(4 if sixth else GRADES[stage])

    def first_grade(self, school: str, stage: str) -> list[Row]:
        """The classes of the first grade of the stage; where none has pupils there is no first grade."""
        first = 1 if stage == PRIMARY else LAST + 1 - self.grades(school, stage)
        rows = [row for row in self.of("班级", school, 学段=stage) if number(row["年级"]) == first]
        return rows if any(number(row["班级学生数"]) != 0 for row in rows) else []

    # Who counts: True, False, or None where a blank leaves it open.

    def counted(self, school: str) -> bool | None:
        kind = self.schools[school]["办学类型"]
        if kind == "教学点":
            pupils = self.all_pupils(school)
            return None if pupils is None else pupils >= 50
        return kind not in ("特殊教育学校", "职业学校")

    def private(self, school: str) -> bool:
        return number(self.schools[school]["举办者类型"]) == 10

    def small(self, school: str) -> bool | None:
        row, pupils = self.schools[school], self.all_pupils(school)
        if row["办学类型"] not in ("小学", "教学点") or row["城乡类型"] == "城区" or self.private(school):
            return False
        return None if pupils is None else pupils < 100

    # Evidence: "complete", "incomplete", "refused" or None.

    def attested(
        self, indicator: int, label: str, school: str, tolerance: str, accepts: tuple[str, ...] = YES
    ) -> str | None:
        answers = set()
        found = None
        for row in reversed(self.county["佐证材料"]):
            key = (number(row["指标序号"]), row["分项"] or "", str(row["学校代码"] or ""), row["例外情形"] or "")
            # A tolerance may be claimed for one part or, without naming any, for the whole indicator.
            asked = {label, ""} if tolerance else {label}
            if (key[0], key[2], key[3]) != (indicator, school, tolerance) or key[1] not in asked:
                continue
            answers.add(row["结论"])
            # A tolerance that is entered is claimed, whatever is still missing; without its conclusion a part is blank.
            found = "incomplete" if tolerance or row["结论"] in accepts else None
            if row["结论"] in REFUSALS[accepts]:
                found = "refused"
            elif row["结论"] in accepts and row["材料名称"] and row["材料日期"] and row["核查单位"]:
                found = "complete"
        # Two rows that say different things are as good as none; else the first speaks.
        return found if len(answers) == 1 else None

    def excuse(self, indicator: int, school: str, cases: list[tuple[str, bool, bool]], part: str = "") -> str:
        """not_met, or better: cases are (tolerance, does it hold in figures or place, must it be claimed)."""
        found = NOT_MET
        for tolerance, holds, claimed in cases:
            if self.text != (2019 if "-2019-" in tolerance else 2024):
                continue
            claim = self.attested(indicator, part, school, tolerance)
            if holds and claim == "complete":
                return TOLERATED
            if holds and (claim == "incomplete" or (claim is None and not claimed)):
                found = PENDING
        return found

    def put(
        self,
        indicator: int,
        part: str,
        unit: str,
        result: Result,
        stage: str = "",
        name: str = "",
        member: bool | None = True,
    ) -> None:
        if member is not True:
            result.status = NO_DATA if member is None else NOT_APPLICABLE
        self.answer.results[(indicator, part, unit, STAGES.get(stage, ""), name)] = result

    # Resources (1-7), coefficients, the school rule.

    def shared(self, school: str, stage: str, amount: Value, pupils: dict[str, Value]) -> Value:
        """A stage's worth per pupil: T × weight / Σ weight × pupils."""
        whole = all_of(None if count is None else WEIGHT[s] * count for s, count in pupils.items())
        return amount * WEIGHT[stage] / whole if amount is not None and whole else None

    def resource(self, n: int, school: str, stage: str) -> Result:
        primary, junior, scale, sheet, given = SEVEN[n]
        line = Fraction(primary if stage == PRIMARY else junior)
        columns = given[stage] if isinstance(given, dict) else given
        row = self.teachers.get((school, stage)) if sheet == "教师" else self.buildings.get(school)
        own, amount = self.pupils(school, stage), total(row, columns)
        counts = {s: self.pupils(school, s) for s in (self.stages(school, senior=True) if n >= 4 else [stage])}
        value = self.shared(school, stage, amount, counts)
        if own == 0:
            return Result(NOT_APPLICABLE, line=line)
        if value is None or own is None:
            return Result(NO_DATA, line=line)
        value *= scale
        result = Result(MET, value, value * own / (100 if scale == 100 else 1), own, line)
        if value >= line:
            return result
        place, cases = self.schools[school], []
        city = place["是否位于城区"] == "是"
        if n == 3:
            # 全校不足100人: with the senior pupils, where there are any.
            everybody = [self.pupils(school, s) for s in self.stages(school, senior=True)]
            all_pupils, with_visiting = all_of(everybody), total(row, [*columns, "交流走教兼职体艺教师数"])
            rural = place["城乡类型"] == "乡村" and all_pupils is not None and all_pupils < 100
            enough = with_visiting is not None and 100 * with_visiting >= line * own
            # 2019: 50–99 pupils; the text of 2024: under 100.
            cases = [
                ("3-1", rural and enough, False),
                ("3-2019-1", rural and enough and all_pupils is not None and all_pupils >= 50, False),
            ]
        if n in BUILDING:
            first = {s: self.starting(school, s) if s in GRADES else counts[s] for s in counts}
            by_start = self.shared(school, stage, amount, first)
            extended = self.shared(school, stage, total(row, [*columns, BUILDING[n]]), counts)
            cases = [(f"{n}-1", city, True)]
            cases += [(f"{n}-{i}", v is not None and v >= line, False) for i, v in ((2, by_start), (3, extended))]
        if n == 5:
            rented = self.shared(school, stage, total(row, [*columns, "租赁体育运动场馆面积"]), counts)
            cases.append(("5-2019-1", rented is not None and rented >= line, False))
        result.status = self.excuse(n, school, cases)
        return result

    def starting(self, school: str, stage: str) -> Value:
        """Starting-grade pupils times the grades of the stage."""
        counts = [number(row["班级学生数"]) for row in self.first_grade(school, stage)]
        pupils = all_of(counts) if counts else None
        return None if pupils is None else pupils * self.grades(school, stage)

    def seven(self) -> None:
        for n in SEVEN:
            by_stage: dict[str, list[Result]] = {stage: [] for stage in STAGES}
            for school in self.schools:
                for stage in self.stages(school):
                    result = self.resource(n, school, stage)
                    self.put(n, "", school, result, stage, member=self.counted(school))
                    if result.status != NOT_APPLICABLE:
                        by_stage[stage].append(result)
            for stage, results in by_stage.items():
                self.coefficient(n, STAGES[stage], results)

    def coefficient(self, n: int, stage: str, results: list[Result]) -> None:
        """CV² = Σ P (X − X̄)² / ΣP / X̄², compared with the line squared: no root, no rounding."""
        squared, verdict = None, NO_DATA if results else NOT_APPLICABLE
        pairs = [(r.value, r.denominator) for r in results if r.value is not None and r.denominator is not None]
        if results and len(pairs) == len(results) and NO_DATA not in {r.status for r in results}:
            pupils = sum(p for _, p in pairs)
            mean = sum(x * p for x, p in pairs) / pupils
            if mean:
                squared = sum(p * (x - mean) ** 2 for x, p in pairs) / pupils / mean**2
                verdict = MET if squared <= Fraction("0.50" if stage == "primary" else "0.45") ** 2 else NOT_MET
        self.answer.squared_coefficients[(n, stage)] = squared
        self.answer.verdicts[(f"balance_{n:02d}", "county", self.code, stage)] = verdict

    def say(self, rule: str, level: str, unit: str, statuses: list[str]) -> None:
        """One verdict of many, and how many of those that apply passed."""
        key = (rule, level, unit, "")
        self.answer.verdicts[key] = together(statuses)
        self.answer.counts[key] = (
            sum(s in (MET, TOLERATED) for s in statuses),
            sum(s != NOT_APPLICABLE for s in statuses),
        )

    def school_rule(self) -> None:
        segments = {}
        for school in self.schools:
            for stage in self.stages(school):
                rows = [self.answer.results[(n, "", school, STAGES[stage], "")] for n in SEVEN]
                segments[("school_rule", "segment", school, STAGES[stage])] = self.six_of_seven(rows)
        self.answer.verdicts |= segments
        self.say("school_rule", "county", self.code, list(segments.values()))

    @staticmethod
    def six_of_seven(rows: list[Result]) -> str:
        """Try the worst and the best that every open indicator could turn out to be."""
        statuses = [row.status for row in rows]
        if set(statuses) == {NOT_APPLICABLE}:
            return NOT_APPLICABLE

        def passes(good: set[str]) -> bool:
            missed = [row for row in rows if row.status not in good]
            near = [
                r for r in missed if r.value is not None and r.line is not None and r.value >= Fraction("0.85") * r.line
            ]
            return not missed or (len(missed) == 1 and bool(near))

        # A tolerance that is not needed is not used.
        if passes({MET}):
            return MET
        if passes({MET, TOLERATED}):
            return TOLERATED
        if not passes({MET, TOLERATED, PENDING, NO_DATA}):
            return NOT_MET
        return NO_DATA if NO_DATA in statuses else PENDING

    # Government (8-22) and quality (23-31), school by school.

    def rooms(self, school: str, kind: str, least: int) -> Result:
        stages = [s for s in self.stages(school) if self.pupils(school, s) != 0]
        classes = [row for s in stages for row in self.of("班级", school, 学段=s)]
        if self.stages(school) and not stages:
            return Result(NOT_APPLICABLE)
        if not stages or any(not self.of("班级", school, 学段=s) for s in stages):
            return Result(NO_DATA)
        needed = ceil(Fraction(len(classes), 12))
        areas = [number(row["使用面积"]) for row in self.of("音美专用教室", school, 教室类别=kind)]
        large = sum(area is not None and area >= least for area in areas)
        result = Result(MET, Fraction(large), Fraction(large), Fraction(len(classes)), Fraction(needed))
        if large >= needed:
            return result
        planned, city = (number(self.schools[school]["规划建设年份"]), self.schools[school]["是否位于城区"] == "是")
        first = [len(self.first_grade(school, s)) * self.grades(school, s) for s in self.stages(school)]
        built = planned is not None and planned <= 2016
        sizes = [number(row["班级学生数"]) for row in classes]
        rural = self.schools[school]["城乡类型"] == "乡村"
        tiny = rural and all(size is not None and size < 30 for size in sizes)
        young = self.schools[school]["办学类型"] in ("小学", "教学点")

        def large_as(least: int) -> bool:
            return sum(area is not None and area >= least for area in areas) >= needed

        cases = [
            ("10-1", built and len(areas) >= needed, False),
            ("10-2", city, True),
            ("10-3", all(first) and large >= ceil(Fraction(sum(first), 12)), False),
            ("10-2019-1", kind == "音乐" and built and large_as(ROOM_BUILT["音乐"]), False),
            ("10-2019-2", kind == "美术" and built and large_as(ROOM_BUILT["美术"]), False),
            ("10-2019-3", young and tiny and large_as(ROOM_SMALL[PRIMARY]), False),
            ("10-2019-4", not young and tiny and large_as(ROOM_SMALL[JUNIOR]), False),
        ]
        result.status = self.excuse(10, school, cases, f"{kind}专用教室")
        if large + areas.count(None) >= needed and result.status != TOLERATED:
            # Enough if the rooms that nobody measured are large.
            return Result(NO_DATA, Fraction(large), line=Fraction(needed))
        return result

    def size(self, school: str) -> Result:
        row, pupils = self.schools[school], self.all_pupils(school)
        limit = SIZE.get(row["办学类型"])
        if pupils is None or limit is None:
            return Result(NO_DATA)
        result = Result(MET, pupils, pupils, None, Fraction(limit))
        if pupils > limit:
            campuses = [
                (number(c["校区在校生数"]), min(limit, SIZE.get(c["校区办学类型"], min(SIZE.values()))))
                for c in self.of("校区", school)
            ]
            within = bool(campuses) and all(count is not None and count <= most for count, most in campuses)
            listed = all_of(count for count, _ in campuses)
            approved = number(row["批复办学规模"])
            cases = [
                ("11-1", within and listed == pupils, False),
                ("11-2", approved is not None and pupils <= approved, False),
                ("11-3", row["是否位于城区"] == "是", True),
            ]
            built, migrants = number(row["规划建设年份"]), number(row["随迁子女在校生数"])
            within_2019 = pupils <= SIZE_2019[row["办学类型"]]
            cases += [
                ("11-2019-1", within_2019 and built is not None and built <= 2010, False),
                ("11-2019-2", within_2019 and migrants is not None and 2 * migrants > pupils, False),
            ]
            result.status = self.excuse(11, school, cases)
        return result

    def classes(self, school: str, stage: str) -> None:
        """Each class by itself; a tolerance looks at the largest class of the school's stage."""
        ordinary = self.schools[school]["办学类型"] not in ("特殊教育学校", "职业学校")
        rows, line = self.of("班级", school, 学段=stage), Fraction(CLASS[stage])
        sizes = [number(row["班级学生数"]) for row in rows]
        within = None not in sizes and all(size <= LARGEST[stage] for size in sizes if size is not None)
        first = [number(row["班级学生数"]) for row in self.first_grade(school, stage)]
        begins = bool(first) and all(size is not None and size <= line for size in first)
        for row, size in zip(rows, sizes):
            result = Result(NO_DATA, size, size, None, line)
            if size is not None:
                cases = [("12-1", within, False), ("12-2", within and begins, False)]
                result.status = MET if size <= line else self.excuse(12, school, cases)
            self.put(12, "", school, result, stage, f"{number(row['年级'])}年级{row['班级名称']}", ordinary)
        if not rows and self.pupils(school, stage) != 0:
            self.put(12, "", school, Result(NO_DATA, line=line), stage, "（未填班级）", ordinary)

    def enrolment(self, school: str, stage: str) -> None:
        row, line = self.schools[school], Fraction(100 if stage == PRIMARY else 95)
        member = row["城乡类型"] != "乡村" and not self.private(school) and row["是否寄宿制"] == "否"
        member = member and row["办学类型"] not in ("教学点", "特殊教育学校", "职业学校")
        segment = self.segments.get((school, stage))
        own, whole = total(segment, ["其中片区内招生数"]), total(segment, ["起始年级招生数"])
        self.put(20, "", school, compare(own, whole, line, 100, NOT_APPLICABLE), stage, member=member)

    def funding(self, school: str) -> None:
        row, budget = self.schools[school], self.budgets.get(school)
        funded = total(budget, ["核定公用经费学生数"])
        self.put(13, "funded", school, compare(funded, None, Fraction(100)), member=self.small(school))
        rural = row["城乡类型"] != "城区" and not self.private(school) and row["是否寄宿制"] == "是"
        rural = rural and row["办学类型"] not in ("特殊教育学校", "职业学校")
        subsidy, boarders = total(budget, ["寄宿生公用经费补助"]), self.all_pupils(school, "寄宿生数")
        self.put(13, "boarding", school, compare(subsidy, boarders, Fraction(200), 1, NOT_APPLICABLE), member=rural)
        judged = row["办学类型"] != "职业学校"
        for part, of, private in (("public", "年度公用经费预算总额", False), ("private", "业务活动成本", True)):
            result = compare(total(budget, ["教师培训经费"]), total(budget, [of]), Fraction(5), 100, NO_DATA)
            self.put(26, part, school, result, member=judged and self.private(school) == private)

    def each_school(self) -> None:
        for school, row in self.schools.items():
            kind = row["办学类型"]
            self.put(10, "music", school, self.rooms(school, "音乐", 96), member=self.counted(school))
            self.put(10, "art", school, self.rooms(school, "美术", 90), member=self.counted(school))
            self.put(11, "", school, self.size(school), member=self.counted(school))
            self.funding(school)
            for n, part, label, accepts in SCHOOL_ATTESTED:
                member = kind != "职业学校" and not (part == "charter" and kind == "教学点")
                self.put(n, part, school, self.conclusion(n, label, school, accepts), member=member)
            for stage in self.stages(school):
                self.classes(school, stage)
                self.enrolment(school, stage)

    def conclusion(self, n: int, label: str, school: str, accepts: tuple[str, ...] = YES) -> Result:
        found = self.attested(n, label, school, "", accepts)
        return Result({"complete": MET, "incomplete": PENDING, "refused": NOT_MET, None: NO_DATA}[found])

    # The county as a whole.

    def each_county(self) -> None:
        for n, part, label in COUNTY_ATTESTED:
            result = self.conclusion(n, label, "")
            if part == "construction" and result.status == NOT_MET:
                result.status = self.excuse(9, "", [("9-1", True, True)], label)
            self.put(n, part, self.code, result)
        for part, form in FORMS:
            pupils = "特殊教育学校义务教育学生数" if part == "special_school" else f"{form}学生数"
            result = compare(self.figure(f"{form}公用经费"), self.figure(pupils), Fraction(6000), 1, NOT_APPLICABLE)
            self.put(14, part, self.code, result)
        for n, part, of, whole, line, empty in SHARES:
            counts = all_of(self.figure(item) for item in of)
            self.put(n, part, self.code, compare(counts, self.figure(whole), Fraction(line), 100, empty, share=n != 15))
        self.tilt()
        judged = [s for s, row in self.schools.items() if row["办学类型"] != "职业学校"]
        # A school of which no stage is known, such as a special school that handed in nothing, has teachers all the same.
        taught = [self.teachers.get((school, s)) for school in judged for s in self.stages(school) or [PRIMARY]]
        staff = all_of(total(row, ["专任教师数"]) for row in taught)
        for n, column in ((16, "完成360学时培训教师数"), (19, "持证上岗专任教师数")):
            done = all_of(total(row, [column]) for row in taught)
            self.put(n, "", self.code, compare(done, staff, Fraction(100), 100, NO_DATA))
        juniors = [self.segments.get((school, JUNIOR)) for school in judged if JUNIOR in self.stages(school)]
        stayed, entered = (
            all_of(total(row, RETAINED) for row in juniors),
            all_of(total(row, ["三年前初一学生数"]) for row in juniors),
        )
        retained = compare(stayed, entered, Fraction(95), 100, NOT_APPLICABLE) if juniors else Result(NOT_APPLICABLE)
        self.put(23, "", self.code, retained, JUNIOR)
        self.monitoring()
        groups = {row["调查群体"]: row for row in self.county["社会认可度"]}
        for part, good, asked in (
            ("questionnaire", "满意问卷数", "有效问卷数"),
            ("visit", "走访满意人数", "实地走访人数"),
        ):
            counts, whole = (all_of(total(groups.get(group), [column]) for group in GROUPS) for column in (good, asked))
            self.put(32, part, self.code, compare(counts, whole, Fraction(85), 100, NO_DATA))

    def figure(self, item: str) -> Value:
        return number(self.figures.get(item))

    def tilt(self) -> None:
        rural, left, urban, right = (
            self.figure(f"{w}初中{x}")
            for w, x in (("分配到农村", "名额数"), ("农村", "毕业生数"), ("分配到城区", "名额数"), ("城区", "毕业生数"))
        )
        result = Result(NO_DATA, line=Fraction(1))
        if left == 0:
            result.status = NOT_APPLICABLE
        elif rural is not None and left is not None and urban is not None and right is not None:
            # A share of places in the city: of nothing where there are none, without bound where nobody graduates.
            if urban:
                result.value = rural * right / (left * urban)
            result.status = MET if (rural * right > left * urban if urban else rural > 0) else NOT_MET
        self.put(21, "tilt", self.code, result)

    def monitoring(self) -> None:
        rows = {row["学科"]: row for row in self.county["质量监测"]}
        for subject in SUBJECTS:
            row = rows.get(subject, {})
            year = number(row.get("监测年份"))
            usable = year is not None and self.year - 3 <= year <= self.year
            level = {None: None, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5}[row.get("学业水平等级")]
            spread = number(row.get("校际差异率"))
            reached = compare(number(level), None, Fraction(3))
            close = Result(NO_DATA, spread, spread, None, Fraction("0.15"))
            if spread is not None:
                close.status = MET if spread < Fraction("0.15") else NOT_MET
            self.put(31, "level", self.code, reached, name=subject, member=True if usable else None)
            self.put(31, "spread", self.code, close, name=subject, member=True if usable else None)

    def questions(self) -> None:
        told = {row["事项"]: row["是否发生"] for row in self.county["一票否决事项"]}
        asked = VETOES | ({"tutoring": "校外培训治理不力"} if self.code.startswith("21") else {})
        answers = {
            f"veto_{item}": {"否": MET, "是": NOT_MET}.get(told.get(label) or "", NO_DATA)
            for item, label in asked.items()
        }
        since = self.figure("通过国家基本均衡认定年份")
        answers["precondition_basic_balance"] = NO_DATA if since is None else MET if self.year - since >= 3 else NOT_MET
        high = self.figures.get("年度监测是否持续保持较高水平") or ""
        answers["precondition_monitoring_high"] = {"是": MET, "否": NOT_MET}.get(high, NO_DATA)
        kinds = [row["办学类型"] for row in self.schools.values()]
        answers["school_roll"] = (
            MET if all(self.figure(item) == kinds.count(kind) for kind, item in DECLARED.items()) else NO_DATA
        )
        for rule, verdict in answers.items():
            self.answer.verdicts[(rule, "county", self.code, "")] = verdict

    def reckon(self) -> Answer:
        self.seven()
        self.school_rule()
        self.each_school()
        self.each_county()
        for n in range(1, 33):
            by_unit: dict[tuple[str, ...], list[str]] = {}
            for (indicator, _, unit, stage, name), result in self.answer.results.items():
                if indicator == n:
                    by_unit.setdefault((unit, stage, name), []).append(result.status)
            if not by_unit:
                continue  # no class in the whole county
            self.say(f"indicator_{n:02d}", "county", self.code, [together(parts) for parts in by_unit.values()])
            for school in {unit for unit, _, _ in by_unit} & set(self.schools):
                own = [together(parts) for (unit, _, _), parts in by_unit.items() if unit == school]
                self.say(f"indicator_{n:02d}", "school", school, own)
            if not {unit for unit, _, _ in by_unit} & set(self.schools):
                del self.answer.counts[(f"indicator_{n:02d}", "county", self.code, "")]
        self.questions()
        seven = {f"indicator_{n:02d}" for n in SEVEN}
        rules = [
            v for (rule, level, _, _), v in self.answer.verdicts.items() if level == "county" and rule not in seven
        ]
        failed, sure = NOT_MET in rules, set(rules) <= {MET, TOLERATED, NOT_APPLICABLE}
        said = {"county": NOT_MET if failed else MET if sure else "undetermined"}
        said |= {"county_best": NOT_MET if failed else MET, "county_worst": MET if sure else NOT_MET}
        for rule, verdict in said.items():
            self.say(rule, "county", self.code, rules)
            self.answer.verdicts[(rule, "county", self.code, "")] = verdict
        return self.answer


def compare(
    part: Value, whole: Value, line: Fraction, scale: int | None = None, empty: str = NO_DATA, share: bool = True
) -> Result:
    """scale × part / whole against a line it may equal; without a scale the part itself."""
    if scale is None:
        return Result(NO_DATA if part is None else MET if part >= line else NOT_MET, part, part, None, line)
    if whole == 0:
        return Result(empty, None, part, whole, line)
    if part is None or whole is None:
        return Result(NO_DATA, None, part, whole, line)
    if share and scale == 100 and part > whole:
        return Result(NO_DATA, None, part, whole, line)  # no part is larger than its whole
    value = scale * part / whole
    return Result(MET if value >= line else NOT_MET, value, part, whole, line)


def together(statuses: list[str]) -> str:
    """The first that occurs: one failure fails, one blank leaves open, a tolerance is told."""
    for status in (NOT_MET, NO_DATA, PENDING, TOLERATED, MET):
        if status in statuses:
            return status
    return NOT_APPLICABLE


def reckon(county: County, code: str, as_of: date) -> Answer:
    """Every result, coefficient and verdict of one county under the rules of that date. 复算一个县。"""
    return Reckoning(county, code, as_of).reckon()
