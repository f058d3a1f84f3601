"""The index of entries: what is typed and chosen is the address, and the address is the view."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

SHOWN = "[...document.querySelectorAll('#rows tbody tr:not([hidden]) th a')].map(a => a.textContent)"


def shown(page: "Page") -> list[str]:
    # Filtering waits for the end of the event that asks for it.
    names: list[str] = page.evaluate(f"new Promise(done => setTimeout(() => done({SHOWN}), 30))")
    return names


def said(page: "Page") -> str:
    return page.locator(".st-out").inner_text()


def tick(page: "Page", state: str) -> None:
    """As a pointer does: on the words, for the box itself is drawn by us."""
    page.locator(f"label.st-f:has([value={state}])").click()


def query(page: "Page") -> str:
    return urlsplit(page.url).query


@pytest.fixture
def index(visit: Callable[..., Visit], troubled: Served) -> "Page":
    page: Page = visit(troubled, "entries/").page
    return page


def test_text_narrows_and_is_in_the_address(index: "Page") -> None:
    every = shown(index)
    index.locator("[name=find]").fill("tab- sound")
    index.wait_for_function("document.querySelector('.st-out').textContent.includes(' of ')")
    assert shown(index) == ["tab-sound"]
    assert said(index) == f"1 of {len(every)} entries" and query(index) == "find=tab-+sound"
    index.locator(".st-fc [type=reset]").click()
    index.wait_for_function("!document.querySelector('.st-out').textContent.includes(' of ')")
    assert shown(index) == every and query(index) == ""


def test_enter_goes_to_the_first_that_is_found(index: "Page", visit: Callable[..., Visit], troubled: Served) -> None:
    index.locator("[name=find]").fill("sound")
    first = shown(index)[0] if index.keyboard.press("Enter") is None else ""
    assert index.evaluate("document.activeElement.textContent") == first != "refused"
    graph = visit(troubled, "graph/").page
    graph.locator("[name=find]").fill("tab-sound")
    graph.keyboard.press("Enter")
    assert graph.evaluate("document.activeElement.dataset.id") == "tab-sound"


def test_states_are_joined_by_or_within_an_axis_and_by_and_between(index: "Page") -> None:
    tick(index, "rejected")
    assert shown(index) == ["refused"] and query(index) == "s=rejected"
    tick(index, "drifted")
    assert sorted(shown(index)) == ["drifted", "drifted-and-stale", "refused"]
    tick(index, "stale")
    assert shown(index) == ["drifted-and-stale"]
    assert sorted(query(index).removeprefix("s=").split(",")) == ["drifted", "rejected", "stale"]


def test_kind_and_spec(index: "Page") -> None:
    index.locator("[name=k]").select_option("figure")
    assert shown(index) == ["fig-keeling"] and query(index) == "k=figure"
    index.locator("[name=k]").select_option("")
    index.locator("[name=p]").select_option("report-trouble")
    assert len(shown(index)) == 7 and query(index) == "p=report-trouble"
    index.locator("[name=k]").select_option("compute")
    assert shown(index) == [] and said(index).startswith("0 of ")
    assert index.get_by_text("No entry matches").is_visible()
    index.locator("[data-st-clear]").click()
    index.wait_for_function("document.querySelectorAll('#rows tbody tr:not([hidden])').length > 7")
    assert index.evaluate("document.activeElement.name") == "find" and query(index) == ""


def test_a_filtered_view_survives_reload_and_is_shared(index: "Page") -> None:
    tick(index, "never-run")
    index.locator("[name=find]").fill("fail")
    index.get_by_role("button", name="Took").click()
    index.wait_for_function("location.search.includes('find')")
    before = shown(index), said(index), index.url
    assert set(before[0]) == {"failing", "rests-on-failing"}
    index.reload()
    assert (shown(index), said(index), index.url) == before
    assert index.locator("[value=never-run]").is_checked() and index.locator("[name=find]").input_value() == "fail"
    assert index.locator("th[aria-sort=ascending]").inner_text() == "Took"


def test_sorting_goes_up_down_and_back(index: "Page") -> None:
    first, button = shown(index), index.get_by_role("button", name="Entry")
    head = index.locator("thead th").first
    button.click()
    assert shown(index) == sorted(first) and head.get_attribute("aria-sort") == "ascending"
    assert query(index) == "sort=entry"
    button.click()
    assert shown(index) == sorted(first, reverse=True) and head.get_attribute("aria-sort") == "descending"
    assert query(index) == "sort=-entry"
    button.click()
    assert shown(index) == first and head.get_attribute("aria-sort") is None and query(index) == ""


@pytest.mark.parametrize("column", range(8))
def test_every_column_sorts_by_what_it_shows(index: "Page", column: int) -> None:
    head = index.locator("thead th").nth(column)
    one = f"(r.cells[{column}].querySelector('a, .st-chip') || r.cells[{column}]).textContent"
    cells = f"[...document.querySelectorAll('#rows tbody tr')].map(r => {one})"
    before = index.evaluate(cells)
    head.get_by_role("button").click()
    up = index.evaluate(cells)
    head.get_by_role("button").click()
    assert sorted(up) == sorted(before)
    groups = [list(dict.fromkeys(order)) for order in (up, index.evaluate(cells))]
    if column:
        # Rows that read the same stand together, in the opposite order of groups.
        assert groups[0] == groups[1][::-1]
    assert head.get_attribute("aria-sort") == "descending"
    assert index.locator("th[aria-sort]").count() == 1


def test_the_number_of_what_is_left_is_announced_once(index: "Page") -> None:
    """An `output` speaks by itself; a second voice would say everything twice."""
    tick(index, "rejected")
    index.wait_for_function("document.querySelector('.st-out').textContent.startsWith('1 of ')")
    speaking = index.locator("output, [role=status], [aria-live]:not([aria-live=off])").all_inner_texts()
    assert [text for text in speaking if " of " in text] == [index.locator(".st-out").inner_text()]


def test_nobody_opens_the_search_of_the_theme(index: "Page") -> None:
    index.locator("[name=find]").fill("alpha")
    index.wait_for_function("location.search")
    index.reload()
    assert not index.evaluate("document.querySelector('#__search').checked")
