"""Mathematics is drawn from files of the site alone, and only where there is some."""

from collections.abc import Callable

from browser.fixtures import Visit
from browser.served import Served


def test_mathematics_is_drawn_where_there_is_some(visit: Callable[..., Visit], example: Served) -> None:
    page = visit(example, "entries/tab-trend/").page
    page.wait_for_selector(".katex")
    assert page.locator("span.katex").count() == 1
    assert page.locator("annotation[encoding='application/x-tex']").count() == 1
    page = visit(example, "entries/co2-clean/").page
    assert not page.evaluate("[...document.scripts].some(one => one.src.includes('katex'))")


def test_a_heading_of_that_name_does_not_keep_formulas_from_being_drawn(
    visit: Callable[..., Visit], example: Served
) -> None:
    """A heading `KaTeX` has an id by which the window knows it, and an odd address is no reason to stop either."""
    opened = visit(example)
    opened.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => ['katex', 'MathJax'].forEach(id =>"
        " document.body.append(Object.assign(document.createElement('h2'), {id}))), {capture: true})"
    )
    opened.go("entries/tab-trend/#100%")
    opened.page.wait_for_selector(".katex")
