"""How one sequence becomes another: runs of items that stay, go and come, as few as can be found in bounded time.

Knows items and their order; not what they are.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_specthis.core.model.difference import Edit

MOST_EDITS = 600
"""Edits that are looked for between two gaps; more are found by what both sides have once."""
MOST_STEPS = 1_500_000
"""Steps taken for one pair of sequences; then what is left counts as replaced."""


@dataclass(frozen=True, slots=True)
class Run:
    """Items `before` and `after` that stay the same, or that go, or that come."""

    edit: Edit
    before: range
    after: range


Match = tuple[int, int, int]
"""(place before, place after, how many) of items that are equal."""


def align(before: Sequence[str], after: Sequence[str]) -> tuple[Run, ...]:
    """Runs in order, what goes ahead of what comes. From right to left it is the same as from left to right.

    Source: E. Myers, An O(ND) difference algorithm and its variations (1986); anchors as in patience diff.
    """
    if (len(before), *before) > (len(after), *after):
        return tuple(_runs([(j, i, n) for i, j, n in _matches(after, before)], len(before), len(after)))
    return tuple(_runs(_matches(before, after), len(before), len(after)))


def _runs(matches: list[Match], length_before: int, length_after: int) -> Iterator[Run]:
    i = j = 0
    for start_before, start_after, count in _joined([*matches, (length_before, length_after, 0)]):
        if i < start_before:
            yield Run(Edit.REMOVED, range(i, start_before), range(j, j))
        if j < start_after:
            yield Run(Edit.ADDED, range(start_before, start_before), range(j, start_after))
        i, j = start_before + count, start_after + count
        if count:
            yield Run(Edit.SAME, range(start_before, i), range(start_after, j))


def _joined(matches: list[Match]) -> list[Match]:
    """Matches that touch on both sides as one."""
    joined: list[Match] = []
    for i, j, count in matches:
        if joined and count and (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]) == (i, j):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + count)
        else:
            joined.append((i, j, count))
    return joined


def _matches(before: Sequence[str], after: Sequence[str]) -> list[Match]:
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(item, len(numbers)) for item in before]
    b = [numbers.setdefault(item, len(numbers)) for item in after]
    return _Search(a, b).run()


class _Search:
    """One comparison, with the steps that it may still take."""

    def __init__(self, a: list[int], b: list[int]) -> None:
        self._a, self._b = a, b
        self._steps = MOST_STEPS
        self._found: list[Match] = []

    def run(self) -> list[Match]:
        gaps = [(0, len(self._a), 0, len(self._b))]
        while gaps:
            gaps.extend(reversed(self._narrow(*gaps.pop())))
        return sorted(self._found)

    def _narrow(self, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int, int, int]]:
        """Take what is certain out of a gap; the gaps that are left of it."""
        a, b = self._a, self._b
        start = 0
        while a0 + start < a1 and b0 + start < b1 and a[a0 + start] == b[b0 + start]:
            start += 1
        self._take(a0, b0, start)
        a0, b0, end = a0 + start, b0 + start, 0
        while a0 < a1 - end and b0 < b1 - end and a[a1 - end - 1] == b[b1 - end - 1]:
            end += 1
        a1, b1 = a1 - end, b1 - end
        self._take(a1, b1, end)
        if a0 == a1 or b0 == b1:
            return []
        matches = self._fewest_edits(a0, a1, b0, b1)
        if matches is not None:
            self._found.extend(matches)
            return []
        return self._between_anchors(a0, a1, b0, b1)

    def _take(self, i: int, j: int, count: int) -> None:
        if count:
            self._found.append((i, j, count))

    def _fewest_edits(self, a0: int, a1: int, b0: int, b1: int) -> list[Match] | None:
        """Matches of the shortest way; None if it is longer than may be looked for."""
        a, b = self._a[a0:a1], self._b[b0:b1]
        n, m = len(a), len(b)
        reach = {1: 0}
        trail: list[dict[int, int]] = []
        for edits in range(min(n + m, MOST_EDITS) + 1):
            self._steps -= edits + 1
            if self._steps < 0:
                return None
            trail.append({k: x for k, x in reach.items() if -edits <= k <= edits})
            for k in range(-edits, edits + 1, 2):
                down = k == -edits or (k != edits and reach.get(k - 1, -1) < reach.get(k + 1, -1))
                x = reach[k + 1] if down else reach[k - 1] + 1
                while x < n and 0 <= x - k < m and a[x] == b[x - k]:
                    x += 1
                    self._steps -= 1
                reach[k] = x
                if x >= n and x - k >= m:
                    return [(a0 + i, b0 + j, 1) for i, j in _way_back(trail, n, m)]
        return None

    def _between_anchors(self, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int, int, int]]:
        """The gaps between items that both sides have exactly once, in their common order."""
        anchors = _in_order(_once_each(self._a[a0:a1], self._b[b0:b1]))
        gaps, i, j = [], a0, b0
        for x, y in anchors:
            self._take(a0 + x, b0 + y, 1)
            gaps.append((i, a0 + x, j, b0 + y))
            i, j = a0 + x + 1, b0 + y + 1
        return [*gaps, (i, a1, j, b1)] if anchors else []


def _way_back(trail: list[dict[int, int]], n: int, m: int) -> list[tuple[int, int]]:
    pairs = []
    x, y = n, m
    for edits in range(len(trail) - 1, -1, -1):
        reach, k = trail[edits], x - y
        if edits == 0:
            previous_x, previous_y = 0, 0
        else:
            down = k == -edits or (k != edits and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            previous_k = k + 1 if down else k - 1
            previous_x = reach[previous_k]
            previous_y = previous_x - previous_k
        while x > previous_x and y > previous_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = previous_x, previous_y
    return pairs[::-1]


def _once_each(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    times_a, times_b = Counter(a), Counter(b)
    places = {item: place for place, item in enumerate(b)}
    return [(place, places[item]) for place, item in enumerate(a) if times_a[item] == 1 == times_b[item]]


def _in_order(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs, sorted by their first places, whose second places rise as well."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, (_, second) in enumerate(pairs):
        length = bisect_left(tails, second)
        tails[length : length + 1] = [second]
        ends[length : length + 1] = [place]
        before.append(ends[length - 1] if length else -1)
    chosen, place = [], ends[-1] if ends else -1
    while place >= 0:
        chosen.append(pairs[place])
        place = before[place]
    return chosen[::-1]
