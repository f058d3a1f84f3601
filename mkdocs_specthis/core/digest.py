"""Digests of scheme 1: SHA-256 over bytes, over text read without its line ends, and over rows of parts.

Knows bytes and text; not which files they came from.
"""

import hashlib
import json
import re
from collections.abc import Iterable

SCHEME = 1
"""Number of the scheme below. A ledger's record is compared under the scheme that it names."""

PREFIX = "sha256:"
ABSENT = "missing"
"""Stands for the digest of what is not there."""

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


def canonical_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def compose(rows: Iterable[tuple[str, str, str]]) -> str:
    """The digest of (role, path, digest) rows, in any order: SHA-256 of canonical JSON with the scheme's number."""
    return digest_bytes(canonical_json([SCHEME, sorted(map(list, rows))]))
