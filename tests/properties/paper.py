"""A small project that changes under one's hands, and what must be true of it: the model of the random-edit test.

It says by itself, without asking the code under test, what was judged, what was run and what that means today.
Knows the format of projects; imports nothing of the package.
"""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

Key = tuple[object, ...]
COARSE = frozenset({"two", "four"})
"""Entries that keep little of what they read: other bytes in are often the same bytes out."""

SHELL = """\
set -e
. settings/level.conf
mkdir -p {folder}
number=$(cat {reads} settings/level.conf scripts/{name}.sh | cksum | cut -d' ' -f1)
echo "{{\\"n\\": $((number % {size}))}}" >{output}
{more}# {constant}
"""
PYTHON = """\
import os
import zlib

import near

os.makedirs("{folder}", exist_ok=True)
text = near.TEXT + "{constant}"
for path in "{reads}".split():
    with open(path) as file:
        text += file.read()
with open("{output}", "w") as file:
    file.write('{{"n": %d}}\\n' % (zlib.crc32(text.encode()) % {size}))
"""
BLOCK = """\
### {name}

{words}

{fields}- Status: {status}
"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One entry as its author has it."""

    name: str
    spec: str
    """`one`, `two` or `figure`."""
    language: str = "sh"
    constant: int = 0
    words: int = 0
    status: str = "script ready"
    consumes: tuple[str, ...] | None = None
    """Entries; None: all of spec one, by its name or by default."""
    says_so: bool = True
    """True if its `Consumes` is written; else the default applies, which comes to the same."""
    inputs: tuple[str, ...] = ()
    sidecar: bool = False
    run: str = ""
    """Its `Run`; empty: the default."""

    @property
    def script(self) -> str:
        return f"scripts/{self.name}.{self.language}"

    @property
    def folder(self) -> str:
        return f"reports/{self.name}" if self.spec == "figure" else f"results/{self.name}"

    @property
    def output(self) -> str:
        return f"{self.folder}/{self.name}.{'svg' if self.spec == 'figure' else 'json'}"

    @property
    def rows(self) -> str:
        return f"{self.folder}/rows.csv"

    @property
    def made(self) -> tuple[str, ...]:
        return (self.output, self.rows) if self.sidecar else (self.output,)


@dataclass(frozen=True, kw_only=True)
class Receipt:
    key: Key
    """What the run rested on."""
    inputs: Mapping[str, str]
    made: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Judged:
    key: Key
    certified: bool
    vocabulary: str
    """Text of the definitions within reach, empty if none are."""


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What git holds at one time: sources and ledgers, not the artefacts."""

    parts: Mapping[str, Part]
    texts: Mapping[str, str]
    crlf: frozenset[str]
    moved: bool
    broken: str
    receipts: Mapping[str, Receipt]
    judged: Mapping[str, tuple[Judged, ...]]


def first_parts() -> dict[str, Part]:
    parts = (
        Part(name="one", spec="one", consumes=(), inputs=("data/x.txt",)),
        Part(name="two", spec="one", consumes=("one",), inputs=("data/many/*.txt",)),
        Part(name="three", spec="two", consumes=("two",), language="py", sidecar=False),
        Part(name="four", spec="two", says_so=False),
        Part(name="five", spec="two", consumes=("three", "four"), inputs=("data/y.txt",), sidecar=True),
        Part(name="six", spec="figure", consumes=("five",)),
    )
    return {part.name: part for part in parts}


FIRST_TEXTS: Mapping[str, str] = {
    "settings/level.conf": "level=0\n",
    "data/x.txt": "x0\n",
    "data/y.txt": "y0\n",
    "data/many/a.txt": "a0\n",
    "scripts/near.py": "from far import TEXT\n",
    "scripts/far.py": 'TEXT = "0"\n',
    "prose one": "Prose 0.",
    "prose two": "Prose 0.",
    "prose figure": "Prose 0.",
    "words": "A word is a word, 0.",
}
EXTRA = Part(name="extra", spec="one", consumes=())
SPEC_FILES = {"one": "compute-one", "two": "compute-two", "figure": "figures"}
DEPENDS_ON = {"one": (), "two": ("compute-one", "words"), "figure": ("words",)}
CERTIFIED, DRIFTED, UNCERTIFIED, REJECTED, UNKNOWN = "certified", "drifted", "uncertified", "rejected", "unknown"


@dataclass
class Paper:
    """The project on disk, and all that was done to it."""

    root: Path
    parts: dict[str, Part] = field(default_factory=first_parts)
    texts: dict[str, str] = field(default_factory=lambda: dict(FIRST_TEXTS))
    crlf: set[str] = field(default_factory=set)
    """Paths that a checkout gave CRLF line ends."""
    moved: bool = False
    """Whether spec two has another name, in a sub-folder."""
    broken: str = ""
    """The spec whose frontmatter cannot be read."""
    lost: set[str] = field(default_factory=set)
    """Paths of data that are not on this machine."""
    pointed: set[str] = field(default_factory=set)
    """Paths of data and workflow files in whose place a Git LFS pointer stands on this machine."""
    receipts: dict[str, Receipt] = field(default_factory=dict)
    judged: dict[str, tuple[Judged, ...]] = field(default_factory=dict)

    # What is on disk

    def write(self) -> None:
        """Bring the sources on disk to what the model holds; files that hold it already are left alone."""
        wanted = {path: self._bytes(path, text) for path, text in self._files().items() if path not in self.lost}
        wanted |= {path: pointer(wanted[path]) for path in self.pointed & wanted.keys()}
        for path, content in wanted.items():
            target = self.root / path
            if not target.is_file() or target.read_bytes() != content:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        for folder in ("specs", "scripts", "data", "settings"):
            for found in (self.root / folder).rglob("*"):
                path = found.relative_to(self.root).as_posix()
                if found.is_file() and found.suffix in (".md", ".sh", ".py", ".txt", ".conf") and path not in wanted:
                    found.unlink()

    def _bytes(self, path: str, text: str) -> bytes:
        return (text.replace("\n", "\r\n") if path in self.crlf else text).encode()

    def _files(self) -> dict[str, str]:
        files = {path: text for path, text in self.texts.items() if "/" in path}
        files |= {part.script: self.script_text(part) for part in self.parts.values()}
        files |= {self.spec_path(spec): self._spec_text(spec) for spec in SPEC_FILES}
        files["specs/words.md"] = f"---\nname: words\nkind: definitions\n---\n\n{self.texts['words']}\n"
        files["specthis.toml"] = '[run]\nenv = {PYTHONDONTWRITEBYTECODE = "1"}\n'
        return files

    def spec_path(self, spec: str) -> str:
        return "specs/sub/compute-zwei.md" if spec == "two" and self.moved else f"specs/{SPEC_FILES[spec]}.md"

    def _spec_text(self, spec: str) -> str:
        name = Path(self.spec_path(spec)).stem
        kind = "figure" if spec == "figure" else "compute"
        depends = f"depends_on: [{', '.join(DEPENDS_ON[spec])}]\n" + ("broken: [\n" if self.broken == spec else "")
        blocks = "\n".join(self._block(part, status=True) for part in self.parts.values() if part.spec == spec)
        return f"---\nname: {name}\nkind: {kind}\n{depends}---\n\n{self._prose(spec)}\n\n## Entries\n\n{blocks}"

    def _prose(self, spec: str) -> str:
        return f"# {spec}\n\n{self.texts[f'prose {spec}']} {' '.join(DEPENDS_ON[spec])}"

    def _block(self, part: Part, *, status: bool) -> str:
        export = part.spec == "figure"
        rows = [
            f"- {'Export script' if export else 'Script'}: `{part.script}`",
            f"- {'Export outputs' if export else 'Output'}: `{part.output}`",
        ]
        if part.sidecar:
            rows.append(f"- Sidecars: `{part.folder}/*.csv`")
        if part.inputs:
            rows.append(f"- Inputs: {', '.join(part.inputs)}")
        if part.language == "sh":
            rows.append("- Workflows: `settings/level.conf`")
        if part.run:
            rows.append(f"- Run: {part.run}")
        if part.says_so:
            rows.append(
                f"- Consumes: {'compute-one.md' if part.consumes is None else ', '.join(part.consumes) or 'none'}"
            )
        fields = "".join(row + "\n" for row in rows)
        return BLOCK.format(
            name=part.name, words=f"Words {part.words}.", fields=fields, status=part.status if status else ""
        )

    def script_text(self, part: Part) -> str:
        template = SHELL if part.language == "sh" else PYTHON
        more = f"echo $number >{part.rows}\n" if part.sidecar else ""
        return template.format(
            name=part.name,
            folder=part.folder,
            output=part.output,
            reads=" ".join((*part.inputs, *(self.parts[name].output for name in self.above(part)))) or "/dev/null",
            size=2 if part.name in COARSE else 1_000_000,
            constant=part.constant,
            more=more,
        )

    # What rests on what

    def above(self, part: Part) -> tuple[str, ...]:
        """Entries whose artefacts it reads."""
        return (
            part.consumes
            if part.consumes is not None
            else tuple(other.name for other in self.parts.values() if other.spec == "one")
        )

    def all_above(self, name: str) -> Iterator[str]:
        """Everything upstream, some of it more than once; of what cannot be read nobody knows what it rests on."""
        if self.is_unknown(name):
            return
        for other in self.above(self.parts[name]):
            yield other
            yield from self.all_above(other)

    def order(self) -> tuple[str, ...]:
        """Entries, upstream first."""
        done: dict[str, None] = {}

        def visit(name: str) -> None:
            for other in self.above(self.parts[name]):
                visit(other)
            done.setdefault(name)

        for name in self.parts:
            visit(name)
        return tuple(done)

    def _judged_files(self, part: Part) -> Key:
        modules = () if part.language == "sh" else (self.texts["scripts/near.py"], self.texts["scripts/far.py"])
        workflow = self.texts["settings/level.conf"] if part.language == "sh" else ""
        return (part.script, self.script_text(part), modules, workflow, part.run)

    def certified_key(self, name: str) -> Key:
        """What a judgment of it covers today."""
        part = self.parts[name]
        return (self._block(part, status=False), self._prose(part.spec), *self._judged_files(part))

    def run_key(self, name: str) -> Key:
        """What a run of it rests on today; of what is upstream, what the receipts say."""
        part = self.parts[name]
        inputs = tuple(sorted(self._inputs(name).items()))
        above = tuple(sorted(row for other in self.above(part) for row in self._made(other)))
        return (*self._judged_files(part), part.made, inputs, part.consumes is None, above)

    def _inputs(self, name: str) -> dict[str, str]:
        """Path to text; of what is not here, what the receipt says, so that it speaks against nothing."""
        receipt = self.receipts.get(name)
        known = receipt.inputs if receipt else {}
        paths = (path for pattern in self.parts[name].inputs for path in self.matches(pattern))
        return {path: known.get(path, "missing") if path in self.lost else self.texts[path] for path in paths}

    def matches(self, pattern: str) -> tuple[str, ...]:
        if "*" not in pattern:
            return (pattern,)
        folder, _, suffix = pattern.partition("*")
        return tuple(path for path in self.texts if path.startswith(folder) and path.endswith(suffix))

    def _made(self, name: str) -> tuple[tuple[str, bytes], ...]:
        receipt = self.receipts.get(name)
        return (
            tuple(sorted(receipt.made.items()))
            if receipt
            else tuple((path, b"missing") for path in self.parts[name].made)
        )

    # What must be true

    def is_unknown(self, name: str) -> bool:
        return self.broken == self.parts[name].spec

    def is_unread(self, name: str) -> bool:
        """Whether its spec depends on one that cannot be read: nobody can say what its words mean."""
        return SPEC_FILES.get(self.broken, "") in DEPENDS_ON[self.parts[name].spec] and not self.is_unknown(name)

    def standing(self, name: str) -> Judged | None:
        key = self.certified_key(name)
        return next((judged for judged in self.judged.get(name, ()) if judged.key == key), None)

    def certification(self, name: str) -> str:
        if self.is_unknown(name):
            return UNKNOWN
        if not self.judged.get(name):
            return UNCERTIFIED
        standing = self.standing(name)
        return DRIFTED if standing is None else CERTIFIED if standing.certified else REJECTED

    def vocabulary(self, name: str) -> str:
        return self.texts["words"] if "words" in DEPENDS_ON[self.parts[name].spec] else ""

    def vocabulary_moved(self, name: str) -> bool:
        standing = self.standing(name)
        return standing is not None and standing.certified and standing.vocabulary != self.vocabulary(name)

    def realization(self, name: str) -> str:
        if self.is_unknown(name):
            return UNKNOWN
        receipt = self.receipts.get(name)
        if receipt is None:
            return "never-run"
        here = {path: self._content(path) for path in receipt.made}
        if receipt.key != self.run_key(name) or any(
            here[path] not in (None, made) for path, made in receipt.made.items()
        ):
            return "stale"
        if self._strays(name):
            return "stale"
        return "absent" if None in here.values() or self.lacks_data(name) else "fresh"

    def _strays(self, name: str) -> set[str]:
        """Files that a declared glob matches and that nobody made."""
        part = self.parts[name]
        found = (
            {f"{part.folder}/{path.name}" for path in (self.root / part.folder).glob("*.csv")}
            if part.sidecar
            else set()
        )
        return found - set(part.made)

    def lacks_data(self, name: str) -> bool:
        """Or whatever else it reads: only a pointer stands for it here."""
        part = self.parts[name]
        read = {path for pattern in part.inputs for path in self.matches(pattern)}
        read |= {"settings/level.conf"} if part.language == "sh" else set()
        return self.has_lost_data(name) or not self.pointed.isdisjoint(read)

    def has_lost_data(self, name: str) -> bool:
        return not self.lost.isdisjoint(self.parts[name].inputs)

    def has_error(self, name: str) -> bool:
        """True if it names data that is not here and that no receipt knows."""
        return self.has_lost_data(name) and name not in self.receipts

    def _content(self, path: str) -> bytes | None:
        target = self.root / path
        return target.read_bytes() if target.is_file() else None

    def stands(self, name: str) -> bool:
        """Whether its own two claims stand."""
        return self.certification(name) == CERTIFIED and self.realization(name) in ("fresh", "absent")

    def holds_up(self, name: str) -> bool:
        """Whether what rests on it must wait."""
        return not self.stands(name) or self.is_unread(name)

    def sound(self, name: str) -> bool:
        """Everything that readiness asks of the entry itself, but for its bytes."""
        is_ready = self.parts[name].status == "script ready" and self.certification(name) == CERTIFIED
        return is_ready and not (self.vocabulary_moved(name) or self.has_error(name) or self.is_unread(name))

    def state(self, name: str) -> dict[str, object]:
        """Everything that the model says of an entry."""
        above = tuple(self.all_above(name))
        blocked = any(map(self.holds_up, above))
        made = {other: self.realization(other) for other in (name, *above)}
        sound = all(map(self.sound, made))
        return {
            "certification": self.certification(name),
            "realization": made[name],
            "vocabulary_moved": self.vocabulary_moved(name) and not self.is_unknown(name),
            "error": self.is_unknown(name) or (self.has_error(name) and not self.is_unread(name)),
            "blocked": blocked,
            "waiting": self.stands(name) and (blocked or self.is_unread(name)),
            "ready": sound and set(made.values()) == {"fresh"},
            "settled": sound and set(made.values()) <= {"fresh", "absent"},
        }

    def is_held(self, name: str) -> bool:
        """Whether a refresh may not or cannot run it."""
        return (
            self.lacks_data(name)
            or self.parts[name].status == "script TBD"
            or self.certification(name) in (DRIFTED, REJECTED, UNKNOWN)
        )

    # What happens

    def judge(self, names: Iterable[str], *, certified: bool) -> None:
        for name in names:
            judged = Judged(key=self.certified_key(name), certified=certified, vocabulary=self.vocabulary(name))
            self.judged[name] = (judged, *self.judged.get(name, ()))

    def ran(self, name: str) -> None:
        """Take down that it has just run well."""
        made = {path: (self.root / path).read_bytes() for path in self.parts[name].made}
        self.receipts[name] = Receipt(key=self.run_key(name), inputs=self._inputs(name), made=made)

    def change(self, name: str, **values: object) -> None:
        self.parts[name] = replace(self.parts[name], **values)  # type: ignore[arg-type]

    def remember(self) -> Memory:
        return Memory(
            parts=dict(self.parts),
            texts=dict(self.texts),
            crlf=frozenset(self.crlf),
            moved=self.moved,
            broken=self.broken,
            receipts=dict(self.receipts),
            judged=dict(self.judged),
        )

    def go_back(self, memory: Memory) -> None:
        self.parts, self.texts = dict(memory.parts), dict(memory.texts)
        self.crlf, self.moved, self.broken = set(memory.crlf), memory.moved, memory.broken
        self.receipts, self.judged = dict(memory.receipts), dict(memory.judged)

    def rebuilt(self) -> dict[str, bytes]:
        """Every artefact as a clean rebuild makes it: the sources alone, elsewhere, every script run once."""
        files = {path: self._bytes(path, text) for path, text in self._files().items()}
        steps = tuple((self.parts[name].language, self.parts[name].script) for name in self.order())
        made = tuple(path for part in self.parts.values() for path in part.made)
        return _rebuilt(tuple(sorted(files.items())), steps, made)


def pointer(content: bytes) -> bytes:
    """What a clone without Git LFS has in the place of a file."""
    digest = sha256(content).hexdigest()
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n".encode()


@lru_cache(maxsize=64)
def _rebuilt(
    files: tuple[tuple[str, bytes], ...], steps: tuple[tuple[str, str], ...], made: tuple[str, ...]
) -> dict[str, bytes]:
    """What these sources come to: one rebuild of them is as good as the next."""
    with TemporaryDirectory() as folder:
        clean = Path(folder)
        for path, content in files:
            (clean / path).parent.mkdir(parents=True, exist_ok=True)
            (clean / path).write_bytes(content)
        for language, script in steps:
            command = ["sh", script] if language == "sh" else [sys.executable, "-S", script]
            subprocess.run(command, cwd=clean, check=True, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        return {path: (clean / path).read_bytes() for path in made}
