"""The views of `specthis log` as lines of text.

Works on the very values that `--json` prints, so the two cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mkdocs_specthis.core.views.sentence import bytes_in_words, closed, count_of, seconds_in_words
from mkdocs_specthis.frontends.cli.status_text import finding_line
from mkdocs_specthis.frontends.cli.tables import table

UNREAD_HINT = "`specthis log validate` names them"
HEAD = ("entry", "runs", "at once", "median", "p90", "failed", "fetched", "lost")


def unread_sentence(number: int) -> str:
    return f"{count_of(number, 'line is no event', 'lines are no events')}, and nothing rests on them"


def tail_lines(view: Mapping[str, Any]) -> Sequence[str]:
    """When, what, about whom, and what there is to say of it."""
    if not view["events"]:
        return ("No events.",)
    return table([_tail_row(event) for event in view["events"]])


def _tail_row(event: Mapping[str, Any]) -> tuple[str, ...]:
    row = (event["ts"], event["event"], event["subject"], ", ".join(_details(event["data"])))
    return tuple(" ".join(cell.split()) for cell in row)


def _details(data: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(data.get("text"), str) and data["text"]:
        yield data["text"]
    if _is_amount(data.get("seconds")):
        yield seconds_in_words(data["seconds"])
    if _is_amount(data.get("bytes")):
        yield bytes_in_words(int(data["bytes"]))


def _is_amount(value: object) -> bool:
    """A number that can be told; anybody may have written the line."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def stats_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """A row for each entry that something is known of, then what holds of all, then what was lost."""
    told = [entry for entry in view["entries"] if entry["seconds"] or entry["last"]]
    if told:
        yield from table([HEAD, *map(_stats_row, told)])
        yield ""
    yield _summary(view)
    if view["lost"]:
        yield ""
        yield "Lost to attempts that failed:"
        for line in table([_loss_row(loss) for loss in view["lost"]]):
            yield f"  {line}"


def _stats_row(entry: Mapping[str, Any]) -> tuple[str, ...]:
    seconds = entry["seconds"]
    mark = "" if not seconds or seconds["from"] == "events" else " (receipt)"
    return (
        entry["entry"],
        str(entry["runs"]),
        _percent(entry["first_try_rate"]),
        seconds_in_words(seconds["median"]) + mark if seconds else "–",
        seconds_in_words(seconds["p90"]) if seconds else "–",
        str(entry["failures"]),
        str(entry["fetched"]),
        seconds_in_words(sum(loss["seconds"] for loss in entry["lost"])) if entry["lost"] else "–",
    )


def _summary(view: Mapping[str, Any]) -> str:
    if view["since"] is None:
        return "The log of this machine knows of no event about them."
    failed = count_of(view["failures"], "attempt")
    said = f"Since {view['since']}: {count_of(view['runs'], 'run')} succeeded and {failed} failed"
    if view["first_try_rate"] is not None:
        said += f"; {_percent(view['first_try_rate'])} went well at the first try"
    if view["fetched"]:
        said += f"; {count_of(view['fetched'], 'artefact')} came from the cache ({_percent(view['fetched_rate'])})"
    return closed(said)


def _loss_row(loss: Mapping[str, Any]) -> tuple[str, str, str]:
    return (loss["class"], count_of(loss["count"], "time"), seconds_in_words(loss["seconds"]))


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.0%}"


def validate_lines(view: Mapping[str, Any]) -> Iterator[str]:
    """Every finding, then how many files were read."""
    for file in view["files"]:
        yield from map(finding_line, file["findings"])
        if file["more"]:
            yield f"{file['path']}: and more of the like"
    bad = sum(bool(file["findings"]) for file in view["files"])
    number = count_of(len(view["files"]), "file")
    yield f"{number} checked: {f'{bad:,} of them with findings' if bad else 'all as they should be'}."
