"""The exhibits of a paper: each figure and table with the exports that it shows, and how these stand.

Derived from the paper as read and from states that are decided already. Knows no page and no terminal.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mkdocs_specthis.core.exhibits.caption import caption_text
from mkdocs_specthis.core.exhibits.numbers import float_numbers, kind_of
from mkdocs_specthis.core.model.document import Document, Float, Inclusion
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.paper.conditions import Conditions, is_certain
from mkdocs_specthis.core.paper.routes import DISTRIBUTED, Made
from mkdocs_specthis.core.snapshot import Snapshot

STATES = ("missing", "unknown", "stale-contract", "stale-inputs", "needs-review", "fresh")
"""Weakest first. `unknown`: LaTeX alone can tell which of several files is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An exported file in the paper."""

    entry: str
    path: str
    """POSIX path from the project root."""
    location: Location
    """Of the command that includes it."""
    at: int
    """Line of the whole document."""
    section: int
    """Number of the innermost section, `PREAMBLE` or `FRONT`."""
    state: str
    """One of the five states of a report artefact."""
    by_name: bool = False
    """True if only the name of the file agrees, and not its folder."""
    conditions: Conditions = ()
    """What must hold for it to be in the paper, as far as LaTeX alone can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A figure or table of the paper, with what it shows."""

    kind: str
    """`figure`, `table`, `listing` or `algorithm`."""
    number: str = ""
    """As LaTeX numbered it; empty if that is not known, or it has none."""
    page: str = ""
    """Of the compiled paper; empty if not known."""
    caption: str
    """In plain text."""
    label: str
    location: Location
    """Where the environment begins; of one that an export opens by itself, where that is read."""
    at: int
    section: int
    shown: tuple[Shown, ...] = ()
    """Exports in it, in order; empty if no entry makes anything of it."""
    foreign: tuple[str, ...] = ()
    """Paths of what it shows besides, and no entry makes."""
    lost: tuple[str, ...] = ()
    """Paths as written that lead to nothing."""
    unclear: tuple[str, ...] = ()
    """Paths as written that could mean several exports."""
    state: str = ""
    """The weakest state of what it shows; empty if no entry makes anything of it."""
    conditional: bool = False
    """True if LaTeX alone can tell whether any of that is in the paper."""

    @property
    def name(self) -> str:
        """`Table 2`, or `Table` where nobody numbered it."""
        word = self.kind.capitalize()
        return f"{word} {self.number}" if self.number else word

    @property
    def fresh(self) -> bool:
        """Whether all that it shows is what today's content implies; no entry answers for anything else."""
        return self.state == "fresh" and not self.foreign


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibits:
    """What one paper shows, in its order."""

    exhibits: tuple[Exhibit, ...] = ()
    loose: tuple[Shown, ...] = ()
    """Exports outside of figures and tables, such as numbers that the text quotes."""

    @property
    def computed(self) -> tuple[Exhibit, ...]:
        """Those that entries make, or should."""
        return tuple(one for one in self.exhibits if one.state)


def artefact_state(snapshot: Snapshot, entry: str, path: str) -> str:
    """Four tests in order; the first that fails names it. A file that is here is not missing because another one is."""
    fact = snapshot.project.files.get(path)
    if fact is None or not fact.is_here:
        return "missing"
    return snapshot.statuses[entry].five_state_here


def exhibits_of(snapshot: Snapshot, paper: Paper, made: Made) -> Exhibits:
    document = paper.document
    found = [_Exhibit(one) for one in document.floats]
    loose: list[Shown] = []
    for inclusion in document.inclusions:
        shown = tuple(_shown(snapshot, inclusion, path, made) for path in inclusion.exports if path in made.makers)
        around = (*((inclusion.float,) if inclusion.float >= 0 else ()), *inclusion.opens)
        for number in dict.fromkeys(around):
            found[number].take(inclusion, shown, made, opened=number in inclusion.opens)
        if not around:
            loose.extend(shown)
    numbers = float_numbers(document.floats, paper.aux)
    exhibits = [
        one.made(document, number, page) for one, (number, page) in zip(found, numbers, strict=True) if one.counts
    ]
    return Exhibits(exhibits=tuple(sorted(exhibits, key=lambda one: one.at)), loose=tuple(loose))


def _shown(snapshot: Snapshot, inclusion: Inclusion, path: str, made: Made) -> Shown:
    return Shown(
        entry=made.makers[path],
        path=path,
        location=inclusion.location,
        at=inclusion.at,
        section=inclusion.section,
        state=artefact_state(snapshot, made.makers[path], path),
        by_name=inclusion.by_name,
        conditions=inclusion.conditions,
    )


class _Exhibit:
    """A float, and what is found to stand in it."""

    def __init__(self, float_: Float) -> None:
        self.float = float_
        self.shown: list[Shown] = []
        self.foreign: list[str] = []
        self.lost: list[str] = []
        self.unclear: list[str] = []
        self.state = ""
        self.opener: Inclusion | None = None
        self.ways: list[tuple[str, Conditions]] = []
        """File and conditions of what its state rests on."""

    @property
    def counts(self) -> bool:
        """Whether it is an exhibit: an environment without caption and content is none."""
        return bool(self.float.source or self.shown or self.foreign or self.lost or self.unclear)

    def take(self, inclusion: Inclusion, shown: Iterable[Shown], made: Made, *, opened: bool) -> None:
        self.shown.extend(shown)
        if opened:
            self.opener = inclusion
        for one in shown:
            self._weaken(one.state, inclusion)
        if inclusion.ambiguous:
            self.unclear.append(inclusion.written)
            self._weaken("unknown", inclusion)
        elif not inclusion.exports:
            self._take_other(inclusion, made)

    def _take_other(self, inclusion: Inclusion, made: Made) -> None:
        """What no entry makes: LaTeX of the paper itself, a picture from elsewhere, or nothing at all."""
        if inclusion.is_here:
            if not inclusion.reads or made.is_stale(inclusion):
                self.foreign.append(inclusion.target)
        elif inclusion.written.startswith(DISTRIBUTED):
            self.foreign.append(inclusion.written)
        elif not inclusion.optional:
            self.lost.append(inclusion.written)
            self._weaken("missing", inclusion)

    def _weaken(self, state: str, inclusion: Inclusion) -> None:
        self.ways.append((inclusion.location.path, inclusion.conditions))
        self.state = min(self.state or state, state, key=STATES.index)

    def made(self, document: Document, number: str, page: str) -> Exhibit:
        one = Exhibit(
            kind=kind_of(self.float.environment),
            number=number,
            page=page,
            caption=caption_text(self.float.source, document.words),
            label=self.float.label,
            location=self.float.location,
            at=self.float.at,
            section=self.float.section,
            shown=tuple(dict.fromkeys(self.shown)),
            foreign=tuple(dict.fromkeys(self.foreign)),
            lost=tuple(dict.fromkeys(self.lost)),
            unclear=tuple(dict.fromkeys(self.unclear)),
            state=self.state,
            conditional=bool(self.ways) and not is_certain(self.ways),
        )
        if self.opener is None:
            return one
        return replace(one, location=self.opener.location, at=self.opener.at, section=self.opener.section)
