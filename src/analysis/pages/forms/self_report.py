"""The county's report on itself, as a Word document in official form. 自评报告。"""

from __future__ import annotations

from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH

from ...atomic import write_whole
from ...printing.office.form import Form
from ...printing.office.letter import UPRIGHT, Letter
from ...printing.office.pictures import pictures
from ..county_report.charts.around_line import around_line
from ..county_report.charts.coefficients import coefficients
from ..county_report.charts.county_ratios import county_ratios
from ..report import Report
from ..words import chinese_date, own_name, school_year_words
from .balance_table import balance
from .indicator_text import dimension
from .instructions import NOTICE
from .overview import asked, conclusion, overview
from .problems import BLANK, next_steps, problems
from .resources import resources
from .school_table import schools
from .summary_table import summary

TITLE = "自评报告"


def write_self_report(report: Report, path: Path) -> None:
    """Write the report; every number and sentence in it is made of the results. 生成自评报告。

    The file appears complete or not at all, and the same report gives the same bytes; OSError where the folder
    cannot be written. The numbers are registered with `report.numbers`, so numbers.csv is to be written after.
    """
    standard = report.evaluation.rules.standard
    name = f"{report.name}{own_name(standard.name)}"
    letter = Letter(name + TITLE, NOTICE if report.synthetic else "")
    day = chinese_date(report.as_of)
    letter.title((name, TITLE), f"（{school_year_words(report.school_year)}数据，按{day}有效的规则）")
    if report.synthetic:
        letter.text(f"本报告所用学校数据为{NOTICE}。")
    letter.text(
        f"根据{'、'.join(standard.documents)}的规定，对{report.full_name}义务教育优质均衡发展情况进行自评，现将结果报告如下。"
        "文中数字和结论由填报数据按规则计算得出，判定用未修约的精确值；空白数据按缺数据处理，不按零计算。"
    )
    figures = [around_line(report), coefficients(report), county_ratios(report)]
    spread, levels, ratios = zip(figures, pictures(figures, UPRIGHT), strict=True)
    overview(letter, report)
    conclusion(letter, report)
    resources(letter, report, spread, levels)
    dimension(letter, report, "government")
    letter.picture(*ratios)
    dimension(letter, report, "quality")
    dimension(letter, report, "recognition")
    asked(letter, report)
    problems(letter, report)
    next_steps(letter, report)
    annex = [make(report) for make in (summary, schools, balance)]
    _sign(letter, annex)
    letter.lay_across()
    for i, form in enumerate(annex):
        letter.form(form, new_page=i > 0)
    about = {"author": "", "subject": standard.name, "category": TITLE}
    write_whole(path, letter.content(about, report.source.received_on))


def _sign(letter: Letter, annex: list[Form]) -> None:
    """What is attached, who signs, and when."""
    letter.text("")
    for i, form in enumerate(annex, start=1):
        letter.text(f"{'附表：' if i == 1 else '　　　'}{i}.{form.number}　{form.title}")
    letter.text("")
    for line in (f"县（市、区）人民政府（盖章，{BLANK}）", "　　　　年　　月　　日"):
        letter.text(line).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
