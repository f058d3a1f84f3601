"""The pages of runs as HTML: one refresh in time, those before it, recorded runs, and what happened."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.past.runs import Refresh
from mkdocs_specthis.core.views.happenings import KINDS, Happening, counts_in_words, ended_how, title_of
from mkdocs_specthis.core.views.run_history import LONGEST, place_of
from mkdocs_specthis.core.views.runs import Recorded, RecordedRun, RefreshView, RunsPage, refresh_sentence
from mkdocs_specthis.core.views.sentence import count_of, joined, seconds_in_words
from mkdocs_specthis.core.views.timeline import Timeline, TimelineRow
from mkdocs_specthis.frontends.mkdocs.addresses import Links, refresh_source
from mkdocs_specthis.frontends.mkdocs.html import Child, element, hidden, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    command,
    commit_of,
    count_line,
    definition_list,
    duration_bar,
    entry_or_name,
    heading,
    link,
    moment,
    nothing_matches,
    page,
    page_title,
    scroll,
    search_box,
    select,
    table,
)

CHAIN_SHOWN = 6
NAMES_SHOWN = 2
_HEADS = ("When", "Kind", "What", "Detail", "Who, where")
_LOOKS = {"ran": "st-ok", "cache": "st-ok st-hollow", "failed": "st-bad"}


def render_runs(view: RunsPage, links: Links) -> Body:
    latest = view.latest
    sections = [*_refresh_sections(latest, links)] if latest else [("recorded", "Recorded runs")]
    if view.earlier:
        sections.append(("earlier", "Earlier refreshes"))
    sections.append(("events", "Events"))
    parts: list[Child] = [page_title("Runs")]
    parts += [_sentence(latest.refresh), _facts(latest, links)] if latest else [_recorded_sentence(view.recorded)]
    parts += [_timeline(latest, links)] if latest else [_recorded(view.recorded, links)]
    parts += [_earlier(view.earlier, links), _events(view.happenings, links), *_notes(view.notes)]
    return Body(html=page(*parts), sections=tuple(sections))


def render_refresh(view: RefreshView, links: Links, every: str) -> Body:
    """The page of an earlier refresh; `every` is the address of all of them."""
    back = element("p", link(every, "All runs"), class_="st-eyebrow")
    html = page(back, page_title(view.title), _sentence(view.refresh), _facts(view, links), _timeline(view, links))
    return Body(html=html, sections=tuple(_refresh_sections(view, links)))


def _refresh_sections(view: RefreshView, _: Links) -> Iterator[tuple[str, str]]:
    yield "timeline", "Timeline"


def _sentence(refresh: Refresh) -> Markup:
    lead = f"{title_of(refresh)} {ended_how(refresh)} on "
    if not refresh.ended and refresh.number:
        end = ". Its end is not in the log: it is under way, or was cut off."
        return element("p", lead, moment(refresh.ts), end, class_="st-sub")
    return element("p", lead, moment(refresh.ended or refresh.ts), refresh_sentence(refresh), class_="st-sub")


def _facts(view: RefreshView, links: Links) -> Markup:
    return definition_list(_fact_rows(view, links), class_="st-dl st-row")


def _fact_rows(view: RefreshView, links: Links) -> Iterator[tuple[Child, Child]]:
    refresh = view.refresh
    if who := place_of(refresh):
        yield "Started by", who
    if refresh.commit:
        yield "Commit", commit_of(refresh.commit, dirty=refresh.dirty)
    if refresh.jobs:
        beside = f", on {shown(refresh.engine)}" if refresh.engine not in ("", "local") else ""
        yield "Workers", f"{refresh.jobs:,}{beside}"
    if view.chain:
        names = join((entry_or_name(links, name) for name in view.chain[-CHAIN_SHOWN:]), ", ")
        more = "…, " if len(view.chain) > CHAIN_SHOWN else None
        yield "Longest chain", join([more, names, f": {seconds_in_words(view.chain_seconds)}"])
    if refresh.command and links.commands:
        yield "Repeat it", command(shown(refresh.command, LONGEST))


def _timeline(view: RefreshView, links: Links) -> Markup:
    timeline = view.timeline
    aside = _key() if timeline.ticks else None
    heads = (
        element("th", "Entry", scope="col"),
        element("th", "Result", scope="col"),
        element("th", hidden("Timeline"), _ticks(timeline), scope="col", class_="st-gantt"),
        element("th", "Waited", scope="col", class_="st-num"),
        element("th", "Took", scope="col", class_="st-num"),
    )
    shown_table = element(
        "table",
        element("caption", f"{view.title}: how long each entry waited and ran", class_="st-vh"),
        element("thead", element("tr", *heads)),
        element("tbody", *(_row(row, links) for row in timeline.rows)),
        class_="st-table st-stack st-runs",
        style=_grid(timeline),
    )
    region = scroll(f"Timeline of {view.title}", shown_table)
    return join([heading("timeline", "Timeline", aside), region, *_left_out(timeline)])


def _left_out(timeline: Timeline) -> Iterator[Markup]:
    rows = (
        (timeline.more, count_of(timeline.more, "shorter attempt")),
        (timeline.more_held, f"{count_of(timeline.more_held, 'entry', 'entries')} that were held"),
    )
    if told := joined(text for number, text in rows if number):
        yield element("p", f"{told} left out.", class_="st-foot")


def _key() -> Markup:
    rows = ((element("i"), "ready, waiting for a worker"), (_bar("ran"), "running"), (_bar("cache"), "from cache"))
    return join((element("span", sign, f" {text}", class_="st-gk") for sign, text in rows), " ")


def _bar(look: str, style: str | None = None) -> Markup:
    return element("b", class_=_LOOKS[look], style=style)


def _grid(timeline: Timeline) -> str | None:
    """Lines below the ticks, which are equally far from each other."""
    return f"--g:{timeline.ticks[1][0] - timeline.ticks[0][0]:.2%}" if len(timeline.ticks) > 1 else None


def _ticks(timeline: Timeline) -> Markup:
    spans = (element("span", label, style=f"left:{share:.2%}") for share, label in timeline.ticks)
    return element("div", *spans, aria_hidden="true")


def _row(row: TimelineRow, links: Links) -> Markup:
    fault = element("small", inline(shown(row.fault, LONGEST))) if row.fault else None
    return element(
        "tr",
        element("th", entry_or_name(links, row.entry), scope="row"),
        element("td", chip(row.result), fault),
        element("td", element("div", *_marks(row), aria_hidden="true"), class_="st-gantt"),
        element("td", seconds_in_words(row.waited) if row.waited else "–", class_="st-num"),
        element("td", _took(row.seconds), class_="st-num"),
    )


def _marks(row: TimelineRow) -> Iterator[Markup]:
    if row.look:
        if row.waited:
            yield element("i", style=f"left:{row.ready:.2%};width:{row.start - row.ready:.2%}")
        yield _bar(row.look, f"left:{row.start:.2%};width:{row.width:.2%}")


def _took(seconds: float | None) -> str:
    return "–" if seconds is None else seconds_in_words(seconds)


def _recorded_sentence(recorded: Recorded) -> Markup:
    if not recorded.rows:
        return element("p", "No run is recorded.", class_="st-sub")
    text = f"{count_of(recorded.total, 'entry', 'entries')} of {recorded.entries:,}"
    verb = "has" if recorded.total == 1 else "have"
    newest = moment(recorded.rows[0].receipt.ts)
    lead = element("p", f"{text} {verb} a recorded run. The newest is of ", newest, ".", class_="st-sub")
    facts: list[tuple[Child, Child]] = [("All together", seconds_in_words(recorded.seconds))]
    if recorded.longest:
        longest = f"{recorded.longest.entry}: {seconds_in_words(recorded.longest.seconds)}"
        facts.append(("Longest", longest))
    return join([lead, definition_list(facts, class_="st-dl st-row")])


def _recorded(recorded: Recorded, links: Links) -> Markup:
    heads = ("Entry", "When", "Result", "Took", "At commit")
    rows = (_recorded_row(row, links) for row in recorded.rows)
    more = recorded.total - len(recorded.rows)
    foot = element("p", f"{count_of(more, 'older run')} left out.", class_="st-foot") if more > 0 else None
    listed = table("The recorded run of each entry, newest first", heads, rows)
    return join([heading("recorded", "Recorded runs"), listed if recorded.rows else None, foot])


def _recorded_row(row: RecordedRun, links: Links) -> Markup:
    receipt = row.receipt
    took = None if receipt.origin == "adopted" else receipt.seconds
    return element(
        "tr",
        element("th", entry_or_name(links, receipt.entry), scope="row"),
        element("td", moment(receipt.ts), data_l="When"),
        element("td", chip(row.result), data_l="Result"),
        element("td", duration_bar(row.share), _took(took), class_="st-num", data_l="Took"),
        element("td", commit_of(receipt.commit, dirty=receipt.dirty), data_l="At commit"),
    )


def _earlier(refreshes: tuple[Refresh, ...], links: Links) -> Markup | None:
    if not refreshes:
        return None
    items = (element("li", *_one_earlier(one, links)) for one in refreshes)
    return join([heading("earlier", "Earlier refreshes"), element("ul", *items, class_="st-places")])


def _one_earlier(one: Refresh, links: Links) -> Iterator[Child]:
    source = refresh_source(one.number)
    yield link(links.to(source), title_of(one)) if links.has(source) else title_of(one)
    yield f" {ended_how(one)} on "
    yield moment(one.ended or one.ts)
    if counts := counts_in_words(one):
        yield f": {counts}."


def _events(rows: tuple[Happening, ...], links: Links) -> Markup:
    if not rows:
        return join([heading("events", "Events"), element("p", "Nothing is known to have happened yet.")])
    kinds = tuple(kind for kind in KINDS if any(row.kind == kind for row in rows))
    boxes = element(
        "div", search_box("Search events", "Entry, person, commit"), select("k", "Kind", kinds), class_="st-fr"
    )
    form = element(
        "form",
        boxes,
        count_line(count_of(len(rows), "event")),
        class_="st-filter",
        data_st_filter="#events-rows tbody tr",
        role="search",
        aria_label="Filter events",
    )
    listed = table("Events, newest first", _HEADS, (_event(row, links) for row in rows), "st-ev", "events-rows")
    return join([heading("events", "Events"), form, listed, nothing_matches("event")])


def _event(row: Happening, links: Links) -> Markup:
    whose = [row.who or None, commit_of(row.commit) if row.commit else None]
    return element(
        "tr",
        element("td", moment(row.ts)),
        element("td", row.kind),
        element("th", what_happened(row, links), scope="row"),
        element("td", inline(row.detail) if row.detail else None, data_l="Detail" if row.detail else None),
        element("td", join((one for one in whose if one), ", "), data_l="Who" if any(whose) else None),
        data_k=row.kind,
    )


def what_happened(row: Happening, links: Links) -> Markup:
    """`co2-clean and 3 more ran`, with a link to what it happened to."""
    if row.kind == "refresh":
        source = refresh_source(row.refresh)
        return link(links.to(source), row.text) if links.has(source) else join([row.text])
    name_of, every = (entry_or_name, row.entries) if row.entries else (_spec, row.specs)
    names, more = [name_of(links, one) for one in every[:NAMES_SHOWN]], len(every) - NAMES_SHOWN
    whom = join([join(names, ", "), f" and {more:,} more"]) if more > 0 else join(names, " and ")
    text = row.text.replace("was ", "were ", 1) if len(every) > 1 and row.text.startswith("was ") else row.text
    return join([whom, f" {text}"])


def _spec(links: Links, path: str) -> Markup:
    name = path.removeprefix(f"{links.specs_folder.rstrip('/')}/").removesuffix(".md")
    return link(links.spec(path), name, class_="st-id") if links.has_spec(path) else code(shown(name))


def _notes(notes: Iterable[str]) -> Iterator[Markup]:
    if text := " ".join(notes):
        yield element("p", text, class_="st-foot")
