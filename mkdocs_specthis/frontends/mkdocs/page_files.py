"""The file behind each of our pages, as the host and other plugins see it. Knows nothing of what stands on the page."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial
from json import dumps
from os.path import relpath
from pathlib import Path
from typing import cast
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_specthis.frontends.mkdocs.html import for_theme
from mkdocs_specthis.frontends.mkdocs.kept_files import KeptFiles
from mkdocs_specthis.frontends.mkdocs.languages import language_folder
from mkdocs_specthis.frontends.mkdocs.on_request import PageFile
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage
from mkdocs_specthis.frontends.mkdocs.prose import slotted
from mkdocs_specthis.frontends.mkdocs.site import Site

_LEFT_ALONE: Mapping[str, object] = {"render_macros": False, "comments": False, "social": {"cards": False}}
"""Front matter that keeps other plugins from running, or decorating, what is on our pages."""
_ESCAPE = re.compile(r"\\(?:u(d[89ab]..)\\u(d[c-f]..)|u(d[89a-f]..)|.)")
"""Of JSON in ASCII: a character in two halves, half a character, or anything else that is escaped."""
_IN_ADDRESSES = "/ #?&=+,;:@$!~()[]{}%"
"""What is left as it is: hosts that fill a template with the path quote it themselves."""
_DATES = ("git_revision_date_localized", "git_creation_date_localized", "revision_date")
"""Front matter in which plugins tell the theme of a page's dates."""


def page_files(site: Site, config: MkDocsConfig, kept: KeptFiles) -> Iterator[tuple[GeneratedPage, PageFile]]:
    """Every page with the file behind it, which is that of the last build where nothing of it is another now."""
    places = (str(site.sources.root), config.docs_dir, config.config_file_path, config.site_dir)
    alike = (places, config.use_directory_urls, language_folder(config), site.has_hits)
    for page in site.pages.values():
        said = (page.title, page.front, page.edit)
        shown = (site.lookups.snapshot.specs_by_path.get(page.spec), site.not_understood) if page.spec else None
        work = partial(_new_file, page, site, config)
        yield page, kept.file(PageFile, page.source, (said, shown, alike), work)


def _new_file(page: GeneratedPage, site: Site, config: MkDocsConfig) -> PageFile:
    """The file behind a page; it is left out of an index that takes a hit for it.

    Plugins that ask whose a page is, or how old, look at the path on disk, and some fail without one: they get what its
    author edits. They would take the time of the build for a page that is said to be generated, so it is not said.
    """
    search = {"search": {"exclude": True}} if site.has_hits else {}
    spec = site.lookups.snapshot.specs_by_path.get(page.spec)
    head = front_matter({**_LEFT_ALONE, **search, **_printed({"title": page.title, **page.front})})
    text = f"---\n{head}---\n\n{slotted(spec, site.not_understood) if spec else ''}\n"
    file = cast(PageFile, PageFile.generated(config, page.source, content=text, inclusion=InclusionLevel.NOT_IN_NAV))
    file.dest_uri = language_folder(config) + file.dest_uri
    edited = f"{site.sources.root}/{page.edit}" if page.edit else ""
    file.edit_uri = quote(_edit_uri(edited, config.docs_dir), safe=_IN_ADDRESSES) if edited else None
    file.abs_src_path = edited or config.config_file_path
    file.generated_by = None
    assert file.url
    return file


def _printed(front: Mapping[str, object]) -> Mapping[str, object]:
    """Themes write texts of the front matter, a description too, into the head of the page as they are."""
    return {key: str(for_theme(value)) if isinstance(value, str) else value for key, value in front.items()}


def front_matter(front: Mapping[str, object]) -> str:
    """As YAML. That has no halves of characters: the host takes a page whose front matter holds one for one without."""
    return "".join(f"{key}: {_ESCAPE.sub(_whole, dumps(value))}\n" for key, value in front.items())


def _whole(escape: re.Match[str]) -> str:
    high, low, alone = escape.groups()
    if high:
        return f"\\U{0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF):08x}"
    return "\\ufffd" if alone else escape.group()


@lru_cache(maxsize=4096)
def _edit_uri(edited: str, docs: str) -> str:
    return Path(relpath(edited, docs)).as_posix()


def leave_alone(page: Page) -> None:
    """Say it to other plugins once more, whatever the host has made of the front matter."""
    page.meta.update(_LEFT_ALONE)


def drop_dates(own: GeneratedPage, page: Page) -> None:
    """A page that tells of the whole project is not as old as the one file that plugins were told of."""
    for name in () if own.edit else _DATES:
        page.meta.pop(name, None)


def own_page(site: Site, page: Page) -> GeneratedPage | None:
    """Our page behind the host's; None if it is none of ours, or the docs have one in its place."""
    return site.pages.get(page.file.src_uri) if isinstance(page.file, PageFile) else None
