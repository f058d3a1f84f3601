"""With a theme whose own rules are more specific than ours: still a page that reads as it is meant to."""

from pathlib import Path
from typing import TYPE_CHECKING

from browser.fixtures import DESKTOP, run
from browser.served import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BULLETS = """[...document.querySelectorAll('.st li')].filter(one =>
  !one.closest('.st-prose') && one.getClientRects().length && getComputedStyle(one).listStyleType !== 'none').length"""
LABELS = """[...document.querySelectorAll('.st-stack td[data-l]')].filter(one => one.getClientRects().length
  && parseFloat(getComputedStyle(one).paddingLeft) < 60).length"""
BOXES = """[...document.querySelectorAll('.st-stack td')].filter(one =>
  parseFloat(getComputedStyle(one).borderLeftWidth) > 0).length"""
LARGE = "Math.max(...[...document.querySelectorAll('.st-ax p')].map(one => parseFloat(getComputedStyle(one).fontSize)))"
UNEVEN = "new Set([...document.querySelectorAll('.st-us a')].map(one => one.getBoundingClientRect().top)).size"


def test_lists_tables_and_texts_are_ours_with_readthedocs(
    chromium: "Browser", example_project: Path, tmp_path: Path
) -> None:
    run("mkdocs", "build", "-t", "readthedocs", "-d", str(tmp_path / "site"), cwd=example_project)
    with served("readthedocs", tmp_path / "site") as site, chromium.new_context(viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(site.address)
        assert page.evaluate(BULLETS) == 0 and page.evaluate(UNEVEN) == 1
        page.goto(f"{site.address}entries/tab-trend/")
        assert [page.evaluate(one) for one in (BULLETS, LABELS, BOXES)] == [0, 0, 0]
        assert page.evaluate(LARGE) <= 16
        assert (
            page.locator(".st-tex .st-t1").first.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") > 0
        )
