"""The self-report, read back from the Word file. 自评报告。"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from analysis.pages.forms.self_report import write_self_report
from analysis.pages.report import Report
from analysis.rounding import plain_number

NOTICE = "合成数据，仅供演示和检验"
CHAPTERS = [
    "一、县域概况",
    "二、自评结论",
    "三、资源配置",
    "四、政府保障程度",
    "五、教育质量",
    "六、社会认可度",
    "七、存在问题",
    "八、下一步",
]
#: Schools that the published findings name, indicator by indicator (STANDARD: 2–7, 10–12, 27, 28), and those that
#: fill up 26, where the text gives a count and no names.
NAMED = {
    "张掖一中",
    "甘州区民族小学",
    "张掖四中",
    "长安镇中心学校",
    "北街小学",
    "南关学校",
    "金安苑学校",
    "劳动街小学",
    "青东小学",
    "甘泉街小学",
    "思源实验学校",
    "前进小学",
    "青西小学",
    "育才中学",
    "甘州中学",
    "乌江镇中心学校",
    "马神庙街小学",
    "大成学校",
    "甘州区合成第一小学",
    "甘州区合成第四小学",
    "甘州区合成第七小学",
    "甘州区合成第十小学",
    "甘州区合成第二初级中学",
    "甘州区合成第一九年制学校",
}


def written(report: Report, folder: Path) -> Docx:
    write_self_report(report, folder / "自评报告.docx")
    return Document(str(folder / "自评报告.docx"))


@pytest.fixture(scope="module")
def paper(ganzhou: Report, tmp_path_factory: pytest.TempPathFactory) -> Docx:
    return written(ganzhou, tmp_path_factory.mktemp("letter"))


def styled(paper: Docx, style: str) -> list[str]:
    return [p.text for p in paper.paragraphs if p.style is not None and p.style.name == style]


def chapter(paper: Docx, heading: str) -> list[str]:
    """Texts from one heading to the next of its level or above."""
    texts: list[str] = []
    level = ""
    for p in paper.paragraphs:
        style = p.style.name if p.style is not None else ""
        if level and style.startswith("Heading") and style <= level:
            break
        if level:
            texts.append(p.text)
        elif p.text == heading:
            level = style
    assert level, heading
    return texts


def table(paper: Docx, first: str) -> list[list[str]]:
    """Rows of the table whose first heading row holds these words."""
    for own in paper.tables:
        grid = [[cell.text for cell in row.cells] for row in own.rows]
        if first in grid[0]:
            return grid
    raise AssertionError(f"no table with {first}")


def east_asian(style: object) -> str:
    return style.element.rPr.rFonts.get(qn("w:eastAsia"))  # type: ignore[attr-defined]


def test_eight_chapters_with_real_headings(paper: Docx) -> None:
    assert styled(paper, "Heading 1") == CHAPTERS
    seven = styled(paper, "Heading 3")
    assert [text[:2] for text in seven] == [f"{i}." for i in range(1, 8)]
    sections = styled(paper, "Heading 2")
    assert sections.count("（一）七项指标达标情况") == 1 and "（十五）随迁子女与留守儿童" in sections


def test_layout_of_gbt9704(paper: Docx) -> None:
    section = paper.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]  # type: ignore[union-attr]
    body = paper.styles["Body Text"]
    spacing, indent = body.element.pPr.find(qn("w:spacing")), body.element.pPr.find(qn("w:ind"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule")), indent.get(qn("w:firstLineChars"))) == (
        "560",
        "exact",
        "200",
    )
    sizes = {
        "Title": (Pt(22), "方正小标宋简体"),
        "Heading 1": (Pt(16), "黑体"),
        "Heading 2": (Pt(16), "楷体_GB2312"),
        "Heading 3": (Pt(16), "仿宋_GB2312"),
        "Body Text": (Pt(16), "仿宋_GB2312"),
    }
    for name, (size, font) in sizes.items():
        assert (paper.styles[name].font.size, east_asian(paper.styles[name])) == (size, font), name  # type: ignore[attr-defined]


def test_missing_fonts_have_a_substitute(paper: Docx) -> None:
    fonts = next(
        rel.target_part for rel in paper.part.rels.values() if rel.reltype.endswith("/fontTable")
    ).blob.decode()
    for name, other in (("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "宋体")):
        assert re.search(f'w:name="{name}">\\s*<w:altName w:val="{other}"', fonts), name


def test_page_numbers_stand_outside_on_both_sides(paper: Docx) -> None:
    assert paper.settings.odd_and_even_pages_header_footer
    section = paper.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (p,) = footer.paragraphs
        assert p._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert p._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
        assert "".join(node.text for node in p._p.iter(qn("w:t"))) == "— 1 —"


def test_every_page_says_that_the_data_are_synthetic(paper: Docx) -> None:
    for section in paper.sections:
        for header in (section.header, section.even_page_header):
            assert NOTICE in header.paragraphs[0].text


def test_real_data_are_not_called_synthetic(make: Callable[..., Report], tmp_path: Path) -> None:
    paper = written(make("620702", synthetic=False), tmp_path)
    texts = [p.text for p in paper.paragraphs]
    texts += [h.paragraphs[0].text for s in paper.sections for h in (s.header, s.even_page_header)]
    assert not any(NOTICE in text for text in texts)


def test_properties_and_language(paper: Docx) -> None:
    assert paper.core_properties.title == "甘州区义务教育优质均衡发展督导评估自评报告"
    assert paper.core_properties.language == "zh-CN"
    lang = next(paper.styles.element.iter(qn("w:lang")))
    assert lang.get(qn("w:eastAsia")) == "zh-CN"


def test_pictures_have_words_for_those_who_cannot_see_them(paper: Docx) -> None:
    about = [shape._inline.docPr for shape in paper.inline_shapes]
    assert len(about) == 3
    for picture in about:
        assert len(picture.get("descr")) > 20
    assert all(round(shape.width.mm) == 156 for shape in paper.inline_shapes)


def test_headings_of_tables_repeat_and_rows_do_not_split(paper: Docx) -> None:
    for own in paper.tables:
        first = own.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in own.rows)


def test_the_same_report_gives_the_same_bytes(yongchang: Report, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        write_self_report(yongchang, tmp_path / name)
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_the_conclusion_gives_verdict_and_reasons(paper: Docx) -> None:
    own = chapter(paper, "二、自评结论")
    assert own[0].endswith("结论：未达标")
    assert any("32项指标中未完全达标的有14项" in text for text in own)


def test_resources_tell_the_schools_below_each_line(paper: Docx) -> None:
    own = chapter(paper, "2.县级以上骨干教师")
    assert (
        own[1] == "小学：应评44个校（段），其中达标42个、未达标2个。未达标：张掖一中（0.91）、甘州区民族小学（0.82）。"
    )
    assert own[2] == "初中：应评22个校（段），其中达标21个、未达标1个。未达标：张掖一中（0.80）。"


def test_problems_name_every_school_and_on_what(paper: Docx) -> None:
    own = chapter(paper, "（二）学校")
    assert own[0] == "有指标未达标的学校共24所，按未达标指标数由多到少排列："
    told = {re.match(r"\d+\.(.+?)（\d+项）：", text).group(1): text for text in own[1:]}  # type: ignore[union-attr]
    assert set(told) == NAMED
    assert "县级以上骨干教师（小学0.91，初中0.80）" in told["张掖一中"] and "学校规模（2790人）" in told["张掖一中"]
    assert "班级规模（小学36个班，最大54人）" in told["劳动街小学"]
    county = chapter(paper, "（一）县级事项")
    assert "指标17" in county[0] and "指标18" in county[0]


def test_next_steps_name_gaps_with_what_plan_and_ledger_say_and_leave_the_rest_to_the_county(paper: Docx) -> None:
    head, *steps = table(paper, "未达到的要求")
    assert head[3:] == ["整改措施", "责任单位", "完成时限"]
    assert [row[1].split(" ")[0] for row in steps] == [
        f"指标{n}" for n in (2, 3, 4, 5, 6, 7, 10, 11, 12, 17, 18, 26, 27, 28)
    ] + ["校级综合达标"]
    assert steps[-1][3:] == ["由县填写"] * 3, "no line of the ledger speaks of the school rule as such"
    # 二（一）5: 2025年10月31日前, 区教育局 and 区财政局.
    equipment = next(row for row in steps if row[1].startswith("指标6 "))
    assert "统一公开招标采购" in equipment[3] and "区财政局" in equipment[4] and equipment[5] == "2025年10月31日前"
    assert any("（由县填写）" in text for text in chapter(paper, "八、下一步"))


def test_annex_is_laid_across_and_holds_every_school(paper: Docx) -> None:
    section = paper.sections[-1]
    assert section.orientation == WD_ORIENT.LANDSCAPE and round(section.page_width.mm) == 297  # type: ignore[union-attr]
    grid = table(paper, "学校名称")
    assert [row[0] for row in grid[2:]] == [str(i) for i in range(1, 67)]
    captions = styled(paper, "Caption")
    assert [text.split("　")[0] for text in captions if text.startswith("表")] == ["表Ⅱ-1", "表Ⅱ-2", "表Ⅲ"]


def test_no_figure_is_typed_by_hand(paper: Docx, ganzhou: Report) -> None:
    """Every decimal figure of the text is a registered number, a line, or a setting of the rules."""
    known = {proof.text for proof in ganzhou.numbers.proofs.values()}
    results, balance = ganzhou.evaluation.results, ganzhou.evaluation.balance
    known |= {plain_number(float(line)) for line in (*results["line"].dropna(), *balance["line"].dropna())}
    for text in (p.text for p in paper.paragraphs if p.style is not None and p.style.name == "Body Text"):
        for figure in re.findall(r"(?<![\d.])\d+\.\d+", text):
            assert figure in known, f"{figure} in {text}"


def test_tolerances_are_listed_with_their_evidence(yongchang: Report, tmp_path: Path) -> None:
    paper = written(yongchang, tmp_path)
    (row,) = table(paper, "例外情形")[1:]
    assert row[0] == "永昌县合成第一小学（小学）" and row[1] == "4.教学及辅助用房"
    # 947 pupils, and 4.19 where 4.5 is asked.
    assert row[2].startswith("4-3 ") and row[3:5] == ["4.19", "4.5"] and row[6] == "例外达标"
    evidence = yongchang.intake.tables["evidence"]
    assert evidence.loc[evidence["tolerance"] == "4-3", "document"].item() in row[5]
    assert any(text.startswith("如上述事项全部补齐") for text in chapter(paper, "二、自评结论"))
    missing = chapter(paper, "（三）缺数据和待证事项")
    assert missing[0] == "1.指标7 网络多媒体教室，缺数据（填报有缺项）：永昌县合成第五小学。"


def test_hostile_names_stay_words(make: Callable[..., Report], tmp_path: Path) -> None:
    name = '<w:p/>&amp;"校"\x0b'

    def change(tables: dict[str, object]) -> None:
        frame = tables["schools"]
        frame.loc[frame["name"] == "张掖四中", "name"] = name  # type: ignore[attr-defined, index]

    paper = written(make("620702", change), tmp_path)
    shown = name.removesuffix("\x0b")
    assert any(shown in text for text in chapter(paper, "（二）学校"))
    assert any(shown in row[1] for row in table(paper, "学校名称"))


def test_a_county_with_next_to_no_data_still_has_its_report(
    by_hand: Callable[[dict[str, object]], Report], tmp_path: Path
) -> None:
    paper = written(by_hand({"segments": {"stage": "小学", "pupils": 300}}), tmp_path)
    assert styled(paper, "Heading 1") == CHAPTERS
    assert chapter(paper, "二、自评结论")[0].endswith("暂不能判定")
    assert any("缺数据" in text for text in chapter(paper, "一、县域概况"))
    assert len(paper.inline_shapes) == 3
