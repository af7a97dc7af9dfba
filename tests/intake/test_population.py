"""Schools, segments and answers told the same in every table. 学校、学段与填报事项。"""

from __future__ import annotations

from typing import Any

from small_county import EAST, NORTH, SOUTH, Handed


def test_a_doubled_school_code_names_both_rows(handed: Handed) -> None:
    def double(book: Any) -> None:
        book["学校"].append([cell.value for cell in book["学校"][2]])
        book["县级数据"]["B4"] = 2

    finding = handed.edit(double).only()
    assert (finding.sheet, finding.cell, finding.found) == ("学校", "A2、A5", EAST)
    assert finding.message == f"“{EAST}”重复出现在第2、5行；同一学校代码只能有一行。"


def test_a_doubled_segment_names_both_rows(handed: Handed) -> None:
    handed.edit(lambda book: book["教师"].append([cell.value for cell in book["教师"][3]]))
    finding = handed.only()
    assert (finding.sheet, finding.cell, finding.found) == ("教师", "A3、A6", f"{NORTH}、初中")
    assert finding.message == f"“{NORTH}、初中”重复出现在第3、6行；同一学校代码、学段只能有一行。"


def test_a_doubled_class_names_both_rows(handed: Handed) -> None:
    handed.put("班级", C5=7)
    finding = next(f for f in handed.blocking() if "重复" in f.message)
    assert (finding.sheet, finding.cell) == ("班级", "A4:A5")
    assert (
        finding.message == f"“{NORTH}、初中、7、1班”重复出现在第4、5行；同一学校代码、学段、年级、班级名称只能有一行。"
    )


def test_evidence_is_doubled_only_where_all_of_its_key_agrees(handed: Handed) -> None:
    def add(book: Any) -> None:
        book["佐证材料"].append([4, None, EAST, "4-1", "符合", "方案", "2025-09-01", "县教育局"])
        book["佐证材料"].append([17, None, None, None, "符合", "文件", "2025-09-01", "县委编办"])

    finding = handed.edit(add).only()
    assert (finding.sheet, finding.cell) == ("佐证材料", "A2、A5")


def test_an_unknown_school_is_told_with_the_nearest(handed: Handed) -> None:
    finding = handed.put("校舍与设备", A2="2162000009").only()
    assert (finding.sheet, finding.cell, finding.found) == ("校舍与设备", "A2", "2162000009")
    assert finding.message.startswith("学校代码“2162000009”不在“学校”表中，是否应为“216200000")


def test_an_unknown_school_is_told_once_for_all_its_rows(handed: Handed) -> None:
    finding = handed.put("班级", A4="X9", A5="X9").only()
    assert (finding.sheet, finding.cell) == ("班级", "A4:A5")
    assert finding.message == "学校代码“X9”不在“学校”表中。"


def test_a_stage_that_the_kind_does_not_run_is_told(handed: Handed) -> None:
    def add(book: Any) -> None:
        book["学段学生"].append([EAST, "初中", 0, 0])

    finding = handed.edit(add).only()
    assert (finding.sheet, finding.cell, finding.allowed) == ("学段学生", "B6", "小学")
    assert finding.message == "东街小学是小学，不应有初中学段；请核对办学类型或学段。"


def test_a_segment_that_is_missing_is_told(handed: Handed) -> None:
    def drop(book: Any) -> None:
        book["学段学生"].delete_rows(5)
        book["班级"].delete_rows(7)
        book["教师"].delete_rows(5)

    finding = handed.edit(drop).only()
    assert (finding.sheet, finding.cell, finding.found) == ("学校", "A4", SOUTH)
    assert finding.message == "南山学校是九年一贯制学校，“学段学生”表中缺少初中一行。"


def test_classes_of_a_segment_that_is_not_listed_are_told(handed: Handed) -> None:
    handed.edit(lambda book: book["班级"].append([EAST, "初中", 7, "1班", 0]))
    finding = handed.only()
    assert (finding.sheet, finding.cell) == ("班级", "B8")
    assert finding.message == "“学段学生”表中没有东街小学的初中学段，这里却有；请两表一致。"


def test_schools_a_table_says_nothing_of_are_missing_data(handed: Handed) -> None:
    def drop(book: Any) -> None:
        book["校舍与设备"].delete_rows(3)
        book["教师"].delete_rows(2)

    intake = handed.edit(drop).load()
    assert intake.usable
    assert [(f.sheet, f.message) for f in intake.findings] == [
        ("教师", "没有以下1个单位的数据行，按缺数据处理：东街小学小学。"),
        ("校舍与设备", "没有以下1个单位的数据行，按缺数据处理：北关中学。"),
    ]


def test_one_name_with_two_codes_is_a_warning(handed: Handed) -> None:
    finding = handed.put("学校", B3="东街小学").only("warning")
    assert (finding.sheet, finding.cell) == ("学校", "B2:B3")
    assert finding.message == f"“东街小学”对应多个学校代码：{EAST}、{NORTH}；如是同一所学校，请合并为一行。"


def test_an_unknown_item_is_told_with_the_nearest_name(handed: Handed) -> None:
    missing, unknown = handed.put("县级数据", A24="当年交流教师数").blocking()
    assert (missing.message, unknown.cell) == ("缺少项目“当年交流轮岗教师数”。", "A24")
    assert unknown.message == "不认识的项目“当年交流教师数”，是否应为“当年交流轮岗教师数”？"


def test_a_doubled_item_names_both_rows(handed: Handed) -> None:
    def double(book: Any) -> None:
        book["县级数据"].append(["小学校数", 1])

    finding = handed.edit(double).only()
    assert finding.message == "项目“小学校数”重复，另一处在A4；请只留一行。"


def test_a_figure_without_an_item_is_told(handed: Handed) -> None:
    finding = handed.put("县级数据", B60=5).only()
    assert (finding.sheet, finding.cell, finding.message) == ("县级数据", "B60", "有填报值而没有项目名称。")


def test_items_may_stand_in_any_order(handed: Handed) -> None:
    def swap(book: Any) -> None:
        sheet = book["县级数据"]
        for column in "ABCD":
            sheet[f"{column}4"].value, sheet[f"{column}30"].value = (
                sheet[f"{column}30"].value,
                sheet[f"{column}4"].value,
            )

    intake = handed.edit(swap).load()
    assert intake.findings == ()
    assert intake.cell("county", 0, "n_primary") == "甘州区.xlsx!县级数据!B30"


def test_an_unknown_veto_is_told(handed: Handed) -> None:
    finding = handed.put("一票否决事项", A2="以考试形式招生").only()
    assert (finding.sheet, finding.cell) == ("一票否决事项", "A2")
    assert finding.message == "不认识的一票否决事项“以考试形式招生”，是否应为“以考试方式招生”？"


def test_a_veto_of_another_province_is_not_asked(handed: Handed) -> None:
    handed.edit(lambda book: book["一票否决事项"].append(["校外培训治理不力", "否"]))
    assert handed.only().message.startswith("不认识的一票否决事项“校外培训治理不力”")


def test_subjects_and_groups_left_out_are_missing_data(handed: Handed) -> None:
    def drop(book: Any) -> None:
        book["质量监测"].delete_rows(6, 2)
        book["社会认可度"].delete_rows(2)

    intake = handed.edit(drop).load()
    assert intake.usable
    assert [(f.sheet, f.message) for f in intake.findings] == [
        ("社会认可度", "缺少调查群体：学生；按缺数据处理。"),
        ("质量监测", "缺少学科：艺术、德育；按缺数据处理。"),
    ]


def test_evidence_for_no_indicator_of_ours_is_told(handed: Handed) -> None:
    finding = handed.put("佐证材料", A2=77).only()
    assert (finding.sheet, finding.cell, finding.found) == ("佐证材料", "A2", "77")


def test_evidence_of_a_part_nobody_asks_is_told(handed: Handed) -> None:
    finding = handed.put("佐证材料", A2=25, B2="章程", C2=EAST).only()
    assert (finding.cell, finding.allowed) == ("B2", "制定章程、管理与教学信息化")
    assert finding.message == "指标25的“分项”填的“章程”不认识，是否应为“制定章程”？"


def test_evidence_that_leaves_its_part_open_is_told(handed: Handed) -> None:
    finding = handed.put("佐证材料", A2=25, C2=EAST).only()
    assert (finding.cell, finding.found, finding.allowed) == ("B2", "空白", "制定章程、管理与教学信息化")


def test_an_answer_the_card_does_not_know_is_told(handed: Handed) -> None:
    finding = handed.put("佐证材料", E2="达标").only()
    assert (finding.cell, finding.found, finding.allowed) == ("E2", "达标", "符合、不符合")


def test_a_tolerance_that_does_not_exist_is_told(handed: Handed) -> None:
    finding = handed.put("佐证材料", D3="4-9").only()
    assert (finding.cell, finding.found) == ("D3", "4-9")
    assert finding.allowed == "4-1、4-2、4-3"
