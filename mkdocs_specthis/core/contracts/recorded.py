"""What the ledgers know of the parts of an entry: the digests that were recorded of its data, newest or not.

Knows receipts and judgments; nothing of today.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from mkdocs_specthis.core.model.ledger import Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.paths import is_pattern

_INPUT = "input "
LISTING, SOUGHT = "listing", "sought"
"""Roles of parts: the names in a folder that a run listed, and a file that it looked for in vain."""


def recorded_inputs(receipt: Receipt | None) -> Mapping[str, str]:
    """Input path to digest, as a receipt has them."""
    parts = receipt.parts if receipt else {}
    return {name.removeprefix(_INPUT): digest for name, digest in parts.items() if name.startswith(_INPUT)}


def recorded_input_paths(receipt: Receipt | None) -> Iterator[str]:
    return (name.removeprefix(_INPUT) for name in (receipt.parts if receipt else ()) if name.startswith(_INPUT))


def recorded_digests(project: Project, name: str, part: str) -> frozenset[str]:
    """What the receipt and the judgments of an entry know a part by, newest or not."""
    receipt = project.receipts.get(name)
    records = [receipt.parts] if receipt else []
    records += [judgment.parts for judgment in project.judgments.get(name, ())]
    return frozenset(parts[part] for parts in records if part in parts)


def stands_for(written: str, path: str) -> bool:
    """Whether a glob or folder means a file that need not be here."""
    return is_pattern(written) and fnmatchcase(path, written + "*" if written.endswith("/") else written)


def recorded_glances(receipt: Receipt | None) -> Iterator[tuple[str, str]]:
    """(role, path) of all that a receipt knows, sorted."""
    for name in sorted(receipt.parts) if receipt else ():
        role, _, path = name.partition(" ")
        if role in (LISTING, SOUGHT):
            yield role, path


def listing_of(folder: str) -> str:
    """How the facts about globs call all names in a folder: as no glob can be written."""
    return f"{folder}/."


def recorded_data(receipt: Receipt) -> Iterator[str]:
    """Every file of data that a receipt knows, declared or not."""
    yield from recorded_inputs(receipt)
    yield from receipt.undeclared
