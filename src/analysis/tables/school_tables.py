"""The tables a county hands in about its schools. 学校数据表。"""

from __future__ import annotations

from .schema import Column as C
from .schema import Table

KINDS = ("小学", "教学点", "初级中学", "九年一贯制学校", "完全中学", "十二年一贯制学校", "特殊教育学校", "职业学校")
STAGES = ("小学", "初中", "高中")
AREAS = ("城区", "镇区", "乡村")
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
    "schools",
    "学校",
    "每校一行；含教学点、特殊教育学校。一个代码一行。",
    (
        SCHOOL,
        C("name", "学校名称", "text", required=True),
        C("kind", "办学类型", "choice", choices=KINDS, required=True),
        C(
            "sponsor",
            "举办者类型",
            "count",
            "代码",
            "1 中央教育 2 中央其他 3 省教育 4 省其他 5 地级教育 6 地级其他 7 县教育 8 县其他 9 地方企业 10 民办",
            low=1,
            high=10,
            required=True,
        ),
        C("area", "城乡类型", "choice", choices=AREAS, required=True, note="按统计用城乡划分"),
        C("township", "所在乡镇街道", "text", optional=True),
        C("boarding", "是否寄宿制", "flag", required=True),
        C("centre_city", "是否位于城区", "flag", note="县（市、区、旗）城区及地级市以上中心城区", required=True),
        C(
            "planned_year",
            "规划建设年份",
            "year",
            low=1850,
            high=2100,
            optional=True,
            note="主张“2016年及以前规划建设”时必填",
        ),
        C(
            "approved_size",
            "批复办学规模",
            "count",
            "人",
            low=1,
            optional=True,
            note="县级以上人民政府批复；没有批复则不填",
        ),
        _people("migrant_pupils", "随迁子女在校生数", optional=True),
        C("in_education_group", "是否参与集团化办学", "flag", optional=True),
    ),
    unique=("school",),
)

CAMPUSES = Table(
    "campuses",
    "校区",
    "一个代码下有多个独立校区的学校，每个校区一行；没有则留空表。",
    (
        SCHOOL,
        C("campus", "校区名称", "text", key=True),
        C("kind", "校区办学类型", "choice", choices=KINDS[:6], optional=True, note="不填则按最严的规模标准判定"),
        _people("pupils", "校区在校生数", "义务教育阶段"),
    ),
    unique=("school", "campus"),
    may_be_empty=True,
)

SEGMENTS = Table(
    "segments",
    "学段学生",
    "每校每学段一行；有高中的学校也填高中一行（用于共用资源拆分）。",
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
        C(
            "grades",
            "学段年级数",
            "count",
            "个",
            "学制：小学6或5，初中3或4；不填按六三制",
            low=3,
            high=6,
            optional=True,
        ),
    ),
    unique=("school", "stage"),
)

CLASSES = Table(
    "classes",
    "班级",
    "每个教学班一行，据实填写，不得用平均班额。",
    (
        SCHOOL,
        STAGE,
        C("grade", "年级", "count", "1—9", low=1, high=9, key=True),
        C("class", "班级名称", "text", key=True),
        _people("pupils", "班级学生数"),
    ),
    unique=("school", "stage", "grade", "class"),
)

ROOMS_TABLE = Table(
    "rooms",
    "音美专用教室",
    "每间一行；没有专用教室的学校不填行。",
    (
        SCHOOL,
        C("room", "教室名称", "text", key=True),
        C("kind", "教室类别", "choice", choices=ROOMS, required=True),
        _area("area", "使用面积"),
    ),
    unique=("school", "room"),
    may_be_empty=True,
)

TEACHERS = Table(
    "teachers",
    "教师",
    "每校每学段一行；按任教学段统计，不拆分。",
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
)

BUILDINGS = Table(
    "buildings",
    "校舍与设备",
    "每校一行，填全校合计；一贯制学校、完全中学按规定比例自动拆分。",
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
)

BUDGETS = Table(
    "budgets",
    "经费",
    "每校一行，填年度数。",
    (
        SCHOOL,
        _yuan("public_funds", "年度公用经费预算总额", "公办学校填报；民办学校不填", optional=True),
        _yuan("training_funds", "教师培训经费", "公办填预算安排数，民办填实际支出数"),
        _yuan("business_cost", "业务活动成本", "民办学校填报，已剔除人员工资、奖金、五险一金及校舍房租", optional=True),
        _people("funded_pupils", "核定公用经费学生数", "不足100人的学校必填", optional=True),
        _yuan("boarding_subsidy", "寄宿生公用经费补助", "乡镇寄宿制学校必填", optional=True),
    ),
    unique=("school",),
)
