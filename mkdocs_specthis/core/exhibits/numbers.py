"""Numbers and pages of figures, tables and sections, as LaTeX gave them when the paper was last compiled.

Counts nothing itself: what the compilation did not say, or said of another text, has no number.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence

from mkdocs_specthis.core.model.document import Document, Float, Section
from mkdocs_specthis.core.model.paper import AuxFile, AuxLabel, AuxLine
from mkdocs_specthis.core.parse.latex import plain

DEEPEST_BY_LABEL = 1
"""Deeper sections may have no number of their own, and a label then gives that of the section above."""

_KINDS = ("figure", "table", "listing", "algorithm")
_OTHER_TABLES = ("longtabu", "xltabular")
_LETTERS = re.compile(r"[^\W_]+")

Numbered = tuple[str, str]
"""Number and page; empty where they are not known."""


def kind_of(environment: str) -> str:
    """`figure`, `table`, `listing` or `algorithm`."""
    name = environment.rstrip("*")
    return next((kind for kind in _KINDS if name.endswith(kind)), "table" if name in _OTHER_TABLES else "figure")


def float_numbers(floats: Sequence[Float], aux: AuxFile | None) -> tuple[Numbered, ...]:
    """Of each float, in order."""
    found: list[Numbered] = [("", "")] * len(floats)
    for kind in _KINDS if aux else ():
        own = [place for place, one in enumerate(floats) if one.numbered and kind_of(one.environment) == kind]
        lines = [line for line in aux.lines if line.kind == kind and line.number] if aux else []
        for place, numbered in zip(own, _of_kind([floats[place] for place in own], aux, lines), strict=True):
            found[place] = numbered
    return tuple(found)


def _of_kind(floats: Sequence[Float], aux: AuxFile | None, lines: Sequence[AuxLine]) -> Iterable[Numbered]:
    """By label; else by caption; else by order, where this agrees with every label and caption.

    LaTeX lists floats as they reach a page, and a figure that does not float comes to its page before others that do.
    """
    listed = {line.number for line in lines}
    found: list[Numbered | None] = []
    for one in floats:
        label = _label_of(one, aux, listed)
        found.append((label.number, label.page) if label is not None else None)
    by_caption = _by_caption(floats, lines)
    in_order = [(line.number, line.page) for line in lines]
    agrees = len(in_order) == len(floats) and _is_in_order([line.number for line in lines])
    known = [label or caption for label, caption in zip(found, by_caption, strict=True)]
    agrees = agrees and all(one is None or one[0] == number for one, (number, _) in zip(known, in_order, strict=True))
    for place, said in enumerate(known):
        yield said or (in_order[place] if agrees else ("", ""))


def _by_caption(floats: Sequence[Float], lines: Sequence[AuxLine]) -> list[Numbered | None]:
    """What the list says of each caption that stands in it as often as in the paper."""
    waiting: dict[str, deque[Numbered]] = {}
    for line in lines:
        waiting.setdefault(_folded(line.title), deque()).append((line.number, line.page))
    captions = [_folded(plain(one.listed)) for one in floats]
    often = Counter(captions)
    once = {caption for caption in captions if caption and often[caption] == len(waiting.get(caption, ())) == 1}
    return [waiting[caption][0] if caption in once else None for caption in captions]


def _is_in_order(numbers: Sequence[str]) -> bool:
    """Whether numbers only grow, chapter by chapter: then no float overtook another one."""
    seen: set[str] = set()
    before, last = "", -1
    for number in numbers:
        head, digits = _split(number)
        if head != before or not seen:
            if head in seen:
                return False
            seen.add(head)
        elif digits < last:
            return False
        before, last = head, digits
    return True


def _split(number: str) -> tuple[str, int]:
    """What stands before the last digits, and these: `A.12` is `A.` and 12."""
    head = number.rstrip("0123456789")
    return head, int(number[len(head) :][:9] or 0)


def _label_of(one: Float, aux: AuxFile | None, listed: set[str]) -> AuxLabel | None:
    """What the label of a float says, unless it speaks of a part of it or of the section around."""
    label = aux.labels.get(one.label) if aux and one.label and not one.part_label else None
    if label is None or not label.number or (listed and label.number not in listed):
        return None
    named = label.anchor.split(".", 1)[0]
    return label if not label.anchor or any(kind in named for kind in _KINDS) else None


def section_numbers(document: Document, aux: AuxFile | None) -> tuple[str, ...]:
    """Of each section, in order: `3`, `B.1`; empty where it has none or that is not known."""
    if aux is None:
        return ("",) * len(document.sections)
    waiting: dict[tuple[str, str], deque[str]] = {}
    for line in aux.lines:
        if line.number:
            waiting.setdefault((line.kind, _folded(line.title)), deque()).append(line.number)
    labels = {label.section: label.name for label in document.labels if label.heads}
    return tuple(
        _section_number(section, labels.get(place, ""), aux, waiting) for place, section in enumerate(document.sections)
    )


def _section_number(section: Section, label: str, aux: AuxFile, waiting: dict[tuple[str, str], deque[str]]) -> str:
    if not section.numbered:
        return ""
    named = waiting.get((section.name, _folded(section.title)))
    if named:
        return named.popleft()
    said = aux.labels.get(label)
    if said is None or section.level > DEEPEST_BY_LABEL:
        return ""
    kind = said.anchor.split(".", 1)[0]
    return said.number if kind in ("", section.name, "appendix") else ""


def _folded(title: str) -> str:
    return " ".join(_LETTERS.findall(title)).casefold()
