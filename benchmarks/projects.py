"""Writes a project of any size for each tool, with artefacts up to date. `python -m benchmarks.projects --help`

Knows the order of things; what a tool's files say is known beside it.
"""

import argparse
import shutil
import sys
from pathlib import Path

from benchmarks.dag import SHAPES, Dag, dag_of
from benchmarks.environments import TOOLS, default_cache, programs_of
from benchmarks.sources import age, write_artefacts, write_sources
from benchmarks.tool import Programs, Tool, Unavailable

SETTLE_SECONDS = 900.0


def write_project(root: Path, tool: Tool, dag: Dag) -> None:
    """Scripts, data and the tool's own files; nothing is made yet."""
    root.mkdir(parents=True)
    write_sources(root, dag)
    tool.write(root, dag)


def write_settled(root: Path, tool: Tool, dag: Dag, programs: Programs, limit: float = SETTLE_SECONDS) -> None:
    """The same with everything made, as far as the tool can tell. Raises Unavailable; leaves nothing half done."""
    try:
        write_project(root, tool, dag)
        write_artefacts(root, dag)
        age(root, dag)
        tool.settle(root, dag, programs, limit)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise


def main() -> int:
    options = _options()
    options.dir.mkdir(parents=True, exist_ok=True)
    dag = dag_of(options.shape, options.entries, f".{options.language}")
    missing = 0
    for name in options.tool or TOOLS:
        try:
            _write_one(options.dir / name.replace(" ", "-"), TOOLS[name], dag, options)
        except (Unavailable, FileExistsError) as error:
            print(f"{name}: left out, {error}", file=sys.stderr)
            missing = 1
    return missing


def _write_one(root: Path, tool: Tool, dag: Dag, options: argparse.Namespace) -> None:
    if options.unmade:
        write_project(root, tool, dag)
    else:
        write_settled(root, tool, dag, programs_of(tool, options.cache), options.limit)
    print(root)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.projects",
        description="Write the same project for each tool, one folder each, with everything up to date.",
        epilog="example: python -m benchmarks.projects --entries 5000 --shape fan20 --tool specthis /tmp/large",
    )
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--entries", type=int, default=100, metavar="N")
    parser.add_argument("--shape", choices=sorted(SHAPES), default="fan20")
    parser.add_argument("--language", choices=("py", "sh"), default="py", help="of the scripts")
    parser.add_argument("--tool", action="append", choices=list(TOOLS), help="may be repeated; default: all")
    parser.add_argument("--unmade", action="store_true", help="no artefacts, no ledgers")
    parser.add_argument("--limit", type=float, default=SETTLE_SECONDS, metavar="SECONDS", help="to settle one tool")
    parser.add_argument("--cache", type=Path, default=default_cache(), help="where the tools are installed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
