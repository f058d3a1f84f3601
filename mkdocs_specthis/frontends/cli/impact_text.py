"""The view of `specthis impact` as lines of text, and as Markdown for a comment.

Works on the very values that `--json` prints, so the three cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.views.sentence import closed, count_of, joined, seconds_in_words
from mkdocs_specthis.frontends.cli.markdown_text import plain
from mkdocs_specthis.frontends.cli.tables import INDENT

PARTS_SHOWN = 3
GROUPS = (
    ("judge", "To judge again"),
    ("confirm", "To confirm, because words moved"),
    ("run", "To run again"),
)


def text_lines(view: Mapping[str, Any]) -> Iterator[str]:
    yield summary(view)
    for key, title in GROUPS:
        if view[key]:
            yield ""
            yield f"{title}:"
            yield from (f"{INDENT}{row['entry']}: {_parts(row['parts'])}" for row in view[key])
    if view["downstream"]:
        yield ""
        yield "To run after them, if their bytes move:"
        yield from (f"{INDENT}{name}" for name in view["downstream"])
    if view["exhibits"]:
        yield ""
        yield "Exhibits of the paper that would be made anew:"
        yield from (f"{INDENT}{exhibit['path']}{_places(exhibit)}" for exhibit in view["exhibits"])
    if view["notes"]:
        yield ""
        yield from view["notes"]


def summary(view: Mapping[str, Any]) -> str:
    """How much there is to do, and for how long."""
    runs = len(view["run"]) + len(view["downstream"])
    phrases = [
        f"{count_of(number, 'entry', 'entries')} to {verb}"
        for number, verb in ((len(view["judge"]), "judge"), (len(view["confirm"]), "confirm"), (runs, "run"))
        if number
    ]
    if not phrases:
        return "Nothing is invalidated."
    return " ".join((closed(joined(phrases)), *_cost(view["cost"] if runs else None)))


def _cost(cost: Mapping[str, Any] | None) -> Iterator[str]:
    if cost is None:
        return
    said = f"about {seconds_in_words(cost['seconds'])} of compute time"
    if cost["jobs"] > 1:
        said += f", {seconds_in_words(cost['elapsed'])} with {cost['jobs']} runs at once"
    said += f"; the longest path takes {seconds_in_words(cost['longest_path'])}"
    yield closed(said)
    if cost["unknown"]:
        yield closed(f"of {count_of(len(cost['unknown']), 'entry', 'entries')} nobody knows the time")


def _parts(parts: Sequence[str]) -> str:
    more = len(parts) - PARTS_SHOWN
    return ", ".join([*parts[:PARTS_SHOWN], *([f"and {more} more"] if more > 0 else [])])


def _places(exhibit: Mapping[str, Any]) -> str:
    places = (f"{place['path']}:{place['line']}{_section(place)}" for place in exhibit["places"])
    said = "; ".join(places)
    return f" ({said})" if said else ""


def _section(place: Mapping[str, Any]) -> str:
    return f", {' '.join(place['section'].split())}" if place["section"] else ""


def markdown_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """One sentence, then a fold for each list."""
    since = f" since {plain(view['since'])}" if view["since"] else ""
    yield f"**What is invalidated{since}.** {plain(summary(view))}"
    for key, title in GROUPS:
        rows = [f"- {plain(row['entry'])}: {plain(_parts(row['parts']))}" for row in view[key]]
        yield from _fold(f"{title}: {len(rows)}", rows)
    rows = [f"- {plain(name)}" for name in view["downstream"]]
    yield from _fold(f"To run after them, if their bytes move: {len(rows)}", rows)
    rows = [f"- {plain(exhibit['path'] + _places(exhibit))}" for exhibit in view["exhibits"]]
    yield from _fold(f"Exhibits of the paper: {len(rows)}", rows)
    yield from _fold(f"Not known, or without effect: {len(view['notes'])}", [f"- {plain(n)}" for n in view["notes"]])


def _fold(title: str, rows: Sequence[str]) -> Iterator[str]:
    if rows:
        yield from ("", "<details>", f"<summary>{title}</summary>", "", *rows, "", "</details>")
