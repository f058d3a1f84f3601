"""The file behind each of our pages, as the host and other plugins see it. Knows nothing of what stands on the page."""

from json import dumps
from os.path import relpath
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page

from mkdocs_specthis.frontends.mkdocs.languages import language_folder
from mkdocs_specthis.frontends.mkdocs.on_request import PageFile
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage
from mkdocs_specthis.frontends.mkdocs.prose import slotted
from mkdocs_specthis.frontends.mkdocs.search import open_indexes
from mkdocs_specthis.frontends.mkdocs.site import Site

_FRONT_MATTER: dict[str, object] = {
    "render_macros": False,
    "comments": False,
    "social": {"cards": False},
}
"""What keeps other plugins from running, or decorating, what is on our pages."""
_DATES = ("git_revision_date_localized", "git_creation_date_localized", "revision_date")
"""Front matter in which plugins tell the theme of a page's dates."""


def page_file(page: GeneratedPage, site: Site, config: MkDocsConfig) -> PageFile:
    """The file behind a page; it is left out of an index that takes a hit for it.

    Plugins that ask whose a page is, or how old, look at the path on disk, and some fail without one: they get what its
    author edits. They would take the time of the build for a page that is said to be generated, so it is not said.
    """
    search = {"search": {"exclude": True}} if open_indexes(config.plugins) else {}
    spec = site.lookups.snapshot.specs_by_path.get(page.spec)
    front = {"title": page.title, **_FRONT_MATTER, **search, **page.front}
    head = "".join(f"{key}: {dumps(value)}\n" for key, value in front.items())
    text = f"---\n{head}---\n\n{slotted(spec, site.not_understood) if spec else ''}\n"
    file = cast(PageFile, PageFile.generated(config, page.source, content=text, inclusion=InclusionLevel.NOT_IN_NAV))
    file.dest_uri = language_folder(config) + file.dest_uri
    edited = site.sources.root / page.edit if page.edit else None
    file.edit_uri = Path(relpath(edited, config.docs_dir)).as_posix() if edited else None
    file.abs_src_path = str(edited) if edited else config.config_file_path
    file.generated_by = None
    return file


def drop_dates(own: GeneratedPage, page: Page) -> None:
    """A page that tells of the whole project is not as old as the one file that plugins were told of."""
    for name in () if own.edit else _DATES:
        page.meta.pop(name, None)


def own_page(site: Site, page: Page) -> GeneratedPage | None:
    """Our page behind the host's; None if it is none of ours, or the docs have one in its place."""
    return site.pages.get(page.file.src_uri) if isinstance(page.file, PageFile) else None
