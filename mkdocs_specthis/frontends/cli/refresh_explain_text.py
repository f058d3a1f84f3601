"""What an entry's claims rest on, as lines of text.

Works on the very values that `--json` prints.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.day import on_day
from mkdocs_specthis.core.views.sentence import short_digest
from mkdocs_specthis.frontends.cli.tables import INDENT, table

SAME_SHOWN = 10
"""Parts that did not move, shown for a claim; of more only the number is told."""
UNMOVED = ("same", "unrecorded")
WORDS = {"unrecorded": "-", "elsewhere": "not here"}


def explanation_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Each entry that is asked for: what would be done and why, then both claims, the artefact, and the cache."""
    steps = {name: step for step in view["steps"] for name in step["entries"]}
    for one in view["explanations"]:
        step = steps[one["entry"]]
        yield f"{one['entry']}: {step['action']}, {step['text']}"
        if step["command"]:
            yield f"{INDENT}$ {step['command']}"
        yield from _claim_lines("certification", one["certification"], "judged")
        yield from _claim_lines("realization", one["realization"], "made")
        if one["outputs"]:
            yield f"{INDENT}artefact"
            yield from _part_lines(one["outputs"])
        yield f"{INDENT}cache: {one['cache']}"
        yield ""


def _claim_lines(axis: str, claim: Mapping[str, Any], deed: str) -> Iterator[str]:
    yield f"{INDENT}{axis}: {claim['state']}"
    if claim["was"]:
        how = "the same" if claim["was"] == claim["now"] else f"another, {short_digest(claim['now'])}"
        was = f"{short_digest(claim['was'])}{on_day(claim['ts'])} ({claim['who']})"
        yield f"{INDENT * 2}{deed} at {was}; today it is {how}"
    else:
        yield f"{INDENT * 2}not {deed} yet; today it is {short_digest(claim['now']) or 'not known'}"
    yield from _part_lines(claim["parts"])


def _part_lines(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    moved = [part for part in parts if part["then"] not in UNMOVED]
    same = [part for part in parts if part["then"] in UNMOVED]
    shown = [*moved, *same[:SAME_SHOWN]]
    if shown:
        rows = [(WORDS.get(part["then"], part["then"]), part["name"], _digests(part)) for part in shown]
        yield from (f"{INDENT * 2}{line}" for line in table(rows))
    if len(same) > SAME_SHOWN:
        yield f"{INDENT * 2}and {len(same) - SAME_SHOWN:,} more that did not move, which `--json` has"


def _digests(part: Mapping[str, Any]) -> str:
    if part["then"] == "moved":
        return f"{short_digest(part['was'])} -> {short_digest(part['now'])}"
    return short_digest(part["now"] or part["was"])
