"""An author's text on its way through the host's Markdown: slots are put in before, what belongs there after.

Rendering itself is MkDocs'. Of one rendering of a spec, every entry's page takes its own part.
"""

import re
from collections.abc import Callable, Container, Iterable
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

    @property
    def pattern(self) -> re.Pattern[str]:
        """Any slot, with the paragraph that it is, if it is one."""
        return re.compile(
            rf"(?P<open><p[^<>]*>\s*)?{self.stem}(?P<what>[a-z]+?)(?P<number>\d+)z(?(open)(?P<close>\s*</p>)?)"
        )


Fill = Callable[[str, str], Markup]
"""(what, entry) to what the page shows there: `head`, `chips`, `fields`."""


def slotted(spec: Spec, as_written: Container[str]) -> str:
    """The spec's Markdown with slots, for the host to render; entries in `as_written` keep their fields."""
    return marked_body(spec, Slots.of(spec).name, as_written)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSpec:
    html: Markup
    parts: dict[str, Markup]
    """Entry to its own prose, without fields and states."""


def finish(spec: Spec, html: str, fill: Fill, *, raw_html: bool) -> RenderedSpec:
    """The host's HTML of a spec made safe, its slots filled, and each entry's part of it."""
    safe = str(html if raw_html else sanitise(html))
    slots = Slots.of(spec)
    names = tuple(slots.numbers)
    places: dict[tuple[str, str], re.Match[str]] = {}
    pieces: list[str] = []
    last = 0
    for match in slots.pattern.finditer(safe):
        what, entry = match["what"], names[int(match["number"])] if names else ""
        key = (what, "" if what == "head" else entry)
        pieces.append(safe[last : match.start()])
        last = match.end()
        if match["close"] and key not in places:
            places[key] = match
            pieces.append("" if what == "end" else str(fill(*key)))
    pieces.append(safe[last:])
    parts = {name: part for name in names if (part := _part(safe, slots, places, name)) is not None}
    return RenderedSpec(html=Markup("".join(pieces)), parts=parts)


def _part(html: str, slots: Slots, places: dict[tuple[str, str], re.Match[str]], entry: str) -> Markup | None:
    """What stands between an entry's heading and its end; None if the host did not keep both."""
    start, end = places.get(("chips", entry)), places.get(("end", entry))
    if start is None or end is None or end.start() < start.end():
        return None
    return Markup(slots.pattern.sub("", html[start.end() : end.start()]).strip())


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
