"""One artefact as a card: which bytes these are, what is in them, and where to get them."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from mkdocs_specthis.core.model.artefact import Fault, Look, Part
from mkdocs_specthis.core.views.artefacts import ArtefactFile, Step, steps_of
from mkdocs_specthis.core.views.sentence import bytes_in_words, joined
from mkdocs_specthis.core.views.vocabulary import Word
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import Child, element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.artefact_views import render_part
from mkdocs_specthis.frontends.mkdocs.render.components import chip, code, digest, link
from mkdocs_specthis.frontends.mkdocs.render.previews import Preview, render_preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    file: ArtefactFile
    look: Look | None = None
    copy: str = ""
    """Source name of its copy in the site; empty if there is none."""
    refusal: str = ""
    """Why there is none, as a clause; empty if it needs no reason."""
    picture_kind: str = ""
    """`picture` or `pdf`; empty for anything else."""
    removed: tuple[str, ...] = ()
    """What was taken out of the copy."""
    drawn: Markup | None = None
    """What another part of this software shows of it."""
    preview: Preview | None = None
    """What stands for a drawing or a PDF file."""


def render_card(card: Card, number: int, links: Links, caption: str) -> Markup:
    """The card of the entry's file with this number, from 1; `caption` is that of the paper, or empty."""
    return element(
        "article",
        card_head(card.file, number, card.copy, links),
        which(card.file, card.look.shape if card.look else ""),
        *_shown(card, links, caption),
        class_="st-art",
        aria_labelledby=f"artefact-{number}",
    )


def card_head(file: ArtefactFile, number: int, copy: str, links: Links) -> Markup:
    """Its path, its state in the paper with the tests that lead there, and its copy in the site."""
    title = element("h3", code(file.path), id=f"artefact-{number}")
    download = link(links.to(copy), "Download", class_="st-h-aside") if copy else None
    state = chip(file.word) if file.word else None
    head = element("div", title, state, download, class_="st-fi-h")
    return join([head, _steps(file.word)]) if file.word else head


def _steps(word: Word) -> Markup:
    items = (_step(step, word) for step in steps_of(word))
    return element("ol", *items, class_="st-steps", aria_label="Tests in order; the first that fails names the state")


def _step(step: Step, word: Word) -> Markup:
    if step.passed is None:
        return element("li", step.text, element("b", "not reached"))
    if step.passed:
        return element("li", step.text, element("b", "yes", class_="st-yes"), class_="st-ok")
    return element("li", step.text, element("b", "no", class_="st-noo"), class_=f"st-{word.key}")


def which(file: ArtefactFile, shape: str = "") -> Markup:
    """Which bytes they are; said louder where they are not what the ledgers say."""
    said: list[Child] = [file.sentence]
    if file.is_here and file.fact is not None:
        said.append(f" {_clause(shape, bytes_in_words(file.fact.size))}")
    elif file.recorded:
        said.extend([f" The receipt says {bytes_in_words(file.recorded_size)}, digest ", digest(file.recorded), "."])
    return element("p", *said, class_=f"st-which st-{file.needs}" if file.needs else "st-which")


def _clause(*phrases: str) -> str:
    text = ", ".join(filter(None, phrases))
    return f"{text[:1].upper()}{text[1:]}."


def _shown(card: Card, links: Links, caption: str) -> Iterator[Child]:
    if card.drawn is not None:
        yield card.drawn
    if card.look is not None:
        yield from _look(card.look, card.file.path)
    name = card.file.path.rsplit("/", 1)[-1]
    if card.preview is not None:
        yield render_preview(card.preview, links, name, caption, card.copy if card.picture_kind else "")
    elif card.copy and card.picture_kind == "picture":
        yield _picture(links.to(card.copy), f"{name}: {caption}" if caption else f"Figure {name}")
    if card.removed:
        yield element(
            "p",
            f"The copy on this site is without {joined(card.removed)}, and so not the file itself.",
            class_="st-foot",
        )
    if card.refusal and card.file.fact is not None:
        size = bytes_in_words(card.file.fact.size)
        yield element(
            "p",
            f"{card.refusal[:1].upper()}{card.refusal[1:]} ({size}, digest ",
            digest(card.file.fact.digest),
            ").",
            class_="st-foot",
        )


def _look(look: Look, path: str) -> Iterator[Child]:
    if look.fault is not None:
        yield from _fault(look.fault)
    if look.seen < look.size and look.fault is None:
        text = f"Only the first {bytes_in_words(look.seen)} were read; numbers with “about” are estimates from these."
        yield element("p", text, class_="st-foot")
    yield from (element("p", inline(note), class_="st-foot") for note in look.notes)
    yield from (render_part(part, path) for part in sorted(look.parts, key=_is_drawn))


def _is_drawn(part: Part) -> bool:
    """Plots stand below the numbers that they belong to."""
    return part.plot is not None


def _fault(fault: Fault) -> Iterator[Markup]:
    yield element("p", "Its content is not shown: ", fault.text, ".", class_="st-which st-bad")
    if fault.frame:
        rows = (
            element("span", element("i", str(line)), text, class_="st-here" if line == fault.line else None)
            for line, text in fault.frame
        )
        yield element("pre", join(rows), class_="st-frame", tabindex="0", aria_label=f"Text around line {fault.line}")


def _picture(address: str, text: str) -> Markup:
    """As a file, never as markup: what runs in a picture does not run there."""
    shown = element("img", src=address, alt=text, loading="lazy")
    return element("figure", element("a", shown, href=address), class_="st-sheet st-pic")


def render_withheld(why: str, paths: tuple[str, ...], more: int) -> Markup:
    """What stands where artefacts would, if they are not published: their names, and nothing of what they hold."""
    items = [element("li", code(path)) for path in paths]
    if more:
        items.append(element("li", f"and {more:,} more"))
    said = element(
        "p",
        "Not published: ",
        inline(why),
        ". Neither values nor keys of these files are on this site.",
        class_="st-which",
    )
    return join([said, element("ul", *items, class_="st-tree")])
