"""The example's site in a real browser, script and all: what only a browser can show."""

import functools
import http.server
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import copy_project, run_command
from site_builds import build, parse

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=4000",
    "--enable-logging=stderr",
)

pytestmark = pytest.mark.skipif(BROWSER is None, reason="not here: a browser (chromium)")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the example's site is served, made and built strictly."""
    root = copy_project("example_site", tmp_path_factory.mktemp("browser"))
    assert run_command("refresh", cwd=root).returncode == 0
    done = build(root, "--strict")
    assert done.returncode == 0, done.stderr
    handler = functools.partial(Quiet, directory=str(root / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def visit(address: str, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Open a page and give (the document after its scripts ran, what the console said)."""

    def opened(path: str, *flags: str) -> tuple[str, list[str]]:
        command = [
            str(BROWSER),
            *FLAGS,
            f"--user-data-dir={tmp_path / 'profile'}",
            *flags,
            "--dump-dom",
            address + path,
        ]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    return opened


@pytest.mark.parametrize(
    "path",
    [
        "",
        "entries/",
        "entries/trend-quadratic/",
        "specs/compute-co2-trend/",
        "graph/",
        "graph/specs/",
        "audit/",
        "key/",
    ],
)
def test_no_page_complains_in_the_console(visit, path: str) -> None:  # type: ignore[no-untyped-def]
    html, console = visit(path)
    assert console == []
    assert "<h1" in html


def test_the_address_filters_the_entries(visit) -> None:  # type: ignore[no-untyped-def]
    html, _ = visit("entries/?find=trend-quadratic")
    page = parse(html)
    assert page.one("output", "st-out").text == "1 of 15 entries"
    shown = [
        row
        for row in page.one("table", "st-entries").find("tr")
        if row.find("th", scope="row") and "hidden" not in row.attributes
    ]
    assert [row.find("th")[0].find("a")[0].text for row in shown] == ["trend-quadratic"]


def test_a_focused_node_lights_what_it_rests_on(visit) -> None:  # type: ignore[no-untyped-def]
    html, _ = visit("graph/?focus=tab-trend")
    nodes = parse(html).find("a", "st-node")
    lit = {node.attributes["data-id"] for node in nodes if "on" in node.classes}
    assert {"tab-trend", "trend-linear", "trend-quadratic", "trend-exponential", "co2-clean"} <= lit
    assert "fig-season" not in lit


def test_mathematics_is_drawn_without_leaving_the_site(visit, address: str) -> None:  # type: ignore[no-untyped-def]
    """From files of the site alone, and only where there is some."""
    document, said = visit("entries/tab-trend/", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {address[7:16]}")
    assert document.count('<span class="katex">') == 1 and "application/x-tex" in document
    assert not said
    loaded, _ = visit("entries/co2-clean/")
    assert "katex.min.js" not in loaded
