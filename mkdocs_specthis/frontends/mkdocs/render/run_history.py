"""The runs of one entry as HTML: a table, where it comes from, and what the receipt of the last one says."""

from collections.abc import Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.views.entry import EntryPage
from mkdocs_specthis.core.views.past import ORIGIN_RESULTS
from mkdocs_specthis.core.views.run_history import RunHistory, RunRow
from mkdocs_specthis.core.views.sentence import closed, count_of, seconds_in_words
from mkdocs_specthis.frontends.mkdocs.addresses import Links, refresh_source
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    chip,
    code,
    commit_of,
    definition_list,
    details,
    digest,
    duration_bar,
    link,
    moment,
    table,
)

_HEADS = ("When", "Result", "Because", "Took", "Who, where", "Commit")


def render_runs(view: EntryPage, links: Links) -> Markup:
    """What failed last, then the runs, then the record that states rest on."""
    if view.receipt is None and not view.runs.rows:
        return join([_failure(view), element("p", "No run is recorded.")])
    rows = (_row(row, links) for row in view.runs.rows)
    listed = table("Run history, newest first", _HEADS, rows, "st-rh") if view.runs.rows else None
    notes = element("p", " ".join(view.runs.notes), class_="st-foot") if view.runs.notes else None
    receipt = view.receipt
    facts = definition_list(_receipt_facts(receipt), class_="st-dl st-row") if receipt else None
    return join([_failure(view), listed, notes, details("The receipt", receipt.observed, facts) if receipt else None])


def _failure(view: EntryPage) -> Markup | None:
    if view.failure is None:
        return None
    log = join([" Log: ", code(view.failure.log), "."]) if view.failure.log else None
    why = join([" failed. ", inline(closed(view.failure.text))]) if view.failure.text else join([" failed."])
    said = join(["The last attempt, on ", moment(view.failure.ts), ",", why, log])
    return element("div", element("p", said), class_="st-err")


def runs_counted(history: RunHistory) -> str:
    """`4 runs, 1 failed`; empty where there is nothing to count."""
    failed = sum(1 for row in history.rows if row.result.key == "error")
    if len(history.rows) < 2:
        return ""
    return count_of(len(history.rows), "run") + (f", {failed:,} failed" if failed else "")


def _row(row: RunRow, links: Links) -> Markup:
    when, source = moment(row.ts), refresh_source(row.refresh)
    said = [inline(row.fault) if row.fault else None, element("small", inline(row.because)) if row.because else None]
    because = join(said) if row.fault else inline(row.because) if row.because else join(["–"])
    return element(
        "tr",
        element("th", link(links.to(source), when) if row.refresh and links.has(source) else when, scope="row"),
        element("td", chip(row.result), data_l="Result"),
        element("td", because, data_l="Because"),
        element("td", duration_bar(row.share), _took(row.seconds), class_="st-num", data_l="Took"),
        element("td", row.who or "–", data_l="Who, where"),
        element("td", commit_of(row.commit, dirty=row.dirty), data_l="Commit"),
    )


def _receipt_facts(receipt: Receipt) -> Iterator[tuple[str, Child]]:
    yield "Recorded", moment(receipt.ts)
    yield "How", ORIGIN_RESULTS.get(receipt.origin, ORIGIN_RESULTS["run"]).label
    yield "Took", seconds_in_words(receipt.seconds)
    yield "Files it opened", receipt.observed
    if receipt.undeclared:
        yield "Undeclared inputs", f"{len(receipt.undeclared):,}"
    if receipt.interpreter:
        yield "Interpreter", receipt.interpreter
    if receipt.platform:
        yield "Platform", receipt.platform
    if receipt.engine:
        yield "Engine", receipt.engine
    if receipt.commit:
        yield "At commit", join([digest(receipt.commit), " with uncommitted changes" if receipt.dirty else None])
    yield "Signature", digest(receipt.signature)


def _took(seconds: float | None) -> str:
    return "–" if seconds is None else seconds_in_words(seconds)
