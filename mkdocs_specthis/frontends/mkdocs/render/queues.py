"""The queues as HTML: who acts on which entry, why, and what to do about it."""

from markupsafe import Markup

from mkdocs_specthis.core.model.state import Act, Actor
from mkdocs_specthis.core.views.dashboard import Dashboard
from mkdocs_specthis.core.views.queues import NAMES_IN_ROW, Queue, QueueRow
from mkdocs_specthis.core.views.vocabulary import actor_word
from mkdocs_specthis.frontends.mkdocs.addresses import ENTRIES, Links
from mkdocs_specthis.frontends.mkdocs.html import element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import chip, command, entry_link, link

_EVIDENCE = {
    "error": ("findings", "See the findings"),
    "unknown": ("spec", "Open the spec"),
    "rejected": ("certificate", "Read the rejection"),
    "drifted": ("moved", "See what moved"),
    "stale": ("moved", "See what moved"),
    "vocabulary-moved": ("moved", "See what moved"),
    "script-tbd": ("contract", "Read the contract"),
    "draft": ("contract", "Read the contract"),
}
"""Headline to the place on the entry's page that shows why."""
_FAILED = "run", "See the failed run"
_NEEDS = {
    Actor.MIND: "need a mind",
    Actor.MACHINE: "need a machine",
    Actor.PATIENCE: "need only patience",
}


def render_queues(view: Dashboard, links: Links) -> Markup | None:
    sections = {queue.actor: _queue(queue, links) for queue in view.queues}
    left, right = (
        sections.get(Actor.MIND),
        [sections[actor] for actor in (Actor.MACHINE, Actor.PATIENCE) if actor in sections],
    )
    if left is None and not right:
        return None
    columns = [left] if left is not None else []
    columns += [element("div", *right)] if right else []
    return element("div", *columns, class_="st-queues")


def _queue(queue: Queue, links: Links) -> Markup:
    word = actor_word(queue.actor)
    rows = (_queue_row(row, queue.actor, links) for row in queue.rows)
    head = element(
        "h2", f"{word.label} ", element("b", f"{queue.total:,}"), id=queue.actor, class_=f"st-qh st-{queue.actor}"
    )
    every = link(links.to(ENTRIES, query=f"s={queue.actor}"), f"All {queue.total:,} that {_NEEDS[queue.actor]}")
    more = None if queue.is_whole else element("p", every, class_="st-foot")
    return element(
        "section",
        head,
        element("p", word.meaning, class_="st-qs"),
        element("ul", *rows, class_="st-ql"),
        more,
        aria_labelledby=str(queue.actor),
    )


def _queue_row(row: QueueRow, actor: Actor, links: Links) -> Markup:
    if actor is Actor.PATIENCE:
        head = element("div", _names(row, links), _after(row, links), class_="st-q-h")
        return element("li", head, class_="st-q st-waiting")
    held = element("span", f"holds up {row.holds_up:,}", class_="st-q-n") if row.holds_up else None
    head = element("div", _names(row, links), chip(row.word), held, class_="st-q-h")
    cause = element("p", inline(row.cause)) if row.cause else None
    return element("li", head, cause, _foot(row, links), class_=f"st-q st-{row.word.key}")


def _names(row: QueueRow, links: Links) -> Markup:
    more = len(row.entries) - NAMES_IN_ROW
    every = link(links.to(ENTRIES, query=f"s={row.word.key}"), f"{more:,} more") if more > 0 else None
    return join([*(entry_link(links, name) for name in row.entries[:NAMES_IN_ROW]), every], " ")


def _after(row: QueueRow, links: Links) -> Markup | None:
    if not row.after:
        return chip(row.word)
    names = join((entry_link(links, name, None) for name in row.after), ", ")
    return element("span", "after ", names, " and more" if row.after_more else None, class_="st-after")


def _foot(row: QueueRow, links: Links) -> Markup:
    failed = row.repair is not None and row.repair.act is Act.RETRY
    place, text = _FAILED if failed else _EVIDENCE.get(row.word.key, ("moved", "See what it rests on"))
    evidence = link(links.spec(row.spec) if place == "spec" else links.entry(row.entries[0], place), text)
    return element("div", _repair(row, links) if links.commands else None, evidence, class_="st-q-f")


def _repair(row: QueueRow, links: Links) -> Markup | None:
    if row.repair is None:
        return None
    if row.repair.command:
        return command(row.repair.command)
    return element("span", inline(row.repair.text), class_="st-hand")
