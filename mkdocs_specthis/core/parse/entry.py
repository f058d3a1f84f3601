"""One `###` block of a spec: fields to a contract, and everything wrong with them.

Knows the settings' folders by name; sees no other entry and no disk.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse import values as read
from mkdocs_specthis.core.parse.fields import (
    ALL_FIELDS,
    COMPUTE_FIELDS,
    EXPORT_FIELDS,
    RawField,
    near_key,
)
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.parse.paths import is_below, is_pattern, normalise_path, path_problem, split_root
from mkdocs_specthis.core.parse.shown import shown

EXAMPLES: Mapping[str, str] = {
    "Script": "scripts/name.py",
    "Output": "results/name/name.json",
    "Export script": "scripts/name.py",
    "Export outputs": "reports/name.tex",
}
_TEXT_AROUND = re.compile(r"`|\s[(—–]")
_TICK = re.compile(r"`")


@dataclass(slots=True)
class EntryReader:
    """Reads the fields of one block into an Entry, collecting findings."""

    name: str
    kind: str
    spec_path: str
    settings: Settings
    inner: tuple[tuple[int, int, str], ...] = ()
    """(line, level, text) of the headings inside the block."""
    findings: list[Finding] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)

    def read(self, entry: Entry, fields: list[RawField]) -> Entry:
        """`entry` with what its fields say; what is wrong is added to `findings`."""
        known = self._known_fields(self._own(fields), entry.location.line)
        changes: dict[str, object] = {}
        for key, raw in known.items():
            changes.update(_READERS[key](self, raw))
        self._require(known, entry)
        return replace(entry, misplaced=tuple(self.misplaced), **changes)  # type: ignore[arg-type]

    def add(self, rule: str, line: int, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                location=Location(path=self.spec_path, line=line),
                message=message,
                hint=hint,
                entry=self.name,
                scope=Scope.ENTRY,
            )
        )

    @property
    def allowed(self) -> Mapping[str, str]:
        return COMPUTE_FIELDS if self.kind == "compute" else EXPORT_FIELDS

    def _own(self, fields: list[RawField]) -> list[RawField]:
        """Fields above a heading below which they begin again: another entry's, whose heading is one level too deep."""
        for line, level, text in self.inner:
            above = {raw.key for raw in fields if raw.known and raw.line < line}
            again = next((raw.key for raw in fields if raw.known and raw.line > line and raw.key in above), "")
            if again:
                message = f"below the heading `{shown(text[:60])}`, of level {level}, `{again}` is given again"
                hint = f"write `### {shown(text[:60])}` if that is an entry; else keep one of them"
                self.add("field-duplicate", line, message, hint)
                return [raw for raw in fields if raw.line < line]
        return fields

    def _known_fields(self, fields: list[RawField], _: int) -> dict[str, RawField]:
        homes = {raw.container for raw in fields if raw.plain and raw.key in self.allowed}
        known: dict[str, RawField] = {}
        for raw in fields:
            if not raw.plain:
                self._marked_up(raw)
            elif raw.key not in self.allowed:
                self._unknown(raw, among_known=raw.container in homes)
            elif raw.key in known:
                message = f"`{raw.key}` is given twice, first on line {known[raw.key].line}"
                self.add("field-duplicate", raw.line, message, "keep one of them")
            elif not raw.values:
                self.add(
                    "field-value", raw.line, f"`{raw.key}` has no value", "write it on the same line or as a list below"
                )
                known[raw.key] = raw
            else:
                if raw.continued:
                    self.add(
                        "field-value",
                        raw.line,
                        f"the value of `{raw.key}` seems to go on in the next line of the paragraph",
                        "write it on one line or as a list, or put a blank line after it",
                    )
                known[raw.key] = raw
        return known

    def _marked_up(self, raw: RawField) -> None:
        """A key in italics or backticks is none; where it looks like one, that is no accident."""
        near = raw.key if raw.key in ALL_FIELDS else near_key(raw.key, self.allowed)
        if near:
            self.add(
                "unknown-field",
                raw.line,
                f"the key `{shown(raw.key)}` is in italics or backticks",
                f"write `{near}:`, in bold or plain",
            )

    def _unknown(self, raw: RawField, *, among_known: bool) -> None:
        near = near_key(raw.key, self.allowed)
        if raw.key in ALL_FIELDS:
            near = near or ("Export script" if raw.key == "Script" else "")
            other = {
                "Script": "Export script",
                "Output": "Export outputs",
                "Export script": "Script",
                "Export outputs": "Output",
            }
            message = f"`{raw.key}` is no field of a {self.kind} entry"
            self.add("unknown-field", raw.line, message, f"write `{other.get(raw.key, near)}`")
        elif near:
            self.add(
                "unknown-field",
                raw.line,
                f"`{shown(raw.key)}` is not a field of a {self.kind} entry",
                f"did you mean `{near}`?",
            )
        elif among_known:
            message = f"`{shown(raw.key)}` stands among the fields and is no field of a {self.kind} entry"
            self.add(
                "unknown-field", raw.line, message, "move it below the fields, after a blank line", Severity.WARNING
            )

    def _require(self, known: Mapping[str, RawField], entry: Entry) -> None:
        required = (
            ("Script", "Output", "Status") if self.kind == "compute" else ("Export script", "Export outputs", "Status")
        )
        missing = [key for key in required if key not in known]
        for key in missing:
            hint = f"add a line `{key}: {EXAMPLES.get(key, 'script TBD')}`"
            if len(missing) == len(required):
                hint = "every `###` below the entries heading is an entry; write `####` for a heading that is none"
            self.add("field-missing", entry.location.line, f"entry `{self.name}` has no `{key}`", hint)

    def paths(self, raw: RawField, *, patterns: bool, roots: bool = False) -> tuple[Value, ...]:
        """The values that are paths, normalised and without repeats."""
        good: dict[str, Value] = {}
        for value in raw.values:
            path = self._path(raw.key, value, patterns=patterns, roots=roots)
            if path:
                good.setdefault(path, Value(text=path, line=value.line))
        return tuple(good.values())

    def _path(self, key: str, value: Value, *, patterns: bool, roots: bool) -> str:
        root, rest = split_root(value.text) if roots else ("", value.text)
        problem = path_problem(rest)
        hint = "paths are written from the project root, as in `scripts/clean.py`"
        if not problem and (_TICK if value.quoted else _TEXT_AROUND).search(value.text):
            problem, hint = "is more than a path", "put the path in backticks and the remark on a line of its own"
        if not problem and not patterns and is_pattern(rest):
            problem, hint = (
                "is a pattern where one file is needed",
                f"name the file; patterns go into {self._pattern_fields()}",
            )
        if problem:
            rule = "path-outside" if "leads out" in problem or "absolute" in problem else "path-invalid"
            self.add(rule, value.line, f"`{shown(value.text)}` in `{key}` {problem}", hint)
            return ""
        return f"{root}:{normalise_path(rest)}" if root else normalise_path(rest)

    def _pattern_fields(self) -> str:
        return "`Sidecars`, `Workflows` or `Inputs`"

    def inside(self, raw: RawField, paths: Iterable[Value], folder: str, what: str) -> tuple[Value, ...]:
        """The paths below `folder`; each other one is a finding."""
        kept = []
        for value in paths:
            if is_below(value.text, folder):
                kept.append(value)
            else:
                self.misplaced.append(value.text)
                message = f"`{shown(value.text)}` in `{raw.key}` is not below `{folder}/`, where {what} belong"
                self.add("output-folder", value.line, message, self._home_of(value.text, folder, what))
        return tuple(kept)

    def _home_of(self, path: str, folder: str, what: str) -> str:
        """Where an output belongs; or the setting with which it could stay."""
        written = f"write `{folder}/{self.name}/{path.rsplit('/', 1)[-1]}`"
        top = path.partition("/")[0]
        taken = (self.settings.results, self.settings.reports, self.settings.specs)
        if "/" not in path or any(is_below(path, other) or other == top for other in taken):
            return written
        name = "results" if folder == self.settings.results else "reports"
        return f'{written}; or, where all {what} lie below `{top}/`, set `[paths] {name} = "{top}"` in specthis.toml'


def _scripts(reader: EntryReader, raw: RawField) -> dict[str, object]:
    return {"scripts": reader.paths(raw, patterns=False)}


def _output(reader: EntryReader, raw: RawField) -> dict[str, object]:
    paths = reader.paths(raw, patterns=False)
    if len(raw.values) > 1:
        message = f"`Output` names {len(raw.values)} files; a compute entry has exactly one"
        reader.add("field-value", raw.values[1].line, message, "list the other files under `Sidecars`")
    for value in paths:
        if not value.text.lower().endswith(".json"):
            reader.add(
                "output-not-json",
                value.line,
                f"`{shown(value.text)}` is no JSON file",
                "an `Output` ends with `.json`; other files are `Sidecars`",
            )
    return {"outputs": reader.inside(raw, paths, reader.settings.results, "artefacts")[:1]}


def _export_outputs(reader: EntryReader, raw: RawField) -> dict[str, object]:
    return {"outputs": reader.inside(raw, reader.paths(raw, patterns=False), reader.settings.reports, "exports")}


def _sidecars(reader: EntryReader, raw: RawField) -> dict[str, object]:
    folder = reader.settings.results if reader.kind == "compute" else reader.settings.reports
    return {"sidecars": reader.inside(raw, reader.paths(raw, patterns=True), folder, "sidecar files")}


def _workflows(reader: EntryReader, raw: RawField) -> dict[str, object]:
    return {"workflows": reader.paths(raw, patterns=True)}


def _inputs(reader: EntryReader, raw: RawField) -> dict[str, object]:
    return {"inputs": reader.paths(raw, patterns=True, roots=True)}


def _keys(reader: EntryReader, raw: RawField) -> dict[str, object]:
    schemas = [value for value in raw.values if value.text.endswith(".json")]
    if not schemas:
        return {"keys": tuple(dict.fromkeys(value.text for value in raw.values))}
    if len(raw.values) > 1:
        reader.add(
            "field-value", raw.line, "`Keys` names a schema file and more", "give either keys or one JSON Schema file"
        )
    paths = reader.paths(raw, patterns=False)
    return {"schema": paths[0] if paths else None}


def _consumes(reader: EntryReader, raw: RawField) -> dict[str, object]:
    names = tuple({value.text: value for value in raw.values}.values())
    if any(value.text == "none" for value in names):
        if len(names) > 1:
            reader.add("field-value", raw.line, "`Consumes` says `none` and names entries", "keep one of the two")
        return {"consumes": tuple(value for value in names if value.text != "none")}
    return {"consumes": names}


def _run(_: EntryReader, raw: RawField) -> dict[str, object]:
    return {"run": raw.values[0] if raw.values else None}


def _status(reader: EntryReader, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    status = read.read_status(text)
    if status is None:
        if text:
            hint = did_you_mean(
                text[:20],
                read.STATUSES,
                otherwise="write `script TBD` or `script ready`, with a note behind ` — ` if you like",
            )
            reader.add("status-value", raw.line, f"`{shown(text)}` is no status", hint)
        return {}
    return {"status": status.word, "status_note": status.note}


def _timeout(reader: EntryReader, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    duration = read.read_duration(text)
    if duration.problem and text:
        message = f"`{shown(text)}` in `Timeout` {duration.problem}"
        reader.add("field-value", raw.line, message, f"as in {read.DURATIONS}")
    return {"timeout": duration.seconds}


def _retries(reader: EntryReader, raw: RawField) -> dict[str, object]:
    text = raw.values[0].text if raw.values else ""
    retries = read.read_retries(text)
    if retries is None and text:
        message = f"`{shown(text)}` in `Retries` is no whole number from 0 to {read.MAX_RETRIES}"
        reader.add("field-value", raw.line, message, "as in `Retries: 2`")
    return {"retries": retries}


COUNTED = ("cpus", "mem")
"""Resources that every machine has so many of."""


def _resources(reader: EntryReader, raw: RawField) -> dict[str, object]:
    amounts: dict[str, str] = {}
    for value in raw.values:
        amount = read.read_amount(value.text)
        if amount is None:
            reader.add(
                "field-value",
                value.line,
                f"`{shown(value.text)}` in `Resources` is no `name=amount`",
                "as in `cpus=4, mem=8G`",
            )
        elif amount[0] in COUNTED and not read.is_number(amount[1]):
            message = f"`{shown(value.text)}` in `Resources` is no amount"
            reader.add("field-value", value.line, message, "as in `cpus=4`, `mem=8G`, `mem=512MiB`")
        else:
            amounts[amount[0]] = amount[1]
    return {"resources": tuple(sorted(amounts.items()))}


def _varies(reader: EntryReader, raw: RawField) -> dict[str, object]:
    rules = []
    for value in raw.values:
        rule = read.read_varies(value.text)
        if rule is None:
            reader.add(
                "field-value",
                value.line,
                f"`{shown(value.text)}` in `Varies` is no key with a tolerance",
                "as in `loss ~ 1e-6`",
            )
        else:
            rules.append(rule)
    return {"varies": tuple(rules)}


def _traces_to(_: EntryReader, raw: RawField) -> dict[str, object]:
    return {"traces_to": tuple(dict.fromkeys(value.text for value in raw.values))}


def _publish(reader: EntryReader, raw: RawField) -> dict[str, object]:
    """Whatever is not `yes` keeps the artefact off the site."""
    text = raw.values[0].text if raw.values else ""
    if text not in ("yes", "no") and text:
        message = f"`{shown(text)}` in `Publish` is neither `yes` nor `no`"
        reader.add("field-value", raw.line, message, "write `Publish: no` to keep the artefact off the site")
    return {"publish": text == "yes"}


_READERS: Mapping[str, Callable[[EntryReader, RawField], dict[str, object]]] = {
    "Script": _scripts,
    "Export script": _scripts,
    "Output": _output,
    "Export outputs": _export_outputs,
    "Sidecars": _sidecars,
    "Workflows": _workflows,
    "Inputs": _inputs,
    "Keys": _keys,
    "Consumes": _consumes,
    "Run": _run,
    "Status": _status,
    "Timeout": _timeout,
    "Retries": _retries,
    "Resources": _resources,
    "Varies": _varies,
    "Traces to": _traces_to,
    "Publish": _publish,
}
