"""Every message as a program says it, gathered from real inputs: cases, samples and command lines.

Knows how to bring messages about and how they are written down; holds no expectation.
"""

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import REPOSITORY, write_files
from steps import Stage
from test_cases import ALL_CASES, Case, read_cases

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.frontends.cli.console import run
from mkdocs_specthis.frontends.cli.main import specthis
from mkdocs_specthis.usecases.log.validate import DERIVED, files_of, validate

SAMPLES = Path(__file__).parent / "samples.md"
_RUNS = re.compile(r"^(?:refresh|force|trial|accept|clone|certify|reject|confirm)\b", re.MULTILINE)
_QUOTED = re.compile(r"`[^`]*`")
_FOREIGN = re.compile(r"(not (?:JSON|TOML|YAML): |is not Python: |cannot be split into words: ).*")
"""What another program's parser says, which differs from version to version."""


def plain_cases() -> Iterator[Case]:
    """Samples, and the cases that say what is wrong, mostly without anything being run."""
    yield from read_cases(SAMPLES)
    for case in ALL_CASES:
        steps = "\n".join(fence.text for fence in case.fences if fence.label == "steps")
        if case.path.stem in ("ledgers", "observed", "deleted") or not _RUNS.search(steps):
            yield case


def findings_of(case: Case, folder: Path) -> tuple[Finding, ...]:
    """What is found when all files are written and all steps are taken."""
    stage = Stage(root=folder / "project")
    stage.root.mkdir(parents=True)
    stage.remember()
    for fence in case.fences:
        if fence.is_file:
            stage.at(fence.label).write_bytes(fence.text.encode())
        elif fence.label == "steps":
            stage.remember()
            for step in fence.text.splitlines():
                stage.take(step)
    return (*stage.load().findings, *_of_derived_files(stage.root))


def _of_derived_files(root: Path) -> Iterator[Finding]:
    """What `specthis log validate` says of files that no state rests on."""
    paths = [path for path in files_of(root) if path.rsplit("/", 1)[-1] in DERIVED]
    for _, found, _ in validate(root, paths):
        yield from found


def without_foreign(text: str) -> str:
    return _FOREIGN.sub(r"\1…", text)


def pattern_of(finding: Finding) -> tuple[str, str]:
    """What messages that say the same of other things have in common."""
    said = without_foreign(finding.message)
    hint = "" if said == finding.message else finding.hint
    return finding.rule, re.sub(r"\d[\d,]*", "N", _QUOTED.sub("X", said)) + hint


def one_of_each(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """Rule to one finding for each of its messages, in the order of the catalogue."""
    first: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        first.setdefault(pattern_of(finding), finding)
    return {rule: [first[key] for key in sorted(first) if key[0] == rule] for rule in CATALOGUE}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command line was answered on standard error."""

    line: str
    status: int
    text: str


SPEC = """\
---
name: compute-trend
kind: compute
---

A *year* is in `definitions-words`.

## Entries

### trend

- Script: `scripts/trend.sh`
- Output: `results/trend/trend.json`
- Run: `sh {script} {output}`
- Status: script ready
"""
PROJECT: Mapping[str, str] = {
    "specs/compute-trend.md": SPEC,
    "specs/definitions-words.md": "---\nname: definitions-words\nkind: definitions\n---\n\nA year has 365 days.\n",
    "scripts/trend.sh": "mkdir -p results/trend && echo '{}' > \"$1\"\n",
}
AUTHOR = ("--author", "author@example.org")
AT = "0123456789abcdef"


def _broken_ledger(root: Path) -> None:
    write_files(root, {"specs/_lock.json": "<<<<<<< ours\n"})


def _broken_spec(root: Path) -> None:
    write_files(root, {"specs/compute-trend.md": "---\nname: [\n---\n"})


def _broken_settings(root: Path) -> None:
    write_files(root, {"specthis.toml": "[run]\nretires = 1\n"})


def _no_script(root: Path) -> None:
    (root / "scripts" / "trend.sh").unlink()


def _rejected(root: Path) -> None:
    said = call(root, "lock", "reject", "trend", "--at", today(root), "--note", "the sample is wrong", *AUTHOR)
    assert said.status == 0, said


def _judged_and_renamed(root: Path) -> None:
    _rejected(root)
    write_files(root, {"specs/compute-trend.md": SPEC.replace("### trend", "### tendency")})


def today(root: Path) -> str:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        run(specthis, "specthis", ["-C", str(root), "lock", "status", "trend"])
    return out.getvalue().splitlines()[1].split()[2]


TODAY = "today's digest"

REFUSALS: tuple[tuple[tuple[str, ...], Callable[[Path], None] | None], ...] = (
    (("statsu",), None),
    (("zzz",), None),
    (("lock", "recrod"), None),
    (("status", "--jsno"), None),
    (("status", "--state", "stal"), None),
    (("status", "--state", "zzz"), None),
    (("status", "--check=byts"), None),
    (("status", "--state"), None),
    (("status", "trned"), None),
    (("status", "zzz"), None),
    (("status", "z*"), None),
    (("refresh", "trned"), None),
    (("refresh", "--trial", "trned"), None),
    (("refresh", "z*"), None),
    (("refresh", "-j", "two"), None),
    (("refresh",), _broken_settings),
    (("graph", "trned"), None),
    (("graph", "--by", "specs"), None),
    (("graph", "definitions-words"), None),
    (("graph", "--depth", "1"), None),
    (("graph", "--json", "--format", "dot"), None),
    (("index", "--check", "--json"), None),
    (("index", "--replication", "cvs"), None),
    (("index", "--replication", "csv"), None),
    (("lock", "status", "trned"), None),
    (("lock", "record"), None),
    (("lock", "record", "trend"), None),
    (("lock", "record", "trend", "--at", "zzz", *AUTHOR), None),
    (("lock", "record", "trend", "--at", AT, *AUTHOR), None),
    (("lock", "record", "trend", "--at", TODAY), None),
    (("lock", "record", "trend", "--at", TODAY, *AUTHOR), _no_script),
    (("lock", "record", "trend", "--at", TODAY, *AUTHOR), _rejected),
    (("lock", "record", "trend", "--at", AT, *AUTHOR), _broken_spec),
    (("lock", "record", "trend", "--at", AT, *AUTHOR), _broken_ledger),
    (("lock", "confirm", "definitions-wrods"), None),
    (("lock", "confirm", "zzz"), None),
    (("lock", "confirm"), None),
    (("lock", "clear"), None),
    (("lock", "clear", "trned"), None),
    (("lock", "clear", "--gone"), _judged_and_renamed),
    (("lock", "clear", "--gone"), _broken_spec),
    (("preview", "trned"), None),
    (("preview", "--timeout", "soon"), None),
    (("-C", "nowhere", "status"), None),
)
"""Command lines that are refused, and what was done to the project before."""


def call(root: Path, *arguments: str) -> Said:
    """A command line in `root`, without a terminal."""
    words = [today(root) if word == TODAY else word for word in arguments]
    out, said = io.StringIO(), io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        status = run(specthis, "specthis", words)
    shown = shlex.join("DIGEST" if word == TODAY else word for word in arguments)
    text = said.getvalue().replace(str(root), "PROJECT")
    return Said(line=f"specthis {shown}", status=status, text=text)


def refusals(folder: Path) -> Iterator[Said]:
    for number, (arguments, prepare) in enumerate(REFUSALS):
        root = write_files(folder / f"project-{number}", PROJECT)
        if prepare is not None:
            prepare(root)
        yield call(root, *arguments)


CRASH = """\
import mkdocs_specthis.core.snapshot as snapshot
def fail(*_):
    raise RuntimeError("the moon is full")
snapshot.analyze = fail
from mkdocs_specthis.frontends.cli.main import main
main()
"""


INCOMPLETE = """\
import sys
sys.modules["frontmatter"] = None
from mkdocs_specthis.frontends.cli.main import main
main()
"""


def crashes(folder: Path) -> Iterator[Said]:
    """A fault of ours, with a place for the log and without, and a package that is not there."""
    with_place = {**PROJECT, ".specthis/.gitignore": "*\n"}
    for number, (files, code) in enumerate(((with_place, CRASH), (PROJECT, CRASH), (PROJECT, INCOMPLETE))):
        root = write_files(folder / f"crash-{number}", files)
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(
            [sys.executable, "-c", code, "status"], cwd=root, capture_output=True, text=True, env=environment
        )
        yield Said(line="specthis status", status=done.returncode, text=done.stderr.replace(str(root), "PROJECT"))


def written_down(rules: Mapping[str, list[Finding]], said: Iterable[Said]) -> str:
    """All of it in Markdown, to be read like a style guide."""
    lines = [
        "# Messages",
        "",
        "Every message of the audit and of the command line, once, as it came out of a real input.",
        "`pytest tests/messages --update-cases` writes this file: read the difference as a user would.",
        "",
        "## Findings",
    ]
    for rule, findings in rules.items():
        lines += ["", f"### `{rule}`", "", f"{CATALOGUE[rule].severity}: {CATALOGUE[rule].title}", "", "```text"]
        lines += [without_foreign(str(finding.message)).join(_around(finding)) for finding in findings]
        lines.append("```")
    lines += ["", "## The command line", "", "```text"]
    for one in said:
        lines += [f"$ {one.line}", *one.text.rstrip("\n").split("\n"), f"[{one.status}]", ""]
    return "\n".join([*lines[:-1], "```", ""])


def _around(finding: Finding) -> tuple[str, str]:
    hint = f"\n  hint: {finding.hint}" if finding.hint else ""
    return f"{finding.location}: {finding.rule} {finding.severity}: ", hint
