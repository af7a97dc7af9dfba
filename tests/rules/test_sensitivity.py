"""What the report says of gaps, coefficients near their line, and tolerances. 结论的依据与变数。"""

from __future__ import annotations

from math import sqrt

import pytest

from analysis.pages.county_report.sensitivity import sensitivity
from analysis.pages.report import Report, open_report
from analysis.printing.blocks import Block, Heading, Paragraph, TableBlock, plain
from analysis.project import Project


def section(project: Project, county: str, as_of: str = "2025-09-01") -> tuple[Report, tuple[Block, ...]]:
    report = open_report(county, "2025", as_of, project)
    return report, sensitivity(report).blocks


def sentences(blocks: tuple[Block, ...]) -> list[str]:
    return [plain(block.text) for block in blocks if isinstance(block, Paragraph)]


def table(blocks: tuple[Block, ...], anchor: str) -> list[list[str]]:
    own = next(block for block in blocks if isinstance(block, TableBlock) and block.anchor == anchor)
    return [[plain(cell) for cell in row] for row in own.rows]


def test_a_county_with_nothing_to_say_says_two_sentences(project: Project) -> None:
    """芦淞区 meets everything, far from every line, without a tolerance."""
    report, blocks = section(project, "430203")
    assert sentences(blocks) == ["没有高于或接近标准的校际差异系数，不作分解。", "没有按例外情形认定的结果。"]
    assert [block.anchor for block in blocks if isinstance(block, Heading)] == ["decomposition", "tolerances"]
    assert not any(isinstance(block, TableBlock) for block in blocks) and not report.numbers.proofs


def test_an_open_verdict_names_its_gaps_and_its_tolerance(project: Project) -> None:
    report, blocks = section(project, "620321")
    assert (
        sentences(blocks)[0]
        == "结论暂不能判定，缺项共3处，其中单独补齐就可能定下全县结论的3处。后两栏是只补这一处时的全县结论。"
    )
    assert table(blocks, "table-decisive") == [
        [
            "校舍与设备：网络多媒体教室数",
            "永昌县合成第五小学",
            "7",
            "校级综合达标、小学“网络多媒体教室”校际差异系数",
            "暂不能判定",
            "未达标",
        ],
        ["县级数据：当地公务员年平均工资收入", "全县", "15", "15.教师工资收入", "暂不能判定", "未达标"],
        [
            "佐证材料：指标29 课程开齐开足，材料名称、材料日期",
            "永昌县合成第四小学",
            "29",
            "29.课程与教学秩序",
            "暂不能判定",
            "未达标",
        ],
    ]
    assert sentences(blocks)[-1].startswith("例外达标1项、待证0项。")
    assert table(blocks, "table-tolerances") == [
        [
            "4.教学及辅助用房",
            "永昌县合成第一小学",
            "4-3 与在建工程面积合并计算达标",
            "4.19",
            "4.5",
            "在建工程规划许可与进度证明（2025-08-22，合成数据核查组）",
            "例外达标",
        ]
    ]
    assert {"DG-all", "DG-settles", "DT-met_by_tolerance", "DT-pending_evidence"} <= set(report.numbers.proofs)


def test_a_coefficient_above_its_line_is_taken_apart(project: Project) -> None:
    """金川区 fails by 0.502 on backbone teachers; its largest share is checked with plain sums."""
    report, blocks = section(project, "620302")
    sentence = next(text for text in sentences(blocks) if "县级以上骨干教师" in text)
    assert sentence.startswith(
        "小学“县级以上骨干教师”差异系数0.502，标准不高于0.5，高于标准。其他学校不变，变动最小就能使它降到标准以内的是"
    )
    assert "（各增加1人），以及金川区合成第四小学（减少1人）。" in sentence
    rows = table(blocks, "table-decomposition-02-primary")
    results = report.evaluation.results
    own = results[
        (results["indicator"] == 2) & (results["stage"] == "primary") & (results["status"] != "not_applicable")
    ]
    schools = {name: (p, x) for name, p, x in zip(own["name"], own["denominator"], own["numerator"], strict=True)}
    people, teachers = (sum(pair[i] for pair in schools.values()) for i in (0, 1))
    moments = {name: p * (x / p - teachers / people) ** 2 for name, (p, x) in schools.items()}
    first = max(moments, key=lambda name: moments[name])
    others = [pair for name, pair in schools.items() if name != first]
    rest, held = sum(p for p, _ in others), sum(x for _, x in others)
    without = sqrt(sum(p * (x / p - held / rest) ** 2 for p, x in others) / rest) / (held / rest)
    assert rows[0][0] == first == "金川区合成第四小学"
    assert rows[0][3:] == [f"{100 * moments[first] / sum(moments.values()):.1f}", f"{without:.3f}", "减少1人"]
    assert rows[1][5] == "单独不能" and rows[-1][0] == "其余9校（段）"
    assert sum(float(row[3]) for row in rows) == pytest.approx(100, abs=0.5)


def test_tolerances_without_evidence_are_counted_apart(project: Project) -> None:
    """In 2022 five schools of 甘州区 may claim the size of 2019, and hold no proof."""
    _, blocks = section(project, "620702", "2022-09-01")
    assert sentences(blocks)[-1].startswith("例外达标0项、待证5项。")
    assert [row[1] for row in table(blocks, "table-tolerances")] == [
        "张掖一中",
        "甘州中学",
        "大成学校",
        "前进小学",
        "甘泉街小学",
    ]
    assert all(
        row[5] == "建成时间证明（2010年及以前）（缺结论、材料名称、材料日期、核查单位）"
        for row in table(blocks, "table-tolerances")
    )
