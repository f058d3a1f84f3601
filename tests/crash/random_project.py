"""Projects drawn at random whose every byte is known beforehand, and what becomes of them on disk.

Knows the format of projects and what its own scripts compute; asks the code under test only where states are compared.
"""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from conftest import write_files

from mkdocs_specthis.core.model.finding import Severity
from mkdocs_specthis.core.model.state import Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.usecases.load import load_snapshot

TALLY = "TALLY_OF_RUNS"
"""Environment variable: the file that each run leaves a line in when it begins."""
ROWS = """\
import os, time, zlib


def number(constant, size, contents):
    seen = zlib.crc32(str(constant).encode())
    for content in contents:
        seen = zlib.crc32(content, seen)
    return seen % 3 if size == 1 else seen


def product(path, seen, size):
    rows = ", ".join(str((seen + path.count("c") + n) % 9973) for n in range(size))
    text = f'{{"seen": {seen}, "rows": [{rows}]}}' if path.endswith(".json") else f"% {seen} {rows}"
    return text.encode() + b"\\n"


def make(name, constant, size, pause, reads, outputs):
    tally = os.open(os.environ["TALLY_OF_RUNS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(tally, f"{name}\\n".encode())
    while os.path.exists(os.environ["TALLY_OF_RUNS"] + ".gate"):
        time.sleep(0.01)
    contents = []
    for path in reads:
        with open(path, "rb") as file:
            contents.append(file.read())
    seen = number(constant, size, contents)
    for path in outputs:
        content = product(path, seen, size)
        with open(path, "wb") as file:
            file.write(content[: len(content) // 2])
            file.flush()
            time.sleep(pause)
            file.write(content[len(content) // 2 :])
"""
"""What every script of a project imports. Each output is written in two halves, with a pause between."""
_rows: dict[str, Any] = {}
exec(ROWS, _rows)

PAPER = "\\documentclass{article}\n\\begin{document}\n\\section{All}\\label{sec:all}\n%s\\end{document}\n"
DATA = ("data/x.txt", "data/y.txt", "data/z.txt")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One entry. Entries of one `script` are made by one run."""

    name: str
    spec: str
    """`base`, `more` or `paper`."""
    script: str
    reads: tuple[str, ...]
    """Entries upstream."""
    data: tuple[str, ...]
    sidecars: int = 0
    words: int = 0

    @property
    def output(self) -> str:
        return (
            f"reports/{self.name}/{self.name}.tex" if self.spec == "paper" else f"results/{self.name}/{self.name}.json"
        )

    @property
    def made(self) -> tuple[str, ...]:
        return (self.output, *(f"results/{self.name}/part{n}.csv" for n in range(self.sidecars)))


@dataclass
class RandomProject:
    root: Path
    parts: dict[str, Part] = field(default_factory=dict)
    constants: dict[str, int] = field(default_factory=dict)
    """Script to the number in it."""
    sizes: dict[str, int] = field(default_factory=dict)
    """Script to how many rows it writes; of 1 row the bytes often come out as they were."""
    texts: dict[str, str] = field(default_factory=dict)
    pause: float = 0.01
    """Seconds between the two halves of an output."""
    settings: str = ""

    @property
    def tally(self) -> Path:
        return self.root.parent / "tally"

    # The project as its author has it

    def write(self) -> None:
        """Bring the sources on disk to what is said here; files that hold it already are left alone."""
        for path, text in self.sources().items():
            target = self.root / path
            if not target.is_file() or target.read_text() != text:
                write_files(self.root, {path: text})

    def sources(self) -> Mapping[str, str]:
        files = dict(self.texts)
        files |= {f"specs/{stem}.md": self._spec(stem, spec) for stem, spec in STEMS.items()}
        files |= {f"scripts/{script}.py": self._script(script) for script in self.constants}
        shown = "".join(f"\\input{{{p.name}/{p.name}}}\n" for p in self.parts.values() if p.spec == "paper")
        files |= {"scripts/rows.py": ROWS, "reports/paper.tex": PAPER % shown, "specthis.toml": self.settings}
        files[".gitignore"] = "/results/\n/reports/e*/\n.specthis/\n__pycache__/\n"
        return files

    def _spec(self, stem: str, spec: str) -> str:
        kind = "report" if spec == "paper" else "compute"
        head = f"name: {stem}\nkind: {kind}\n"
        head += "host_doc: reports/paper.tex\nsection_label: sec:all\n" if spec == "paper" else ""
        blocks = "\n".join(self._block(part) for part in self.parts.values() if part.spec == spec)
        return f"---\n{head}---\n\n# {stem}\n\n## Entries\n\n{blocks}"

    def _block(self, part: Part) -> str:
        export = part.spec == "paper"
        rows = [
            f"- {'Export script' if export else 'Script'}: `scripts/{part.script}.py`",
            f"- {'Export outputs' if export else 'Output'}: `{part.output}`",
            f"- Sidecars: `results/{part.name}/*.csv`" if part.sidecars else "",
            f"- Inputs: {', '.join(f'`{path}`' for path in part.data)}" if part.data else "",
            f"- Consumes: {', '.join(f'`{name}`' for name in part.reads) or 'none'}",
            "- Run: `python -S -B {script}`",
            "- Status: script ready",
        ]
        fields = "\n".join(row for row in rows if row)
        return f"### {part.name}\n\nIn words {part.words}.\n\n{fields}\n"

    def _script(self, script: str) -> str:
        together = [part for part in self.parts.values() if part.script == script]
        reads = self._read_by(together[0])
        outputs = [path for part in together for path in part.made]
        names = " ".join(part.name for part in together)
        return (
            "import rows\n\n"
            f"rows.make({names!r}, {self.constants[script]}, {self.sizes[script]}, {self.pause}, {reads}, {outputs})\n"
        )

    def _read_by(self, part: Part) -> list[str]:
        return [*part.data, *(path for name in part.reads for path in self.parts[name].made)]

    def change(self, name: str, **keys: Any) -> None:
        self.parts[name] = replace(self.parts[name], **keys)

    def reread(self) -> None:
        """Take what is on disk now, after git has changed it, for what its author has."""
        for script in self.constants:
            (found,) = re.findall(r"rows\.make\('.*?', (\d+),", (self.root / f"scripts/{script}.py").read_text())
            self.constants[script] = int(found)
        self.texts = {path: (self.root / path).read_text() for path in self.texts}
        for name in self.parts:
            texts = "".join((self.root / f"specs/{stem}.md").read_text() for stem in STEMS)
            (words,) = re.findall(rf"### {name}\n\nIn words (\d+)", texts)
            self.change(name, words=int(words))
        assert all((self.root / path).read_text() == text for path, text in self.sources().items())

    # What must be true

    def expected(self) -> dict[str, bytes]:
        """Every artefact of a clean rebuild."""
        made: dict[str, bytes] = {}
        for part in self.parts.values():
            contents = [made[path] if path in made else self.texts[path].encode() for path in self._read_by(part)]
            size = self.sizes[part.script]
            seen = _rows["number"](self.constants[part.script], size, contents)
            made |= {path: _rows["product"](path, seen, size) for path in part.made}
        return made

    def all_above(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            above = set(self.parts[waiting.pop()].reads) - found
            found |= above
            waiting += above
        return found

    def with_above(self, name: str) -> set[str]:
        return {name, *self.all_above(name)}

    def here(self, paths: Iterable[str]) -> dict[str, bytes]:
        return {path: (self.root / path).read_bytes() for path in paths if (self.root / path).is_file()}

    def standing(self) -> set[str]:
        """Entries that nothing is to be done about: fresh, with all upstream of them and all that those runs make.

        What reads fresh with all upstream of it must hold the bytes of a clean rebuild.
        """
        snapshot = self.load()
        fresh = {name for name, one in snapshot.statuses.items() if one.realization is Realization.FRESH}
        whole = {name for name in fresh if self.all_above(name) <= fresh}
        expected = self.expected()
        for name in whole:
            made = self.parts[name].made
            assert self.here(made) == {path: expected[path] for path in made}, f"{name} reads fresh and is not"
        undone = {part.script for name, part in self.parts.items() if name not in whole}
        return {name for name in whole if not any(self.parts[one].script in undone for one in self.with_above(name))}

    def load(self) -> Snapshot:
        """As it reads now; whatever happened, no ledger is torn."""
        snapshot = load_snapshot(self.root)
        assert set(snapshot.statuses) == set(self.parts)
        wrong = [one for one in snapshot.findings if one.severity is Severity.ERROR]
        assert wrong == []
        return snapshot

    def begun(self) -> list[str]:
        """Entries whose scripts have begun since this was asked last, in order."""
        lines = self.tally.read_text().split() if self.tally.exists() else []
        self.tally.unlink(missing_ok=True)
        return lines

    def leftovers(self) -> list[str]:
        """Files of dead drivers that should not be there once another one has come to its end."""
        found = list(self.root.rglob(".specthis-*.tmp"))
        for name in ("journal", "held", "scratch"):
            found += (self.root / ".specthis" / name).rglob("*")
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    @contextmanager
    def held_up(self) -> Iterator[None]:
        """While it lasts no run that begins comes to its end."""
        gate = Path(f"{self.tally}.gate")
        gate.touch()
        try:
            yield
        finally:
            gate.unlink()

    def environment(self) -> dict[str, str]:
        return {**os.environ, TALLY: str(self.tally)}


STEMS = {"compute-base": "base", "compute-more": "more", "report-paper": "paper"}


def draw(root: Path, chance: Random, settings: str = "") -> RandomProject:
    """A project of some seven entries that rest on one another; two of them are made by one run."""
    project = RandomProject(root=root, settings=settings)
    project.texts = {path: f"{chance.randrange(100)}\n" for path in DATA}
    for n in range(chance.randint(6, 8)):
        spec = "base" if n < 3 else chance.choice(("base", "more", "paper")) if n < 5 else "paper"
        readable = [part.name for part in project.parts.values() if part.spec != "paper"]
        reads = tuple(sorted(chance.sample(readable, min(len(readable), chance.randint(0, 2)))))
        data = tuple(sorted(chance.sample(DATA, chance.randint(0 if reads else 1, 2))))
        sidecars = chance.choice((0, 0, 2)) if spec != "paper" else 0
        part = Part(name=f"e{n}", spec=spec, script=f"e{n}", reads=reads, data=data, sidecars=sidecars)
        project.parts[part.name] = part
        project.constants[part.script] = chance.randrange(3)
        project.sizes[part.script] = chance.choice((1, 50, 60_000))
    twin = project.parts["e1"]
    project.parts = {
        name: part
        for one in project.parts.values()
        for name, part in ((one.name, one), *([("e1twin", replace(twin, name="e1twin"))] if one is twin else []))
    }
    return project


def disturb(project: RandomProject, chance: Random) -> str:
    """Do one of the things that people do to a project; what was done, in a word."""
    name = chance.choice(list(project.parts))
    part = project.parts[name]
    what = chance.choice(("script", "data", "lose", "lose all", "forget", "hand", "words"))
    if what == "script":
        project.constants[part.script] += 1
    elif what == "data":
        project.texts[chance.choice(DATA)] = f"{chance.randrange(1000)}\n"
    elif what == "words":
        project.change(name, words=part.words + 1)
    elif what == "lose":
        (project.root / chance.choice(part.made)).unlink(missing_ok=True)
    elif what == "lose all":
        shutil.rmtree(project.root / "results", ignore_errors=True)
    elif what == "forget":
        (project.root / f"specs/_runs/{name}.json").unlink(missing_ok=True)
    elif what == "hand":
        write_files(project.root, {part.output: f"{HAND} {chance.randrange(10**9)}\n"})
    project.write()
    return what


HAND = "written by hand"
"""What an artefact begins with that a person has edited."""


def hand_edits(root: Path) -> set[str]:
    """Every hand edit that is still somewhere in the project, in its place or kept aside."""
    places = [root / "results", root / "reports", root / ".specthis/aside", root / ".specthis/held"]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    return {path.read_text() for path in files if path.read_bytes().startswith(HAND.encode())}
