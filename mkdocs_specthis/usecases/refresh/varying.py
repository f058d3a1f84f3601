"""Other bytes under the same signature: whether they differ in no more than `Varies` allows.

What counts as a difference is said by `core/contracts/varying.py`. Whatever cannot be compared counts as one.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

from mkdocs_specthis.core.contracts.varying import Summary, difference_from_record, first_difference, sum_up, tokens_of
from mkdocs_specthis.core.digest import PREFIX
from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt, Steady
from mkdocs_specthis.core.steps.product import Novelty, Product
from mkdocs_specthis.effects.artefacts.json_events import read_json_events
from mkdocs_specthis.effects.runs.outputs import Cleared
from mkdocs_specthis.effects.tree.regular_file import open_regular

ALLOWED = "other bytes, as `Varies` allows"


def allow_variation(entry: Entry, old: Receipt | None, cleared: Cleared, product: Product) -> tuple[Product, str]:
    """`product` as a new one if its differences are allowed; else it, and where it differs, as a clause."""
    if product.novelty is not Novelty.DIFFERENT or not entry.varies or old is None:
        return product, ""
    for path in product.differing:
        difference = _difference(entry, old, cleared, product, path)
        if difference:
            return product, f"`{path}`: {difference}"
    return replace(product, novelty=Novelty.VARIED), ""


def steady_parts(entry: Entry, cleared: Cleared, receipt: Receipt) -> dict[str, Steady]:
    """What the receipt of an entry with `Varies` keeps of its outputs; nothing of one that cannot be read as JSON."""
    paths = (path for path in varying_paths(entry) if path in receipt.outputs)
    found = {path: _summary(entry, cleared.place(path)) for path in paths}
    return {path: summary.steady for path, summary in found.items() if summary is not None}


def varying_paths(entry: Entry) -> tuple[str, ...]:
    """The outputs that `Varies` speaks of: JSON files, sidecars not among them."""
    return tuple(value.text for value in entry.outputs if value.text.endswith(".json")) if entry.varies else ()


def _difference(entry: Entry, old: Receipt, cleared: Cleared, product: Product, path: str) -> str:
    if path not in varying_paths(entry):
        return "`Varies` does not speak of this file"
    if path not in old.outputs or path not in product.receipt.outputs:
        return "one of the two runs did not write it"
    held, new = cleared.held(path), cleared.place(path)
    try:
        if _has_bytes(held, old.outputs[path]):
            before, after = (tokens_of(read_json_events(place), entry.varies) for place in (held, new))
            return first_difference(before, after)
    except (OSError, SpecthisError) as error:
        return f"it cannot be compared: {error}"
    after_all = _summary(entry, new)
    return difference_from_record(old.varies.get(path), after_all) if after_all else "it cannot be compared"


def _summary(entry: Entry, place: Path) -> Summary | None:
    try:
        return sum_up(tokens_of(read_json_events(place), entry.varies), entry.varies)
    except (OSError, SpecthisError):
        return None


def _has_bytes(place: Path, output: OutputFact) -> bool:
    """Whether the very bytes lie there that a receipt tells of."""
    try:
        descriptor = open_regular(place)
    except FileNotFoundError:
        return False
    if descriptor is None:
        return False
    with open(descriptor, "rb") as file:
        return PREFIX + hashlib.file_digest(file, "sha256").hexdigest() == output.digest
