"""All the files from which the committed county 620702 can be imported, written from its tables. 全县样例文件。"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from bureau_files import Row, book, cover, put

from analysis.intake.headings import shown
from analysis.intake.reading import Intake
from analysis.tables.catalogue import BY_NAME, ITEM_HEADINGS

Record = dict[str, Any]
MOVES = ("resumed", "transferred_in", "suspended", "transferred_out", "dropped", "died")
GRADES = "一二三四五六七八九"
#: Columns that a statistics form, a list or the answers hold; schools and county fill in the others.
ELSEWHERE = {
    "schools": {"name", "kind", "sponsor", "area", "township"},
    "segments": {"pupils", "enrolled", "graduates", *MOVES},
    "teachers": {
        "full_time",
        "doctor",
        "master",
        "bachelor",
        "college",
        "below",
        "pe",
        "music",
        "art",
        "arts",
        "backbone",
    },
    "buildings": {
        "teaching_area",
        "indoor_sports_area",
        "sports_ground_area",
        "equipment_value",
        "networked_classrooms",
    },
}


def write_county(folder: Path, intake: Intake, schools: int | None = None) -> None:
    """Statistics workbooks, earlier 331 forms, class lists, answers, school workbooks, county workbook. 写出全部文件。"""
    tables = {name: frame.astype(object).where(frame.notna(), None) for name, frame in intake.tables.items()}
    for school in tables["schools"].to_dict("records")[:schools]:
        own = {
            name: frame[frame["school"] == school["school"]].to_dict("records")
            for name, frame in tables.items()
            if "school" in frame
        }
        put(folder, f"统计报表/{school['name']}({school['kind']}).xlsx", _statistics(school, own, "2025"))
        for year in ("2023", "2024"):
            put(folder, f"历年/{year}/{school['name']}.xlsx", _statistics(school, own, year))
        put(folder, f"学校填报/{school['name']}回传.xlsx", _filled(school, own))
    put(folder, "名单/学籍.csv", _register(tables, schools))
    put(folder, "问卷/答卷.xlsx", _answers(tables["survey"]))
    put(folder, "县级.xlsx", _county(tables))


def _statistics(school: Record, own: Mapping[str, list[Record]], year: str) -> bytes:
    sheets: dict[str, Sequence[Row]] = {"封面": cover(year), "教基1001": _identity(school)}
    stages = {row["stage"]: row for row in own["segments"]}
    teachers = {row["stage"]: row for row in own["teachers"]}
    if year == "2025":
        codes = {"小学": ("教基3112", "教基4155"), "初中": ("教基3115", "教基4156"), "高中": ("教基3118", "教基4157")}
        for stage, row in stages.items():
            pupils, degrees = codes[stage]
            sheets[f"{pupils}_{school['kind']}"] = _grid(
                pupils,
                [["毕业生数", "招生数", "在校生数", None], [None, "合计", "合计", "其中:女"]],
                [("总 计", row["graduates"], row["enrolled"], row["pupils"], "*")],
            )
            t = teachers[stage]
            names = ("总计", "博士研究生", "硕士研究生", "本科", "专科", "高中阶段及以下")
            values = [t["full_time"], t["doctor"], t["master"], t["bachelor"], t["college"], t["below"]]
            first = (t["pe"], None, t["music"], t["art"], t["arts"])
            rows = [
                (n, v, *(first if i == 0 else [None] * len(first)))
                for i, (n, v) in enumerate(zip(names, values, strict=True))
            ]
            heads = [["合计", "体育与健康", "艺术", None, None, None], [None, None, "计", "音乐", "美术", "艺术"]]
            sheets[f"{degrees}_{school['kind']}"] = _grid(degrees, heads, rows)
        staff = sum(row["staff"] for row in own["teachers"])
        sheets["教基4149"] = _grid(
            "教基4149",
            [["教职工数", None], ["合计", "专任教师"]],
            [("总计", staff, sum(r["full_time"] for r in own["teachers"]))],
        )
        b = own["buildings"][0]
        sheets["教基5170"] = _grid(
            "教基5170",
            [["校舍建筑面积"], ["计"]],
            [("教学及辅助用房", b["teaching_area"]), ("其中：室内体育用房", b["indoor_sports_area"])],
        )
        rows5176 = [
            ("运动场地面积（平方米）", b["sports_ground_area"]),
            ("网络多媒体教室（间）", b["networked_classrooms"]),
            ("教学仪器设备资产值（万元）", b["equipment_value"]),
        ]
        sheets["教基5176"] = _grid("教基5176", [["数量"]], rows5176)
        sheets["教基1102"] = [["续"], ["教基1102"], ["项目", "编号", "内容"]] + [
            [f"县级及以上骨干教师（{stage}）", n, t["backbone"]] for n, (stage, t) in enumerate(teachers.items(), 1)
        ]
    junior = stages.get("初中")
    if junior:
        at = int(year) - 2023
        parts = [_third(junior[name], at) for name in MOVES]
        sheets["教基3331"] = _grid(
            "教基3331",
            [["增加", None, "减少", None, None, None], ["复学", "转入", "休学", "转出", "退学", "死亡"]],
            [("总计", *["*"] * 6), ("初中", *parts)],
        )
    return book(sheets)


def _third(total: float, at: int) -> float:
    """Three whole numbers that add up to the total."""
    return total // 3 + (at < total % 3)


def _identity(school: Record) -> list[Row]:
    items = (
        ("标识码", "school"),
        ("名称", "name"),
        ("办学类型", "kind"),
        ("举办者类型", "sponsor"),
        ("城乡类型", "area"),
        ("所在乡镇街道", "township"),
    )
    return [
        ["统计调查"],
        ["教基1001"],
        ["项目", "编号", "内容"],
        *([label, n, school[name]] for n, (label, name) in enumerate(items, 1)),
    ]


def _grid(code: str, heads: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    width = len(heads[0])
    return [
        ["标题"],
        [code],
        *([None, None, *head] for head in heads),
        ["甲", "乙", *range(1, width + 1)],
        *([r[0], f"{n:02d}", *r[1:]] for n, r in enumerate(rows, 1)),
    ]


def _table(name: str, rows: Sequence[Record], leave: set[str] = frozenset()) -> list[Row]:  # type: ignore[assignment]
    columns = BY_NAME[name].columns
    return [[shown(c) for c in columns], *([None if c.name in leave else row[c.name] for c in columns] for row in rows)]


def _filled(school: Record, own: Mapping[str, list[Record]]) -> bytes:
    several = len(own["segments"]) > 1
    sheets: dict[str, Sequence[Row]] = {
        "封面": [["学校代码", school["school"]], ["学校名称", school["name"]], ["年份", 2025]]
    }
    for name in ("schools", "segments", "teachers", "buildings", "budgets", "rooms", "evidence"):
        leave = ELSEWHERE.get(name, set()) | ({"staff"} if name == "teachers" and not several else set())
        if own[name]:
            sheets[BY_NAME[name].sheet] = _table(name, own[name], leave)
    return book(sheets)


def _register(tables: Mapping[str, pd.DataFrame], schools: int | None) -> bytes:
    kept = set(tables["schools"]["school"][:schools])
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["学校标识码", "学校名称", "年级", "班级", "姓名", "身份证件号"])
    number = 0
    for row in tables["classes"].to_dict("records"):
        for _ in range(int(row["pupils"]) if row["school"] in kept else 0):
            number += 1
            writer.writerow(
                [
                    row["school"],
                    "",
                    f"{GRADES[int(row['grade']) - 1]}年级",
                    row["class"],
                    f"学生{number:05d}",
                    f"合成{number:014d}",
                ]
            )
    return stream.getvalue().encode("gb18030")


def _answers(survey: pd.DataFrame) -> bytes:
    rows: list[Row] = [
        ["序号", "提交答卷时间", "所用时间", "来源", "来自IP", "1、您的身份是", "2、您对学校的总体满意度"]
    ]
    for row in survey.to_dict("records"):
        for n in range(int(row["sent"])):
            seconds = 83 if n < row["valid"] else 9
            rows.append(
                [
                    len(rows),
                    "2025/10/15",
                    f"{seconds}秒",
                    "微信",
                    "合成",
                    row["group"],
                    "满意" if n < row["satisfied"] else "不满意",
                ]
            )
    return book({"Sheet1": rows})


def _county(tables: Mapping[str, pd.DataFrame]) -> bytes:
    county = tables["county"].to_dict("records")[0]
    sheets: dict[str, Sequence[Row]] = {
        "县级数据": [
            list(ITEM_HEADINGS),
            *([c.heading, county[c.name], c.unit, None] for c in BY_NAME["county"].columns),
        ],
        "社会认可度": _table("survey", tables["survey"].to_dict("records"), {"sent", "valid", "satisfied"}),
    }
    for name in ("monitoring", "vetoes"):
        sheets[BY_NAME[name].sheet] = _table(name, tables[name].to_dict("records"))
    own = [row for row in tables["evidence"].to_dict("records") if row["school"] is None]
    return book(sheets | {"佐证材料": _table("evidence", own)})
