"""The replication index as HTML: exhibits and their programs, data, run times."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.views.paper_rows import word_of
from mkdocs_specthis.core.views.replication import DataLine, ExhibitLine, ProgramLine, Replication
from mkdocs_specthis.core.views.sentence import bytes_in_words, count_of, seconds_in_words
from mkdocs_specthis.frontends.mkdocs.addresses import PAPER, Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    command,
    entry_link,
    heading,
    link,
    page,
    page_title,
    scroll,
    table,
)

ROWS_SHOWN = 2_000
NAMED = 5


def render_replication(index: Replication, links: Links) -> Body:
    sections = tuple(_tables(index, links))
    lede = element("p", *_summary(index), class_="st-sub")
    take = command("specthis index --replication markdown") if links.commands else None
    shown = (join([heading(id_, title, aside), content]) for id_, title, aside, content in sections)
    listed = tuple((id_, title) for id_, title, _, _ in sections)
    back = element("span", link(links.to(PAPER), "Paper" if len(index.papers) == 1 else "Papers"), class_="st-views")
    return Body(html=page(back, page_title("Replication index"), lede, take, *shown), sections=listed)


def _summary(index: Replication) -> Iterator[Child]:
    yield "Which program makes which exhibit of the paper, from which data. "
    yield f"{count_of(index.steps, 'step')}, {seconds_in_words(index.seconds)} of recorded run time"
    yield f"; of {index.untimed:,} no run is recorded." if index.untimed else "."
    if not index.numbered:
        yield " Figures and tables are numbered when the paper is compiled."
    for path in index.unread:
        yield join([" ", code(path), " cannot be read."])
    for path in index.withheld:
        yield join([" ", code(path), " is not published."])


def _tables(index: Replication, links: Links) -> Iterator[tuple[str, str, Child, Markup]]:
    several = len(index.papers) > 1
    heads: tuple[str, ...] = ("Exhibit", "Page", "Program", "Line", "Output file", "Note")
    rows = [_exhibit(line, links, several=several) for line in index.exhibits]
    yield "exhibits", "Tables and figures", _number(rows, "row"), _table("Tables and figures", heads, rows)
    if index.in_text:
        heads = ("Numbers", "Program", "Line", "Quoted in", "Note")
        rows = [_in_text(line, links) for line in index.in_text]
        yield "in-text", "Numbers in the text", _number(rows, "file"), _table("Numbers in the text", heads, rows)
    if index.data:
        heads = ("Data", "Files", "Size", "Read by", "Exhibits")
        rows = [_data(line, links) for line in index.data]
        yield "data", "Data that no entry makes", None, _table("Data that no entry makes", heads, rows)
    if index.programs:
        heads = ("Entry", "Program", "Reads", "Run time", "On")
        rows = [_program(line, links) for line in index.programs]
        title = "Programs, in the order in which they run"
        yield "programs", title, None, _table(title, heads, rows)


def _number(rows: list[Markup], noun: str) -> str | None:
    return count_of(len(rows), noun) if rows else None


def _table(title: str, heads: tuple[str, ...], rows: list[Markup]) -> Markup:
    if not rows:
        return element("p", "None.")
    shown = scroll(title, table(title, heads, rows[:ROWS_SHOWN]))
    more = len(rows) - ROWS_SHOWN
    return join([shown, element("p", f"and {more:,} more", class_="st-foot") if more > 0 else None])


def _exhibit(line: ExhibitLine, links: Links, *, several: bool) -> Markup:
    caption = element("small", line.caption) if line.caption else None
    paper = element("small", code(line.paper)) if several else None
    return element(
        "tr",
        element("th", element("b", line.exhibit), caption, paper, scope="row"),
        element("td", line.page or "–", data_l="Page"),
        *_made(line, links),
        element("td", _code(line.output), data_l="Output file"),
        element("td", _note(line), data_l="Note"),
    )


def _made(line: ExhibitLine, links: Links) -> tuple[Markup, Markup]:
    entry = element("small", entry_link(links, line.entry)) if line.entry else None
    program = element("td", _code(line.program), entry, data_l="Program")
    return program, element("td", str(line.line) if line.line else "–", data_l="Line")


def _in_text(line: ExhibitLine, links: Links) -> Markup:
    return element(
        "tr",
        element("th", code(line.output), scope="row"),
        *_made(line, links),
        element("td", line.place, data_l="Quoted in"),
        element("td", _note(line), data_l="Note"),
    )


def _note(line: ExhibitLine) -> Markup:
    state = chip(word_of(line.state)) if line.state else None
    return join([state, element("small", line.note) if line.note else None])


def _data(line: DataLine, links: Links) -> Markup:
    source = line.source
    here = len(source.paths) - source.missing
    files = f"{here:,} of {len(source.paths):,} here" if source.missing else count_of(len(source.paths), "file")
    undeclared = element("small", "declared by no entry; a run opened it") if source.undeclared else None
    return element(
        "tr",
        element("th", code(source.written), undeclared, scope="row"),
        element("td", files, data_l="Files"),
        element("td", bytes_in_words(source.size) if here else "–", data_l="Size"),
        element("td", _some(entry_link(links, name) for name in line.used_by), data_l="Read by"),
        element("td", _some(element("span", name) for name in line.exhibits), data_l="Exhibits"),
    )


def _program(line: ProgramLine, links: Links) -> Markup:
    reads = [_consumed(name, links) for name in line.consumes] + [code(path) for path in line.data]
    time = "not recorded" if line.seconds is None else seconds_in_words(line.seconds)
    on = ", ".join(part for part in (line.interpreter, line.platform) if part)
    return element(
        "tr",
        element("th", entry_link(links, line.entry), scope="row"),
        element("td", _code(line.program), data_l="Program"),
        element("td", _some(reads), data_l="Reads"),
        element("td", time, data_l="Run time"),
        element("td", on or "–", data_l="On"),
    )


def _consumed(name: str, links: Links) -> Markup:
    return entry_link(links, name) if links.has_entry(name) else link(links.spec(name), name)


def _code(text: str) -> Markup | str:
    return code(text) if text else "–"


def _some(names: Iterable[Markup]) -> Markup:
    every = list(names)
    more = len(every) - NAMED
    return join([join(every[:NAMED], ", ") if every else "–", f" and {more:,} more" if more > 0 else None])
