"""What `specthis adopt` prints, as plain values: for `--json` and for the text alike.

Knows no format; `schemas/adopt.schema.json` says what each key means.
"""

from typing import Any

from mkdocs_specthis.core.model.ledger import Receipt

VERSION = 1


def adopt_view(receipt: Receipt, *, written: str, is_fresh: bool, is_accepted: bool, dry_run: bool) -> dict[str, Any]:
    return {
        "version": VERSION,
        "entry": receipt.entry,
        "dry_run": dry_run,
        "outcome": "fresh" if is_fresh else "adopted",
        "accepted": is_accepted,
        "signature": receipt.signature,
        "outputs": [
            {"path": path, "digest": output.digest, "bytes": output.size}
            for path, output in sorted(receipt.outputs.items())
        ],
        "receipt": written or None,
        "note": receipt.note,
    }
