"""The rail of an entry: it marks the section in view, and its links lead there."""

from collections.abc import Callable

from browser.fixtures import Visit
from browser.served import Served

CURRENT = "document.querySelector('.st-toc [aria-current]')?.textContent"


def test_the_section_in_view_is_marked(visit: Callable[..., Visit], example: Served) -> None:
    page = visit(example, "entries/trend-linear/").page
    links = page.locator(".st-toc a")
    assert links.count() > 4
    for place in (2, 4, 1):
        name = links.nth(place).inner_text()
        links.nth(place).click()
        page.wait_for_function(f"{CURRENT} === {name!r}")
        assert page.locator(".st-toc [aria-current]").count() == 1


def test_each_link_of_the_rail_has_its_section(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/drifted-and-stale/").page
    missing = "[...document.querySelectorAll('.st-toc a')].filter(a => !document.getElementById(a.hash.slice(1)))"
    assert page.evaluate(f"{missing}.map(a => a.hash)") == []


def test_an_address_into_a_closed_section_opens_it(visit: Callable[..., Visit], example: Served) -> None:
    opened = visit(example, "entries/trend-linear/#script")
    page = opened.page
    page.wait_for_function("document.querySelector('#script').parentNode.nextElementSibling.open")
    page.goto(opened.home + "entries/trend-linear/")
    assert page.evaluate("[...document.querySelectorAll('.st details')].every(one => !one.open)")
    page.locator(".st-toc a", has_text="Script").click()
    page.wait_for_function("document.querySelector('#script').parentNode.nextElementSibling.open")
    assert page.evaluate("document.querySelector('#script').getBoundingClientRect().top") < 300
