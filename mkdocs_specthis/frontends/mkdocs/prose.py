"""An author's text on its way through the host's Markdown: slots are put in before, what belongs there after.

Rendering itself is MkDocs'. Of one rendering of a spec, every entry's page takes its own part.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from posixpath import dirname, normpath
from posixpath import join as join_path
from urllib.parse import urlsplit, urlunsplit

from markupsafe import Markup

from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.views.prose import marked_body
from mkdocs_specthis.frontends.mkdocs.html import element
from mkdocs_specthis.frontends.mkdocs.sanitise import sanitise

_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r'(\s(?:href|src))="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_HEADING = "<h"


@dataclass(frozen=True, slots=True)
class Slots:
    """Names of the places in one spec's text: words that no extension touches and the text does not hold."""

    stem: str
    numbers: dict[str, int]
    """Entry to its number."""

    @classmethod
    def of(cls, spec: Spec) -> "Slots":
        digest = sha256(spec.body.encode("utf-8", "surrogatepass")).hexdigest()
        stem = "specthisslot" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest[:16])
        while stem in spec.body:
            stem += "x"
        return cls(stem, {entry.name: number for number, entry in enumerate(spec.entries)})

    def name(self, what: str, entry: str) -> str:
        return f"{self.stem}{what}{self.numbers.get(entry, 0)}z"

    def paragraph(self, what: str, entry: str) -> re.Pattern[str]:
        return re.compile(rf"<p[^<>]*>\s*{self.name(what, entry)}\s*</p>")

    @property
    def any_left(self) -> re.Pattern[str]:
        return re.compile(rf"(?:<p[^<>]*>\s*)?{self.stem}[a-z]+\d+z(?:\s*</p>)?")


Fill = Callable[[str, str], Markup]
"""(what, entry) to what the page shows there: `head`, `chips`, `fields`."""


def slotted(spec: Spec) -> str:
    """The spec's Markdown with slots, for the host to render."""
    return marked_body(spec, Slots.of(spec).name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSpec:
    html: Markup
    parts: dict[str, Markup]
    """Entry to its own prose, without fields and states."""


def finish(spec: Spec, html: str, fill: Fill, *, raw_html: bool) -> RenderedSpec:
    """The host's HTML of a spec made safe, its slots filled, and each entry's part of it."""
    safe = str(html if raw_html else sanitise(html))
    slots = Slots.of(spec)
    parts = {entry.name: part for entry in spec.entries if (part := _part(safe, slots, entry.name)) is not None}
    for what, entry in [("head", ""), *((what, entry.name) for entry in spec.entries for what in ("chips", "fields"))]:
        safe = _put(safe, slots.paragraph(what, entry), str(fill(what, entry)))
    return RenderedSpec(html=Markup(slots.any_left.sub("", safe)), parts=parts)


def _put(html: str, place: re.Pattern[str], filled: str) -> str:
    return place.sub(lambda _: filled, html, count=1)


def _part(html: str, slots: Slots, entry: str) -> Markup | None:
    """What stands between an entry's heading and its end; None if the host did not keep both."""
    start, end = slots.paragraph("chips", entry).search(html), slots.paragraph("end", entry).search(html)
    if start is None or end is None or end.start() < start.end():
        return None
    return Markup(slots.any_left.sub("", html[start.end() : end.start()]).strip())


def moved_to(part: Markup, origin: str, target: str, taken: Iterable[str]) -> Markup:
    """A part of the page at `origin`, with links that hold on the page at `target`; `taken` ids are dropped.

    A link to a place of the page stays one if the place is in the part, else it leads back to `origin`.
    """
    reserved = set(taken)
    own = {id_ for tag in _TAG.findall(part) for id_ in _ID.findall(tag)} - reserved
    root = "../" * target.count("/")

    def address(match: re.Match[str]) -> str:
        return f'{match[1]}="{_moved_address(match[2], origin, root, own)}"'

    def tag(match: re.Match[str]) -> str:
        kept = _ID.sub(lambda found: "" if found[1] in reserved else found[0], match[0])
        return _ADDRESS.sub(address, kept)

    return Markup(_TAG.sub(tag, part))


def _moved_address(address: str, origin: str, root: str, own: set[str]) -> str:
    scheme, host, path, query, fragment = urlsplit(address)
    if scheme or host or path.startswith("/"):
        return address
    if not path:
        return address if not fragment or fragment in own else f"{root}{origin}#{fragment}"
    plain = normpath(join_path(dirname(origin), path))
    slash = "/" if path.endswith("/") and plain != "." else ""
    return urlunsplit(("", "", root + plain + slash, query, fragment))


def as_written(block: str) -> Markup:
    """A block that the host did not render as the parser read it: its text, untouched."""
    return element("pre", element("code", block.strip("\n")))
