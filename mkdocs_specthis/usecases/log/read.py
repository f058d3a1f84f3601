"""The last events, and statistics over all of them.

Reads the log as a stream; what is counted is decided in `core/past/log_stats.py`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mkdocs_specthis.core.model.event import Event
from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.parse.event import parse_event
from mkdocs_specthis.core.past.log_stats import LogStats, known_names, stats_of
from mkdocs_specthis.effects.records.event_log import read_lines, read_lines_backward
from mkdocs_specthis.effects.records.state_folder import EVENTS
from mkdocs_specthis.usecases.load import load_project

Choose = Callable[[Iterable[str]], Iterable[str]]
"""Which of the names that are known are meant. May raise UnknownName."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tail:
    events: tuple[Event, ...]
    """Oldest first."""
    unread: int
    """Lines on the way that are no events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    stats: LogStats
    unread: int


def last_events(root: Path, count: int, choose: Choose | None) -> Tail:
    """The last `count` events, of the entries chosen if any are. Raises SpecthisError."""
    wanted = frozenset(choose(_names(root))) if choose else None
    found: list[Event] = []
    unread = 0
    for line in read_lines_backward(root / EVENTS):
        if len(found) == count:
            break
        event, _ = parse_event(line)
        if event is None:
            unread += 1
        elif wanted is None or event.subject in wanted:
            found.append(event)
    return Tail(events=tuple(reversed(found)), unread=unread)


def statistics(root: Path, choose: Choose) -> Stats:
    """Of the entries chosen from those of the project and of the log. Raises SpecthisError."""
    project = load_project(root)
    unread = [0]
    stats = stats_of(
        _events(root, unread),
        lambda in_log: choose(known_names(project.entries, in_log)),
        project.receipts,
    )
    return Stats(stats=stats, unread=unread[0])


def _events(root: Path, unread: list[int]) -> Iterator[Event]:
    for _, line, _ in read_lines(root / EVENTS):
        event, _ = parse_event(line)
        if event is None:
            unread[0] += 1
        else:
            yield event


def _names(root: Path) -> Iterable[str]:
    """Entries of the project, and whatever the log speaks of."""
    project: Project = load_project(root)
    in_log = (event.subject for event in _events(root, [0]) if event.subject)
    return tuple(known_names(project.entries, set(in_log)))
