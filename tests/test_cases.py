"""Runs every case of `tests/cases/**/*.md`. A heading `##` is a test; its fences are read from top to bottom.

- A fence labelled with a path (a dot, a slash, or a capital M as in Makefile) is a file. It is written when its turn
  comes, so that a later one is an edit.
- `text steps` holds steps, see `tests/steps.py`.
- Any other label is an expectation about the project as it stands then, see `CHECKS`.
- Fences before the first `##` of a file, up to there, are the tree that all its cases begin with.

`--update-cases` writes what came out into the expectations: read the difference before you believe it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from artefact_lines import look_lines
from past_lines import show_run_history, show_runs
from steps import Stage

from mkdocs_specthis.core.exhibits.exhibits import exhibits_of
from mkdocs_specthis.core.exhibits.numbers import section_numbers
from mkdocs_specthis.core.model.entry import Entry, Value, VariesRule
from mkdocs_specthis.core.model.latex import Condition
from mkdocs_specthis.core.model.latex_table import Align, Cell, Column, LatexTable, NotShown, Rule, Run, RunKind
from mkdocs_specthis.core.paper.routes import Made, Place
from mkdocs_specthis.core.parse.latex_table import parse_tables
from mkdocs_specthis.core.parse.latex_table.preamble import read_preamble
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.audit import audit_view
from mkdocs_specthis.core.views.replication import replication_of
from mkdocs_specthis.core.views.replication_text import replication_csv, replication_markdown
from mkdocs_specthis.usecases.paper import read_papers

CASES = Path(__file__).parent / "cases"
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*(\S+)[ ]+(\S.*?)[ ]*\Z")


@dataclass(frozen=True, kw_only=True)
class Fence:
    label: str
    text: str
    first: int
    """Index of its first line of text in the file."""
    last: int
    """Index of the closing line."""

    @property
    def is_file(self) -> bool:
        return any(sign in self.label.split()[0] for sign in "./M")


@dataclass(frozen=True, kw_only=True)
class Case:
    path: Path
    title: str
    fences: tuple[Fence, ...]
    """Those of the file's beginning first."""

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(CASES).with_suffix('').as_posix()}: {self.title}"


def read_cases(path: Path) -> Iterator[Case]:
    shared: list[Fence] = []
    title, fences = "", shared
    lines = path.read_text(encoding="utf-8").split("\n")
    index = 0
    while index < len(lines):
        opening = _FENCE.match(lines[index])
        if opening:
            last = next(n for n in range(index + 1, len(lines)) if lines[n].rstrip() == opening[1])
            text = "".join(line + "\n" for line in lines[index + 1 : last])
            fences.append(Fence(label=opening[3], text=text, first=index + 1, last=last))
            index = last
        elif lines[index].startswith("## "):
            if title:
                yield Case(path=path, title=title, fences=(*shared, *fences))
            title, fences = lines[index][3:].strip(), []
        index += 1
    if title:
        yield Case(path=path, title=title, fences=(*shared, *fences))


def show_findings(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every finding as `path:line rule severity [entry]`."""
    for finding in snapshot.findings:
        entry = f" [{finding.entry}]" if finding.entry else ""
        yield f"{finding.location} {finding.rule} {finding.severity}{entry}"


def show_messages(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every finding as a person reads it."""
    for finding in snapshot.findings:
        yield from str(finding).split("\n")


def show_routes(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every exported file as `path → label line: place, …`."""
    for routes in snapshot.routes.by_entry.values():
        for route in routes:
            label = f" → {route.label.location}" if route.label else " → no label"
            places = ", ".join(_place_of(place) for place in route.places)
            yield f"{route.path}{label if route.host_doc else ''}: {places or route.other_format or 'nowhere'}"


def _place_of(place: Place) -> str:
    section = f"“{place.section.title}”" if place.section else "preamble" if place.in_preamble else "front"
    inside = f" in {place.float.environment} “{place.float.caption}” {place.float.label}" if place.float else ""
    marks = (" routed" if place.routed else "") + (" by name" if place.by_name else "")
    return f"{place.location} {place.command} {section}{inside.rstrip()}{marks}"


def show_document(snapshot: Snapshot, path: str) -> Iterator[str]:
    """`document PATH`: a host document as it was read, line by line of what counts."""
    document = snapshot.project.documents[path]
    rows = [(section.location, f"{section.name}: {section.title}") for section in document.sections]
    rows += [(label.location, f"label: {label.name}") for label in document.labels]
    rows += [
        (one.location, f"{one.command}: {one.written} → {one.target or 'nowhere'}{_if(one.conditions)}")
        for one in document.inclusions
    ]
    rows += [(mark, "version") for section in document.sections for mark in section.versions]
    rows += [(one.location, f"{one.environment}: {one.caption} ({one.label})") for one in document.floats]
    rows += [(one.location, f"{one.trouble.value}: {one.what}") for one in document.obstacles]
    for location, text in rows:
        yield f"{location} {text}"


def _if(conditions: Iterable[Condition]) -> str:
    return "".join(f", if {one.text}" for one in conditions)


def show_exhibits(stage: Stage) -> Iterator[str]:
    """Sections, figures and tables of every paper as it stands here, each with its number and what it shows."""
    snapshot = stage.load()
    for paper in read_papers(stage.root, snapshot).values():
        numbers = section_numbers(paper.document, paper.aux)
        for number, section in zip(numbers, paper.document.sections, strict=True):
            yield f"{section.location} {section.name} {number or '–'}: {section.title}"
        found = exhibits_of(snapshot, paper, Made(snapshot.project))
        for one in found.exhibits:
            page = f", page {one.page}" if one.page else ""
            shown = [f"{shown.path} {shown.state}" for shown in one.shown]
            others = [f"{path} by no entry" for path in one.foreign] + [f"{path} lost" for path in one.lost]
            others += [f"{path} unclear" for path in one.unclear]
            label = f" ({one.label})" if one.label else ""
            yield f"{one.location} {one.name}{page}{label} {one.state or 'by hand'}: {one.caption or '–'}"
            yield from (f"  {line}" for line in (*shown, *others))
        yield from (f"{one.location} in the text: {one.path} {one.state}" for one in found.loose)


def show_replication(stage: Stage, form: str) -> Iterator[str]:
    """`replication markdown` or `replication csv`: as the command prints it."""
    snapshot = stage.load()
    index = replication_of(snapshot, read_papers(stage.root, snapshot).values())
    yield from (replication_csv(index) if form == "csv" else replication_markdown(index)).splitlines()


def show_silenced(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every silenced finding as `path:line rule: reason (path:line of the silence)`."""
    for finding, silence in snapshot.silenced:
        yield f"{finding.location} {finding.rule}: {silence.reason} ({silence.location})"


def show_audit(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every row of the audit, then its summary."""
    view = audit_view(snapshot)
    for row in view.rows:
        yield " | ".join(row.cells).rstrip(" |")
    yield from view.summary


def show_entries(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every entry as `name spec:line`."""
    for name, entry in snapshot.entries.items():
        yield f"{name} {entry.location}"


def show_states(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every entry as `name certification realization`, and what else is true of it."""
    for name, status in snapshot.statuses.items():
        more = {
            "vocabulary": bool(status.vocabulary_moved),
            "error": status.errors > 0,
            "waiting": status.waiting,
            "blocked": status.blocked and not status.waiting,
            "ready": status.ready,
            "settled": status.settled and not status.ready,
        }
        words = [word for word, holds in more.items() if holds]
        yield " ".join([name, status.certification.value, status.realization.value, *words])


def show_words(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every entry as `name four-state five-state`: the seed's words."""
    for name, status in snapshot.statuses.items():
        yield f"{name} {status.four_state} {status.five_state}"


def show_moved(snapshot: Snapshot, _: str) -> Iterator[str]:
    """What moved, of every entry, as `name axis: part`."""
    for name, status in snapshot.statuses.items():
        rows = {(reason.axis.value, reason.subject) for reason in status.reasons if reason.kind == "moved"}
        for axis, subject in sorted(rows):
            yield f"{name} {axis}: {subject}"


def show_edges(snapshot: Snapshot, _: str) -> Iterator[str]:
    """Every node that has something upstream as `name < upstream, …`."""
    for node, above in snapshot.graph.up.items():
        if above:
            yield f"{node} < {', '.join(above)}"


def show_contract(snapshot: Snapshot, name: str) -> Iterator[str]:
    """`contract NAME`: the parts that a judgment covers and those that a run's signature covers."""
    contract = snapshot.contracts[name]
    yield from (f"certified {part.name}" for part in contract.certified_parts)
    yield from (f"run {part.name}" for part in contract.run_parts)


def show_entry(snapshot: Snapshot, name: str) -> Iterator[str]:
    """`entry NAME`: its fields as read, those that are not empty."""
    record = _fields_of(snapshot.entries[name])
    yield from json.dumps(record, indent=2, ensure_ascii=False).split("\n")


def show_spec(snapshot: Snapshot, path: str) -> Iterator[str]:
    """`spec PATH`: its frontmatter as read."""
    spec = snapshot.specs_by_path[path]
    record = {
        "name": spec.name,
        "kind": spec.kind.value,
        "depends_on": [reference.name for reference in spec.depends_on],
        "host_doc": spec.host_doc,
        "section_label": spec.section_label,
        "title": spec.title,
        "tags": list(spec.tags),
        "owner": spec.owner,
        "draft": spec.draft,
        "unreadable": spec.unreadable,
        "entries": [entry.name for entry in spec.entries],
    }
    yield from json.dumps({k: v for k, v in record.items() if v}, indent=2, ensure_ascii=False).split("\n")


def show_latex_tables(stage: Stage, path: str) -> Iterator[str]:
    """`tables PATH [HOST]`: the tables of a LaTeX file, or what in it is not understood; HOST is the paper's."""
    path, _, host = path.partition(" ")
    preamble = read_preamble((stage.root / host).read_text(encoding="utf-8")) if host else None
    found = parse_tables((stage.root / path).read_text(encoding="utf-8"), preamble)
    if isinstance(found, NotShown):
        yield f"not shown: {found.construct}, line {found.line}"
        return
    for table in found.tables:
        if isinstance(table, NotShown):
            yield f"not shown: {table.construct}, line {table.line} of {table.first} to {table.last}"
        else:
            yield from _table_lines(table)


def _table_lines(table: LatexTable) -> Iterator[str]:
    if table.caption or table.label:
        yield f"table: {_runs(table.caption)} ({table.label})"
    for grid in table.grids:
        yield from (f"above: {_runs(runs)}" for runs in grid.heading)
        yield f"{grid.environment}: {' '.join(_column(column) for column in grid.columns)}"
        groups = [("head", grid.head), *(("body", group) for group in grid.groups)]
        for name, rows in groups:
            for row in rows:
                yield from _rule_lines(row.rules)
                cells = " | ".join(_cell_text(cell) for cell in row.cells)
                yield f"{name}{'+' if row.space else ' '} {cells}".rstrip()
        yield from _rule_lines(grid.closing)
    yield from (f"note {note.mark}: {_runs(note.runs)}".replace(" :", ":") for note in table.notes)


def _column(column: Column) -> str:
    lines = ("|" if column.line_before else "", "|" if column.line_after else "")
    return f"{lines[0]}{column.align.value}{'!' if column.tight else ''}{lines[1]}"


def _rule_lines(rules: tuple[Rule, ...]) -> Iterator[str]:
    if rules:
        yield "---- " + " ".join(_rule(rule) for rule in rules)


def _rule(rule: Rule) -> str:
    trims = ("(" if rule.trim_left else "", ")" if rule.trim_right else "")
    return f"{trims[0]}{rule.first + 1}-{rule.last + 1}{trims[1]} {rule.weight.value}"


def _cell_text(cell: Cell) -> str:
    runs = (
        _runs(cell.runs[: cell.split]) + "¦" + _runs(cell.runs[cell.split :]) if cell.split >= 0 else _runs(cell.runs)
    )
    marks = [f"{cell.columns}×{cell.rows}"] if cell.columns * cell.rows > 1 else []
    marks += [cell.align.value[0]] * (cell.align is not Align.LEFT and cell.split < 0)
    marks += [cell.background] * bool(cell.background) + ["turned"] * cell.turned
    return f"{runs} <{' '.join(marks)}>".strip() if marks else runs


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    shown = {RunKind.BREAK: "⏎", RunKind.MATHS: f"${run.text}$", RunKind.REFERENCE: f"→{run.text}"}
    marks = [*sorted(style.value for style in run.styles), *([run.colour] if run.colour else [])]
    marks += [f"on {run.background}"] * bool(run.background)
    text = shown.get(run.kind, run.text)
    return f"{{{' '.join(marks)}: {text}}}" if marks else text


CHECKS: Mapping[str, Callable[[Snapshot, str], Iterator[str]]] = {
    "findings": show_findings,
    "messages": show_messages,
    "routes": show_routes,
    "document": show_document,
    "silenced": show_silenced,
    "audit": show_audit,
    "entries": show_entries,
    "states": show_states,
    "words": show_words,
    "moved": show_moved,
    "edges": show_edges,
    "contract": show_contract,
    "entry": show_entry,
    "spec": show_spec,
}

_FIELD_NAMES = (
    *("status", "status_note", "scripts", "outputs", "keys", "schema", "sidecars", "workflows", "inputs", "consumes"),
    *("run", "timeout", "retries", "resources", "varies", "traces_to", "draft"),
)


def _fields_of(entry: Entry) -> dict[str, object]:
    plain = {name: _plain(getattr(entry, name)) for name in _FIELD_NAMES}
    return {name: value for name, value in plain.items() if value or (name == "consumes" and value == [])}


def _plain(value: object) -> object:
    if isinstance(value, Value):
        return value.text
    if isinstance(value, VariesRule):
        return value.pattern if value.tolerance is None else [value.pattern, value.tolerance]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


ALL_CASES = [case for path in sorted(CASES.rglob("*.md")) for case in read_cases(path)]


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    stage = Stage(root=tmp_path / "project")
    stage.root.mkdir()
    came_out = dict(play(case, stage))
    if request.config.getoption("--update-cases"):
        update(case, came_out)
        return
    for fence, text in came_out.items():
        assert text == fence.text, f"{case.path.name}:{fence.first}: {fence.label}"


def play(case: Case, stage: Stage) -> Iterator[tuple[Fence, str]]:
    """Go through the case's fences; gives every expectation with what came out."""
    started = False
    for fence in case.fences:
        if fence.is_file:
            stage.at(fence.label).write_bytes(fence.text.encode())
        elif fence.label == "steps":
            if not started:
                stage.remember()
            started = True
            for step in fence.text.splitlines():
                stage.take(step)
        elif fence.label.startswith("tables "):
            yield fence, "".join(line + "\n" for line in show_latex_tables(stage, fence.label.removeprefix("tables ")))
        elif fence.label.startswith("look "):
            path = fence.label.removeprefix("look ")
            text = (stage.root / path).read_text(encoding="utf-8")
            yield fence, "".join(line + "\n" for line in look_lines(text, path))
        elif fence.label == "exhibits":
            yield fence, "".join(line + "\n" for line in show_exhibits(stage))
        elif fence.label.startswith("replication "):
            yield fence, "".join(line + "\n" for line in show_replication(stage, fence.label.partition(" ")[2]))
        elif fence.label.startswith(("runs ", "history ")):
            check, _, argument = fence.label.partition(" ")
            show = show_runs if check == "runs" else show_run_history
            yield fence, "".join(line + "\n" for line in show(stage.root, stage.load(), argument))
        else:
            check, _, argument = fence.label.partition(" ")
            yield fence, "".join(line + "\n" for line in CHECKS[check](stage.load(), argument))


def update(case: Case, came_out: Mapping[Fence, str]) -> None:
    """Write what came out into the file; expectations of other cases keep their lines, as the file is read anew."""
    for index, (fence, text) in enumerate(came_out.items()):
        if text != fence.text:
            today = next(other for other in read_cases(case.path) if other.title == case.title)
            place = [other for other in today.fences if not other.is_file and other.label != "steps"][index]
            lines = case.path.read_text(encoding="utf-8").split("\n")
            lines[place.first : place.last] = text.splitlines()
            case.path.write_text("\n".join(lines), encoding="utf-8")


def test_every_title_stands_once_in_its_file() -> None:
    names = [case.name for case in ALL_CASES]
    assert sorted(names) == sorted(set(names))


def test_every_case_expects_something() -> None:
    assert [case.name for case in ALL_CASES if not any(is_expectation(fence) for fence in case.fences)] == []


def is_expectation(fence: Fence) -> bool:
    return not fence.is_file and fence.label != "steps"
