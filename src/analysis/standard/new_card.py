"""A new indicator starts with its card and its case file, every heading present. 新建指标卡。"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from ..errors import UserError
from ..project import Project
from .load import read_rules

CARD = """\
# 一张指标卡。逐项填写“待填”之处；没有填完之前，程序会指出哪一项不能用，不会照此评估。
number: {number}
label: 待填                       # 指标名称，用文件原话
short: 待填                       # 简称，用于图和窄表
dimension: quality                # resources 资源配置 | government 政府保障程度 | quality 教育质量 | recognition 社会认可度
level: county                     # segment 校（段）| school 学校 | class 班级 | county 县 | subject 学科
unit: "%"
decimals: 1                       # 报告中保留几位小数；判定用精确值
clause: {{document: 待填, item: 待填}}  # 文件须先写进 sources.yml
purpose: 待填                     # 为什么看这一项，用自己的话
limits: 待填                      # 这个数字不能说明什么
population: all_schools           # 适用学校范围，见 standard.yml 的 populations
formula: share                    # amount | per_hundred_pupils | per_pupil | share | relative_share | rooms | attested
inputs:                           # 表.字段，见 src/analysis/tables/catalogue.py；前面加 - 表示减去
  part: 待填.待填
  whole: 待填.待填
better: higher                    # higher 越高越好 | lower 越低越好
strict: false                     # true 表示标准值本身不算达标（高于、低于）
line:                             # 按学段、办学类型或 all；日期是开始施行之日
  all: {{{today}: 0}}
tolerances: []                    # 例外认定情形，写法见 04_teaching_area.yml
evidence: [待填]                  # 核查时看哪些材料
form: 待填                        # 自评申报表的表和行
rulings: []                       # 条文有疑义时，在 rulings.yml 写明理解，再在此列出
last_read_on: {today}        # 最后一次核对文件原文的日期
"""
CASES = """\
# 案例：名称是一句规则，数字用手算，不用程序的结果。写法见 01_teachers_above_required_degree.yml。
- name: 达标
  county: {}
  expect: {status: met}
- name: 未达标
  county: {}
  expect: {status: not_met}
- name: 恰在标准线上
  county: {}
  expect: {status: met}
- name: 缺一个数，是缺数据而非未达标
  county: {}
  expect: {status: no_data}
- name: 不在适用范围
  county: {}
  expect: {status: not_applicable}
"""


def write_card(project: Project, number: int, slug: str) -> list[Path]:
    """The card and the case file of a new indicator. 写出指标卡和案例文件。

    Raises UserError for a number or a name that is taken or cannot be one; nothing is overwritten.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", slug):
        raise UserError(f"英文名只能用小写字母、数字和下划线，以字母开头，现在是“{slug}”。")
    if number < 1:
        raise UserError(f"指标序号应为正整数，现在是 {number}。")
    taken = {card.number: card.slug for card in read_rules(project.standards).cards}
    if number in taken:
        raise UserError(f"序号 {number} 已用于 {taken[number]}.yml；下一个可用的序号是 {max(taken) + 1}。")
    card = project.standards / "indicators" / f"{number:02d}_{slug}.yml"
    cases = project.root / "tests" / "cases" / card.name
    for path in (card, cases):
        if path.exists():
            raise UserError(f"文件 {path} 已存在，没有改动。")
    cases.parent.mkdir(parents=True, exist_ok=True)
    card.write_text(CARD.format(number=number, today=date.today().isoformat()), encoding="utf-8")
    cases.write_text(CASES, encoding="utf-8")
    return [card, cases]
