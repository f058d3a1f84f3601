"""What is odd about the structure of a spec: text that is hidden, headings that open nothing, fields of no entry.

Knows where things stand; not what a field says.
"""

from collections.abc import Iterable

from mkdocs_specthis.core.model.finding import Scope, Severity
from mkdocs_specthis.core.parse.fields import PATH_FIELDS, known_key
from mkdocs_specthis.core.parse.markdown import Heading, section_ends
from mkdocs_specthis.core.parse.nearest import is_one_edit_off
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.parse.spec_body import ENTRIES_HEADINGS, Blocks, Body, EntryBlock

NEAR_ENTRIES_LENGTH = 16
"""Characters beyond which no heading is a misspelt one of those that open entries."""


def check_structure(body: Body, blocks: Blocks) -> None:
    """Everything that can be seen before any entry is read."""
    _outline_faults(body)
    _headings_that_differ(body)
    _fields_in_html(body)
    for heading in blocks.others:
        _near_entries(body, heading)


def _outline_faults(body: Body) -> None:
    for line, rule, what in body.outline.faults:
        if rule == "heading-differs":
            hint = "headings begin at the start of a line, with a space after the `#`"
            body.fault(rule, line, what, hint, severity=Severity.WARNING)
        else:
            hint = "close it with `-->`" if rule == "comment-unclosed" else "close it with a line of the same marks"
            body.fault(rule, line, what, hint, scope=Scope.SPEC)


def _headings_that_differ(body: Body) -> None:
    for heading in body.outline.headings:
        if heading.differs:
            message = f"heading `{shown(heading.text)}` is read as one here and not on the page: {heading.differs}"
            hint = "write `#` marks at the start of a line, outside HTML"
            body.fault("heading-differs", heading.line, message, hint, severity=Severity.WARNING)


def _fields_in_html(body: Body) -> None:
    for line, text in body.outline.html_lines:
        key = known_key(text) if body.spec.kind.has_entries else ""
        if key:
            message = f"`{key}` stands in raw HTML, where no field is read"
            hint = "put a blank line before the list, or take it out of the HTML"
            body.fault("fields-outside-entry", line, message, hint, scope=Scope.SPEC)


def _near_entries(body: Body, heading: Heading) -> None:
    if len(heading.text) > NEAR_ENTRIES_LENGTH:
        return
    text = heading.text.strip("`*: ")
    near = next((word for word in ENTRIES_HEADINGS[::-1] if is_one_edit_off(text, word)), "")
    if near and body.spec.has_frontmatter:
        message = f"heading `{shown(heading.text)}` at level {heading.level} opens no entries"
        body.fault("entries-heading", heading.line, message, f"write `## {near}`")


def tell_of_entries_in_vocabulary(body: Body, section: Heading) -> None:
    """A spec whose kind has no entries, and that opens a section of them."""
    message = f"a spec of kind {body.spec.kind} holds no entries"
    body.fault("entries-heading", section.line, message, "change `kind`, or the heading")


def tell_of_no_entries(body: Body, *, has_heading: bool) -> None:
    """A spec whose kind has entries, and that has none."""
    severity = Severity.NOTE if body.spec.draft else Severity.WARNING
    hint = "add `## Entries` with a `### entry-name` block for each"
    if has_heading:
        hint = "add a `### entry-name` block with its fields"
    body.fault("no-entries", 1, f"this {body.spec.kind} spec has no entries", hint, severity=severity)


def check_stray_fields(body: Body, entries: Iterable[EntryBlock], sections: tuple[Heading, ...]) -> None:
    """Fields of an entry where there is none: below another heading, or before the first entry."""
    headings = body.outline.headings
    _fields_above_headings(body, headings[0].line if headings else len(body.lines) + 1)
    taken = {line for block in entries for line in block.lines}
    section: Heading | None = None
    for heading, end in zip(headings, section_ends(headings, 3, len(body.lines)), strict=True):
        if heading.level <= 2:
            section = heading if heading in sections else None
        if heading.line in taken or heading.level > 3:
            continue
        keys = {raw.key for raw in body.fields(heading.end_line + 1, end) if raw.known}
        if heading is section and keys:
            _outside(body, heading.line)
        elif keys & PATH_FIELDS and len(keys) > 1 and (body.spec.kind.has_entries or section is not None):
            message = f"heading `{shown(heading.text)}` has fields and is no entry"
            hint = "entries are `### entry-name` blocks below `## Entries`"
            body.fault("entry-outside-section", heading.line, message, hint)


def _fields_above_headings(body: Body, first_heading: int) -> None:
    fields = body.fields(1, first_heading - 1) if body.spec.kind.has_entries else []
    raw = next((raw for raw in fields if raw.known and raw.key in PATH_FIELDS), None)
    if raw is not None:
        _outside(body, raw.line - body.spec.body_line + 1)


def _outside(body: Body, line: int) -> None:
    hint = "put them below a `### entry-name` heading"
    body.fault("fields-outside-entry", line, "fields stand before the first entry", hint)
