"""A large project stays workable: short navigation, one bar, ten rows, a graph by spec, and work that grows in line."""

import sys
from pathlib import Path
from types import FrameType

from site_builds import Site, built, configured, write

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
    assert home.one("p", "st-foot").text == "All 300"
    assert _nav_links(site, "about/") < 20
    rows = site.own("entries/").one("tbody").find("tr")
    assert len(rows) == 300 and sum("data-more" in row.attributes for row in rows) == 100
    assert "Graph, by spec" in site.own("graph/").one("h1").text
    assert site.own("graph/entries/").find("a", "st-node") and site.has("graph/specs/")
    shared = site.own("entries/e-000-001/").text
    assert "scripts/one.py is shared by 300 entries and shown at e-000-000" in shared
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


def _calls(root: Path) -> int:
    """Functions that are called to make every view."""
    snapshot = load_snapshot(root)
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        lookups = Lookups(snapshot)
        dashboard(snapshot)
        entries_index(snapshot)
        entry_graph(snapshot)
        spec_graph(snapshot)
        for name in snapshot.entries:
            entry_page(lookups, name)
    finally:
        sys.setprofile(None)
    return calls
