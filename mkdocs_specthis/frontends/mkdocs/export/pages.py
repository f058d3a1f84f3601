"""Every file of an export, made from a site that was built: our pages as Markdown, the author's as they are.

Knows MkDocs' files and pages. Writes nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from posixpath import dirname, normpath, relpath
from posixpath import join as join_path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import yaml
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.frontends.mkdocs.addresses import ASSETS
from mkdocs_specthis.frontends.mkdocs.data_files import DataFile
from mkdocs_specthis.frontends.mkdocs.export.markdown import to_markdown
from mkdocs_specthis.frontends.mkdocs.export.plot_files import plot_file, plot_styles
from mkdocs_specthis.frontends.mkdocs.html import for_theme
from mkdocs_specthis.frontends.mkdocs.page_files import own_page
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage
from mkdocs_specthis.frontends.mkdocs.site import Site

PLOTS = f"{ASSETS}/plots"
COPIES = f"{ASSETS}/files/"
_SCHEMES = ("http", "https", "mailto", "ftp", "tel")
_REFERENCE = re.compile(r"(?<![\[!\\`])\[\[([A-Za-z0-9][A-Za-z0-9._-]{0,99})\]\](?![\[\(`])")
_CODE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|(`+)(?!`).+?(?<!`)\2(?!`)")


@dataclass(kw_only=True)
class Export:
    """One export under way."""

    site: Site
    files: Files
    found: dict[str, bytes] = field(default_factory=dict)
    """Path below the folder to what the file holds."""

    def __post_init__(self) -> None:
        self._styles = plot_styles()
        self._targets = {file.dest_uri: file for file in self.files}

    def make(self) -> Mapping[str, bytes]:
        """Every file, our pages first."""
        for page in self._pages():
            own = own_page(self.site, page)
            text = self._own(page, own) if own is not None else self._authors(page)
            self.found[page.file.src_uri] = text.encode("utf-8")
        for file in self.files.media_files():
            if file.src_dir is not None and self._is_of_docs(file):
                self.found.setdefault(file.src_uri, file.content_bytes)
        return self.found

    def _pages(self) -> Iterator[Page]:
        for file in self.files.documentation_pages():
            if file.page is not None:
                yield file.page

    def _is_of_docs(self, file: File) -> bool:
        page = next((page for page in self._pages() if page.file.src_dir), None)
        return page is not None and file.src_dir == page.file.src_dir

    def _authors(self, page: Page) -> str:
        """A page of the docs as its author wrote it, with links in place of `[[names]]`."""
        return linked(page.file.content_string, self.site.lookups.snapshot.entries, page.file.src_uri)

    def _own(self, page: Page, own: GeneratedPage) -> str:
        source = page.file.src_uri

        def address(written: str) -> str | None:
            return self._address(written, page.file)

        def picture(svg: str, label: str) -> str:
            content = plot_file(svg, label, self._styles).encode("utf-8")
            name = f"{PLOTS}/{sha256(content).hexdigest()[:16]}.svg"
            self.found[name] = content
            return relpath(name, dirname(source) or ".")

        text = to_markdown(str(page.content or ""), address, picture)
        return f"---\n{self._front(own)}---\n\n{text}"

    def _address(self, written: str, origin: File) -> str | None:
        """What an address on a page is in the export; None where it leads to nothing that is in it."""
        parts = urlsplit(written)
        if parts.scheme or parts.netloc:
            return quote(written, safe="%/:?#[]@!$&'*+,;=~") if parts.scheme in _SCHEMES else None
        mark = f"#{quote(unquote(parts.fragment), safe=':.-_~')}" if parts.fragment else ""
        if not parts.path:
            return mark or None
        target = self._targets.get(normpath(join_path(dirname(origin.dest_uri), unquote(parts.path))))
        if target is None:
            return None
        if isinstance(target, DataFile):
            return ""
        if target.src_uri.startswith(COPIES) and target.src_uri not in self.found:
            self.found[target.src_uri] = target.content_bytes
        return quote(relpath(target.src_uri, dirname(origin.src_uri) or ".")) + mark

    def _front(self, own: GeneratedPage) -> str:
        # Themes of other generators print these raw, too.
        front: dict[str, Any] = {"title": _inert(own.title)}
        if own.front.get("description"):
            front["description"] = _inert(str(own.front["description"]))
        if own.entry:
            snapshot = self.site.lookups.snapshot
            entry, status = snapshot.entries[own.entry], snapshot.statuses[own.entry]
            front["specthis"] = {
                "entry": entry.name,
                "kind": str(entry.kind),
                "spec": entry.spec,
                "certification": str(status.certification),
                "realization": str(status.realization),
                "headline": status.headline,
                "settled": status.settled,
                "ready": status.ready,
            }
        front |= {"render_macros": False, "render_with_liquid": False}
        return str(yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000))


def _inert(text: str) -> str:
    """Text that is neither markup nor a template where it is printed as it is."""
    return str(for_theme(text)).replace("{", "&#123;").replace("}", "&#125;")


def linked(text: str, entries: Mapping[str, object], source: str) -> str:
    """Markdown with a link for each `[[name]]` of an entry; what stands in code stays."""
    pieces, last = [], 0

    def link(found: re.Match[str]) -> str:
        if found[1] not in entries:
            return found[0]
        return f"[{found[1]}]({relpath(entry_source(found[1]), dirname(source) or '.')})"

    for code in _CODE.finditer(text):
        pieces += [_REFERENCE.sub(link, text[last : code.start()]), code[0]]
        last = code.end()
    return "".join([*pieces, _REFERENCE.sub(link, text[last:])])
