"""Every part of every page in a real browser: quiet, from its own site alone, not too wide, and open to everybody."""

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from browser.fixtures import DESKTOP, NARROW, PHONE, Visit
from browser.served import Served, telling_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""What alone depends on the scheme."""
SHELL = (
    ".md-header",
    ".md-tabs",
    ".md-sidebar",
    ".md-footer",
    ".md-overlay",
    ".md-top",
    ".md-skip",
    ".md-dialog",
    ".md-code__nav",
    ".md-typeset__scrollwrap",
    ".highlight span",
    "[data-md-component=announce]",
    "#__drawer",
    "#__search",
)
"""Material's own, which we do not touch: its tabs and footer lack contrast, its search dialog and its landmarks a name,
what it lets scroll cannot be reached by keyboard, and a colour of its code is a hair too pale in the dark."""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
SHORTEN = """() => {
  const rest = 'tbody tr:nth-child(n+9), .st-part li:nth-child(n+9), pre > code > span:nth-child(n+13)';
  document.querySelectorAll(rest).forEach(one => one.remove());
}"""
"""Rows and lines after the first ones are as those before them; axe takes seconds for thousands."""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth, widest = document.documentElement.scrollWidth;
  const reaches = one => one.getBoundingClientRect().right > width + 1;
  const named = one => `${one.tagName}.${one.className} is too wide: ${one.textContent.slice(0, 60)}`;
  const found = [...document.querySelectorAll('.md-content *')].filter(reaches).slice(0, 5).map(named);
  return widest <= width ? [] : [...found, `${widest} of ${width} pixels`];
}"""


@cache
def _axe() -> str:
    script: str = pytest.importorskip("axe_playwright_python.base", reason="not here: axe-core").AXE_SCRIPT
    return script


def violations(page: "Page", rules: dict[str, Any]) -> list[str]:
    """What axe finds in our part of the page, each with the elements it is about."""
    page.evaluate(f"window.axe || (() => {{ {_axe()} }})()")
    context = {"exclude": [[selector] for selector in SHELL]}
    options = {"runOnly": rules, "resultTypes": ["violations"], "iframes": False, "preload": False}
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(context)}, {json.dumps(options)})")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def _dark(page: "Page") -> None:
    """As the theme does when its reader asks for the other scheme."""
    page.emulate_media(color_scheme="dark")
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")


def wrong_with(visit: Visit, path: str, width: dict[str, int]) -> list[str]:
    page = visit.go(path)
    page.evaluate(OPEN_ALL)
    found = page.evaluate(TOO_WIDE)
    if width == PHONE:
        page.set_viewport_size(NARROW)
        found += page.evaluate(TOO_WIDE)
        page.set_viewport_size(PHONE)
    page.evaluate(SHORTEN)
    # Everything at both widths; colours, which know no width, in both schemes.
    found += violations(page, EVERYTHING)
    if width == DESKTOP:
        _dark(page)
        found += violations(page, COLOURS)
    found += visit.complaints
    visit.complaints.clear()
    return [f"{page.url}: {one}" for one in found]


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_quiet_and_open_to_everybody(
    chromium: "Browser", example: Served, troubled: Served, width: dict[str, int]
) -> None:
    wrong: list[str] = []
    with chromium.new_context(viewport=width) as context:
        for number, (site, path) in enumerate(telling_pages(example, troubled)):
            visit = Visit(context.new_page(), site.address)
            # On a desktop each page is tried in both schemes, on a phone in one of them by turns.
            visit.page.emulate_media(color_scheme="dark" if width == PHONE and number % 2 else "light")
            wrong += wrong_with(visit, path, width)
            visit.page.close()
    assert wrong == []
