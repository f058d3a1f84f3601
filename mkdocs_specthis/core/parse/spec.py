"""A spec file's text to a Spec and its findings. Never raises on what a user wrote.

Knows one file at a time; what concerns several is found in `core/audit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.digest import digest_prose
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.silence import Silence
from mkdocs_specthis.core.model.spec import Spec, SpecKind
from mkdocs_specthis.core.parse.exhibit_words import exhibit_words
from mkdocs_specthis.core.parse.faults import Faults
from mkdocs_specthis.core.parse.frontmatter import Frontmatter, parse_frontmatter
from mkdocs_specthis.core.parse.header import Header, read_header
from mkdocs_specthis.core.parse.markdown import Comment, Outline, parse_outline
from mkdocs_specthis.core.parse.prose_numbers import prose_numbers
from mkdocs_specthis.core.parse.silences import FORM, Block, read_silences, unread_comments, without_silences
from mkdocs_specthis.core.parse.spec_body import Body
from mkdocs_specthis.core.parse.spec_entries import read_entries
from mkdocs_specthis.core.parse.spec_text import SpecText, read_text

MAX_BYTES = 4 * 1024 * 1024


def parse_spec(content: bytes, path: str, settings: Settings) -> tuple[Spec, list[Finding]]:
    """Read one spec file; `content` is the whole file, `path` is POSIX from the project root."""
    reader = _SpecReader(faults=Faults(path), settings=settings)
    spec = reader.read(read_text(content, reader.faults))
    return spec, reader.faults.findings


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
    reader = _SpecReader(faults=Faults(path), settings=settings)
    spec = reader.read(read_text(content, reader.faults))
    return SpecTexts(spec=spec, prose=reader.prose, blocks=reader.blocks)


def unreadable_spec(path: str, finding: Finding) -> tuple[Spec, list[Finding]]:
    """What stands in for a file that could not even be read."""
    spec = Spec(path=path, name=stem_of(path), kind=SpecKind.META, unreadable=True, garbled=True, has_frontmatter=True)
    return spec, [finding]


def stem_of(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".md")


@dataclass(slots=True, kw_only=True)
class _SpecReader:
    faults: Faults
    settings: Settings
    prose: str = ""
    blocks: Mapping[str, str] = field(default_factory=dict)

    def read(self, source: SpecText) -> Spec:
        path, text = self.faults.path, source.text
        frontmatter, faults = parse_frontmatter(text, path)
        self.faults.findings.extend(faults)
        self.prose = frontmatter.body
        is_prose = not frontmatter.present or stem_of(path) == "README"
        header, faults = read_header(frontmatter, path, prose=is_prose)
        self.faults.findings.extend(faults)
        broken = source.is_broken or not frontmatter.readable or (not is_prose and header.kind is None)
        spec = replace(_with_header(path, frontmatter, header, text), unreadable=broken, garbled=source.is_broken)
        return self._read_body(spec, frontmatter, text, is_prose=is_prose and not broken)

    def _read_body(self, spec: Spec, frontmatter: Frontmatter, text: str, *, is_prose: bool) -> Spec:
        """The body as it is, or without the comments that silence findings if it has any."""
        outline, lines = parse_outline(frontmatter.body), frontmatter.body.split("\n")
        if not outline.comments:
            return self._with_body(spec, outline, lines, is_prose=is_prose)
        head = text.removesuffix(frontmatter.body)
        bare = without_silences(lines, outline.comments)
        self.prose = body = "\n".join(bare)
        spec = replace(spec, prose_digest=digest_prose(body), digest=digest_prose(head + body))
        spec = self._with_body(spec, parse_outline(body), bare, is_prose=is_prose)
        return replace(spec, silences=self._silences(spec, outline.comments, len(lines)))

    def _silences(self, spec: Spec, comments: list[Comment], last_line: int) -> tuple[Silence, ...]:
        for line, what in unread_comments(comments):
            place, weight = line + spec.body_line - 1, Severity.WARNING
            self.faults.add("silence-invalid", place, what, FORM, severity=weight, scope=Scope.PLACE)
        shift = 1 - spec.body_line
        heads = [line + shift for level, _, line in spec.headings if level <= 3]
        ends = dict(zip(heads, [*(line - 1 for line in heads[1:]), last_line], strict=False))
        firsts = ((entry.name, entry.location.line + shift) for entry in spec.entries)
        blocks = (Block(name=name, first_line=first, last_line=ends[first]) for name, first in firsts)
        return tuple(read_silences(comments, blocks, spec.path, spec.body_line, last_line))

    def _with_body(self, spec: Spec, outline: Outline, lines: list[str], *, is_prose: bool) -> Spec:
        """`spec` with its headings and, unless it is mere prose, its entries."""
        spec = replace(spec, headings=_headings(outline, spec.body_line))
        if is_prose:
            return spec
        found = read_entries(Body(spec=spec, outline=outline, lines=lines, faults=self.faults), self.settings)
        entries, self.prose, self.blocks = list(found.entries), found.prose, found.texts
        if spec.kind is SpecKind.COMPUTE and not spec.unreadable:
            self.faults.findings.extend(exhibit_words(spec, entries, outline))
        return replace(
            spec,
            prose_digest=digest_prose(found.prose),
            numbers=tuple(prose_numbers(entries, outline, spec.body_line)) if entries else (),
            entries=found.entries,
        )


def _with_header(path: str, frontmatter: Frontmatter, header: Header, text: str) -> Spec:
    return Spec(
        path=path,
        name=stem_of(path),
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
    )


def _headings(outline: Outline, body_line: int) -> tuple[tuple[int, str, int], ...]:
    return tuple((heading.level, heading.text, heading.line + body_line - 1) for heading in outline.headings)
