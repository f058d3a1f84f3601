"""One build: the Snapshot it shows, the pages it makes, and what stands on each of them.

Holds what the hooks share between each other. Everything is forgotten when the next build begins.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from pathlib import Path

from markupsafe import Markup
from mkdocs.structure.files import File

from mkdocs_specthis.core.exhibits.host_document import host_of
from mkdocs_specthis.core.model.difference import EntryDifference
from mkdocs_specthis.core.model.history import PastRun
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.views.dashboard import dashboard
from mkdocs_specthis.core.views.entry import entry_page
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.fields import is_understood
from mkdocs_specthis.core.views.graph_paper import entry_graph_to_paper, spec_graph_to_paper
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.prose import REMEMBERED, entry_words, shared_words
from mkdocs_specthis.core.views.run_history import RunHistory, run_history
from mkdocs_specthis.core.views.runs import paged
from mkdocs_specthis.core.views.spec import SpecEntry, SpecPage, spec_page
from mkdocs_specthis.core.views.vocabulary import headline_word
from mkdocs_specthis.frontends.mkdocs.addresses import Links, root_from, spec_source
from mkdocs_specthis.frontends.mkdocs.artefacts import Artefacts
from mkdocs_specthis.frontends.mkdocs.entries_json import render_entry_json
from mkdocs_specthis.frontends.mkdocs.exports import Exports
from mkdocs_specthis.frontends.mkdocs.html import element, join
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage, generated_pages
from mkdocs_specthis.frontends.mkdocs.paper_pages import paper_titles
from mkdocs_specthis.frontends.mkdocs.prose import RenderedSpec, as_written, finish, moved_to
from mkdocs_specthis.frontends.mkdocs.render.components import Body
from mkdocs_specthis.frontends.mkdocs.render.dashboard import render_dashboard
from mkdocs_specthis.frontends.mkdocs.render.drawing import draw
from mkdocs_specthis.frontends.mkdocs.render.entry import SECTION_IDS, render_entry
from mkdocs_specthis.frontends.mkdocs.render.spec import (
    render_chips,
    render_spec_fields,
    render_spec_foot,
    render_spec_head,
)
from mkdocs_specthis.frontends.mkdocs.search import Hit
from mkdocs_specthis.frontends.mkdocs.sources import Sources
from mkdocs_specthis.frontends.mkdocs.stamp import Stamp

DRAWN_AT_HOME = 60
"""The dashboard draws a graph of at most this many nodes."""


PastRuns = Callable[[tuple[str, ...]], Mapping[str, tuple[PastRun, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the options want it shown."""

    commands: bool
    raw_html: bool
    show_sources: bool


@dataclass(kw_only=True)
class Site:
    lookups: Lookups
    past: Past
    manner: Manner
    name: str
    """Name of the site."""
    dashboard: str
    """Source name of the dashboard."""
    stamp: Stamp
    sources: Sources
    exports: Exports
    artefacts: Artefacts
    copies: dict[str, File] = field(default_factory=dict)
    """Source name of each artefact that is copied into the site to the host's file of the copy."""
    publish: Callable[[str], str] = lambda _: ""
    """Copies a table of the project into the site, and says its source name there; set once the files are known."""
    counted: Callable[[], Mapping[str, Paper]]
    """Its papers with what is not published in them: no badge is green for what it leaves out."""
    changes: Callable[[str], tuple[EntryDifference, ...]] = lambda _: ()
    """What changed in an entry; found for all of them when the first is asked for."""
    past_runs: PastRuns = lambda _: {}
    """Receipts of some entries, today's and those before."""
    urls: dict[str, str] = field(default_factory=dict)
    """Source name to address, of every page and file that ours link to; filled once the files are known."""
    foreign: set[str] = field(default_factory=set)
    """Source names where a page of the docs stands instead of ours."""
    has_hits: bool = False
    """Whether the host's index takes a hit for each page, and need not read them."""
    waits: bool = False
    """Whether pages are made when they are asked for: after the host has copied what they show."""
    specs: dict[str, RenderedSpec] = field(default_factory=dict)
    """Path of each spec rendered so far."""

    @cached_property
    def pages(self) -> Mapping[str, GeneratedPage]:
        return {page.source: page for page in generated_pages(self.lookups, self.past, self.dashboard, self._dashboard)}

    @cached_property
    def _spec_paths(self) -> Mapping[str, str]:
        return {spec.name: spec.path for spec in self.lookups.snapshot.project.specs}

    @cached_property
    def _papers(self) -> Mapping[str, str]:
        return {path: source for path, _, source in paper_titles(self.lookups)}

    @cached_property
    def not_understood(self) -> frozenset[str]:
        """Entries whose fields are shown as they were written."""
        snapshot = self.lookups.snapshot
        return frozenset(name for name, entry in snapshot.entries.items() if not is_understood(snapshot, entry))

    @property
    def _specs_folder(self) -> str:
        return self.lookups.snapshot.project.settings.specs

    def links(self, source: str) -> Links:
        """Links from the page with this source name."""
        return Links(
            root=root_from(self.urls[source]),
            urls=self.urls,
            specs_folder=self._specs_folder,
            spec_paths=self._spec_paths,
            papers=self._papers,
            dashboard_name=self.dashboard,
            foreign=self.foreign,
            commands=self.manner.commands,
        )

    def _dashboard(self, links: Links) -> Body:
        view = dashboard(self.lookups.snapshot, self.lookups.paper_pages.values(), self.past)
        return render_dashboard(view, links, self.name, self.stamp, self._pipeline(links))

    def _pipeline(self, links: Links) -> Markup | None:
        """The smaller of the two graphs that fits."""
        for make in (entry_graph_to_paper, spec_graph_to_paper):
            if len(self.lookups.snapshot.entries) > DRAWN_AT_HOME and make is entry_graph_to_paper:
                continue
            view = make(self.lookups)
            if 0 < len(view.nodes) <= DRAWN_AT_HOME:
                return draw(view, "g-home", "Pipeline", links)
        return None

    def body(self, source: str, html: str) -> Body:
        """What stands on a page that needs no other page; `html` is what the host made of its Markdown."""
        page = self.pages[source]
        if page.spec:
            return self._spec_body(page, html)
        return page.render(self.links(source)) if page.render else Body(html=Markup(""))

    def _spec_body(self, page: GeneratedPage, html: str) -> Body:
        view = spec_page(self.lookups, page.spec)
        links = self.links(page.source)
        entries = {one.entry.name: one for one in view.entries}
        fill = partial(self._fill, view, entries, links, html)
        rendered = finish(view.spec, html, fill, raw_html=self.manner.raw_html)
        self.specs[page.spec] = rendered
        return Body(html=join([rendered.html, render_spec_foot(view, links)]))

    def _fill(
        self, view: SpecPage, entries: Mapping[str, SpecEntry], links: Links, html: str, what: str, entry: str
    ) -> Markup:
        if what == "head":
            line = view.faults[0].location.line if view.faults else 0
            frame = self.sources.frame(view.spec.path, line)
            return render_spec_head(view, links, frame, "" if "<h1" in html else view.title)
        shown = entries.get(entry)
        if shown is None:
            return Markup("")
        return render_chips(shown, links) if what == "chips" else render_spec_fields(shown, links)

    def entry_body(self, source: str) -> Body:
        """What stands on an entry's page; its spec must have been rendered."""
        page = self.pages[source]
        why = self.artefacts.withheld.entries.get(page.entry, "")
        view = entry_page(self.lookups, page.entry, self.changes(page.entry), self._runs(page.entry), why)
        show = self.sources.show if self.manner.show_sources else None
        links, prose = self.links(source), self._prose(source, page.entry)
        read_export = partial(self.exports.read, host=host_of(self.lookups.snapshot, page.entry), publish=self._publish)
        card, preview = (
            partial(self.artefacts.card, entry=page.entry),
            partial(self.artefacts.preview, entry=page.entry),
        )
        return render_entry(view, links, prose, show, read_export, card, preview)

    def entry_json(self, name: str) -> str:
        """What its page says, for scripts."""
        why = self.artefacts.withheld.entries.get(name, "")
        return render_entry_json(self.lookups, name, self.urls[entry_source(name)], self._runs(name), why)

    def _runs(self, name: str) -> RunHistory:
        """Where every page is made, git is asked for all entries at once."""
        runs = self.past_runs((name,)) if self.waits else self._all_runs
        return run_history(self.past, name, runs.get(name, ()), (one.number for one in paged(self.past)))

    @cached_property
    def _all_runs(self) -> Mapping[str, tuple[PastRun, ...]]:
        return self.past_runs(tuple(self.lookups.snapshot.entries))

    @property
    def _publish(self) -> Callable[[str], str] | None:
        return self.publish if self.manner.show_sources else None

    def _prose(self, source: str, name: str) -> Markup:
        """The entry's part of its spec's page, with links that hold here."""
        entry = self.lookups.snapshot.entries[name]
        part = self._own_part(name)
        if part is None:
            return (
                as_written(entry.block)
                if entry.block.strip()
                else element("p", "Its spec says nothing that can be read.")
            )
        return moved_to(part, self.urls[self.spec_page(name)], self.urls[source], SECTION_IDS)

    def _own_part(self, name: str) -> Markup | None:
        rendered = self.specs.get(self.lookups.snapshot.entries[name].spec)
        return rendered.parts.get(name) if rendered else None

    def hits(self) -> Iterator[Hit]:
        """One for each page of ours that is to be found."""
        for page in self.pages.values():
            if page.source not in self.foreign and (text := self._words(page)):
                yield Hit(location=self.urls[page.source], title=page.title, text=text)

    def _words(self, page: GeneratedPage) -> str:
        if page.entry:
            return self._entry_words(page.entry)
        return f"{page.title}. {shared_words(self._spec(page.spec))}" if page.spec else page.words

    def _entry_words(self, name: str) -> str:
        """What an entry is found by: kind, states, and all that its block says."""
        snapshot = self.lookups.snapshot
        entry, word = snapshot.entries[name], headline_word(snapshot.statuses[name].headline)
        return _said(entry.kind, word.label, entry_words(entry))

    def _spec(self, path: str) -> Spec:
        return self.lookups.snapshot.specs_by_path[path]

    def spec_page(self, entry: str) -> str:
        """Source name of the page of an entry's spec."""
        return spec_source(self.lookups.snapshot.entries[entry].spec, self._specs_folder)

    def find_file(self, path: str) -> str | None:
        """What shows a file of the project: a spec's page, or the page of the entry that has it."""
        if path in self.lookups.snapshot.specs_by_path:
            return spec_source(path, self._specs_folder)
        if path in self._shown_at:
            entry, place = self._shown_at[path]
            source = entry_source(entry)
            return source if source in self.foreign else f"{source}#{place}"
        return "" if self.sources.has(path) else None

    @cached_property
    def _shown_at(self) -> Mapping[str, tuple[str, str]]:
        """Path of each script and output to the first entry that has it, and the place on its page."""
        found: dict[str, tuple[str, str]] = {}
        for name, contract in self.lookups.snapshot.contracts.items():
            for path in contract.scripts:
                found.setdefault(path, (name, "script" if self.manner.show_sources else "files"))
            for path in (*contract.outputs, *contract.workflows):
                found.setdefault(path, (name, "files"))
        return found


@lru_cache(maxsize=REMEMBERED)
def _said(kind: str, state: str, words: str) -> str:
    return f"{kind}, {state}. {words}"


def shown_name(page: GeneratedPage) -> str:
    """What a person calls the file behind a page: the spec that they wrote."""
    return page.spec or page.source


def project_root(option: str | None, config_file: str | None) -> Path:
    """The option `project_dir`, else the folder of the configuration, else the current one."""
    if option:
        return Path(option).resolve()
    return Path(config_file).resolve().parent if config_file else Path.cwd()
