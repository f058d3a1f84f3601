"""What a reader's connection pays for: our styles and script, and each page."""

import gzip

from browser.served import Served, type_of

KB = 1024
ASSETS, DASHBOARD, ENTRY, WITHOUT_ARTEFACT = 14 * KB, 10 * KB, 30 * KB, 10 * KB
"""Of styles and script together, and of pages with the theme's shell. All packed, as servers send them; the discipline
of the front end holds what styles and script weigh unpacked."""


def _packed(text: bytes) -> int:
    return len(gzip.compress(text, 9))


def test_styles_and_script_are_small_on_the_wire(example: Served) -> None:
    files = [*example.folder.glob("assets/specthis/*.css"), *example.folder.glob("assets/specthis/*.js")]
    assert len(files) == 2
    assert sum(_packed(path.read_bytes()) for path in files) < ASSETS


def test_pages_are_light(example: Served) -> None:
    weights = {page: _packed(example.html(page).encode()) for page in example.pages()}
    assert {page: weight for page, weight in weights.items() if weight > ENTRY} == {}
    assert weights[""] < DASHBOARD
    assert weights["entries/seasonal-phase/"] < WITHOUT_ARTEFACT


def test_a_page_loads_nothing_that_it_does_not_show(example: Served) -> None:
    """Our two files, and those of the theme; images only where an artefact is one."""
    for page in example.pages():
        html = example.html(page)
        assert html.count("specthis.css") <= 1 and html.count("specthis.js") <= 1, page
        if type_of(page) not in ("entries/*", "paper/*"):
            assert "<img" not in html.split("<article", 1)[-1].split("</article>")[0], page
