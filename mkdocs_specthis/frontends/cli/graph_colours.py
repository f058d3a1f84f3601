"""Colours of the states where a graph is drawn by somebody else's program: dark text reads well on each."""

from collections.abc import Mapping

_COLOURS: Mapping[str, tuple[str, str]] = {
    "settled": ("#dcefe0", "#2e7d4f"),
    "absent": ("#e7eef0", "#5b7f8a"),
    "waiting": ("#eeeeee", "#767676"),
    "stale": ("#dfe9f7", "#2f6db3"),
    "never-run": ("#dfe9f7", "#2f6db3"),
    "uncertified": ("#fdf0d5", "#9a6700"),
    "vocabulary-moved": ("#fdf0d5", "#9a6700"),
    "script-tbd": ("#fdf0d5", "#9a6700"),
    "draft": ("#fdf0d5", "#9a6700"),
    "adopted": ("#fdf0d5", "#9a6700"),
    "drifted": ("#fbe3cf", "#b35900"),
    "rejected": ("#fadcd9", "#b3261e"),
    "failed": ("#fadcd9", "#b3261e"),
    "error": ("#fadcd9", "#b3261e"),
    "unknown": ("#fadcd9", "#b3261e"),
}


def colours_of(state: str) -> tuple[str, str]:
    """(fill, stroke); what has no colour of its own looks as pressing as an error."""
    return _COLOURS.get(state, _COLOURS["unknown"])
