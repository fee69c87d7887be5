"""The pages in a real browser: Debian's Chromium, headless. `setup.sh` beside this file installs what is needed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from typing_extensions import Self

from dragoman.pack import digest, write_pack
from dragoman.pipeline import translate_all
from dragoman.settings import Settings
from dragoman.writers import write_brief
from tests.conftest import SEEDS
from tests.fakes import InstantTranslator
from tests.samples import SAMPLES, sample
from tests.test_html import HOSTILE, hostile
from tests.test_pipeline import Silent

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SEED_NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))
BRIEFS = [*(f"seeds/{name}" for name in SEED_NAMES), *(f"samples/{name}" for name in SAMPLES), "samples/hostile"]
PAGES = [*BRIEFS, "samples/briefing-pack", "samples/index", "seeds/briefing-pack", "seeds/index"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "chromium is missing: run tests/browser/setup.sh"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that a run over the seeds writes, and the samples with a hostile article among them."""
    out = tmp_path_factory.mktemp("pages")
    settings = Settings(sources=(SEEDS,), out=out / "seeds", formats=("md", "html"))
    translate_all(settings, InstantTranslator(flagged="روسيا"), Silent())  # type: ignore[arg-type]
    briefs = []
    for name, one in [*((name, sample(name)) for name in SAMPLES), ("hostile", hostile())]:
        source = replace(one.article.source, name=name)
        briefs.append(replace(one, article=replace(one.article, source=source)))
        write_brief(briefs[-1], out / "samples", ["md", "html"])
    write_pack(map(digest, briefs), out / "samples", sample("daraa").run, ["md", "html"])
    return out


class Visit:
    """A page opened in a context of its own, and what it asked for, said and ran."""

    def __init__(self, browser: Browser, path: Path, viewport: dict[str, int], **options: object) -> None:
        self.context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.alarms: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", lambda dialog: (self.alarms.append(dialog.message), dialog.dismiss()))
        self.page.on("console", lambda message: self.alarms.append(message.text))
        self.page.on("pageerror", lambda error: self.alarms.append(str(error)))
        self.address = path.as_uri()
        self.page.goto(self.address)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_page_fits_with_arabic_beside_or_below_and_asks_for_nothing(
    browser: Browser, folder: Path, name: str, viewport: dict[str, int]
) -> None:
    with Visit(browser, folder / f"{name}.html", viewport) as visit:
        width = visit.page.evaluate("document.documentElement.scrollWidth")
        assert width <= viewport["width"], "the page scrolls sideways"
        assert visit.requests == [visit.address]
        assert visit.alarms == []
        wrong = visit.page.evaluate(
            """() => [...document.querySelectorAll('td[lang=ar], td[lang=ar] > *, span[lang=ar]')]
                 .filter(e => getComputedStyle(e).direction !== (e.dir || 'rtl')).map(e => e.outerHTML)"""
        )
        assert wrong == []
        outside = visit.page.evaluate(
            """() => [...document.querySelectorAll('td, th, li, p, h1, small')]
                 .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.textContent.slice(0, 80))"""
        )
        assert outside == []
        rows = visit.page.evaluate(
            """() => [...document.querySelectorAll('.text tbody tr')].map(row =>
                 [row.children[1], row.children[2]].map(cell => cell.getBoundingClientRect().toJSON()))"""
        )
        assert bool(rows) == (name in BRIEFS)
        for english, arabic in rows:
            if viewport is WIDE:
                assert english["top"] == arabic["top"]
                assert english["right"] <= arabic["left"]
            else:
                assert english["bottom"] <= arabic["top"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_key_point_lands_on_its_row_and_leads_back(browser: Browser, folder: Path, name: str) -> None:
    with Visit(browser, folder / f"samples/{name}.html", NARROW) as visit:
        for index in range(visit.page.locator(".key-points li").count()):
            link = visit.page.locator(".key-points li > a").nth(index)
            target = link.get_attribute("href")
            link.click()
            visit.page.wait_for_url(f"**/*{target}")  # the click returns before the page has moved
            row = visit.page.locator(":target")
            assert row.evaluate("e => e.tagName + '#' + e.id") == f"TR{target}"
            assert 0 <= row.evaluate("e => e.getBoundingClientRect().top") < NARROW["height"]
            row.locator("a[title]").click()
            visit.page.wait_for_url(f"**/*#key-{target[1:]}")  # type: ignore[index]
            assert visit.page.locator(":target").evaluate("e => e.id") == f"key-{target[1:]}"  # type: ignore[index]


def test_references_of_the_pack_open_the_brief_at_the_row(browser: Browser, folder: Path) -> None:
    with Visit(browser, folder / "samples/briefing-pack.html", WIDE) as visit:
        visit.page.locator("#a2 ~ ul a").first.click()
        visit.page.wait_for_url(re.compile(r"/samples/syria\.html#s\d+$"))
        assert visit.page.locator("tr:target").count() == 1


def test_a_hostile_article_runs_nothing_and_breaks_no_row(browser: Browser, folder: Path) -> None:
    with Visit(browser, folder / "samples/hostile.html", WIDE, bypass_csp=True) as visit:
        visit.page.wait_for_load_state()
        assert visit.alarms == []
        assert visit.requests == [visit.address]
        rows = visit.page.locator(".text tbody tr")
        assert rows.count() == len(HOSTILE) + 1
        assert visit.page.locator(".text tbody tr > *").count() == 3 * (len(HOSTILE) + 1)
        handlers = visit.page.evaluate(
            """() => [...document.querySelectorAll('*')]
                 .filter(e => e.getAttributeNames().some(name => name.startsWith('on'))).length"""
        )
        assert handlers == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*(f"samples/{name}" for name in SAMPLES), "samples/briefing-pack", "samples/index"])
def test_axe_finds_no_serious_fault(browser: Browser, folder: Path, name: str, scheme: str) -> None:
    assert AXE.is_file(), "axe-core is missing: run tests/browser/setup.sh"
    for viewport in (WIDE, NARROW):
        with Visit(browser, folder / f"{name}.html", viewport, color_scheme=scheme) as visit:
            visit.page.evaluate(AXE.read_text(encoding="utf-8"))
            result = visit.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            found = [
                (fault["id"], fault["impact"], [node["html"][:120] for node in fault["nodes"][:3]])
                for fault in result["violations"]
            ]
            assert [fault for fault in found if fault[1] in {"serious", "critical"}] == []
            assert [fault for fault in found if fault[1] == "moderate"] == []


def test_keyboard_reaches_the_content_first(browser: Browser, folder: Path) -> None:
    with Visit(browser, folder / "samples/daraa.html", WIDE) as visit:
        visit.page.keyboard.press("Tab")
        focused = visit.page.evaluate("document.activeElement.getBoundingClientRect().left")
        assert visit.page.evaluate("document.activeElement.className") == "skip"
        assert focused >= 0
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/*#main")  # the key returns before the page has moved


def test_print_repeats_the_head_and_numbers_the_pages(browser: Browser, folder: Path, tmp_path: Path) -> None:
    with Visit(browser, folder / "samples/syria.html", WIDE) as visit:
        visit.page.pdf(path=tmp_path / "brief.pdf", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "brief.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    pages = re.sub("[\u202a-\u202c]", "", text).rstrip("\f").split("\f")
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert re.search(rf"\b{number} ?/ ?{len(pages)}\b", page)
    table = [page for page in pages if re.search(r"^ *§ +English +Arabic", page, re.MULTILINE)]
    first = next(n for n, page in enumerate(pages) if "Aligned text" in page)
    last = next(n for n, page in enumerate(pages) if "What was marked and why" in page)
    assert last > first + 1
    assert set(table) >= set(pages[first:last])
