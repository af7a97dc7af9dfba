"""The tables a county hands in; every Chinese heading is written here and nowhere else. 数据表清单。

A blank cell means 缺数据; zero must be written as 0. Columns marked `optional` may stay blank without a word.
"""

from __future__ import annotations

from .schema import Column as C
from .schema import Table

KINDS = (
    "小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "十二年一贯制学校", "特殊教育学校", "职业学校",
)  # fmt: skip
STAGES = ("小学", "初中", "高中")
AREAS = ("城区", "镇区", "乡村")
SUBJECTS = ("语文", "数学", "科学", "体育", "艺术", "德育")
GROUPS = ("学生", "家长", "教师", "校长", "人大代表", "政协委员", "其他群众")
ROOMS = ("音乐", "美术")

SCHOOL = C("school", "学校代码", "code", note="学校（机构）标识码，全县唯一", key=True)
STAGE = C("stage", "学段", "choice", choices=STAGES, key=True)


def _people(name: str, heading: str, note: str = "", optional: bool = False) -> C:
    return C(name, heading, "count", "人", note, low=0, optional=optional)


def _yuan(name: str, heading: str, note: str = "", optional: bool = False) -> C:
    return C(name, heading, "amount", "元", note, low=0, optional=optional)


def _area(name: str, heading: str, note: str = "", optional: bool = False) -> C:
    return C(name, heading, "amount", "平方米", note, low=0, optional=optional)


SCHOOLS = Table(
    "schools", "学校", "每校一行；含教学点、特殊教育学校。一个代码一行。",
    (
        SCHOOL,
        C("name", "学校名称", "text", required=True),
        C("kind", "办学类型", "choice", choices=KINDS, required=True),
        C("sponsor", "举办者类型", "count", "代码", "1 中央教育 2 中央其他 3 省教育 4 省其他 5 地级教育 6 地级其他 7 县教育 8 县其他 9 地方企业 10 民办", low=1, high=10, required=True),
        C("area", "城乡类型", "choice", choices=AREAS, required=True, note="按统计用城乡划分"),
        C("township", "所在乡镇街道", "text", optional=True),
        C("boarding", "是否寄宿制", "flag", required=True),
        C("centre_city", "是否位于城区", "flag", note="县（市、区、旗）城区及地级市以上中心城区", required=True),
        C("planned_year", "规划建设年份", "year", low=1850, high=2100, optional=True, note="主张“2016年及以前规划建设”时必填"),
        C("approved_size", "批复办学规模", "count", "人", low=1, optional=True, note="县级以上人民政府批复；没有批复则不填"),
        _people("migrant_pupils", "随迁子女在校生数", optional=True),
        C("in_education_group", "是否参与集团化办学", "flag", optional=True),
    ),
    unique=("school",),
)  # fmt: skip

CAMPUSES = Table(
    "campuses", "校区", "一个代码下有多个独立校区的学校，每个校区一行；没有则留空表。",
    (
        SCHOOL,
        C("campus", "校区名称", "text", key=True),
        C("kind", "校区办学类型", "choice", choices=KINDS[:6], optional=True, note="与学校不同的填写，如只办小学的校区填小学"),
        _people("pupils", "校区在校生数", "义务教育阶段"),
    ),
    unique=("school", "campus"), may_be_empty=True,
)  # fmt: skip

SEGMENTS = Table(
    "segments", "学段学生", "每校每学段一行；有高中的学校也填高中一行（用于共用资源拆分）。",
    (
        SCHOOL,
        STAGE,
        _people("pupils", "在校生数"),
        _people("boarders", "寄宿生数"),
        _people("enrolled", "起始年级招生数", "当年", optional=True),
        _people("catchment", "其中片区内招生数", "就近划片入学", optional=True),
        _people("graduates", "应届毕业生数", "初中填报", optional=True),
        _people("resumed", "三年内复学人数", "初中填报", optional=True),
        _people("transferred_in", "三年内转入人数", "初中填报", optional=True),
        _people("suspended", "三年内休学人数", "初中填报", optional=True),
        _people("transferred_out", "三年内转出人数", "初中填报", optional=True),
        _people("dropped", "三年内退学人数", "初中填报", optional=True),
        _people("died", "三年内死亡人数", "初中填报", optional=True),
        _people("entrants", "三年前初一学生数", "初中填报", optional=True),
    ),
    unique=("school", "stage"),
)  # fmt: skip

CLASSES = Table(
    "classes", "班级", "每个教学班一行，据实填写，不得用平均班额。",
    (
        SCHOOL,
        STAGE,
        C("grade", "年级", "count", "1—9", low=1, high=9, key=True),
        C("class", "班级名称", "text", key=True),
        _people("pupils", "班级学生数"),
    ),
    unique=("school", "stage", "grade", "class"),
)  # fmt: skip

ROOMS_TABLE = Table(
    "rooms", "音美专用教室", "每间一行；没有专用教室的学校不填行。",
    (
        SCHOOL,
        C("room", "教室名称", "text", key=True),
        C("kind", "教室类别", "choice", choices=ROOMS, required=True),
        _area("area", "使用面积"),
    ),
    unique=("school", "room"), may_be_empty=True,
)  # fmt: skip

TEACHERS = Table(
    "teachers", "教师", "每校每学段一行；按任教学段统计，不拆分。",
    (
        SCHOOL,
        STAGE,
        _people("staff", "教职工数"),
        _people("full_time", "专任教师数"),
        _people("doctor", "博士研究生学历教师数"),
        _people("master", "硕士研究生学历教师数"),
        _people("bachelor", "本科学历教师数"),
        _people("college", "专科学历教师数"),
        _people("below", "高中及以下学历教师数"),
        _people("backbone", "县级以上骨干教师数", "有效期内；一人多个称号只计一次"),
        _people("pe", "体育专任教师数"),
        _people("music", "音乐专任教师数"),
        _people("art", "美术专任教师数"),
        _people("arts", "艺术专任教师数", "只登记为“艺术”学科的教师，与音乐、美术不重复"),
        _people("visiting", "交流走教兼职体艺教师数", "仅不足100人的乡村学校、教学点可计入", optional=True),
        _people("certified", "持证上岗专任教师数"),
        _people("trained", "完成360学时培训教师数", "5年周期"),
    ),
    unique=("school", "stage"),
)  # fmt: skip

BUILDINGS = Table(
    "buildings", "校舍与设备", "每校一行，填全校合计；一贯制学校、完全中学按规定比例自动拆分。",
    (
        SCHOOL,
        _area("teaching_area", "教学及辅助用房面积", "含室内体育用房（教育统计口径）"),
        _area("indoor_sports_area", "室内体育用房面积"),
        _area("sports_ground_area", "运动场地面积"),
        C("equipment_value", "教学仪器设备资产值", "amount", "万元", "不含图书、课桌椅", low=0),
        C("networked_classrooms", "网络多媒体教室数", "count", "间", low=0),
        _area("teaching_area_building", "在建教学及辅助用房面积", optional=True),
        _area("sports_area_building", "在建体育运动场馆面积", optional=True),
        _area("rented_sports_area", "租赁体育运动场馆面积", "保障上课时间专用", optional=True),
    ),
    unique=("school",),
)  # fmt: skip

BUDGETS = Table(
    "budgets", "经费", "每校一行，填年度数。",
    (
        SCHOOL,
        _yuan("public_funds", "年度公用经费预算总额", "公办学校填报；民办学校不填", optional=True),
        _yuan("training_funds", "教师培训经费", "公办填预算安排数，民办填实际支出数"),
        _yuan("business_cost", "业务活动成本", "民办学校填报，已剔除人员工资、奖金、五险一金及校舍房租", optional=True),
        _people("funded_pupils", "核定公用经费学生数", "不足100人的学校必填", optional=True),
        _yuan("boarding_subsidy", "寄宿生公用经费补助", "乡镇寄宿制学校必填", optional=True),
    ),
    unique=("school",),
)  # fmt: skip

COUNTY = Table(
    "county", "县级数据", "每个项目一行，在“填报值”一列填写。",
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
)  # fmt: skip

MONITORING = Table(
    "monitoring", "质量监测", "国家义务教育质量监测结果，每学科一行；未参加监测的学科留空，不要删行。",
    (
        C("subject", "学科", "choice", choices=SUBJECTS, key=True),
        C("year", "监测年份", "year", low=2015, high=2100),
        C("level", "学业水平等级", "choice", choices=("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"), note="罗马数字；Ⅲ级及以上达标"),
        C("spread", "校际差异率", "amount", low=0, high=1, note="小数，如0.12"),
    ),
    unique=("subject",),
)  # fmt: skip

SURVEY = Table(
    "survey", "社会认可度", "每类群体一行。",
    (
        C("group", "调查群体", "choice", choices=GROUPS, key=True),
        C("sent", "发放问卷数", "count", "份", low=0),
        C("valid", "有效问卷数", "count", "份", low=0),
        C("satisfied", "满意问卷数", "count", "份", low=0),
        _people("visited", "实地走访人数"),
        _people("visit_satisfied", "走访满意人数"),
    ),
    unique=("group",),
)  # fmt: skip

EVIDENCE = Table(
    "evidence", "佐证材料", "定性指标与例外认定的结论及材料，一事一行；学校代码空白表示县级。没有材料不能认定达标。",
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
    unique=("indicator", "part", "school", "tolerance"), may_be_empty=True,
)  # fmt: skip

VETOES = Table(
    "vetoes", "一票否决事项", "每个事项一行，逐项回答。",
    (
        C("item", "事项", "text", key=True),
        C("happened", "是否发生", "flag"),
        C("document", "材料名称", "text", optional=True),
        C("day", "材料日期", "day", optional=True),
        C("checker", "核查单位", "text", optional=True),
    ),
    unique=("item",),
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    SCHOOLS, CAMPUSES, SEGMENTS, CLASSES, ROOMS_TABLE, TEACHERS, BUILDINGS, BUDGETS,
    COUNTY, MONITORING, SURVEY, EVIDENCE, VETOES,
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
#: Columns of an `items` table, in this order on the sheet.
ITEM_HEADINGS = ("项目", "填报值", "单位", "说明")
