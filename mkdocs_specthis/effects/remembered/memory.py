"""What this machine remembers of a project between commands: answers, and what was looked at for them.

It lies in the user's cache folder and not in the project, so that no branch or pull request can put words into it.
Knows no question. Nothing here fails: what cannot be read is not remembered, what cannot be written is not kept.
"""

import contextlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from mkdocs_specthis.effects.remembered.looks import Looks, state_of

HEAD = b"specthis 1\n"
LARGEST = 64 * 1024 * 1024
"""Bytes of an answer that is kept at most."""
KEPT = 24
"""Files that are kept of each project, the youngest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command printed, and how it ended."""

    text: str
    exit_status: int


def memory_folder(root: Path) -> Path | None:
    """Where this user's cache of a project is; None where a user has no such place."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not os.path.isabs(base):
        return None
    return Path(base) / "mkdocs-specthis" / sha256(os.fsencode(os.path.abspath(root))).hexdigest()[:24]


def recall_answer(root: Path, question: str) -> Answer | None:
    """The answer that was given, if everything that was looked at for it is as it was."""
    folder = memory_folder(root)
    if folder is None:
        return None
    header, text = _read(folder / _answer_name(question))
    places = _read_places(folder, header.get("places"))
    if places is None or header.get("state") != state_of(places):
        return None
    status = header.get("exit")
    return Answer(text=text.decode("utf-8", "surrogatepass"), exit_status=status) if isinstance(status, int) else None


def remember_answer(root: Path, question: str, looks: Looks, answer: Answer) -> None:
    """Keep an answer together with what was looked at for it; `looks` must be settled."""
    folder = memory_folder(root)
    text = answer.text.encode("utf-8", "surrogatepass")
    if folder is None or len(text) > LARGEST:
        return
    places = looks.places()
    listed = "\0".join(places).encode("utf-8", "surrogateescape")
    name = sha256(listed).hexdigest()
    header = {"places": name, "state": looks.state(places), "exit": answer.exit_status}
    write_remembered(root, f"places-{name}", listed)
    write_remembered(root, _answer_name(question), HEAD + json.dumps(header).encode() + b"\n" + text)
    with contextlib.suppress(OSError):
        _forget_old(folder)


def write_remembered(root: Path, name: str, content: bytes) -> None:
    """Keep a file of the project's memory, whole or not at all."""
    folder = memory_folder(root)
    if folder is not None:
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(folder / name, content)


@lru_cache
def software() -> str:
    """A digest of what computes answers: this package's files, the interpreter, what is installed beside it."""
    from mkdocs_specthis import __file__ as package

    folder = os.path.dirname(package)
    found = [f"{sys.version} {sys.prefix}", *_stamps_of_code(folder)]
    for path in sys.path:
        if path.endswith("-packages"):
            with contextlib.suppress(OSError):
                found.append(f"{path} {os.stat(path).st_mtime_ns}")
    return sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest()


def _stamps_of_code(folder: str) -> Iterator[str]:
    with os.scandir(folder) as items:
        for item in sorted(items, key=lambda item: item.name):
            if item.is_dir(follow_symlinks=False):
                if item.name != "__pycache__":
                    yield from _stamps_of_code(item.path)
            elif not item.name.endswith((".css", ".svg")):
                seen = item.stat()
                yield f"{item.path} {seen.st_size} {seen.st_mtime_ns} {seen.st_ino}"


def _answer_name(question: str) -> str:
    return f"answer-{sha256(question.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _read(path: Path) -> tuple[dict[str, object], bytes]:
    """(header, what follows); an empty header where there is none that reads."""
    try:
        content = path.read_bytes()
        header, _, text = content.removeprefix(HEAD).partition(b"\n")
        value = json.loads(header) if content.startswith(HEAD) else {}
    except (OSError, ValueError):
        return {}, b""
    return (value, text) if isinstance(value, dict) else ({}, b"")


def _read_places(folder: Path, name: object) -> list[str] | None:
    if not isinstance(name, str) or not name.isalnum():
        return None
    try:
        places = (folder / f"places-{name}").read_bytes()
    except OSError:
        return None
    return places.decode("utf-8", "surrogateescape").split("\0")


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"new-{secrets.token_hex(8)}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _forget_old(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in files[KEPT:]:
        path.unlink(missing_ok=True)
