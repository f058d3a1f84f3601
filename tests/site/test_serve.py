"""`mkdocs serve`, for real: an edit of what the project rests on brings a new page, never an old green one."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from site_builds import environment, make, settle, write

from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.effects.records.events import append_event

SECONDS = 40.0


class Server:
    def __init__(self, root: Path) -> None:
        self.root = root
        command = [sys.executable, "-m", "mkdocs", "serve"]
        self.log = root.parent / "serve.log"
        self.process = subprocess.Popen(
            command, cwd=root, stdout=self.log.open("wb"), stderr=subprocess.STDOUT, env=environment()
        )
        self.address = self._wait(lambda: self._find(r"Serving on (http://\S+)"))

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.log.read_text(encoding="utf-8", errors="replace"))
        return found.group(1) if found else ""

    def _wait(self, look: Callable[[], str]) -> str:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.2)
        raise AssertionError(self.log.read_text(encoding="utf-8"))

    def headline(self) -> str:
        with urlopen(self.address, timeout=30) as answer:
            found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.read().decode("utf-8"))
        return found.group(1) if found else ""

    def becomes(self, headline: str) -> None:
        def look() -> str:
            try:
                return "yes" if self.headline() == headline else ""
            except (URLError, OSError):
                return ""

        self._wait(look)

    def shows(self, address: str, text: str) -> None:
        """Wait until a page has a text."""

        def look() -> str:
            try:
                with urlopen(self.address + address, timeout=30) as answer:
                    return "yes" if text in answer.read().decode("utf-8") else ""
            except (URLError, OSError):
                return ""

        self._wait(look)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)


@contextmanager
def serving(root: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(root, {"mkdocs.yml": config + f"dev_addr: 127.0.0.1:{port}\n"})
    running = Server(root)
    yield running
    running.stop()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(settle(make(tmp_path / "project"))) as running:
        yield running


ALL = "All three entries are settled."
NONE = "None of three entries is settled."
TWO = "Two of three entries are settled."


def test_what_only_the_log_tells_is_seen(tmp_path: Path) -> None:
    """With a failure comes no receipt; the log comes into being while the site is served, and grows, and goes."""
    root = settle(make(tmp_path / "project"))
    place = root / ".specthis/events.jsonl"
    place.unlink()
    with serving(root) as server:
        server.becomes(ALL)
        for number, name in ((7, "beta"), (8, "alpha")):
            data = {"text": f"it ended with status {number}", "class": "exit-status"}
            event = Event(ts="2026-01-01T00:00:00Z", run=name, actor="refresh", event="failed", subject=name, data=data)
            append_event(root, event)
            server.shows("runs/", f"it ended with status {number}")
        place.unlink()
        server.shows("runs/", "This machine’s log tells of no run")


def test_every_kind_of_edit_is_seen(server: Server) -> None:
    root = server.root
    server.becomes(ALL)

    script = (root / "scripts/alpha.py").read_text(encoding="utf-8")
    write(root, {"scripts/alpha.py": script + "# more\n"})
    server.becomes(NONE)
    write(root, {"scripts/alpha.py": script})
    server.becomes(ALL)

    spec = (root / "specs/report-a.md").read_text(encoding="utf-8")
    write(root, {"specs/report-a.md": spec.replace("It shows", "It now shows")})
    server.becomes(TWO)
    write(root, {"specs/report-a.md": spec})
    server.becomes(ALL)

    artefact = (root / "results/alpha/alpha.json").read_text(encoding="utf-8")
    write(root, {"results/alpha/alpha.json": '{"value": 2}'})
    server.becomes(NONE)
    write(root, {"results/alpha/alpha.json": artefact})
    server.becomes(ALL)

    lock = (root / "specs/_lock.json").read_text(encoding="utf-8")
    write(root, {"specs/_lock.json": lock[:-20]})
    server.becomes(NONE)
    write(root, {"specs/_lock.json": lock})
    server.becomes(ALL)


def test_an_edited_artefact_is_seen_for_what_it_is(server: Server) -> None:
    server.becomes(ALL)
    page = f"{server.address}entries/alpha/"
    artefact = server.root / "results/alpha/alpha.json"
    made = artefact.read_bytes()
    assert b"These are the bytes of the receipt" in urlopen(page, timeout=30).read()
    artefact.write_text('{"value": 271828}')
    server.becomes(NONE)
    assert b"not those of the receipt" in urlopen(page, timeout=30).read()
    artefact.write_bytes(made)
    server.becomes(ALL)


def test_folders_that_vanish_and_come_back_are_seen(server: Server) -> None:
    root = server.root
    server.becomes(ALL)
    shutil.copytree(root / "scripts", root.parent / "kept")
    shutil.rmtree(root / "scripts")
    server.becomes(NONE)
    shutil.copytree(root.parent / "kept", root / "scripts")
    server.becomes(ALL)
    script = (root / "scripts/alpha.py").read_text(encoding="utf-8")
    write(root, {"scripts/alpha.py": script + "# more\n"})
    server.becomes(NONE)
