"""The plans say what their documents say; expected values were read off the texts by hand. 行动方案。"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from analysis.errors import UserError
from analysis.planning.duty_table import read_duty_table
from analysis.planning.open_ledger import read_county_plan
from analysis.planning.phases import Phase, laid_out
from analysis.planning.plan import CountyPlan, Plan, county_plan, read_plans
from analysis.planning.responsible import Responsible, duty_of, offices_of
from analysis.project import Project
from analysis.standard.county_params import CountyParams, Duty
from analysis.standard.load import RuleBook
from analysis.standard.places import read_places


@pytest.fixture(scope="module")
def plans(project: Project, rules: RuleBook) -> dict[str, Plan]:
    return {plan.division or plan.profile or "": plan for plan in read_plans(project.root / "params" / "plans", rules)}


@pytest.fixture(scope="module")
def ganzhou(project: Project, rules: RuleBook) -> CountyPlan:
    return read_county_plan(project, "620702", rules)


def test_the_four_documents_are_there(plans: dict[str, Plan]) -> None:
    assert {key: plan.document for key, plan in plans.items()} == {
        "620702": "甘州区创建攻坚行动方案（征求意见稿）",
        "620300": "金政办发〔2025〕20号",
        "430203": "芦教字〔2025〕11号",
        "x_county_2026": "X县实施方案（模板）",
    }


def test_ganzhou_has_every_task_of_every_section(plans: dict[str, Plan]) -> None:
    """Counted in the text, item by item."""
    counted = {
        "二（一）1": 7,
        "二（一）2": 3,
        "二（一）3": 5,
        "二（一）4": 6,
        "二（一）5": 4,
        "二（一）6": 4,
        "二（二）1": 3,
        "二（二）2": 9,
        "二（二）3": 2,
        "二（二）4": 4,
        "二（二）5": 4,
        "二（三）1": 7,
        "二（三）2": 5,
        "二（三）3": 13,
        "三（一）": 4,
        "三（二）": 5,
        "三（三）": 6,
        "三（四）": 6,
        "三（五）": 3,
        "四（二）": 1,
    }
    assert {item.at: len(item.tasks) for item in plans["620702"].items} == counted
    assert sum(counted.values()) == 101


def test_ganzhou_has_every_deadline_that_its_text_writes(ganzhou: CountyPlan) -> None:
    """Days and months in brackets of the text, a month as its last day."""
    written = [task.due.isoformat() for task in ganzhou.tasks if task.basis == "text"]
    assert Counter(written) == {
        "2025-07-31": 1,
        "2025-08-15": 3,
        "2025-08-20": 2,
        "2025-08-30": 1,
        "2025-08-31": 5,
        "2025-09-15": 1,
        "2025-09-30": 3,
        "2025-10-31": 5,
        "2025-11-30": 5,
        "2025-12-31": 7,
        "2026-08-31": 2,
        "2027-07-31": 2,
        "2028-07-31": 1,
        "2029-07-31": 1,
        "2030-12-31": 2,
    }


#: Section, words of the title, offices, last day: read off the text.
READ = [
    ("二（一）1", "储备库", "区委人才办、区教育局、区人社局、区委编办", "2025-08-31"),
    ("二（一）1", "新增区级骨干教师不少于100名", "区教育局", "2025-12-31"),
    ("二（一）2", "核定体艺专任教师缺口", "区人社局、区教育局、区委编办、区财政局", "2025-08-15"),
    ("二（一）2", "招聘用编计划", "区委编办", "2025-12-31"),
    ("二（一）2", "所有学校体艺专任教师数达标", "区人社局、区委编办、区教育局、区财政局", "2026-08-31"),
    (
        "二（一）3",
        "校舍改造或新建方案",
        "区教育局、区住建局、区财政局、市自然资源局甘州分局、相关乡镇街道",
        "2025-08-20",
    ),
    (
        "二（一）3",
        "教学及辅助用房面积全面达标",
        "区教育局、区住建局、区财政局、市自然资源局甘州分局、相关乡镇街道",
        "2025-11-30",
    ),
    ("二（一）4", "加快立项", "区发改局", "2025-09-15"),
    ("二（一）4", "共建共享协议", "区文体广电旅游局", "2025-09-30"),
    ("二（一）4", "优化校内场地布局", "区教育局", "2025-10-31"),
    ("二（一）5", "追加经费预算", "区财政局", "2025-08-30"),
    ("二（一）5", "公开招标采购", "区财政局", "2025-09-30"),
    ("二（一）5", "安装调试", "区教育局、区财政局", "2025-10-31"),
    ("二（一）6", "多媒体教室建设方案", "区教育局、区工信局、区财政局", "2025-08-20"),
    ("二（二）1", "完成专用教室整改", "区教育局、区住建局、区财政局、相关学校", "2025-11-30"),
    (
        "二（二）2（1）",
        "扩充学位4977个",
        "区政府办、区教育局、市自然资源局甘州分局、区住建局、区委编办、区人社局、区财政局、相关乡镇街道",
        "2026-08-31",
    ),
    (
        "二（二）2（2）",
        "学位3120个",
        "区政府办、区教育局、市自然资源局甘州分局、区住建局、区委编办、区人社局、区财政局、相关乡镇街道",
        "2025-07-31",
    ),
    (
        "二（二）2（2）",
        "学位300个",
        "区政府办、区教育局、市自然资源局甘州分局、区住建局、区委编办、区人社局、区财政局、相关乡镇街道",
        "2025-09-30",
    ),
    (
        "二（二）2（3）",
        "学位1620个",
        "区政府办、区教育局、市自然资源局甘州分局、区住建局、区委编办、区人社局、区财政局、相关乡镇街道",
        "2029-07-31",
    ),
    ("二（二）4", "交流轮岗实施细则", "区教育局、区人社局", "2025-12-31"),
    ("二（二）5", "联合发文", "区财政局、区教育局", "2025-08-31"),
    ("二（三）1", "信息化专项培训", "区教育局", "2025-11-30"),
    ("二（三）2", "指导意见", "区委宣传部、区教育局", "2025-08-31"),
    ("二（三）3", "摸排建档", "各乡镇街道", "2025-08-31"),
    ("三（四）", "第三方专业机构", "区人民政府教育督导委员会", "2025-10-31"),
]


@pytest.mark.parametrize(("at", "words", "offices", "due"), READ, ids=[f"{at} {words}" for at, words, *_ in READ])
def test_a_task_of_ganzhou_stands_with_office_and_date(
    at: str, words: str, offices: str, due: str, ganzhou: CountyPlan
) -> None:
    own = [task for task in ganzhou.tasks if task.at == at and words in task.title]
    assert [("、".join(task.offices), str(task.due), task.basis) for task in own] == [(offices, due, "text")]


def test_every_task_of_every_plan_has_an_office_a_day_and_a_place_in_its_document(
    project: Project, rules: RuleBook
) -> None:
    for county in ("620702", "430203", "620321", "620302"):
        plan = read_county_plan(project, county, rules)
        assert [task.id for task in plan.tasks if not (task.offices and task.at and (task.due or task.rhythm))] == []
        assert [task.id for task in plan.tasks if task.lead not in task.offices] == []
        assert "县（区）人民政府" not in {office for task in plan.tasks for office in task.offices}


def test_monthly_reports_are_due_on_the_fifth(ganzhou: CountyPlan) -> None:
    monthly = [task for task in ganzhou.tasks if task.rhythm == "monthly"]
    assert [(task.at, task.day) for task in monthly] == [("三（二）", 5)]
    assert {task.at: task.rhythm for task in ganzhou.tasks if task.rhythm in ("weekly", "quarterly")} == {
        "三（二）": "weekly",
        "三（四）": "quarterly",
    }


def test_schools_named_in_the_text_are_schools_of_the_sample(ganzhou: CountyPlan, project: Project) -> None:
    book = project.raw("620702", "2025") / "甘州区义务教育学校数据.xlsx"
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(book).get_sheet_by_name("学校").to_python()
    listed = {str(row[1]) for row in rows[1:]}
    assert {school for task in ganzhou.tasks for school in task.schools} <= listed


def test_lusong_names_the_office_of_each_of_31_indicators(
    plans: dict[str, Plan], project: Project, rules: RuleBook
) -> None:
    """附件2 ends with 31; 32 is in no row of it."""
    lusong = plans["430203"]
    assert sorted(lusong.duties) == list(range(1, 32))
    assert lusong.duties[2] == ("教师发展中心",)
    assert lusong.duties[9] == ("人事股", "发建股", "会计中心", "装备站")
    assert lusong.duties[28] == ("基教股", "党建办", "教研中心", "督导室")
    assert lusong.duties[31] == ("基教股", "教研中心", "督导室")
    counted = {
        "三（一）": 3,
        "三（二）": 5,
        "三（三）": 4,
        "三（五）": 3,
        "三（六）": 5,
        "三（七）": 5,
        "三（八）": 3,
        "附件2": 31,
    }
    assert {item.at: len(item.tasks) for item in lusong.items if item.at in counted} == counted
    phases = [(phase.label, str(phase.start), str(phase.end)) for phase in lusong.phases]
    assert phases == [
        ("筹备启动阶段", "2025-02-01", "2025-02-28"),
        ("全面实施阶段", "2025-03-01", "2025-11-30"),
        ("督导评估阶段", "2025-03-01", "2026-12-31"),
        ("巩固提质阶段", "2027-01-01", "2027-10-31"),
    ]
    # A task without an office has that of its indicators: 培训经费 (26) is three offices' in 附件2, 360学时 (16) one of them.
    plan = read_county_plan(project, "430203", rules)
    task = next(task for task in plan.tasks if task.at == "三（六）4")
    assert set(task.offices) == {"教师发展中心", "会计中心", "教研中心"}


def test_jinchang_binds_both_counties_with_their_own_governments(
    plans: dict[str, Plan], project: Project, rules: RuleBook
) -> None:
    """Fifteen numbered items in part 二."""
    assert [item.at for item in plans["620300"].items if item.at.startswith("二")] == [
        *(f"二（一）{n}" for n in (1, 2, 3)),
        *(f"二（二）{n}" for n in (4, 5, 6, 7, 8)),
        *(f"二（三）{n}" for n in (9, 10, 11, 12)),
        *(f"二（四）{n}" for n in (13, 14)),
        "二（五）15",
    ]
    for county, government in (("620321", "永昌县人民政府"), ("620302", "金川区人民政府")):
        plan = read_county_plan(project, county, rules)
        task = next(task for task in plan.tasks if task.at == "二（一）1")
        assert task.offices == (government, "市发改委", "市教育局", "市财政局", "市自然资源局", "市住建局")
        # No date in the text: the phase it belongs to ends in October 2026.
        assert (task.due, task.basis) == (date(2026, 10, 31), "phase")


def adopted(months: dict[str, int], project: Project, plans: dict[str, Plan]) -> CountyPlan:
    params = CountyParams(county="990001", profiles=("x_county_2026",), reports={}, phases=months)
    return county_plan(
        plans.values(), read_places(project.places), params, read_duty_table(project.root / "params" / "duties.yml")
    )


def test_lengths_alone_are_laid_back_from_the_target(project: Project, plans: dict[str, Plan]) -> None:
    """By hand: 2027-12-31 less 5 months is 2027-08-01; less 10 is 2026-10-01; less 6 is 2026-04-01; less 3 is 2026-01-01."""
    plan = adopted({"apply": 5, "improve": 10, "correct": 6, "mobilise": 3}, project, plans)
    assert [(phase.label, str(phase.start), str(phase.end), phase.derived) for phase in plan.phases] == [
        ("动员部署阶段", "2026-01-01", "2026-03-31", True),
        ("自查整改阶段", "2026-04-01", "2026-09-30", True),
        ("巩固提升阶段", "2026-10-01", "2027-07-31", True),
        ("申报迎检阶段", "2027-08-01", "2027-12-31", True),
    ]


def test_a_phase_without_a_length_stays_open_and_so_do_those_before_it(
    project: Project, plans: dict[str, Plan]
) -> None:
    plan = adopted({"apply": 5, "correct": 6}, project, plans)
    assert [phase.start and str(phase.start) for phase in plan.phases] == [None, None, None, "2027-08-01"]


def test_a_phase_that_leaves_the_bounds_of_its_text_is_refused(project: Project, plans: dict[str, Plan]) -> None:
    # 申报迎检 is written as 2027年X月—X月, so 13 months do not fit.
    with pytest.raises(UserError, match="申报迎检阶段.*超出方案写明的 2027-01-01 至 2027-12-31"):
        adopted({"apply": 13}, project, plans)


def test_an_unknown_phase_is_named_with_the_nearest_right_one(project: Project, plans: dict[str, Plan]) -> None:
    with pytest.raises(UserError, match="aply，是否应为“apply”"):
        adopted({"aply": 5}, project, plans)


def test_a_month_end_is_kept_when_laying_back() -> None:
    two = [Phase(id="a", label="甲", at="三", months=1), Phase(id="b", label="乙", at="三", months=12)]
    assert [(str(p.start), str(p.end)) for p in laid_out(two, date(2028, 2, 29), {})] == [
        ("2027-02-01", "2027-02-28"),
        ("2027-03-01", "2028-02-29"),
    ]


def test_a_county_without_a_plan_has_offices_by_the_table_and_no_tasks(project: Project) -> None:
    table = read_duty_table(project.root / "params" / "duties.yml")
    plan = county_plan((), read_places(project.places), CountyParams(county="620302", reports={}), table)
    assert (plan.tasks, plan.target, plan.coordinator) == ((), None, "区教育局")
    assert offices_of(plan, 13) == ("区财政局", "区教育局") and sorted(plan.table) == list(range(1, 33))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("document: 无此文件", "没有这个文件 无此文件"),
        ("      - {id: 1-1, title: 一, indicators: [99]}", "没有指标 99"),
        ("      - {id: 1-1, title: 一, office: [甲]}", "offices"),
        ("      - {id: 1-1, title: 一, phase: nosuch}", "没有这个阶段：nosuch"),
        ("      - {id: 1-1, title: 一}\n      - {id: 1-1, title: 二}", "任务编号重复：1-1"),
    ],
)
def test_a_faulty_plan_is_refused_by_name(line: str, said: str, tmp_path: Path, rules: RuleBook) -> None:
    document = line if line.startswith("document") else "document: 芦教字〔2025〕11号"
    task = line if line.startswith(" ") else "      - {id: 1-1, title: 一}"
    head = 'division: "430203"\nbegins: 2025-01-01\ntarget: {label: 目标, at: 一, by: 2025-12-31, said: 2025年}\ncoordinator: {office: 甲, at: 一}\n'
    (tmp_path / "p.yml").write_text(
        f'{document}\n{head}items:\n  - id: "1"\n    at: 一\n    title: 条\n    tasks:\n{task}\n', encoding="utf-8"
    )
    with pytest.raises(UserError, match=said):
        read_plans(tmp_path, rules)


def test_an_indicator_has_the_offices_of_its_tasks_or_of_the_annex(
    ganzhou: CountyPlan, project: Project, rules: RuleBook
) -> None:
    assert offices_of(ganzhou, 7) == ("区教育局", "区工信局", "区财政局")
    assert offices_of(ganzhou, 13) == ("区教育局",), "named by no task: the coordinator"
    assert offices_of(read_county_plan(project, "430203", rules), 4) == ("发建股",)


def test_the_countys_own_word_goes_before_the_plans(ganzhou: CountyPlan) -> None:
    from dataclasses import replace

    from analysis.planning.ledger import LedgerFinding

    finding = LedgerFinding("x", "indicator_13", 13, "620702", "", "", "小规模学校公用经费", "not_met", 0, 0, "")
    # The plan names no office for 13, so the coordinator of 三（一） answers, until the target.
    silent = duty_of(ganzhou, finding, [])
    assert (silent.offices, silent.due, silent.basis) == (("区教育局",), date(2025, 12, 31), "target")
    own = replace(
        ganzhou,
        duties={13: Duty(offices=("区财政局",), measures=("补足经费",), by=date(2025, 10, 1), document="会议纪要")},
    )
    assert duty_of(own, finding, []) == Responsible(
        ("区财政局",), "区财政局", "", date(2025, 10, 1), "duty", ("补足经费",)
    )


def test_a_gap_goes_to_the_offices_named_for_its_indicator_and_not_to_those_of_the_item(ganzhou: CountyPlan) -> None:
    """二（三）3 has ten offices for 22; its task about 教师交流 (18) names nobody for 18, and those about 24 name three."""
    assert offices_of(ganzhou, 18) == ("区教育局", "区人社局")
    assert offices_of(ganzhou, 24) == ("区教育局", "区民政局", "区残联")
    inherited = next(task for task in ganzhou.tasks if task.id == "2.3.3-13")
    assert len(inherited.offices) == 10 and inherited.named_for == ()


def test_the_lead_is_the_office_the_text_names_else_the_first(ganzhou: CountyPlan) -> None:
    tasks = {task.id: task for task in ganzhou.tasks}
    # 区人社局牵头、区委编办、区教育局、区财政局配合.
    assert (tasks["2.1.2-3"].lead, tasks["2.1.2-3"].lead_said) == ("区人社局", True)
    assert (tasks["2.1.1-1"].lead, tasks["2.1.1-1"].lead_said) == ("区委人才办", False)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("offices: [甲局, 乙局], lead: 甲居", "牵头单位“甲居”不在责任单位（甲局、乙局）之中，是否应为“甲局”"),
        ("contact: 办公室 13800000000", "只写岗位名称，不写电话号码"),
        (
            "measure: [{label: 学生, column: segments.pupil, at_most: 2000}]",
            "列 segments.pupil 不存在，是否应为“pupils”",
        ),
        (
            "measure: [{label: 学生, column: segment.pupils, at_most: 2000}]",
            "数据表 segment 不存在，是否应为“segments”",
        ),
        ("measure: [{label: 轮岗, indicator: 18, at_least: 15}]", "须写明指标18的分项 part：rotation、backbone"),
        ("measure: [{label: 轮岗, indicator: 98, at_least: 15}]", "指标 98 不存在"),
        ("measure: [{label: 学生, at_most: 1, at_least: 2}]", "at_least 或 at_most 之一"),
    ],
)
def test_a_lead_a_contact_or_a_number_that_cannot_be_is_refused_by_name(
    keys: str, said: str, tmp_path: Path, rules: RuleBook
) -> None:
    head = 'document: 芦教字〔2025〕11号\ndivision: "430203"\nbegins: 2025-01-01\ntarget: {label: 目标, at: 一, by: 2025-12-31, said: 2025年}\ncoordinator: {office: 甲, at: 一}\n'
    (tmp_path / "p.yml").write_text(
        f'{head}items:\n  - id: "1"\n    at: 一\n    title: 条\n    tasks:\n      - {{id: 1-1, title: 一, {keys}}}\n',
        encoding="utf-8",
    )
    with pytest.raises(UserError, match=re.escape(said)):
        read_plans(tmp_path, rules)
