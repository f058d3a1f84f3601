"""The small parts that every page is made of: chips, headings, times, commands, marks, nodes.

Each takes words and gives markup; none looks anything up.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from mkdocs_specthis.core.day import day_written
from mkdocs_specthis.core.paper.conditions import Conditions
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.views.mark import Mark
from mkdocs_specthis.core.views.sentence import short_digest
from mkdocs_specthis.core.views.shown_in import Chapter
from mkdocs_specthis.core.views.vocabulary import Word
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, inline, join

TITLE = "title"
"""Id of a page's title."""
WIDE_SPACE = "\N{EM SPACE} "
"""Between two parts of a line: where the line breaks between them, it takes no room."""
NARROWEST_MARK, WIDEST_MARK = 1.3, 3.6
"""Width of one mark per entry, with the gap beside it, in rem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a page shows, with the sections that a table of contents lists."""

    html: Markup
    sections: tuple[tuple[str, str], ...] = ()
    """(id, title) in order."""


def page(*children: Child) -> Markup:
    return element("div", *children, class_="st")


def page_title(text: str) -> Markup:
    """The title of a page, as a place that a table of contents leads to."""
    return element("h1", text, id=TITLE)


def chip(word: Word, label: str = "") -> Markup:
    """The word for a state with its mark."""
    return element("span", label or word.label, class_=f"st-chip st-{word.key}")


def chips(words: Iterable[Word]) -> Markup:
    return join((chip(word) for word in words), " ")


def graph_key(word: Word | None) -> str:
    """The class of a mark that stands without its word: settled is the fresh disc there."""
    if word is None:
        return "plain"
    return "fresh" if word.key == "settled" else word.key


def heading(id_: str, text: Child, aside: Child = None, *, level: str = "h2") -> Markup:
    """The link to it stands beside it: who listens to the headings of a page hears their words alone."""
    name = f"Permanent link to {join([text]).striptags()}"
    anchor = element("a", "¶", class_="headerlink", href=f"#{id_}", aria_label=name)
    beside = element("span", aside, class_="st-h-aside") if aside else None
    return element("div", element(level, text, id=id_), anchor, beside, class_="st-h")


def moment(ts: str, *, time: bool = True) -> Markup:
    """A UTC time stamp as `4 May 2026, 09:12`; what is no time stamp is shown as it is."""
    day = day_written(ts)
    if not day:
        return element("span", ts or "never", class_="st-none")
    clock = f", {ts[11:16]}" if time and len(ts) >= 16 else ""
    return element("time", day + clock, datetime=ts)


def digest(text: str) -> Markup:
    """A digest cut short; the whole of it as a title."""
    return element("code", short_digest(text), title=text)


def code(text: str) -> Markup:
    return element("code", text)


def link(address: str, *children: Child, class_: str | None = None) -> Markup:
    return element("a", *children, class_=class_, href=address)


def entry_link(links: Links, name: str, class_: str | None = "st-id") -> Markup:
    return link(links.entry(name), name, class_=class_)


def entry_or_name(links: Links, name: str) -> Markup:
    """A link to an entry's page; the name alone of one that the project does not have any more."""
    return entry_link(links, name) if links.has_entry(name) else code(shown(name))


def commit_of(commit: str, *, dirty: bool = False) -> Markup:
    """A commit cut short, and whether the tree differed from it; a dash if nobody knows."""
    if not commit:
        return join(["–"])
    return join([digest(commit), element("small", "and uncommitted changes") if dirty else None])


def duration_bar(share: float) -> Markup | None:
    """How long something took beside the longest, as a bar before its number."""
    return element("i", class_="st-db", style=f"width:{max(share, 0.02) * 2:.2f}rem") if share else None


def select(name: str, label: str, options: Iterable[str]) -> Markup:
    """A choice among what occurs, or all of it."""
    every = element("option", f"{label}: all", value="")
    choices = (element("option", option, value=option) for option in options)
    return element("label", hidden(label), element("select", every, *choices, name=name), class_="st-sel")


def command(text: str) -> Markup:
    """A command line with a button that copies it."""
    return _to_copy(text, "st-cmd")


def paste_line(text: str) -> Markup:
    """A line for a file, with a button that copies it."""
    return _to_copy(text, "st-cmd st-raw")


def _to_copy(text: str, class_: str) -> Markup:
    button = element(
        "button",
        element("span", "Copy"),
        type="button",
        class_="st-copy",
        data_st_copy=text,
        aria_label=f"Copy: {text}",
    )
    return element("div", element("code", text), button, class_=class_)


def scroll(label: str, inner: Child, class_: str = "") -> Markup:
    """A region that scrolls sideways by itself, so that the page never does."""
    names = f"st-scroll {class_}".strip()
    return element("div", inner, class_=names, role="region", aria_label=label, tabindex="0")


def conditional(conditions: Conditions) -> Markup:
    """On what it depends that something is in the paper."""
    return join(["in the paper if ", inline(" and ".join(one.text for one in conditions))])


def definition_list(rows: Iterable[tuple[Child, Child]], class_: str = "st-dl") -> Markup:
    pairs = (element("div", element("dt", term), element("dd", detail)) for term, detail in rows)
    return element("dl", *pairs, class_=class_)


def unit(mark: Mark, address: str) -> Markup:
    """One entry as one mark. A title that reads as the name is not said twice."""
    said = f"{mark.name}, {mark.word.label}" if mark.word else mark.name
    return element("a", hidden(said), class_=f"st-u st-{graph_key(mark.word)}", href=address, title=said)


def strip_width(marks: int) -> str:
    """Style of a group of so many marks: they share a line with others while each is wide enough to be hit."""
    return f"flex:{marks} 1 {NARROWEST_MARK * marks:.1f}rem;max-width:{WIDEST_MARK * marks:.1f}rem"


def node_address(links: Links, mark: Mark) -> str:
    return links.spec(mark.spec) if mark.kind == "spec" else links.entry(mark.name)


def node(mark: Mark, links: Links | None) -> Markup:
    """An entry, or a whole spec, as a node of the graph; without `links` it is the page's own."""
    said = f", {mark.word.label}" if mark.word else ", whole spec"
    own = " st-self" if links is None else ""
    classes = f"st-node{own} st-k-{mark.kind} st-{graph_key(mark.word)}"
    text = join([element("span", mark.name), hidden(said)])
    if links is None:
        return element("span", text, class_=classes)
    return element("a", text, class_=classes, href=node_address(links, mark))


def section_node(chapter: Chapter, links: Links) -> Markup:
    """A section of a paper as a node of the graph."""
    text = join([element("span", chapter.name), hidden(", section of the paper")])
    address = links.to(links.papers[chapter.paper], chapter.anchor) if chapter.paper in links.papers else None
    return element("a" if address else "span", text, class_="st-node st-k-section st-plain", href=address)


def details(
    summary: str,
    aside: Child,
    *children: Child,
    id_: str | None = None,
    print_it: bool = True,
    is_open: bool = False,
) -> Markup:
    head = element("summary", summary, " ", element("span", aside) if aside else None)
    return element(
        "details", head, *children, class_="st-det", id=id_, open=is_open, data_noprint=None if print_it else True
    )


def table(
    caption: str, heads: Iterable[Child], rows: Iterable[Markup], class_: str = "", id_: str | None = None
) -> Markup:
    """A table with a caption for those who listen, and scoped column heads."""
    head = element("tr", *(element("th", text, scope="col") for text in heads))
    return element(
        "table",
        element("caption", caption, class_="st-vh"),
        element("thead", head),
        element("tbody", *rows),
        class_=f"st-table st-stack {class_}".strip(),
        id=id_,
    )


def facet(word: Word, number: int) -> Markup:
    """A filter for one state."""
    box = element("input", type="checkbox", name="s", value=word.key)
    label = element("span", word.label, class_="st-ico")
    return element("label", box, label, element("b", f"{number:,}"), class_=f"st-f st-{word.key}")


def count_line(text: str) -> Markup:
    """How many rows a filter leaves, and what to do with the view."""
    share = element("button", "Copy link to this view", type="button", class_="st-btn", data_st_copy="@url")
    clear = element("button", "Clear", type="reset", class_="st-btn", hidden=True)
    return element("p", element("output", text, class_="st-out"), clear, share, class_="st-fc")


def search_box(label: str, placeholder: str) -> Markup:
    box = element("input", type="search", name="find", placeholder=placeholder, autocomplete="off", spellcheck="false")
    return element("label", hidden(label), box, class_="st-search")


def nothing_matches(noun: str) -> Markup:
    """What stands below a filtered list: no match, and more rows."""
    clear = element("button", "Clear the filter", type="button", class_="st-btn", data_st_clear=True)
    more = element("button", "Show 200 more", type="button", class_="st-btn")
    empty = element("p", f"No {noun} matches. ", clear, class_="st-empty", hidden=True)
    return join([empty, element("p", more, class_="st-more", hidden=True)])
