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
    ".md-typeset__scrollwrap:not(.st *)",
    ".highlight:not(.st *) span",
    "[data-md-component=announce]",
    "#__drawer",
    "#__search",
)
"""Material's own, which we do not touch: its tabs and footer lack contrast, its search dialog and its landmarks a name.
In the author's prose, as on any page of Material, tables that scroll cannot be reached by keyboard, and a colour of
code is a hair too pale in the dark; what we show of code and tables is held to everything."""
SCHEMES = {"light": "default", "dark": "slate"}
"""What the theme calls them."""
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
MARK_AGAIN = """() => {
  const looks = ['color', 'fill', 'backgroundColor', 'backgroundImage', 'opacity', 'fontSize', 'fontWeight',
    'textDecorationLine', 'textShadow', 'visibility'];
  const known = new Map(), seen = new Set();
  const kindOf = (one, above) => {
    const style = getComputedStyle(one);
    const kind = [above, one.tagName, one.getAttribute('class'), ...looks.map(name => style[name])].join('|');
    if (!known.has(kind)) known.set(kind, known.size);
    return known.get(kind);
  };
  const mark = (one, above) => {
    const kind = kindOf(one, above);
    const says = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    one.toggleAttribute('data-again', !says || seen.has(kind));
    if (says) seen.add(kind);
    for (const child of one.children) mark(child, kind);
  };
  mark(document.body, '');
}"""
"""Text has the contrast of text before it that looks the same and stands in what looks the same."""
ONCE = """axe.configure({rules: [
  {id: 'color-contrast', selector: ':not([data-again])'},
  {id: 'link-in-text-block', selector: 'a[href]:not([data-again])'},
]})"""
"""Of what is dear to measure, one of a kind."""

MARK_SHOWN = """() => {
  const says = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  for (const one of document.querySelectorAll('.md-content *'))
    if (says(one) && one.getClientRects().length) one.setAttribute('data-shown', '');
}"""
NOT_SHOWN_ANY_MORE = """() => {
  const gone = [...document.querySelectorAll('[data-shown]')].filter(one => !one.getClientRects().length);
  return gone.map(one => `${one.tagName}.${one.className} in ${one.parentElement.className}`);
}"""


@cache
def _axe() -> str:
    script: str = pytest.importorskip("axe_playwright_python.base", reason="not here: axe-core").AXE_SCRIPT
    return script


def violations(page: "Page", rules: dict[str, Any]) -> list[str]:
    """What axe finds in our part of the page, each with the elements it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"(() => {{ {_axe()}; {ONCE} }})()")
    page.evaluate(MARK_AGAIN)
    context = {"exclude": [[selector] for selector in SHELL]}
    options = {"runOnly": rules, "resultTypes": ["violations"], "iframes": False, "preload": False}
    found: dict[str, Any] = page.evaluate(f"axe.run({json.dumps(context)}, {json.dumps(options)})")
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def _in_scheme(page: "Page", name: str) -> None:
    """As the theme does when its reader asks for a scheme."""
    page.emulate_media(color_scheme=name)
    page.add_style_tag(content="* { transition: none !important }")
    page.evaluate("name => document.body.setAttribute('data-md-color-scheme', name)", SCHEMES[name])


def _not_shown_at(other: dict[str, int], page: "Page", width: dict[str, int]) -> set[str]:
    """Which kinds of text the page shows at its width, and not at the other."""
    page.evaluate(MARK_SHOWN)
    page.set_viewport_size(other)
    kinds = set(page.evaluate(NOT_SHOWN_ANY_MORE))
    page.set_viewport_size(width)
    return kinds


def wrong_with(visit: Visit, path: str, width: dict[str, int], seen: set[str]) -> list[str]:
    """`seen`: kinds of text of this width alone, looked at in the other scheme before; new ones are added."""
    page = visit.go(path)
    page.evaluate(OPEN_ALL)
    found = page.evaluate(TOO_WIDE)
    if width == PHONE:
        page.set_viewport_size(NARROW)
        found += page.evaluate(TOO_WIDE)
        page.set_viewport_size(PHONE)
    page.evaluate(SHORTEN)
    # Everything at both widths, in the light on a desktop, in the dark on a phone. Colours know no width: in the other
    # scheme they are looked at with the other width, but for what is shown at this one alone.
    found += violations(page, EVERYTHING)
    if new := _not_shown_at(PHONE if width == DESKTOP else DESKTOP, page, width) - seen:
        seen |= new
        _in_scheme(page, "dark" if width == DESKTOP else "light")
        found += violations(page, COLOURS)
    found += visit.complaints
    visit.complaints.clear()
    return [f"{page.url}: {one}" for one in found]


@pytest.mark.parametrize(("width", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_every_page_is_quiet_and_open_to_everybody(
    chromium: "Browser", example: Served, troubled: Served, width: dict[str, int], scheme: str
) -> None:
    wrong, seen = list[str](), set[str]()
    with chromium.new_context(viewport=width, color_scheme=scheme) as context:
        for site, path in telling_pages(example, troubled):
            visit = Visit(context.new_page(), site.address)
            wrong += wrong_with(visit, path, width, seen)
            visit.page.close()
    assert wrong == []


PALE = (
    ".st-sub {color: #aaa}",
    ".st p {color: #aaa}",
    ".st-chip {color: #999}",
    ".st tr:nth-child(7) td {color: #bbb}",
    ".st tbody {opacity: .4}",
)


@pytest.mark.parametrize("style", PALE)
def test_what_is_pale_is_found_wherever_it_stands(style: str, chromium: "Browser", example: Served) -> None:
    with chromium.new_context(viewport=DESKTOP) as context:
        page = Visit(context.new_page(), example.address).go("entries/")
        page.add_style_tag(content=style.replace("}", " !important; transition: none !important}"))
        assert {one.split(":")[0] for one in violations(page, COLOURS)} == {"color-contrast"}
