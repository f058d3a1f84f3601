"""A large project stays workable: short navigation, one bar, ten rows, a graph by spec, and work that grows in line."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

from site_builds import Site, built, certify, configured, write

from mkdocs_specthis.core.views.dashboard import dashboard
from mkdocs_specthis.core.views.entries import entries_index
from mkdocs_specthis.core.views.entry import entry_page
from mkdocs_specthis.core.views.graph import entry_graph, spec_graph
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.usecases.load import load_snapshot


def large(root: Path, specs: int, entries: int) -> Path:
    files = {"mkdocs.yml": configured(), "docs/about.md": "# About\n", "scripts/one.py": "print()\n"}
    for spec in range(specs):
        blocks = "".join(_block(spec, entry) for entry in range(entries))
        name = f"compute-{spec:03d}"
        files[f"specs/{name}.md"] = f"---\nname: {name}\nkind: compute\n---\n# Spec {spec}\n\n## Entries\n{blocks}"
    return write(root, files)


def _block(spec: int, entry: int) -> str:
    name = f"e-{spec:03d}-{entry:03d}"
    above = f"e-{spec - 1:03d}-{entry:03d}" if spec else "none"
    return (
        f"\n### {name}\n\nEntry {entry} of spec {spec}.\n\n- Script: `scripts/one.py`\n"
        f"- Output: `results/{name}/x.json`\n- Run: `python {{script}} {name} {{output}}`\n"
        f"- Consumes: {above}\n- Status: script ready\n"
    )


def test_pages_of_a_large_project(tmp_path: Path) -> None:
    site = built(large(tmp_path, 5, 60))
    home = site.own("")
    assert home.find("ul", "st-units") == [] and home.one("ul", "st-prop")
    assert len(home.one("ul", "st-ql").find("li", "st-q")) == 10
    assert home.one("p", "st-foot").text == "All 300 that need a mind"
    assert _nav_links(site, "about/") < 20
    rows = site.own("entries/").one("tbody").find("tr")
    assert len(rows) == 300 and sum("data-more" in row.attributes for row in rows) == 100
    assert "Graph, by spec" in site.own("graph/").one("h1").text
    assert site.own("graph/entries/").find("a", "st-node") and site.has("graph/specs/")
    shared = site.own("entries/e-000-001/").text
    assert "scripts/one.py is shared by 300 entries and shown at e-000-000" in shared
    show = next(one for one in site.own("entries/e-000-001/").find("a") if one.text == "Show in the graph")
    assert show.attributes["href"] == "../../graph/entries/?focus=e-000-001"
    assert site.own("graph/entries/").one("a", "st-node", data_id="e-000-001")
    assert site.broken_links() == []


def test_what_is_too_much_to_draw_leads_to_what_is_drawn(tmp_path: Path) -> None:
    """Each consumes all before it: thousands of arrows among few entries."""
    names = [f"e-{number:03d}" for number in range(112)]
    blocks = (
        _block(0, number).replace("e-000-", "e-").replace("none", ", ".join(names[:number]) or "none")
        for number in range(len(names))
    )
    text = f"---\nname: compute-all\nkind: compute\n---\n# All\n\n## Entries\n{''.join(blocks)}"
    files = {"mkdocs.yml": configured(), "docs/about.md": "# About\n", "scripts/one.py": "print()\n"}
    site = built(write(tmp_path, {**files, "specs/compute-all.md": text}))
    graph = site.own("graph/")
    assert "6,216 arrows are too many to draw. By spec there are fewer." in graph.text
    assert graph.find("a", "st-node") == [] and "open" in graph.one("details").attributes
    entry = site.own("entries/e-000/")
    show = next(one for one in entry.find("a") if one.text == "Show its spec in the graph")
    assert show.attributes["href"] == "../../graph/specs/?focus=specs/compute-all.md"
    assert site.own("graph/specs/").one("a", "st-node", data_id="specs/compute-all.md")
    lineage = entry.one("div", "st-lin")
    assert len(lineage.find("a", "st-node")) == 12 and "and 99 more" in lineage.one("summary").text
    assert [one.text for one in lineage.one("details").find("a")] == names[13:101]
    assert lineage.one("details").text.endswith("and 11 more")
    assert site.broken_links() == []


def _nav_links(site: Site, url: str) -> int:
    return len([one for one in site.page(url).find("a") if "entries/" in (one.attributes.get("href") or "")])


def test_a_row_of_the_index_is_small(tmp_path: Path) -> None:
    html = built(large(tmp_path, 2, 20)).html("entries/")
    rows = html[html.index("<tbody>") : html.index("</tbody>")].split("<tr ")[1:]
    assert max(map(len, rows)) < 900


def test_views_grow_in_line(tmp_path: Path) -> None:
    """Four times the entries with little more than four times the work."""
    small, big = (_calls(large(tmp_path / str(specs), specs, 50)) for specs in (5, 20))
    assert big < 5 * small, (small, big)


def test_the_dashboard_of_a_long_chain_grows_in_line(tmp_path: Path) -> None:
    """All of it is judged, so that it stands in one row with what one command mends."""
    roots = [large(tmp_path / str(specs), specs, 1) for specs in (60, 240)]
    for root in roots:
        certify(root)
    small, big = (calls_of(partial(dashboard, load_snapshot(root))) for root in roots)
    assert big < 5 * small, (small, big)


def _calls(root: Path) -> int:
    """Functions that are called to make every view."""
    snapshot = load_snapshot(root)

    def views() -> None:
        lookups = Lookups(snapshot)
        dashboard(snapshot)
        entries_index(snapshot)
        entry_graph(snapshot)
        spec_graph(snapshot)
        for name in snapshot.entries:
            entry_page(lookups, name)

    return calls_of(views)


def calls_of(function: Callable[[], object]) -> int:
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        function()
    finally:
        sys.setprofile(None)
    return calls
