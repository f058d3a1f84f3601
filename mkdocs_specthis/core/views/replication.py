"""The replication index: which program makes which exhibit, from which data, in which time.

In the form that journals' data editors ask for. Shows facts side by side; knows no markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.exhibits.exhibits import Exhibit, Exhibits, Shown, exhibits_of
from mkdocs_specthis.core.exhibits.provenance import DataSource, Provenance
from mkdocs_specthis.core.model.document import PREAMBLE, Document, Trouble
from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.paper import Paper
from mkdocs_specthis.core.paper.routes import Made
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.steps.units import units_of

STATE_NOTES = {
    "missing": "the file is not here",
    "unknown": "several files could be meant",
    "stale-contract": "stale: the program is still to be written",
    "stale-inputs": "stale: something that it rests on has moved",
    "needs-review": "needs review: nobody has certified it as it is",
    "fresh": "",
}


IN_TEXT = "In-text numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExhibitLine:
    """One output file in one exhibit; an exhibit of several files has several."""

    paper: str
    """Path of the host document."""
    exhibit: str
    """`Table 2`; `In-text numbers` of what stands in no figure or table."""
    page: str
    """Of the compiled paper; empty if not known."""
    caption: str
    place: str
    """File and line of the paper."""
    entry: str
    """Empty if no entry makes it."""
    program: str
    """Empty if no entry makes it; several are joined with `; `."""
    line: int
    """1-based line of the program that writes the file; 0 if it does not say so in plain sight."""
    output: str
    data: tuple[str, ...]
    """As written: input data that no entry makes, all the way up."""
    seconds: float | None
    """Wall time of the recorded run that made the file; None if there is none, or it was adopted."""
    state: str
    """Of the output file, as of an export; empty if no entry makes it."""
    note: str
    """What a reader has to know besides; of a state that is not fresh, its sentence comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLine:
    """What is run, in order."""

    entry: str
    program: str
    command: str
    consumes: tuple[str, ...]
    data: tuple[str, ...]
    outputs: tuple[str, ...]
    seconds: float | None
    """Wall time of the recorded run; None if there is none, or it was adopted."""
    interpreter: str
    platform: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataLine:
    """Input data that no entry makes."""

    source: DataSource
    used_by: tuple[str, ...]
    """Entries that read it themselves."""
    exhibits: tuple[str, ...]
    """Exhibits that rest on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    exhibits: tuple[ExhibitLine, ...]
    in_text: tuple[ExhibitLine, ...]
    """Exports that stand in no figure or table, each once."""
    programs: tuple[ProgramLine, ...]
    data: tuple[DataLine, ...]
    seconds: float
    """Sum over the steps of which a run is recorded; entries that one run makes are one step."""
    steps: int
    untimed: int
    """Steps of which no run is recorded."""
    papers: tuple[str, ...]
    """Paths of the host documents that could be read."""
    unread: tuple[str, ...]
    """Paths of those that could not."""
    numbered: bool
    """True if a compilation says which exhibit has which number."""
    withheld: tuple[str, ...] = ()
    """Paths of host documents that are not published; they are neither among `papers` nor among `unread`."""


def replication_of(snapshot: Snapshot, papers: Iterable[Paper]) -> Replication:
    every = tuple(papers)
    reader = _Reader(snapshot, Made(snapshot.project), Provenance(snapshot))
    found = [(paper, exhibits_of(snapshot, paper, reader.made)) for paper in every]
    exhibits = tuple(line for paper, one in found for line in reader.exhibits(paper, one))
    in_text = tuple(line for paper, one in found for line in reader.in_text(paper, one.loose))
    names = {line.entry for line in (*exhibits, *in_text) if line.entry}
    programs = tuple(reader.programs(names))
    steps = reader.steps(programs)
    return Replication(
        exhibits=exhibits,
        in_text=in_text,
        programs=programs,
        data=tuple(reader.data(programs, (*exhibits, *in_text))),
        seconds=sum(seconds or 0.0 for seconds in steps),
        steps=len(steps),
        untimed=steps.count(None),
        papers=tuple(paper.document.path for paper in every if not paper.document.problem),
        unread=tuple(paper.document.path for paper in every if paper.document.problem not in (None, Trouble.WITHHELD)),
        withheld=tuple(paper.document.path for paper in every if paper.document.problem is Trouble.WITHHELD),
        numbered=any(paper.aux is not None for paper in every),
    )


@dataclass(frozen=True)
class _Reader:
    snapshot: Snapshot
    made: Made
    provenance: Provenance

    def exhibits(self, paper: Paper, found: Exhibits) -> Iterator[ExhibitLine]:
        for one in found.exhibits:
            for shown in one.shown:
                yield self._line(paper.document, shown, exhibit=one)
            if not one.shown:
                yield _by_hand(paper.document, one)

    def in_text(self, paper: Paper, loose: Iterable[Shown]) -> Iterator[ExhibitLine]:
        """Each file once, with every place."""
        grouped: dict[str, list[Shown]] = {}
        for one in loose:
            grouped.setdefault(one.path, []).append(one)
        for every in grouped.values():
            yield self._line(paper.document, *every)

    def _line(self, document: Document, *shown: Shown, exhibit: Exhibit | None = None) -> ExhibitLine:
        first = shown[0]
        contract = self.snapshot.contracts[first.entry]
        lines = (self.provenance.line_of(script, first.path) for script in contract.scripts)
        return ExhibitLine(
            paper=document.path,
            exhibit=exhibit.name if exhibit else IN_TEXT,
            page=exhibit.page if exhibit else "",
            caption=exhibit.caption if exhibit else "",
            place=", ".join(_place(document, one) for one in shown[:5]),
            entry=first.entry,
            program="; ".join(contract.scripts),
            line=next((line for line in lines if line), 0),
            output=first.path,
            data=self.provenance.data(first.entry),
            seconds=_seconds(self.snapshot.project.receipts.get(first.entry)),
            state=first.state,
            note="; ".join(_notes(first, exhibit)),
        )

    def programs(self, names: Iterable[str]) -> Iterator[ProgramLine]:
        for name in self.provenance.rests_on(names):
            contract, receipt = self.snapshot.contracts[name], self.snapshot.project.receipts.get(name)
            yield ProgramLine(
                entry=name,
                program="; ".join(contract.scripts),
                command=contract.command,
                consumes=tuple(node.removeprefix("spec:") for node in contract.consumes),
                data=tuple(source.written for source in self.provenance.own_data(name)),
                outputs=(*contract.outputs, *contract.output_globs),
                seconds=_seconds(receipt),
                interpreter=receipt.interpreter if receipt else "",
                platform=receipt.platform if receipt else "",
            )

    def steps(self, programs: Iterable[ProgramLine]) -> tuple[float | None, ...]:
        """Of each step the wall time of its recorded run, the longest where there are several."""
        unit = units_of(self.snapshot).unit_of
        found: dict[str, float | None] = {}
        for line in programs:
            step = unit.get(line.entry, line.entry)
            found[step] = max((one for one in (found.get(step), line.seconds) if one is not None), default=None)
        return tuple(found.values())

    def data(self, programs: Sequence[ProgramLine], lines: Iterable[ExhibitLine]) -> Iterator[DataLine]:
        sources: dict[str, DataSource] = {}
        users: dict[str, list[str]] = {}
        for program in programs:
            for source in self.provenance.own_data(program.entry):
                sources.setdefault(source.written, source)
                users.setdefault(source.written, []).append(program.entry)
        shown: dict[str, dict[str, None]] = {}
        for line in lines:
            for written in line.data:
                shown.setdefault(written, {})[_short_name(line)] = None
        for written, source in sorted(sources.items()):
            yield DataLine(source=source, used_by=tuple(users[written]), exhibits=tuple(shown.get(written, ())))


def _short_name(line: ExhibitLine) -> str:
    """`Table 2`; its file where that is what tells it from others."""
    return line.exhibit if " " in line.exhibit and line.exhibit != IN_TEXT else line.output


def _place(document: Document, shown: Shown) -> str:
    where = str(shown.location)
    return f"{where} (preamble)" if shown.section == PREAMBLE else where


def _seconds(receipt: Receipt | None) -> float | None:
    return None if receipt is None or receipt.origin == "adopted" else receipt.seconds


def _notes(shown: Shown, exhibit: Exhibit | None) -> Iterator[str]:
    if STATE_NOTES[shown.state]:
        yield STATE_NOTES[shown.state]
    if shown.by_name:
        yield "found by the file’s name alone"
    if shown.conditions:
        yield f"in the paper if {' and '.join(one.text.replace('`', '') for one in shown.conditions)}"
    if exhibit is not None:
        yield from (f"also shows {path}, which no entry makes" for path in exhibit.foreign)
        yield from _lost(exhibit)


def _lost(exhibit: Exhibit) -> Iterator[str]:
    yield from (f"names {path}, which is not there" for path in exhibit.lost)
    yield from (f"names {path}, which could mean several files" for path in exhibit.unclear)


def _by_hand(document: Document, one: Exhibit) -> ExhibitLine:
    """An exhibit of which no entry makes anything."""
    notes = [*_lost(one)]
    if one.foreign:
        notes.append("no entry makes it")
    return ExhibitLine(
        paper=document.path,
        exhibit=one.name,
        page=one.page,
        caption=one.caption,
        place=str(one.location),
        entry="",
        program="",
        line=0,
        output="; ".join(one.foreign),
        data=(),
        seconds=None,
        state="",
        note="; ".join(notes) or "written in the paper itself; no program makes it",
    )
