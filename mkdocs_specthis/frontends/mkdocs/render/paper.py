"""The page of a paper as HTML: its spine and its outline with exhibits."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from markupsafe import Markup

from mkdocs_specthis.core.exhibits.exhibits import Exhibit, Shown
from mkdocs_specthis.core.model.document import Trouble
from mkdocs_specthis.core.views.paper import PaperPage
from mkdocs_specthis.core.views.paper_outline import BEFORE_THE_FIRST, SectionRow, Segment
from mkdocs_specthis.core.views.paper_rows import ExhibitRow, Origin, Unplaced
from mkdocs_specthis.core.views.sentence import count_of, exhibits_sentence, in_words, sentence
from mkdocs_specthis.core.views.vocabulary import Word
from mkdocs_specthis.frontends.mkdocs.addresses import REPLICATION, Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    conditional,
    entry_link,
    heading,
    link,
    page,
    page_title,
    scroll,
    table,
)
from mkdocs_specthis.frontends.mkdocs.render.unplaced import render_orphans, render_stale

NAMED = 4
"""Names in a line before `and 3 more`."""
DEEPEST = 3
"""Deepest level of a heading on the page."""


def render_paper(view: PaperPage, links: Links, title: str) -> Body:
    """`title`: of the page, which names the paper where there are several."""
    index = element("span", link(links.to(REPLICATION), "Replication index"), class_="st-views")
    head = join([index, page_title(title), element("p", *_lede(view), class_="st-sub")])
    if view.problem:
        return Body(html=page(head, _unreadable(view.problem)))
    listed = (element("li", _section(section, links, alone=alone)) for section, alone in _with_parts(view.outline))
    more = f"{count_of(view.left_out, 'section')} without exhibits left out." if view.left_out else None
    return Body(
        html=page(
            head,
            _spine(view.spine) if view.spine else None,
            element("ol", *listed, class_="st-outl"),
            element("p", more, class_="st-foot") if more else None,
            render_orphans(view, links) if view.orphans else None,
            render_stale(view, links) if view.stale else None,
        ),
        sections=tuple(_sections(view)),
    )


def render_papers(views: Iterable[tuple[PaperPage, str, str]], links: Links) -> Body:
    """(page, title, source name) of each, where there are several."""
    rows = (
        element(
            "tr",
            element("th", link(links.to(source), code(title)), scope="row"),
            element("td", *_share(view), data_l="Exhibits"),
        )
        for view, title, source in views
    )
    shown = scroll("Papers", table("Papers of the project", ("Paper", "Exhibits"), rows))
    return Body(html=page(page_title("Papers"), shown))


def render_no_paper(exports: Iterable[tuple[str, str, str, Word]], links: Links) -> Body:
    """What is exported where no host document is named, and the setting that names one."""
    lead = element("p", "No paper is named, so nobody knows where these exports are shown.", class_="st-sub")
    setting = element("pre", code('[paper]\nhost_docs = ["reports/paper.tex"]'), class_="st-frame", tabindex="0")
    add = join([element("p", "Name it in ", code("specthis.toml"), ":"), setting]) if links.commands else None
    rows = (
        element(
            "tr",
            element("th", code(path), scope="row"),
            element("td", link(links.spec(spec), spec), data_l="Spec"),
            element("td", entry_link(links, entry), data_l="Entry"),
            element("td", chip(word), data_l="State"),
        )
        for spec, entry, path, word in exports
    )
    shown = scroll("Exports", table("Exports by spec", ("File", "Spec", "Entry", "State"), rows))
    return Body(html=page(page_title("Paper"), lead, add, shown))


def _sections(view: PaperPage) -> Iterator[tuple[str, str]]:
    for section in view.outline:
        yield section.anchor, " ".join(part for part in (section.number, _title(section)) if part)
    if view.orphans:
        yield "orphans", "Orphaned exports"
    if view.stale:
        yield "stale-routing", "Stale routing"


def _title(section: SectionRow) -> str:
    return section.title or (BEFORE_THE_FIRST if section.first == 0 else "Without a title")


def _lede(view: PaperPage) -> Iterator[Child]:
    size = f", {count_of(view.lines, 'line')}, {count_of(view.sections_total, 'section')}. " if view.lines else ". "
    yield join([code(view.path), size])
    if view.problem:
        return
    yield from _share(view)
    if view.aux_path:
        yield join([" Numbered as when it was last compiled (", code(view.aux_path), ")."])
        if view.unnumbered:
            yield f" {sentence(in_words(view.unnumbered))[:-1]} got no number then."
    elif view.computed or view.by_hand:
        yield " Exhibits are numbered when the paper is compiled."


def _share(view: PaperPage) -> Iterator[Child]:
    if view.problem:
        yield "It is not published." if view.problem is Trouble.WITHHELD else "It cannot be read."
        return
    yield exhibits_sentence(view.fresh, view.computed)
    if view.conditional:
        which = "it" if view.computed == 1 else f"{in_words(view.conditional)} of them"
        yield f" Whether {which} can be seen in the paper, LaTeX alone can tell."
    if view.elsewhere:
        yield f" The bytes of {in_words(view.elsewhere)} are not on this machine, and nothing else speaks against them."
    if view.by_hand:
        yield f" No entry makes {in_words(view.by_hand)} more."


_WHY = {Trouble.TOO_LARGE: "It is too large to be read.", Trouble.WITHHELD: "What stands in it is not published."}


def _unreadable(problem: Trouble) -> Markup:
    text = _WHY.get(problem, "It is not there, or may not be read.")
    if problem is Trouble.WITHHELD:
        return element("p", text)
    return element("section", element("p", text), class_="st-err", aria_label="Cannot be read")


def _spine(segments: Iterable[Segment]) -> Markup:
    items = (element("li", _segment(segment), style=f"flex:{segment.lines}") for segment in segments)
    return element("nav", element("ol", *items, class_="st-spine"), aria_label="Sections, to scale")


def _segment(segment: Segment) -> Markup:
    marks = [element("i", class_=f"st-pm st-{word.key}", style=f"left:{place:.0%}") for place, word, _ in segment.marks]
    said = "; ".join(f"{name}, {word.label}" for _, word, name in segment.marks)
    return link(
        f"#{segment.anchor}",
        element("b", segment.number) if segment.number else None,
        " ",
        segment.title,
        *marks,
        hidden(f": {said}") if said else None,
    )


def _with_parts(outline: Sequence[SectionRow]) -> Iterator[tuple[SectionRow, bool]]:
    """Each section, and whether it is one of the highest kind without parts."""
    top = min((section.level for section in outline if section.first), default=0)
    for section, following in zip_longest(outline, outline[1:]):
        has_parts = following is not None and following.level > section.level
        yield section, section.level == top and not has_parts


def _section(section: SectionRow, links: Links, *, alone: bool) -> Markup:
    level = f"h{min(DEEPEST, max(2, section.level + 1))}"
    number = element("span", section.number, " ") if section.number else None
    items = [_row(row, links) for row in section.rows]
    items += [_missing(one, links) for one in section.unplaced]
    said = "Left out by \\includeonly." if section.left_out else "No exhibits. Prose only."
    nothing = element("p", said, class_="st-none") if alone or section.left_out else None
    shown = element("ul", *items) if items else nothing
    return join([heading(section.anchor, join([number, _title(section)]), _lines(section), level=level), shown])


def _lines(section: SectionRow) -> Markup:
    if not section.first:
        return code(section.file)
    lines = f"line {section.first}" if not section.last else f"lines {section.first}–{section.last}"
    label = join([code(section.label), ", "]) if section.label else None
    return join([label, code(section.file), ", ", lines])


def _row(row: ExhibitRow, links: Links) -> Markup:
    exhibit = row.exhibit
    first = row.origins[0].shown if row.origins else None
    name = exhibit.name if exhibit else first.path.rsplit("/", 1)[-1] if first else ""
    line = exhibit.location.line if exhibit else first.location.line if first else 0
    states = chip(row.word) if row.word else element("small", "no entry makes it")
    away = element("small", "the bytes are elsewhere") if row.elsewhere else None
    where = element("small", _where(exhibit)) if exhibit is None or exhibit.label or exhibit.page else None
    head = element("div", element("b", name), states, away, where, class_="st-q-h")
    caption = element("p", exhibit.caption) if exhibit and exhibit.caption else None
    alone = len(row.origins) == 1
    origins = [element("p", element("small", _origin(origin, links, alone=alone))) for origin in row.origins]
    return element(
        "li",
        element("span", hidden("Line "), str(line), class_="st-ln"),
        element("div", head, caption, *origins, *_besides(row)),
        class_="st-pa",
        id=row.anchor,
    )


def _where(exhibit: Exhibit | None) -> Markup:
    if exhibit is None:
        return join(["read in the text"])
    page = f"page {exhibit.page}" if exhibit.page else None
    return join([code(exhibit.label) if exhibit.label else None, page], ", ")


def _origin(origin: Origin, links: Links, *, alone: bool) -> Markup:
    """File, entry, script, inputs: the way back from the paper."""
    shown = origin.shown
    word = None if alone or origin.word.key == "fresh" else join([" ", chip(origin.word)])
    by_name = " (by its name alone)" if shown.by_name else None
    consumed = [_consumed(name, links) for name in origin.consumes]
    data = [code(path) for path in origin.data]
    return join(
        [
            code(shown.path),
            word,
            by_name,
            _if(shown),
            " from ",
            entry_link(links, shown.entry),
            join([" ← ", _some([code(path) for path in origin.scripts])]) if origin.scripts else None,
            join([" ← ", _some(consumed)]) if consumed else None,
            join([" ← ", _some(data)]) if data else None,
        ]
    )


def _if(shown: Shown) -> Markup | None:
    """On what it depends that it is in the paper."""
    return join([" (", conditional(shown.conditions), ")"]) if shown.conditions else None


def _consumed(name: str, links: Links) -> Markup:
    if links.has_entry(name):
        return entry_link(links, name)
    return link(links.spec(name), name) if name.endswith(".md") else code(name)


def _some(names: list[Markup]) -> Markup:
    more = len(names) - NAMED
    return join([join(names[:NAMED], ", "), f" and {more:,} more" if more > 0 else None])


def _besides(row: ExhibitRow) -> Iterator[Markup]:
    """What else stands in an exhibit, and nobody answers for."""
    if row.exhibit is None:
        return
    for path in row.exhibit.foreign[:NAMED]:
        yield element("p", element("span", code(path), ", which no entry makes", class_="st-noo"))
    for path in row.exhibit.lost[:NAMED]:
        yield element("p", element("span", code(path), " is not there", class_="st-noo"))
    for path in row.exhibit.unclear[:NAMED]:
        yield element("p", element("span", code(path), " could mean several files", class_="st-noo"))


def _missing(one: Unplaced, links: Links) -> Markup:
    """Routed here, and named by no line."""
    route = one.route
    noo = element("span", "not included", class_="st-noo")
    head = element("div", element("b", route.path.rsplit("/", 1)[-1]), chip(one.word), noo, class_="st-q-h")
    origin = join([code(route.path), " from ", entry_link(links, route.entry), ", routed here, named by no line"])
    return element(
        "li",
        element("span", hidden("No line"), element("span", "–", aria_hidden="true"), class_="st-ln"),
        element("div", head, element("p", element("small", origin))),
        class_="st-pa st-miss",
    )
