"""The exit statuses, of every command, and which of several applies.

Knows numbers; why one applies is said by what returns it.
"""

from collections.abc import Iterable

OK = 0
FAILED = 1
"""An entry failed; findings under `--strict`; `status --check` with anything not settled."""
UNUSABLE = 2
"""Usage, settings, or input that cannot be read; also what nobody expected."""
DECIDE = 3
"""A person has to decide: drift, rejection."""
HELD = 4
"""Another driver holds the tree."""
INTERRUPTED = 130

_FIRST = (INTERRUPTED, HELD, UNUSABLE, DECIDE, FAILED)


def first_of(statuses: Iterable[int]) -> int:
    """The one that applies first."""
    found = set(statuses)
    return next((status for status in _FIRST if status in found), OK)
