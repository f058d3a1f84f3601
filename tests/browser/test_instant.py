"""Material's instant navigation: pages come and go without a load, and the script starts once on each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAME = "window.stillHere = true"


def follow(page: "Page", link: str, address: str) -> None:
    """Click a link; the document has to stay."""
    page.evaluate(SAME)
    page.locator(link).first.click()
    page.wait_for_url(address)
    assert page.evaluate("window.stillHere") is True


@pytest.fixture
def home(visit: Callable[..., Visit], example: Served) -> "Page":
    page: Page = visit(example).page
    return page


def test_there_and_back_and_forward(home: "Page", example: Served) -> None:
    follow(home, ".md-tabs a[href*='entries/']", f"{example.address}entries/")
    home.wait_for_selector("#rows tbody tr")
    home.locator("[name=find]").fill("tab-trend")
    home.wait_for_function("document.querySelector('.st-out').textContent.startsWith('1 of')")
    follow(home, "#rows tr:not([hidden]) th a", f"{example.address}entries/tab-trend/")
    home.wait_for_selector(".st-axes")
    home.go_back()
    home.wait_for_function("document.querySelector('.st-out')?.textContent.startsWith('1 of')")
    assert home.url == f"{example.address}entries/?find=tab-trend"
    assert home.locator("#rows tbody tr:visible").count() == 1
    home.go_forward()
    home.wait_for_selector(".st-axes")
    assert home.evaluate("window.stillHere") is True


def test_nothing_is_started_twice(home: "Page", example: Served) -> None:
    """A click on a sorting head that had two handlers would sort and turn round."""
    for _ in range(3):
        follow(home, ".md-tabs a[href*='entries/']", f"{example.address}entries/")
        home.wait_for_selector("#rows tbody tr")
        follow(home, ".md-tabs a[href*='graph/']", f"{example.address}graph/")
        home.wait_for_selector(".st-graph")
    follow(home, ".md-tabs a[href*='entries/']", f"{example.address}entries/")
    home.wait_for_selector("#rows tbody tr")
    home.evaluate("document$.next(document)")
    home.locator("thead .st-sort").first.click()
    assert home.locator("thead th").first.get_attribute("aria-sort") == "ascending"
    assert home.evaluate("[...document.scripts].filter(one => one.src.includes('specthis')).length") == 1


def test_the_graph_lives_after_navigation(home: "Page", example: Served) -> None:
    follow(home, ".md-tabs a[href*='graph/']", f"{example.address}graph/")
    home.wait_for_selector(".st-graph")
    home.locator('.st-node[data-id="tab-trend"]').hover()
    assert home.locator(".st-node.on").count() == 7


def test_mathematics_is_drawn_after_navigation(home: "Page", example: Served) -> None:
    follow(home, ".md-tabs a[href*='entries/']", f"{example.address}entries/")
    follow(home, "#rows a[href$='entries/tab-trend/']", f"{example.address}entries/tab-trend/")
    home.wait_for_selector(".katex")
