"""A small project in which every state occurs, changed on disk and looked at as a whole: nothing may become greener.

Knows how to build the project and what must hold of a snapshot; the changes come from elsewhere.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from oracles import about_findings, lines_of
from steps import Stage

from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.audit import audit_view
from mkdocs_specthis.core.views.audit_json import audit_json
from mkdocs_specthis.core.views.status_json import status_view
from mkdocs_specthis.usecases.load import load_snapshot

SCRIPT = 'mkdir -p results/{name}\necho "{{\\"n\\": 1}}" >results/{name}/{name}.json\n# {name}\n'
FIELDS = """\
- Script: `scripts/{name}.sh`
- Output: `results/{name}/{name}.json`
- Status: {status}
{more}"""
NAMES: Mapping[str, tuple[str, str]] = {
    "good": ("base", "- Keys: n\n- Consumes: none\n- Timeout: 5m\n"),
    "second": ("base", "- Inputs: `data/a.txt`, `data/b*.txt`\n- Consumes: `good`\n"),
    "drifted": ("base", "- Consumes: none\n- Traces to: Q1\n"),
    "judged-not": ("base", "- Consumes:\n  - `good`\n  - `second`\n- Retries: 1\n"),
    "refused": ("next", "- Consumes: `good`\n- Workflows: `settings/level.conf`\n"),
    "never": ("next", "- Consumes: `second`\n- Run: `sh -e {script}`\n"),
    "stale": ("next", "- Inputs: data/a.txt, data/c.txt\n- Consumes: none\n"),
    "under": ("next", "- Consumes: `stale`, `drifted`\n"),
    "tbd": ("next", "- Consumes: none\n"),
    "moved": ("words", "- Consumes: `good`\n- Resources: cpus=1\n"),
}
"""Entry to its spec and the fields that not all have."""
HEAD = "---\nname: compute-{spec}\nkind: compute\ndepends_on: [{depends}]\n---\n\n# What {spec} is\n\n{mention}\n"
DEPENDS = {"base": (), "next": ("compute-base",), "words": ("compute-base", "definitions-w")}
WORDS = "---\nname: definitions-w\nkind: definitions\n---\n\n{}.\n"
OTHER = WORDS.format("Another thing is meant by it").replace("\n", "\\n")
STORY = (
    *("refresh good second drifted judged-not refused stale under tbd moved", "certify good second drifted"),
    *("certify never stale under tbd moved", "reject refused", "append scripts/drifted.sh: # more\\n"),
    *(
        "write data/c.txt: other\\n",
        "write specs/definitions-w.md: " + OTHER,
    ),
)


def build(root: Path) -> None:
    """Write the project at `root`, run and judge it, and let it come to the states that it is to be in."""
    stage = Stage(root=root)
    for name in NAMES:
        stage.at(f"scripts/{name}.sh").write_text(SCRIPT.format(name=name))
    for path in ("data/a.txt", "data/b1.txt", "data/c.txt", "settings/level.conf"):
        stage.at(path).write_text("one\n")
    for spec, depends in DEPENDS.items():
        stage.at(f"specs/compute-{spec}.md").write_text(_spec(spec, depends))
    stage.at("specs/definitions-w.md").write_text(WORDS.format("A word"))
    for step in STORY:
        stage.take(step)


def _spec(spec: str, depends: tuple[str, ...]) -> str:
    mention = f"It rests on {' and '.join(depends)}." if depends else "It rests on nothing."
    blocks = [_block(name, more) for name, (home, more) in NAMES.items() if home == spec]
    prose = "## Script\n\nIt computes `n`.\n\n```sh\n### no entry\n```\n\n<!-- a remark -->\n\n"
    silence = "<!-- specthis: silence pair-missing — there is no report -->\n\n"
    head = HEAD.format(spec=spec, depends=", ".join(depends), mention=mention)
    return "\n".join([head, prose + silence + "## Entries\n", *blocks])


def _block(name: str, more: str) -> str:
    status = "script TBD — soon" if name == "tbd" else "script ready"
    return f"### {name}\n\n{FIELDS.format(name=name, status=status, more=more)}\nWhat {name} is.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What a project's states are, and what they rest on."""

    states: Mapping[str, tuple[str, str, bool]]
    """Entry to certification, realization, and whether it is ready."""
    grounds: object
    """Everything that is digested or said by the author; equal grounds mean equal states."""
    findings: frozenset[tuple[str, str, str]]


def stand_of(snapshot: Snapshot) -> Stand:
    return Stand(
        states={
            name: (str(status.certification), str(status.realization), status.ready)
            for name, status in snapshot.statuses.items()
        },
        grounds=(
            {name: (one.status, one.draft, one.unreadable) for name, one in snapshot.entries.items()},
            dict(snapshot.contracts),
            {
                spec.path: (spec.kind, spec.draft, {d.name for d in spec.depends_on}, spec.prose_digest)
                for spec in snapshot.project.specs
            },
            snapshot.project.judgments,
            snapshot.project.receipts,
            snapshot.project.settings.require_certified,
        ),
        findings=frozenset((one.rule, one.location.path, one.entry or "") for one in snapshot.findings),
    )


def _said_by(spec: Spec) -> object:
    return spec.kind, spec.draft, {one.name for one in spec.depends_on}, spec.prose_digest


class Tree:
    """The project on disk, one file of it changed at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / "specs").exists():
            build(root)
        self.paths = sorted(
            place.relative_to(root).as_posix()
            for place in (*root.glob("specs/**/*"), root / ".specthis/events.jsonl")
            if place.is_file() and place.name != ".gitignore"
        )
        self.first = {path: (root / path).read_bytes() for path in self.paths}
        self.before = stand_of(load_snapshot(root))

    def complaints(self, path: str, content: bytes) -> Iterator[str]:
        """What is wrong when `path` holds `content`; the file is put back afterwards."""
        place = self.root / path
        try:
            place.write_bytes(content)
            snapshot = load_snapshot(self.root)
            yield from self._about(snapshot, path)
        finally:
            place.write_bytes(self.first[path])

    def _about(self, snapshot: Snapshot, path: str) -> Iterator[str]:
        files = (place for place in self.root.rglob("*") if place.is_file() and ".git" not in place.parts)
        lines = {place.relative_to(self.root).as_posix(): lines_of(place.read_bytes()) for place in files}
        folders = {place.relative_to(self.root).as_posix(): 0 for place in self.root.rglob("*") if place.is_dir()}
        yield from about_findings(snapshot.findings, {**folders, **lines, "specthis.toml": 0})
        json.dumps(status_view(snapshot), allow_nan=False).encode("ascii")
        json.dumps(audit_json(audit_view(snapshot)), allow_nan=False).encode("ascii")
        today = stand_of(snapshot)
        if path.startswith("specs/") and path.endswith(".md"):
            yield from _greener(self.before, today)
        same = today.grounds == self.before.grounds and today.findings == self.before.findings
        if same and today.states != self.before.states:
            yield f"nothing digested changed, and states did: {today.states}"


def _greener(before: Stand, today: Stand) -> Iterator[str]:
    """An author may say of a script that it is ready; nothing else in a spec makes an entry greener."""
    for name, (certification, realization, ready) in today.states.items():
        old = before.states.get(name, ("", "", False))
        if certification == Certification.CERTIFIED != old[0]:
            yield f"{name} was {old[0] or 'not there'} and is certified"
        if realization == Realization.FRESH != old[1]:
            yield f"{name} was {old[1] or 'not there'} and is fresh"
        if ready and not old[2] and name not in ("tbd",):
            yield f"{name} became ready"


def copy_of(built: Path, root: Path) -> Tree:
    shutil.copytree(built, root, symlinks=True)
    return Tree(root)
