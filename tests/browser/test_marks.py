"""Marks in rows: those of the dashboard's strip are equally wide, those of a timeline stand where its head says."""

from collections.abc import Callable
from typing import Any

import pytest
from browser.fixtures import DESKTOP, NARROW, PHONE, Visit
from browser.served import Served

SIZES = "groups => groups.map(one => [...one.children].map(mark => mark.getBoundingClientRect().width))"
SMALLEST, ROUNDED = 24, 1
"""Pixels."""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE, NARROW], ids=["desktop", "phone", "narrow"])
def test_marks_of_a_group_are_equally_wide(
    viewport: dict[str, int], troubled: Served, visit: Callable[..., Visit]
) -> None:
    page: Any = visit(troubled, viewport=viewport).page
    groups = page.locator(".st-units .st-us").evaluate_all(SIZES)
    assert sum(map(len, groups)) > 40
    for widths in groups:
        assert max(widths) - min(widths) <= ROUNDED and min(widths) >= SMALLEST


@pytest.mark.parametrize("viewport", [DESKTOP, {"width": 800, "height": 900}], ids=["desktop", "tablet"])
def test_bars_and_lines_of_a_timeline_stand_below_its_ticks(
    viewport: dict[str, int], troubled: Served, visit: Callable[..., Visit]
) -> None:
    """Each is placed by its share of what it stands in."""
    page: Any = visit(troubled, "runs/", viewport=viewport).page
    box = "all => all.map(one => [one.getBoundingClientRect().x, one.getBoundingClientRect().width])"
    ticks, bars, lines = (
        page.locator(f".st-runs {one}").evaluate_all(box)
        for one in ("th.st-gantt > div", "td.st-gantt > div", "td.st-gantt")
    )
    assert {tuple(map(round, one)) for one in (*ticks, *bars, *lines)} == {tuple(map(round, ticks[0]))}
