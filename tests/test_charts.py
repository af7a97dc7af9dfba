"""Charts say what the evaluation says, fit the page, and never leak into each other. 报告图。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pandas as pd
import pytest
from case_tables import case_tables

from analysis.errors import UserError
from analysis.intake.intake import Intake
from analysis.intake.origin import Origin, letter
from analysis.pages.county_report.charts.around_line import around_line
from analysis.pages.county_report.charts.by_area import by_area
from analysis.pages.county_report.charts.class_sizes import class_sizes
from analysis.pages.county_report.charts.coefficients import coefficients
from analysis.pages.county_report.charts.county_ratios import county_ratios
from analysis.pages.county_report.charts.school_size import school_size
from analysis.pages.county_report.charts.shortfalls import shortfalls
from analysis.pages.county_report.charts.spread import spread
from analysis.pages.numbers import Numbers
from analysis.pages.provenance import Provenance
from analysis.pages.report import Report
from analysis.printing.blocks import FigureBlock, Number, runs
from analysis.printing.charts import style
from analysis.printing.charts.canvas import Canvas
from analysis.project import Project
from analysis.samples import ganzhou, others
from analysis.samples.counties import generate
from analysis.scoring.evaluate import evaluate
from analysis.standard.load import RuleBook

AS_OF = date(2025, 9, 1)
SAMPLES = {"甘州区": ganzhou.tables, "芦淞区": others.lusong, "永昌县": others.yongchang, "金川区": others.jinchuan}
CHARTS: tuple[Callable[[Report], FigureBlock | list[FigureBlock]], ...] = (
    county_ratios,
    coefficients,
    spread,
    around_line,
    shortfalls,
    school_size,
    class_sizes,
    by_area,
)
Make = Callable[[dict[str, pd.DataFrame]], Report]


@pytest.fixture(scope="module")
def make(project: Project, rules: RuleBook) -> Make:
    """A report straight from tables, as if each had been read from a sheet of its own name."""

    def report(tables: dict[str, pd.DataFrame]) -> Report:
        tables = {name: frame.assign(source_row=range(2, len(frame) + 2)) for name, frame in tables.items()}
        origins = {}
        for name, frame in tables.items():
            items = {column: row for row, column in enumerate(frame.columns, start=2)} if name == "county" else {}
            columns = {column: letter(i) for i, column in enumerate(frame.columns)}
            origins[name] = Origin("数据.xlsx", name, "", columns, items=items)
        code = str(tables["county"]["county"].iloc[0])
        intake = Intake(code, Path("data"), None, tables, origins, (), {})
        evaluation = evaluate(tables, rules, AS_OF)
        numbers = Numbers(evaluation, Provenance(intake, evaluation))
        return Report(project, code, "某县", "某省某县", "2025", AS_OF, intake, evaluation, numbers)

    return report


@pytest.fixture(scope="module")
def samples(make: Make) -> dict[str, tuple[Report, list[FigureBlock]]]:
    reports = {name: make(tables()) for name, tables in SAMPLES.items()}
    return {name: (report, figures(report)) for name, report in reports.items()}


@pytest.fixture(scope="module")
def small(make: Make) -> tuple[Report, dict[str, FigureBlock]]:
    report = make(case_tables(small_county()))
    return report, {figure.anchor.removeprefix("chart-"): figure for figure in figures(report)}


def figures(report: Report) -> list[FigureBlock]:
    drawn = [chart(report) for chart in CHARTS]
    return [figure for one in drawn for figure in (one if isinstance(one, list) else [one])]


def titles(report: Report) -> dict[str, str]:
    return {figure.anchor.removeprefix("chart-"): figure.title for figure in figures(report)}


# Three primary schools, one in each kind of place; everything not said below is exactly on its line.
#   甲小学 1000人：骨干 8 → 0.8（标准1的80%）；设备 180万元 → 1800（标准2000的90%）
#   丙小学  100人：网络教室 20间 → 20间/百名学生
SCHOOLS = {"甲": ("城区", 1000), "乙": ("镇区", 500), "丙": ("乡村", 100)}
TEACHERS = {"甲": (42, 8, 9), "乙": (21, 5, 5), "丙": (5, 2, 1)}
BUILDINGS = {"甲": (4500, 7500, 180, 23), "乙": (2250, 3750, 100, 12), "丙": (450, 750, 50, 20)}
CLASSES = {"甲": (56, 45, 44), "乙": (45, 30), "丙": (12,)}
COUNTY = {
    "teacher_salary": 95000,
    "civil_servant_salary": 100000,
    "rotation_eligible": 100,
    "rotated": 15,
    "rotated_backbone": 3,
}


def small_county(**changes: Any) -> dict[str, Any]:
    case: dict[str, Any] = {
        "schools": [
            {"school": s, "name": f"{s}小学", "kind": "小学", "area": area, "centre_city": "否"}
            for s, (area, _) in SCHOOLS.items()
        ],
        "segments": [
            {"school": s, "stage": "小学", "pupils": pupils, "boarders": 0} for s, (_, pupils) in SCHOOLS.items()
        ],
        "teachers": [
            {
                "school": s,
                "stage": "小学",
                "college": 0,
                "bachelor": high,
                "master": 0,
                "doctor": 0,
                "backbone": backbone,
                "pe": arts,
                "music": 0,
                "art": 0,
                "arts": 0,
            }
            for s, (high, backbone, arts) in TEACHERS.items()
        ],
        "buildings": [
            {
                "school": s,
                "teaching_area": area,
                "indoor_sports_area": 0,
                "sports_ground_area": ground,
                "equipment_value": value,
                "networked_classrooms": rooms,
            }
            for s, (area, ground, value, rooms) in BUILDINGS.items()
        ],
        "classes": [
            {"school": s, "stage": "小学", "grade": 1, "class": f"{i}班", "pupils": size}
            for s, sizes in CLASSES.items()
            for i, size in enumerate(sizes, start=1)
        ],
        "county": [COUNTY],
    }
    return case | changes


def test_titles_say_what_the_hand_made_county_is(small: tuple[Report, dict[str, FigureBlock]]) -> None:
    assert {anchor: figure.title for anchor, figure in small[1].items()} == {
        # 95000 / 100000; 16 measured parts, of which three are filled in.
        "county-ratios": "3项县级量化指标中1项低于标准，是“教师工资收入·平均工资收入比较”（为标准的95.0%）；另有12项缺数据",
        # X̄ 3.4375, S² = 29263.75 / 1600, S 4.27666
        "coefficients": "7个校际差异系数中1个高于标准，是小学“网络多媒体教室”1.244（标准0.5）；没有初中参评学校",
        # 27431.640625 / 29263.75
        "spread-07-primary": "小学“网络多媒体教室”的校际差异有94%来自3校中的1校：高于县均值的丙小学",
        "around-line": "3个参评校（段）中1个有资源配置指标未达标，为“县级以上骨干教师”、“教学仪器设备值”",
        "shortfalls": "1个校（段）共2项次低于标准，差距最大的是甲小学的“县级以上骨干教师”（低于标准20.0%）",
        "school-size": "3所学校均未超过规模上限，最接近上限的是甲小学（1000人，上限2000人）",
        "class-sizes": "6个班中小学1个超过班额上限，最大班额56人（甲小学 1年级1班）；没有初中班级",
        # 20 / 2.3
        "by-area": "城区2项（小学“县级以上骨干教师”、小学“教学仪器设备值”）均值低于标准；"
        "差距最大的是小学“网络多媒体教室”：乡村为标准的870%，城区为100%",
    }


def test_titles_where_nothing_is_below(make: Make) -> None:
    good = small_county()
    good["teachers"][0]["backbone"], good["buildings"][0]["equipment_value"] = 10, 200
    good["buildings"][2]["networked_classrooms"], good["classes"][0]["pupils"] = 3, 45
    good["county"] = [COUNTY | {"teacher_salary": 100000}]
    said = titles(make(case_tables(good)))
    assert said["county-ratios"] == "3项县级量化指标均达到标准；另有12项缺数据"
    # 设备：X̄ = 350万 / 1600 = 2187.5，S² = 100·2812.5² + 1500·187.5² 除以 1600，S 726.18
    assert (
        said["coefficients"]
        == "7个校际差异系数均不高于标准，最接近标准的是小学“教学仪器设备值”0.332（标准0.5）；没有初中参评学校"
    )
    assert said["around-line"] == "3个参评校（段）资源配置指标均达到标准"
    assert "shortfalls" not in said
    assert said["class-sizes"] == "6个班均未超过班额上限，最大班额45人（3个班）；没有初中班级"
    assert said["by-area"].startswith(
        "城区、镇区、乡村学校各项均值均达到标准；差距最大的是小学“教学仪器设备值”：乡村为标准的250%"
    )


def test_shortfalls_and_shares_are_drawn_with_their_figures(small: tuple[Report, dict[str, FigureBlock]]) -> None:
    short, source = small[1]["shortfalls"], small[1]["spread-07-primary"]
    assert short.table is not None and source.table is not None
    assert [[_text(cell) for cell in row] for row in short.table.rows] == [
        ["2 县级以上骨干教师", "甲小学", "小学", "0.80", "1", "20.0", "是"],
        ["6 教学仪器设备值", "甲小学", "小学", "1800.00", "2000", "10.0", "否"],
    ]
    # P(X−X̄)²: 27431.640625, 1293.90625, 538.203125 of 29263.75
    assert [[_text(cell) for cell in row[:2]] for row in source.table.rows] == [
        ["丙小学", "93.7"],
        ["甲小学", "4.4"],
        ["乙小学", "1.8"],
    ]
    assert {"−20.0%", "−10.0%"} <= set(_texts(short.svg)) and {"93.7%", "4.4%", "1.8%"} <= set(_texts(source.svg))


def test_what_misses_its_line_is_never_printed_as_all_of_it(make: Make) -> None:
    near = small_county(county=[COUNTY | {"teacher_salary": 99999, "civil_servant_salary": 100000}])
    assert "（为标准的99.999%）" in county_ratios(make(case_tables(near))).title


@pytest.mark.parametrize("name", SAMPLES)
def test_every_chart_is_told_in_words_and_has_its_table(
    name: str, samples: dict[str, tuple[Report, list[FigureBlock]]]
) -> None:
    report, drawn = samples[name]
    registered = set(report.numbers.proofs)
    assert len(drawn) >= 7
    for figure in drawn:
        assert figure.title and not figure.title.endswith("。") and "nan" not in figure.title + figure.alt
        assert figure.title in figure.alt and len(figure.alt) > len(figure.title) + 20
        assert figure.table is not None and figure.table.rows
        for row in figure.table.rows:
            assert len(row) == len(figure.table.columns)
            assert {piece.id for cell in row for piece in runs(cell) if isinstance(piece, Number)} <= registered
        if figure.print_table:
            assert len(figure.table.rows) <= 12


@pytest.mark.parametrize("name", SAMPLES)
def test_every_svg_may_stand_in_a_page_with_the_others(
    name: str, samples: dict[str, tuple[Report, list[FigureBlock]]]
) -> None:
    ids: list[str] = []
    for figure in samples[name][1]:
        svg = figure.svg
        assert svg.startswith("<svg ") and not re.search("<style|<metadata|<!|<\\?", svg)
        assert style.FAMILIES in svg and "SimHei" not in svg
        own = re.findall(r' id="([^"]+)"', svg)
        assert set(re.findall(r'(?:url\(#|href="#)([^)"]+)', svg)) == set(own)
        ids += own
        assert all(id.startswith(figure.anchor) for id in own)
    assert len(ids) == len(set(ids)) > 0


def test_words_are_large_enough_and_none_lie_on_another_or_leave_the_sheet(
    make: Make, samples: dict[str, tuple[Report, list[FigureBlock]]]
) -> None:
    crowded = generate(["990001"], ["合成县"], 2025, 3, 160, share_below=0.35)
    crowded["schools"]["name"] = "合成县教育集团" + crowded["schools"]["name"] + "（东校区）"
    for figure in [*(figure for _, drawn in samples.values() for figure in drawn), *figures(make(crowded))]:
        width, height = map(float, re.findall(r'viewBox="0 0 (\S+) (\S+)"', figure.svg)[0])
        assert width == 482 and height <= 700
        boxes = [
            _box(element) for element in ElementTree.fromstring(figure.svg).iter("{http://www.w3.org/2000/svg}text")
        ]
        assert boxes
        for left, top, right, bottom, text in boxes:
            assert left >= -1 and right <= width + 1 and top >= -1 and bottom <= height + 1, (figure.anchor, text)
        for one, other in combinations(boxes, 2):
            apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1 or one[3] <= other[1] + 1 or other[3] <= one[1] + 1
            assert apart, (figure.anchor, one, other)


def test_counties_differ_and_the_same_county_is_the_same_bytes(
    make: Make, samples: dict[str, tuple[Report, list[FigureBlock]]]
) -> None:
    one, other = ({figure.anchor: figure.svg for figure in samples[name][1]} for name in ("甘州区", "芦淞区"))
    shared = set(one) & set(other)
    assert len(shared) >= 6
    assert all(one[anchor] != other[anchor] for anchor in shared)
    assert {figure.anchor: figure.svg for figure in figures(make(ganzhou.tables()))} == one


def test_no_junior_school_is_said(small: tuple[Report, dict[str, FigureBlock]]) -> None:
    for anchor in ("around-line", "by-area"):
        assert "没有初中参评学校" in _texts(small[1][anchor].svg)
    assert "没有初中参评学校，无系数" in _texts(small[1]["coefficients"].svg)


def test_one_school_has_no_spread(make: Make) -> None:
    rows = {table: small_county()[table][:1] for table in ("schools", "segments", "teachers", "buildings", "classes")}
    report = make(case_tables(small_county(**rows)))
    said = titles(report)
    assert said["coefficients"] == "7个校际差异系数均为0，校际没有差异；没有初中参评学校"
    assert not [anchor for anchor in said if anchor.startswith("spread")]
    assert said["by-area"].endswith("均值低于标准；参评学校都在城区，没有城乡可比")


def test_everything_missing_is_said(make: Make) -> None:
    blank = case_tables({"segments": [{"school": "甲", "stage": "小学"}, {"school": "乙", "stage": "初中"}]})
    assert titles(make(blank)) == {
        "county-ratios": "县级量化指标均缺数据，无法与标准比较",
        "coefficients": "缺数据，校际差异系数都不能计算",
        "around-line": "2个参评校（段）的资源配置指标均缺数据",
        "school-size": "各校均缺在校生数，学校规模无法判断",
        "class-sizes": "班级均缺学生数，班额无法判断",
        "by-area": "缺数据，城乡均值都不能计算",
    }


@pytest.mark.parametrize("kind", ["教学点", "特殊教育学校", None])
def test_no_school_that_counts_is_said(kind: str | None, make: Make) -> None:
    segment = {"school": "甲", "stage": "小学", "pupils": 20, "boarders": 0}
    case = {"schools": [{"school": "甲", "kind": kind}], "segments": [segment]} if kind else {}
    said = titles(make(case_tables(case)))
    assert said["coefficients"] == "没有参评学校，没有校际差异系数"
    assert said["around-line"] == "没有参评校（段），资源配置指标无从比较"
    assert said["school-size"] == "没有适用学校规模标准的学校"
    assert said["by-area"] == "没有参评学校，无从比较城乡"


def test_one_blank_leaves_the_rest_standing(make: Make) -> None:
    gap = small_county()
    gap["teachers"][1]["backbone"] = None
    said = titles(make(case_tables(gap)))
    assert said["coefficients"].startswith("6个校际差异系数中1个高于标准") and said["coefficients"].endswith(
        "；另有1个不能计算；没有初中参评学校"
    )
    assert said["around-line"].endswith("；另有1项次缺数据")
    assert said["by-area"].endswith("；另有1项均值缺数据")


def test_what_is_below_and_claimed_as_a_tolerance_is_not_called_good(make: Make) -> None:
    good = small_county()
    good["teachers"][0]["backbone"], good["buildings"][0]["equipment_value"] = 10, 200
    # 教学用房 4050 ㎡ / 1000 人 = 4.05，低于 4.5；在建 450 ㎡ 合并计算为 4.5，未附材料，待证
    good["buildings"][0] |= {"teaching_area": 4050, "teaching_area_building": 450}
    said = titles(make(case_tables(good)))
    assert said["around-line"] == "3个参评校（段）资源配置指标没有未达标的；另有1项次低于标准，例外达标或待证"
    assert "shortfalls" not in said


def test_a_school_of_unknown_kind_is_missing_data(make: Make) -> None:
    tables = case_tables(small_county())
    tables["schools"].loc[0, "kind"] = None
    said = titles(make(tables))
    # The seven of 甲 have values, but whether they are asked is not known.
    assert said["around-line"].endswith("；另有7项次缺数据")
    assert said["school-size"].startswith("2所学校均未超过规模上限") and said["school-size"].endswith("；另有1所缺数据")


def test_cell_text_is_data(make: Make) -> None:
    evil = small_county()
    evil["schools"][0]["name"] = '<a id="x">&\n"小学'
    drawn = {figure.anchor: figure.svg for figure in figures(make(case_tables(evil)))}
    assert not [anchor for anchor, svg in drawn.items() if "<a" in svg]
    assert '<a id="x">& "小学' in _texts(drawn["chart-school-size"])


def test_a_character_without_glyph_is_named() -> None:
    with pytest.raises(UserError, match=r"没有的字符：.（U\+1F600）"):
        Canvas(20).words(0, 10, "第一小学\U0001f600")


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(style, "FONT_FILE", "没有.otf")
    style._font.cache_clear()
    style._has.cache_clear()
    with pytest.raises(UserError, match="缺少中文字体"):
        Canvas(20).words(0, 10, "第一小学")


def test_settings_of_matplotlib_are_left_alone(samples: dict[str, tuple[Report, list[FigureBlock]]]) -> None:
    before = dict(matplotlib.rcParams)
    with matplotlib.rc_context(
        {"savefig.bbox": "tight", "svg.fonttype": "path", "font.size": 30.0, "figure.facecolor": "black"}
    ):
        assert coefficients(samples["甘州区"][0]).svg == next(
            f.svg for f in samples["甘州区"][1] if f.anchor == "chart-coefficients"
        )
    assert dict(matplotlib.rcParams) == before


def _text(cell: Any) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in runs(cell))


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def _box(element: ElementTree.Element) -> tuple[float, float, float, float, str]:
    """Left, top, right, bottom of a line of text, in points."""
    said, text = element.get("style", ""), element.text or ""
    size = float(re.findall(r"font-size: ([\d.]+)px", said)[0])
    assert size >= 8
    x, y, wide = float(element.get("x", "nan")), float(element.get("y", "nan")), style.ems(text) * size
    anchor = re.findall(r"text-anchor: (\w+)", said)[0]
    left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * wide
    return left, y - 0.8 * size, left + wide, y + 0.1 * size, text
