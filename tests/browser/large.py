"""The index of a project of thousands of entries, and a graph of hundreds, in the shell of a small site's pages.

Building thousands of pages takes a minute; these alone, by the code that renders them, take seconds.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from conftest import write_files

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.entries import entries_index
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.graph import entry_graph
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES_JSON, GRAPH, GRAPH_SPECS, KEY, Links, spec_source
from mkdocs_specthis.frontends.mkdocs.render.entries import render_entries
from mkdocs_specthis.frontends.mkdocs.render.graph import render_entry_graph
from mkdocs_specthis.usecases.load import load_snapshot


def large_index(shell: Path, root: Path, specs: int = 50, entries: int = 100) -> Path:
    """A copy of the site `shell`, its index of entries replaced; the project is written to `root`."""
    snapshot = load_snapshot(write_files(root, _files(specs, entries)))
    site = Path(shutil.copytree(shell, root / "site"))
    _put(site / "entries/index.html", render_entries(entries_index(snapshot), _links(snapshot)).html)
    return site


def large_graph(shell: Path, root: Path, entries: int) -> Path:
    """The same for the graph by entry."""
    snapshot = load_snapshot(write_files(root, _files(1, entries)))
    site = Path(shutil.copytree(shell, root / "site"))
    _put(site / "graph/index.html", render_entry_graph(entry_graph(snapshot), _links(snapshot)).html)
    return site


def _put(page: Path, body: str) -> None:
    """In place of what is ours on a page."""
    html = page.read_text(encoding="utf-8")
    start, end = html.index('<div class="st">'), re.search(r"\s*</article>", html)
    assert end is not None
    page.write_text(html[:start] + str(body) + html[end.start() :], encoding="utf-8")


def _links(snapshot: Snapshot) -> Links:
    sources = {entry_source(name) for name in snapshot.entries} | {ENTRIES_JSON, GRAPH, GRAPH_SPECS, KEY}
    paths = {spec.name: spec.path for spec in snapshot.project.specs}
    sources |= {spec_source(path, "specs") for path in paths.values()}
    return Links(
        root="../",
        urls={source: source.removesuffix("index.md").removesuffix(".md") + "/" for source in sources},
        specs_folder="specs",
        spec_paths=paths,
        papers={},
        dashboard_name="",
        foreign=(),
        commands=False,
    )


def _files(specs: int, entries: int) -> Mapping[str, str]:
    files = {"scripts/one.py": "print()\n"}
    for spec in range(specs):
        name = f"compute-{spec:03d}"
        blocks = "".join(_block(spec, entry) for entry in range(entries))
        files[f"specs/{name}.md"] = f"---\nname: {name}\nkind: compute\n---\n# Spec {spec}\n\n## Entries\n{blocks}"
    return files


def _block(spec: int, entry: int) -> str:
    name = f"e-{spec:03d}-{entry:03d}"
    return (
        f"\n### {name}\n\nEntry {entry} of spec {spec}.\n\n- Script: `scripts/one.py`\n"
        f"- Output: `results/{name}/x.json`\n- Run: `python {{script}} {name} {{output}}`\n"
        f"- Consumes: none\n- Status: script ready\n"
    )
