"""The view of `specthis status` as lines of text.

Works on the very values that `--json` prints, so the two cannot disagree.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.views.sentence import closed, frees_sentence, in_words, joined, sentence, settled_sentence
from mkdocs_specthis.frontends.cli.tables import INDENT, aligned, widths_of

HEAD = ("entry", "certification", "realization", "")

BLOCKERS_NAMED = 3
STEPS_SHOWN = 3
NAMES_IN_STEP = 3
Telling = Callable[[Mapping[str, Any]], Iterator[str]]

QUEUES = (
    ("mind", "needs a mind", "need a mind"),
    ("machine", "needs a machine", "need a machine"),
    ("patience", "only needs patience", "only need patience"),
)


def cells(entry: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Name, both axes, and the one word for it where that says more than the two."""
    headline = entry["headline"]
    said = headline in (entry["certification"], entry["realization"])
    return (entry["entry"], entry["certification"], entry["realization"], "" if said else headline)


def details(entry: Mapping[str, Any]) -> Iterator[str]:
    """Why it stands there, and what to do about it; nothing for what is settled."""
    for reason in entry["reasons"]:
        others = blockers(entry, reason["subject"]) if reason["kind"] == "blocked" else ""
        yield f"{reason['text'].removesuffix('.')}; further up: {others}." if others else reason["text"]
    if entry["advice"] and entry["advice"] != entry["repair"]:
        yield f"next: {entry['advice']}: {entry['repair']}"
    elif entry["repair"]:
        yield f"next: {entry['repair']}"


def explained(entry: Mapping[str, Any]) -> Iterator[str]:
    """The same, and how closely its last run was watched: for an entry that somebody asks for alone."""
    yield from details(entry)
    if entry["observed"]:
        yield f"files that its last run opened: {entry['observed']}"


def blockers(entry: Mapping[str, Any], named: str) -> str:
    """The nearest of what holds it up, besides the one that is named already."""
    names = [name for name in entry["blocked_by"] if name != named]
    shown = names[:BLOCKERS_NAMED]
    return joined([*shown, "more"] if len(names) > len(shown) else shown)


def rows(view: Mapping[str, Any], tell: Telling = details) -> Iterator[str]:
    """A head, then each entry with what there is to tell of it below it."""
    every = [cells(entry) for entry in view["entries"]]
    widths = widths_of([HEAD, *every])
    if every:
        yield aligned(HEAD, widths)
    for entry, row in zip(view["entries"], every, strict=True):
        yield aligned(row, widths)
        yield from (f"{INDENT}{line}" for line in tell(entry))
    if every:
        yield ""


def closing(view: Mapping[str, Any]) -> Iterator[str]:
    """The summary, then the findings, then what to do first."""
    yield summary(view["counts"])
    if view["findings"]:
        yield ""
        yield from map(finding_line, view["findings"])
        yield findings_sentence(view["findings"])
    if view["steps"]:
        yield ""
        yield from step_lines(view["steps"])


def step_lines(steps: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The first few: whom each serves, what to do, what that is worth to others, and the command below it."""
    yield "Next steps:" if len(steps) > 1 else "Next step:"
    for number, step in enumerate(steps[:STEPS_SHOWN], start=1):
        whom = f"{_whom(step['entries'])}: " if step["entries"] else ""
        frees = f" {frees_sentence(step['frees'])}" if step["frees"] else ""
        yield f"  {number}. {whom}{closed(step['text'])}{frees}"
        if step["command"]:
            yield f"     {step['command']}"
    if len(steps) > STEPS_SHOWN:
        yield f"  and {len(steps) - STEPS_SHOWN:,} more, which `specthis status --json` has"


def _whom(names: Sequence[str]) -> str:
    more = len(names) - NAMES_IN_STEP
    return joined([*names[:NAMES_IN_STEP], f"{more:,} more"] if more > 0 else names)


def summary(counts: Mapping[str, int]) -> str:
    """Four of ten entries are settled. Three need a mind, two need a machine and one waits."""
    headline = settled_sentence(counts["settled"], counts["entries"])
    queues = list(_queues(counts))
    elsewhere = counts["realization.absent"]
    text = f"{headline} {sentence(joined(queues))}" if queues else headline
    return f"{text} {sentence(f'the bytes of {in_words(elsewhere)} are elsewhere')}" if elsewhere else text


def _queues(counts: Mapping[str, int]) -> Iterator[str]:
    for actor, one, many in QUEUES:
        if number := counts[f"actor.{actor}"]:
            yield f"{in_words(number)} {one if number == 1 else many}"


def finding_line(finding: Mapping[str, Any]) -> str:
    place = f"{finding['path']}:{finding['line']}" if finding["line"] else finding["path"]
    text = f"{place}: {finding['rule']} {finding['severity']}: {finding['message']}"
    return f"{text}\n  hint: {finding['hint']}" if finding["hint"] else text


def findings_sentence(findings: Sequence[Mapping[str, Any]]) -> str:
    found = Counter(finding["severity"] for finding in findings)
    kinds = [(found[severity], severity) for severity in ("error", "warning", "note") if found[severity]]
    return sentence(joined(f"{in_words(number)} {kind if number == 1 else kind + 's'}" for number, kind in kinds))
