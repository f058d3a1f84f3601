"""Our pages and assets among the host's files. Knows MkDocs' files and pages; not what stands on them."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc

from mkdocs_specthis.core.views.badges import badges
from mkdocs_specthis.frontends.mkdocs.addresses import ASSETS, BADGES, ENTRIES_JSON, LLMS, STYLES, entry_json_source
from mkdocs_specthis.frontends.mkdocs.data_files import DataPlace, data_file
from mkdocs_specthis.frontends.mkdocs.entries_json import render_entries_json
from mkdocs_specthis.frontends.mkdocs.findings_log import Logger
from mkdocs_specthis.frontends.mkdocs.html import for_theme
from mkdocs_specthis.frontends.mkdocs.kept_files import KeptFiles
from mkdocs_specthis.frontends.mkdocs.llms_txt import render_llms
from mkdocs_specthis.frontends.mkdocs.navigation import FindPage
from mkdocs_specthis.frontends.mkdocs.on_request import PageFile
from mkdocs_specthis.frontends.mkdocs.opening import is_shown
from mkdocs_specthis.frontends.mkdocs.page_files import own_page, page_files
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage
from mkdocs_specthis.frontends.mkdocs.render.badges import render_badge_json, render_badge_svg
from mkdocs_specthis.frontends.mkdocs.render.components import TITLE
from mkdocs_specthis.frontends.mkdocs.search import open_indexes
from mkdocs_specthis.frontends.mkdocs.site import Site
from mkdocs_specthis.frontends.mkdocs.unpublished import take_away

_ASSETS = Path(__file__).parent / "assets"
_TABLES = (".tex",)
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif")


def add_files(
    site: Site, config: MkDocsConfig, files: Files, log: Logger, kept: KeptFiles, *, serving: bool, wait: bool
) -> None:
    """Add every page that the docs don't have, the styles, the script, and the data.

    With `wait` the host makes our pages when somebody asks for them. `kept` has the files of the last build.
    """
    site.waits, site.has_hits = wait, bool(open_indexes(config.plugins))
    taken = {file.dest_uri: file for file in files if is_shown(file, serving)}
    for page, file in page_files(site, config, kept):
        other = taken.get(file.dest_uri)
        if other is not None and not _is_same(other, page, site):
            log.info("%s", f"{other.src_uri!r} of the docs stands where the page {page.title!r} would be")
            site.urls[page.source] = other.url
            site.foreign.add(page.source)
            continue
        if other is not None:
            files.remove(other)
        if wait:
            file.wait(page.title, config)
        _replace(files, file)
        site.urls[page.source] = file.url
    _add_assets(config, files)
    _add_data(site, config, files, kept)
    _add_badges(site, config, files)
    kept.end()


def _add_data(site: Site, config: MkDocsConfig, files: Files, kept: KeptFiles) -> None:
    """The same facts for scripts; what is in the files is asked for once every address is known."""
    add = partial(data_file, DataPlace.of(config), kept=kept, waits=site.waits)
    entries = add(ENTRIES_JSON, lambda: render_entries_json(site.lookups, site.urls))
    site.urls[ENTRIES_JSON] = entries.url
    _replace(files, entries)
    if LLMS not in files.src_uris:
        description, address = config.site_description or "", config.site_url or ""
        files.append(add(LLMS, partial(render_llms, site, description, address)))
    for name in site.lookups.snapshot.statuses:
        one = add(entry_json_source(name), partial(site.entry_json, name))
        site.urls[one.src_uri] = one.url
        _replace(files, one)


def _add_badges(site: Site, config: MkDocsConfig, files: Files) -> None:
    for badge in badges(site.lookups.snapshot, site.counted().values()):
        for suffix, render in ((".svg", render_badge_svg), (".json", render_badge_json)):
            name = f"{BADGES}/{badge.name}{suffix}"
            _replace(files, File.generated(config, name, content=render(badge), inclusion=InclusionLevel.INCLUDED))


def _is_same(file: File, page: GeneratedPage, site: Site) -> bool:
    """True if the docs' file is the very spec that the page shows."""
    path = page.spec and site.sources.root / page.spec
    return bool(path and file.abs_src_path and Path(file.abs_src_path).resolve() == Path(path).resolve())


def _add_assets(config: MkDocsConfig, files: Files) -> None:
    """Script, styles, formulas. To the styles is added what a theme needs whose own rules are more specific."""
    themes = _ASSETS / "themes"
    found = (path for path in _ASSETS.rglob("*") if path.is_file() and path.suffix != ".md" and path.parent != themes)
    for path in sorted(found):
        name = f"{ASSETS}/{path.relative_to(_ASSETS).as_posix()}"
        _replace(files, File.generated(config, name, abs_src_path=str(path), inclusion=InclusionLevel.INCLUDED))
    own = themes / f"{config.theme.name}.css"
    if own in themes.iterdir():
        text = "".join(path.read_text(encoding="utf-8") for path in (_ASSETS / Path(STYLES).name, own))
        _replace(files, File.generated(config, STYLES, content=text, inclusion=InclusionLevel.INCLUDED))


def _replace(files: Files, file: File) -> None:
    if file.src_uri in files.src_uris:
        files.remove(files.src_uris[file.src_uri])
    files.append(file)


def publisher(
    site: Site, config: MkDocsConfig, files: Files, suffixes: tuple[str, ...] = _IMAGES
) -> Callable[[str], str]:
    """A function that copies a file of the project into the site, an image unless said otherwise, and says where."""

    def publish(path: str) -> str:
        found = site.sources.find(path) if path.lower().endswith(suffixes) else None
        if found is None:
            return ""
        source = f"assets/specthis/files/{path}"
        if source not in files.src_uris:
            included = InclusionLevel.INCLUDED
            file = File.generated(config, source, abs_src_path=str(found), inclusion=included)
            files.append(file)
            if site.waits:
                file.copy_file()
        site.urls[source] = files.src_uris[source].url
        return source

    return publish


def publish_artefacts(site: Site, config: MkDocsConfig, files: Files) -> None:
    """Let the pages of entries show pictures, and offer what was made to be downloaded."""
    site.publish = publisher(site, config, files, _TABLES)

    def add(source: str, content: str | bytes) -> None:
        included = InclusionLevel.INCLUDED
        if isinstance(content, bytes):
            file = File.generated(config, source, content=content, inclusion=included)
        else:
            file = File.generated(config, source, abs_src_path=content, inclusion=included)
        _replace(files, file)
        if site.waits:
            file.copy_file()
        site.urls[source] = file.url
        site.copies[source] = file

    site.artefacts.add_file = add


def check_copies(site: Site) -> None:
    """A copy that is not what its page says is taken away again, and the build fails. Raises PluginError.

    They are looked for where they lie: another plugin may have taken them out of the host's list, to write them itself.
    """

    def find(source: str) -> Path | None:
        file = site.copies.get(source)
        place = Path(file.abs_dest_path) if file is not None else None
        return place if place is not None and place.is_file() else None

    for place in site.artefacts.moved_since(find):
        place.unlink()
        raise PluginError(f"specthis: {place.name} changed while the site was being built; build it again")


def take_away_withheld(site: Site, config: MkDocsConfig) -> None:
    """What an earlier build put into the same folder and is not published any more."""
    artefacts = site.artefacts
    if artefacts.withheld.entries or artefacts.withheld.patterns:
        take_away(Path(config.site_dir), artefacts.withheld.covers, None if site.waits else artefacts.pictures)


def finish(site: Site, page: Page) -> None:
    """Put on an entry's page what its spec says of it; the spec is rendered by now."""
    own = own_page(site, page)
    if own is not None and own.entry:
        body = site.entry_body(own.source)
        page.content = str(body.html)
        set_sections(page, body.sections)


def spec_page_of(site: Site, files: Files, page: Page) -> Page | None:
    """The page that shows the spec of an entry's page; None for other pages."""
    own = own_page(site, page)
    file = files.get_file_from_path(site.spec_page(own.entry)) if own is not None and own.entry else None
    return file.page if file is not None else None


def entry_pages(site: Site, files: Files) -> Iterator[Page]:
    """The host's pages of entries."""
    for file in files:
        own = own_page(site, file.page) if file.page is not None else None
        if own is not None and own.entry and file.page is not None:
            yield file.page


def page_finder(site: Site, files: Files) -> FindPage:
    def find(source: str) -> Page | None:
        file = files.get_file_from_path(source)
        page = file.page if file is not None else None
        return page if page is not None and own_page(site, page) is not None else None

    return find


def set_titles(site: Site, files: Files) -> None:
    """Give our pages titles that a theme may print; one that the author's navigation gives stays."""
    for file in files:
        page = file.page if isinstance(file, PageFile) and file.has_page else None
        own = own_page(site, page) if page is not None else None
        if page is not None and own is not None and "title" not in vars(page):
            page.title = for_theme(own.title)


def set_sections(page: Page, sections: Iterable[tuple[str, str]]) -> None:
    """Say to the host which places a page has, for its table of contents and for links to them."""
    listed = [(id_, for_theme(title)) for id_, title in sections] or [(TITLE, page.title)]
    page.toc = get_toc([{"level": 2, "id": quote(id_), "name": title, "children": []} for id_, title in listed])
    page.present_anchor_ids = {*(page.present_anchor_ids or ()), *(id_ for id_, _ in listed)}
