"""The little language of steps that cases and the random-edit test speak, carried out on a project on disk.

Edits are plain file operations; `refresh`, `certify`, `reject`, `trial` and `confirm` go through the public use cases.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from conftest import commit_all, git

from mkdocs_specthis.core.model.plan import PlanOptions
from mkdocs_specthis.core.model.run import Outcome, RefreshReport
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.usecases import certify
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.refresh.refresh import refresh
from mkdocs_specthis.usecases.refresh.request import RefreshRequest

REVIEWER = "A reviewer <reviewer@example.org>"


def unescape(text: str) -> bytes:
    r"""UTF-8 of `text` with `\n`, `\r`, `\t`, `\xNN` (that byte) and `\\` read as Python reads them in bytes."""
    return text.encode("utf-8").decode("unicode_escape").encode("latin-1")


def split_at(text: str, sign: str) -> tuple[str, str]:
    """What stands before the sign, and what stands behind it and one space."""
    before, _, behind = text.partition(sign)
    return before, behind.removeprefix(" ")


@dataclass
class Stage:
    """A project on disk in the middle of a story."""

    root: Path
    originals: dict[str, bytes] = field(default_factory=dict)
    """What each file held when the first step was taken."""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    """What became of each entry in the last refresh."""
    minutes: int = 0
    """Of the clock, which goes on by one whenever it is asked."""

    def remember(self) -> None:
        """Take what lies there now as what `revert` goes back to."""
        files = (path for path in self.root.rglob("*") if path.is_file() and ".git" not in path.parts)
        self.originals = {path.relative_to(self.root).as_posix(): path.read_bytes() for path in files}

    def at(self, path: str) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def take(self, step: str) -> None:
        """Carry out one line."""
        verb, _, rest = step.strip().partition(" ")
        try:
            act = STEPS[verb]
        except KeyError:
            raise ValueError(f"no such step: {step!r}") from None
        act(self, rest.strip())

    def load(self) -> Snapshot:
        return load_snapshot(self.root)

    def now(self) -> str:
        self.minutes += 1
        return f"2024-01-{1 + self.minutes // 1440:02}T{self.minutes // 60 % 24:02}:{self.minutes % 60:02}:00Z"

    def refresh(self, options: PlanOptions, *, accept: bool = False) -> RefreshReport:
        report = refresh(self.root, RefreshRequest(options=options, accept=accept, jobs=2), now=self.now)
        self.outcomes = {result.entry: result.outcome for result in report.results}
        return report

    def judge(self, names: tuple[str, ...]) -> certify.JudgeRequest:
        return certify.JudgeRequest(entries=names, author=REVIEWER, via="tests")


def _write(stage: Stage, rest: str) -> None:
    path, text = split_at(rest, ":")
    stage.at(path).write_bytes(unescape(text))


def _append(stage: Stage, rest: str) -> None:
    path, text = split_at(rest, ":")
    stage.at(path).write_bytes(stage.at(path).read_bytes() + unescape(text))


def _replace(stage: Stage, rest: str) -> None:
    """`replace PATH: OLD => NEW`: OLD must be there, every one is replaced."""
    path, change = split_at(rest, ":")
    old, new = split_at(change, " =>")
    content = stage.at(path).read_bytes()
    if unescape(old) not in content:
        raise ValueError(f"{path} does not hold {old!r}")
    stage.at(path).write_bytes(content.replace(unescape(old), unescape(new)))


def _delete(stage: Stage, rest: str) -> None:
    target = stage.root / rest
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink()


def _move(stage: Stage, rest: str) -> None:
    source, target = rest.split()
    (stage.root / source).rename(stage.at(target))


def _copy(stage: Stage, rest: str) -> None:
    source, target = rest.split()
    shutil.copyfile(stage.root / source, stage.at(target))


def _revert(stage: Stage, rest: str) -> None:
    """`revert PATH`: back to what it held when the first step was taken."""
    stage.at(rest).write_bytes(stage.originals[rest])


def _crlf(stage: Stage, rest: str) -> None:
    """`crlf PATH…`: as a checkout with `core.autocrlf` writes it."""
    for path in rest.split():
        content = stage.at(path).read_bytes().replace(b"\r\n", b"\n")
        stage.at(path).write_bytes(content.replace(b"\n", b"\r\n"))


def _carriage_returns(stage: Stage, rest: str) -> None:
    stage.at(rest).write_bytes(stage.at(rest).read_bytes().replace(b"\n", b"\r"))


def _byte_order_mark(stage: Stage, rest: str) -> None:
    stage.at(rest).write_bytes(b"\xef\xbb\xbf" + stage.at(rest).read_bytes())


def _encode(stage: Stage, rest: str) -> None:
    """`encode PATH NAME`: the same text in another encoding."""
    path, encoding = rest.split()
    stage.at(path).write_bytes(stage.at(path).read_text(encoding="utf-8").encode(encoding))


def _link(stage: Stage, rest: str) -> None:
    """`link PATH TARGET`: a symbolic link, TARGET as written."""
    path, target = rest.split()
    stage.at(path).symlink_to(target)


def _outside(stage: Stage, rest: str) -> None:
    """`outside NAME: TEXT`: a file beside the project, `../outside/NAME` from its root."""
    name, text = split_at(rest, ":")
    target = stage.root.parent / "outside" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(unescape(text))


def _pipe(stage: Stage, rest: str) -> None:
    os.mkfifo(stage.at(rest))


def _folder(stage: Stage, rest: str) -> None:
    (stage.root / rest).mkdir(parents=True)


def _touch(stage: Stage, rest: str) -> None:
    """`touch PATH`: another modification time, the same bytes."""
    for path in rest.split():
        os.utime(stage.root / path, (1_000_000_000, 1_000_000_000))


def _pointer(stage: Stage, rest: str) -> None:
    """`pointer PATH`: what a clone without Git LFS finds in the file's place."""
    content = stage.at(rest).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    text = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    stage.at(rest).write_bytes(text.encode())


def _clone(stage: Stage, rest: str) -> None:
    """`clone [FOLDER…]`: commit, and go on in a fresh clone without the folders named, `results/` if none is."""
    folders = rest.split() or ["results"]
    (stage.root / ".gitignore").write_text("".join(f"/{folder}/\n" for folder in folders) + ".specthis/\n")
    if not (stage.root / ".git").exists():
        git(stage.root, "init", "--quiet")
    commit_all(stage.root)
    clone = stage.root.with_name(stage.root.name + "-clone")
    git(stage.root.parent, "clone", "--quiet", str(stage.root), str(clone))
    stage.root = clone


def _shell(stage: Stage, rest: str) -> None:
    """`shell COMMAND`: what a person types."""
    subprocess.run(["sh", "-c", rest], cwd=stage.root, check=True)


def _refresh(stage: Stage, rest: str) -> None:
    """`refresh [ENTRY…]`: these and what is upstream of them, or all."""
    stage.refresh(PlanOptions(selected=frozenset(rest.split()) or None))


def _force(stage: Stage, rest: str) -> None:
    stage.refresh(PlanOptions(selected=frozenset(rest.split()) or None, force=True))


def _trial(stage: Stage, rest: str) -> None:
    stage.refresh(PlanOptions(selected=frozenset(rest.split()), trial=frozenset(rest.split())))


def _accept(stage: Stage, rest: str) -> None:
    stage.refresh(PlanOptions(selected=frozenset(rest.split()) or None, force=True), accept=True)


def _certify(stage: Stage, rest: str) -> None:
    certify.record(stage.root, stage.judge(tuple(rest.split())), now=stage.now)


def _reject(stage: Stage, rest: str) -> None:
    certify.reject(stage.root, stage.judge(tuple(rest.split())), now=stage.now)


def _confirm(stage: Stage, rest: str) -> None:
    """`confirm NAME…`: vocabulary specs or entries."""
    certify.confirm(stage.root, certify.ConfirmRequest(names=tuple(rest.split()), author=REVIEWER), now=stage.now)


STEPS: dict[str, Callable[[Stage, str], None]] = {
    "write": _write,
    "append": _append,
    "replace": _replace,
    "delete": _delete,
    "move": _move,
    "copy": _copy,
    "revert": _revert,
    "crlf": _crlf,
    "carriage-returns": _carriage_returns,
    "byte-order-mark": _byte_order_mark,
    "encode": _encode,
    "link": _link,
    "outside": _outside,
    "pipe": _pipe,
    "folder": _folder,
    "touch": _touch,
    "pointer": _pointer,
    "clone": _clone,
    "shell": _shell,
    "refresh": _refresh,
    "force": _force,
    "trial": _trial,
    "accept": _accept,
    "certify": _certify,
    "reject": _reject,
    "confirm": _confirm,
}
