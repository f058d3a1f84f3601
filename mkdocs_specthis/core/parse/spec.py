"""A spec file's text to a Spec and its findings. Never raises on what a user wrote.

Knows one file at a time; what concerns several is found in `core/audit`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.digest import digest_prose
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.model.spec import Spec, SpecKind
from mkdocs_specthis.core.parse.block_digest import contract_text
from mkdocs_specthis.core.parse.entry import EntryReader
from mkdocs_specthis.core.parse.exhibit_words import exhibit_words
from mkdocs_specthis.core.parse.fields import PATH_FIELDS, RawField, known_key, read_fields
from mkdocs_specthis.core.parse.frontmatter import Frontmatter, parse_frontmatter
from mkdocs_specthis.core.parse.header import Header, read_header
from mkdocs_specthis.core.parse.markdown import (
    Comment,
    Heading,
    Outline,
    paragraphs_between,
    parse_outline,
    section_ends,
)
from mkdocs_specthis.core.parse.merge_marks import CONFLICT, SETTLE, first_mark
from mkdocs_specthis.core.parse.nearest import is_one_edit_off
from mkdocs_specthis.core.parse.paths import DEVICE_NAMES
from mkdocs_specthis.core.parse.prose_numbers import prose_numbers
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.silences import FORM, Block, read_silences, unread_comments, without_silences

MAX_BYTES = 4 * 1024 * 1024
ENTRY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
ENTRIES_HEADINGS = ("Entry", "Entries")
NEAR_ENTRIES_LENGTH = 16
"""Characters beyond which no heading is a misspelt one of those."""
_BOM = "\ufeff"
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})


def parse_spec(content: bytes, path: str, settings: Settings) -> tuple[Spec, list[Finding]]:
    """Read one spec file; `content` is the whole file, `path` is POSIX from the project root."""
    reader = _SpecReader(path=path, settings=settings)
    text = reader.decode(content)
    spec = reader.read(text)
    return spec, reader.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecTexts:
    """The texts that the digests of a spec stand for."""

    spec: Spec
    prose: str
    """The body without entries and without comments that silence findings; of vocabulary all of it."""
    blocks: Mapping[str, str]
    """Entry to what a judgment covers of its block."""


def spec_texts(content: bytes, path: str, settings: Settings) -> SpecTexts:
    """The texts of one spec file, as `parse_spec` digests them."""
    reader = _SpecReader(path=path, settings=settings)
    spec = reader.read(reader.decode(content))
    return SpecTexts(spec=spec, prose=reader.prose, blocks=reader.blocks)


def unreadable_spec(path: str, finding: Finding) -> tuple[Spec, list[Finding]]:
    """What stands in for a file that could not even be read."""
    spec = Spec(path=path, name=stem_of(path), kind=SpecKind.META, unreadable=True, garbled=True, has_frontmatter=True)
    return spec, [finding]


def stem_of(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


@dataclass(slots=True)
class _Block:
    """An entry block before its fields are read."""

    name: str
    heading: Heading
    end_line: int


@dataclass(slots=True)
class _SpecReader:
    path: str
    settings: Settings
    findings: list[Finding] = field(default_factory=list)
    prose: str = ""
    blocks: dict[str, str] = field(default_factory=dict)
    broken: bool = False

    def fault(
        self,
        rule: str,
        line: int,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.ERROR,
        scope: Scope = Scope.SPEC,
    ) -> None:
        location = Location(path=self.path, line=line)
        self.findings.append(
            Finding(rule=rule, severity=severity, location=location, message=message, hint=hint, scope=scope)
        )

    def decode(self, content: bytes) -> str:
        """The text with LF line ends; what is no UTF-8 text breaks the spec."""
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.broken = True
            self.fault("not-utf8", line, f"byte {error.start + 1} is not UTF-8", "save the file as UTF-8")
            text = content.decode("utf-8", "replace")
        if text.startswith(_BOM):
            self.fault("not-utf8", 1, "the file begins with a byte-order mark", "save it as UTF-8 without BOM")
            text = text.removeprefix(_BOM)
        if "\0" in text:
            self.broken = True
            self.fault(
                "not-utf8",
                text.count("\n", 0, text.index("\0")) + 1,
                "the file holds a NUL character",
                "remove it: a spec is plain text",
            )
            text = text.replace("\0", "\ufffd")
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            self.fault(
                "not-utf8",
                text.count("\n", 0, text.index("\r")) + 1,
                "a lone carriage return ends a line",
                "save the file with LF or CRLF line ends",
            )
            text = text.replace("\r", "\n")
        if line := first_mark(text):
            self.fault("merge-conflict", line, CONFLICT, SETTLE)
        return text

    def read(self, text: str) -> Spec:
        frontmatter, faults = parse_frontmatter(text, self.path)
        self.findings.extend(faults)
        self.prose = frontmatter.body
        name = stem_of(self.path)
        is_prose = not frontmatter.present or name == "README"
        header, faults = read_header(frontmatter, self.path, prose=is_prose)
        self.findings.extend(faults)
        broken = self.broken or not frontmatter.readable or (not is_prose and header.kind is None)
        spec = self._with_header(name, frontmatter, header, broken=broken, text=text)
        outline = parse_outline(frontmatter.body)
        lines = frontmatter.body.split("\n")
        if not outline.comments:
            return self._with_body(spec, outline, lines, is_prose=is_prose and not broken)
        head = text.removesuffix(frontmatter.body)
        bare = without_silences(lines, outline.comments)
        self.prose = body = "\n".join(bare)
        spec = replace(spec, prose_digest=digest_prose(body), digest=digest_prose(head + body))
        spec = self._with_body(spec, parse_outline(body), bare, is_prose=is_prose and not broken)
        return replace(spec, silences=self._silences(spec, outline.comments, len(lines)))

    def _silences(self, spec: Spec, comments: list[Comment], last_line: int) -> tuple[Silence, ...]:
        for line, what in unread_comments(comments):
            place, weight = line + spec.body_line - 1, Severity.WARNING
            self.fault("silence-invalid", place, what, FORM, severity=weight, scope=Scope.PLACE)
        shift = 1 - spec.body_line
        heads = [line + shift for level, _, line in spec.headings if level <= 3]
        ends = dict(zip(heads, [*(line - 1 for line in heads[1:]), last_line], strict=False))
        firsts = ((entry.name, entry.location.line + shift) for entry in spec.entries)
        blocks = (Block(name=name, first_line=first, last_line=ends[first]) for name, first in firsts)
        return tuple(read_silences(comments, blocks, spec.path, spec.body_line, last_line))

    def _with_header(self, name: str, frontmatter: Frontmatter, header: Header, *, broken: bool, text: str) -> Spec:
        return Spec(
            path=self.path,
            name=name,
            kind=header.kind or SpecKind.META,
            depends_on=header.depends_on,
            host_doc=header.host_doc,
            section_label=header.section_label,
            host_doc_line=header.host_doc_line,
            section_label_line=header.section_label_line,
            title=header.title,
            tags=header.tags,
            owner=header.owner,
            draft=header.draft,
            publish=header.publish,
            has_frontmatter=frontmatter.present,
            body=frontmatter.body,
            body_line=frontmatter.body_line,
            prose_digest=digest_prose(frontmatter.body),
            digest=digest_prose(text),
            unreadable=broken,
            garbled=self.broken,
        )

    @staticmethod
    def _headings(outline: Outline, body_line: int) -> tuple[tuple[int, str, int], ...]:
        return tuple((heading.level, heading.text, heading.line + body_line - 1) for heading in outline.headings)

    def _with_body(self, spec: Spec, outline: Outline, lines: list[str], *, is_prose: bool) -> Spec:
        """`spec` with its headings and, unless it is mere prose, its entries."""
        if is_prose:
            return replace(spec, headings=self._headings(outline, spec.body_line))
        body = _BodyReader(spec=spec, outline=outline, reader=self, lines=lines)
        entries, prose = body.read()
        if spec.kind is SpecKind.COMPUTE and not spec.unreadable:
            self.findings.extend(exhibit_words(spec, entries, outline))
        return replace(
            spec,
            headings=self._headings(outline, spec.body_line),
            prose_digest=prose,
            numbers=tuple(prose_numbers(entries, outline, spec.body_line)) if entries else (),
            entries=tuple(replace(entry, prose_digest=prose, draft=spec.draft) for entry in entries),
        )


@dataclass(slots=True)
class _BodyReader:
    """The body of a spec that may hold entries."""

    spec: Spec
    outline: Outline
    reader: _SpecReader
    lines: list[str]

    def read(self) -> tuple[list[Entry], str]:
        """Entries in order, and the digest of the shared prose; text under a heading that is no name belongs to it."""
        self._structure_faults()
        self._fields_in_html()
        blocks, entries_headings = self._blocks()
        if entries_headings and self.spec.kind.is_vocabulary and not self.spec.unreadable:
            self._fault(
                "entries-heading",
                entries_headings[0].line,
                f"a spec of kind {self.spec.kind} holds no entries",
                "change `kind`, or the heading",
            )
            blocks = []
        if self.spec.kind.has_entries and not blocks and not self.spec.unreadable:
            self._no_entries(has_heading=bool(entries_headings))
        taken = {line for block in blocks for line in _lines_of(block)}
        entries = self._entries(blocks)
        self._stray_fields(taken, entries_headings)
        valid = (block for block in blocks if not entry_name_problem(block.name))
        named = {line for block in valid for line in _lines_of(block)}
        self.reader.prose = self._shared_prose(named, entries_headings)
        return entries, digest_prose(self.reader.prose)

    def _line(self, line: int) -> int:
        """Line of the file for a line of the body."""
        return line + self.spec.body_line - 1

    def _fault(
        self,
        rule: str,
        line: int,
        message: str,
        hint: str = "",
        *,
        severity: Severity = Severity.ERROR,
        scope: Scope = Scope.PLACE,
    ) -> None:
        self.reader.fault(rule, self._line(line), message, hint, severity=severity, scope=scope)

    def _structure_faults(self) -> None:
        for line, rule, what in self.outline.faults:
            if rule == "heading-differs":
                self._fault(
                    rule,
                    line,
                    what,
                    "headings begin at the start of a line, with a space after the `#`",
                    severity=Severity.WARNING,
                )
            else:
                hint = "close it with `-->`" if rule == "comment-unclosed" else "close it with a line of the same marks"
                self._fault(rule, line, what, hint, scope=Scope.SPEC)
        for heading in self.outline.headings:
            if heading.differs:
                message = f"heading `{shown(heading.text)}` is read as one here and not on the page: {heading.differs}"
                self._fault(
                    "heading-differs",
                    heading.line,
                    message,
                    "write `#` marks at the start of a line, outside HTML",
                    severity=Severity.WARNING,
                )

    def _fields_in_html(self) -> None:
        for line, text in self.outline.html_lines:
            key = known_key(text) if self.spec.kind.has_entries else ""
            if key:
                message = f"`{key}` stands in raw HTML, where no field is read"
                hint = "put a blank line before the list, or take it out of the HTML"
                self._fault("fields-outside-entry", line, message, hint, scope=Scope.SPEC)

    def _blocks(self) -> tuple[list[_Block], list[Heading]]:
        """Entry blocks, and the headings that open the entries sections."""
        blocks: list[_Block] = []
        sections: list[Heading] = []
        inside = False
        headings = self.outline.headings
        ends = section_ends(headings, 3, len(self.lines))
        for index, heading in enumerate(headings):
            if heading.level <= 2:
                inside = heading.level == 2 and heading.text in ENTRIES_HEADINGS
                if inside:
                    sections.append(heading)
                else:
                    self._near_entries(heading)
            elif heading.level == 3 and inside:
                end = ends[index]
                blocks.append(_Block(name=heading.text.strip("`"), heading=heading, end_line=end))
            elif heading.level == 3:
                self._near_entries(heading)
        return blocks, sections

    def _near_entries(self, heading: Heading) -> None:
        if len(heading.text) > NEAR_ENTRIES_LENGTH:
            return
        text = heading.text.strip("`*: ")
        near = next((word for word in ENTRIES_HEADINGS[::-1] if is_one_edit_off(text, word)), "")
        if near and self.spec.has_frontmatter:
            message = f"heading `{shown(heading.text)}` at level {heading.level} opens no entries"
            self._fault("entries-heading", heading.line, message, f"write `## {near}`")

    def _no_entries(self, *, has_heading: bool) -> None:
        severity = Severity.NOTE if self.spec.draft else Severity.WARNING
        hint = (
            "add a `### entry-name` block with its fields"
            if has_heading
            else "add `## Entries` with a `### entry-name` block for each"
        )
        self._fault("no-entries", 1, f"this {self.spec.kind} spec has no entries", hint, severity=severity)

    def _entries(self, blocks: list[_Block]) -> list[Entry]:
        entries: dict[str, Entry] = {}
        first_lines: dict[str, tuple[str, int]] = {}
        for block in blocks:
            problem = entry_name_problem(block.name)
            if problem:
                self._fault(
                    "entry-name-invalid", block.heading.line, f"`{shown(block.name)}` {problem}", _name_hint(block.name)
                )
                continue
            lower = block.name.lower()
            if lower in first_lines:
                self._repeated(block, *first_lines[lower])
                continue
            first_lines[lower] = (block.name, block.heading.line)
            entries[block.name] = self._entry(block)
        return list(entries.values())

    def _repeated(self, block: _Block, first: str, line: int) -> None:
        location = Location(path=self.spec.path, line=self._line(block.heading.line))
        message = f"entry `{block.name}` is there already, on line {self._line(line)}"
        self.reader.findings.append(
            Finding(
                rule="entry-duplicate",
                severity=Severity.ERROR,
                location=location,
                message=message,
                hint="rename one of them: entry names are unique in the project, whatever the case",
                entry=first,
                scope=Scope.ENTRY,
            )
        )

    def _entry(self, block: _Block) -> Entry:
        first = block.heading.end_line + 1
        fields = self._fields(first, block.end_line)
        lines = self.lines[first - 1 : block.end_line]
        kind = "unknown" if self.spec.unreadable else str(self.spec.kind)
        end = block.end_line
        while end > block.heading.line and not self.lines[end - 1].strip():
            end -= 1
        text = self.reader.blocks[block.name] = contract_text(lines, self._line(first), fields)
        entry = Entry(
            name=block.name,
            spec=self.spec.path,
            spec_name=self.spec.name,
            kind=kind,
            location=Location(path=self.spec.path, line=self._line(block.heading.line)),
            end_line=self._line(end),
            block="\n".join(lines),
            block_digest=digest_prose(text),
            unreadable=self.spec.unreadable,
            field_lines=tuple((raw.line, raw.end_line) for raw in fields if raw.known),
        )
        if self.spec.unreadable:
            return entry
        reader = EntryReader(
            name=block.name,
            kind=kind,
            spec_path=self.spec.path,
            settings=self.reader.settings,
            inner=tuple(
                (self._line(heading.line), heading.level, heading.text)
                for heading in self.outline.headings
                if block.heading.line < heading.line <= block.end_line
            ),
        )
        entry = reader.read(entry, fields)
        self.reader.findings.extend(reader.findings)
        return entry

    def _fields(self, first: int, last: int) -> list[RawField]:
        """Fields between two lines of the body, with lines of the file."""
        shift = self.spec.body_line - 1
        return [_shifted(raw, shift) for raw in read_fields(paragraphs_between(self.outline, first, last))]

    def _stray_fields(self, taken: set[int], sections: list[Heading]) -> None:
        """Fields of an entry where there is none: below another heading, or before the first entry."""
        headings = self.outline.headings
        ends = section_ends(headings, 3, len(self.lines))
        if self.spec.kind.has_entries:
            first = headings[0].line if headings else len(self.lines) + 1
            for raw in self._fields(1, first - 1):
                if raw.known and raw.key in PATH_FIELDS:
                    self._outside(raw.line - self.spec.body_line + 1)
                    break
        section: Heading | None = None
        for heading, end in zip(headings, ends, strict=True):
            if heading.level <= 2:
                section = heading if heading in sections else None
            if heading.line in taken or heading.level > 3:
                continue
            keys = {raw.key for raw in self._fields(heading.end_line + 1, end) if raw.known}
            if heading is section and keys:
                self._outside(heading.line)
            elif keys & PATH_FIELDS and len(keys) > 1 and (self.spec.kind.has_entries or section is not None):
                message = f"heading `{shown(heading.text)}` has fields and is no entry"
                hint = "entries are `### entry-name` blocks below `## Entries`"
                self._fault("entry-outside-section", heading.line, message, hint)

    def _outside(self, line: int) -> None:
        hint = "put them below a `### entry-name` heading"
        self._fault("fields-outside-entry", line, "fields stand before the first entry", hint)

    def _shared_prose(self, taken: set[int], sections: list[Heading]) -> str:
        left_out = taken | {line for heading in sections for line in range(heading.line, heading.end_line + 1)}
        chunks: list[list[str]] = [[]]
        for number, line in enumerate(self.lines, start=1):
            if number in left_out:
                if chunks[-1]:
                    chunks.append([])
            else:
                chunks[-1].append(line)
        texts = ("\n".join(chunk).strip() for chunk in chunks)
        return "\n\n".join(text for text in texts if text)


def _lines_of(block: _Block) -> range:
    return range(block.heading.line, block.end_line + 1)


def entry_name_problem(name: str) -> str:
    """Why `name` is no name of an entry; empty if it is one."""
    if not ENTRY_NAME.match(name):
        return "is no name of an entry"
    if name.split(".")[0].lower() in DEVICE_NAMES:
        return "is the name of a device on Windows"
    return "ends with a dot, which Windows drops" if name.endswith(".") else ""


def _name_hint(name: str) -> str:
    proposal = re.sub(r"[^A-Za-z0-9._-]+", "-", _in_ascii(name)).strip("-._")[:60].lower()
    advice = "letters, digits, `.`, `_` and `-`, at most 100; write `####` for a heading that is no entry"
    return f"write `### {proposal}`: {advice}" if proposal and not entry_name_problem(proposal) else advice


def _in_ascii(name: str) -> str:
    """`größe` as `groesse`, `café` as `cafe`; letters that have no such spelling stay as they are."""
    letters = unicodedata.normalize("NFC", name).lower().translate(_SPELT_OUT)
    return "".join(letter for letter in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(letter))


def _shifted(raw: RawField, shift: int) -> RawField:
    values = tuple(replace(value, line=value.line + shift) for value in raw.values)
    return replace(raw, line=raw.line + shift, end_line=raw.end_line + shift, values=values)
