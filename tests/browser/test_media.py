"""The same pages on paper, in forced colours, with less motion, and without any script."""

from collections.abc import Callable

import pytest
from browser.fixtures import PHONE, Visit
from browser.served import Served


def test_paper_is_light_open_and_without_controls(visit: Callable[..., Visit], example: Served) -> None:
    page = visit(example, "entries/trend-linear/", color_scheme="dark").page
    token = "getComputedStyle(document.querySelector('.st')).getPropertyValue('--st-ok').trim()"
    dark = page.evaluate(token)
    page.emulate_media(media="print")
    assert page.evaluate(token) != dark
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    closed = page.locator(".st details:not([open])")
    assert page.locator(".st details[open]").count() > 0
    assert all(one.get_attribute("data-noprint") is not None for one in closed.all())
    assert not any(one.is_visible() for one in page.locator(".st-copy, .st-toc, .st-filter").all())


def test_a_filtered_view_prints_filtered(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/?s=rejected").page
    page.emulate_media(media="print")
    assert page.locator("#rows tbody tr:visible").count() == 1
    assert not page.locator(".st-filter").is_visible()


def test_commands_stay_on_paper(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/edited-by-hand/").page
    page.emulate_media(media="print")
    command = page.locator(".st-axes .st-cmd").first
    assert command.locator("code").is_visible() and not command.locator("button").is_visible()


def test_forced_colours_keep_the_marks(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/refused/", forced_colors="active").page
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    mark = "getComputedStyle(document.querySelector('.st-chip.st-rejected'), '::before')"
    assert page.evaluate(f"{mark}.forcedColorAdjust") == "none"
    colour = page.evaluate(f"{mark}.backgroundColor")
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour != behind and "0)" not in colour.replace("rgb(0, 0, 0)", "")


@pytest.mark.parametrize("path", ["", "entries/", "entries/drifted-and-stale/", "graph/", "paper/trouble/"])
def test_nothing_of_ours_moves_when_less_motion_is_asked_for(
    visit: Callable[..., Visit], troubled: Served, path: str
) -> None:
    page = visit(troubled, path, reduced_motion="reduce").page
    moving = page.evaluate(
        "[...document.querySelectorAll('.st, .st *')].filter(one => { const s = getComputedStyle(one);"
        " return s.animationName !== 'none' || s.transitionDuration.split(',').some(d => parseFloat(d) > 0.05); })"
        ".map(one => one.outerHTML.slice(0, 100)).slice(0, 5)"
    )
    assert moving == []


def test_without_a_script_all_rows_links_and_details_work(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/", java_script_enabled=False).page
    rows = page.locator("#rows tbody tr")
    assert rows.count() == page.locator("#rows tbody tr:visible").count() > 40
    page.locator("#rows th a", has_text="drifted-and-stale").click()
    page.wait_for_url(f"{troubled.address}entries/drifted-and-stale/")
    closed = page.locator(".md-content details:not([open])").first
    closed.locator("summary").first.click()
    assert page.locator(".md-content details[open]").count() > 0


@pytest.mark.parametrize("size", [None, PHONE], ids=["desktop", "phone"])
def test_without_a_script_nothing_is_offered_that_needs_one(
    visit: Callable[..., Visit], troubled: Served, size: dict[str, int] | None
) -> None:
    options = {"viewport": size} if size else {}
    for path in ("", "entries/", "graph/", "entries/edited-by-hand/", "audit/"):
        page = visit(troubled, path, java_script_enabled=False, **options).page
        dead = page.locator(".st-filter:visible, .st-copy:visible, [data-st-copy]:visible")
        assert [one.inner_text() for one in dead.all()] == [], path
