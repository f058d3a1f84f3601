"""How long work takes that stands in an order: the longest path below each piece, and the end of all of it.

Knows names and seconds; not what the work is.
"""

import heapq
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter


def tails_of(up: Mapping[str, Iterable[str]], seconds: Mapping[str, float]) -> dict[str, float]:
    """Unit to the time from its start to the end of the longest path below it."""
    tails = dict.fromkeys(up, 0.0)
    for unit in reversed(tuple(TopologicalSorter(up).static_order())):
        tails[unit] += seconds[unit]
        for above in up[unit]:
            tails[above] = max(tails[above], tails[unit])
    return tails


def elapsed_of(
    up: Mapping[str, Iterable[str]], seconds: Mapping[str, float], jobs: int, running: Iterable[str] = ()
) -> float:
    """When all is done, each worker taking what is ready and has the longest path below it (list scheduling).

    `running` have begun already, and `seconds` says what is left of them; nothing that is not done is above them.
    """
    tails = tails_of(up, seconds)
    sorter = TopologicalSorter(up)
    sorter.prepare()
    begun = frozenset(running)
    busy = [(seconds[unit], unit) for unit in begun]
    heapq.heapify(busy)
    ready: list[tuple[float, str]] = []
    now = 0.0
    while sorter.is_active():
        for unit in sorter.get_ready():
            if unit not in begun:
                heapq.heappush(ready, (-tails[unit], unit))
        while ready and len(busy) < jobs:
            _, unit = heapq.heappop(ready)
            heapq.heappush(busy, (now + seconds[unit], unit))
        now, unit = heapq.heappop(busy)
        sorter.done(unit)
    return now
