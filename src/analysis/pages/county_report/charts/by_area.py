"""Town and country on the seven. 城乡比较。"""

from __future__ import annotations

from pandas import isna, notna

from ....printing.blocks import FigureBlock, Number, TableBlock, TableColumn, Text
from ....printing.charts.canvas import SMALL, WIDTH, Canvas, Scale, statement
from ....printing.charts.style import BLUE, MUTED, PALE, RED, WHITE, Look
from ....rounding import plain_number
from ....scoring.compare import reaches
from ....tables.catalogue import AREAS
from ...report import Report, Row
from .text import NOTHING, listed, records, seven, short

ANCHOR = "chart-by-area"
LABELS, GAP, EDGE = 106.0, 10.0, 14.0
ROW, TOP = 22.0, 44.0
MOST = 300.0
LOOKS = dict(
    zip(AREAS, (Look(BLUE, BLUE, "", "s"), Look(PALE, BLUE, "", "o"), Look(WHITE, BLUE, "", "^")), strict=True)
)


def by_area(report: Report) -> FigureBlock:
    """Weighted means of the seven by kind of place, as percent of the line. 城区、镇区、乡村七项均值。"""
    rows, unknown = _means(report)
    title = _title(report, rows, unknown)
    if all(isna(row["percent"]) for row in rows):
        return FigureBlock(title, ANCHOR, statement(NOTHING, ANCHOR), f"{title}。", _table(report, rows))
    return FigureBlock(
        title,
        ANCHOR,
        _draw(report, rows).svg(ANCHOR),
        _alt(report, title, rows),
        _table(report, rows),
        print_table=True,
    )


def _means(report: Report) -> tuple[list[Row], int]:
    """One row per indicator × stage × area: mean (NaN where a school lacks data), line, percent; and how many
    segments have no area."""
    places = report.evaluation.units.school[["unit", "schools.area"]].rename(columns={"schools.area": "area"})
    rows = seven(report).merge(places, on="unit", how="left")
    unknown = rows.loc[rows["area"].isna(), ["unit", "stage"]].drop_duplicates()
    keys = ["indicator", "stage", "area"]
    groups = rows.groupby(keys)
    frame = groups.agg(
        line=("line", "first"), scale=("scale", "first"), schools=("unit", "size"), known=("value", "count")
    )
    frame[["stock", "pupils"]] = groups[["numerator", "denominator"]].sum().where(frame["known"] == frame["schools"])
    frame["mean"] = frame["scale"] * frame["stock"] / frame["pupils"]
    top, bottom, line = (
        (frame[name] * by).to_numpy(dtype=float) for name, by in (("stock", frame["scale"]), ("pupils", 1), ("line", 1))
    )
    frame["below"] = frame["mean"].notna() & ~reaches(top, bottom, 1, line, "higher", strict=False)
    return records(frame.assign(percent=100 * frame["mean"] / frame["line"]).reset_index()), len(unknown)


def _name(report: Report, row: Row) -> str:
    return f"{report.stages[row['stage']]}“{report.evaluation.rules.by_number[row['indicator']].short}”"


def _share(report: Report, row: Row) -> str:
    what = f"{row['area']}{_name(report, row)}均值，为标准的百分比"
    formula = f"100 × {plain_number(row['mean'])} ÷ {plain_number(row['line'])}"
    return report.numbers.count(
        f"G-area{row['indicator']:02d}-{row['stage']}-{row['area']}-share", row["percent"], what, formula, "%", 0
    ).text


def _mean(report: Report, row: Row) -> Number:
    card = report.evaluation.rules.by_number[row["indicator"]]
    formula = f"{row['area']}{report.stages[row['stage']]}Σ资源 ÷ Σ在校生（{plain_number(row['pupils'])}人，{row['schools']}校）"
    return report.numbers.count(
        f"G-area{row['indicator']:02d}-{row['stage']}-{row['area']}",
        row["mean"],
        f"{row['area']}{_name(report, row)}均值",
        formula,
        card.unit,
        card.decimals,
    )


def _title(report: Report, rows: list[Row], unknown: int) -> str:
    known = [row for row in rows if notna(row["percent"])]
    count, blank = report.numbers.count, len(rows) - len(known)
    tail = (
        f"；另有{count('G-area-blank', blank, '缺数据的城乡均值', '有学校缺数据而不能计算的均值计数', '项').text}项均值缺数据"
        if known and blank
        else ""
    )
    tail += (
        f"；{count('G-area-unknown', unknown, '未填城乡类型的校（段）', '城乡类型空白的参评校（段）计数', '个').text}个校（段）未填城乡类型，未计入"
        if unknown
        else ""
    )
    if not known:
        return f"缺数据，城乡均值都不能计算{tail}" if rows or unknown else "没有参评学校，无从比较城乡"
    areas = [area for area in AREAS if any(row["area"] == area for row in rows)]
    low = []
    for area in areas:
        own = [row for row in known if row["area"] == area and row["below"]]
        if own:
            number = count(
                f"G-area-{area}-below",
                len(own),
                f"{area}均值低于标准的指标",
                "小学、初中各七项中均值低于标准的计数",
                "项",
            ).text
            low.append(f"{area}{number}项（{listed([_name(report, row) for row in own], 2, '项')}）")
    said = (
        f"{'、'.join(low)}均值低于标准"
        if low
        else f"{'、'.join(areas)}学校{'有数据的' if blank else ''}各项均值均达到标准"
    )
    return said + _widest(report, known, areas) + tail


def _widest(report: Report, known: list[Row], areas: list[str]) -> str:
    """Where town and country are furthest apart."""
    if len(areas) == 1:
        return f"；参评学校都在{areas[0]}，没有城乡可比"
    groups: dict[tuple[int, str], list[Row]] = {}
    for row in known:
        groups.setdefault((row["indicator"], row["stage"]), []).append(row)
    ends = [
        (max(own, key=lambda row: row["percent"]), min(own, key=lambda row: row["percent"]))
        for own in groups.values()
        if len(own) > 1
    ]
    if not ends:
        return ""
    high, least = max(ends, key=lambda pair: pair[0]["percent"] - pair[1]["percent"])
    return f"；差距最大的是{_name(report, high)}：{high['area']}为标准的{_share(report, high)}%，{least['area']}为{_share(report, least)}%"


def _draw(report: Report, rows: list[Row]) -> Canvas:
    numbers = report.evaluation.rules.standard.school_rule.indicators
    bottom = TOP + ROW * len(numbers)
    canvas = Canvas(bottom + 18)
    seen = [area for area in AREAS if any(row["area"] == area for row in rows)]
    canvas.key([(LOOKS[area], area) for area in seen], 8, dots=True)
    if any(row["below"] for row in rows):
        canvas.words(WIDTH, 8, "红色为低于标准", "right", RED, SMALL)
    for i, number in enumerate(numbers):
        canvas.words(LABELS, TOP + ROW * (i + 0.5), short(report, number), "right")
    known = [row["percent"] for row in rows if notna(row["percent"])]
    low = max(0.0, min([80.0, *(p - 5 for p in known)]) // 10 * 10)
    high = min(MOST, max([120.0, *(-(-(p + 3) // 10) * 10 for p in known)]))
    width = (WIDTH - LABELS - GAP * len(report.stages)) / len(report.stages)
    for i, (stage, label) in enumerate(report.stages.items()):
        start = LABELS + GAP + i * (width + GAP)
        scale = Scale(low, high, start + 4, start + width - EDGE)
        _panel(
            canvas,
            scale,
            [row for row in rows if row["stage"] == stage],
            {n: TOP + ROW * (j + 0.5) for j, n in enumerate(numbers)},
            label,
            bottom,
        )
    return canvas


def _panel(canvas: Canvas, scale: Scale, rows: list[Row], at: dict[int, float], label: str, bottom: float) -> None:
    canvas.words(scale.start, TOP - 18, label)
    if not rows:
        canvas.words(scale.start, (TOP + bottom) / 2, f"没有{label}参评学校", colour=MUTED)
        return
    canvas.ladder(scale, TOP, bottom, [(tick, f"{tick:.0f}%") for tick in scale.ticks(4)])
    canvas.limit(float(scale(100)), TOP, bottom, "标准")
    for number, y in at.items():
        own = [row for row in rows if row["indicator"] == number]
        known = [row["percent"] for row in own if notna(row["percent"])]
        if known:
            canvas.rules(scale(min(known)), y, scale(max(known)), y, PALE, 1.6)
    for area, look in LOOKS.items():
        for below in (False, True):
            own = [r for r in rows if r["area"] == area and notna(r["percent"]) and r["below"] == below]
            shown = Look(look.fill if look.fill == WHITE else RED, RED, "", look.marker) if below else look
            canvas.dots(scale([row["percent"] for row in own]), [at[row["indicator"]] for row in own], shown, 6.0)
    for number, y in at.items():
        blank = [row["area"] for row in rows if row["indicator"] == number and isna(row["percent"])]
        far = [
            f"{row['area']}{row['percent']:.0f}%"
            for row in rows
            if row["indicator"] == number and row["percent"] > scale.high
        ]
        if blank or far:
            said = [*far, *([f"{'、'.join(blank)}缺数据"] if blank else [])]
            canvas.words(scale.end + EDGE, y - 7.5, "，".join(said), "right", MUTED, SMALL)


def _alt(report: Report, title: str, rows: list[Row]) -> str:
    panels = []
    for area in AREAS:
        known = [row for row in rows if row["area"] == area and notna(row["percent"])]
        if known:
            least, most = min(known, key=lambda row: row["percent"]), max(known, key=lambda row: row["percent"])
            panels.append(
                f"{area}最低为{_name(report, least)}（标准的{_share(report, least)}%），最高为{_name(report, most)}（{_share(report, most)}%）"
            )
    return (
        f"点图，小学、初中各一幅，每行一项指标，方形为城区、圆形为镇区、三角为乡村，横轴为均值占标准的百分比。{title}。"
        + "".join(f"{p}。" for p in panels)
    )


def _table(report: Report, rows: list[Row]) -> TableBlock:
    cells = {(row["indicator"], row["stage"], row["area"]): row for row in rows}
    columns = [(stage, label, area) for stage, label in report.stages.items() for area in AREAS]

    def cell(number: int, stage: str, area: str) -> Text:
        row = cells.get((number, stage, area))
        if row is None:
            return "—"
        return _mean(report, row) if notna(row["mean"]) else "缺数据"

    return TableBlock(
        "城区、镇区、乡村七项均值",
        "chart-by-area-table",
        (
            TableColumn("指标", width="1.6fr"),
            TableColumn("单位"),
            *(TableColumn(f"{label}{area}", "right") for _, label, area in columns),
        ),
        tuple(
            (
                short(report, number),
                report.evaluation.rules.by_number[number].unit,
                *(cell(number, stage, area) for stage, _, area in columns),
            )
            for number in report.evaluation.rules.standard.school_rule.indicators
        ),
        notes=("均值按Σ资源÷Σ在校生计算；“—”为没有该类学校。",),
    )
