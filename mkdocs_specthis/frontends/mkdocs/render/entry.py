"""The page of one entry as HTML."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from mkdocs_specthis.core.artefact.repeats import Drawn
from mkdocs_specthis.core.views.artefacts import ArtefactFile
from mkdocs_specthis.core.views.entry import EntryPage, SourceView
from mkdocs_specthis.core.views.sentence import count_of, seconds_in_words
from mkdocs_specthis.frontends.mkdocs.addresses import Links, entry_json_source
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.artefacts import Card, render_card, render_withheld
from mkdocs_specthis.frontends.mkdocs.render.claims import render_axes, render_judgments
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    definition_list,
    details,
    digest,
    heading,
    link,
    moment,
    page,
)
from mkdocs_specthis.frontends.mkdocs.render.difference import render_changes
from mkdocs_specthis.frontends.mkdocs.render.exports import Export, render_export
from mkdocs_specthis.frontends.mkdocs.render.fields import render_fields
from mkdocs_specthis.frontends.mkdocs.render.files import render_files
from mkdocs_specthis.frontends.mkdocs.render.findings import findings_list
from mkdocs_specthis.frontends.mkdocs.render.lineage import link_to_graph, render_lineage
from mkdocs_specthis.frontends.mkdocs.render.moved import render_moved
from mkdocs_specthis.frontends.mkdocs.render.previews import Preview, render_preview
from mkdocs_specthis.frontends.mkdocs.render.routing import exhibit_finder, render_routing, render_shown_in
from mkdocs_specthis.frontends.mkdocs.render.run_history import render_runs, runs_counted

ShowSource = Callable[[SourceView], Markup | None]
"""The text of a script, highlighted; None if it is not to be published or is too large."""

ReadExport = Callable[[SourceView], Export | None]
"""What is shown of an exported LaTeX file; None if it holds no table."""
ReadArtefact = Callable[[ArtefactFile], Card]
"""What is shown of any other file that it made."""
ReadPreview = Callable[[ArtefactFile], Preview | None]
"""The picture that was drawn of a file; None if it needs none."""

SECTION_IDS = frozenset(
    {
        "artefacts",
        "moved",
        "changes",
        "routing",
        "paper",
        "contract",
        "lineage",
        "files",
        "script",
        "run",
        "certificate",
        "findings",
    }
)
_FACTS_SHOWN = 3


def render_entry(
    view: EntryPage,
    links: Links,
    prose: Markup,
    show_source: ShowSource | None,
    read_export: ReadExport,
    read_artefact: ReadArtefact,
    read_preview: ReadPreview,
) -> Body:
    cards = partial(_card, view, links, read_export, _drawn_once(read_artefact), read_preview)
    artefacts = _artefacts(view, cards)
    sections = tuple(_sections(view, links, prose, show_source, artefacts))
    listed = tuple((id_, title) for id_, title, _, _ in sections)
    body = element(
        "div", *(join([heading(id_, title, aside), shown]) for id_, title, aside, shown in sections), class_="st-body"
    )
    columns = element("div", _head(view, links), _rail(view, listed, links), body, class_="st-cols")
    return Body(html=page(columns), sections=listed)


def _drawn_once(read_artefact: ReadArtefact) -> ReadArtefact:
    """The same, where no plot is on the page a second time."""
    drawn = Drawn()

    def read(file: ArtefactFile) -> Card:
        card = read_artefact(file)
        return replace(card, look=drawn.once(card.look, file.path)) if card.look else card

    return read


def _head(view: EntryPage, links: Links) -> Markup:
    spec = link(links.spec(view.entry.spec, anchor_of(view.entry.name)), view.entry.spec_name)
    kind = {"unknown": "Entry of a spec that cannot be read"}.get(
        view.entry.kind, f"{view.entry.kind.capitalize()} entry"
    )
    lead = element("p", view.summary, class_="st-sub") if view.summary else None
    return element(
        "div",
        element("p", kind, element("span", " · ", aria_hidden="true"), spec, class_="st-eyebrow"),
        element("h1", view.entry.name, class_="st-id"),
        lead,
        render_axes(view, links),
        class_="st-eh",
    )


def anchor_of(entry: str) -> str:
    """Where an entry stands on its spec's page."""
    return f"entry.{entry}"


def _rail(view: EntryPage, sections: tuple[tuple[str, str], ...], links: Links) -> Markup:
    items = (element("li", link(f"#{id_}", title)) for id_, title in sections)
    toc = element(
        "nav", element("p", "On this page"), element("ul", *items), class_="st-toc", aria_label="On this page"
    )
    return element("aside", definition_list(_facts(view, links)), toc, class_="st-rail", aria_label="Facts")


def _facts(view: EntryPage, links: Links) -> Iterator[tuple[Child, Child]]:
    entry = view.entry
    if entry.scripts:
        yield "Script", _names(tuple(value.text for value in entry.scripts))
    if entry.outputs:
        yield "Exports" if entry.exports else "Artefact", _names(tuple(value.text for value in entry.outputs))
    if view.author:
        note = element("small", entry.status_note) if entry.status_note else None
        yield "Author’s line", join([chip(view.author), note])
    if view.receipt:
        yield "Last run", join([moment(view.receipt.ts), f", {seconds_in_words(view.receipt.seconds)}"])
    if view.feeds:
        yield "Feeds", link("#lineage", count_of(view.feeds, "entry", "entries"))
    if entry.traces_to:
        yield "Traces to", ", ".join(entry.traces_to)
    place = f"{entry.spec}:{entry.location.line}–{entry.end_line}"
    yield "As data", link(links.to(entry_json_source(entry.name)), "entry.json")
    yield "Stands in", link(links.spec(entry.spec, anchor_of(entry.name)), code(place))


def _names(paths: tuple[str, ...]) -> Markup:
    shown = join((code(path) for path in paths[:_FACTS_SHOWN]), element("br"))
    more = len(paths) - _FACTS_SHOWN
    return join([shown, element("br"), f"and {more:,} more"]) if more > 0 else shown


def _sections(
    view: EntryPage, links: Links, prose: Markup, show_source: ShowSource | None, artefacts: Markup | None
) -> Iterator[tuple[str, str, Child, Child]]:
    """(id, title, aside, content) of every section that has something to say."""
    if artefacts and view.entry.exports:
        yield "artefacts", "Artefacts", None, artefacts
    if view.entry.unreadable:
        unknown = "The spec cannot be read, so nobody knows what holds today. Judgments and receipts stay as they are."
        yield "moved", "What each claim rests on", None, element("p", unknown)
    elif view.moved.rows or view.moved.same:
        yield "moved", "What each claim rests on", None, render_moved(view.moved, links)
    if view.changes:
        yield "changes", "What moved", None, render_changes(view.changes, links)
    if view.routes:
        yield (
            "routing",
            "Routing",
            None,
            render_routing(view.routes, exhibit_finder(view.exhibits, links), to_paste=links.commands),
        )
    read = link(links.spec(view.entry.spec, anchor_of(view.entry.name)), "Read in the spec")
    fields = render_fields(view.fields, links) if view.fields else None
    yield "contract", "Contract", read, join([element("div", prose, class_="st-prose md-typeset"), fields])
    yield "lineage", "Lineage", link_to_graph(view, links), render_lineage(view, links)
    if artefacts and not view.entry.exports:
        yield "artefacts", "Artefact" if len(view.artefacts.files) == 1 else "Artefacts", None, artefacts
    if view.shown_in and not view.routes:
        yield "paper", "In the paper", None, render_shown_in(view.shown_in, links)
    if view.files:
        yield "files", "Files", None, render_files(view.files)
    sources = _scripts(view, links, show_source) if show_source else None
    if sources:
        yield "script", "Script", None, sources
    yield "run", "Run history", runs_counted(view.runs), render_runs(view, links)
    yield "certificate", "Judgments", None, render_judgments(view)
    if view.findings:
        yield "findings", "Findings", None, findings_list(view.findings, links)


def _artefacts(view: EntryPage, card: Callable[[ArtefactFile, int], Markup]) -> Markup | None:
    """Every file that it made, or what is left out of them."""
    files = view.artefacts
    if not files.files:
        return None
    if files.withheld:
        return render_withheld(files.withheld, tuple(file.path for file in files.files), files.more)
    cards = [card(file, number) for number, file in enumerate(files.files, 1)]
    more = element("p", f"{count_of(files.more, 'more file')} below.", class_="st-foot") if files.more else None
    return join([*cards, more])


def _card(
    view: EntryPage,
    links: Links,
    read_export: ReadExport,
    read_artefact: ReadArtefact,
    read_preview: ReadPreview,
    file: ArtefactFile,
    number: int,
) -> Markup:
    caption = next((at.caption for (_, path), at in view.exhibits.items() if path == file.path and at.caption), "")
    source = next((one for one in view.exports if one.path == file.path), None)
    export = read_export(source) if source else None
    if export is None:
        return render_card(read_artefact(file), number, links, caption)
    preview = read_preview(file) if export.is_refused else None
    name = file.path.rsplit("/", 1)[-1]
    picture = render_preview(preview, links, name, caption, "") if preview is not None and preview.copy else None
    return render_export(export, file, number, links, picture)


def _scripts(view: EntryPage, links: Links, show_source: ShowSource) -> Markup | None:
    shown = [part for source in view.sources if (part := _script(source, links, show_source)) is not None]
    return join(shown) if shown else None


def _script(source: SourceView, links: Links, show_source: ShowSource) -> Markup | None:
    if source.shown_at:
        where = link(links.entry(source.shown_at, "script"), source.shown_at, class_="st-id")
        return element("p", code(source.path), f" is shared by {source.shared_by:,} entries and shown at ", where, ".")
    text = show_source(source)
    if text is None:
        return element("p", code(source.path), " is not shown here: it is too large, or not published.")
    aside = join(["digest ", digest(source.digest)])
    return details(source.path, aside, text, print_it=False)
