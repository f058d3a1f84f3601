"""The pages of runs as lines, for cases: what a log tells, without markup."""

from collections.abc import Iterator
from pathlib import Path

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.happenings import Happening, counts_in_words, ended_how, title_of
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.core.views.run_history import run_history
from mkdocs_specthis.core.views.runs import RunsPage, refresh_sentence, runs_page
from mkdocs_specthis.core.views.timeline import TimelineRow
from mkdocs_specthis.effects.runs.machine import who_runs
from mkdocs_specthis.usecases.history import HistoryReader, past_runs


def show_runs(root: Path, snapshot: Snapshot, audience: str) -> Iterator[str]:
    """`runs serve` or `runs public`: what the page of runs shows."""
    page = runs_page(_past(root, snapshot, audience))
    yield from _latest(page)
    yield from (
        f"earlier: {title_of(one)} {ended_how(one)} {one.ended}, {counts_in_words(one)}" for one in page.earlier
    )
    if page.latest is None:
        yield f"recorded: {page.recorded.total} of {page.recorded.entries}, {page.recorded.seconds:.0f} s"
    yield from (_happening(one) for one in page.happenings)
    yield from (f"note: {note}" for note in page.notes)


def show_run_history(root: Path, snapshot: Snapshot, name: str) -> Iterator[str]:
    """`history NAME`: the runs of an entry as its author sees them."""
    past = _past(root, snapshot, "serve")
    runs = past_runs(root, snapshot, past.history.git, (name,))
    for row in run_history(past, name, runs[name]).rows:
        took = "–" if row.seconds is None else f"{row.seconds:.1f} s {row.share:.0%}" if row.seconds >= 1 else "short"
        who = "here" if row.who == ", ".join(who_runs().values()) else row.who or "–"
        yield f"{row.ts} {row.result.label} | {row.fault or row.because or '–'} | {took} | {who}"


def _past(root: Path, snapshot: Snapshot, audience: str) -> Past:
    return Past(snapshot, HistoryReader().read(root, snapshot, "", with_log=audience == "serve"))


def _latest(page: RunsPage) -> Iterator[str]:
    if page.latest is None:
        return
    view = page.latest
    refresh = view.refresh
    yield f"{view.title} {ended_how(refresh)} {refresh.ended or refresh.ts}{refresh_sentence(refresh)}"
    yield f"by {refresh.user or '–'} on {refresh.host or '–'}, {refresh.jobs} workers, `{refresh.command}`"
    yield f"chain {' '.join(view.chain) or '–'} {view.chain_seconds:.1f} s"
    yield f"ticks {', '.join(label for _, label in view.timeline.ticks) or '–'}"
    yield from map(_row, view.timeline.rows)
    if view.timeline.more:
        yield f"{view.timeline.more} more"
    if view.timeline.more_held:
        yield f"{view.timeline.more_held} more held"


def _row(row: TimelineRow) -> str:
    place = f"{row.ready:.0%} {row.start:.0%} +{row.width:.0%} {row.look}" if row.look else "no place"
    took = "–" if row.seconds is None else f"{row.seconds:.1f} s"
    fault = f": {row.fault}" if row.fault else ""
    return f"  {row.entry} {row.result.label} [{place}] waited {row.waited:.1f} s took {took}{fault}"


def _happening(one: Happening) -> str:
    every = (*one.entries, *one.specs)
    what, more = (every[0] if every else ""), f" and {len(every) - 1} more" if len(every) > 1 else ""
    about = f" ({one.detail})" if one.detail else ""
    who = f" by {one.who}" if one.who else ""
    return f"{one.ts} {one.kind}: {what}{more} {one.text}{about}{who}".replace(":  ", ": ")
