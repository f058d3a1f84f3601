"""A cache's record: which outputs a run signature stands for, and where they came from. Text both ways.

Knows its shape, and what makes it worthless by itself; whether an entry may have it is said by `core/cache/rules.py`.
"""

from mkdocs_specthis.core.digest import is_digest
from mkdocs_specthis.core.ledger.text import render_ledger
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.parse.ledger_fields import BadField, Fields
from mkdocs_specthis.core.parse.ledger_json import decode_ledger
from mkdocs_specthis.core.parse.paths import path_problem
from mkdocs_specthis.core.parse.shown import shown

VERSION = 1
MAX_BYTES = 64 * 1024 * 1024
"""Of a record's text: as much as a receipt may have."""
MAX_OUTPUT_BYTES = 1 << 50
ORIGINS = ("run", "adopted")


def render_record(receipt: Receipt) -> bytes:
    """What is written for a receipt whose bytes are in the cache. It names no person and no host."""
    return render_ledger(
        {
            "version": VERSION,
            "scheme": receipt.scheme,
            "signature": receipt.signature,
            "entry": receipt.entry,
            "spec": receipt.spec,
            "outputs": {path: {"digest": fact.digest, "bytes": fact.size} for path, fact in receipt.outputs.items()},
            "undeclared": dict(receipt.undeclared),
            "observed": receipt.observed,
            "ts": receipt.ts,
            "seconds": receipt.seconds,
            "engine": receipt.engine,
            "interpreter": receipt.interpreter,
            "platform": receipt.platform,
            "commit": receipt.commit,
            "dirty": receipt.dirty,
            "from": "adopted" if receipt.origin == "adopted" else "run",
        }
    )


def parse_record(content: bytes, signature: str) -> tuple[Receipt | None, str]:
    """The record of `signature` as a receipt without parts, or None and why it is worthless, as a clause."""
    if len(content) > MAX_BYTES:
        return None, f"it has more than {MAX_BYTES:,} bytes"
    raw, _, fault = decode_ledger(content)
    if raw is None:
        return None, fault.message.replace("the ledger", "it") if fault else "it cannot be read"
    try:
        return _record(Fields(raw), signature), ""
    except BadField as error:
        return None, error.message


def _record(fields: Fields, signature: str) -> Receipt:
    version = fields.integer("version", minimum=1)
    if version != VERSION:
        raise fields.bad("version", f"version {version} of a record is not known here")
    if fields.digest("signature") != signature:
        raise fields.bad("signature", "it speaks of another run signature")
    return Receipt(
        entry=fields.text("entry", required=True),
        spec=fields.text("spec"),
        scheme=fields.integer("scheme", minimum=1),
        signature=signature,
        outputs=_outputs(fields.inside("outputs")),
        undeclared=_digests(fields),
        observed=fields.text("observed") or "not observed",
        ts=fields.text("ts"),
        seconds=fields.number("seconds"),
        engine=fields.text("engine"),
        interpreter=fields.text("interpreter"),
        platform=fields.text("platform"),
        commit=fields.text("commit"),
        dirty=fields.truth("dirty"),
        origin=fields.choice("from", ORIGINS),
    )


def _outputs(fields: Fields) -> dict[str, OutputFact]:
    outputs = {path: _output(fields, path) for path in fields.safe_paths()}
    if not outputs:
        raise fields.bad("outputs", "it names no output")
    return outputs


def _output(fields: Fields, path: str) -> OutputFact:
    if problem := path_problem(path):
        raise fields.bad(path, f"its output `{shown(path)}` {problem}")
    output = fields.inside(path)
    size = output.integer("bytes", minimum=0)
    if size > MAX_OUTPUT_BYTES:
        raise fields.bad(path, f"its output `{shown(path)}` is larger than any file")
    return OutputFact(digest=output.digest("digest"), size=size)


def _digests(fields: Fields) -> dict[str, str]:
    found = fields.texts_by_name("undeclared")
    if not all(is_digest(digest) or digest == "missing" for digest in found.values()):
        raise fields.bad("undeclared", "`undeclared` must be an object of digests")
    return found
