"""The body of a spec to its entries, the digest of the prose that they share, and everything wrong with either.

Knows one spec. The fields of one block are read by `entry.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.digest import digest_prose
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.block_digest import contract_text
from mkdocs_specthis.core.parse.entry import InnerHeadings, read_entry
from mkdocs_specthis.core.parse.entry_name import entry_name_problem, name_hint
from mkdocs_specthis.core.parse.entry_reading import EntryReading
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.spec_body import Blocks, Body, EntryBlock, blocks_of, shared_prose
from mkdocs_specthis.core.parse.spec_structure import (
    check_stray_fields,
    check_structure,
    tell_of_entries_in_vocabulary,
    tell_of_no_entries,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecEntries:
    entries: tuple[Entry, ...]
    """In the order of the file, each with the digest of the prose."""
    prose: str
    """What all entries share; text under a heading that is no name belongs to it."""
    texts: Mapping[str, str]
    """Entry to what a judgment covers of its block."""


def read_entries(body: Body, settings: Settings) -> SpecEntries:
    """Everything of a body that may hold entries; what is wrong is added to its faults."""
    blocks = blocks_of(body)
    check_structure(body, blocks)
    here = _blocks_that_count(body, blocks)
    reader = _EntriesReader(body=body, settings=settings)
    entries = reader.read(here)
    check_stray_fields(body, here, blocks.sections)
    valid = (block for block in here if not entry_name_problem(block.name))
    prose = shared_prose(body, valid, blocks.sections)
    digest = digest_prose(prose)
    entries = [replace(entry, prose_digest=digest, draft=body.spec.draft) for entry in entries]
    return SpecEntries(entries=tuple(entries), prose=prose, texts=reader.texts)


def _blocks_that_count(body: Body, blocks: Blocks) -> tuple[EntryBlock, ...]:
    """The blocks of entries; none in a spec whose kind has no entries."""
    spec, here = body.spec, blocks.entries
    if blocks.sections and spec.kind.is_vocabulary and not spec.unreadable:
        tell_of_entries_in_vocabulary(body, blocks.sections[0])
        here = ()
    if spec.kind.has_entries and not here and not spec.unreadable:
        tell_of_no_entries(body, has_heading=bool(blocks.sections))
    return here


@dataclass(slots=True, kw_only=True)
class _EntriesReader:
    body: Body
    settings: Settings
    texts: dict[str, str] = field(default_factory=dict)

    def read(self, blocks: tuple[EntryBlock, ...]) -> list[Entry]:
        """An entry for each block whose name is one, and is not taken, whatever the case."""
        entries: list[Entry] = []
        first_lines: dict[str, tuple[str, int]] = {}
        for block in blocks:
            problem, line = entry_name_problem(block.name), block.heading.line
            lower = block.name.lower()
            if problem:
                message = f"`{shown(block.name)}` {problem}"
                self.body.fault("entry-name-invalid", line, message, name_hint(block.name))
            elif lower in first_lines:
                self._repeated(block, *first_lines[lower])
            else:
                first_lines[lower] = (block.name, line)
                entries.append(self._entry(block))
        return entries

    def _repeated(self, block: EntryBlock, first: str, line: int) -> None:
        location = Location(path=self.body.spec.path, line=self.body.line(block.heading.line))
        self.body.faults.findings.append(
            Finding(
                rule="entry-duplicate",
                severity=Severity.ERROR,
                location=location,
                message=f"entry `{block.name}` is there already, on line {self.body.line(line)}",
                hint="rename one of them: entry names are unique in the project, whatever the case",
                entry=first,
                scope=Scope.ENTRY,
            )
        )

    def _entry(self, block: EntryBlock) -> Entry:
        body, spec = self.body, self.body.spec
        first = block.heading.end_line + 1
        fields = body.fields(first, block.end_line)
        lines = body.lines[first - 1 : block.end_line]
        text = self.texts[block.name] = contract_text(lines, body.line(first), fields)
        entry = Entry(
            name=block.name,
            spec=spec.path,
            spec_name=spec.name,
            kind="unknown" if spec.unreadable else str(spec.kind),
            location=Location(path=spec.path, line=body.line(block.heading.line)),
            end_line=body.line(self._last_line(block)),
            block="\n".join(lines),
            block_digest=digest_prose(text),
            unreadable=spec.unreadable,
            field_lines=tuple((raw.line, raw.end_line) for raw in fields if raw.known),
        )
        if spec.unreadable:
            return entry
        reading = EntryReading(name=block.name, kind=entry.kind, spec_path=spec.path, settings=self.settings)
        entry = read_entry(entry, fields, self._inner_headings(block), reading)
        body.faults.findings.extend(reading.findings)
        return entry

    def _last_line(self, block: EntryBlock) -> int:
        """The last line of a block that is not blank."""
        end = block.end_line
        while end > block.heading.line and not self.body.lines[end - 1].strip():
            end -= 1
        return end

    def _inner_headings(self, block: EntryBlock) -> InnerHeadings:
        return tuple(
            (self.body.line(heading.line), heading.level, heading.text)
            for heading in self.body.outline.headings
            if block.heading.line < heading.line <= block.end_line
        )
