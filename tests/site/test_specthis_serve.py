"""`specthis serve`, for real: a process, an address, requests, edits, signals."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import REPOSITORY, run_command, write_files

SECONDS = 60.0
BOTH = "Neither of the two entries is settled."


class Served:
    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
        self.process, self.log, self.port = process, log, port

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(self, path: str = "/", host: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def headline(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.ask()[1])
        return found.group(1) if found else ""

    def becomes(self, look: Callable[[], bool]) -> None:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            assert self.process.poll() is None, self.said()
            if look():
                return
            time.sleep(0.2)
        raise AssertionError(self.said())

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(root: Path, *arguments: str, temporary: Path) -> Iterator[Served]:
    temporary.mkdir(exist_ok=True)
    port, log = free_port(), temporary / "serve.log"
    command = [sys.executable, "-m", "mkdocs_specthis", "serve", "--port", str(port), *arguments]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary)}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=root, stdout=output, stderr=subprocess.STDOUT, env=environment)
    served = Served(process, log, port)
    try:
        served.becomes(lambda: "Serving on http://" in served.said())
        yield served
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    done = run_command("init", "a projéct", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path / "a projéct"


def without_site(root: Path) -> None:
    (root / "mkdocs.yml").unlink()


def without_plugin(root: Path) -> None:
    (root / "mkdocs.yml").write_text("site_name: Mine\n")


@pytest.mark.parametrize("change", [lambda root: None, without_site, without_plugin])
def test_an_edit_brings_a_new_page(change: Callable[[Path], None], root: Path, tmp_path: Path) -> None:
    change(root)
    before = {path.name for path in root.iterdir()}
    with serving(root, temporary=tmp_path / "t") as served:
        served.becomes(lambda: served.headline() == BOTH)
        spec = (root / "specs/compute-density.md").read_text(encoding="utf-8")
        write_files(root, {"specs/compute-density.md": spec.replace("This is a sample.", "Edited while it is served.")})
        served.becomes(lambda: "Edited while it is served." in served.ask("/specs/compute-density/")[1])
        write_files(root, {"specs/compute-density.md": spec.replace("### density", "### other")})
        served.becomes(lambda: served.ask("/entries/other/")[0] == 200)
        assert served.end(signal.SIGINT) == 0
        assert "Traceback" not in served.said()
    assert {path.name for path in root.iterdir()} == before
    assert [path.name for path in (tmp_path / "t").iterdir()] == ["serve.log"]


def test_who_may_ask(root: Path, tmp_path: Path) -> None:
    with serving(root, temporary=tmp_path / "t") as served:
        for path in ("/", "/entries.json", "/entries/density/"):
            assert served.ask(path)[0] == 200
            assert served.ask(path, host="localhost:1")[0] == 200
            status, body = served.ask(path, host=f"evil.example:{served.port}")
            assert status == 403 and "density" not in body
        assert served.end(signal.SIGTERM) == 0


def test_a_configuration_that_breaks_shows_no_old_page(root: Path, tmp_path: Path) -> None:
    kept = (root / "mkdocs.yml").read_text(encoding="utf-8")
    with serving(root, temporary=tmp_path / "t") as served:
        assert served.headline() == BOTH
        write_files(root, {"mkdocs.yml": kept + "  theme: [\n"})
        served.becomes(lambda: served.ask()[0] == 503)
        assert "The site cannot be built" in served.ask("/entries/density/")[1]
        write_files(root, {"mkdocs.yml": kept})
        served.becomes(lambda: served.ask()[0] == 200 and served.headline() == BOTH)
        assert "Traceback" not in served.said()


def refused(root: Path, *arguments: str) -> str:
    done = run_command("serve", *arguments, cwd=root)
    what, hint = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (2, "")
    assert what.startswith("specthis: error: ") and hint.startswith("  hint: ")
    return what


def test_an_address_that_is_taken(root: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refused(root, "--port", str(port)).endswith(f"another program listens at 127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("site_name: x\nplugins: [\n", "mkdocs.yml: MkDocs encountered an error parsing the configuration file:"),
        ("site_name: x\ntheme: nosuch\nplugins: [specthis]\n", "mkdocs.yml: Config value 'theme': Unrecognised theme"),
        ("plugins: [specthis]\n", "mkdocs.yml: Config value 'site_name': Required"),
        ("site_name: x\nplugins: [specthis, nosuch]\n", 'The "nosuch" plugin is not installed'),
        ("- a\n- b\n", "mkdocs.yml: "),
        ("site_name: x\nplugins: [specthis: {dashboard_path: ../x}]\n", "dashboard_path '../x' is no address"),
    ],
)
def test_a_configuration_that_cannot_be_used(text: str, expected: str, root: Path) -> None:
    write_files(root, {"mkdocs.yml": text})
    done = run_command("serve", "--port", str(free_port()), cwd=root)
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if not line.startswith(("INFO", "  hint: "))]
    assert len(said) == 1 and said[0].startswith("specthis: error: ") and expected in said[0]


@pytest.mark.parametrize("arguments", [["--host", "nowhere.example"], ["--port", "0"], ["-f", "no-such-file"]])
def test_bad_usage(arguments: list[str], root: Path) -> None:
    refused(root, *arguments)


def test_no_project(tmp_path: Path) -> None:
    done = run_command("serve", cwd=tmp_path)
    assert done.returncode == 2 and "`specthis init`" in done.stderr


def test_a_project_cannot_stand_in_for_a_package(root: Path) -> None:
    """Files of the project are on no path of modules: to look at it executes nothing of it."""
    write_files(root, dict.fromkeys(("yaml.py", "mkdocs.py", "click.py", "socket.py"), "open('ran', 'w').close()\n"))
    done = subprocess.run(
        [sys.executable, "-P", "-m", "mkdocs_specthis", "serve", "--host", "192.0.2.1"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )
    assert done.returncode == 2 and "nobody can listen" in done.stderr
    assert not (root / "ran").exists()


def test_interrupted_before_the_first_page(root: Path) -> None:
    write_files(
        root, {"wait.py": "import time\n\ndef on_config(config):\n    open('waits', 'w').close()\n    time.sleep(60)\n"}
    )
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("hooks: [wait.py]\n")
    command = [sys.executable, "-m", "mkdocs_specthis", "serve", "--port", str(free_port())]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    child = subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True, env=environment)
    end = time.monotonic() + SECONDS
    while not (root / "waits").exists() and time.monotonic() < end:
        time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=20)
    assert child.returncode == 130 and said.splitlines()[-1] == "specthis: interrupted"
    assert "Traceback" not in said
