"""Small counties that nobody thinks of: every kind of school, every edge of every rule. 特殊小县。

A county is {table: [row]}, a row {column: value}; a column left out is blank. The same function draws from Python's
`random.Random` (many, quickly) and from hypothesis' (few, and shrunk when they fail).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from random import Random
from typing import Any, TypeVar

from analysis.tables.catalogue import BY_NAME, GROUPS, SUBJECTS

T = TypeVar("T")
Row = dict[str, Any]
Drawn = dict[str, list[Row]]

STAGES = {
    "小学": ["小学"],
    "教学点": ["小学"],
    "初级中学": ["初中"],
    "九年一贯制学校": ["小学", "初中"],
    "完全中学": ["初中", "高中"],
    "十二年一贯制学校": ["小学", "初中", "高中"],
    "特殊教育学校": [],
    "职业学校": [],
}
DECLARED = dict(
    zip(
        STAGES,
        (
            "n_primary",
            "n_points",
            "n_junior",
            "n_nine_year",
            "n_complete",
            "n_twelve_year",
            "n_special",
            "n_vocational",
        ),
    )
)
#: Lines of the seven for a primary and a junior pupil, in what is handed in (persons, ㎡, 万元, rooms).
LINES = {
    "above": ("0.042", "0.053"),
    "backbone": ("0.01", "0.01"),
    "arts": ("0.009", "0.009"),
    "teaching_area": ("4.5", "5.8"),
    "sports": ("7.5", "10.2"),
    "equipment_value": ("0.2", "0.25"),
    "networked_classrooms": ("0.023", "0.024"),
}
WHOLE = {"above", "backbone", "arts", "networked_classrooms"}
WEIGHT = {"小学": Decimal(1), "初中": Decimal("1.1"), "高中": Decimal("1.32")}
VETOES = (
    "以考试方式招生",
    "违规择校行为",
    "重点学校或重点班",
    "“有编不补”或长期聘用编外教师",
    "教育系统重大安全责任事故和严重违纪违规事件",
    "弄虚作假行为",
    "校外培训治理不力",
)
SCHOOL_PARTS = [
    (25, "制定章程", "符合"),
    (25, "管理与教学信息化", "符合"),
    (27, None, "符合"),
    (28, "德育工作", "良好"),
    (28, "校园文化", "优秀"),
    (29, "课程开齐开足", "符合"),
    (29, "教学秩序规范", "符合"),
    (29, "综合实践活动有效开展", "符合"),
    (30, None, "符合"),
]
COUNTY_PARTS = [
    (8, "规划布局"),
    (8, "学位供给"),
    (8, "民办占比"),
    (9, "学校建设标准统一"),
    (9, "教师编制标准统一"),
    (9, "生均公用经费基准定额统一"),
    (9, "基本装备配置标准统一"),
    (15, "绩效工资总量足额核定"),
    (17, None),
    (22, "留守儿童关爱体系"),
]
CLAIMS = (
    "3-1",
    "3-2019-1",
    "4-1",
    "4-2",
    "4-3",
    "5-1",
    "5-2",
    "5-3",
    "5-2019-1",
    "10-1",
    "10-2",
    "10-3",
    "10-2019-1",
    "10-2019-2",
    "10-2019-3",
    "10-2019-4",
    "11-1",
    "11-2",
    "11-3",
    "11-2019-1",
    "11-2019-2",
    "12-1",
    "12-2",
)
#: 德育与校园文化: rated 优秀, 良好, 合格 or 不合格; all others 符合 or 不符合.
RATED = 28
CAMPUS_KINDS = ("小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "十二年一贯制学校")
TOPICS = ("pupils", "teachers", "buildings", "rooms", "money", "papers", "claims", "county", "survey")
#: Tolerances of indicators with parts may be claimed for one of them.
CLAIMED_PARTS = {9: ("学校建设标准统一",), 10: ("音乐专用教室", "美术专用教室")}
PAPER = {"document": "材料", "day": "2025-08-20", "checker": "核查组"}


class Odd:
    """Draws what is usual, and now and then what is not; what is troubled differs by county. 抽样。

    share : how often the unusual is drawn, in percent, by topic
    year  : of the rules
    """

    def __init__(self, random: Random, year: int) -> None:
        self.random, self.year = random, year
        self.shares = {topic: self.of((0, 0, 0, 0, 0, 1, 5, 40)) for topic in TOPICS}
        #: Some counties miss many lines and claim every tolerance, with its papers.
        self.claims = 30
        if self.chance(20):
            self.claims = 90
            self.shares |= dict.fromkeys(("teachers", "buildings", "rooms", "papers"), 40) | {"claims": 0, "pupils": 1}
        #: Two rows on one thing are refused on reading; now and then they are drawn all the same.
        self.twins = self.chance(10)
        self.share = 0

    def about(self, topic: str) -> None:
        """What is drawn from here on."""
        self.share = self.shares[topic]

    def of(self, choices: Sequence[T]) -> T:
        return choices[self.random.randrange(len(choices))]

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def usual(self, good: T, *odd: T) -> T:
        """`good`, or one of `odd` as often as this county is troubled."""
        return self.of(odd) if self.random.randrange(100) < self.share else good

    def near(self, line: Decimal, whole: bool) -> Decimal | None:
        """An amount well above the line, on it, a step to each side, at 85 % and beside it, nothing, or a blank."""
        step = Decimal(1) if whole else Decimal("0.01")
        up, down = (line.quantize(step, rounding=way) for way in (ROUND_CEILING, ROUND_FLOOR))
        floor = (line * Decimal("0.85")).quantize(step, rounding=ROUND_CEILING)
        enough = (line * 2).quantize(step, rounding=ROUND_CEILING)
        return self.usual(enough, up, up, down, up - step, up + step, floor, floor - step, Decimal(0), None)


def odd_county(random: Random, code: str = "990001", year: int = 2025) -> Drawn:
    """One county of one to four schools. 抽取一个小县。

    random : Python's, or the one of `hypothesis.strategies.randoms(use_true_random=False)`
    year   : of the rules; results of monitoring are as old as that year lets them be
    """
    odd = Odd(random, year)
    tables: Drawn = {name: [] for name in BY_NAME}
    kinds = odd.of(
        (
            list(STAGES),
            ["小学"],
            ["小学", "教学点"],
            ["初级中学", "小学"],
            ["九年一贯制学校"],
            ["完全中学", "十二年一贯制学校", "小学"],
        )
    )
    ladder = odd.of(("六三", "六三", "六三", "五四", "混合"))
    private, urban = odd.chance(5), odd.chance(15)
    for at in range(1, 2 + random.randrange(4)):
        _school(odd, tables, f"{code}{at:02d}", odd.of(kinds), ladder, private, urban)
    if not any(STAGES[row["kind"]] for row in tables["schools"]):
        # A list without one school of compulsory education is refused on reading.
        _school(odd, tables, f"{code}09", "小学", ladder, private, urban)
    listed = [row["kind"] for row in tables["schools"]]
    odd.about("county")
    tables["county"] = [_county(odd, {item: listed.count(kind) for kind, item in DECLARED.items()})]
    odd.about("papers")
    for number, part in COUNTY_PARTS:
        _paper(odd, tables, number, part, None, "符合")
    if odd.chance(odd.claims):
        odd.about("claims")
        _claim(odd, tables, "9-1", None)
    odd.about("survey")
    tables["monitoring"] = [
        {
            "subject": subject,
            "year": odd.usual(year - 1, year, year - 3, year - 4, year + 1, None),
            "level": odd.usual("Ⅲ", "Ⅱ", "Ⅳ", None),
            "spread": odd.usual(0.1, 0.149, 0.15, 0.151, None),
        }
        for subject in SUBJECTS
        if odd.usual(True, False)
    ]
    tables["survey"] = [
        {
            "group": group,
            "sent": 100,
            "valid": odd.usual(100, 0, None),
            "satisfied": odd.usual(90, 85, 84, 0, None),
            "visited": odd.usual(20, 0, None),
            "visit_satisfied": odd.usual(18, 17, 16, 0, None),
        }
        for group in GROUPS
        if odd.usual(True, False)
    ]
    for row in tables["survey"]:
        row["satisfied"] = row["satisfied"] and min(row["satisfied"], row["valid"] or 0)
        row["visit_satisfied"] = row["visit_satisfied"] and min(row["visit_satisfied"], row["visited"] or 0)
    tables["vetoes"] = [
        {"item": item, "happened": odd.usual("否", "是", None)}
        for item in VETOES[: 7 if code.startswith("21") else 6]
        if odd.usual(True, False)
    ]
    return tables


def _school(odd: Odd, tables: Drawn, code: str, kind: str, ladder: str, private: bool, urban: bool) -> None:
    area = "城区" if urban else odd.of(("城区", "镇区", "乡村", "乡村"))
    row = {
        "school": code,
        "name": f"第{code}校",
        "kind": kind,
        "sponsor": 10 if private or odd.chance(15) else 7,
        "area": area,
        "boarding": odd.of(("是", "否", "否")),
        "centre_city": "是" if area == "城区" else "否",
        "planned_year": odd.of((2010, 2011, 2016, 2017, None)),
    }
    tables["schools"].append(row)
    stages = STAGES[kind] or (["小学"] if kind == "特殊教育学校" and odd.chance(30) else [])
    four = ladder == "五四" or (ladder == "混合" and odd.chance(50))
    pupils: dict[str, int | None] = {stage: _segment(odd, tables, row, stage, four) for stage in stages}
    starting = _starting(tables, code, four)
    compulsory = sum(pupils[stage] or 0 for stage in stages if stage != "高中")
    row["approved_size"] = odd.of((None, compulsory + 1, max(compulsory, 1), max(compulsory - 1, 1)))
    row["migrant_pupils"] = odd.of((None, 0, compulsory // 2, compulsory // 2 + 1, compulsory))
    odd.about("buildings")
    _shared(
        odd,
        tables,
        code,
        stages,
        {stage: starting.get(stage, pupils[stage]) for stage in stages} if odd.chance(40) else pupils,
    )
    odd.about("money")
    _money(odd, tables, row, stages, compulsory)
    odd.about("rooms")
    _rooms(odd, tables, code)
    for number in range(odd.of((0, 0, 0, 2, 3))):
        half = (compulsory - compulsory // 2, compulsory // 2, 0)[number]
        limit = odd.usual(half, half + 1, max(half - 1, 0), 2000, 2001, None)
        tables["campuses"].append(
            {"school": code, "campus": f"{number}校区", "kind": odd.of((None, *CAMPUS_KINDS)), "pupils": limit}
        )
    odd.about("papers")
    for number, part, answer in SCHOOL_PARTS:
        _paper(odd, tables, number, part, code, answer)
    odd.about("claims")
    for claim in CLAIMS:
        if odd.chance(odd.claims):
            _claim(odd, tables, claim, code)


def _segment(odd: Odd, tables: Drawn, school: Row, stage: str, four: bool) -> int | None:
    """Classes and pupils of one stage; the class list says how large it is."""
    code = school["school"]
    odd.about("pupils")
    count: int | None = odd.of((0, 60, 300, 900)) if stage == "高中" else None
    if stage != "高中":
        first, last = (1, 5 if four else 6) if stage == "小学" else (6 if four else 7, 9)
        size = odd.of((2, 10, 16, 20, 25, 29, 30, 40, 44, 45))
        many = odd.of((1, 1, 1, 2, 3, 4, 8))
        grades = [grade for grade in range(first, last + 1) if odd.usual(True, False)]
        fewer = odd.of((0, 0, 0, 1, 5, size // 2))
        sizes = {
            (grade, number): odd.usual(max(size - fewer * (grade == first), 1), 0, 45, 46, 50, 51, 55, 56, None)
            for grade in grades
            for number in range(1, many + 1)
            if number < 2 or grade > first or odd.chance(80)
        }
        for (grade, number), pupils in sizes.items():
            tables["classes"].append(
                {"school": code, "stage": stage, "grade": grade, "class": f"{number}班", "pupils": pupils}
            )
        count = odd.usual(
            sum(pupils or 0 for pupils in sizes.values()),
            0,
            49,
            50,
            51,
            99,
            100,
            2000,
            2001,
            2400,
            2500,
            2501,
            3000,
            None,
        )
        if count == 0:
            # No pupils, no classes: a list of empty classes would contradict the figure, and is refused on reading.
            tables["classes"] = [row for row in tables["classes"] if (row["school"], row["stage"]) != (code, stage)]
    taken = odd.of((0, 30, 45, 100))
    row: Row = {
        "school": code,
        "stage": stage,
        "pupils": count,
        "boarders": odd.usual((count or 0) // 2, 0, None),
        "enrolled": odd.usual(taken, 0, None),
        "catchment": odd.usual(taken, taken * 95 // 100, max(taken - 1, 0), 0, None),
    }
    if stage == "小学":
        row["grades"] = odd.of((5, None)) if four else odd.of((6, None))
    if stage == "初中":
        row["grades"] = odd.of((4, None)) if four else odd.of((3, None))
        moves = ("resumed", "transferred_in", "suspended", "transferred_out", "dropped", "died")
        row |= {
            "entrants": odd.usual(100, 0, None),
            "graduates": odd.usual(98, 95, 94, 90, None),
            **{move: odd.usual(0, 1, 5, None) for move in moves},
        }
    # A stage that the kind does not run is there only if it was filled in.
    if odd.usual(True, False) or school["kind"] == "特殊教育学校":
        tables["segments"].append(row)
    odd.about("teachers")
    if stage != "高中" and odd.usual(True, False):
        line = {name: Decimal(lines[stage == "初中"]) * (count or 0) for name, lines in LINES.items()}
        teachers = odd.of((0, 8, 20, 60))
        tables["teachers"].append(
            {
                "school": code,
                "stage": stage,
                "full_time": teachers,
                "college": odd.of((0, 2)),
                "bachelor": odd.near(line["above"], True),
                "master": odd.usual(0, 1, None),
                "doctor": odd.usual(0, 1, None),
                "backbone": odd.near(line["backbone"], True),
                "pe": odd.near(line["arts"], True),
                "music": odd.usual(0, 1, None),
                "art": odd.usual(0, 1, None),
                "arts": odd.usual(0, None),
                "visiting": odd.of((None, 0, 1, 3, 30)),
                "certified": odd.usual(teachers, max(teachers - 1, 0), None),
                "trained": odd.usual(teachers, max(teachers - 1, 0), None),
            }
        )
    return count


def _starting(tables: Drawn, code: str, four: bool) -> dict[str, int | None]:
    """Pupils of each stage as if all its grades were as large as the first."""
    grades = {"小学": (1, 5 if four else 6), "初中": (6 if four else 7, 4 if four else 3)}
    found: dict[str, int | None] = {}
    for stage, (first, many) in grades.items():
        own = [row for row in tables["classes"] if (row["school"], row["stage"], row["grade"]) == (code, stage, first)]
        if own:
            found[stage] = many * sum(row["pupils"] or 0 for row in own)
    return found


def _shared(odd: Odd, tables: Drawn, code: str, stages: list[str], pupils: dict[str, int | None]) -> None:
    """Buildings and equipment of the whole school, near the line of one of its stages."""
    own = [stage for stage in stages if stage != "高中"] or ["小学"]
    stage = odd.of(own)
    weighted = sum((WEIGHT[s] * (pupils[s] or 0) for s in stages), Decimal(0))
    line = {name: Decimal(lines[stage == "初中"]) * weighted / WEIGHT[stage] for name, lines in LINES.items()}
    indoor = odd.usual(Decimal(odd.of(("0", "0.3", "10.1", "123.45"))), Decimal(10), None)
    area, ground = odd.near(line["teaching_area"], False), odd.near(line["sports"], False)
    if ground is not None and odd.chance(50):
        # What lies indoors and out comes to the line only together.
        ground = max(ground - (indoor or 0), Decimal(0))
    short = odd.of(
        (None, Decimal(0), Decimal(100), line["teaching_area"].quantize(Decimal("0.01"), rounding=ROUND_CEILING))
    )
    if odd.usual(True, False):
        tables["buildings"].append(
            {
                "school": code,
                "teaching_area": area if area is None else area + (indoor or 0),
                "indoor_sports_area": indoor,
                "sports_ground_area": ground,
                "equipment_value": odd.near(line["equipment_value"], False),
                "networked_classrooms": odd.near(line["networked_classrooms"], True),
                "teaching_area_building": short,
                "sports_area_building": short,
                "rented_sports_area": odd.of((None, short)),
            }
        )


def _money(odd: Odd, tables: Drawn, school: Row, stages: list[str], pupils: int) -> None:
    funds = odd.of((1000, 100_000))
    if stages and odd.usual(True, False):
        tables["budgets"].append(
            {
                "school": school["school"],
                "public_funds": odd.usual(funds, 0, None),
                "business_cost": odd.usual(funds, 0, None),
                "training_funds": odd.usual(funds // 10, funds // 20, funds // 20 - 1, 0, None),
                "funded_pupils": odd.usual(100, 99, None),
                "boarding_subsidy": odd.usual(pupils * 200, pupils * 100, pupils * 100 - 1, 0, None),
            }
        )


def _rooms(odd: Odd, tables: Drawn, code: str) -> None:
    for kind, least in (("音乐", 96), ("美术", 90)):
        for number in range(odd.usual(5, 0, 1, 1, 2)):
            area = odd.usual(least, least - 1, 73, 72, 67, 66, 61, 60, 54, 53, None)
            tables["rooms"].append({"school": code, "room": f"{kind}教室{number}", "kind": kind, "area": area})


def _county(odd: Odd, declared: Row) -> Row:
    def share(whole: str, part: str, on: int) -> Row:
        """A hundred, of whom enough, as many as the line asks, one less, none, or nobody knows."""
        of = odd.usual(100, 0, None)
        return {whole: of, part: odd.usual(100, on, on - 1, 0, None) if of else odd.usual(0, None)}

    row = (
        declared
        | share("rotation_eligible", "rotated", 10)
        | share("senior_high_places", "allocated_places", 50)
        | share("migrant_children", "migrant_public", 85)
    )
    row |= {
        "rotated_backbone": odd.usual(20, 2, 1, 0, None),
        "migrant_bought": odd.usual(0, 5, None),
        "disabled_children": odd.usual(40, 0, None),
    }
    row["rotated_backbone"] = row["rotated_backbone"] and min(row["rotated_backbone"], row["rotated"] or 0)
    for form in ("special_school", "inclusive", "special_class", "home_teaching"):
        pupils = odd.usual(10, 9, 8, 0, None)
        row |= {
            f"{form}_pupils": pupils,
            f"{form}_funds": odd.usual((pupils or 0) * 6000, (pupils or 0) * 6000 - 1, 0, None),
        }
    graduates, right = odd.usual(200, 0, None), odd.usual(300, 0, None)
    row |= {
        "rural_graduates": graduates,
        "urban_graduates": right,
        "rural_places": odd.usual(44, 36, 35, 37, 0, None),
        "urban_places": odd.usual(54, 0, None),
    }
    row |= {
        "teacher_salary": odd.usual(100_001, 100_000, 99_999, None),
        "civil_servant_salary": odd.usual(100_000, None),
    }
    row |= {
        "basic_balance_year": odd.usual(2014, 2015, 2016, 2022, 2023, None),
        "monitoring_high": odd.usual("是", "否", None),
    }
    if odd.chance(5):
        row[odd.of(list(declared))] = odd.of((None, 9))
    return row


def _paper(odd: Odd, tables: Drawn, number: int, part: str | None, school: str | None, answer: str) -> None:
    """An answer with its document, less of it, another answer, two that differ, or none."""
    refused = ("合格", "不合格") if number == RATED else ("不符合",)
    row = {"indicator": number, "part": part, "school": school, "answer": odd.usual(answer, *refused, None)} | PAPER
    lacking = odd.usual(None, "document", "day", "checker")
    if odd.usual(True, False):
        tables["evidence"].append(row | ({lacking: None} if lacking else {}))
        if odd.twins and odd.usual(False, True):
            tables["evidence"].append(row | {"answer": odd.of((answer, refused[-1]))})


def _claim(odd: Odd, tables: Drawn, claim: str, school: str | None) -> None:
    """A tolerance claimed: true, false, without paper, twice."""
    row = {
        "indicator": int(claim.split("-")[0]),
        "school": school,
        "tolerance": claim,
        "answer": odd.usual("符合", "不符合", None),
    } | PAPER
    parts = CLAIMED_PARTS.get(int(claim.split("-")[0]))
    if parts and odd.chance(15):
        row["part"] = odd.of(parts)
        if odd.chance(30):
            tables["evidence"].append(row | {"part": None, "answer": odd.of(("符合", "不符合"))})
    lacking = odd.usual(None, "document", "day", "checker")
    tables["evidence"].append(row | ({lacking: None} if lacking else {}))
    if odd.twins and odd.usual(False, True):
        tables["evidence"].append(row | {"answer": odd.of(("符合", "不符合"))})
