"""One browser for all tests of a process, and the sites that it visits, each built once.

Named in `tests/conftest.py`, so that every test module shares them. Holds no expectation.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser.served import Served, served
from filelock import FileLock
from fork_server import run_module

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

REPOSITORY = Path(__file__).resolve().parent.parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DESKTOP, PHONE, NARROW = ({"width": width, "height": 900} for width in (1440, 390, 320))
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    if CHROMIUM is None:
        pytest.skip("not here: a browser (chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="not here: Playwright")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and all that it complained of since it was opened."""

    page: "Page"
    home: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _said(self, message: "ConsoleMessage") -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type} in the console: {message.text}")

    def _failed(self, request: "Request") -> None:
        # Going elsewhere ends what is under way.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url} failed: {request.failure}")

    def _asked(self, request: "Request") -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.complaints.append(f"asked somebody else: {request.url}")

    def _answered(self, response: "Response") -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")

    def go(self, path: str = "") -> "Page":
        self.page.goto(self.home + path, wait_until="load")
        return self.page


@pytest.fixture
def visit(chromium: "Browser") -> Iterator[Callable[..., Visit]]:
    """Open a page of a site in a context of its own; what is wrong with it is collected, and checked at the end."""
    with ExitStack() as contexts:
        visits: list[Visit] = []

        def opened(site: Served, path: str = "", **options: Any) -> Visit:
            context = chromium.new_context(**{"viewport": DESKTOP, **options})
            contexts.callback(context.close)
            visits.append(Visit(context.new_page(), site.address))
            visits[-1].go(path)
            return visits[-1]

        yield opened
        complaints = [one for visit in visits for one in visit.complaints]
    assert complaints == []


def run(module: str, *arguments: str, cwd: Path) -> str:
    """A module of Python in a process of its own, as a user runs it; it has to succeed."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"}
    done = run_module(module, arguments, cwd=cwd, timeout=180, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that one process of this run of the tests fills, and all of them only read."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"once-{name}"
    done = folder.with_suffix(".made")
    with FileLock(folder.with_suffix(".lock")), pytest.MonkeyPatch.context() as patch:
        if not done.exists():
            patch.setenv(
                "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
            )
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


def _make_example(folder: Path) -> None:
    """With its artefacts, and its site: strict, made, for the public."""
    from conftest import copy_project

    root = copy_project("example_site", folder)
    run("mkdocs_specthis", "refresh", cwd=root)
    run("mkdocs", "build", "--strict", cwd=root)


@pytest.fixture(scope="session")
def example_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with its artefacts and its site, only to be read."""
    return made_once(tmp_path_factory, "example", _make_example) / "example_site"


@pytest.fixture(scope="session")
def example_project(example_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, with its artefacts: a copy to build other sites in."""
    root = tmp_path_factory.mktemp("example") / "example_site"
    return Path(shutil.copytree(example_made, root, symlinks=True, ignore=shutil.ignore_patterns("site")))


@pytest.fixture(scope="session")
def example(example_made: Path) -> Iterator[Served]:
    """The example's site."""
    with served("example", example_made / "site") as site:
        yield site


@pytest.fixture(scope="session")
def troubled_project(example_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is wrong in many ways, with its site for its author, only to be read."""
    from browser.troubled import make_troubled

    def make(folder: Path) -> None:
        run("mkdocs", "build", cwd=make_troubled(example_made, folder / "project"))

    return made_once(tmp_path_factory, "troubled", make) / "project"


@pytest.fixture(scope="session")
def troubled(troubled_project: Path) -> Iterator[Served]:
    """The site of what is wrong, for its author."""
    with served("troubled", troubled_project / "site") as site:
        yield site


@pytest.fixture(params=["example", "troubled"])
def site(request: pytest.FixtureRequest) -> Served:
    """Each of both in turn."""
    found: Served = request.getfixturevalue(request.param)
    return found
