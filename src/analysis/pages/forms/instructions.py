"""What a reader of the forms must know: sources, units, rounding, versions. 填表说明。"""

from __future__ import annotations

import platform
from importlib.metadata import version

from ...printing.office.form import MISSING, Cell, Form, HeadCell
from ...tables.catalogue import BY_NAME
from ..report import Report
from ..words import chinese_date, school_year_words
from .summary_table import seven

#: What the forms are computed and written with.
LIBRARIES = ("junheng", "pandas", "numpy", "XlsxWriter", "python-docx")
NOTICE = "合成数据，仅供演示和检验，不反映任何真实学校或地区的情况"


def instructions(report: Report) -> Form:
    """The sheet that explains the others. 填表说明。"""
    source, rules = report.source, report.evaluation.rules
    standard = rules.standard
    cards = seven(report)
    units = "；".join(f"{card.number}.{card.label}，{card.unit}" for card in cards)
    rows: list[tuple[Cell, ...]] = [
        ("填报对象", f"{report.full_name}（{report.county}），{school_year_words(report.school_year)}数据"),
        ("评估依据", "；".join(f"{rules.sources[name].title}（{name}）" for name in standard.documents)),
        ("规则日期", f"{chinese_date(report.as_of)}。按该日有效的标准和例外情形认定。"),
        (
            "数据来源",
            "，".join(
                filter(None, (source.title, f"{source.provided_by}提供", f"{chinese_date(source.received_on)}接收"))
            )
            + f"。{source.note}",
        ),
        (
            "统计范围",
            f"{standard.populations['counted'].label}。一贯制学校、完全中学按学段拆分为校（段）；全校共用的校舍、设备按学段折算比例拆分（{standard.split_clause.document}{standard.split_clause.item}）。",
        ),
        ("计量单位", f"{units}。人口单位万人，经济总量单位亿元，收入单位元。"),
        (
            "修约",
            f"四舍五入：校（段）数值和县均值按各指标小数位数（{_places([card.decimals for card in cards])}），校际差异系数{standard.balance_rule.decimals}位小数，比例1位小数。单元格存放修约后的数值。",
        ),
        (
            "判定",
            "达标与否一律按未修约的精确值判定，“以上”“不低于”“不超过”均含本数；修约会掩盖结论的，在表下“修约提示”写明精确值、修约值和结论。",
        ),
        (MISSING, "没有填报或无法计算的，写“缺数据”，不按零计算，也不推定为达标；“—”表示不适用。"),
        (
            "例外达标、待证",
            "未达到标准、符合规程所列例外情形且佐证材料齐全的，记“例外达标”，与“达标”分列；佐证材料不全的，记“待证”。",
        ),
        (
            standard.balance_rule.label,
            f"按在校学生数加权：标准差除以县均值，每项、每学段单独判定（{standard.balance_rule.clause.document}{standard.balance_rule.clause.item}）。",
        ),
        ("举办者类型", f"{BY_NAME['schools'].column('sponsor').note}。"),
        ("数据文件及其SHA-256", "\n".join(f"{name} {digest}" for name, digest in sorted(report.intake.hashes.items()))),
        (
            "软件版本",
            "，".join((f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES))),
        ),
    ]
    if report.synthetic:
        rows.insert(0, ("合成数据", f"{NOTICE}。"))
    heads = (HeadCell("项目", width=18), HeadCell("说明", width=84, align="left"))
    return Form("", "填表说明", "填表说明", heads, tuple(rows), landscape=False)


def _places(decimals: list[int]) -> str:
    return "、".join(f"{number}位" for number in dict.fromkeys(decimals))
