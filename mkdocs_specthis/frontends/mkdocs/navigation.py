"""Our pages in the site's navigation: where the author put them, else at its end.

Entry and spec pages stay out where there are many: every page renders the whole navigation.
"""

from collections.abc import Callable, Iterable, Iterator

from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.entry_address import entry_source
from mkdocs_specthis.core.views.spec import KIND_TITLES, title_of
from mkdocs_specthis.frontends.mkdocs.addresses import AUDIT, ENTRIES, GRAPH, KEY, RUNS, SPECS, spec_source
from mkdocs_specthis.frontends.mkdocs.html import for_theme
from mkdocs_specthis.frontends.mkdocs.pages import GeneratedPage, Group

MANY = 60
"""More pages of one kind than this are left to their index."""

FindPage = Callable[[str], Page | None]
"""Source name to the page that we generate there; None if there is none of ours."""


def extend(
    nav: Navigation, pages: Iterable[GeneratedPage], snapshot: Snapshot, find: FindPage, title: str, dashboard: str
) -> Navigation:
    """The navigation with every group that it does not mention; below a section if `title` is given.

    It is the same object as before: plugins that have changed it look whether it still is theirs.
    """
    pages = tuple(pages)
    mentioned = _mentioned(nav, pages)
    papers = [page.source for page in pages if page.group is Group.PAPER][:MANY]
    items = [
        item for group in Group if group not in mentioned for item in _group(group, snapshot, find, dashboard, papers)
    ]
    home = [item for item in items if isinstance(item, Page) and item.file.src_uri == dashboard == "index.md"]
    rest = [item for item in items if item not in home]
    ours = [Section(title, rest)] if title and rest else rest
    every = [*home, *nav.items, *ours]
    for item in ours:
        _adopt(item)
    nav.items, nav.pages = every, _linked(every)
    nav.homepage = next((page for page in nav.pages if page.is_homepage), None)
    return nav


def _mentioned(nav: Navigation, pages: Iterable[GeneratedPage]) -> frozenset[Group]:
    """Groups of which a page stands in the navigation already."""
    groups = {page.source: page.group for page in pages}
    sources = (page.file.src_uri for page in nav.pages)
    return frozenset(groups[source] for source in sources if source in groups)


def _group(
    group: Group, snapshot: Snapshot, find: FindPage, dashboard: str, papers: Iterable[str]
) -> Iterator[StructureItem]:
    match group:
        case Group.SPECS:
            yield from _section(group, find(SPECS), _spec_sections(snapshot, find))
        case Group.ENTRIES:
            yield from _section(group, find(ENTRIES), _entry_sections(snapshot, find))
        case Group.PAPER:
            found = [page for page in map(find, papers) if page is not None]
            yield from _section(group, found[0] if found else None, found[1:])
        case _:
            sources = {
                Group.DASHBOARD: dashboard,
                Group.GRAPH: GRAPH,
                Group.RUNS: RUNS,
                Group.AUDIT: AUDIT,
                Group.KEY: KEY,
            }
            page = find(sources[group])
            if page is not None:
                yield page


def _section(group: Group, index: Page | None, sections: Iterable[StructureItem]) -> Iterator[StructureItem]:
    children = [*([index] if index else []), *sections]
    if index is not None and len(children) == 1:
        yield index
    elif children:
        yield Section(str(group), children)


def _spec_sections(snapshot: Snapshot, find: FindPage) -> Iterator[StructureItem]:
    specs = snapshot.project.specs
    if len(specs) > MANY:
        return
    for kind, title in KIND_TITLES.items():
        sources = [spec_source(spec.path, snapshot.project.settings.specs) for spec in specs if spec.kind == kind]
        found: list[StructureItem] = [page for page in map(find, sources) if page is not None]
        if found:
            yield Section(title, found)


def _entry_sections(snapshot: Snapshot, find: FindPage) -> Iterator[StructureItem]:
    if len(snapshot.entries) > MANY:
        return
    grouped: dict[str, list[StructureItem]] = {}
    for entry in snapshot.entries.values():
        page = find(entry_source(entry.name))
        if page is not None:
            grouped.setdefault(entry.spec, []).append(page)
    for path, found in grouped.items():
        yield Section(for_theme(title_of(snapshot.specs_by_path[path])), found)


def _adopt(item: StructureItem) -> None:
    """Say to each page below a section where it stands."""
    if isinstance(item, Section):
        for child in item.children:
            child.parent = item
            _adopt(child)


def _children(item: StructureItem) -> list[StructureItem]:
    """What stands below it; plugins make pages that have something below them, too."""
    return getattr(item, "children", None) or []


def _linked(items: list[StructureItem]) -> list[Page]:
    """Every page, in order, each told which ones are before and behind it."""
    pages = list(_pages(items))
    for before, page, after in zip([None, *pages[:-1]], pages, [*pages[1:], None], strict=True):
        page.previous_page, page.next_page = before, after
    return pages


def _pages(items: Iterable[StructureItem]) -> Iterator[Page]:
    for item in items:
        if isinstance(item, Page):
            yield item
        yield from _pages(_children(item))
