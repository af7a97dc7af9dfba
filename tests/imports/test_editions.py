"""The older set of forms, the flat export and workbooks of other makes say the same. 旧版报表与汇总导出表。"""

from __future__ import annotations

from pathlib import Path

from bureau_files import CODE, Row, book, cover, put, school

from analysis.intake.imports.import_folder import Imported, import_folder
from analysis.project import find_project

PARAMS = find_project(Path(__file__)).root / "params" / "imports"


def bring(folder: Path, **files: bytes) -> Imported:
    for name, content in files.items():
        put(folder, name.replace("__", "."), content)
    return import_folder(PARAMS, folder, "310700", "2025")


def older() -> dict[str, list[Row]]:
    """A junior school of the older set: 111, 112, 213, 313, 424, 512, 522."""
    subjects = ["合计", "语文", "体育与健康", "音乐", "美术", "艺术"]
    blank = [None] * 5
    return {
        "封面": cover("2025", "合成中学"),
        "目录": [["范围", "表号", "表名"], ["中学", "基础基313", "初中学生数"], ["中学", "基础基424", "专任教师"]],
        "基础基111": [
            ["学校（机构）统计调查"],
            ["基础基111"],
            ["项目", "编号", "内容", "单位", "备注"],
            ["学校（机构）标识码", 1, CODE],
            ["学校（机构）名称", 2, "合成中学"],
            ["办学类型", 3, "初级中学"],
            ["举办者", 4, "县级教育部门"],
            ["城乡类型", 5, "121"],
        ],
        "基础基112": [
            ["基本情况续"],
            ["基础基112"],
            ["项目", "编号", "内容", "单位", "备注"],
            ["县级及以上骨干教师（小学）", 26, None],
            ["县级及以上骨干教师（初中）", 27, 3],
        ],
        "基础基213": [
            ["班额"],
            ["基础基213"],
            [None, None, "合计"],
            ["甲", "乙", 1],
            ["初中", 1, 3],
            ["25人及以下", 2, 0],
            ["41-45人", 3, 3],
            ["高中", 9, "*"],
        ],
        "基础基313": [
            ["初中学生数"],
            ["基础基313"],
            [None, None, "毕业生数", "招生数", "在校生数", None, None, None],
            [None, None, None, None, "合计", "初一", "初二", "初三"],
            ["甲", "乙", 1, 2, 3, 4, 5, 6],
            ["总  计", 1, 40, 42, 129, 42, 43, 44],
        ],
        "基础基424": [
            ["中学专任教师"],
            ["基础基424"],
            [None, None, *subjects],
            ["甲", "乙", 1, 2, 3, 4, 5, 6],
            ["初中", 1, *[None] * 6],
            ["总计", 2, 12, 4, 2, 1, 1, 0],
            ["博士研究生", 3, 0, *blank],
            ["硕士研究生", 4, 2, *blank],
            ["本科毕业", 5, 9, *blank],
            ["专科毕业", 6, 1, *blank],
            ["高中阶段毕业", 7, 0, *blank],
            ["高中", 8, *[None] * 6],
            ["总计", 9, *["*"] * 6],
            ["本科毕业", 10, *["*"] * 6],
            ["专科毕业", 11, *["*"] * 6],
        ],
        "基础基512": [
            ["校舍"],
            ["基础基512"],
            [None, None, "学校产权建筑面积", None],
            [None, None, "计", "其中：当年新增"],
            ["甲", "乙", 1, 2],
            ["一、教学及辅助用房", 1, 2100.5, "*"],
            ["其中：室内体育用房", 7, 300, "*"],
        ],
        "基础基522": [
            ["占地面积及其他办学条件"],
            ["基础基522"],
            [None, None, "占地面积（平方米）", None, "教室（间）", None, "教学仪器设备资产值（万元）"],
            [None, None, "计", "其中：运动场地面积", "普通教室中", "专用教室中", None],
            [None, None, None, None, "网络多媒体教室", "网络多媒体教室", None],
            ["甲", "乙", 1, 2, 3, 4, 5],
            ["总计", 1, 9000, 4200, 9, 4, 88.5],
        ],
    }


def test_the_older_set_is_read_part_by_part(tmp_path: Path) -> None:
    imported = bring(tmp_path, 中学__xlsx=book(older()))
    assert [f.message for f in imported.findings if f.severity == "blocking"] == []
    frames = imported.merged.frames
    assert frames["schools"][["kind", "sponsor", "area"]].values.tolist() == [["初级中学", 7.0, "镇区"]]
    assert frames["segments"][["stage", "pupils", "enrolled", "graduates"]].values.tolist() == [
        ["初中", 129.0, 42.0, 40.0]
    ]
    columns = [
        "stage",
        "full_time",
        "doctor",
        "master",
        "bachelor",
        "college",
        "below",
        "backbone",
        "pe",
        "music",
        "art",
        "arts",
    ]
    assert frames["teachers"][columns].values.tolist() == [["初中", 12, 0, 2, 9, 1, 0, 3, 2, 1, 1, 0]]
    # 13 rooms are 9 among the classrooms and 4 among the special rooms.
    columns = ["teaching_area", "indoor_sports_area", "sports_ground_area", "networked_classrooms", "equipment_value"]
    assert frames["buildings"][columns].values.tolist() == [[2100.5, 300.0, 4200.0, 13.0, 88.5]]


def test_the_flat_export_is_compared_and_never_overwrites_the_form(tmp_path: Path) -> None:
    lines = "学校名称,统计三级,是否计校数,在校生数→合计,教学及辅助用房→计\n合成第一小学,小学,1,91,1500\n并入的教学点,小学,0,7,1\n"
    imported = bring(tmp_path, 汇总__csv=lines.encode("gbk"), 一校__xlsx=school())
    line = next(line for line in imported.compared if line.conflict)
    assert (line.one, line.one_place) == (90.0, "一校.xlsx!教基3112_小学!F6")
    assert (line.other, line.other_place) == (91.0, "汇总.csv!D2")
    assert line.used == "未采用，留空"
    assert imported.merged.frames["buildings"]["teaching_area"].tolist() == [1500.0]
    assert imported.merged.frames["segments"]["pupils"].isna().tolist() == [True]
