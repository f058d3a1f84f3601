"""Pages that are made when a browser asks for them, so that a save costs what it changed and not what there is.

For the development server alone: `mkdocs build` makes every page. The host still makes each page by its own functions,
later and one at a time, so that nothing on it can differ from a build.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from posixpath import normpath
from threading import Lock
from typing import Any

import click
from jinja2 import Environment
from mkdocs.commands.build import _build_page, _build_theme_template, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.mkdocs.data_files import DataFile
from mkdocs_specthis.frontends.mkdocs.findings_log import Logger
from mkdocs_specthis.frontends.mkdocs.garbage import Garbage
from mkdocs_specthis.frontends.mkdocs.guard import LIVE, Application, Server, Start, say
from mkdocs_specthis.frontends.mkdocs.html import for_theme

UNMADE = b"""<!doctype html>
<html lang="en">
<title>This page cannot be made</title>
<h1>This page cannot be made</h1>
<pre>%s</pre>
</html>
"""
SITE_MAP = "sitemap.xml"
TRIES = 20
"""Times that a page is made again because a build removed it before it was read."""

_expected: ContextVar[bool] = ContextVar("expected", default=False)


class PageFile(File):
    """One of our pages; while it waits, the host takes it for no page."""

    waits = False
    _page: Page | None = None
    _told: "tuple[str, MkDocsConfig] | None" = None

    @property
    def page(self) -> Page | None:
        """The host's page; of one that waits it is made when somebody wants it."""
        if self._page is None and self._told is not None:
            title, config = self._told
            self._page = Page(for_theme(title), self, config)
        return self._page

    @page.setter
    def page(self, page: Page | None) -> None:
        self._page = page

    @property
    def has_page(self) -> bool:
        """Whether the host's page has been made."""
        return self._page is not None

    def wait(self, title: str, config: MkDocsConfig) -> None:
        """From now on it is made when somebody asks for it."""
        self.waits, self._told = True, (title, config)

    def is_documentation_page(self) -> bool:
        return not self.waits and super().is_documentation_page()

    def is_media_file(self) -> bool:
        return not self.waits and super().is_media_file()

    def copy_file(self, dirty: bool = False) -> None:
        if not self.waits:
            super().copy_file(dirty)


@contextmanager
def expecting_requests() -> Iterator[None]:
    """Within it, a build is told that every request will come past us."""
    token = _expected.set(True)
    try:
        yield
    finally:
        _expected.reset(token)


def will_be_asked() -> bool:
    """Whether the server that is starting lets plugins see its requests; without live reload it does not."""
    context = click.get_current_context(silent=True)
    return _expected.get() or bool(context is not None and context.params.get("livereload"))


@dataclass(kw_only=True)
class Waiting:
    """The pages of one build that wait, and what it takes to make them."""

    config: MkDocsConfig
    files: Files
    finish: Callable[[Page], None]
    """Puts on a page what it takes from others; all Markdown that it shows is rendered by then."""
    spec_of: Callable[[Page], Page | None]
    """The page whose Markdown another page takes its part of."""
    env: Environment | None = None
    nav: Navigation | None = None
    _made: set[str] = field(default_factory=set)
    _lists_all: bool = False

    @cached_property
    def _by_address(self) -> Mapping[str, PageFile]:
        return {file.dest_uri: file for file in self.files if isinstance(file, PageFile) and file.waits}

    @cached_property
    def _data(self) -> Mapping[str, DataFile]:
        return {file.dest_uri: file for file in self.files if isinstance(file, DataFile) and file.waits}

    def all_pages(self) -> list[File]:
        """What the host would list as its pages if none of ours waited."""
        return [file for file in self.files if isinstance(file, PageFile) or file.is_documentation_page()]

    def lists_all(self, template: str) -> bool:
        """Whether that template lists all pages now; the site map, which is long and seldom read, waits like them."""
        return self._lists_all or template != SITE_MAP or not self._has_site_map

    @property
    def _has_site_map(self) -> bool:
        return SITE_MAP in self.config.theme.static_templates and SITE_MAP not in self.config.extra_templates

    def make(self, address: str) -> bool:
        """Make what lies at `address` below the site, once; False if nothing of ours does."""
        if address in (SITE_MAP, f"{SITE_MAP}.gz") and self._has_site_map:
            return self._make_site_map()
        data = self._data.get(address)
        if data is not None and address not in self._made:
            data.write()
            self._made.add(address)
        return data is not None or self._make_page(address)

    def _make_site_map(self) -> bool:
        if self.env is None or self.nav is None:
            return False
        if SITE_MAP not in self._made:
            self._lists_all = True
            _build_theme_template(SITE_MAP, self.env, self.files, self.config, self.nav)
            self._made.add(SITE_MAP)
        return True

    def _make_page(self, address: str) -> bool:
        file = self._by_address.get(address)
        if file is None or file.page is None or self.env is None or self.nav is None:
            return False
        if address not in self._made:
            spec = self.spec_of(file.page)
            for page in (file.page,) if spec is None else (spec, file.page):
                if page.content is None:
                    _populate_page(page, self.config, self.files)
            self.finish(file.page)
            _build_page(file.page, self.config, self.all_pages(), self.nav, self.env)
            self._made.add(address)
        return True


class OnRequest:
    """Stands before the server and makes what is asked for."""

    def __init__(self) -> None:
        self.waiting: Waiting | None = None
        """Of the last build; None where it made everything."""
        self.stands = False
        """Whether every request comes past us."""
        self._lock = Lock()
        """Held by whoever builds, or makes a page."""
        self._garbage = Garbage(self._lock)

    def stand_before(self, server: Server, log: Logger) -> None:
        """See every request of the server from now on, and every build."""
        application, build, mount = server.get_app(), server.builder, server.mount_path

        def rebuild() -> None:
            with self._lock, self._garbage.put_off():
                build()

        def answer(request: dict[str, Any], start: Start) -> Iterable[bytes]:
            address = _address(str(request.get("PATH_INFO", "")), mount)
            try:
                return self._answer(application, address, request, start)
            except Exception as error:
                log.warning("%s", f"{address}: {error}")
                fault = escape(shown(f"{type(error).__name__}: {error}", 1000)).encode("utf-8")
                return say(start, "500 Internal Server Error", "text/html; charset=utf-8", UNMADE % fault)

        server.set_app(answer)
        server.builder = rebuild
        self.stands = True

    def _answer(self, application: Application, address: str, request: dict[str, Any], start: Start) -> Iterable[bytes]:
        """What the server says, asked again where a build took away what had been made for it."""
        for _ in range(TRIES):
            if not self._make(address):
                break
            said = _Said()
            body = application(request, said)
            if not said.is_missing:
                start(*said.words)
                return body
        return application(request, start)

    def _make(self, address: str) -> bool:
        if not address:
            return False
        with self._lock:
            waiting = self.waiting
            return waiting is not None and (waiting.make(address) or waiting.make(f"{address}/index.html"))


class _Said:
    """What an application would answer with."""

    words: tuple[Any, ...] = ()

    def __call__(self, *words: Any) -> None:
        self.words = words

    @property
    def is_missing(self) -> bool:
        return not self.words or str(self.words[0]).startswith("404")


def _address(path: str, mount: str) -> str:
    """The file below the site that the server would look for; empty if none."""
    path = path.encode("latin-1", "ignore").decode("utf-8", "ignore")
    if path.startswith(LIVE) or not f"{path}/".startswith(mount):
        return ""
    rest = path[len(mount) :] + ("index.html" if path.endswith("/") else "")
    return normpath(f"/{rest}").lstrip("/")
