"""What the site costs: a build from nothing, and a save until the page is there. `python -m benchmarks.site --help`

Beside it a plain site of as many pages of the same length, kept out of the navigation like ours: what the host and the
theme cost by themselves.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.dag import dag_of
from benchmarks.environments import default_cache
from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.ours import OURS
from benchmarks.projects import write_settled
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import OWN_BIN, Programs

CONFIG = (
    "site_name: Measured\nsite_url: http://127.0.0.1:{port}/\ndev_addr: 127.0.0.1:{port}\ntheme:\n  name: material\n"
)
PLUGINS = "plugins:\n  - search\n  - specthis:\n      audience: serve\n"
PLAIN = "plugins:\n  - search\nnav:\n  - index.md\nnot_in_nav: |\n  /entries/\n"
ARTICLE = re.compile(r"<article.*?</article>", re.DOTALL)
EDITS = ("spec", "script", "artefact", "ledger", "mkdocs.yml")
WORDS = "A weighted sum of what it reads, modulo a prime, so that numbers stay small. "


def main() -> int:
    options = _options()
    machine = list(machine_lines((f"mkdocs {_version('mkdocs')}, mkdocs-material {_version('mkdocs-material')}",)))
    with tempfile.TemporaryDirectory(prefix="specthis-site-") as folder:
        text = "# What the site costs\n\n" + "\n".join(machine) + "\n\n" + "\n".join(_parts(Path(folder), options))
    publish(f"site-{options.shape}", text, write=options.write)
    return 0


def _parts(folder: Path, options: argparse.Namespace) -> Iterator[str]:
    head = ["entries", "ours, s", "plain, s", "ratio", "ours, processor s", "plain, processor s"]
    head += ["ours, peak MB", "plain, peak MB", "ours, KB a page", "plain, KB a page"]
    rows, reloads = [], []
    for entries in options.sizes:
        root = write_ours(folder / f"ours-{entries}", options.shape, entries)
        plain = folder / f"plain-{entries}"
        builds, others = [build(root)], []
        write_plain(plain, entries, _length(root))
        for _ in range(options.repeats):
            others.append(build(plain))
            builds.append(build(root))
        lengths = [f"{_length(one) / 1000:.1f}" for one in (root, plain)]
        rows.append([*_row(entries, builds[1:], others), *lengths])
        print(f"{entries} entries: built", file=sys.stderr)
        reloads.append([f"{entries:,}", *(seconds(value) for value in reload_times(root, options.saves))])
        print(f"{entries} entries: saved", file=sys.stderr)
    yield f"Builds into an empty folder, the project having been read before; best of {options.repeats}:\n"
    yield table(head, rows)
    yield f"From a save in `mkdocs serve` to the page, median of {options.saves}:\n"
    yield table(["entries", *EDITS], reloads)
    write_plain(folder / "plain", 0, 0)
    page, config = floor_times(folder / "plain", options.saves)
    yield (
        f"For comparison a site of one page without this plugin: a save of the page {seconds(page)} s, of `mkdocs.yml` "
        f"{seconds(config)} s. The host's poll of half a second, of which the plugin needs none, is in these.\n"
    )


def _row(entries: int, ours: list[Measured], plain: list[Measured]) -> list[str]:
    a, b = min(one.seconds for one in ours), min(one.seconds for one in plain)
    cpu = [f"{min(one.cpu for one in runs):.1f}" for runs in (ours, plain)]
    peaks = [f"{max(one.megabytes for one in runs):.0f}" for runs in (ours, plain)]
    return [f"{entries:,}", seconds(a), seconds(b), f"{a / b:.2f}", *cpu, *peaks]


def write_ours(root: Path, shape: str, entries: int) -> Path:
    """A settled project with a configuration."""
    write_settled(root, OURS, dag_of(shape, entries), Programs(folder=OWN_BIN, version=""))
    (root / "docs").mkdir()
    (root / "mkdocs.yml").write_text(CONFIG.format(port=_free_port()) + PLUGINS)
    return root


def write_plain(root: Path, entries: int, length: int) -> None:
    """As many Markdown pages, each of about `length` characters of HTML: prose, a list and a table."""
    (root / "docs" / "entries").mkdir(parents=True)
    (root / "mkdocs.yml").write_text(CONFIG.format(port=_free_port()) + PLAIN)
    (root / "docs" / "index.md").write_text("# Home\n")
    row, item = "| `fit` | `sha256:0123456789ab` | `sha256:0123456789ab` same | today |\n", f"- {WORDS}\n"
    head = "| Rests on | When certified | When last run | Today |\n|---|---|---|---|\n"
    number = max(1, length // 300)
    for entry in range(entries):
        text = f"# fit-{entry:05}\n\n{WORDS * 2}\n\n## Moved\n\n{head}{row * number}\n\n## Contract\n\n{item * number}"
        (root / "docs" / "entries" / f"fit-{entry:05}.md").write_text(text)


def build(root: Path) -> Measured:
    done = measure((str(OWN_BIN / "mkdocs"), "build", "-q"), root, _environment(), 3600)
    if done.status or done.timed_out:
        raise SystemExit(f"{root.name} is not built: {done.output[-2000:]}")
    return done


def _length(root: Path) -> int:
    """Median characters of an entry's article."""
    pages = sorted((root / "site" / "entries").glob("*/index.html"))[:200]
    found = (ARTICLE.search(page.read_text(encoding="utf-8")) for page in pages)
    return int(median(len(match[0]) for match in found if match))


def reload_times(root: Path, saves: int) -> list[float]:
    """Median seconds from a save of each kind to the page that a browser would show then."""
    shutil.rmtree(root / "site", ignore_errors=True)
    with _served(root) as address:
        page = f"{address}entries/fit-00000/"
        return [median(_saved(page, edit, number) for number in range(saves)) for edit in _edits(root)]


def floor_times(root: Path, saves: int) -> list[float]:
    """The same of a plain site's own page and of its configuration."""
    edits = [_appender(root / "docs" / "index.md", "\nMore of {}.\n"), _appender(root / "mkdocs.yml", "# {}\n")]
    with _served(root) as address:
        return [median(_saved(address, edit, number) for number in range(saves)) for edit in edits]


def _saved(page: str, edit: Callable[[int], None], number: int) -> float:
    address = f"http://{urlsplit(page).netloc}/"
    epoch = int(re.findall(r"livereload\((\d+),", _get(page))[-1])
    time.sleep(1.2)
    began = time.perf_counter()
    edit(number)
    while int(_get(f"{address}livereload/{epoch}/1")) <= epoch:
        pass
    _get(page)
    return time.perf_counter() - began


def _edits(root: Path) -> Iterator[Callable[[int], None]]:
    """What each kind of `EDITS` changes, in that order."""
    yield _appender(root / "specs" / "compute-0000.md", "\nMore of {}.\n")
    yield _appender(next((root / "scripts").glob("fit-00000*")), "# {}\n")
    yield _appender(root / "results" / "fit-00000" / "fit-00000.json", " \n")
    yield _appender(root / "specs" / "_lock.json", " \n")
    yield _appender(root / "mkdocs.yml", "# {}\n")


def _appender(path: Path, text: str) -> Callable[[int], None]:
    before = path.read_text(encoding="utf-8")

    def append(number: int) -> None:
        path.write_text(before + text.format(number) * (number + 1), encoding="utf-8")

    return append


@contextmanager
def _served(root: Path) -> Iterator[str]:
    with open(root / "serve.log", "wb") as log:
        process = subprocess.Popen(
            (str(OWN_BIN / "mkdocs"), "serve"), cwd=root, stdout=log, stderr=subprocess.STDOUT, env=_environment()
        )
    try:
        while not (found := re.search(r"Serving on (http://\S+)", (root / "serve.log").read_text())):
            if process.poll() is not None:
                raise SystemExit((root / "serve.log").read_text())
            time.sleep(0.1)
        yield found[1]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _get(address: str) -> str:
    with urlopen(address, timeout=600) as answer:
        content: bytes = answer.read()
    return content.decode("utf-8")


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(default_cache() / "memory" / "site")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Time builds of the site, and saves in the development server.",
        epilog="example: python -m benchmarks.site --sizes 100 1000",
    )
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", default=[100, 1000, 5000], help="entries")
    parser.add_argument("--shape", choices=("fan20", "wide", "chain"), default="wide")
    parser.add_argument("--repeats", type=int, default=2, metavar="N", help="builds of each")
    parser.add_argument("--saves", type=int, default=5, metavar="N", help="of each kind")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
