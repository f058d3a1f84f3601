"""Where the exports of an entry stand in the paper, file by file, with the line that would put one there."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from mkdocs_specthis.core.paper.routes import Place, Route, line_to_paste
from mkdocs_specthis.core.views.paper import PaperPlace
from mkdocs_specthis.core.views.shown_in import PLACES_SHOWN as PLACES_LISTED
from mkdocs_specthis.core.views.shown_in import ShownIn
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    code,
    conditional,
    entry_link,
    link,
    paste_line,
    scroll,
    table,
)

PLACES_SHOWN = 5


FindPlace = Callable[[Place, Route], Markup | None]
"""The place as the paper's page has it, with a link there; None if it is not known there."""


def exhibit_finder(exhibits: Mapping[tuple[str, str], PaperPlace], links: Links) -> FindPlace:
    """`Table 2 in section “Results”`, as a link to the page of the paper."""

    def find(place: Place, route: Route) -> Markup | None:
        shown = exhibits.get((f"{place.document} {place.location}", route.path))
        source = links.papers.get(place.document)
        if shown is None or source is None:
            return None
        section = f"section “{shown.section}”" if shown.section else "the part before the first section"
        text = f"{shown.name} in {section}" if shown.name else section[:1].upper() + section[1:]
        page = f" (page {shown.page})" if shown.page else None
        caption = element("small", f" “{shown.caption}”") if shown.caption else None
        at = join([f", line {place.location.line} of ", code(place.location.path)])
        return join([link(links.to(source, shown.anchor), text), page, at, caption])

    return find


def render_routing(routes: Iterable[Route], find: FindPlace, *, to_paste: bool) -> Markup:
    """`to_paste`: show the author what to write where something is missing."""
    every = tuple(routes)
    rows = (_row(route, find) for route in every)
    heads = ("File", "Section", "Label", "Included")
    shown = scroll("Routing", table("Where the paper shows each file", heads, rows, "st-files"))
    missing = [route for route in every if route.host_doc and route.expected and not (route.included or route.stands)]
    return join([shown, *(_paste(route) for route in missing if to_paste)])


def _row(route: Route, find: FindPlace) -> Markup:
    return element(
        "tr",
        element("th", code(route.path), scope="row"),
        element("td", _section(route), data_l="Section"),
        element("td", _label(route), data_l="Label"),
        element("td", join(_places(route, find), element("br")), data_l="Included"),
    )


def _section(route: Route) -> Child:
    """What the spec names, and what is found there."""
    if not route.host_doc:
        return "the spec names none"
    found = route.section.title if route.section else ""
    return join([f"{found} " if found else None, element("small", code(route.host_doc))])


def _label(route: Route) -> Child:
    if not route.section_label:
        return "–"
    where = f"line {route.label.location.line}" if route.label else "not there"
    if route.label and route.label.location.path != route.host_doc:
        where = f"{route.label.location.path}, {where}"
    return join([code(route.section_label), " ", element("small", where, class_=None if route.label else "st-noo")])


def _places(route: Route, find: FindPlace) -> Iterator[Markup]:
    """A tick for each place; a place outside of the section named is one all the same, and says where it is."""
    for place in route.places[:PLACES_SHOWN]:
        yield element("span", _place(place, route, find), class_="st-yes" if place.routed or route.stands else "st-noo")
    if len(route.places) > PLACES_SHOWN:
        yield element("span", f"and {len(route.places) - PLACES_SHOWN:,} more times")
    if route.other_format:
        yield element("span", join(["as ", code(route.other_format)]), class_="st-yes")
    elif not route.places and route.expected:
        yield element("span", "not included", class_="st-noo")
    elif not route.places:
        yield element("span", "not by itself")


def _place(place: Place, route: Route, find: FindPlace) -> Markup:
    needed = join([", ", conditional(place.conditions)]) if place.conditions else None
    exhibit = find(place, route)
    if exhibit is not None:
        return join([exhibit, needed])
    inside = "the preamble" if place.in_preamble else place.section.title if place.section else "the beginning"
    where = None if place.routed else f", in {inside}"
    around = f", {place.float.environment}" if place.float else None
    caption = element("small", f" “{place.float.caption}”") if place.float and place.float.caption else None
    return join([code(f"{place.location}"), where, around, caption, needed])


def _paste(route: Route) -> Markup:
    label = route.label.location if route.label else None
    where = join([" to ", code(str(label or route.host_doc))])
    return join([element("p", "Not in the paper yet. Add", where, ":"), paste_line(line_to_paste(route))])


def render_shown_in(places: Sequence[ShownIn], links: Links) -> Markup:
    """Where the paper shows what others make of an entry."""
    items = [element("li", *_shown_in(place, links)) for place in places[:PLACES_LISTED]]
    if len(places) > PLACES_LISTED:
        items.append(element("li", "and more", class_="st-none"))
    return element("ul", *items, class_="st-places")


def _shown_in(place: ShownIn, links: Links) -> Iterator[Child]:
    source = links.papers.get(place.chapter.paper)
    text = join([element("b", place.chapter.name), f", {place.name}" if place.name else None])
    yield link(links.to(source, place.anchor), text) if source else text
    yield join([" through ", entry_link(links, place.through), ", ", code(str(place.location))])
