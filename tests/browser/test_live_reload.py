"""`mkdocs serve` and an open page: whatever is edited, the page shows the new truth by itself."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.fixtures import REPOSITORY
from conftest import write_files

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECONDS = 90
"""For one rebuild on a busy machine; two are usual."""
SPEC = """---
name: compute-a
kind: compute
title: The first spec
---
# The first spec

## Entries

### alpha

- Script: `scripts/alpha.py`
- Output: `results/alpha/alpha.json`
- Run: `python {script} {output}`
- Consumes: none
- Status: script ready

The value of alpha.
"""
FILES = {
    "specs/compute-a.md": SPEC,
    "scripts/alpha.py": "import json, sys\njson.dump({'value': 1}, open(sys.argv[1], 'w'))\n",
    "docs/about.md": "# About\n\nWords.\n",
    "mkdocs.yml": "site_name: A site\ntheme: material\nplugins: [search, specthis]\n",
}


@dataclass
class Project:
    root: Path
    page: "Page"

    def read(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        write_files(self.root, {path: text.replace(old, new)})

    def shows(self, selector: str, text: str) -> None:
        """The page comes to say it, without anybody touching the browser."""
        look = f"document.querySelector({selector!r})?.innerText.replace(/\\s+/g, ' ').includes({text!r})"
        self.page.wait_for_function(look, timeout=SECONDS * 1000)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A settled project, and where it is served."""
    from mkdocs_specthis.usecases.certify.judge import record
    from mkdocs_specthis.usecases.certify.request import JudgeRequest

    root = write_files(tmp_path_factory.mktemp("reload") / "project", FILES)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    write_files(root, {"mkdocs.yml": f"{FILES['mkdocs.yml']}dev_addr: 127.0.0.1:{port}\n"})
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1", "PATH": path}
    request = JudgeRequest(entries=("alpha",), author="A. Judge <judge@example.org>", note="Read both.")
    record(root, request, now=lambda: "2026-04-28T13:55:00Z")
    python = [sys.executable, "-m"]
    subprocess.run([*python, "mkdocs_specthis", "refresh"], cwd=root, env=environment, check=True, timeout=120)
    log = root.parent / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*python, "mkdocs", "serve"], cwd=root, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        yield root, _address(process, log)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"Serving on (http://\S+)", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found.group(1)
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))


@pytest.fixture
def opened(chromium: "Browser", serving: tuple[Path, str]) -> "Iterator[Callable[[str], Project]]":
    root, address = serving
    before = {path: (root / path).read_bytes() for path in [*FILES, *MADE]}
    with chromium.new_context() as context:

        def go(path: str) -> Project:
            page = context.new_page()
            page.goto(address + path)
            return Project(root, page)

        yield go
        write_files(root, before)


MADE = ("results/alpha/alpha.json", "specs/_lock.json")
Open = Callable[[str], Project]
AXES = ".st-axes"


def test_an_edited_spec(opened: Open) -> None:
    project = opened("entries/alpha/")
    project.shows(AXES, "Certified")
    project.edit("specs/compute-a.md", "The value of alpha.", "Another value of alpha.")
    project.shows(AXES, "Spec audit needed")
    project.edit("specs/compute-a.md", "Another value of alpha.", "The value of alpha.")
    project.shows(AXES, "Certified")


def test_an_edited_script(opened: Open) -> None:
    project = opened("entries/alpha/")
    project.shows(AXES, "Fresh")
    project.edit("scripts/alpha.py", "'value': 1", "'value': 2")
    project.shows(AXES, "Stale")


def test_an_edited_artefact(opened: Open) -> None:
    project = opened("entries/alpha/")
    project.shows(AXES, "Fresh")
    write_files(project.root, {"results/alpha/alpha.json": '{"value": 271828}'})
    project.shows(AXES, "Stale")
    project.shows(".st-art", "271828")


def test_an_edited_ledger(opened: Open) -> None:
    project = opened("")
    project.shows("h1", "The one entry is settled.")
    ledger = project.read("specs/_lock.json")
    write_files(project.root, {"specs/_lock.json": ledger[:-20]})
    project.shows(".st-err", "specs/_lock.json")
    write_files(project.root, {"specs/_lock.json": ledger})
    project.shows("h1", "The one entry is settled.")


def test_an_edited_configuration(opened: Open) -> None:
    project = opened("")
    project.shows("h1", "The one entry is settled.")
    project.edit("mkdocs.yml", "site_name: A site", "site_name: Another site")
    project.shows(".md-header", "Another site")


def test_a_spec_that_is_new_and_one_that_goes(opened: Open) -> None:
    project = opened("")
    project.shows("h1", "The one entry is settled.")
    more = SPEC.replace("compute-a", "compute-b").replace("alpha", "beta").replace("The first", "The second")
    write_files(project.root, {"specs/compute-b.md": more})
    project.shows("h1", "One of two entries is settled.")
    (project.root / "specs/compute-b.md").unlink()
    project.shows("h1", "The one entry is settled.")
