"""What must hold of whatever is read: complaints in words, none if all is well.

Knows the readers and the records they give; not how an input was made.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.ledger.text import receipt_record, render_ledger
from mkdocs_specthis.core.model.entry import Entry, Value
from mkdocs_specthis.core.model.finding import Finding
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.event import parse_event
from mkdocs_specthis.core.parse.latex import parse_latex
from mkdocs_specthis.core.parse.ledgers import parse_judgments, parse_receipt
from mkdocs_specthis.core.parse.settings import parse_settings
from mkdocs_specthis.core.parse.spec import parse_spec

SEVERITIES = ("error", "warning", "note")
CONTRACTUAL = (
    *("scripts", "outputs", "keys", "schema", "sidecars", "workflows", "inputs", "consumes", "run", "varies"),
    *("kind", "exports"),
)
"""Fields of an entry that no edit may change while its digests stay."""
Read = tuple[Sequence[Finding], Sequence[str]]
"""Findings, and complaints about the record."""


def lines_of(content: bytes) -> int:
    """Lines as an editor counts them: ended by LF, CRLF or a lone CR."""
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1


def is_plain(text: str) -> bool:
    return bool(text.strip()) and text.isprintable()


def about_findings(findings: Iterable[Finding], lines: Mapping[str, int]) -> Iterator[str]:
    """`lines`: path of every file to how many lines it has."""
    for finding in findings:
        where = finding.location
        if finding.rule not in CATALOGUE:
            yield f"rule `{finding.rule}` is not in the catalogue"
        if finding.severity not in SEVERITIES:
            yield f"{finding.rule}: severity {finding.severity!r}"
        if where.path not in lines:
            yield f"{finding.rule}: {where.path!r} is no file"
        elif not 0 <= where.line <= lines[where.path]:
            yield f"{finding.rule}: line {where.line} of {lines[where.path]}: {finding.message}"
        if not is_plain(finding.message) or len(finding.message) > 1000:
            yield f"{finding.rule}: message {finding.message[:1000]!r}"
        if finding.hint and not is_plain(finding.hint):
            yield f"{finding.rule}: hint {finding.hint!r}"


def read_as_spec(content: bytes, path: str) -> Read:
    spec, findings = parse_spec(content, path, Settings())
    return findings, tuple(_about_spec(spec, findings, lines_of(content)))


def _about_spec(spec: Spec, findings: Sequence[Finding], lines: int) -> Iterator[str]:
    if spec.unreadable and not any(finding.severity == "error" for finding in findings):
        yield "unreadable, and no error says so"
    for entry in spec.entries:
        if not 1 <= entry.location.line <= entry.end_line <= lines:
            yield f"entry {entry.name} from line {entry.location.line} to {entry.end_line} of {lines}"
        values = (value for name in CONTRACTUAL for value in _values(entry, name))
        yield from (f"{entry.name}: value on line {v.line}" for v in values if not 0 <= v.line <= lines)


def _values(entry: Entry, name: str) -> Iterator[Value]:
    held = getattr(entry, name)
    for one in held if isinstance(held, tuple) else (held,):
        if isinstance(one, Value):
            yield one


def read_as_settings(content: bytes, _: str) -> Read:
    settings, findings = parse_settings(content.decode("utf-8", "replace"))
    return findings, tuple(_about_settings(settings))


def read_as_local(content: bytes, _: str) -> Read:
    settings, findings = parse_settings(None, content.decode("utf-8", "replace"))
    return findings, tuple(_about_settings(settings))


def _about_settings(settings: Settings) -> Iterator[str]:
    folders = (settings.specs, settings.results, settings.reports)
    if len(set(folders)) < 3 or any(one[:1] in ("", "/") or one.split("/")[0] == ".." for one in folders):
        yield f"folders {folders!r}"


def read_as_lock(content: bytes, path: str) -> Read:
    lock, findings = parse_judgments(content, path)
    if lock is None:
        return findings, () if findings else ("unreadable, and nothing says so",)
    written = render_ledger(lock.raw)
    again, faults = parse_judgments(written, path)
    if again is None or again.judgments != lock.judgments or render_ledger(again.raw) != written:
        return findings, (f"written and read again it is another: {faults}",)
    return findings, ("readable, with faults",) if findings else ()


def read_as_receipt(content: bytes, path: str) -> Read:
    entry = path.rsplit("/", 1)[-1].removesuffix(".json")
    receipt, findings = parse_receipt(content, path, entry)
    if receipt is None:
        return findings, () if findings else ("unreadable, and nothing says so",)
    written = render_ledger({**receipt.raw, **receipt_record(receipt.receipt)})
    again, faults = parse_receipt(written, path, entry)
    if again is None or again.receipt != receipt.receipt:
        return findings, (f"written and read again it is another: {faults}",)
    return findings, ("readable, with faults",) if findings else ()


def read_as_events(content: bytes, _: str) -> Read:
    complaints = []
    for line in content.split(b"\n"):
        event, said = parse_event(line)
        if (event is None) != is_plain(said):
            complaints.append(f"event {event!r} and {said!r}")
        if event is not None:
            json.dumps(event.data)
    return (), tuple(complaints)


def read_as_latex(content: bytes, _: str) -> Read:
    lines = lines_of(content)
    wrong = [one for one in parse_latex(content).commands if not 1 <= one.line <= lines]
    return (), tuple(f"command on line {one.line} of {lines}" for one in wrong)


READERS: Mapping[str, Callable[[bytes, str], Read]] = {
    "spec": read_as_spec,
    "settings": read_as_settings,
    "local": read_as_local,
    "lock": read_as_lock,
    "receipt": read_as_receipt,
    "events": read_as_events,
    "latex": read_as_latex,
}


def complaints_of(kind: str, path: str, content: bytes) -> list[str]:
    """Everything wrong with how the content was read. What a reader raises comes through."""
    findings, complaints = READERS[kind](content, path)
    return [*complaints, *about_findings(findings, {path: lines_of(content)})]


def named_lines(kind: str, path: str, content: bytes) -> set[int]:
    """Lines that findings point at; of the event log, those that read as no event."""
    if kind == "events":
        lines = enumerate(content.split(b"\n"), start=1)
        return {number for number, line in lines if line and parse_event(line)[0] is None}
    return {finding.location.line for finding in READERS[kind](content, path)[0]}


def unseen_changes(path: str, before: bytes, after: bytes) -> Iterator[str]:
    """Fields that a change of a spec changed, of entries whose digests it left."""
    one, _ = parse_spec(before, path, Settings())
    two, _ = parse_spec(after, path, Settings())
    if one.unreadable or two.unreadable:
        return
    entries = {entry.name: entry for entry in one.entries}
    for entry in two.entries:
        old = entries.get(entry.name)
        if old and (old.block_digest, old.prose_digest) == (entry.block_digest, entry.prose_digest):
            for name in CONTRACTUAL:
                if one.kind == two.kind and _plain(getattr(old, name)) != _plain(getattr(entry, name)):
                    yield f"{entry.name}: `{name}` changed and the digest did not"


def _plain(held: object) -> object:
    if isinstance(held, tuple):
        return tuple(_plain(one) for one in held)
    return held.text if isinstance(held, Value) else held
