"""Where things lie in a cache: a record for each run signature, one for each picture, a blob for each digest.

Spelling only: what is in them, and which store holds them, is known elsewhere. Format: the reference of ledgers.
"""

import re

from mkdocs_specthis.core.digest import PREFIX, is_digest

ENTRIES = "entries/v1/"
"""Prefix of records. Another form of record would have another number."""
BLOBS = "blobs/sha256/"
PICTURES = "previews/v1/"
"""Prefix of the records of pictures; their bytes are blobs like any others."""

_RECORD = re.compile(re.escape(ENTRIES) + r"([0-9a-f]{64})\.json\Z")
_PICTURE = re.compile(re.escape(PICTURES) + r"([0-9a-f]{64})\.json\Z")
_BLOB = re.compile(re.escape(BLOBS) + r"([0-9a-f]{2})/(\1[0-9a-f]{62})\Z")


def record_key(signature: str) -> str:
    return f"{ENTRIES}{_hex(signature)}.json"


def blob_key(digest: str) -> str:
    """Folders of two digits keep a folder store from having one with a million files."""
    return f"{BLOBS}{_hex(digest)[:2]}/{_hex(digest)}"


def signature_of(key: str) -> str:
    """The run signature that a record's key stands for; empty for any other key."""
    found = _RECORD.match(key)
    return PREFIX + found.group(1) if found else ""


def digest_of(key: str) -> str:
    """The digest that a blob's key stands for; empty for any other key."""
    found = _BLOB.match(key)
    return PREFIX + found.group(2) if found else ""


def picture_key(address: str) -> str:
    return f"{PICTURES}{_hex(address)}.json"


def picture_address(key: str) -> str:
    """The address that a picture's record lies under; empty for any other key."""
    found = _PICTURE.match(key)
    return PREFIX + found.group(1) if found else ""


def _hex(digest: str) -> str:
    if not is_digest(digest):
        raise ValueError("no digest")
    return digest.removeprefix(PREFIX)
