"""A refresh as lines of text: the plan of a dry run, the report of a real one.

Works on the very values that `--json` prints.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from mkdocs_specthis.core.views.sentence import in_words, joined, seconds_in_words, sentence
from mkdocs_specthis.frontends.cli.status_text import finding_line
from mkdocs_specthis.frontends.cli.tables import INDENT, table

LEFT, LEAVE = "left as they are", "to leave as they are"
ONE = {LEFT: "left as it is", LEAVE: "to leave as it is"}
NOT_BEGUN = "not_begun"
PLANNED = (("run", "to run"), ("fetch", "to fetch"), ("held", "held"), ("skip", LEAVE))
TAIL_LINES = 15
"""Of a failed run's log; the log itself has the rest."""
UNDECLARED_SHOWN = 10

DONE = (
    ("made", "made"),
    ("reproduced", "reproduced"),
    ("fetched", "fetched"),
    ("failed", "failed"),
    ("interrupted", "interrupted"),
    ("held", "held"),
    ("skipped", LEFT),
)


def plan_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Every entry with what would be done and why, then the sum."""
    yield from table([(step["action"], name, _why(step)) for step in view["steps"] for name in step["entries"]])
    yield from plan_sum(view)


def plan_sum(view: Mapping[str, Any]) -> Iterator[str]:
    """What there is to say of the cache, and how many entries each action is planned for."""
    yield from view["notes"]
    yield from unread_lines(view)
    yield summary(view["planned"], PLANNED, "nothing to do")


def _why(step: Mapping[str, Any]) -> str:
    return f"{step['text']} (trial)" if step["trial"] else step["text"]


def report_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Every entry that was not left as it is, then the sum."""
    told = [result for result in view["results"] if result["outcome"] != "skipped"]
    for line, result in zip(table([_row(result) for result in told]), told, strict=True):
        yield line
        yield from (f"{INDENT}set aside: {path}" for path in result["aside"])
        yield from undeclared_lines(result)
    yield from unread_lines(view)
    counts = {**view["counts"], NOT_BEGUN: len(view["not_begun"])}
    yield summary(counts, (*DONE, (NOT_BEGUN, "not begun")), "nothing to do")


def unread_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Why specs cannot be read: whatever they hold is in no count."""
    yield from map(finding_line, view["unreadable"])
    number = len({finding["path"] for finding in view["unreadable"]})
    if number:
        specs, they = ("spec", "it") if number == 1 else ("specs", "they")
        yield sentence(f"{in_words(number)} {specs} cannot be read: nobody knows which entries {they} should have")


def undeclared_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """What its run opened and it declares nowhere, and what to do about it."""
    paths = result["undeclared"]
    yield from (f"{INDENT}opened and declared nowhere: {path}" for path in paths[:UNDECLARED_SHOWN])
    if len(paths) > UNDECLARED_SHOWN:
        yield f"{INDENT}and {len(paths) - UNDECLARED_SHOWN} more"
    if paths:
        yield f"{INDENT}next: specthis declare {result['entry']}"


def _row(result: Mapping[str, Any]) -> tuple[str, str, str, str]:
    took = seconds_in_words(result["seconds"]) if result["log"] else ""
    return (result["outcome"], result["entry"], took, result["text"])


def failure_lines(result: Mapping[str, Any]) -> Iterator[str]:
    """What a person needs to see of a failure at once: why, the end of the log, where the rest is."""
    yield f"{result['entry']} failed: {result['text']}"
    last = click.unstyle(result["tail"]).splitlines()[-TAIL_LINES:]
    yield from (f"{INDENT}| {line}".rstrip() for line in last)
    if result["log"]:
        yield f"{INDENT}log: {result['log']}"


def summary(counts: Mapping[str, int], words: Sequence[tuple[str, str]], nothing: str) -> str:
    """Two made, one failed and five left as they are."""
    phrases = [_counted(counts[key], word) for key, word in words if counts[key]]
    return sentence(joined(phrases) if phrases else nothing)


def _counted(number: int, word: str) -> str:
    return f"{in_words(number)} {ONE.get(word, word) if number == 1 else word}"
