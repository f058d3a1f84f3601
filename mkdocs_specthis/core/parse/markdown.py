"""The block structure of a Markdown text as CommonMark sees it: headings, and paragraphs with their lists.

Knows no spec, entry or field. Fenced and indented code and HTML comments yield nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_specthis.core.parse.shown import shown

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TICKS = re.compile(r"`+")
_SPAN_OR_COMMENT = re.compile(r"`+|<!--")
_BLOCK_TAG = re.compile(
    r"<(/?)(div|section|article|details|table|figure|aside|blockquote|ul|ol|dl|center|pre)\b[^>]*?(/?)>", re.I
)
_OURS = re.compile(r"<!--\s*specthis\b", re.I)
_GLUED_HEADING = re.compile(r"#{1,6}[^#\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    level: int
    text: str
    line: int
    """1-based line of the text given."""
    end_line: int
    differs: str = ""
    """Why Python-Markdown would see it differently; empty if it would not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    number: int
    lines: tuple[tuple[int, str], ...]
    """(1-based line, text without indentation), comments blanked."""
    container: int
    """Number of the innermost list, or 0."""
    first_in_item: bool
    """True for the first paragraph of a list item."""
    after: int | None
    """Number of the paragraph that the list stands right under, if it does."""
    end_line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """An HTML comment that speaks to this software: it begins with `specthis`."""

    text: str
    """What stands between `<!--` and `-->`."""
    line: int
    end_line: int
    alone: bool
    """True if nothing else stands on its lines."""


@dataclass(slots=True)
class Outline:
    headings: list[Heading] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    html_lines: list[tuple[int, str]] = field(default_factory=list)
    """(1-based line, text) of raw HTML blocks, comments blanked."""
    comments: list[Comment] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, rule, what) of structure that hides text or that Python-Markdown sees differently."""


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser.disable("reference")


def parse_outline(text: str) -> Outline:
    """Headings of the top level and all paragraphs of `text`, whose line ends are LF."""
    outline = Outline()
    walk = _Walk(outline=outline, source=text.split("\n"))
    for token in _parser().parse(text):
        walk.visit(token)
    return outline


@dataclass(slots=True)
class _Walk:
    """One pass over the tokens."""

    outline: Outline
    source: list[str]
    lists: list[tuple[int, int | None]] = field(default_factory=list)
    """(number, paragraph that it stands under) of the open lists."""
    list_count: int = 0
    item_started: bool = False
    last_paragraph: int | None = None
    """Set while nothing came after that paragraph."""
    heading: "Token | None" = None
    html_depth: int = 0

    def visit(self, token: "Token") -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token)
        elif kind == "heading_open":
            self.heading = token
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.list_count += 1
            self.lists.append((self.list_count, self.last_paragraph))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
            self.last_paragraph = None
        elif kind == "list_item_open":
            self.item_started = True
        elif kind == "fence":
            self._fence(token)
        elif kind == "html_block":
            self._html(token)
        if kind not in ("inline", "paragraph_open", "paragraph_close", "list_item_open"):
            self.last_paragraph = None

    def _inline(self, token: "Token") -> None:
        self._note_comments(token)
        if self.heading is not None:
            self._add_heading(self.heading, token)
            self.heading = None
            return
        first, last = token.map or (0, 0)
        content = blank_comments(token.content)
        lines = tuple((first + 1 + index, line.strip()) for index, line in enumerate(content.split("\n")))
        self._note_glued_headings(lines)
        number = len(self.outline.paragraphs)
        container, after = self.lists[-1] if self.lists else (0, None)
        self.outline.paragraphs.append(
            Paragraph(
                number=number,
                lines=lines,
                container=container,
                first_in_item=self.item_started,
                after=after if self.item_started else None,
                end_line=last,
            )
        )
        self.item_started = False
        self.last_paragraph = number

    def _note_comments(self, token: "Token") -> None:
        """Comments of ours in a paragraph, a heading or a block of HTML; in code there are none."""
        text = token.content
        if not _OURS.search(text):
            return
        first, last = token.map or (0, 0)
        whole = "\n".join(self.source[first:last]).split()
        for start, end in comment_spans(text):
            comment = text[start:end]
            if _OURS.match(comment):
                line = first + 1 + text.count("\n", 0, start)
                alone = token.type == "html_block" and whole == comment.split()
                end_line = line + comment.count("\n")
                self.outline.comments.append(
                    Comment(text=comment[4:-3].strip(), line=line, end_line=end_line, alone=alone)
                )

    def _add_heading(self, opening: "Token", inline: "Token") -> None:
        first, last = opening.map or (0, 0)
        level = int(opening.tag[1])
        text = " ".join(inline.content.split())
        differs = self._difference(opening, first, last)
        if opening.level == 0:
            self.outline.headings.append(
                Heading(level=level, text=text, line=first + 1, end_line=last, differs=differs)
            )
        elif level <= 3:
            self.outline.faults.append(
                (
                    first + 1,
                    "heading-differs",
                    f"heading `{shown(text[:60])}` stands inside a list or quotation and opens no section",
                )
            )

    def _difference(self, opening: "Token", first: int, last: int) -> str:
        if opening.markup.startswith("#") and self.source[first][:1] in (" ", "\t"):
            return "it is indented"
        if not opening.markup.startswith("#") and last - first > 2:
            return "its text runs over several lines"
        return "it stands inside an open HTML element" if self.html_depth > 0 else ""

    def _note_glued_headings(self, lines: tuple[tuple[int, str], ...]) -> None:
        for number, line in lines:
            if not self.lists and _GLUED_HEADING.match(line):
                self.outline.faults.append(
                    (number, "heading-differs", f"`{shown(line, 60)}` is a heading only with a space after the `#`")
                )

    def _fence(self, token: "Token") -> None:
        first, last = token.map or (0, 0)
        closing = self.source[last - 1].strip(" >\t") if last - 1 > first else ""
        if not (closing.startswith(token.markup[:3]) and not closing.strip(token.markup[0])):
            self.outline.faults.append(
                (
                    first + 1,
                    "fence-unclosed",
                    "the fenced code that opens here is never closed, so all that follows is code",
                )
            )

    def _html(self, token: "Token") -> None:
        first, _ = token.map or (0, 0)
        hides_all = token.content.lstrip().startswith("<!--") and "-->" not in token.content
        if hides_all:
            self.outline.faults.append(
                (
                    first + 1,
                    "comment-unclosed",
                    "the comment that opens here is never closed, so all that follows is hidden",
                )
            )
        if hides_all:
            return
        self._note_comments(token)
        content = blank_comments(token.content)
        self.outline.html_lines += [(first + 1 + index, line) for index, line in enumerate(content.split("\n"))]
        for closing, _, empty in _BLOCK_TAG.findall(content):
            if not empty:
                self.html_depth += -1 if closing else 1
        self.html_depth = max(self.html_depth, 0)


def blank_comments(text: str) -> str:
    """`text` with the line ends alone of its closed comments; code spans stay."""
    pieces: list[str] = []
    done = 0
    for start, end in comment_spans(text):
        pieces += (text[done:start], "\n" * text.count("\n", start, end))
        done = end
    return "".join((*pieces, text[done:]))


def comment_spans(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of the closed comments outside of code spans. One pass, whatever the text."""
    if "<!--" not in text:
        return
    runs = {found.start(): found.end() for found in _TICKS.finditer(text)}
    last_of_length = {end - start: start for start, end in runs.items()}
    last_closing = text.rfind("-->")
    position = 0
    for found in _SPAN_OR_COMMENT.finditer(text):
        start = found.start()
        if start < position:
            continue
        if found.group() == "<!--":
            if start < last_closing:
                position = text.index("-->", start) + 3
                yield start, position
        elif start < last_of_length[len(found.group())]:
            position = _span_end(text, found)


def _span_end(text: str, opening: re.Match[str]) -> int:
    """Where the code span that opens here ends, behind its ticks."""
    ticks = opening.group()
    return next(run.end() for run in _TICKS.finditer(text, opening.end()) if len(run.group()) == len(ticks))


def paragraphs_between(outline: Outline, first: int, last: int) -> Iterator[Paragraph]:
    """Paragraphs whose first line is within [first, last], in order."""
    paragraphs = outline.paragraphs
    for index in range(bisect_left(paragraphs, first, key=_first_line), len(paragraphs)):
        paragraph = paragraphs[index]
        if _first_line(paragraph) > last:
            return
        yield paragraph


def _first_line(paragraph: Paragraph) -> int:
    return paragraph.lines[0][0]


def section_ends(headings: Sequence[Heading], deepest: int, last_line: int) -> list[int]:
    """For each heading the last line of what it heads: up to the next heading of at most level `deepest`."""
    ends = [last_line] * len(headings)
    following = last_line + 1
    for index in range(len(headings) - 1, -1, -1):
        ends[index] = following - 1
        if headings[index].level <= deepest:
            following = headings[index].line
    return ends
