"""The strip of marks on the dashboard: rows of marks that are equally wide, each large enough to be hit."""

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
