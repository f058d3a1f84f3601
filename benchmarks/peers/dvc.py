"""DVC: one stage for each entry in dvc.yaml, what it made of what in dvc.lock, the bytes in its cache."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.dag import Dag
from benchmarks.measure import Measured
from benchmarks.sources import command_of
from benchmarks.tool import Programs, Tool


def write(root: Path, dag: Dag) -> None:
    lines = ["stages:"]
    for node in dag.nodes:
        lines += [f"  {node.name}:", f"    cmd: {command_of(node)}", "    deps:"]
        lines += [f"    - {path}" for path in (node.script, *node.sources)]
        lines += ["    outs:", f"    - {node.output}"]
    (root / "dvc.yaml").write_text("\n".join(lines) + "\n")
    (root / ".dvc").mkdir(exist_ok=True)
    (root / ".dvc" / "config").write_text(
        "[core]\n    no_scm = True\n    analytics = False\n    check_update = False\n"
    )


def settle(root: Path, dag: Dag, programs: Programs, limit: float) -> None:
    """The lock and the cache as `dvc repro` would leave them."""
    lines = ["schema: '2.0'", "stages:"]
    for node in dag.nodes:
        lines += [f"  {node.name}:", f"    cmd: {command_of(node)}", "    deps:"]
        lines += [line for path in (node.script, *node.sources) for line in _locked(root, path)]
        lines += ["    outs:", *_locked(root, node.output)]
        _put(root, (root / node.output).read_bytes())
    (root / "dvc.lock").write_text("\n".join(lines) + "\n")


def _locked(root: Path, path: str) -> Iterator[str]:
    content = (root / path).read_bytes()
    yield f"    - path: {path}"
    yield "      hash: md5"
    yield f"      md5: {_md5(content)}"
    yield f"      size: {len(content)}"


def _put(root: Path, content: bytes) -> None:
    digest = _md5(content)
    place = root / ".dvc" / "cache" / "files" / "md5" / digest[:2] / digest[2:]
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def problem(asked: Measured, entries: int) -> str:
    return "" if asked.status == 0 and "up to date" in asked.output else asked.output[-300:]


DVC = Tool(
    name="dvc",
    requirement="dvc==3.67.1",
    write=write,
    settle=settle,
    noop=("dvc", "status"),
    problem=problem,
    make_all=("dvc", "repro", "--quiet"),
    serial=True,
)
