"""The graph under pointer and keyboard: lineage lights up, arrows walk along edges, Enter opens."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

LIT = "[...document.querySelectorAll('.st-node.on')].map(n => n.dataset.id).sort()"
FOCUSED = "document.activeElement.dataset.id"
TRENDS = ["trend-exponential", "trend-linear", "trend-quadratic"]
SECTION = "reports/paper.tex#s.sec:trend"
LINEAGE = ["co2-clean", "file:data/co2_weekly_mlo.csv", SECTION, "tab-trend", *TRENDS]


@pytest.fixture
def graph(visit: Callable[..., Visit], example: Served) -> "Page":
    page: Page = visit(example, "graph/").page
    return page


def node(page: "Page", name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'.st-node[data-id="{name}"]')


def test_a_pointer_lights_the_whole_lineage_and_leaves_no_trace(graph: "Page") -> None:
    assert graph.evaluate(LIT) == []
    node(graph, "tab-trend").hover()
    assert graph.evaluate(LIT) == LINEAGE
    assert graph.locator(".st-edges .on").count() == 8
    graph.mouse.move(5, 5)
    assert graph.evaluate(LIT) == []


def test_focus_lights_as_the_pointer_does(graph: "Page") -> None:
    node(graph, "tab-trend").focus()
    assert graph.evaluate(LIT) == LINEAGE
    node(graph, "co2-clean").focus()
    assert set(LINEAGE) < set(graph.evaluate(LIT))


def test_an_address_names_the_node(visit: Callable[..., Visit], example: Served) -> None:
    page = visit(example, "graph/?focus=tab-trend").page
    assert page.evaluate(LIT) == LINEAGE
    node(page, "co2-clean").focus()
    page.keyboard.press("Escape")
    assert page.evaluate(LIT) == []


def test_arrows_walk_along_edges_and_within_a_layer(graph: "Page") -> None:
    node(graph, "co2-clean").focus()
    graph.keyboard.press("ArrowRight")
    after = graph.evaluate(FOCUSED)
    assert "co2-clean" in node(graph, after).get_attribute("data-up").split()
    graph.keyboard.press("ArrowLeft")
    assert graph.evaluate(FOCUSED) == "co2-clean"
    node(graph, "trend-linear").focus()
    graph.keyboard.press("ArrowDown")
    below = graph.evaluate(FOCUSED)
    assert below != "trend-linear"
    graph.keyboard.press("ArrowUp")
    assert graph.evaluate(FOCUSED) == "trend-linear"


def test_enter_opens_what_has_the_focus(graph: "Page", example: Served) -> None:
    node(graph, "tab-trend").focus()
    graph.keyboard.press("Enter")
    graph.wait_for_url(f"{example.address}entries/tab-trend/")
    graph.wait_for_selector(".st-axes")
    assert graph.locator("h1").inner_text().startswith("tab-trend")


def test_the_filter_dims_and_keeps_what_is_there(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "graph/").page
    count = page.locator(".st-node").count()
    page.locator("label.st-f:has([value=rejected])").click()
    page.wait_for_function("location.search === '?s=rejected'")
    bright = page.evaluate("[...document.querySelectorAll('.st-node:not(.off)')].map(n => n.dataset.id)")
    assert "refused" in bright and "sound" not in bright
    assert page.locator(".st-node").count() == count and page.url.endswith("graph/?s=rejected")


def test_by_spec_too(visit: Callable[..., Visit], example: Served) -> None:
    page = visit(example, "graph/specs/").page
    page.locator(".st-node").first.focus()
    assert page.evaluate("document.activeElement.dataset.id") in page.evaluate(LIT)
