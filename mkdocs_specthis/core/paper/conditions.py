"""The switches of a document while it is being read: whether TeX comes to a place, and on what that depends.

Knows switches by name; no file, and nothing of how they are written. Unknown is the safe answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mkdocs_specthis.core.model.latex import Command, Condition

Conditions = tuple[Condition, ...]
MOST = 8
"""Conditions that are kept of one place."""


@dataclass(slots=True)
class Switches:
    known: dict[str, bool] = field(default_factory=dict)
    """Those whose value is known here."""
    unsure: set[str] = field(default_factory=set)
    """Those that a command of the author's sets, whenever it is used."""
    around: Conditions = ()
    """What must hold for the file that is being read to be read."""
    groups: int = 0
    """Files that are being read inside of a group: what they set ends there."""

    def set(self, command: Command) -> None:
        """`\\drafttrue`, where it is certain and lasts; else nobody can tell any more."""
        certain = command.lasting and not self.groups and not self.around and self.open(command.conditions) == ()
        if certain and command.text in ("true", "false"):
            self.known[command.name] = command.text == "true"
        else:
            self.known.pop(command.name, None)

    def forget(self) -> None:
        """A file that cannot be read may set any of them."""
        self.known.clear()

    def open(self, conditions: Iterable[Condition]) -> Conditions | None:
        """Those of which nobody can tell; None if one does not hold, so that TeX does not come there."""
        left: list[Condition] = []
        for condition in conditions:
            value = None if condition.name in self.unsure else self.known.get(condition.name)
            if value is None:
                left.append(condition)
            elif value is not condition.holds:
                return None
        return tuple(left)


def joined(*parts: Conditions) -> Conditions:
    return tuple(dict.fromkeys(one for part in parts for one in part))[:MOST]


def is_certain(places: Iterable[tuple[str, Conditions]]) -> bool:
    """Whether TeX surely comes to one of several places: to one without a condition, or to either branch of one.

    Each place with its file: two conditions of which nobody can tell may look the same in two files.
    """
    every = set(places)
    return any(not one or (len(one) == 1 and (path, (one[0].opposite,)) in every) for path, one in every)
