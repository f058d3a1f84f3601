"""The index of entries as HTML: filters, and one row per entry that stays below 600 bytes."""

from markupsafe import Markup

from mkdocs_specthis.core.views.entries import EntriesIndex, EntryRow, Facet
from mkdocs_specthis.core.views.sentence import count_of, seconds_in_words
from mkdocs_specthis.core.views.vocabulary import CERTIFICATION_WORDS, REALIZATION_WORDS
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES_JSON, Links
from mkdocs_specthis.frontends.mkdocs.html import element, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    chips,
    count_line,
    entry_link,
    facet,
    link,
    moment,
    nothing_matches,
    page,
    page_title,
    scroll,
    search_box,
    select,
)

ROWS_AT_FIRST = 200
_HEADS = ("Entry", "Kind", "Spec", "Certification", "Realization", "Feeds", "Took", "Last run")
_CERTIFICATION_ORDER = {
    key: place for place, key in enumerate(("unknown", "rejected", "drifted", "uncertified", "certified"))
}
_REALIZATION_ORDER = {key: place for place, key in enumerate(("unknown", "never-run", "stale", "absent", "fresh"))}
_SHORT = {"failed": "Failed", "adopted": "Adopted", "waiting": "Waiting"}
"""Words that stand beside the realization, as short as the column is."""
_SHOWN_BESIDE = 1
"""Words beside the certification: the most pressing. A row is found by all of them."""

if set(_CERTIFICATION_ORDER) != set(CERTIFICATION_WORDS) or set(_REALIZATION_ORDER) != set(REALIZATION_WORDS):
    raise AssertionError("every state has its place in the order of a column")


def render_entries(view: EntriesIndex, links: Links) -> Body:
    head = page_title("Entries")
    lead = element("p", "Every deliverable on both axes. Rows that need something come first.", class_="st-sub")
    if not view.rows:
        return Body(html=page(head, element("p", "No entries yet.", class_="st-sub")))
    data = link(links.to(ENTRIES_JSON), "entries.json")
    foot = element("p", data, " holds the same rows for scripts.", class_="st-foot")
    listed = scroll("Entries", _table(view, links), "st-wide")
    return Body(html=page(head, lead, _filter(view), listed, nothing_matches("entry"), foot))


def _filter(view: EntriesIndex) -> Markup:
    boxes = element(
        "div",
        search_box("Search entries", "Name, text or spec"),
        select("k", "Kind", view.kinds),
        select("p", "Spec", view.specs),
        class_="st-fr",
    )
    groups = join(_group(group) for group in view.facets)
    line = count_line(count_of(len(view.rows), "entry", "entries"))
    return element(
        "form",
        boxes,
        groups,
        line,
        class_="st-filter",
        data_st_filter="#rows tbody tr",
        role="search",
        aria_label="Filter entries",
    )


def _group(group: Facet) -> Markup:
    facets = (facet(word, number) for word, number in group.words)
    return element("fieldset", element("legend", group.label), *facets, class_="st-fs")


def _table(view: EntriesIndex, links: Links) -> Markup:
    heads = (element("th", element("button", text, type="button", class_="st-sort"), scope="col") for text in _HEADS)
    rows = (_row(row, links, shown=place < ROWS_AT_FIRST) for place, row in enumerate(view.rows))
    return element(
        "table",
        element("caption", "Entries, sortable", class_="st-vh"),
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="st-table st-stack st-entries",
        id="rows",
    )


def _row(row: EntryRow, links: Links, *, shown: bool) -> Markup:
    beside = [word for word in row.overlays if word.key in _SHORT]
    others = [word for word in row.overlays if word.key not in _SHORT][:_SHOWN_BESIDE]
    states = " ".join((row.certification.key, row.realization.key, row.actor.key, *(word.key for word in row.overlays)))
    took = seconds_in_words(row.seconds) if row.seconds is not None else "–"
    return element(
        "tr",
        element(
            "th",
            entry_link(links, row.name),
            join([" ", element("small", row.summary)]) if row.summary else None,
            scope="row",
        ),
        element("td", row.kind),
        element("td", link(links.spec(row.spec), row.spec_name)),
        element("td", chips((row.certification, *others)), data_v=_CERTIFICATION_ORDER[row.certification.key]),
        element(
            "td",
            chip(row.realization),
            *(join([" ", chip(word, _SHORT[word.key])]) for word in beside),
            data_v=_REALIZATION_ORDER[row.realization.key],
        ),
        element("td", f"{row.feeds:,}" if row.feeds else "–", data_v=row.feeds),
        element("td", took, data_v="" if row.seconds is None else f"{row.seconds:.3f}"),
        element("td", moment(row.last_run, time=False), data_v=row.last_run),
        data_k=row.kind,
        data_p=row.spec_name,
        data_s=states,
        data_more=None if shown else True,
    )
