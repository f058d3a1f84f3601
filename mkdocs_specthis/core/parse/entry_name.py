"""Names of entries: which text can be one, and which name a heading that is none may have meant.

Knows no other name: that one is taken is seen where the entries are read.
"""

import re
import unicodedata

from mkdocs_specthis.core.parse.paths import DEVICE_NAMES

ENTRY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa"})


def entry_name_problem(name: str) -> str:
    """Why `name` is no name of an entry; empty if it is one."""
    if not ENTRY_NAME.match(name):
        return "is no name of an entry"
    if name.split(".")[0].lower() in DEVICE_NAMES:
        return "is the name of a device on Windows"
    return "ends with a dot, which Windows drops" if name.endswith(".") else ""


def name_hint(name: str) -> str:
    """What to write instead of a heading that is no name."""
    proposal = re.sub(r"[^A-Za-z0-9._-]+", "-", _in_ascii(name)).strip("-._")[:60].lower()
    advice = "letters, digits, `.`, `_` and `-`, at most 100; write `####` for a heading that is no entry"
    return f"write `### {proposal}`: {advice}" if proposal and not entry_name_problem(proposal) else advice


def _in_ascii(name: str) -> str:
    """`größe` as `groesse`, `café` as `cafe`; letters that have no such spelling stay as they are."""
    letters = unicodedata.normalize("NFC", name).lower().translate(_SPELT_OUT)
    return "".join(letter for letter in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(letter))
