"""One build is opened: the project is read anew, and it is said what of it is shown to whom.

Knows the options and what a build keeps from the one before; not which files the site gets.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from posixpath import normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_specthis.core.artefact.publish import (
    Withheld,
    changes_without,
    unmatched,
    withheld_of,
    without,
    without_log,
)
from mkdocs_specthis.core.model.difference import EntryDifference, Measure
from mkdocs_specthis.core.recall import Afresh
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.lookups import Lookups
from mkdocs_specthis.core.views.past import Past
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.frontends.mkdocs.addresses import dashboard_source
from mkdocs_specthis.frontends.mkdocs.artefacts import Artefacts
from mkdocs_specthis.frontends.mkdocs.exports import Exports
from mkdocs_specthis.frontends.mkdocs.findings_log import Logger
from mkdocs_specthis.frontends.mkdocs.languages import language_folder
from mkdocs_specthis.frontends.mkdocs.options import PUBLIC, SERVE, Options
from mkdocs_specthis.frontends.mkdocs.previews import Previews
from mkdocs_specthis.frontends.mkdocs.site import Manner, Site, project_root
from mkdocs_specthis.frontends.mkdocs.sources import Sources
from mkdocs_specthis.frontends.mkdocs.stamp import read_stamp
from mkdocs_specthis.frontends.mkdocs.unpublished import holds_any
from mkdocs_specthis.usecases.diff.differences import difference_for_page, differences_for_pages
from mkdocs_specthis.usecases.history import HistoryReader, past_runs
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.paper import read_papers
from mkdocs_specthis.usecases.preview.subjects import SubjectReader

CHANGES_SHOWN = 100
"""Passages, lines, values or cells of one part that a page tells of."""


def open_site(
    options: Options,
    config: MkDocsConfig,
    files: Files,
    serving: bool,
    exports: Exports | None,
    log: Logger,
    recall: Afresh,
    reader: HistoryReader,
    *,
    one_by_one: bool,
) -> Site:
    """Read the project anew and say which pages it has. What this machine alone knows is told to its author alone.

    `one_by_one`: pages are made when somebody asks for them, each by itself.
    """
    audience = options.audience or (SERVE if serving else PUBLIC)
    root = project_root(options.project_dir, config.config_file_path)
    snapshot = load_snapshot(root, recall)
    withheld = withheld_of(snapshot, options.unpublished)
    for pattern in (one for one in unmatched(snapshot, options.unpublished) if not holds_any(root, one)):
        log.warning("%s", f"`unpublished` names {pattern!r}, which is no entry and no file of the project")
    manner = Manner(commands=audience == SERVE, raw_html=options.raw_html, show_sources=options.publish_sources)
    if exports is None or exports.sources.root != root or exports.sources.limit != options.max_publish_bytes:
        exports = Exports(Sources(root, options.max_publish_bytes))
    exports.sources.hides = withheld.covers
    workspace = Workspace(root=root, settings=snapshot.project.settings)
    told = without(snapshot, withheld)
    told = told if audience == SERVE else without_log(told)
    stamp = read_stamp(root, _besides(root, Path(config.site_dir)))
    papers = read_papers(root, snapshot, withheld.covers)
    history = reader.read(root, snapshot, stamp.commit, with_log=audience == SERVE)
    return Site(
        lookups=Lookups(told, papers, one_by_one=one_by_one),
        counted=lambda: read_papers(root, snapshot) if withheld.entries or withheld.patterns else papers,
        past=Past(told, history, withheld.entries),
        past_runs=lambda names: past_runs(root, snapshot, history.git, names),
        manner=manner,
        name=config.site_name,
        dashboard=_dashboard(options.dashboard_path, files, language_folder(config) + "index.html", serving),
        stamp=stamp,
        sources=exports.sources,
        exports=exports,
        changes=_changes(root, snapshot, options, withheld, one_by_one=one_by_one),
        artefacts=Artefacts(
            workspace=workspace,
            limit=options.max_publish_bytes,
            withheld=withheld,
            sources=options.publish_sources,
            previews=Previews(
                reader=SubjectReader(snapshot=snapshot, workspace=workspace),
                withheld=withheld,
                limit=options.max_publish_bytes,
            ),
        ),
    )


def _changes(
    root: Path, snapshot: Snapshot, options: Options, withheld: Withheld, *, one_by_one: bool
) -> Callable[[str], tuple[EntryDifference, ...]]:
    settings = snapshot.project.settings
    measure = Measure(
        absolute=settings.diff_absolute,
        relative=settings.diff_relative,
        ignore=settings.diff_ignore,
        most=CHANGES_SHOWN,
        largest=options.max_publish_bytes,
    )

    @cache
    def found() -> Mapping[str, tuple[EntryDifference, ...]]:
        return differences_for_pages(root, snapshot, measure, sources=options.publish_sources)

    @cache
    def found_of(name: str) -> tuple[EntryDifference, ...]:
        return difference_for_page(root, snapshot, name, measure, sources=options.publish_sources)

    return lambda name: changes_without(found_of(name) if one_by_one else found().get(name, ()), withheld)


def _besides(root: Path, site: Path) -> tuple[str, ...]:
    """Folders below `root` whose changes don't make a build one of an unclean tree."""
    inside = (site.relative_to(root).as_posix(),) if site.is_relative_to(root) else ()
    return (".specthis", *inside)


def is_shown(file: File, serving: bool) -> bool:
    """Whether the host will make something of it: drafts are shown by a server alone."""
    hidden = (InclusionLevel.EXCLUDED,) if serving else (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)
    return file.inclusion not in hidden


def _dashboard(option: str | None, files: Files, address: str, serving: bool) -> str:
    """Source name of the dashboard: home, unless the docs have one at that address."""
    home = next((file for file in files if file.dest_uri == address and is_shown(file, serving)), None)
    if option is None:
        return "index.md" if home is None else "dashboard.md"
    source = dashboard_source(option)
    if normpath(source).startswith((".", "/")) or "\\" in source:
        raise PluginError(f"specthis: dashboard_path {option!r} is no address below the site")
    if source == "index.md" and home is not None:
        raise PluginError(f"specthis: dashboard_path is {option!r}, and {home.src_uri!r} is the home page already")
    return source
