"""Brings one entry's artefact from a store into part files beside its outputs, verified, or says why not.

Moves nothing into place and writes no receipt: that is for whoever holds the tree. May run in any thread.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs_specthis.core.cache.layout import record_key
from mkdocs_specthis.core.cache.record import MAX_BYTES, parse_record
from mkdocs_specthis.core.cache.rules import fetch_problem
from mkdocs_specthis.core.dependencies.consumes import Consumption
from mkdocs_specthis.core.model.contract import Contract
from mkdocs_specthis.core.model.errors import CacheUnavailable, SpecthisError
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.states.reasons import same_bytes
from mkdocs_specthis.effects.caches.interface import ObjectMissing, Store, read_object
from mkdocs_specthis.effects.caches.traffic import Stopped, Traffic
from mkdocs_specthis.effects.caches.transfer import WrongBytes, copy_local, fetch_blob, part_beside, sweep_parts
from mkdocs_specthis.effects.runs.moves import artefact_place
from mkdocs_specthis.effects.tree.atomic import refusals_typed

ABSENT = "it is not in the cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catch:
    """What came of asking for an entry."""

    record: Receipt | None = None
    """None if it is not to be had."""
    parts: Mapping[str, Path] = field(default_factory=dict)
    """Output to the verified part file beside it."""
    problem: str = ""
    """Why it is not to be had, as a clause."""
    is_refused: bool = False
    """True if something was there and is not what it should be."""
    wrong: frozenset[str] = frozenset()
    """Digests whose blobs were found wrong."""


@dataclass(kw_only=True)
class Fetcher:
    root: Path
    store: Store
    traffic: Traffic
    broken: CacheUnavailable | None = None
    """Why it could not be used; then it is not asked again."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fetch(self, project: Project, consumption: Consumption, contract: Contract) -> Catch:
        """Raises CacheUnavailable; what had arrived stays then, and the next attempt goes on from it."""
        if self.broken is not None:
            raise self.broken
        try:
            return self._fetch(project, consumption, contract)
        except CacheUnavailable as error:
            self.broken = error
            raise

    def _fetch(self, project: Project, consumption: Consumption, contract: Contract) -> Catch:
        record, refused = find_record(self.store, project, consumption, contract)
        if record is None:
            return refused
        parts: dict[str, Path] = {}
        try:
            places = {path: artefact_place(self.root, project.settings, path) for path in record.outputs}
            parts = {path: part_beside(place, record.outputs[path].digest) for path, place in places.items()}
            self._make_folders(places)
            here = {path for path, output in record.outputs.items() if same_bytes(project.files.get(path), output)}
            self.traffic.each(
                lambda row: self._gather(*row, places[row[0]], parts[row[0]], is_here=row[0] in here),
                record.outputs.items(),
            )
        except _Wrong as wrong:
            discard(parts)
            return Catch(problem=wrong.text, is_refused=True, wrong=wrong.digests)
        except (CacheUnavailable, Stopped):
            raise
        except SpecthisError as error:
            discard(parts)
            return Catch(problem=error.message)
        return Catch(record=record, parts=parts)

    def _make_folders(self, places: Mapping[str, Path]) -> None:
        folders = {place.parent: path for path, place in places.items()}
        with self._lock:
            for folder, path in folders.items():
                with refusals_typed(path):
                    folder.mkdir(parents=True, exist_ok=True)
                sweep_parts(folder)

    def _gather(self, path: str, output: OutputFact, place: Path, part: Path, *, is_here: bool) -> None:
        if is_here and copy_local(place, output, part):
            return
        self.traffic.expect(output.size)
        try:
            fetch_blob(self.store, output, part, self.traffic.tell)
        except WrongBytes:
            text = f"its blob for `{path}` has other bytes than its record says"
            raise _Wrong(text, frozenset({output.digest})) from None
        except ObjectMissing:
            raise _Wrong(f"its blob for `{path}` is not there", frozenset()) from None


class _Wrong(Exception):
    """Not what the record promises; seen by `Fetcher` alone."""

    def __init__(self, text: str, digests: frozenset[str]) -> None:
        super().__init__(text)
        self.text = text
        self.digests = digests


def find_record(
    store: Store, project: Project, consumption: Consumption, contract: Contract
) -> tuple[Receipt | None, Catch]:
    """The record of an entry's signature if it may be taken for it, else why not. Raises CacheUnavailable."""
    content = read_object(store, record_key(contract.signature), MAX_BYTES)
    if content is None:
        return None, Catch(problem=ABSENT)
    record, problem = parse_record(content, contract.signature)
    if record is None:
        return None, Catch(problem=f"its record is worthless: {problem}", is_refused=True)
    if problem := fetch_problem(project, consumption, contract, record):
        return None, Catch(problem=problem, is_refused=True)
    return record, Catch()


def discard(parts: Mapping[str, Path]) -> None:
    """Remove what was gathered."""
    for part in parts.values():
        part.unlink(missing_ok=True)
