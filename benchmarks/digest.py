"""How fast the digest of a large file is taken, beside `sha256sum`. `python -m benchmarks.digest --help`

The file is in the system's memory before anything is timed: this is about digests, not about disks.
"""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import OWN_BIN, Programs

FILE = "data/large.bin"
BLOCK = 2**20
OBSERVE = f"""
from pathlib import Path
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.tree.workspace import Workspace
print(Workspace(root=Path("."), settings=Settings()).observe("{FILE}").digest)
"""
READ = f"""
with open("{FILE}", "rb", buffering=0) as file:
    block = bytearray({BLOCK})
    while file.readinto(block):
        pass
"""
SPEC = f"""\
---
name: compute-large
kind: compute
---

## Entry

### large

- Script: `scripts/large.sh`
- Output: `results/large/large.json`
- Inputs: `{FILE}`
- Status: script ready
"""


def main() -> int:
    options = _options()
    size = int(options.gigabytes * 1e9)
    folder = options.folder or Path(tempfile.gettempdir())
    if shutil.disk_usage(folder).free < 2 * size:
        print(f"there is no room for {2 * size:,} bytes in {folder}", file=sys.stderr)
        return 2
    programs = Programs(folder=OWN_BIN, version="")
    machine = list(machine_lines((f"files below {folder}",)))
    with tempfile.TemporaryDirectory(prefix="specthis-digest-", dir=folder) as place:
        root = Path(place)
        _write_project(root, size)
        rows = [(title, [_measure(argv, root, programs) for _ in range(options.repeats)]) for title, argv in _asked()]
    publish("digest", _text(rows, size, machine, options.repeats), write=options.write)
    return 0


def _asked() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "read and drop, Python", (sys.executable, "-c", READ)
    if shutil.which("sha256sum"):
        yield "`sha256sum`", ("sha256sum", FILE)
    if shutil.which("openssl"):
        yield "`openssl dgst -sha256`", ("openssl", "dgst", "-sha256", FILE)
    yield "one observation by this software", (sys.executable, "-c", OBSERVE)
    yield "`specthis status --paranoid`, the file being an input", ("specthis", "status", "--paranoid")


def _measure(argv: tuple[str, ...], root: Path, programs: Programs) -> Measured:
    measured = measure(argv, root, programs.env, 600)
    if measured.status:
        raise SystemExit(f"{argv[0]} ended with {measured.status}: {measured.output[-300:]}")
    return measured


def _write_project(root: Path, size: int) -> None:
    """Random bytes, flushed, so that nothing is written while something is timed."""
    for name in ("specs", "scripts", "data"):
        (root / name).mkdir()
    (root / "specs" / "compute-large.md").write_text(SPEC)
    (root / "scripts" / "large.sh").write_text("exit 0\n")
    with open(root / FILE, "wb") as file:
        for start in range(0, size, 64 * BLOCK):
            file.write(secrets.token_bytes(min(64 * BLOCK, size - start)))
        os.fsync(file.fileno())


def _text(rows: list[tuple[str, list[Measured]]], size: int, machine: list[str], repeats: int) -> str:
    body = table(
        ("", "seconds", "GB/s", "processor seconds", "peak MB"), (_row(title, runs, size) for title, runs in rows)
    )
    return f"""\
# Digest of a large file

{chr(10).join(machine)}
- {size / 1e9:g} GB of random bytes in the system's memory; best of {repeats} (median), processes' start included

{body}"""


def _row(title: str, runs: list[Measured], size: int) -> tuple[str, ...]:
    took = [run.seconds for run in runs]
    busy = min(run.cpu for run in runs)
    peak = max(run.megabytes for run in runs)
    best = f"{seconds(min(took))} ({seconds(median(took))})"
    return title, best, f"{size / min(took) / 1e9:.2f}", seconds(busy), f"{peak:.0f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.digest",
        description="Time the digest of one large file by this software and by sha256sum.",
        epilog="example: python -m benchmarks.digest --gigabytes 0.5",
    )
    parser.add_argument("--gigabytes", type=float, default=2.0, metavar="GB")
    parser.add_argument("--repeats", type=int, default=3, metavar="N")
    parser.add_argument("--folder", type=Path, help="where to put the file; default: the system's temporary folder")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
