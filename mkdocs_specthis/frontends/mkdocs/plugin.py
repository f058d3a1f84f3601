"""The MkDocs plugin: hooks alone. What they do stands in the files beside this one.

Nothing of the project is executed. What goes wrong in here is an error of the build, never an old page.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

from mkdocs.exceptions import BuildError, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger

from mkdocs_specthis.core.recall import Afresh, Recall
from mkdocs_specthis.effects.artefacts.files import LOOKS
from mkdocs_specthis.effects.remembered.residence import Residence
from mkdocs_specthis.effects.remembered.shelf import shelved
from mkdocs_specthis.frontends.mkdocs import files as make
from mkdocs_specthis.frontends.mkdocs.addresses import SCRIPT, STYLES
from mkdocs_specthis.frontends.mkdocs.exports import Exports
from mkdocs_specthis.frontends.mkdocs.findings_log import log_findings
from mkdocs_specthis.frontends.mkdocs.guard import Guard
from mkdocs_specthis.frontends.mkdocs.kept_files import KeptFiles
from mkdocs_specthis.frontends.mkdocs.languages import has_languages
from mkdocs_specthis.frontends.mkdocs.navigation import extend
from mkdocs_specthis.frontends.mkdocs.on_request import OnRequest, Waiting, will_be_asked
from mkdocs_specthis.frontends.mkdocs.opening import open_site
from mkdocs_specthis.frontends.mkdocs.optimising import keep_copies
from mkdocs_specthis.frontends.mkdocs.options import SERVE, Options
from mkdocs_specthis.frontends.mkdocs.page_files import drop_dates, leave_alone, own_page
from mkdocs_specthis.frontends.mkdocs.references import EntryReferences
from mkdocs_specthis.frontends.mkdocs.search import add_hits, open_indexes
from mkdocs_specthis.frontends.mkdocs.sentinel import Sentinel
from mkdocs_specthis.frontends.mkdocs.site import Site, shown_name
from mkdocs_specthis.frontends.mkdocs.templates import CompiledTemplates
from mkdocs_specthis.frontends.mkdocs.watch import watched_paths
from mkdocs_specthis.usecases.history import HistoryReader
from mkdocs_specthis.usecases.load import set_aside

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

log = get_plugin_logger("specthis")

AFTER_OTHERS = -60
"""Behind plugins that generate files (0) and blogs (-50), before those that read the result (-100)."""
AFTER_LANGUAGES = -110
"""Behind a plugin that sorts what is in the docs by language (-100), and stumbles over what is not."""
BEFORE_OTHERS = 100
"""What other plugins add to a page is theirs and stays as they made it."""
LAST = -200
"""When others have asked the server for what they want."""

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def guarded(hook: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Let what fails in a hook fail as the host's own kind of error, with the trace in the log."""

    @wraps(hook)
    def guard(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        try:
            return hook(*arguments, **named)
        except BuildError:
            raise
        except Exception as error:
            log.debug("%s failed", hook.__name__, exc_info=True)
            raise PluginError(f"specthis: {type(error).__name__} in {hook.__name__}: {error}") from error

    return guard


class SpecthisPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Adds the pages of a project's specs to its site."""

    def __init__(self) -> None:
        super().__init__()
        self._references = EntryReferences()
        self._sentinel = Sentinel()
        self._requests = OnRequest()
        self._templates = CompiledTemplates()
        self._residence = Residence()
        self._recall = Afresh()
        self._kept = KeptFiles()
        self._exports: Exports | None = None
        self._history = HistoryReader()
        self._site: Site | None = None
        self._command = ""
        self._files: Files | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Keeps this instance alive from one build of `mkdocs serve` to the next."""
        self._command = command
        if command == SERVE:
            self._recall = Recall()

    @guarded
    def on_config(self, config: "MkDocsConfig") -> "MkDocsConfig":
        if STYLES not in config.extra_css:
            config.extra_css.insert(0, STYLES)
        if SCRIPT not in [str(script) for script in config.extra_javascript]:
            config.extra_javascript.append(SCRIPT)
        keep_copies(config)
        config.markdown_extensions.append(self._references)  # type: ignore[arg-type]
        return config

    @event_priority(AFTER_OTHERS)
    def _add_files(self, files: "Files", /, *, config: "MkDocsConfig") -> "Files":
        return files if has_languages(config) else self._open(files, config)

    @event_priority(AFTER_LANGUAGES)
    def _add_files_late(self, files: "Files", /, *, config: "MkDocsConfig") -> "Files":
        return self._open(files, config) if has_languages(config) else files

    on_files = CombinedEvent(_add_files, _add_files_late)

    @guarded
    def _open(self, files: "Files", config: "MkDocsConfig") -> "Files":
        serving = self._command == SERVE
        wait = self._can_wait(config)
        with self._reading():
            site = open_site(
                self.config, config, files, serving, self._exports, log, self._recall, self._history, one_by_one=wait
            )
        set_aside()
        self._site = site
        self._exports = site.exports
        log_findings(site.lookups.snapshot.findings, log)
        make.add_files(site, config, files, log, self._kept, serving=serving, wait=wait)
        self._requests.waiting = self._waiting(site, config, files) if wait else None
        make.publish_artefacts(site, config, files)
        self._tell_references(site, config, files)
        numbers = [paper.aux_path for paper in site.lookups.papers.values() if paper.aux_path]
        watched = watched_paths(site.lookups.snapshot, site.sources.root, Path(config.site_dir), numbers)
        config.watch.extend(path for path in watched if path not in config.watch)
        self._sentinel.look_at(watched, site.lookups.snapshot, site.sources.root)
        return files

    def _reading(self) -> AbstractContextManager[None]:
        """A server reads the project again and again; a build reads it once."""
        return self._residence.stay() if self._command == SERVE else nullcontext()

    def _can_wait(self, config: "MkDocsConfig") -> bool:
        """Whether our pages may be made when they are asked for.

        Not where a search plugin would have to see them first, nor where each language is a build of its own.
        """
        if has_languages(config):
            return False
        asked = self._command == SERVE and (self._requests.stands or will_be_asked())
        return asked and ("search" not in config.plugins or bool(open_indexes(config.plugins)))

    def _waiting(self, site: Site, config: "MkDocsConfig", files: "Files") -> Waiting:
        def finish(page: "Page") -> None:
            with self._reading(), shelved(site.sources.root, name=LOOKS, asks_all=False):
                make.finish(site, page)
            make.check_copies(site)

        return Waiting(
            config=config,
            files=files,
            finish=finish,
            spec_of=lambda page: make.spec_page_of(site, files, page),
        )

    def _tell_references(self, site: Site, config: "MkDocsConfig", files: "Files") -> None:
        self._references.entries = site.lookups.snapshot.entries
        self._references.find_file = site.find_file
        self._references.publish = make.publisher(site, config, files)
        self._references.warn = log.warning
        self._references.foreign_images = self.config.raw_html

    @event_priority(AFTER_OTHERS)
    @guarded
    def on_nav(self, nav: "Navigation", /, *, config: "MkDocsConfig", files: "Files") -> "Navigation":
        option, site = self.config.nav, self._built()
        make.set_titles(site, files)
        if option is False:
            return nav
        title = option if isinstance(option, str) else ""
        find = make.page_finder(site, files)
        return extend(nav, site.pages.values(), site.lookups.snapshot, find, title, site.dashboard)

    @event_priority(BEFORE_OTHERS)
    @guarded
    def _shield(self, markdown: str, /, *, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
        """What a stranger wrote into a spec must never get to a plugin that runs what it reads."""
        if own_page(self._built(), page) is not None:
            leave_alone(page)
        return markdown

    @event_priority(AFTER_OTHERS)
    @guarded
    def _enter(self, markdown: str, /, *, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
        """Last before the page is rendered: say which one it is."""
        own = own_page(self._built(), page)
        if own is not None:
            drop_dates(own, page)
        source = page.file.src_uri
        self._references.enter(source, shown_name(own) if own else source, own.spec if own else "")
        return markdown

    on_page_markdown = CombinedEvent(_shield, _enter)

    @event_priority(BEFORE_OTHERS)
    @guarded
    def on_page_content(self, html: str, /, *, page: "Page", config: "MkDocsConfig", files: "Files") -> str:
        self._references.enter("", "")
        site = self._built()
        own = own_page(site, page)
        if own is None or own.entry:
            return html
        body = site.body(own.source, html)
        if not own.spec:
            make.set_sections(page, body.sections)
        return str(body.html)

    @event_priority(AFTER_OTHERS)
    @guarded
    def on_env(self, env: "Environment", /, *, config: "MkDocsConfig", files: "Files") -> "Environment":
        """Every spec is rendered by now: the pages of entries take their parts."""
        site = self._built()
        waiting = self._requests.waiting
        if waiting is not None:
            self._templates.serve(env)
            waiting.env = env
        else:
            with shelved(site.sources.root, name=LOOKS):
                for page in tuple(make.entry_pages(site, files)):
                    make.finish(site, page)
        self._files = files
        add_hits(open_indexes(config.plugins), site.hits())
        return env

    @event_priority(LAST)
    @guarded
    def on_post_build(self, *, config: "MkDocsConfig") -> None:
        if self._files is not None:
            make.check_copies(self._built())
            make.take_away_withheld(self._built(), config)

    @event_priority(LAST)
    @guarded
    def on_template_context(
        self, context: "TemplateContext", /, *, template_name: str, config: "MkDocsConfig"
    ) -> "TemplateContext":
        """Templates that list pages, such as the site map, list those that wait too."""
        waiting = self._requests.waiting
        if waiting is not None:
            waiting.nav = context["nav"]
            if waiting.lists_all(template_name):
                context["pages"] = waiting.all_pages()
        return context

    @event_priority(LAST)
    def on_serve(
        self, server: "LiveReloadServer", /, *, config: "MkDocsConfig", builder: Callable[..., Any]
    ) -> "LiveReloadServer":
        from mkdocs_specthis.frontends.mkdocs import prompt_observer

        self._sentinel.start(server)
        prompt_observer.take_place(server)
        self._requests.stand_before(server, log)
        Guard.stand_before(server, log)
        return server

    def on_shutdown(self) -> None:
        self._residence.leave()
        self._sentinel.stop()

    @property
    def built(self) -> "tuple[Site, Files]":
        """The site of the last build and its files, for what is made of them afterwards."""
        if self._files is None:
            raise PluginError("specthis: nothing was built")
        return self._built(), self._files

    def _built(self) -> Site:
        if self._site is None:
            raise PluginError("specthis: the host asked for a page before its files")
        return self._site
