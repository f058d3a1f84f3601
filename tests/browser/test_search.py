"""The theme's search: entries are found by name, field, key and state, beside the docs' own pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browser.fixtures import Visit
from browser.served import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOUND = "[...document.querySelectorAll('.md-search-result__item a.md-search-result__link')].map(a => a.pathname)"


def found(page: "Page", words: str) -> list[str]:
    """Where the results lead, best first."""
    page.keyboard.press("/")
    field = page.locator("input.md-search__input")
    field.fill("")
    field.type(words)
    page.wait_for_function(f"document.querySelector('input.md-search__input').value === {words!r}")
    page.wait_for_selector(".md-search-result__item")
    page.wait_for_function(f"{FOUND}.length > 0")
    page.wait_for_timeout(400)
    paths: list[str] = page.evaluate(FOUND)
    return paths


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("trend-quadratic", "/entries/trend-quadratic/"),
        ("export_trend_table", "/entries/tab-trend/"),
        ("peak_to_trough", "/entries/seasonal-cycle/"),
        ("doubling_time", "/entries/trend-exponential/"),
    ],
)
def test_entries_are_found_by_what_they_say(
    visit: Callable[..., Visit], example: Served, words: str, expected: str
) -> None:
    assert expected in found(visit(example).page, words)[:3]


def test_entries_are_found_by_their_state(visit: Callable[..., Visit], troubled: Served) -> None:
    assert "/entries/refused/" in found(visit(troubled).page, "rejected")


@pytest.mark.parametrize("words", ["About this project", "famous series", "How it is made"])
def test_the_pages_of_the_docs_are_not_drowned(visit: Callable[..., Visit], example: Served, words: str) -> None:
    assert "/about/" in found(visit(example).page, words)[:3]
