"""The pages of runs: what happened as a whole, and one for each of the last refreshes; none where nothing has run.

Knows which there are; what stands on them is `render/runs.py`'s.
"""

from collections.abc import Callable, Iterator

from mkdocs_specthis.core.past.runs import Refresh
from mkdocs_specthis.core.views.happenings import title_of
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.runs import paged, refresh_view, runs_page
from mkdocs_specthis.frontends.mkdocs.addresses import RUNS, Links, refresh_source
from mkdocs_specthis.frontends.mkdocs.render.components import Body
from mkdocs_specthis.frontends.mkdocs.render.runs import render_refresh, render_runs

Row = tuple[str, str, Callable[[Links], Body]]
"""Source name, title, and what renders it."""


def run_rows(past: Past) -> Iterator[Row]:
    if not past.has_runs:
        return
    yield RUNS, "Runs", lambda links: render_runs(runs_page(past), links)
    for refresh in paged(past):
        yield refresh_source(refresh.number), title_of(refresh), _page(refresh)


def _page(refresh: Refresh) -> Callable[[Links], Body]:
    return lambda links: render_refresh(refresh_view(refresh), links, links.to(RUNS))
