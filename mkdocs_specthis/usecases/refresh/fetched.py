"""What the cache sent, taken for a whole step or not at all.

Knows what was asked for; how one entry's parts go into place is `placing.py`.
"""

from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.run import EntryResult, Outcome
from mkdocs_specthis.usecases.cache.fetching import Catch, discard
from mkdocs_specthis.usecases.refresh.caching import Caching
from mkdocs_specthis.usecases.refresh.placing import Fetch, place_all
from mkdocs_specthis.usecases.refresh.state import RefreshState


def take_caught(state: RefreshState, caching: Caching, fetch: Fetch) -> tuple[EntryResult, ...]:
    """A result for every entry of the step; none if one of them is still to be made."""
    try:
        caught = fetch.future.result()
    except CacheUnavailable as error:
        caching.stop_fetching(error)
        return ()
    whole = {name: catch for name, catch in caught.items() if catch.record is not None}
    for name, catch in caught.items():
        caching.refuse(name, catch)
    if len(whole) < len(fetch.contracts):
        for catch in whole.values():
            discard(catch.parts)
        return ()
    placed = place_all(state, fetch, whole)
    for name, result in placed.items():
        if isinstance(result, str):
            discard(whole[name].parts)
            caching.refuse(name, Catch(problem=result, is_refused=True))
    if any(isinstance(result, str) for result in placed.values()):
        return ()
    return tuple(_result_of(name, placed.get(name)) for name in fetch.step.entries)


def _result_of(name: str, placed: EntryResult | str | None) -> EntryResult:
    """An entry that nobody had to ask for is left as it is."""
    if isinstance(placed, EntryResult):
        return placed
    return EntryResult(entry=name, outcome=Outcome.SKIPPED, text="fresh")
