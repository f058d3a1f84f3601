"""The dashboard as HTML: sentence, queues, pipeline, both claims, problems, activity."""

from collections.abc import Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.state import Actor
from mkdocs_specthis.core.questions.next_steps import NextStep
from mkdocs_specthis.core.views.dashboard import Dashboard
from mkdocs_specthis.core.views.happenings import Happening
from mkdocs_specthis.core.views.sentence import (
    actor_phrase,
    closed,
    count_of,
    exhibits_sentence,
    frees_sentence,
    in_words,
    sentence,
)
from mkdocs_specthis.core.views.vocabulary import actor_word, severity_word
from mkdocs_specthis.frontends.mkdocs.addresses import AUDIT, ENTRIES, GRAPH, KEY, PAPER, RUNS, Links
from mkdocs_specthis.frontends.mkdocs.html import element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    Body,
    chip,
    code,
    command,
    entry_link,
    heading,
    link,
    moment,
    page,
    page_title,
    strip_width,
    unit,
)
from mkdocs_specthis.frontends.mkdocs.render.cross import render_cross
from mkdocs_specthis.frontends.mkdocs.render.findings import finding_place
from mkdocs_specthis.frontends.mkdocs.render.queues import render_queues
from mkdocs_specthis.frontends.mkdocs.render.runs import what_happened
from mkdocs_specthis.frontends.mkdocs.stamp import Stamp

NAMES_IN_STEP = 3

_FIRST_SPEC = """---
name: compute-first
kind: compute
---
# My first spec

## Entries

### my-first-entry

- Script: `scripts/my_first_entry.py`
- Output: `results/my-first-entry/my-first-entry.json`
- Status: script TBD
"""


def render_dashboard(view: Dashboard, links: Links, site_name: str, stamp: Stamp, pipeline: Markup | None) -> Body:
    if not view.entries:
        problems = _problems(view, links) if view.specs else None
        return Body(html=page(_hero(view, links, site_name, stamp), _alarms(view, links), _empty(), problems))
    graph = join([_section_head("pipeline", "Pipeline", link(links.to(GRAPH), "Open the graph")), pipeline])
    below = (render_cross(view.cross, links), _problems(view, links), _activity(view, links))
    lower = element("div", *below, class_="st-three" if view.problems else "st-three st-two")
    return Body(
        html=page(
            _hero(view, links, site_name, stamp),
            _alarms(view, links),
            render_queues(view, links),
            element("section", graph, aria_labelledby="pipeline") if pipeline else None,
            lower,
        ),
        sections=tuple(_sections(view, drawn=pipeline is not None)),
    )


def _sections(view: Dashboard, *, drawn: bool) -> Iterator[tuple[str, str]]:
    for queue in view.queues:
        yield str(queue.actor), actor_word(queue.actor).label
    if drawn:
        yield "pipeline", "Pipeline"
    yield "cross", "Both claims at once"
    if view.problems:
        yield "problems", "Problems found"
    yield "activity", "Recent activity"


def _section_head(id_: str, text: str, aside: Markup | None) -> Markup:
    return heading(id_, text, aside)


def _hero(view: Dashboard, links: Links, site_name: str, stamp: Stamp) -> Markup:
    counts = f" · {count_of(view.specs, 'spec')}, {count_of(view.entries, 'entry', 'entries')}" if view.specs else ""
    line = f"{site_name}{counts}"
    left = element(
        "div",
        element("p", line, class_="st-eyebrow"),
        page_title(view.headline),
        _lede(view),
        _marks(view, links),
        _ground(view, links),
        _stamp(links, stamp),
    )
    return element("div", left, _steps(view, links), class_="st-hero")


def _lede(view: Dashboard) -> Markup | None:
    """Three phrases that lead to the queues."""
    items = [
        element("li", link(f"#{actor}", actor_phrase(actor, number), class_=f"st-ico st-{actor}"))
        for actor, number in view.actors
        if number and actor is not Actor.SETTLED
    ]
    return element("ul", *items, class_="st-lede", aria_label="Who acts") if items else None


def _marks(view: Dashboard, links: Links) -> Markup | None:
    if view.marks:
        groups = (
            element(
                "li",
                *(unit(mark, links.entry(mark.name)) for mark in marks),
                class_="st-us",
                style=strip_width(len(marks)),
            )
            for _, marks in view.marks
        )
        return element("ul", *groups, class_="st-units", aria_label="One mark per entry, grouped by who has to act")
    return _proportions(view, links) if view.entries else None


def _proportions(view: Dashboard, links: Links) -> Markup:
    """One bar for many entries."""
    order = sorted(view.actors, key=lambda item: item[0] is not Actor.SETTLED)
    items = (
        element(
            "li",
            link(links.to(ENTRIES, query=f"s={actor}"), element("b", f"{number:,}"), f" {_share(actor, number)}"),
            class_=f"st-{actor}",
            style=f"flex:{number}",
        )
        for actor, number in order
        if number
    )
    return element("ul", *items, class_="st-prop", aria_label="Share of entries by who acts")


def _share(actor: Actor, number: int) -> str:
    need = "needs" if number == 1 else "need"
    words = {Actor.MIND: f"{need} a mind", Actor.MACHINE: f"{need} a machine", Actor.PATIENCE: "only patience"}
    return words.get(actor, "settled")


def _ground(view: Dashboard, links: Links) -> Markup | None:
    """What else there is to know about the project as a whole, in one line."""
    said = [_elsewhere(view), _papers(view, links), None if view.findings else "The audit found nothing."]
    shown = [one for one in said if one]
    return element("p", join(shown, " "), class_="st-stamp") if shown and view.entries else None


def _elsewhere(view: Dashboard) -> str:
    if not view.elsewhere:
        return ""
    entries = "entry" if view.elsewhere == 1 else "entries"
    return f"The bytes of {in_words(view.elsewhere)} {entries} are not on this machine."


def _papers(view: Dashboard, links: Links) -> Markup | None:
    """How the exhibits of the paper stand; of several papers, those of all of them."""
    computed = sum(paper.computed for paper in view.papers)
    if not computed or not links.has(PAPER):
        return None
    text = exhibits_sentence(sum(paper.fresh for paper in view.papers), computed)
    place = link(links.to(PAPER), "The paper" if len(view.papers) == 1 else "The papers")
    return join([text, " ", place, "."])


def _stamp(links: Links, stamp: Stamp) -> Markup:
    at = (
        join([" at commit ", code(stamp.short_commit), " with uncommitted changes" if stamp.dirty else None])
        if stamp.commit
        else None
    )
    key = link(links.to(KEY), "How to read these marks")
    return element("p", "As of ", moment(stamp.ts), " UTC", at, ". ", key, class_="st-stamp")


def _steps(view: Dashboard, links: Links) -> Markup | None:
    """What to do first; for the author alone."""
    if not links.commands or not view.steps:
        return None
    items = (element("li", _step(step, links)) for step in view.steps)
    title = element("h2", "Next steps", id="next")
    return element("section", title, element("ol", *items), class_="st-next", aria_labelledby="next")


def _step(step: NextStep, links: Links) -> Markup:
    names = join([element("b", entry_link(links, name)) for name in step.entries[:NAMES_IN_STEP]], ", ")
    more = len(step.entries) - NAMES_IN_STEP
    whom = [names, f" and {more:,} more" if more > 0 else None, ": "] if step.entries else []
    freed = f" {frees_sentence(step.frees)}" if step.frees else None
    typed = join([" ", command(step.command)]) if step.command else None
    return join([*whom, inline(closed(step.text)), freed, typed])


def _alarms(view: Dashboard, links: Links) -> Markup | None:
    """What cannot be read, said first: everything below it is without it."""
    if not view.alarms:
        return None
    files = dict.fromkeys(finding.location.path for finding in view.alarms)
    them = "it" if len(files) == 1 else "them"
    lead = f"{in_words(len(files))} {'file' if len(files) == 1 else 'files'} cannot be read"
    lead = f"{sentence(lead)} What rests on {them} is unknown until then."
    items = (element("li", _alarm(finding, links)) for finding in view.alarms[:10])
    return element(
        "section", element("p", element("b", lead)), element("ul", *items), class_="st-err", aria_label="Cannot be read"
    )


def _alarm(finding: Finding, links: Links) -> Markup:
    hint = join([" ", inline(closed(finding.hint))]) if finding.hint else None
    return join([finding_place(finding, links), ": ", inline(closed(finding.message)), hint])


def _problems(view: Dashboard, links: Links) -> Markup | None:
    """The weightiest; without any, one sentence above says so."""
    if not view.problems:
        return None
    every = link(links.to(AUDIT), f"All {view.findings:,} findings" if view.findings > 1 else "The finding")
    items = (
        element("li", chip(severity_word(finding.severity)), _problem(finding, links)) for finding in view.problems
    )
    shown = element("ul", *items, class_="st-probs")
    return element("section", heading("problems", "Problems found", every), shown, aria_labelledby="problems")


def _problem(finding: Finding, links: Links) -> Markup:
    return element("div", element("p", inline(closed(finding.message))), finding_place(finding, links))


def _activity(view: Dashboard, links: Links) -> Markup:
    items = [element("li", *_happened(one, links)) for one in view.activity]
    nothing = element("p", "Nothing has been judged or run yet.")
    shown = element("ol", *items, class_="st-acts") if items else nothing
    every = link(links.to(RUNS), "All runs") if links.has(RUNS) else None
    return element("section", heading("activity", "Recent activity", every), shown, aria_labelledby="activity")


def _happened(one: Happening, links: Links) -> tuple[Markup, Markup]:
    when = element("span", moment(one.ts, time=False), class_="st-when")
    beside = one.detail if one.kind == "refresh" else one.who
    return when, element("span", what_happened(one, links), element("small", beside) if beside else None)


def _empty() -> Markup:
    lead = element("p", "Write ", code("specs/compute-first.md"), " and this page fills itself. This is enough:")
    return element(
        "section", lead, element("pre", code(_FIRST_SPEC), class_="st-frame", tabindex="0"), aria_label="First steps"
    )
