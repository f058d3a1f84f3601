"""Whether the bytes that a cache has differ from those here in no more than `Varies` allows: both are read.

What counts as a difference is said by `core/contracts/varying.py`; what comes of it, by whoever pushes. Nothing of the
project is touched.
"""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from mkdocs_specthis.core.contracts.varying import first_difference, tokens_of
from mkdocs_specthis.core.model.entry import VariesRule
from mkdocs_specthis.core.model.errors import SpecthisError
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.artefacts.json_events import read_json_events
from mkdocs_specthis.effects.caches.interface import ObjectMissing, Store
from mkdocs_specthis.effects.caches.transfer import WrongBytes, fetch_blob
from mkdocs_specthis.effects.runs.moves import artefact_place


class Incomparable(Exception):
    """One of the two cannot be read; the text says why, as a clause."""


def uncovered(
    store: Store, root: Path, settings: Settings, rules: Sequence[VariesRule], here: Receipt, there: Receipt
) -> str:
    """Where the two differ in more than `rules` allow, as a clause; empty if nowhere. Raises Incomparable."""
    with tempfile.TemporaryDirectory(prefix="specthis-") as folder:
        for path in _differing(here, there):
            if path not in here.outputs or path not in there.outputs:
                return f"only one of the two runs wrote `{path}`"
            theirs = Path(folder) / "theirs"
            try:
                theirs.unlink(missing_ok=True)
                fetch_blob(store, there.outputs[path], theirs, lambda _: None)
                ours = artefact_place(root, settings, path)
                was, now = (tokens_of(read_json_events(place), rules) for place in (theirs, ours))
                difference = first_difference(was, now)
            except (ObjectMissing, WrongBytes) as error:
                raise Incomparable("the cache lacks its bytes") from error
            except (OSError, SpecthisError) as error:
                raise Incomparable(str(error)) from error
            if difference:
                return f"`{path}`: {difference}"
    return ""


def _differing(here: Receipt, there: Receipt) -> Iterable[str]:
    paths: dict[str, OutputFact] = {**there.outputs, **here.outputs}
    return sorted(path for path in paths if here.outputs.get(path) != there.outputs.get(path))
