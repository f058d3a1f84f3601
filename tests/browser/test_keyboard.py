"""Keyboard alone: from the dashboard to an entry, through the filter and the graph, the focus always in sight."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

OURS = "document.activeElement.closest('.st') !== null"
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), drawn = one.closest('label') || one;
  const style = getComputedStyle(one), around = getComputedStyle(drawn);
  const ring = [style, around].some(s => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1);
  return {ring, inside: box.bottom > 0 && box.top < innerHeight, what: one.outerHTML.slice(0, 120)};
}"""


def tab_until(page: "Page", wanted: str, limit: int = 400) -> None:
    """Press Tab until the focus is on what the selector names; every stop of ours has to be seen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(OURS):
            seen = page.evaluate(SEEN)
            assert seen["ring"] and seen["inside"], seen
        if page.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
    raise AssertionError(f"Tab never came to {wanted}")


def test_from_the_dashboard_to_an_entry_and_on_to_the_graph(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled).page
    tab_until(page, ".st-q a[href*='entries/refused/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{troubled.address}entries/refused/**")
    page.wait_for_selector(".st-axes")
    tab_until(page, ".st a[href*='graph/?focus=refused']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{troubled.address}graph/**")
    page.wait_for_selector(".st-node.on")
    assert "refused" in page.evaluate("[...document.querySelectorAll('.st-node.on')].map(n => n.dataset.id)")


def test_the_filter_is_worked_by_keys(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/").page
    tab_until(page, ".st [name=find]")
    page.keyboard.type("refused")
    page.wait_for_function("document.querySelector('.st-out').textContent.includes(' of ')")
    tab_until(page, "[name=s][value=rejected]")
    page.keyboard.press("Space")
    page.wait_for_function("location.search === '?find=refused&s=rejected'")
    tab_until(page, ".st-fc [type=reset]")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search === ''")
    tab_until(page, "thead .st-sort")
    page.keyboard.press("Enter")
    assert page.locator("thead th").first.get_attribute("aria-sort") == "ascending"


def test_every_stop_of_an_entry_is_seen(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/drifted-and-stale/").page
    tab_until(page, ".md-footer a, .md-footer button")
