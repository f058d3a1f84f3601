"""What the development server answers is what a build writes: to the byte, after any edit."""

import os
import random
import re
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from conftest import copy_project
from fork_server import run_module
from site_builds import environment, write
from test_serve import Server

from mkdocs_specthis.usecases.load import load_snapshot

SEED = 20261
EDITS = 4
CUSTOM = "  name: material\n  custom_dir: overrides\n"
LIVE_RELOAD = re.compile(rb"<script>\s*var livereload = .*?</script>", re.DOTALL)
FAILED = (
    '{"v": 1, "ts": "2026-01-01T00:00:00Z", "run": "r", "actor": "refresh", "event": "failed", "subject": "co2-clean", '
    '"data": {"seconds": 1.5, "text": "it ended with status 3", "class": "exit-status"}}\n'
)
NOT_COMPARED = (".gz",)
"""Written with the time of writing in it."""


class Compared:
    """A project that is served, and built beside."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root.parent / "clean"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = (root / "mkdocs.yml").read_text(encoding="utf-8")
        config = re.sub(r"(?m)^(site_url|dev_addr):.*\n", "", config)
        config = re.sub(r"(?m)^( *)- specthis:?\n", r"\1- specthis:\n\1    audience: serve\n", config, count=1)
        address = f"site_url: http://127.0.0.1:{port}/below/\ndev_addr: 127.0.0.1:{port}\n"
        (root / "mkdocs.yml").write_text(config + address, encoding="utf-8")
        self.server = Server(root)

    def epoch(self) -> int:
        with urlopen(self.server.address, timeout=60) as answer:
            found = re.search(rb"livereload\((\d+),", answer.read())
        assert found
        return int(found.group(1))

    def wait_after(self, epoch: int) -> None:
        """Until a later build than that is shown."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if self.epoch() > epoch:
                return
            time.sleep(0.1)
        raise AssertionError(self.server.log.read_text(encoding="utf-8"))

    def build(self) -> None:
        shutil.rmtree(self.site, ignore_errors=True)
        done = run_module("mkdocs", ("build", "-d", str(self.site)), cwd=self.root, env=environment())
        assert done.returncode == 0, done.stderr

    def differing(self) -> list[str]:
        """Files of a clean build that the server has otherwise, or not at all."""
        self.build()
        files = [path for path in self.site.rglob("*") if path.is_file() and path.suffix not in NOT_COMPARED]
        assert len(files) > 30
        names = (path.relative_to(self.site).as_posix() for path in sorted(files))
        return [name for name in names if self.served(name) != (self.site / name).read_bytes()]

    def served(self, name: str) -> bytes:
        with urlopen(self.server.address + quote(name), timeout=60) as answer:
            content: bytes = answer.read()
        return LIVE_RELOAD.sub(b"", content) if name.endswith(".html") else content


@pytest.fixture(params=["example_site", "sweep"])
def compared(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compared]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    one = Compared(copy_project(request.param, tmp_path))
    yield one
    one.server.stop()


def edit(root: Path, chance: random.Random) -> None:
    """Change one thing that pages rest on, as an author would."""
    kind = chance.choice(["spec", "script", "artefact", "receipt", "lock", "docs", "config", "gone", "log"])
    if kind == "log":
        place = root / ".specthis/events.jsonl"
        place.parent.mkdir(exist_ok=True)
        with open(place, "a", encoding="utf-8") as log:
            log.write(chance.choice([FAILED, FAILED.replace("failed", "made")]))
        return None
    globs = {
        "spec": "specs/*.md",
        "script": "scripts/**/*.*",
        "artefact": "results/**/*.json",
        "receipt": "specs/_runs/*.json",
        "lock": "specs/_lock.json",
        "docs": "docs/**/*.md",
        "config": "mkdocs.yml",
        "gone": "results/**/*.json",
    }
    found = sorted(path for path in root.glob(globs[kind]) if path.is_file())
    if not found:
        return edit(root, chance)
    path = chance.choice(found)
    text = path.read_text(encoding="utf-8")
    if kind == "gone":
        path.unlink()
    elif kind == "config":
        path.write_text(re.sub(r"(?m)^site_name:.*", f"site_name: Site {chance.random()}", text), encoding="utf-8")
    elif path.suffix == ".json":
        path.write_text(text[: chance.randrange(len(text))], encoding="utf-8")
    else:
        lines = text.split("\n")
        lines.insert(
            chance.randrange(len(lines)), chance.choice(["", "# more", "Words [[trend]] more.", "- **Keys**: `n`"])
        )
        path.write_text("\n".join(lines), encoding="utf-8")
    return None


def test_what_is_served_is_what_a_build_writes(compared: Compared) -> None:
    chance = random.Random(SEED)
    assert compared.differing() == []
    for _ in range(EDITS):
        epoch = compared.epoch()
        edit(compared.root, chance)
        compared.wait_after(epoch)
        assert compared.differing() == []


@pytest.mark.parametrize("compared", ["example_site"], indirect=True)
def test_a_page_is_made_when_it_is_asked_for(compared: Compared) -> None:
    """An address that nobody has stays one; a folder's name leads to its page."""
    (site_dir,) = {path for path in Path(os.environ.get("TMPDIR", "/tmp")).glob("mkdocs_*") if _serves(path, compared)}
    name = next(iter(load_snapshot(compared.root).entries))
    page = site_dir / "entries" / name / "index.html"
    assert not page.exists()
    with urlopen(f"{compared.server.address}entries/{name}", timeout=60) as answer:
        assert answer.url.endswith(f"/entries/{name}/") and answer.status == 200
    assert page.exists()


@pytest.mark.parametrize("compared", ["example_site"], indirect=True)
def test_a_page_that_cannot_be_made_says_so(compared: Compared) -> None:
    """What fails is one page: the others are shown, and it comes back when the fault is mended."""
    epoch, root = compared.epoch(), compared.root
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    fault = (
        "{% extends 'base.html' %}{% block content %}{% if page.title == 'Key' %}{{ 1 // 0 }}{% endif %}{% endblock %}"
    )
    write(root, {"overrides/main.html": fault, "mkdocs.yml": config.replace("  name: material\n", CUSTOM, 1)})
    compared.wait_after(epoch)
    with pytest.raises(HTTPError) as refused:
        urlopen(f"{compared.server.address}key/", timeout=60)
    assert refused.value.code == 500 and b"ZeroDivisionError" in refused.value.read()
    with urlopen(f"{compared.server.address}entries/", timeout=60) as answer:
        assert answer.status == 200
    epoch = compared.epoch()
    write(root, {"mkdocs.yml": config})
    compared.wait_after(epoch)
    with urlopen(f"{compared.server.address}key/", timeout=60) as answer:
        assert answer.status == 200


def _serves(folder: Path, compared: Compared) -> bool:
    config = (compared.root / "mkdocs.yml").read_text(encoding="utf-8").splitlines()[-2].removeprefix("site_url: ")
    sitemap = folder / "sitemap.xml"
    return sitemap.exists() and config in sitemap.read_text(encoding="utf-8")
