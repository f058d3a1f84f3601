"""`_lock.json` and `_runs/<entry>.json` to records, or to the finding that says why they cannot be read.

Knows the shape of a record, not whether it holds today. What cannot be read is never read as empty: the answer is None.
"""

import re
from dataclasses import dataclass

from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.ledger import Contradiction, Judgment, OutputFact, Receipt, Steady, Verdict
from mkdocs_specthis.core.model.location import Location
from mkdocs_specthis.core.parse.ledger_fields import BadField, Fields
from mkdocs_specthis.core.parse.ledger_json import RESTORE, Fault, Object, decode_ledger, find_line
from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.core.seal import Sealed, in_force_first, seal, seal_of_receipt

RULE = "ledger-unreadable"
VERSION = 1
UPGRADE = "install that version: `python -m pip install --upgrade mkdocs-specthis`; nothing is written over the ledger"
_NUMBER = re.compile(r"-?[0-9]{1,5000}(\.[0-9]{1,5000})?([eE][+-]?[0-9]{1,9})?\Z")
ORIGINS = ("run", "trial", "cache", "adopted")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    judgments: dict[str, tuple[Judgment, ...]]
    """Entry to its judgments, newest first, as the file has them."""
    raw: Object
    """The whole object, unknown keys included: what a rewrite starts from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFile:
    receipt: Receipt
    raw: Object


def parse_judgments(content: bytes, path: str) -> tuple[LockFile | None, list[Finding]]:
    """Every judgment of the lock file at `path`; None if any of it cannot be trusted."""
    raw, text, fault = decode_ledger(content)
    if raw is not None:
        try:
            return LockFile(judgments=_judgments(Fields(raw)), raw=raw), []
        except BadField as error:
            fault = Fault(line=find_line(text, error.path), message=error.message, hint=_mend(error))
    assert fault is not None
    return None, [unreadable_lock(path, fault)]


def sealed_history(raw: Object, entry: str) -> tuple[Sealed, ...]:
    """Judgments of one entry as the ledger holds them, in its order; `raw` is of a lock file that was read."""
    entries = Fields(raw).inside("entries")
    return tuple(_sealed(one, entry) for one in entries.records(entry)) if entry in entries.names() else ()


def parse_receipt(content: bytes, path: str, entry: str) -> tuple[ReceiptFile | None, list[Finding]]:
    """The receipt of `entry`, whose name is that of the file; None if it cannot be trusted."""
    raw, text, fault = decode_ledger(content)
    if raw is not None:
        try:
            return ReceiptFile(receipt=_receipt(Fields(raw), entry), raw=raw), []
        except BadField as error:
            fault = Fault(line=find_line(text, error.path), message=error.message, hint=_mend(error))
    assert fault is not None
    return None, [unreadable_receipt(path, entry, fault)]


def _mend(error: BadField) -> str:
    return UPGRADE if error.message.startswith("version ") else RESTORE


def unreadable_lock(path: str, fault: Fault) -> Finding:
    return _finding(path, fault, Scope.PROJECT, None)


def unreadable_receipt(path: str, entry: str, fault: Fault) -> Finding:
    return _finding(path, fault, Scope.ENTRY, entry)


def _finding(path: str, fault: Fault, scope: Scope, entry: str | None) -> Finding:
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        location=Location(path=path, line=fault.line),
        message=fault.message,
        hint=fault.hint,
        entry=entry,
        scope=scope,
    )


def _check_version(fields: Fields) -> None:
    version = fields.integer("version", minimum=1)
    if version != VERSION:
        raise fields.bad("version", f"version {version} of the ledger is not known here: a newer specthis wrote it")


def _judgments(fields: Fields) -> dict[str, tuple[Judgment, ...]]:
    _check_version(fields)
    fields.check_unknown(("version", "entries"))
    entries = fields.inside("entries")
    return {name: _history(name, entries) for name in entries.names()}


def _history(entry: str, entries: Fields) -> tuple[Judgment, ...]:
    history = tuple(_sealed(one, entry) for one in entries.records(entry))
    return tuple(one.judgment for one in in_force_first(history))


_JUDGMENT_KEYS = (
    "entry", "seal", "overrules", "scheme", "inputs_certified", "verdict", "parts", "vocabulary", "depends_on",
    "author", "via", "ts", "note", "commit", "spec",
)  # fmt: skip


def _judgment(fields: Fields) -> Judgment:
    return Judgment(
        scheme=fields.integer("scheme", minimum=1),
        inputs_certified=fields.digest("inputs_certified"),
        verdict=Verdict(fields.choice("verdict", tuple(Verdict))),
        parts=fields.texts_by_name("parts"),
        vocabulary=fields.texts_by_name("vocabulary"),
        depends_on=fields.texts("depends_on"),
        author=fields.text("author"),
        via=fields.text("via"),
        ts=fields.text("ts"),
        note=fields.text("note"),
        commit=fields.text("commit"),
        spec=fields.text("spec"),
    )


def _sealed(fields: Fields, entry: str) -> Sealed:
    """A judgment that names its entry bears a seal; one written by hand may have neither."""
    fields.check_unknown(_JUDGMENT_KEYS)
    name, written = fields.text("entry"), fields.text("seal")
    sealed = seal(entry, _judgment(fields), fields.texts("overrules"))
    if (name or written) and name != entry:
        raise fields.bad("entry", f"a judgment of `{shown(name)}` stands under `{shown(entry)}`: {_MISMERGED}")
    if (name or written) and written != sealed.seal:
        raise fields.bad("seal", f"a judgment of `{shown(entry)}` is not as it was written: {_MISMERGED}")
    return sealed


_MISMERGED = "a merge by lines mixed two, or somebody edited it by hand"
_RECEIPT_KEYS = (
    "version", "scheme", "entry", "seal", "spec", "signature", "parts", "outputs", "undeclared", "observed", "ts",
    "seconds", "engine", "interpreter", "platform", "commit", "dirty", "from", "note", "varies",
    "contradicted",
)  # fmt: skip


def _receipt(fields: Fields, entry: str) -> Receipt:
    _check_version(fields)
    fields.check_unknown(_RECEIPT_KEYS)
    if (name := fields.text("entry", required=True)) != entry:
        raise fields.bad("entry", f"the receipt speaks of `{shown(name)}`, its file name of `{entry}`")
    receipt = _unsealed(fields, name)
    if (written := fields.text("seal")) and written != seal_of_receipt(receipt):
        raise fields.bad("seal", f"the receipt is not as it was written: {_MISMERGED}")
    return receipt


def _unsealed(fields: Fields, name: str) -> Receipt:
    return Receipt(
        entry=name,
        scheme=fields.integer("scheme", minimum=1),
        signature=fields.digest("signature"),
        parts=fields.texts_by_name("parts"),
        outputs=_outputs(fields.inside("outputs")),
        undeclared=fields.texts_by_name("undeclared"),
        varies=_varies(fields.inside("varies")) if "varies" in fields.names() else {},
        contradicted=_contradiction(fields.inside("contradicted")) if "contradicted" in fields.names() else None,
        observed=fields.text("observed") or "not observed",
        spec=fields.text("spec"),
        ts=fields.text("ts"),
        seconds=fields.number("seconds"),
        engine=fields.text("engine"),
        interpreter=fields.text("interpreter"),
        platform=fields.text("platform"),
        commit=fields.text("commit"),
        dirty=fields.truth("dirty"),
        origin=fields.choice("from", ORIGINS),
        note=fields.text("note"),
    )


def _outputs(fields: Fields) -> dict[str, OutputFact]:
    return {path: _output(fields.inside(path)) for path in fields.safe_paths()}


def _contradiction(fields: Fields) -> Contradiction:
    fields.check_unknown(("outputs", "rules", "ts", "platform"))
    return Contradiction(
        outputs=_outputs(fields.inside("outputs")),
        rules=fields.texts("rules"),
        ts=fields.text("ts"),
        platform=fields.text("platform"),
    )


def _varies(fields: Fields) -> dict[str, Steady]:
    return {path: _steady(fields.inside(path)) for path in fields.safe_paths()}


def _steady(fields: Fields) -> Steady:
    fields.check_unknown(("rules", "digest", "numbers"))
    numbers = fields.texts("numbers")
    if not all(_NUMBER.match(number) for number in numbers):
        raise fields.bad("numbers", "`numbers` must be a list of numbers as JSON writes them")
    kept = numbers if "numbers" in fields.names() else None
    return Steady(rules=fields.texts("rules"), digest=fields.digest("digest"), numbers=kept)


def _output(fields: Fields) -> OutputFact:
    fields.check_unknown(("digest", "bytes"))
    return OutputFact(digest=fields.digest("digest"), size=fields.integer("bytes", minimum=0))
