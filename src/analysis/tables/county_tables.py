"""The tables a county hands in about itself. 县级数据表。"""

from __future__ import annotations

from .schema import Column as C
from .schema import Table

SUBJECTS = ("语文", "数学", "科学", "体育", "艺术", "德育")
GROUPS = ("学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众")


def _people(name: str, heading: str) -> C:
    return C(name, heading, "count", "人", low=0)


COUNTY = Table(
    "county",
    "县级数据",
    "每个项目一行，在“填报值”一列填写。",
    (
        C("basic_balance_year", "通过国家基本均衡认定年份", "year", "年", low=2012, high=2100),
        C("monitoring_high", "年度监测是否持续保持较高水平", "flag"),
        C("n_primary", "小学校数", "count", "所", low=0),
        C("n_points", "教学点数", "count", "个", low=0),
        C("n_junior", "初级中学校数", "count", "所", low=0),
        C("n_nine_year", "九年一贯制学校数", "count", "所", low=0),
        C("n_complete", "完全中学校数", "count", "所", low=0),
        C("n_twelve_year", "十二年一贯制学校数", "count", "所", low=0),
        C("n_special", "特殊教育学校数", "count", "所", low=0),
        C("n_vocational", "职业学校数", "count", "所", "仅指学校表中列出的；没有则填0", low=0),
        C("special_school_pupils", "特殊教育学校义务教育学生数", "count", "人", low=0),
        C("special_school_funds", "特殊教育学校公用经费", "amount", "元", "预算内，全年", low=0),
        C("inclusive_pupils", "随班就读学生数", "count", "人", low=0),
        C("inclusive_funds", "随班就读公用经费", "amount", "元", "预算内，全年", low=0),
        C("special_class_pupils", "特教班学生数", "count", "人", low=0),
        C("special_class_funds", "特教班公用经费", "amount", "元", "预算内，全年", low=0),
        C("home_teaching_pupils", "送教上门学生数", "count", "人", low=0),
        C("home_teaching_funds", "送教上门公用经费", "amount", "元", "预算内，全年", low=0),
        C("disabled_children", "适龄残疾儿童少年数", "count", "人", low=0),
        C("teacher_salary", "义务教育教师年平均工资收入", "amount", "元", "不含民办学校", low=0),
        C("civil_servant_salary", "当地公务员年平均工资收入", "amount", "元", low=0),
        C("rotation_eligible", "符合交流条件教师数", "count", "人", "不含民办学校", low=0),
        C("rotated", "当年交流轮岗教师数", "count", "人", low=0),
        C("rotated_backbone", "其中骨干教师数", "count", "人", low=0),
        C("senior_high_places", "优质高中招生计划数", "count", "人", low=0),
        C("allocated_places", "优质高中分配到初中名额数", "count", "人", low=0),
        C("rural_places", "分配到农村初中名额数", "count", "人", low=0),
        C("rural_graduates", "农村初中毕业生数", "count", "人", low=0),
        C("urban_places", "分配到城区初中名额数", "count", "人", low=0),
        C("urban_graduates", "城区初中毕业生数", "count", "人", low=0),
        C("migrant_children", "符合条件的随迁子女数", "count", "人", low=0),
        C("migrant_public", "在公办学校就读随迁子女数", "count", "人", low=0),
        C("migrant_bought", "在政府购买学位民办学校就读随迁子女数", "count", "人", low=0),
        C("resident_population", "常住人口", "amount", "万人", low=0, optional=True),
        C("registered_population", "户籍人口", "amount", "万人", low=0, optional=True),
        C("townships", "乡镇数", "count", "个", low=0, optional=True),
        C("subdistricts", "街道数", "count", "个", low=0, optional=True),
        C("gdp", "地区生产总值", "amount", "亿元", low=0, optional=True),
        C("fiscal_revenue", "一般公共预算收入", "amount", "亿元", low=0, optional=True),
        C("rural_income", "农村居民人均可支配收入", "amount", "元", low=0, optional=True),
        C("payroll", "教职工年工资总额", "amount", "元", low=0, optional=True),
        C("base_payroll", "教职工年基本工资总额", "amount", "元", low=0, optional=True),
        C("fiscal_training_funds", "财政拨付教师培训费", "amount", "元", low=0, optional=True),
        C("fitness_tested", "体质健康测试学生数", "count", "人", low=0, optional=True),
        C("fitness_passed", "体质健康及格及以上学生数", "count", "人", low=0, optional=True),
        C("fitness_good", "体质健康优良学生数", "count", "人", low=0, optional=True),
        C("curriculum_required", "应开设课程门数", "count", "门", "各校合计", low=0, optional=True),
        C("curriculum_offered", "实际开齐课程门数", "count", "门", "各校合计", low=0, optional=True),
    ),
    items=True,
)

MONITORING = Table(
    "monitoring",
    "质量监测",
    "国家义务教育质量监测结果，每学科一行；未参加监测的学科留空，不要删行。",
    (
        C("subject", "学科", "choice", choices=SUBJECTS, key=True),
        C("year", "监测年份", "year", low=2015, high=2100),
        C("level", "学业水平等级", "choice", choices=("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"), note="罗马数字；Ⅲ级及以上达标"),
        C("spread", "校际差异率", "amount", low=0, high=1, note="小数，如0.12"),
    ),
    unique=("subject",),
)

SURVEY = Table(
    "survey",
    "社会认可度",
    "每类群体一行。",
    (
        C("group", "调查群体", "choice", choices=GROUPS, key=True),
        C("sent", "发放问卷数", "count", "份", low=0),
        C("valid", "有效问卷数", "count", "份", low=0),
        C("satisfied", "满意问卷数", "count", "份", low=0),
        _people("visited", "实地走访人数"),
        _people("visit_satisfied", "走访满意人数"),
    ),
    unique=("group",),
)

EVIDENCE = Table(
    "evidence",
    "佐证材料",
    "定性指标与例外认定的结论及材料，一事一行；学校代码空白表示县级。没有材料不能认定达标。",
    (
        C("indicator", "指标序号", "count", low=1, high=99, key=True),
        C("part", "分项", "text", optional=True, note="指标有多个分项时填写，名称见“指标与分项”"),
        C("school", "学校代码", "code", optional=True, note="县级材料不填"),
        C("tolerance", "例外情形", "text", optional=True, note="主张例外认定时填写情形编号，如4-2"),
        C("answer", "结论", "text", note="符合、不符合；评级类填优秀、良好、合格、不合格"),
        C("document", "材料名称", "text"),
        C("day", "材料日期", "day"),
        C("checker", "核查单位", "text", note="填单位或岗位，不填个人姓名"),
    ),
    unique=("indicator", "part", "school", "tolerance"),
    may_be_empty=True,
)

VETOES = Table(
    "vetoes",
    "一票否决事项",
    "每个事项一行，逐项回答。",
    (
        C("item", "事项", "text", key=True),
        C("happened", "是否发生", "flag"),
        C("document", "材料名称", "text", optional=True),
        C("day", "材料日期", "day", optional=True),
        C("checker", "核查单位", "text", optional=True),
    ),
    unique=("item",),
)
