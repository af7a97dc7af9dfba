"""The title, the verdict and what decides it. 标题与评估结论。"""

from __future__ import annotations

from collections.abc import Sequence

from pandas import isna, notna

from ...printing.blocks import Block, Bullets, Callout, Heading, Mark, Paragraph, Strong, Text, join
from ...printing.display import Shown
from ...scoring.parts import MET, NOT_APPLICABLE, NOT_MET, TOLERATED
from ...scoring.verdicts import UNDETERMINED, WORDS
from ...standard.cards import Card
from ...standard.rule_ids import indicator_number, indicator_rule, is_indicator
from ..report import OPEN, Report, Row
from ..words import bound_words, chinese_date, own_name, school_year_words, standing, tally, why
from .local_goals import goal_counts

TONES = {"met": "good", "not_met": "bad", UNDETERMINED: "open"}


def title(report: Report) -> Shown:
    """The name of the page. 报告标题。"""
    standard = report.evaluation.rules.standard
    blocks: list[Block] = [
        Heading(f"{report.name}{own_name(standard.name)}报告", "top", level=1),
        Paragraph(
            f"{report.full_name}（{report.county}），{school_year_words(report.school_year)}数据，按{chinese_date(report.as_of)}有效的规则评估。"
        ),
    ]
    blocks.append(
        Paragraph(
            "每个数字都有编号：网页上点击带点线的数字，可看到算式、条款和数据单元格；纸面上编号印在数字旁或下方，可用 explain 命令查询。",
            small=True,
        )
    )
    if report.synthetic:
        blocks.append(
            Callout(
                "open",
                "本报告所用学校数据为合成数据，仅供演示和检验。",
                ("报告中的数值、名次和结论不反映任何真实学校或地区的情况。",),
            )
        )
    return Shown(blocks)


def verdict(report: Report) -> Shown:
    """The county's verdict, its reasons, and its bounds where data are missing. 评估结论。"""
    own = report.county_verdict("county")
    standard = report.evaluation.rules.standard
    count = report.numbers.count
    ids = report.numbers.verdicts
    good = [row for row in report.members if row["verdict"] in (MET, TOLERATED)]
    asking = [row for row in report.members if row["verdict"] != NOT_APPLICABLE]
    met = count("V-met", own["value"], "已达到的要求", "结论为达标或例外达标的要求计数", "项", of=ids(good))
    asked = count("V-asked", own["line"], "应达到的要求", "适用于本县的要求计数", "项", of=ids(asking))
    failed = [row for row in report.members if row["verdict"] == NOT_MET]
    open_ = [row for row in report.members if row["verdict"] in OPEN]
    blocks: list[Block] = [
        Callout(
            TONES[own["verdict"]],  # type: ignore[arg-type]
            (
                f"{report.name}{school_year_words(report.school_year)}{standard.short}评估结论：",
                Strong(WORDS[own["verdict"]]),
            ),
            (
                (
                    "认定结论须同时满足",
                    asked,
                    "项要求，已达到",
                    met,
                    "项。",
                    *(
                        (
                            "未达标",
                            count(
                                "V-failed", len(failed), "未达标的要求", "结论为未达标的要求计数", "项", of=ids(failed)
                            ),
                            "项。",
                        )
                        if failed
                        else ()
                    ),
                    *(
                        (
                            "缺数据或待证",
                            count(
                                "V-open",
                                len(open_),
                                "缺数据或待证的要求",
                                "结论为缺数据或待证的要求计数",
                                "项",
                                of=ids(open_),
                            ),
                            "项。",
                        )
                        if open_
                        else ()
                    ),
                ),
                f"依据{'、'.join(standard.documents)}，规则日期{chinese_date(report.as_of)}。",
            ),
        )
    ]
    blocks.append(Paragraph(_unmet_sentence(report)))
    blocks += [Paragraph(sentence) for sentence in _local_sentences(report)]
    if failed:
        blocks += [Heading("决定结论的原因", "reasons"), Bullets(tuple(_reason(report, row) for row in failed))]
    if open_:
        best, worst = (WORDS[report.county_verdict(f"county_{bound}")["verdict"]] for bound in ("best", "worst"))
        blocks += [
            Heading("缺数据或待证的要求", "open-members"),
            Bullets(tuple(_reason(report, row) for row in open_)),
            Paragraph(
                ("如上述事项全部补齐且达到要求，结论为", Strong(best), "；如均达不到，结论为", Strong(worst), "。")
            ),
        ]
    return Shown(blocks)


def _unmet_sentence(report: Report) -> Text:
    unmet = report.unmet
    total = report.numbers.count(
        "I-all", len(report.cards), "指标总数", "评估标准所列指标计数", "项", of=_ids(report, report.cards)
    )
    if not unmet:
        return (total, "项指标中没有未达标的指标。")
    number = report.numbers.count(
        "I-unmet", len(unmet), "未完全达标的指标数", "至少有一个适用对象未达标的指标计数", "项", of=_ids(report, unmet)
    )
    groups: list[Text] = []
    for dimension, label in report.evaluation.rules.standard.dimensions.items():
        own = [card for card in unmet if card.dimension == dimension]
        if own:
            size = report.numbers.count(
                f"I-unmet-{dimension}",
                len(own),
                f"{label}未完全达标的指标数",
                "同上，按维度计数",
                "项",
                of=_ids(report, own),
            )
            names = "、".join(f"{card.number}.{card.short}" for card in own)
            groups.append((f"{label}", size, f"项（{names}）"))
    return (total, "项指标中未完全达标的有", number, "项：", *join(groups, "；"), "。")


def _ids(report: Report, cards: Sequence[Card]) -> list[str]:
    return report.numbers.verdicts([report.county_verdict(indicator_rule(card.number)) for card in cards])


def _local_sentences(report: Report) -> list[Text]:
    """Beside the verdict: how far each local document's goals are reached."""
    said: list[Text] = []
    for at, overlay in enumerate(report.overlays):
        asked, met = goal_counts(report, at, overlay.document)
        said.append(
            (
                f"另对照地方文件“{overlay.document}”：",
                asked,
                "项目标中已实现",
                met,
                "项，详见“地方目标”部分；地方目标不影响上述结论。",
            )
        )
    return said


def _reason(report: Report, row: Row) -> Text:
    """One requirement and how it stands. 一项要求的情况。"""
    words: list[Text] = [(Strong(row["label"]), "：", Mark(row["verdict"]))]
    if is_indicator(row["rule"]):
        card = report.evaluation.rules.by_number[indicator_number(row["rule"])]
        words[0] = (Strong(f"指标{card.number} {card.label}"), "：", Mark(row["verdict"]))
        if card.level in ("county", "subject"):
            words.append(
                join([_part(report, r) for r in report.results(card.number) if r["status"] == row["verdict"]], "；")
            )
        else:
            words.append(standing(report, card))
    elif row["rule"].startswith("balance_"):
        number = int(row["rule"].removeprefix("balance_"))
        own = report.balance_of(number, row["stage"])
        words.append(
            (report.numbers.balance(own, "value"), f"，标准不高于{report.numbers.line(own)}")
            if notna(own["value"])
            else row["because"]
        )  # type: ignore[arg-type]
    elif row["rule"] == "school_rule":
        judged = zip(
            report.numbers.verdicts(report.segments, "school_rule"),
            (s["verdict"] for s in report.segments),
            strict=True,
        )
        words.append(tally(report, "VS", judged, "segment", row["label"]))
    else:
        words.append(row["because"])
    return (*join(words, "，"), "。")


def _part(report: Report, row: Row) -> Text:
    label = row["label"] or ""
    if isna(row["value"]):
        # The status stands before it already: only a named part, or the reason, adds to that.
        return f"{label}{WORDS[row['status']]}" if label else why(row) or "核查结论不符合要求"
    card = report.evaluation.rules.by_number[row["indicator"]]
    part = card.part(row["part"])
    unit = part.unit
    return (label, report.numbers.result(row), unit, f"（标准{bound_words(part, row['line'], unit)}）")
