"""Records back to the text of a ledger: canonical JSON, edited in the raw object so that unknown keys survive.

Knows the shape of a record; not where a ledger lies, nor when one may be written.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from mkdocs_specthis.core.model.ledger import Contradiction, Judgment, OutputFact, Receipt, Steady, Verdict
from mkdocs_specthis.core.parse.ledger_json import Object
from mkdocs_specthis.core.parse.ledgers import VERSION, sealed_history
from mkdocs_specthis.core.seal import seal, seal_of_receipt, standing_rejections

MAX_JUDGMENTS = 20
"""Judgments kept of one entry."""


def render_ledger(raw: Mapping[str, object]) -> bytes:
    """Sorted keys, two-space indent, UTF-8, a final newline: the same object gives the same bytes."""
    return (_rendered(dict(raw), "\n") + "\n").encode("utf-8")


def _rendered(value: object, line: str) -> str:
    """What `json` writes with an indent of two, by its fast half, which knows no indent but any sign between two rows.

    `line`: the end of a line, and the indent of the next.
    """
    deeper = f"{line}  "
    if isinstance(value, dict) and value:
        return f"{{{deeper}{f',{deeper}'.join(_rows(value, deeper))}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{deeper}{f',{deeper}'.join(_rendered(one, deeper) for one in value)}{line}]"
    return _flat(value, line)


def _rows(record: Object, line: str) -> Iterator[str]:
    """Key and value; neighbours that hold nothing nested together."""
    for is_nested, keys in groupby(sorted(record), lambda key: isinstance(record[key], dict | list | tuple)):
        if is_nested:
            yield from (f"{_flat(key, line)}: {_rendered(record[key], line)}" for key in keys)
        else:
            yield _flat({key: record[key] for key in keys}, line)[1:-1]


def _flat(value: object, line: str) -> str:
    return _encoder(line).encode(value)


@lru_cache
def _encoder(line: str) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False, separators=(f",{line}", ": "))


def empty_lock() -> Object:
    return {"version": VERSION, "entries": {}}


def judgment_record(entry: str, judgment: Judgment, overrules: Iterable[str] = ()) -> Object:
    """As the ledger holds it; `overrules` are the seals of the rejections that it was given in spite of."""
    sealed = seal(entry, judgment, overrules)
    return {
        "entry": entry,
        "seal": sealed.seal,
        "overrules": list(sealed.overrules),
        "scheme": judgment.scheme,
        "inputs_certified": judgment.inputs_certified,
        "verdict": judgment.verdict.value,
        "parts": dict(judgment.parts),
        "vocabulary": dict(judgment.vocabulary),
        "depends_on": list(judgment.depends_on),
        "author": judgment.author,
        "via": judgment.via,
        "ts": judgment.ts,
        "note": judgment.note,
        "commit": judgment.commit,
        "spec": judgment.spec,
    }


def receipt_record(receipt: Receipt) -> Object:
    return {
        "version": VERSION,
        "scheme": receipt.scheme,
        "entry": receipt.entry,
        "seal": seal_of_receipt(receipt),
        "spec": receipt.spec,
        "signature": receipt.signature,
        "parts": dict(receipt.parts),
        "outputs": _output_records(receipt.outputs),
        "undeclared": dict(receipt.undeclared),
        "observed": receipt.observed,
        "ts": receipt.ts,
        "seconds": receipt.seconds,
        "engine": receipt.engine,
        "interpreter": receipt.interpreter,
        "platform": receipt.platform,
        "commit": receipt.commit,
        "dirty": receipt.dirty,
        "from": receipt.origin,
        **({"note": receipt.note} if receipt.note else {}),
        **({"varies": {path: _steady_record(one) for path, one in receipt.varies.items()}} if receipt.varies else {}),
        **({"contradicted": _contradiction_record(receipt.contradicted)} if receipt.contradicted else {}),
    }


def _contradiction_record(contradiction: Contradiction) -> Object:
    return {
        "outputs": _output_records(contradiction.outputs),
        "rules": list(contradiction.rules),
        "ts": contradiction.ts,
        "platform": contradiction.platform,
    }


def _output_records(outputs: Mapping[str, OutputFact]) -> Object:
    return {path: {"digest": fact.digest, "bytes": fact.size} for path, fact in outputs.items()}


def _steady_record(steady: Steady) -> Object:
    numbers = {} if steady.numbers is None else {"numbers": list(steady.numbers)}
    return {"rules": list(steady.rules), "digest": steady.digest, **numbers}


def with_judgments(raw: Object, judgments: Mapping[str, Judgment]) -> Object:
    """The lock file's object with one more judgment in front of each entry's.

    A certificate overrules the rejections of the same content that stand: whoever gave it had them before him.
    """
    entries = _entries(raw)
    for name, judgment in judgments.items():
        older = entries.get(name, [])
        assert isinstance(older, list)
        entries[name] = [judgment_record(name, judgment, _overruled(raw, name, judgment)), *older][:MAX_JUDGMENTS]
    return {**raw, "entries": entries}


def _overruled(raw: Object, name: str, judgment: Judgment) -> tuple[str, ...]:
    if judgment.verdict is Verdict.REJECTED:
        return ()
    standing = standing_rejections(sealed_history(raw, name), seal(name, judgment).content)
    return tuple(one.seal for one in standing)


def without_judgments(raw: Mapping[str, object], names: Iterable[str]) -> Object:
    gone = frozenset(names)
    kept = {name: records for name, records in _entries(raw).items() if name not in gone}
    return {**raw, "entries": kept}


def with_receipt(raw: Mapping[str, object], receipt: Receipt) -> Object:
    """The receipt's object; keys of the one before it that nobody here knows survive."""
    unknown = {key: value for key, value in raw.items() if key not in ("note", "varies", "contradicted")}
    return {**unknown, **receipt_record(receipt)}


def _entries(raw: Mapping[str, object]) -> Object:
    entries = raw["entries"]
    assert isinstance(entries, dict)
    return dict(entries)
