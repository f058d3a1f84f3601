"""Artefacts to a bucket and back, beside `aws s3 cp` and DVC. `python -m benchmarks.transfers --help`

The server is on loopback, so this is about clients and not about networks: moto's, or Ceph's gateway that somebody
started. Each round begins with an empty place in the bucket and, on the way back, with none of the files here.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.environments import default_cache, environment_of
from benchmarks.machine import machine_lines
from benchmarks.measure import Measured, measure
from benchmarks.ours import OURS
from benchmarks.s3_server import BUCKET, MOTO, SERVERS, S3Server, s3_server
from benchmarks.tables import publish, seconds, table
from benchmarks.tool import OWN_BIN, Programs, Unavailable

AWS, DVC = "awscli==1.46.3", "dvc[s3]==3.67.1"
SPEC = """\
---
name: compute-many
kind: compute
---

## Entries

{entries}"""
ENTRY = """\
### part-{number}

- Script: `scripts/part.sh`
- Output: `results/part-{number}/part-{number}.json`
- Sidecars: `results/part-{number}/*.bin`
- Consumes: none
- Run: `sh {{script}} {number} {files} {kilobytes}`
- Status: script ready

"""
SCRIPT = """\
mkdir -p "results/part-$1"
for file in $(seq "$2"); do head -c "${3}k" /dev/urandom > "results/part-$1/$file.bin"; done
echo '{"files": '"$2"'}' > "results/part-$1/part-$1.json"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    title: str
    entries: int
    files: int
    """Of each entry."""
    kilobytes: int
    """Of each file."""

    @property
    def bytes(self) -> int:
        return self.entries * self.files * self.kilobytes * 1024


@dataclass(slots=True, kw_only=True)
class Contestant:
    title: str
    programs: Programs
    push: Callable[[str], Sequence[str]]
    """The command, told a place in the bucket."""
    fetch: Callable[[str], Sequence[str]]
    prepare: Callable[[Path, Programs, str, str], None]
    """Makes a project ready for a server and a place in its bucket; not measured."""
    forget: tuple[str, ...]
    """Folders that are removed before the way back, so that every byte has to come."""
    pushes: list[Measured] = field(default_factory=list)
    fetches: list[Measured] = field(default_factory=list)
    reason: str = ""

    def run(self, made: Path, load: Load, place: str, server: S3Server, limit: float) -> None:
        if self.reason:
            return
        env = {**self.programs.env, **server.keys, "AWS_ENDPOINT_URL": server.endpoint}
        with tempfile.TemporaryDirectory(prefix="specthis-transfers-") as folder:
            root = Path(folder) / "project"
            shutil.copytree(made, root)
            try:
                self.prepare(root, self.programs, server.endpoint, place)
            except Unavailable as error:
                self.reason = str(error)
                return
            pushed = measure(self.push(place), root, env, limit)
            for name in self.forget:
                shutil.rmtree(root / name, ignore_errors=True)
            fetched = measure(self.fetch(place), root, env, limit)
            self.reason = _fault(pushed, fetched, made, root)
        if not self.reason:
            self.pushes.append(pushed)
            self.fetches.append(fetched)


def _fault(pushed: Measured, fetched: Measured, made: Path, root: Path) -> str:
    for one in (pushed, fetched):
        if one.timed_out or one.status:
            return f"ended with {one.status}: {one.output.strip()[-200:]}" if one.status else "took too long"
    files = [path.relative_to(made) for path in (made / "results").rglob("*") if path.is_file()]
    wrong = [path for path in files if not _same(made / path, root / path)]
    return f"{len(wrong)} of {len(files)} files did not come back" if wrong else ""


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and one.read_bytes() == other.read_bytes()


def main() -> int:
    options = _options()
    loads = (
        Load(title="many small", entries=20, files=options.files // 20, kilobytes=20),
        Load(title="one large", entries=1, files=1, kilobytes=options.megabytes * 1024),
    )
    texts, failed = [], False
    machine: list[str] = []
    for load in loads:
        contestants = list(_contestants(options.cache))
        machine = machine or list(
            machine_lines([*(one.programs.version for one in contestants), f"{options.server} server"])
        )
        with tempfile.TemporaryDirectory(prefix="specthis-transfers-") as folder, s3_server(options.server) as server:
            made = _project(Path(folder) / "made", load)
            for round_ in range(options.repeats):
                for number, one in enumerate(contestants):
                    one.run(made, load, f"{load.entries}-{round_}-{number}", server, options.limit)
        texts.append(_text(load, contestants))
        failed = failed or any(one.reason for one in contestants)
    name = "transfers" if options.server == MOTO else f"transfers-{options.server}"
    publish(name, _whole(machine, texts, options.repeats), write=options.write)
    return int(failed)


def _project(root: Path, load: Load) -> Path:
    """A project whose artefacts have been made, by a refresh like any other."""
    entries = "".join(
        ENTRY.format(number=number, files=load.files, kilobytes=load.kilobytes) for number in range(load.entries)
    )
    for path, text in {"specs/compute-many.md": SPEC.format(entries=entries), "scripts/part.sh": SCRIPT}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    Programs(folder=OWN_BIN, version="").run(("specthis", "refresh", "-j", "2"), root, 600)
    return root


def _contestants(cache: Path) -> Iterator[Contestant]:
    ours = _programs(OURS.name, cache)
    for requirement, make in (("", _ours), (AWS, _aws), (DVC, _dvc)):
        try:
            yield make(environment_of(requirement, cache) if requirement else ours)
        except Unavailable as error:
            print(f"{requirement}: left out, {error}", file=sys.stderr)


def _programs(name: str, cache: Path) -> Programs:
    from benchmarks.environments import TOOLS, programs_of

    return programs_of(TOOLS[name], cache)


def _ours(programs: Programs) -> Contestant:
    def settings(root: Path, _: Programs, endpoint: str, place: str) -> None:
        text = f'[cache]\nurl = "s3://{BUCKET}/{place}"\nendpoint_url = "{endpoint}"\n'
        (root / "specthis.toml").write_text(text)

    return Contestant(
        title="`specthis cache`, verified at both ends",
        programs=programs,
        push=lambda place: ("specthis", "cache", "push"),
        fetch=lambda place: ("specthis", "cache", "fetch"),
        prepare=settings,
        forget=("results", ".specthis/cache"),
    )


def _aws(programs: Programs) -> Contestant:
    def copy(*ways: str) -> tuple[str, ...]:
        return ("aws", "s3", "cp", "--recursive", "--only-show-errors", *ways)

    return Contestant(
        title="`aws s3 cp --recursive`",
        programs=programs,
        push=lambda place: copy("results", f"s3://{BUCKET}/{place}"),
        fetch=lambda place: copy(f"s3://{BUCKET}/{place}", "results"),
        prepare=lambda *_: None,
        forget=("results",),
    )


def _dvc(programs: Programs) -> Contestant:
    def add(root: Path, programs: Programs, endpoint: str, place: str) -> None:
        for words in (
            ("init", "--no-scm", "--quiet"),
            ("config", "core.analytics", "false"),
            ("config", "core.check_update", "false"),
            ("add", "--quiet", "results"),
            ("remote", "add", "--quiet", "--default", "bucket", f"s3://{BUCKET}/{place}"),
            ("remote", "modify", "--quiet", "bucket", "endpointurl", endpoint),
        ):
            programs.run(("dvc", *words), root, 600)

    return Contestant(
        title="`dvc push`, `dvc pull`",
        programs=programs,
        push=lambda place: ("dvc", "push", "--quiet"),
        fetch=lambda place: ("dvc", "pull", "--quiet"),
        prepare=add,
        forget=("results", ".dvc/cache"),
    )


def _whole(machine: list[str], texts: list[str], repeats: int) -> str:
    return f"""\
# Artefacts to a bucket and back

{chr(10).join(machine)}
- S3 server on loopback; best of {repeats} (median), all took turns, start of the process included
- on the way back every byte comes, and is compared with what was pushed

{chr(10).join(texts)}"""


def _text(load: Load, contestants: list[Contestant]) -> str:
    head = ("", "push", "MB/s", "beside `aws`", "fetch", "MB/s", "beside `aws`", "processor seconds")
    best = next(((one.pushes, one.fetches) for one in contestants if one.title.startswith("`aws") and one.pushes), None)
    size = f"{load.entries * load.files} files of {load.kilobytes:,} kB, {load.bytes / 1e6:.0f} MB"
    return f"""\
## {load.title.capitalize()}: {size}

{table(head, (_row(one, load, best) for one in contestants))}"""


def _row(one: Contestant, load: Load, peer: tuple[list[Measured], list[Measured]] | None) -> tuple[str, ...]:
    if not one.pushes:
        return (one.title, one.reason.replace("\n", " "), *[""] * 6)
    cells: list[str] = []
    for number, runs in enumerate((one.pushes, one.fetches)):
        took = min(run.seconds for run in runs)
        beside = f"× {took / min(run.seconds for run in peer[number]):.2f}" if peer else ""
        cells += [f"{seconds(took)} ({seconds(median(run.seconds for run in runs))})", f"{load.bytes / took / 1e6:.0f}"]
        cells.append(beside)
    busy = min(run.cpu for run in one.pushes) + min(run.cpu for run in one.fetches)
    return (one.title, *cells, seconds(busy))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.transfers",
        description="Time a push of artefacts to an S3 server and the way back, with this software and others.",
        epilog="example: python -m benchmarks.transfers --files 60 --megabytes 16 --repeats 1",
    )
    parser.add_argument("--files", type=int, default=400, metavar="N", help="small ones, a multiple of 20")
    parser.add_argument("--megabytes", type=int, default=256, metavar="MB", help="of the large one")
    parser.add_argument("--repeats", type=int, default=3, metavar="N")
    parser.add_argument("--limit", type=float, default=300.0, metavar="SECONDS", help="for one command")
    parser.add_argument(
        "--server",
        choices=SERVERS,
        default=MOTO,
        help="radosgw: say it as `tests/contracts/radosgw.sh python -m benchmarks.transfers --server radosgw`",
    )
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where the tools are installed")
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/results")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
