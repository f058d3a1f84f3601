"""Waits until what was written is old enough to be remembered. Holds no expectation."""

import time

from mkdocs_specthis.effects.remembered.looks import FINE_SLACK, clock_of_stamps


def wait_until_old() -> None:
    """Until all that was written so far is: on a busy machine the clock of stamps comes late."""
    written = time.time_ns()
    while clock_of_stamps() <= written + FINE_SLACK:
        time.sleep(0.005)
