"""Figures that must agree: one disagreement a test, with both figures and both cells. 勾稽关系。"""

from __future__ import annotations

from typing import Any

import pytest
from small_county import EAST, Handed

#: name: (sheet, cells written, cell named, message)
CASES: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "班级之和不等于在校生数": (
        "学段学生",
        {"C2": 81},
        "C2",
        "东街小学小学的在校生数是81，班级学生数之和是80（班级!E2:E3），两者应相等。",
    ),
    "学历之和不等于专任教师数": (
        "教师",
        {"G4": 4},
        "D4",
        "南山学校小学：专任教师数是4，各学历教师数之和是5（教师!E4至I4），两者应相等。",
    ),
    "室内体育用房大于教学用房": (
        "校舍与设备",
        {"C4": 400.5},
        "C4",
        "南山学校：“室内体育用房面积”400.5大于“教学及辅助用房面积”400（校舍与设备!B4）。",
    ),
    "寄宿生多于在校生": ("学段学生", {"D3": 91}, "D3", "北关中学初中：“寄宿生数”91大于“在校生数”90（学段学生!C3）。"),
    "片区内招生多于招生数": (
        "学段学生",
        {"F3": 46},
        "F3",
        "北关中学初中：“其中片区内招生数”46大于“起始年级招生数”45（学段学生!E3）。",
    ),
    "专任教师多于教职工": ("教师", {"C4": 3}, "D4", "南山学校小学：“专任教师数”4大于“教职工数”3（教师!C4）。"),
    "持证教师多于专任教师": (
        "教师",
        {"P4": 5},
        "P4",
        "南山学校小学：“持证上岗专任教师数”5大于“专任教师数”4（教师!D4）。",
    ),
    "培训教师多于专任教师": (
        "教师",
        {"Q4": 5},
        "Q4",
        "南山学校小学：“完成360学时培训教师数”5大于“专任教师数”4（教师!D4）。",
    ),
    "轮岗教师多于符合条件教师": (
        "县级数据",
        {"B24": 21},
        "B24",
        "“当年交流轮岗教师数”21大于“符合交流条件教师数”20（县级数据!B23）。",
    ),
    "轮岗骨干多于轮岗教师": (
        "县级数据",
        {"B25": 5},
        "B25",
        "“其中骨干教师数”5大于“当年交流轮岗教师数”4（县级数据!B24）。",
    ),
    "分配名额多于招生计划": (
        "县级数据",
        {"B27": 51},
        "B27",
        "“优质高中分配到初中名额数”51大于“优质高中招生计划数”50（县级数据!B26）。",
    ),
    "有效问卷多于发放": (
        "社会认可度",
        {"C2": 101},
        "C2",
        "学生：“有效问卷数”101大于“发放问卷数”100（社会认可度!B2）。",
    ),
    "满意问卷多于有效": ("社会认可度", {"D2": 97}, "D2", "学生：“满意问卷数”97大于“有效问卷数”96（社会认可度!C2）。"),
    "走访满意多于走访": (
        "社会认可度",
        {"F8": 11},
        "F8",
        "其他群众：“走访满意人数”11大于“实地走访人数”10（社会认可度!E8）。",
    ),
    "申报校数与学校表不符": ("县级数据", {"B5": 2}, "B5", "“教学点数”填的是2，“学校”表中教学点有0所，两者应相等。"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_disagreement_is_named(name: str, handed: Handed) -> None:
    sheet, cells, cell, message = CASES[name]
    finding = handed.put(sheet, **cells).only()
    assert (finding.sheet, finding.cell, finding.message) == (sheet, cell, message)


def test_campuses_hold_no_more_than_the_school(handed: Handed) -> None:
    pupils = next(cell for cell in "BCDE" if handed.header("校区", cell).startswith("校区在校生数"))
    finding = handed.put("校区", **{f"{pupils}2": 61}).only()
    assert (finding.sheet, finding.cell) == ("校区", f"{pupils}2:{pupils}3")
    assert finding.message == "东街小学各校区在校生之和是81，大于义务教育阶段在校生数80（学段学生!C2）。"


def test_more_backbone_teachers_than_teachers_is_a_warning(handed: Handed) -> None:
    finding = handed.put("教师", J4=5).only("warning")
    assert finding.message == "南山学校小学：“县级以上骨干教师数”5大于“专任教师数”4（教师!D4）。"


def test_a_blank_class_leaves_the_sum_open(handed: Handed) -> None:
    intake = handed.put("班级", E3=None).load()
    assert intake.usable
    assert [(f.sheet, f.cell) for f in intake.findings] == [("班级", "E3")]


def test_a_bad_cell_is_not_told_again_as_a_wrong_sum(handed: Handed) -> None:
    handed.put("班级", E3="38人").put("教师", G4="三").put("学校", C2="完小")
    assert [(f.sheet, f.cell) for f in handed.blocking()] == [("学校", "C2"), ("教师", "G4"), ("班级", "E3")]


def test_the_starting_grade_is_compared_with_the_enrolled(handed: Handed) -> None:
    finding = handed.put("学段学生", E2=40).only("warning")
    assert (finding.sheet, finding.cell) == ("学段学生", "E2")
    assert finding.message == "东街小学小学的起始年级招生数是40，起始年级各班学生数之和是42，请核对。"


@pytest.mark.parametrize(
    ("cells", "cell", "message"),
    [
        (
            {"E3": 500},
            "E3",
            "“教学仪器设备资产值”与“在校生数”之比有1处不同寻常：北关中学5.56；一般在0.005至5之间，请核对单位是否为万元。",
        ),
        (
            {"E3": 0.44},
            "E3",
            "“教学仪器设备资产值”与“在校生数”之比有1处不同寻常：北关中学0.00489；一般在0.005至5之间，请核对单位是否为万元。",
        ),
        (
            {"B3": 45001},
            "B3",
            "“教学及辅助用房面积”与“在校生数”之比有1处不同寻常：北关中学500；一般在0.5至500之间，请核实。",
        ),
        (
            {"D3": 90000},
            "D3",
            "“运动场地面积”与“在校生数”之比有1处不同寻常：北关中学1000；一般在0.5至500之间，请核实。",
        ),
    ],
)
def test_a_figure_out_of_its_usual_range_is_asked_about(
    cells: dict[str, Any], cell: str, message: str, handed: Handed
) -> None:
    finding = handed.put("校舍与设备", **cells).only("warning")
    assert (finding.sheet, finding.cell, finding.message) == ("校舍与设备", cell, message)


@pytest.mark.parametrize("cells", [{"E3": 450}, {"E3": 0.45}, {"E3": 0}, {"B3": 45000}])
def test_a_figure_on_the_edge_is_left_alone(cells: dict[str, Any], handed: Handed) -> None:
    assert handed.put("校舍与设备", **cells).load().findings == ()


def test_no_pupils_make_no_figure_implausible(handed: Handed) -> None:
    def empty(book: Any) -> None:
        book["学段学生"]["C2"], book["学段学生"]["E2"], book["学段学生"]["F2"] = 0, 0, 0
        book["班级"].delete_rows(2, 2)
        book["校区"].delete_rows(2, 2)

    findings = handed.edit(empty).load().findings
    assert [f for f in findings if f.sheet in ("校舍与设备", "教师", "学段学生")] == []
    assert EAST in handed.load().tables["schools"]["school"].tolist()
