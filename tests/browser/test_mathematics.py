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
