"""Clones of one small project and a store between them, for tests of the cache; and ways to damage what is in it.

`a` writes a JSON and two tables from data/x.txt, `b` reads a's JSON. Knows nothing of what should happen.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

from conftest import REPOSITORY, commit_all, git, write_files
from s3_servers import SERVERS

from mkdocs_specthis.core.cache.layout import BLOBS, blob_key, record_key
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis
from mkdocs_specthis.usecases.certify import JudgeRequest, record, reject
from mkdocs_specthis.usecases.load import load_snapshot

SPEC = """\
---
name: compute-two
kind: compute
---

# Two

## Entries

### a

- Script: `scripts/a.py`
- Output: `results/a/a.json`
- Sidecars: `results/a/*.csv`
- Inputs: `data/x.txt`
- Consumes: none
- Run: `python {script} {output}`
- Status: script ready

### b

- Script: `scripts/b.py`
- Output: `results/b/b.json`
- Consumes: `a`
- Run: `python {script} {output} results/a/a.json`
- Status: script ready
"""
A = """\
import json, sys
text = open("data/x.txt").read()
json.dump({"n": len(text)}, open(sys.argv[1], "w"))
open("results/a/one.csv", "w").write("one," + text)
open("results/a/two.csv", "w").write("two," + text)
"""
B = "import json, sys\njson.dump({'seen': open(sys.argv[2]).read()}, open(sys.argv[1], 'w'))\n"
FILES: Mapping[str, str] = {
    "specs/compute-two.md": SPEC,
    "scripts/a.py": A,
    "scripts/b.py": B,
    "data/x.txt": "some text\n",
    ".gitignore": "/results/\n.specthis/\n",
}
OUTPUTS = ("results/a/a.json", "results/a/one.csv", "results/a/two.csv", "results/b/b.json")


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A store as it is seen from outside: its settings, and its objects by key."""

    toml: str
    folder: Path | None = None
    server: str = ""
    bucket: str = ""

    def names(self) -> list[str]:
        if self.folder is not None:
            files = (path for path in self.folder.rglob("*") if path.is_file())
            return sorted(path.relative_to(self.folder).as_posix() for path in files)
        listed = SERVERS[self.server]().client().list_objects_v2(Bucket=self.bucket, Prefix="p/")
        return sorted(item["Key"].removeprefix("p/") for item in listed.get("Contents", ()))

    def read(self, key: str) -> bytes:
        if self.folder is not None:
            return (self.folder / key).read_bytes()
        content: bytes = SERVERS[self.server]().client().get_object(Bucket=self.bucket, Key=f"p/{key}")["Body"].read()
        return content

    def write(self, key: str, content: bytes) -> None:
        if self.folder is not None:
            (self.folder / key).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / key).write_bytes(content)
        else:
            SERVERS[self.server]().client().put_object(Bucket=self.bucket, Key=f"p/{key}", Body=content)

    def remove(self, key: str) -> None:
        if self.folder is not None:
            (self.folder / key).unlink()
        else:
            SERVERS[self.server]().client().delete_object(Bucket=self.bucket, Key=f"p/{key}")

    def blobs(self) -> list[str]:
        return [key for key in self.names() if key.startswith(BLOBS)]


def make_shared(kind: str, folder: Path) -> Shared:
    if kind == "folder":
        return Shared(toml='[cache]\nurl = "../shared"\n', folder=folder / "shared")
    server, bucket = SERVERS[kind](), f"b-{token_hex(6)}"
    server.client().create_bucket(Bucket=bucket)
    toml = f'[cache]\nurl = "s3://{bucket}/p"\nendpoint_url = "{server.url}"\n'
    return Shared(toml=toml, server=kind, bucket=bucket)


class Clone:
    """One clone, and the commands that are typed in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, standard output and standard error."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as said:
            status = run(specthis, "specthis", ["-C", str(self.root), *arguments])
        return status, out.getvalue(), said.getvalue()

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json")[1])

    def outcomes(self, *arguments: str) -> dict[str, str]:
        """Entry to what became of it, of a refresh or a command of the cache."""
        view = self.json(*arguments)
        return {row["entry"]: row["outcome"] for row in view.get("rows", view.get("results"))}

    def write(self, files: Mapping[str, str]) -> None:
        write_files(self.root, files)

    def bytes_of(self, *paths: str) -> dict[str, bytes]:
        return {path: (self.root / path).read_bytes() for path in paths or OUTPUTS}

    def receipt(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.root / f"specs/_runs/{name}.json").read_bytes())
        return loaded

    def edit_receipt(self, name: str, **keys: Any) -> None:
        path = self.root / f"specs/_runs/{name}.json"
        unsealed = {key: value for key, value in self.receipt(name).items() if key != "seal"}
        path.write_text(json.dumps({**unsealed, **keys}, indent=2, sort_keys=True) + "\n")

    def states(self) -> dict[str, str]:
        snapshot = load_snapshot(self.root)
        return {name: str(status.realization) for name, status in snapshot.statuses.items()}

    def certify(self, *names: str) -> None:
        record(self.root, JudgeRequest(entries=names, author="Ada"), now=lambda: "2026-01-01T00:00:00Z")

    def reject(self, *names: str) -> None:
        reject(self.root, JudgeRequest(entries=names, author="Bob"), now=lambda: "2026-01-02T00:00:00Z")

    def events(self) -> list[tuple[str, str]]:
        """(event, subject) of all that happened here, in order."""
        file = self.root / ".specthis/events.jsonl"
        lines = map(json.loads, file.read_text().splitlines() if file.exists() else ())
        return [(line["event"], line["subject"]) for line in lines]

    def without_bytes(self) -> "Clone":
        """What a fresh clone finds: the ledgers and no artefact."""
        shutil.rmtree(self.root / "results", ignore_errors=True)
        return self

    def without_receipts(self) -> "Clone":
        shutil.rmtree(self.root / "specs/_runs")
        return self

    def leftovers(self) -> list[str]:
        """Files that a command should not leave behind."""
        found = [path for path in self.root.rglob(".specthis-*") if path.is_file()]
        state = self.root / ".specthis"
        found += [path for name in ("journal", "held") for path in (state / name).rglob("*")]
        return [path.relative_to(self.root).as_posix() for path in found]

    def clone(self, name: str) -> "Clone":
        """Commit, and clone."""
        commit_all(self.root)
        git(self.root.parent, "clone", "--quiet", str(self.root), name)
        return Clone(self.root.parent / name)

    def changed(self) -> str:
        return git(self.root, "status", "--porcelain")

    def process(self, *arguments: str) -> "subprocess.Popen[str]":
        """A command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "mkdocs_specthis", "-C", str(self.root), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        )


def make_project(root: Path, shared: Shared, files: Mapping[str, str] | None = None) -> Clone:
    """The project in git, nothing made yet."""
    write_files(root, {**FILES, "specthis.toml": shared.toml, **(files or {})})
    git(root, "init", "--quiet", "--initial-branch=main")
    return Clone(root)


def key_of(clone: Clone, name: str) -> str:
    """Of the record that an entry's receipt stands for."""
    return record_key(clone.receipt(name)["signature"])


def blob_of(clone: Clone, name: str, path: str) -> str:
    return blob_key(clone.receipt(name)["outputs"][path]["digest"])


def edit_record(shared: Shared, key: str, **keys: Any) -> None:
    shared.write(key, json.dumps({**json.loads(shared.read(key)), **keys}).encode())


def add_output(shared: Shared, clone: Clone, name: str, path: str, content: bytes = b"evil") -> None:
    """Let the record of an entry name one more output, whose blob is there."""
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    shared.write(blob_key(digest), content)
    key = key_of(clone, name)
    outputs = json.loads(shared.read(key))["outputs"]
    edit_record(shared, key, outputs={**outputs, path: {"digest": digest, "bytes": len(content)}})


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path.read_bytes()
