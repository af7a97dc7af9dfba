"""The index of a year and the pages of its runs. 年度索引。"""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe
from batch_project import YEAR, Batch, change

A, B, C = "990001", "990002", "990003"


def links(page: Path) -> list[Path]:
    """Where the links of a page lead, on a file system."""
    return [
        (page.parent / unquote(address)).resolve()
        for address in re.findall(r'<a href="([^"#]+)"', page.read_text(encoding="utf-8"))
    ]


@pytest.fixture
def troubled(done: Batch) -> Batch:
    """One county corrected since, one spoiled, one as it was."""
    change(done.project.raw(A, YEAR) / "学校.csv", ",城区,", ",镇区,")
    change(done.project.raw(B, YEAR) / "学校.csv", "九年一贯制学校", "九年学校")
    assert done.run().returncode == 1
    return done


def test_the_index_says_what_the_manifests_say(printed: Batch) -> None:
    index = printed.index()
    assert index["format"] == 1 and index["school_year"] == YEAR and index["failures"] == []
    for county in index["divisions"]:
        said = json.loads((printed.project.report(county["code"], YEAR) / "manifest.json").read_text(encoding="utf-8"))
        assert (
            county["verdict"] == said["verdict"]
            and county["indicators"] == said["indicators"]
            and county["synthetic"] is True
        )
        assert set(county["indicators"]) == {str(number) for number in range(1, 33)}
        assert [number for number, status in county["indicators"].items() if status == "not_met"] == [
            str(n) for n in county["unmet"]
        ]
        assert [file["kind"] for file in county["files"]] == ["网页", "PDF"]
    assert index["runs"][0]["counts"] == {"printed": 3, "skipped": 0, "failed": 0}


def test_every_link_leads_somewhere(troubled: Batch) -> None:
    pages = [troubled.reports / "index.html", *(troubled.reports / "runs").glob("*.html")]
    assert len(pages) == 3
    for page in pages:
        assert links(page) and [link for link in links(page) if not link.is_file()] == [], page


def test_an_earlier_page_is_kept_and_reached_from_its_run(printed: Batch, troubled: Batch) -> None:
    before = (printed.project.report(A, YEAR) / "county_report.html").read_bytes()
    first = min((troubled.reports / "runs").glob("*.html"))
    kept = [link for link in links(first) if "earlier" in link.parts and link.suffix == ".html"]
    assert [link.read_bytes() for link in kept] == [before]
    assert kept[0] in links(troubled.reports / "index.html")


def test_failures_come_first_with_reason_and_next_step(troubled: Batch) -> None:
    text = (troubled.reports / "index.html").read_text(encoding="utf-8")
    assert text.index("未完成（1）") < text.index("各县结论（3）")
    assert f"{B}.check/data_check.html" in text and f"python -m analysis check {B} --year {YEAR}" in text
    assert "合成数据" in text


def test_a_failure_that_was_mended_is_gone(troubled: Batch) -> None:
    change(troubled.project.raw(B, YEAR) / "学校.csv", "九年学校", "九年一贯制学校")
    assert troubled.run().returncode == 0
    assert troubled.index()["failures"] == []


@pytest.mark.parametrize("by", ["file", "server"])
def test_sort_filter_and_search_work_from_disk_and_from_any_server(troubled: Batch, browser: Any, by: str) -> None:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(troubled.reports))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = troubled.reports.as_uri() if by == "file" else f"http://127.0.0.1:{server.server_port}"
        page = browser.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{root}/index.html")
        table = page.locator(".table", has=page.locator("#divisions"))
        rows = table.locator("tbody tr:visible")
        assert rows.count() == 3
        table.get_by_role("searchbox").fill("合成县002")
        assert rows.count() == 1 and B in rows.first.inner_text()
        table.get_by_role("searchbox").fill("")
        table.get_by_role("button", name="区划代码").click()
        table.get_by_role("button", name="区划代码").click()
        assert C in rows.first.inner_text()
        table.get_by_label("各县督导评估结论：结论", exact=True).select_option(index=1)
        assert 0 < rows.count() <= 3
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        assert found.violations_count == 0, found.generate_report()
        page.locator("#runs ~ tbody a").first.click()
        page.wait_for_url("**/runs/*.html")
        page.get_by_role("link", name="返回本年度各县结论").click()
        page.locator("td.links a", has_text="网页").last.click()
        page.wait_for_url("**/county_report.html")
        assert all(url.startswith((root, "data:")) for url in asked), "nothing outside the folder is asked for"
        page.close()
        server.shutdown()
