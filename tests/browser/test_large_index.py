"""Five thousand entries in the index: shown by the hundred, filtered and sorted while one types."""

import json
from collections.abc import Callable, Iterator

import pytest
from browser.fixtures import Visit
from browser.large import large_graph, large_index
from browser.served import Served, served

SHOWN = "[...document.querySelectorAll('#rows tbody tr')].filter(row => row.getClientRects().length).length"
TIMED = """([column]) => {
  const start = performance.now();
  document.querySelectorAll('#rows thead th')[column].querySelector('button').click();
  return performance.now() - start;
}"""


@pytest.fixture(scope="module")
def large(example: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served("large", large_index(example.folder, tmp_path_factory.mktemp("large") / "project")) as site:
        yield site


def test_more_are_shown_on_request(visit: Callable[..., Visit], large: Served) -> None:
    page = visit(large, "entries/").page
    assert page.evaluate(SHOWN) == 200 and page.locator(".st-out").inner_text() == "5,000 entries"
    more = page.get_by_role("button", name="Show 200 more of 4,800")
    more.click()
    assert page.evaluate(SHOWN) == 400
    assert page.evaluate("document.activeElement.textContent") == "e-002-000"
    assert page.get_by_role("button", name="Show 200 more of 4,600").is_visible()


def test_what_is_found_is_found_among_all(visit: Callable[..., Visit], large: Served) -> None:
    page = visit(large, "entries/?find=e-049-").page
    assert page.evaluate(SHOWN) == 100 and page.locator(".st-out").inner_text() == "100 of 5,000 entries"
    assert not page.locator(".st-more").is_visible()
    page.locator("[name=find]").fill("e-0")
    page.wait_for_function("document.querySelector('.st-out').textContent.startsWith('5,000 of')")
    assert page.evaluate(SHOWN) == 200


def test_sorting_takes_the_first_of_all(visit: Callable[..., Visit], large: Served) -> None:
    page = visit(large, "entries/?sort=-entry").page
    assert page.locator("#rows tbody tr th a").first.inner_text() == "e-049-099"
    assert page.evaluate(SHOWN) == 200
    # Generous: a third of a second on an idle machine, and this one may be busy.
    assert page.evaluate(TIMED, [2]) < 10_000


def test_a_row_stays_small(large: Served) -> None:
    html = large.html("entries/")
    rows = html[html.index("<tbody>") : html.index("</tbody>")].split("<tr ")[1:]
    assert len(rows) == 5000 and sum(map(len, rows)) / len(rows) < 600


def test_of_a_large_graph_only_what_is_near_is_drawn(
    visit: Callable[..., Visit], example: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Each node that a browser draws costs it at every key; one that is gone to is drawn."""
    with served("graph", large_graph(example.folder, tmp_path_factory.mktemp("graph") / "project", 400)) as site:
        page = visit(site, "graph/").page
        nodes = page.locator("#g-main .st-node")
        last = nodes.last
        drawn = "node => node.checkVisibility({contentVisibilityAuto: true})"
        assert nodes.first.evaluate(drawn) and not last.evaluate(drawn)
        page.locator("[name=find]").fill(last.get_attribute("data-id") or "")
        page.keyboard.press("Enter")
        page.wait_for_function("node => document.activeElement === node", arg=last.element_handle())
        assert last.evaluate(drawn) and last.evaluate("node => node.offsetHeight > 15")


LIGHT = """async () => {
  const over = new PointerEvent('pointerover', {bubbles: true, pointerType: 'mouse'});
  document.querySelector('#g-main .st-node').dispatchEvent(over);
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def test_a_pointer_on_a_large_graph_styles_what_changes(
    visit: Callable[..., Visit], example: Served, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Not all that is in it: a class on the whole graph would have a browser go through that."""
    with served("graph", large_graph(example.folder, tmp_path_factory.mktemp("graph") / "project", 400)) as site:
        page = visit(site, "graph/").page
        browser = page.context.browser
        browser.start_tracing(page=page, categories=["devtools.timeline", "blink"])
        page.evaluate(LIGHT)
        events = json.loads(browser.stop_tracing())["traceEvents"]
        counted = [event["args"]["counters"] for event in events if event["name"] == "Document::updateStyle"]
        changed, same = (sum(one[f"styles{what}"] for one in counted) for what in ("Changed", "Unchanged"))
        assert changed > 50
        assert same < 2 * changed


def test_without_a_script_every_row_is_there(visit: Callable[..., Visit], large: Served) -> None:
    page = visit(large, "entries/", java_script_enabled=False).page
    assert page.locator("#rows tbody tr:visible").count() == 5000
