"""Carries out what a page tells its reader: files are written, commands are typed at a terminal, output is compared.

A fence with `title="path"` is a file, a fence `sh` is typed, and a fence `text` right behind one is what comes out:
its lines in this order, `…` standing for anything. What is below `<!-- needs program -->` is passed over without it.
"""

import fnmatch
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conftest import REPOSITORY
from documentation import Fence

SECONDS = 120
_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")

PERSON = {
    "GIT_CONFIG_COUNT": "3",
    "GIT_CONFIG_KEY_0": "user.name",
    "GIT_CONFIG_VALUE_0": "Ada",
    "GIT_CONFIG_KEY_1": "user.email",
    "GIT_CONFIG_VALUE_1": "ada@example.org",
    "GIT_CONFIG_KEY_2": "init.defaultBranch",
    "GIT_CONFIG_VALUE_2": "main",
}


@dataclass
class Reader:
    """A person at a terminal who follows a page."""

    folder: Path
    said: str = ""
    """What the last commands wrote."""
    steps: list[str] = field(default_factory=list)

    def follow(self, fences: Iterator[Fence]) -> None:
        typed = False
        for fence in fences:
            if fence.title:
                self.write(fence)
            elif fence.language == "text" and typed:
                self.compare(fence)
            typed = fence.language == "sh" and not fence.title and is_here(fence.needs)
            if typed:
                self.type(fence)

    def write(self, fence: Fence) -> None:
        target = self.folder / fence.title
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(fence.text, encoding="utf-8")

    def type(self, fence: Fence) -> None:
        """All lines of a fence in one shell; where it ends, the next begins."""
        self.said = ""
        if fence.text.strip() in SERVERS:
            look_at_site(self.folder, fence.text.strip())
            return
        where = self.folder / ".where"
        script = f"set -e\n{fence.text}pwd > {where}\n"
        status, self.said = at_terminal(["bash", "-c", script], self.folder)
        self.steps.append(fence.text)
        assert status == 0, f"line {fence.line}: `{fence.text.strip()}` left with {status}:\n{self.said}"
        self.folder = Path(where.read_text().strip())
        where.unlink()

    def compare(self, fence: Fence) -> None:
        """Each expected line occurs, in this order."""
        lines = iter([" ".join(line.split()) for line in self.said.split("\n")])
        for expected in fence.text.splitlines():
            words = " ".join(expected.split())
            pattern = "*" + re.sub(r"([*?\[])", r"[\1]", words).replace("…", "*") + "*"
            assert any(fnmatch.fnmatchcase(line, pattern) for line in lines), (
                f"line {fence.line}: `{expected}` not in:\n{self.said}"
            )


def is_here(program: str) -> bool:
    return not program or shutil.which(program, path=environment()["PATH"]) is not None


def environment() -> dict[str, str]:
    return {
        **os.environ,
        **PERSON,
        "PYTHONPATH": str(REPOSITORY),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
        "TERM": "dumb",
        "COLUMNS": "200",
        "LINES": "50",
        "PAGER": "cat",
        "NO_COLOR": "1",
        "NO_MKDOCS_2_WARNING": "1",
    }


def at_terminal(command: list[str], folder: Path) -> tuple[int, str]:
    """Exit status, and what a person sees. Every question is answered with yes."""
    master, slave = pty.openpty()
    child = subprocess.Popen(
        command, cwd=folder, stdin=slave, stdout=slave, stderr=slave, env=environment(), start_new_session=True
    )
    os.close(slave)
    seen = b""
    deadline = time.monotonic() + SECONDS
    try:
        while True:
            ready, _, _ = select.select([master], [], [], 0.2)
            if ready:
                try:
                    chunk = os.read(master, 65536)
                except OSError:
                    break
                if not chunk:
                    break
                seen += chunk
                if re.search(rb"\[y/N\]:? *\Z", seen, re.IGNORECASE):
                    os.write(master, b"y\n")
            elif child.poll() is not None:
                break
            if time.monotonic() > deadline:
                os.killpg(child.pid, signal.SIGKILL)
                raise AssertionError(f"not done after {SECONDS} seconds:\n{seen.decode(errors='replace')}")
    finally:
        os.close(master)
    text = _ANSI.sub("", seen.decode("utf-8", "replace")).replace("\r\n", "\n")
    return child.wait(), text


SERVERS = {"mkdocs serve": ("mkdocs", "--dev-addr=127.0.0.1:{}"), "specthis serve": ("mkdocs_specthis", "--port={}")}
"""What a reader types to see the site: module, and the option that says where."""


def look_at_site(folder: Path, typed: str) -> None:
    """The server, as long as it takes to see the home page."""
    module, where = SERVERS[typed]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / ".served"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", module, "serve", where.format(port)],
            cwd=folder,
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        page = _home_page(port, server)
        assert "settled" in page
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        said = log.read_text(errors="replace")
        log.unlink()
    assert "WARNING" not in said, said


def _home_page(port: int, server: "subprocess.Popen[bytes]") -> str:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                return str(answer.read().decode("utf-8"))
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site was never served")
