"""The index of a year and the page of a run, as HTML. 索引网页。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..printing.fonts import subset
from ..scoring.parts import MET, NO_DATA, NOT_APPLICABLE, NOT_MET, PENDING, TOLERATED
from ..scoring.verdicts import WORDS

TEMPLATES = Path(__file__).parents[1] / "printing" / "templates"
STATES = {"printed": "已生成", "skipped": "没有变化，未重做", "failed": "未完成"}
#: What the pages call the notebooks; another one goes by its own name.
KINDS = {
    "county_report": "县域报告",
    "forms": "申报表和自评报告",
    "school_sheet": "一校一策",
    "monthly_report": "月度报告",
    "office_letter": "责任单位函",
    "city_overview": "整市推进",
}
NOTICE = "含合成数据，仅供演示和检验，不反映任何真实学校或地区的情况"
FONT = "@FONT@"


def index_page(index: Mapping[str, Any]) -> str:
    """reports/<year>/index.html from what index.json says. 年度索引网页。"""
    forms = {page["division"]: page for page in index["others"] if page["what"] == "forms"}
    divisions = [
        county | {"printed_at": _time(county["printed_at"]), "links": _links(county, forms.get(county["code"]))}
        for county in index["divisions"]
    ]
    verdicts = [county["verdict"] for county in divisions]
    latest = index["runs"][0] if index["runs"] else None
    made = f"索引生成时间：{_time(index['made_at'])}" + (
        f"；最近一次运行：{_time(latest['begun_at'])}，程序版本 {latest['version']}" if latest else ""
    )
    site = {
        "title": f"{index['school_year']} 年各县督导评估结论",
        "made": made,
        "counts": [(word, verdicts.count(word)) for word in dict.fromkeys(verdicts)]
        + [("未完成", len(index["failures"]))],
        "failures": [
            line | {"what": _kind(line["notebook"]), "links": _of_failure(line, index)} for line in index["failures"]
        ],
        "divisions": divisions,
        "indicators": max((len(county["indicators"]) for county in divisions), default=0),
        "words": WORDS,
        "legend": [(status, WORDS[status]) for status in (MET, TOLERATED, PENDING, NOT_MET, NO_DATA, NOT_APPLICABLE)],
        "others": [
            page | {"what": _kind(page["what"]), "printed_at": _time(page["printed_at"]), "links": _links(page, None)}
            for page in index["others"]
            if page["what"] != "forms"
        ],
        "runs": [
            run | {"begun": _time(run["begun_at"]), "took": _took(run["begun_at"], run["ended_at"])}
            for run in index["runs"]
        ],
    }
    synthetic = any(page["synthetic"] for page in [*index["divisions"], *index["others"]])
    return _page("index.html.j2", synthetic, site=site)


def run_page(run: Mapping[str, Any]) -> str:
    """The page of one run. 一次运行的网页。

    run : the record, each line with `name` and `pages` {verdict, files}
    """
    lines = [
        line
        | {
            "what": _kind(line["notebook"]),
            "result": STATES[line["state"]],
            "verdict": line["pages"].get("verdict", ""),
            "why": line["reason"] or "；".join(line["why"]),
            "took": f"{line['seconds']:.1f} 秒" if line["seconds"] else "",
            "links": [(file["kind"], file["path"]) for file in line["pages"].get("files", [])],
        }
        for line in sorted(run["lines"], key=lambda line: (line["state"] != "failed", line["division"]))
    ]
    made = f"开始：{_time(run['begun_at'])}；结束：{_time(run['ended_at'])}；程序版本 {run['version']}，Python {run['python']}；运行文件 {run['run_file']}"
    made += "；运行被中断，余下的任务留待下次运行" if run["interrupted"] else ""
    said = dict(run) | {
        "title": f"{run['school_year']} 年批量运行记录（{_time(run['begun_at'])}）",
        "made": made,
        "lines": lines,
        "counts": [(STATES[state], number) for state, number in run["counts"].items()],
    }
    return _page("run.html.j2", any(line["pages"].get("synthetic") for line in lines), run=said)


def _page(template: str, synthetic: bool, **said: Any) -> str:
    css, js = _assets()
    html = _environment().get_template(template).render(css=css, js=js, synthetic=NOTICE if synthetic else "", **said)
    return html.replace(FONT, subset(html))


@lru_cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


@lru_cache
def _assets() -> tuple[str, str]:
    css = (TEMPLATES / "county" / "page.css").read_text(encoding="utf-8") + (TEMPLATES / "site" / "site.css").read_text(
        encoding="utf-8"
    )
    return css, (TEMPLATES / "county" / "tables.js").read_text(encoding="utf-8")


def _kind(what: str) -> str:
    return KINDS.get(what, what)


def _links(page: Mapping[str, Any], forms: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    links = [(file["kind"], file["path"]) for file in page["files"]]
    links += [(file["kind"], file["path"]) for file in (forms["files"] if forms else [])]
    for old in page["earlier"]:
        address = next((file["path"] for file in old["files"]), None)
        if address:
            links.append((f"{_time(old['printed_at'])}的旧版（{old['verdict']}）", address))
    return links


def _of_failure(line: Mapping[str, Any], index: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The page printed before, and the list of problems of the data."""
    kept = next((page for page in [*index["divisions"], *index["others"]] if page["folder"] == line["folder"]), None)
    links = [(f"此前的{file['kind']}", file["path"]) for file in (kept["files"] if kept else [])]
    return ([("数据问题清单", f"{line['division']}.check/data_check.html")] if line["kind"] == "data" else []) + links


def _time(moment: str) -> str:
    """In the reader's own time: 2025-10-05 09:30."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def _took(begun: str, ended: str) -> str:
    if not ended:
        return ""
    seconds = int((datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds())
    return f"{seconds // 60} 分 {seconds % 60} 秒" if seconds >= 60 else f"{seconds} 秒"
