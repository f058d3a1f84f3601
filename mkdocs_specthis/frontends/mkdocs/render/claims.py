"""The two claims of an entry as HTML: the panel of both axes, and certificates."""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from mkdocs_specthis.core.model.ledger import Judgment, Verdict, name_of
from mkdocs_specthis.core.model.state import Act, Reason, Repair
from mkdocs_specthis.core.views.entry import EntryPage
from mkdocs_specthis.core.views.mark import Mark
from mkdocs_specthis.core.views.sentence import count_of
from mkdocs_specthis.core.views.vocabulary import OVERLAY_WORDS, Word
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import (
    chip,
    chips,
    code,
    command,
    definition_list,
    details,
    digest,
    entry_link,
    moment,
)

REASONS_SHOWN = 4
EARLIER_SHOWN = 20
_BESIDE_REALIZATION = ("failed", "adopted", "waiting")
_OF_RUN = (Act.RUN, Act.RETRY, Act.FETCH, Act.BRING, Act.REPLACE)


def render_axes(view: EntryPage, links: Links) -> Markup:
    """Both axes side by side: state, cause, repair."""
    beside = [word for word in view.overlays if word.key in _BESIDE_REALIZATION]
    others = [word for word in view.overlays if word.key not in _BESIDE_REALIZATION]
    mind = _axis(
        "Certification",
        "a person’s claim",
        (view.certification, *others),
        _reasons(view.certification_reasons) or _certified(view),
        None if _is_of_run(view) else _repair(view, links),
    )
    machine = _axis(
        "Realization",
        "a machine’s claim",
        (view.realization, *beside),
        _reasons(view.realization_reasons) or _fresh(view),
        _repair(view, links) if _is_of_run(view) else None,
    )
    panel = element("section", mind, machine, class_="st-axes", aria_label="Status")
    return join([panel, _also(view, links)])


def _axis(title: str, whose: str, words: Iterable[Word], text: Child, repair: Child) -> Markup:
    head = element("h2", title, " ", element("small", whose))
    return element("div", head, element("p", chips(words), class_="st-ax-s"), text, repair, class_="st-ax")


def _reasons(reasons: tuple[Reason, ...]) -> Markup | None:
    if not reasons:
        return None
    shown = join(element("p", inline(reason.text)) for reason in reasons[:REASONS_SHOWN])
    more = len(reasons) - REASONS_SHOWN
    return (
        join([shown, element("p", f"And {count_of(more, 'more reason')}: see the table below.")]) if more > 0 else shown
    )


def _certified(view: EntryPage) -> Markup | None:
    """What stands where no reason speaks against it."""
    if view.judgment is None or not view.is_current:
        return None
    who = name_of(view.judgment.author)
    return element(
        "p", f"{who} certified it on ", moment(view.judgment.ts, time=False), ". Nothing it covers has moved."
    )


def _fresh(view: EntryPage) -> Markup | None:
    if view.receipt is None:
        return None
    return element("p", "The artefact of ", moment(view.receipt.ts, time=False), " is what today’s content implies.")


def _is_of_run(view: EntryPage) -> bool:
    """Whether its repair is about the run, whoever acts: that is said below the realization."""
    return view.status.repair is not None and view.status.repair.act in _OF_RUN


def _repair(view: EntryPage, links: Links) -> Markup | None:
    repair = view.status.repair
    return _repair_line(repair) if repair is not None and links.commands else None


def _repair_line(repair: Repair) -> Markup:
    text = element("p", inline(repair.text), class_="st-do")
    return join([text, command(repair.command)]) if repair.command else text


def _also(view: EntryPage, links: Links) -> Markup | None:
    """What is said beside the two axes: the author's line, errors, what it waits for."""
    lines = [element("p", inline(reason.text)) for reason in view.other_reasons[:REASONS_SHOWN]]
    if view.waits_for:
        names = join((_blocker(mark, links) for mark in view.waits_for), ", ")
        more = " and more" if view.waits_for_more else None
        lines.append(element("p", chip(OVERLAY_WORDS["waiting"], "Held up by"), " ", names, more))
    if view.export and not view.artefacts.files:
        lines.append(element("p", "In the paper: ", chip(view.export), " ", view.export.meaning))
    return element("div", *lines, class_="st-also") if lines else None


def _blocker(mark: Mark, links: Links) -> Markup:
    state = f" ({mark.word.label.lower()})" if mark.word else None
    return join([entry_link(links, mark.name), state])


def render_judgments(view: EntryPage) -> Markup:
    if view.judgment is None:
        return element("p", "Nobody has judged this entry yet.")
    earlier = view.earlier[:EARLIER_SHOWN]
    items = (element("li", _earlier(judgment)) for judgment in earlier)
    older = (
        details("Earlier judgments", f"{len(view.earlier):,}", element("ul", *items, class_="st-places"))
        if earlier
        else None
    )
    return join([_certificate(view, view.judgment), older])


def _certificate(view: EntryPage, judgment: Judgment) -> Markup:
    hue = "bad" if judgment.verdict is Verdict.REJECTED else "ok" if view.is_current else "mind"
    quote = element("blockquote", element("p", judgment.note)) if judgment.note else None
    facts = definition_list([*_certificate_facts(judgment), ("Now", chip(view.certification))])
    said = f"{_verdict(judgment)} by {name_of(judgment.author)}, "
    caption = element("figcaption", said, moment(judgment.ts), facts)
    return element("figure", quote, caption, class_=f"st-cert st-{hue}")


def _certificate_facts(judgment: Judgment) -> Iterator[tuple[str, Child]]:
    yield "Digest", digest(judgment.inputs_certified)
    if judgment.parts:
        yield "Covers", count_of(len(judgment.parts), "part")
    if judgment.commit:
        yield "At commit", digest(judgment.commit)
    if judgment.via:
        yield "Written by", code(judgment.via)


def _verdict(judgment: Judgment) -> str:
    return "Rejected" if judgment.verdict is Verdict.REJECTED else "Certified"


def _earlier(judgment: Judgment) -> Markup:
    note = f": {judgment.note}" if judgment.note else None
    head = join([f"{_verdict(judgment)} by {name_of(judgment.author)}, ", moment(judgment.ts)])
    return join([head, " ", digest(judgment.inputs_certified), note])
