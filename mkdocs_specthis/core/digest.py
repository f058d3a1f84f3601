"""Digests of scheme 1: SHA-256 over bytes, over text read without its line ends, and over rows of parts.

Knows bytes and text; not which files they came from.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

SCHEME = 1
"""Number of the scheme below. A ledger's record is compared under the scheme that it names."""

PREFIX = "sha256:"
ABSENT = "missing"
"""Stands for the digest of what is not there."""

USUAL_KERNEL = "python3"
ACTING_TAGS = frozenset({"parameters", "injected-parameters", "skip-execution", "raises-exception"})
"""Tags of a notebook's cells that say what is done with them when it runs; others say how it looks."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")
_BLANK_LINES = re.compile(r"\n{3,}")


def is_digest(text: object) -> bool:
    return isinstance(text, str) and _DIGEST.match(text) is not None


def digest_bytes(content: bytes) -> str:
    return PREFIX + hashlib.sha256(content).hexdigest()


def digest_text(text: str) -> str:
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def unify_line_ends(content: bytes) -> bytes:
    """CRLF as LF; bytes with a NUL are data and stay as they are."""
    return content if b"\0" in content else content.replace(b"\r\n", b"\n")


def normalise_prose(text: str) -> str:
    """Spec text without what carries no meaning: trailing white space, runs of blank lines, blank ends."""
    text = "\n".join(line.rstrip(" \t\r\f\v") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"


def digest_prose(text: str) -> str:
    return digest_text(normalise_prose(text))


def notebook_source(content: bytes) -> bytes:
    """Cell types and sources of a Jupyter notebook as canonical JSON; the bytes as they are if it is no notebook."""
    try:
        notebook = json.loads(content)
        cells = [
            [cell["cell_type"], cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])]
            for cell in notebook["cells"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        return content
    return canonical_json(cells)


def notebook_manner(content: bytes) -> bytes:
    """How a Jupyter notebook is run, where that is not as usual: by another kernel, or some cells not like the others.

    Empty for most, and for what is no notebook.
    """
    try:
        notebook = json.loads(content)
        kernel = notebook.get("metadata", {}).get("kernelspec", {}).get("name", USUAL_KERNEL)
        tags = [_acting_tags(cell) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return b""
    return canonical_json([kernel, tags]) if kernel != USUAL_KERNEL or any(tags) else b""


def _acting_tags(cell: Mapping[str, Any]) -> list[str]:
    return sorted(ACTING_TAGS.intersection(cell.get("metadata", {}).get("tags", ())))


def canonical_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def compose(rows: Iterable[tuple[str, str, str]]) -> str:
    """The digest of (role, path, digest) rows, in any order: SHA-256 of canonical JSON with the scheme's number."""
    return digest_bytes(canonical_json([SCHEME, sorted(map(list, rows))]))
