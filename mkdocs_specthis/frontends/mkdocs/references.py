"""`[[entry-name]]` in any page: a link to the entry's page, through the host's own Markdown.

Being a Markdown extension it sees no code and no raw HTML. What it links to is told before each page.
"""

import re
from collections.abc import Callable, Iterable
from posixpath import dirname, normpath, relpath
from posixpath import join as join_path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.frontends.mkdocs.sanitise import is_elsewhere

_PATTERN = r"(?<![\[!\\])\[\[([A-Za-z0-9][A-Za-z0-9._-]{0,99})\]\](?![\[\(])"
_BEFORE_LINKS = 175
"""Behind code (190) and escapes (180), before links (170 and below)."""
_BEFORE_ADDRESSES = 1
"""Just before MkDocs looks at the addresses (0)."""

_EMOJI = frozenset({"twemoji", "emojione", "gemoji"})
"""Classes of signs that an extension turned into pictures."""

Warn = Callable[[str], None]
FindFile = Callable[[str], str | None]
"""Path of a file of the project to the source name of what shows it, with a fragment.

Empty for a file that nothing shows, None for what is no file of the project."""
Publish = Callable[[str], str]
"""Path of an image of the project to its source name in the site; empty if it may not be published."""


class EntryReferences(Extension):
    """The extension. One instance serves every page of a build; `enter` says which page comes next."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Iterable[str] = ()
        self.warn: Warn = lambda _: None
        self.find_file: FindFile = lambda _: None
        self.publish: Publish = lambda _: ""
        self.source = ""
        """Source name of the page under way; empty outside of one."""
        self.shown = ""
        """What a person calls it."""
        self.spec = ""
        """Path of the spec that the page shows; empty for other pages."""
        self.foreign_images = False
        """Whether specs may show pictures from other servers."""

    def enter(self, source: str, shown: str, spec: str = "") -> None:
        self.source, self.shown, self.spec = source, shown, spec

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(_EntryPattern(self, md), "specthis-entry", _BEFORE_LINKS)
        md.treeprocessors.register(_ProjectLinks(self, md), "specthis-files", _BEFORE_ADDRESSES)

    def relative(self, target: str) -> str:
        """The way from the page under way to a source name with a fragment."""
        source, mark, fragment = target.partition("#")
        return relpath(source, dirname(self.source) or ".") + mark + fragment

    def path_of(self, address: str) -> str:
        """Path of the file of the project that a relative address on a spec's page names; empty if it names none."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            return ""
        return normpath(join_path(dirname(self.spec), unquote(parts.path)))

    def missing(self, name: str) -> None:
        hint = did_you_mean(name, self.entries)
        self.warn(f"{self.shown}: `[[{name}]]` names no entry" + (f"; {hint}" if hint else ""))


class _EntryPattern(InlineProcessor):
    def __init__(self, references: EntryReferences, md: Markdown) -> None:
        super().__init__(_PATTERN, md)
        self._references = references

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        references, name = self._references, m[1]
        if not references.source:
            return None, None, None
        if name not in references.entries:
            references.missing(name)
            return None, None, None
        link = Element("a", {"class": "specthis-entry", "href": references.relative(entry_source(name))})
        link.text = name
        return link, m.start(0), m.end(0)


class _ProjectLinks(Treeprocessor):
    """Links of a spec to files of the project: to the page that shows the file, else no link at all."""

    def __init__(self, references: EntryReferences, md: Markdown) -> None:
        super().__init__(md)
        self._references = references

    def run(self, root: Element) -> None:
        if not self._references.spec:
            return
        for link in root.iter("a"):
            self._link(link)
        for image in root.iter("img"):
            self._image(image)

    def _link(self, link: Element) -> None:
        address = link.get("href", "")
        path = self._references.path_of(address)
        found = self._references.find_file(path) if path else None
        if found:
            fragment = urlsplit(address).fragment
            target = f"{found.partition('#')[0]}#{fragment}" if fragment else found
            link.set("href", self._references.relative(target))
        elif found is not None:
            link.tag, link.attrib = "span", {"title": path}

    def _image(self, image: Element) -> None:
        address = image.get("src", "")
        if is_elsewhere(address) and not self._references.foreign_images:
            _in_words(image, address)
            return
        path = self._references.path_of(address)
        found = self._references.publish(path) if path else ""
        if found:
            fragment = urlsplit(address).fragment
            image.set("src", self._references.relative(f"{found}#{fragment}" if fragment else found))


def _in_words(image: Element, address: str) -> None:
    """A picture on another server as a link to it; an emoji, which is drawn from one, as the sign that it is."""
    words = image.get("alt", "")
    is_sign = words and not set(image.get("class", "").split()).isdisjoint(_EMOJI)
    image.tag, image.text, image.attrib = ("span", words, {}) if is_sign else ("a", words or address, {"href": address})
