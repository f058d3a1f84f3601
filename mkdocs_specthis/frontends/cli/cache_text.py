"""A command of the cache as lines of text, from the very values that `--json` prints."""

from collections.abc import Iterator, Mapping
from typing import Any

from mkdocs_specthis.core.views.sentence import bytes_in_words, in_words, joined, sentence
from mkdocs_specthis.frontends.cli.refresh_text import unread_lines
from mkdocs_specthis.frontends.cli.tables import table

DIGITS = 12
WORDS = {
    "pushed": "pushed",
    "fetched": "fetched",
    "there": "in the cache",
    "here": "here already",
    "incomplete": "incomplete",
    "missing": "not in the cache",
    "left": "left",
    "different": "with other bytes in the cache",
    "damaged": "damaged",
    "repaired": "repaired",
    "failed": "failed",
    "held": "held",
    "interrupted": "interrupted",
    "kept": "kept",
    "old": "to delete",
    "deleted": "deleted",
}
FORESEEN = {"pushed": "to push", "fetched": "to fetch"}
"""The same where nothing was changed."""
QUIET = {"fetch": frozenset({"here"}), "gc": frozenset({"kept"}), "verify": frozenset({"there"})}
"""Outcomes that a command only counts."""


def report_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """A line for each row that says something, then the sum."""
    quiet = QUIET.get(view["command"], frozenset())
    told = [row for row in view["rows"] if row["outcome"] not in quiet]
    yield from table([_cells(row, view) for row in told])
    yield from unread_lines(view)
    yield summary(view)


def _cells(row: Mapping[str, Any], view: Mapping[str, Any]) -> tuple[str, ...]:
    outcome = FORESEEN.get(row["outcome"], row["outcome"]) if view["dry_run"] else row["outcome"]
    size = bytes_in_words(row["bytes"]) if row["files"] else ""
    name = row["entry"] or ("a blob" if row["files"] else "a record")
    when = row["ts"][:10] if view["command"] in ("list", "gc") else ""
    return (outcome, name, _short(row["digest"]), when, size, row["text"])


def _short(digest: str) -> str:
    return digest.rpartition(":")[2][:DIGITS]


def summary(view: Mapping[str, Any]) -> str:
    """Three pushed, 1.2 MB; one left."""
    words = {**WORDS, **FORESEEN} if view["dry_run"] else WORDS
    phrases = [f"{in_words(view['counts'][word])} {text}" for word, text in words.items() if view["counts"][word]]
    if not phrases:
        return f"Nothing in {view['place']}." if view["command"] in ("list", "verify", "gc") else "Nothing to do."
    would = " (nothing was changed)" if view["dry_run"] else ""
    return f"{sentence(joined(phrases)).removesuffix('.')}; cache: {view['place']}{would}."
