"""Which pages a project has: source name, title, front matter, and what renders it. A new page kind is a row here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mkdocs_specthis.core.views.audit import audit_view
from mkdocs_specthis.core.views.entries import entries_index
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.graph import BY_SPEC_ABOVE
from mkdocs_specthis.core.views.graph_paper import entry_graph_to_paper, spec_graph_to_paper
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.prose import summary_of
from mkdocs_specthis.core.views.spec import specs_index, title_of
from mkdocs_specthis.core.views.vocabulary import key_words
from mkdocs_specthis.frontends.mkdocs.addresses import (
    AUDIT,
    ENTRIES,
    GRAPH,
    GRAPH_ENTRIES,
    GRAPH_SPECS,
    KEY,
    REPLICATION,
    SPECS,
    Links,
    spec_source,
)
from mkdocs_specthis.frontends.mkdocs.paper_pages import paper_rows
from mkdocs_specthis.frontends.mkdocs.render.components import Body
from mkdocs_specthis.frontends.mkdocs.render.entries import render_entries
from mkdocs_specthis.frontends.mkdocs.render.findings import render_findings
from mkdocs_specthis.frontends.mkdocs.render.graph import render_entry_graph, render_spec_graph
from mkdocs_specthis.frontends.mkdocs.render.key import render_key
from mkdocs_specthis.frontends.mkdocs.render.spec import render_specs
from mkdocs_specthis.frontends.mkdocs.runs_pages import run_rows

Render = Callable[[Links], Body]


class Group(StrEnum):
    """What belongs together in the navigation, in its order."""

    DASHBOARD = "Dashboard"
    SPECS = "Specs"
    ENTRIES = "Entries"
    GRAPH = "Graph"
    PAPER = "Paper"
    RUNS = "Runs"
    AUDIT = "Findings"
    KEY = "Key"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPage:
    source: str
    title: str
    group: Group
    render: Render | None = None
    """None for pages that need the host's rendering of a spec: `spec` or `entry` says which."""
    spec: str = ""
    """Path of the spec whose text it shows."""
    entry: str = ""
    front: Mapping[str, object] = field(default_factory=dict)
    """Front matter beside what every page gets."""
    edit: str = ""
    """Path of the file that one edits to change it; empty if none."""
    words: str = ""
    """What a page that is neither a spec's nor an entry's is found by; without any it is not found."""


_WIDE = {"hide": ["navigation", "toc"]}
_NARROW = {"hide": ["toc"]}
_UNSEARCHED = {"search": {"exclude": True}}


def generated_pages(lookups: Lookups, past: Past, dashboard: str, render_dashboard: Render) -> Iterator[GeneratedPage]:
    """Every page that the project gets, in the order of the navigation."""
    snapshot = lookups.snapshot
    yield GeneratedPage(
        source=dashboard,
        title="Dashboard",
        group=Group.DASHBOARD,
        render=render_dashboard,
        front=_WIDE,
        words="Where every entry stands, what needs a mind, what needs a machine, next steps, the pipeline.",
    )
    yield GeneratedPage(
        source=SPECS,
        title="Specs",
        group=Group.SPECS,
        render=lambda links: render_specs(specs_index(snapshot), links),
        front=_NARROW,
        words=", ".join(title_of(spec) for spec in snapshot.project.specs),
    )
    yield from _spec_pages(lookups)
    yield GeneratedPage(
        source=ENTRIES,
        title="Entries",
        group=Group.ENTRIES,
        render=lambda links: render_entries(entries_index(snapshot), links),
        front={**_WIDE, **_UNSEARCHED},
    )
    yield from _entry_pages(lookups)
    yield from _graph_pages(lookups)
    for source, title, words, render in paper_rows(lookups):
        front = _WIDE if source == REPLICATION else _NARROW
        yield GeneratedPage(source=source, title=title, group=Group.PAPER, render=render, front=front, words=words)
    for source, title, render in run_rows(past):
        yield GeneratedPage(source=source, title=title, group=Group.RUNS, render=render, front={**_WIDE, **_UNSEARCHED})
    yield GeneratedPage(
        source=AUDIT,
        title="Findings",
        group=Group.AUDIT,
        render=lambda links: render_findings(audit_view(snapshot), links),
        front={**_WIDE, **_UNSEARCHED},
    )
    yield GeneratedPage(
        source=KEY, title="Key", group=Group.KEY, render=lambda _: render_key(), front=_NARROW, words=key_words()
    )


def _spec_pages(lookups: Lookups) -> Iterator[GeneratedPage]:
    for row in specs_index(lookups.snapshot):
        spec = row.spec
        source = spec_source(spec.path, lookups.snapshot.project.settings.specs)
        yield GeneratedPage(source=source, title=title_of(spec), group=Group.SPECS, spec=spec.path, edit=spec.path)


def _entry_pages(lookups: Lookups) -> Iterator[GeneratedPage]:
    for entry in lookups.snapshot.entries.values():
        summary = summary_of(entry)
        front = {**_NARROW, **({"description": summary} if summary else {})}
        source = entry_source(entry.name)
        yield GeneratedPage(
            source=source, title=entry.name, group=Group.ENTRIES, entry=entry.name, front=front, edit=entry.spec
        )


def _graph_pages(lookups: Lookups) -> Iterator[GeneratedPage]:
    """By entry and by spec; in a large project the graph opens by spec."""
    large = len(lookups.snapshot.entries) > BY_SPEC_ABOVE
    front = {**_WIDE, **_UNSEARCHED}

    def by_entry(links: Links) -> Body:
        return render_entry_graph(entry_graph_to_paper(lookups), links)

    def by_spec(source: str) -> Render:
        def render(links: Links) -> Body:
            return render_spec_graph(spec_graph_to_paper(lookups), links, source)

        return render

    yield GeneratedPage(
        source=GRAPH, title="Graph", group=Group.GRAPH, render=by_spec(GRAPH) if large else by_entry, front=front
    )
    yield GeneratedPage(
        source=GRAPH_SPECS, title="Graph, by spec", group=Group.GRAPH, render=by_spec(GRAPH_SPECS), front=front
    )
    if large:
        yield GeneratedPage(
            source=GRAPH_ENTRIES, title="Graph, by entry", group=Group.GRAPH, render=by_entry, front=front
        )
