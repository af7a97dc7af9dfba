"""The page at work in a real Chromium, offline: sort, search, filter, proofs, keyboard, axe. 浏览器中的网页。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import tiny_county
from workplace import Printed

pytestmark = pytest.mark.browser
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SCHOOLS = "#table-schools"
#: Everything that axe could not see to judge is brought into view.
UNFOLD = ".banner, nav, th { position: static !important } .scroll { max-height: none !important; overflow: visible !important }"


class Screen:
    """A page opened offline; it keeps what left it and what it complained of. 打开的网页。"""

    def __init__(self, browser: Any, printed: Printed, width: int = 1400) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.address = printed.page.as_uri()
        self.page.goto(self.address)

    def column(self, heading: str) -> list[str]:
        """The cells shown under a heading of the school table."""
        return list(
            self.page.evaluate(
                """([table, heading]) => {
                const heads = [...document.querySelectorAll(`${table} thead th`)].map((h) => h.textContent);
                const i = heads.indexOf(heading);
                return [...document.querySelectorAll(`${table} tbody tr:not([hidden])`)].map((r) => r.cells[i].textContent.trim());
            }""",
                [SCHOOLS, heading],
            )
        )

    def sort(self, heading: str) -> str | None:
        head = self.page.locator(f"{SCHOOLS} thead th").filter(has_text=heading)
        head.get_by_role("button").click()
        return str(head.get_attribute("aria-sort"))

    def control(self, name: str) -> Any:
        return self.page.locator(f"{SCHOOLS} .tools").get_by_label(re.compile(f"：{name}$"))

    @property
    def counter(self) -> str:
        return str(self.page.locator(f"{SCHOOLS} [role=status]").inner_text())


@pytest.fixture
def screen(browser: Any, ganzhou: Printed) -> Iterator[Screen]:
    """The sample county; whatever a test did, nothing left the page and nothing went wrong."""
    opened = Screen(browser, ganzhou)
    yield opened
    opened.context.close()
    assert [url for url in opened.requests if url != opened.address and not url.startswith("data:")] == []
    assert opened.complaints == []


def figures(cells: list[str]) -> list[float]:
    return [float(cell.lstrip("▼")) for cell in cells]


def test_a_column_of_figures_sorts_both_ways(screen: Screen) -> None:
    heading = "6.教学仪器设备值"
    assert screen.sort(heading) == "ascending"
    up = screen.column(heading)
    assert any(cell.startswith("▼") for cell in up[:5]), "the marked values are the low ones"
    assert figures(up) == sorted(figures(up)) and len(up) == 66
    assert screen.sort(heading) == "descending"
    assert figures(screen.column(heading)) == sorted(figures(up), reverse=True)
    assert screen.sort("班级") == "ascending"
    assert screen.page.locator(f"{SCHOOLS} th[aria-sort]").count() == 1


def test_figures_are_not_sorted_as_text(screen: Screen) -> None:
    screen.sort("在校生")
    first, last = figures(screen.column("在校生"))[0], figures(screen.column("在校生"))[-1]
    assert first < 100 and last == 3740


def test_filters_and_search_narrow_each_other(screen: Screen) -> None:
    assert screen.counter == "显示 66 行，共 66 行"
    screen.control("学段").select_option("初中")
    assert screen.counter == "显示 22 行，共 66 行"
    assert set(screen.column("学段")) == {"初中"}
    screen.control("综合达标").select_option("× 未达标")
    assert screen.counter == "显示 5 行，共 66 行"
    assert set(screen.column("综合达标")) == {"× 未达标"}
    screen.control("搜索").fill("张掖")
    assert set(screen.column("学校名称")) == {"张掖一中", "张掖四中"}
    assert screen.counter == "显示 2 行，共 66 行"
    screen.control("搜索").fill("查无此校")
    assert screen.counter == "显示 0 行，共 66 行"
    screen.control("搜索").fill("")
    screen.control("学段").select_option("")
    screen.control("综合达标").select_option("")
    assert screen.counter == "显示 66 行，共 66 行"


def test_a_number_opens_its_proof_and_escape_gives_the_focus_back(screen: Screen) -> None:
    button = screen.page.locator("#table-schools button.n[data-n='R02-6207020001-primary']")
    dialog = screen.page.get_by_role("dialog")
    assert not dialog.is_visible()
    button.click()
    assert dialog.get_by_role("heading").inner_text() == "张掖一中，小学，每百名学生拥有县级以上骨干教师数"
    names, details = (dialog.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
    proof = dict(zip(names, details, strict=True))
    assert proof["数值"] == "0.91"
    assert proof["算式"] == "100 × 县级以上骨干教师数 ÷ 在校生数 ＝ 100 × 14 ÷ 1534 ＝ 0.9126"
    assert (proof["分子"], proof["分母"], proof["标准"], proof["结论"]) == ("14", "1534", "1", "未达标")
    assert proof["条款"] == "教督〔2017〕6号 资源配置2"
    assert [place.split("!", 1)[1] for place in proof["数据位置"].replace("；", "").split("\n")] == [
        "教师!J2",
        "学段学生!C2",
    ]
    screen.page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert button.evaluate("button => button === document.activeElement")


def test_a_long_proof_opens_at_its_beginning(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 1400, "height": 500})
    screen.page.locator("button.n[data-n='R23-620702-junior']:visible").first.click()
    dialog = screen.page.get_by_role("dialog")
    assert dialog.evaluate("d => [d.scrollTop, d.scrollHeight > d.clientHeight]") == [0, True]


def test_every_proof_opens(screen: Screen) -> None:
    """No number is without a formula and a name."""
    empty = screen.page.evaluate(
        """() => {
            const dialog = document.getElementById("proof"), bad = [];
            for (const button of document.querySelectorAll("button.n")) {
                button.click();
                const names = [...dialog.querySelectorAll("dt")].map((t) => t.textContent);
                if (!dialog.open || !dialog.querySelector("h2").textContent || !names.includes("算式") || !names.includes("数值")) bad.push(button.dataset.n);
                dialog.close();
            }
            return bad;
        }"""
    )
    assert empty == []


def test_the_keyboard_alone_is_enough(screen: Screen) -> None:
    keyboard, active = screen.page.keyboard, "document.activeElement"
    keyboard.press("Tab")
    assert screen.page.evaluate(f"{active}.textContent") == "跳到正文"
    keyboard.press("Enter")
    keyboard.press("Tab")
    assert screen.page.evaluate(f"{active}.className") == "n"
    keyboard.press("Enter")
    dialog = screen.page.get_by_role("dialog")
    assert dialog.is_visible()
    keyboard.press("Tab")
    assert screen.page.evaluate(f"{active}.textContent") == "关闭"
    keyboard.press("Enter")
    assert not dialog.is_visible()
    assert screen.page.evaluate(f"{active}.className") == "n"
    screen.page.locator(f"{SCHOOLS} thead button").nth(5).focus()
    keyboard.press("Enter")
    assert screen.page.locator(f"{SCHOOLS} th[aria-sort=ascending]").inner_text().startswith("在校")


def test_the_fonts_on_screen_are_the_embedded_ones(screen: Screen) -> None:
    faces = screen.page.evaluate(
        "document.fonts.ready.then((fonts) => [...fonts].map((f) => [f.family.replaceAll('\"', ''), f.status]))"
    )
    assert faces == [["Noto Sans CJK SC", "loaded"]]
    session = screen.context.new_cdp_session(screen.page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    used: set[tuple[str, bool]] = set()
    for selector in ("h1", "main p", "td", "button.n", ".mark", "figcaption", "#table-schools .tools label"):
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        used |= {
            (f["familyName"], f["isCustomFont"])
            for f in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        }
    assert {custom for _, custom in used} == {True}, used


def test_a_telephone_needs_no_sideways_scrolling(browser: Any, ganzhou: Printed) -> None:
    narrow = Screen(browser, ganzhou, width=390)
    assert narrow.page.evaluate("document.documentElement.scrollWidth") == 390
    outside = narrow.page.evaluate(
        "[...document.querySelectorAll('main *')].filter((e) => e.getBoundingClientRect().right > 391 && !e.closest('.scroll, svg, .hidden')).map((e) => e.outerHTML.slice(0, 80))"
    )
    assert outside == []
    narrow.context.close()


def test_print_shows_the_words_and_hides_the_tools(screen: Screen) -> None:
    screen.page.emulate_media(media="print")
    shown = "selector => [...document.querySelectorAll(selector)].filter((e) => e.getClientRects().length).length"
    for selector in ("nav", ".tools", "dialog", "details"):
        assert screen.page.evaluate(shown, selector) == 0, selector
    for selector in ("h1", ".banner", "figure svg", "#table-schools tbody tr"):
        assert screen.page.evaluate(shown, selector) > 0, selector
    assert screen.page.evaluate("getComputedStyle(document.querySelector('.scroll')).overflow") == "visible"


def test_hostile_names_do_nothing(browser: Any, tiny: Printed) -> None:
    opened = Screen(browser, tiny)
    dialogs: list[str] = []
    opened.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    opened.page.reload()
    assert set(opened.column("学校名称")) == {tiny_county.SCRIPT, tiny_county.FORMULA, tiny_county.MARKUP}
    opened.page.locator(f"button.n[data-n^='R01-{tiny_county.EAST}']:visible").first.click()
    assert opened.page.get_by_role("dialog").get_by_role("heading").inner_text().startswith(tiny_county.SCRIPT)
    assert dialogs == [] and opened.complaints == []
    opened.context.close()


def violations(page: Any, context: str | None = None) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA, one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=context, options={"runOnly": WCAG, "resultTypes": ["violations"]}).response
    assert found["passes"], "axe looked at nothing"
    return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"][:5]]


def test_axe_finds_nothing(browser: Any, tiny: Printed) -> None:
    """The small county has every kind of element and mark; the large one takes axe half a minute."""
    opened = Screen(browser, tiny)
    opened.page.add_style_tag(content=UNFOLD)
    opened.page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(opened.page) == []
    opened.page.locator("#table-schools button.n").nth(3).click()
    assert violations(opened.page, "#proof") == []
    opened.context.close()


def test_the_banner_has_contrast_too(screen: Screen) -> None:
    """Only synthetic data have one."""
    assert violations(screen.page, ".banner") == []


def test_the_check_page_passes_axe(browser: Any, tiny: Printed) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tiny.folder.with_name(f"{tiny_county.CODE}.check") / "data_check.html").as_uri())
    assert violations(page) == []
    context.close()
