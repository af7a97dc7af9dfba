"""The monthly report and the letters say what the ledger holds. 月报与致各单位公文。

On 10 August the ledger of 甘州区 is opened; on 20 September five offices answer. Told of September, by hand from the
deadlines of the plan: due before the 30th and not struck off are 张掖三中 (31 July), two of 15 August, two of 20 August,
four of 31 August and 立项 (15 September), ten in all, of which the first five are more than 30 days late.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from analysis.errors import UserError
from analysis.pages import monthly_report, office_letter
from analysis.pages.monthly_report.month import Month, open_until
from analysis.planning.colours import read_ledger_rules
from analysis.planning.history import HistoryRow, append, read_history, replay
from analysis.planning.ledger import task_changes
from analysis.planning.open_ledger import record
from analysis.printing.blocks import Block, Callout, FigureBlock, Number, Paragraph, TableBlock, plain
from analysis.printing.display import PAPER, Shown
from analysis.printing.notebook_page import Section
from analysis.printing.pdf_exporter import paper
from analysis.project import VARIABLE
from analysis.rounding import round_half_up

RULES = read_ledger_rules(Path(__file__).parents[2] / "params" / "ledger.yml")

A3 = (1190.55, 841.89)
DONE = {"status": "已完成", "progress": "100"}
ANSWERS = [
    ("620702-T-2.1.5-1", "区教育局", {**DONE, "evidence": "教学仪器设备缺口测算表（2025-09-10）"}),
    ("620702-T-2.1.5-2", "区财政局", {**DONE, "evidence": "专项经费预算文件（2025-09-12）"}),
    ("620702-T-2.1.1-1", "区委人才办", {**DONE, "evidence": "骨干教师培养储备库名单（2025-08-30）"}),
    ("620702-T-2.1.3-5", "区教育局", {**DONE, "note": "已完工"}),
    ("620702-T-2.1.4-2", "区发改局", {"status": "正在推进", "progress": "50"}),
    ("620702-T-2.3.2-1", "区委宣传部", {"status": "正在推进", "progress": "70"}),
]


@pytest.fixture(scope="module")
def place(project: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("place")
    for folder in ("params", "notebooks", "data/raw", "data/reference", "data/corrections"):
        (root / folder).parent.mkdir(parents=True, exist_ok=True)
        if (project.root / folder).exists():
            (root / folder).symlink_to(project.root / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(root))
        opened = record(open_until("620702", "2025", "2025-09-01", date(2025, 8, 1), date(2025, 8, 10)).ledger)
        rows = [
            HistoryRow(line, opened.states[line].title, "file#1", "2025-09-20", key, "", text, "", "", "", office)
            for line, office, said in ANSWERS
            for key, text in said.items()
        ]
        rows += task_changes(opened.plan, replay((*opened.history.rows, *rows)), None, "file#1", "2025-09-20", RULES)
        append(opened.history, rows)
        yield root


@pytest.fixture(scope="module")
def september(place: Path) -> Month:
    return monthly_report.open_month("620702", "2025", "2025-09-01", "2025-09")


SECTIONS = ("title", "overview", "progress", "problems", "due", "offices", "gaps", "wall", "sources")


@pytest.fixture(scope="module")
def shown(september: Month) -> dict[str, Shown]:
    return {name: getattr(monthly_report, name)(september) for name in SECTIONS}


def words(shown: Shown) -> str:
    return shown._repr_mimebundle_()["text/plain"]  # type: ignore[no-any-return]


def table(shown: Shown, anchor: str) -> TableBlock:
    return next(block for block in shown.blocks if isinstance(block, TableBlock) and block.anchor == anchor)


def numbers(thing: Any) -> Iterator[Number]:
    """Every number anywhere in blocks."""
    if isinstance(thing, Number):
        yield thing
    elif isinstance(thing, tuple | list):
        for each in thing:
            yield from numbers(each)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from numbers(getattr(thing, field.name))


def test_the_page_names_its_month_and_the_fifth_of_the_next(shown: dict[str, Shown]) -> None:
    said = words(shown["title"])
    assert "甘州区优质均衡创建工作月报（2025年9月）" in said
    assert "截至2025年9月30日" in said and "应于2025年10月5日前报送" in said
    assert any(isinstance(block, Callout) and "合成数据" in plain(block.title) for block in shown["title"].blocks)


def test_december_is_reported_in_january() -> None:
    assert Month(None, None, date(2025, 12, 1)).next_month == (date(2026, 1, 1), date(2026, 1, 31))  # type: ignore[arg-type]


def test_the_totals_are_those_counted_by_hand(september: Month, shown: dict[str, Shown]) -> None:
    """74 lines of the evaluation and 101 tasks; six promised results were met from the start, three tasks done in September."""
    said = words(shown["overview"])
    assert "立账175项，已销号9项，未销号166项；其中逾期10项" in said
    assert "本月新立账0项、销号3项、重新立账0项；报送进展的单位5个" in said
    body = [tuple(plain(cell) for cell in row) for row in table(shown["overview"], "table-colours").rows]
    assert {row[:3] for row in body} == {
        ("评估事项", "本月末", "74"),
        ("评估事项", "上月末", "74"),
        ("方案任务", "本月末", "101"),
        ("方案任务", "上月末", "101"),
    }
    for row in body:
        assert sum(map(int, row[3:])) == int(row[2])
    assert [row[6] for row in body] == ["0", "0", "9", "6"]


def test_what_was_struck_off_and_reported_is_listed(shown: dict[str, Shown]) -> None:
    closed = {plain(row[0]) for row in table(shown["progress"], "table-close").rows}
    assert closed == {
        "二（一）1 建立骨干教师培养储备库",
        "二（一）5 测算未达标学校教学仪器设备缺口",
        "二（一）5 追加经费预算，下达专项经费",
    }
    reported = {(plain(row[0]), plain(row[2]), plain(row[3])) for row in table(shown["progress"], "table-answers").rows}
    assert ("区发改局", "正在推进", "50") in reported and len(table(shown["progress"], "table-answers").rows) == 6


def test_late_lines_and_contradictions_are_named(shown: dict[str, Shown]) -> None:
    said = words(shown["problems"])
    assert "逾期未销号10项，其中严重滞后5项" in said
    # 教学用房 is reported as done, and six schools are still below their line.
    assert "单位报已完成而尚不能销号的1项：完成项目建设或功能调整，教学及辅助用房面积全面达标" in said
    assert "总目标为2025年12月31日前，而8项任务的时限更晚" in said
    late = table(shown["problems"], "table-late").rows
    assert [plain(row[2]) for row in late] == ["61", "46", "46", "41", "41", "30", "30", "30", "30", "15"]


def test_october_brings_five_tasks_and_the_schools_of_two_indicators(shown: dict[str, Shown]) -> None:
    """Due 31 October: 场地布局, 安装调试, 多媒体教室, 10月检查, 第三方; indicator 6 in six schools, 7 in nine."""
    rows = table(shown["due"], "table-due").rows
    assert len(rows) == 5 + 6 + 9 and {plain(row[0]) for row in rows} == {"2025-10-31"}
    assert "报送上月工作进展、存在问题及下月计划（每月）：10月5日" in words(shown["due"])


def test_every_office_of_the_plan_is_there_once(september: Month, shown: dict[str, Shown]) -> None:
    rows = [tuple(plain(cell) for cell in row) for row in table(shown["offices"], "table-offices").rows]
    assert sorted(row[0] for row in rows) == sorted(
        {office for task in september.ledger.plan.tasks for office in task.offices}
    )
    audit = next(row for row in rows if row[0] == "区审计局")
    # 审计 (2.2.5-4) and indicator 26 in six schools, none late on 30 September, no report.
    assert audit[1:3] == ("7", "7") and audit[6] == "0" and audit[8:] == ("—", "否")
    assert {row[0] for row in rows if row[9] == "是"} == {office for _, office, _ in ANSWERS}


def test_every_number_of_the_page_has_its_proof(september: Month, shown: dict[str, Shown]) -> None:
    proofs = september.report.numbers.proofs
    found = [number for each in shown.values() for number in numbers(each.blocks)]
    assert len(found) > 200
    for number in found:
        assert proofs[number.id].text == number.text
        assert proofs[number.id].formula
    tally = proofs["J-late"]
    assert tally.cells.startswith("data/ledger/620702.csv!A")


def test_the_rows_that_a_tally_names_are_those_of_its_lines(
    september: Month, shown: dict[str, Shown], place: Path
) -> None:
    lines = (place / "data" / "ledger" / "620702.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = september.report.numbers.proofs["J-late-red"].cells.partition("!")[2].split("、")
    named = {lines[int(cell[1:]) - 1].split(",")[0] for cell in cells}
    assert named == {f"620702-T-{id}" for id in ("2.2.2-4", "2.1.2-1", "2.2.1-1", "2.1.3-1", "2.1.6-1")}


def test_a_figure_of_the_evaluation_is_its_value(september: Month, shown: dict[str, Shown]) -> None:
    results = september.report.evaluation.results
    value = results.loc[(results["indicator"] == 6) & (results["name"] == "前进小学"), "value"].iloc[0]
    row = next(row for row in table(shown["due"], "table-due").rows if plain(row[1]) == "前进小学：教学仪器设备值")
    (number,) = numbers(row[4])
    assert number.id == "R06-6207020006-primary" and number.text == str(round_half_up(value, 2))


def test_the_wall_is_one_sheet_of_a3_across(september: Month, shown: dict[str, Shown]) -> None:
    figure = next(block for block in shown["wall"].blocks if isinstance(block, FigureBlock))
    assert figure.wide and figure.title == "甘州区创建工作时间表：101项方案任务，已完成9项，逾期10项（截至2025-09-30）"
    assert "合成数据" in figure.svg and "红：未启动或严重滞后" in figure.alt
    # Every task is in the table behind it, with office and day.
    assert figure.table is not None and len(figure.table.rows) == 101
    assert all(plain(row[2]) and plain(row[3]) for row in figure.table.rows)
    sections = [
        Section(f"s{i}", name, ({PAPER: each._repr_mimebundle_()[PAPER]},))
        for i, (name, each) in enumerate(shown.items())
    ]
    page = monthly_report.finish_page(september, "").page
    pages = pypdf.PdfReader(io.BytesIO(paper(page, sections))).pages
    sizes = [(round(float(page.mediabox.width), 2), round(float(page.mediabox.height), 2)) for page in pages]
    assert sizes.count(A3) == 1
    assert all("合成数据" in page.extract_text() for page in pages)


def test_the_page_leaves_its_tables_behind(september: Month, shown: dict[str, Shown], tmp_path: Path) -> None:
    page = monthly_report.finish_page(september, str(tmp_path)).page
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "results.csv", "verdicts.csv", "numbers.csv"}
    assert len((tmp_path / "ledger.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + 175
    assert page["synthetic"] and page["county"] == "620702" and page["verdict"].startswith("未销号166项，红")


def test_opening_a_page_writes_nothing(place: Path) -> None:
    path = place / "data" / "ledger" / "620702.csv"
    before = path.read_bytes()
    monthly_report.open_month("620702", "2025", "2025-09-01", "2025-11")
    assert path.read_bytes() == before


def test_a_month_that_is_over_is_told_as_it_was(place: Path) -> None:
    august = monthly_report.open_month("620702", "2025", "2025-09-01", "2025-08")
    assert "台账在此之后还有记录" in words(monthly_report.title(august))
    said = words(monthly_report.overview(august))
    assert "已销号6项" in said and "本月新立账175项、销号6项" in said
    assert "本月没有单位报送进展" in words(monthly_report.progress(august))


def test_a_county_without_a_ledger_is_told_that_nothing_is_recorded(place: Path) -> None:
    month = monthly_report.open_month("430203", "2025", "2025-09-01", "2025-09")
    said = words(monthly_report.title(month))
    assert "处变化还没有登记" in said and "ledger 430203" in said
    assert read_history(month.ledger.history.path).rows == ()
    assert "尚无记录" in words(monthly_report.sources(month))


@pytest.mark.parametrize("month", ["2025-9", "九月", "2025-13"])
def test_a_month_written_otherwise_is_refused(month: str, place: Path) -> None:
    with pytest.raises(UserError, match="月份 month 应写成 2025-09 这样"):
        monthly_report.open_month("620702", "2025", "2025-09-01", month)


# Gaps.


def test_gaps_are_told_by_indicator_with_the_floor_beside(september: Month, shown: dict[str, Shown]) -> None:
    rows = {
        (plain(row[0]), plain(row[1])): [plain(cell) for cell in row[2:]]
        for row in table(shown["gaps"], "table-gaps").rows
    }
    results = september.report.evaluation.results
    teachers = results[(results["indicator"] == 2) & (results["status"] == "not_met")]
    # 1 % of the pupils in teachers, whole ones, less those there are.
    lacking = sum(-(-int(row["denominator"]) // 100) - int(row["numerator"]) for row in teachers.to_dict("records"))
    assert rows["2.县级以上骨干教师", "教师"][:2] == ["2", f"{lacking}人"]
    assert rows["11.学校规模", "超出学生"][1:3] == [
        f"{sum(int(v) - int(line) for v, line in _sizes(results, 11))}人",
        "—",
    ]
    # 17, 27 and the two parts of 28 have an answer that is not good, which is no number of anything.
    assert [rows[name, "—"][-1] for name in ("17.编制岗位统筹", "27.信息化教学")] == ["结论不符合要求1项"] * 2
    assert all(row[3:5] == ["—", "—"] for row in rows.values()), "nothing is pending or unknown here"


def _sizes(results: Any, indicator: int) -> list[tuple[float, float]]:
    own = results[(results["indicator"] == indicator) & (results["status"] == "not_met")]
    return list(zip(own["value"], own["line"], strict=True))


def test_township_types_add_up_to_the_schools_own_total(shown: dict[str, Shown]) -> None:
    whole = {plain(row[0]): plain(row[3]) for row in table(shown["gaps"], "table-gaps").rows}
    areas = {plain(row[0]): [plain(cell) for cell in row[1:]] for row in table(shown["gaps"], "table-gaps-area").rows}
    for name, unit in (("3.体育艺术专任教师", "人"), ("7.网络多媒体教室", "间")):
        assert sum(int(cell.removesuffix(unit)) for cell in areas[name] if cell != "—") == int(
            whole[name].removesuffix(unit)
        )
    assert "18.教师交流轮岗：交流轮岗教师比例" in whole and "18.教师交流轮岗：交流轮岗教师比例" not in areas


def test_an_office_has_the_gaps_of_its_indicators(shown: dict[str, Shown]) -> None:
    """The plan gives 10 to 区教育局, 区住建局, 区财政局 and 相关学校, and 26 to 区审计局 among others."""
    rows = {plain(row[0]): plain(row[1]) for row in table(shown["gaps"], "table-gaps-offices").rows}
    assert {office for office, said in rows.items() if "10.音乐美术专用教室：音乐专用教室 45间" in said} == {
        "区教育局",
        "区住建局",
        "区财政局",
        "相关学校",
    }
    assert rows["区审计局"].startswith("26.教师培训经费：公办学校")


def test_what_is_missing_is_not_zero_and_what_waits_for_papers_stands_apart(place: Path) -> None:
    yongchang = monthly_report.open_month("620321", "2025", "2025-09-01", "2025-09")
    rows = {
        plain(row[0]): [plain(cell) for cell in row[2:]]
        for row in table(monthly_report.gaps(yongchang), "table-gaps").rows
    }
    # One school left 7 blank, the county left 15 blank, one answer to 29 lacks its paper.
    assert rows["7.网络多媒体教室"] == ["—", "—", "—", "—", "1项", "—"]
    assert rows["15.教师工资收入：平均工资收入比较"] == ["—", "—", "—", "—", "1项", "—"]
    assert rows["29.课程与教学秩序：课程开齐开足"] == ["—", "—", "—", "—", "—", "材料不全1项"]


def test_a_coefficient_above_its_line_is_told_with_what_would_lower_it(place: Path) -> None:
    """金川区: 0.501752 against 0.5; the distances must shrink by 1 − 0.5/0.501752 = 0.3492 %, told as 0.35; one teacher more does it."""
    jinchuan = monthly_report.open_month("620302", "2025", "2025-09-01", "2025-09")
    shown = monthly_report.gaps(jinchuan)
    assert "没有差额" in words(shown)
    (row,) = table(shown, "table-gaps-balance").rows
    assert [plain(cell) for cell in row[:5]] == ["2.县级以上骨干教师", "小学", "0.502", "0.5", "0.35%"]
    assert plain(row[5]) == "；".join(
        f"金川区合成第{n}小学{verb}1人" for n, verb in (("二", "增加"), ("三", "增加"), ("四", "减少"))
    )
    found = list(numbers(shown.blocks))
    assert len(found) > 4 and all(number.id in jinchuan.report.numbers.proofs for number in found)


# Letters.


def letter(place: Path, monkeypatch: pytest.MonkeyPatch, office: str = "") -> dict[str, list[Block]]:
    seen: dict[str, list[Block]] = {}
    monkeypatch.setattr(
        sys.modules["analysis.pages.office_letter.letters"],
        "display",
        lambda own: seen.__setitem__(own.sheet, list(own.blocks)),
    )
    office_letter.letters(office_letter.open_letters("620702", "2025", "2025-09-01", "2025-09-30", office))
    return seen


def test_each_office_gets_its_open_lines_each_once(
    place: Path, monkeypatch: pytest.MonkeyPatch, september: Month
) -> None:
    seen = letter(place, monkeypatch)
    for office, blocks in seen.items():
        rows = next(block for block in blocks if isinstance(block, TableBlock)).rows
        own = sorted(line.title for line in september.ledger.lines if line.open and office in line.offices)
        assert sorted(plain(row[1]) for row in rows) == own
        assert any(isinstance(block, Callout) and "合成数据" in plain(block.title) for block in blocks)
    assert set(seen) == {office for line in september.ledger.lines if line.open for office in line.offices}


def test_nobody_above_is_dunned_and_each_paper_has_its_form(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, addressee, text, signature, day, and then the table; the report asks for nothing."""
    seen = letter(place, monkeypatch)
    for office, kind in (
        ("区纪委监委", "报告"),
        ("区委组织部", "报告"),
        ("区委", "报告"),
        ("区财政局", "函"),
        ("相关学校", "通知"),
    ):
        if office not in seen:
            continue
        said = [plain(block.text) for block in seen[office] if isinstance(block, Paragraph)]
        assert said[0].endswith(f"的{kind}") and said[1] == f"{office}："
        assert said[-2:] == ["甘州区义务教育优质均衡发展创建工作领导小组办公室", "2025年9月30日"]
        places = [block.place for block in seen[office] if isinstance(block, Paragraph)]
        assert places[:2] == ["middle", "flush"] and places[-2:] == ["signed", "signed"]
        text = "".join(said)
        assert ("请" in text) == (kind != "报告") and "催办" not in text
    assert {"区纪委监委", "区财政局", "相关学校"} <= set(seen)


def test_one_office_is_written_to_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = letter(place, monkeypatch, "区发改局")
    assert list(seen) == ["区发改局"]
    text = words(Shown(seen["区发改局"]))
    # 立项 (due 15 September) is 15 days late; 体育场馆达标, 优先审批 and the ten schools below the sports line make up the rest.
    assert "其中已逾期1项" in text and "有扩建空间的学校，加快立项：已逾期15天" in text
    assert "未销号13项" in text


def test_an_office_that_is_not_there_is_told_with_the_nearest(place: Path) -> None:
    with pytest.raises(UserError, match="没有“区财证局”的未销号事项，是否应为“区财政局”"):
        office_letter.open_letters("620702", "2025", "2025-09-01", "2025-09-30", "区财证局")


def test_a_letter_says_what_a_school_still_lacks(
    place: Path, monkeypatch: pytest.MonkeyPatch, september: Month
) -> None:
    """By hand: 前进小学 has 1578.77 of 2000 yuan a pupil, so what lacks is (2000 − value) × pupils, in 万元, rounded up."""
    rows = next(
        block for block in letter(place, monkeypatch, "区教育局")["区教育局"] if isinstance(block, TableBlock)
    ).rows
    own = next(row for row in rows if plain(row[1]) == "前进小学：教学仪器设备值")
    results = september.report.evaluation.results
    row = results[(results["indicator"] == 6) & (results["name"] == "前进小学")].iloc[0]
    lacking = (2000 * row["denominator"] - row["numerator"]) / 10000
    said = plain(own[4])
    assert said.startswith("设备") and said.endswith("万元")
    assert 0 <= float(said.removeprefix("设备").removesuffix("万元")) - lacking < 0.01


def test_a_past_month_shows_the_figures_of_its_day(
    place: Path, monkeypatch: pytest.MonkeyPatch, september: Month
) -> None:
    """The ledger held another figure on that day than the evaluation gives now: the page says the ledger's, without a proof."""
    from dataclasses import replace

    from analysis.pages.monthly_report.month import as_measured, measured

    line = september.lines["620702-indicator_06-6207020006"]
    assert as_measured(line) and list(numbers(measured(september, line)))
    then = replace(line, state=replace(line.state, value="1500.5"))
    assert not as_measured(then)
    assert measured(september, then) == "未达标：1500.5元/生，标准2000"
