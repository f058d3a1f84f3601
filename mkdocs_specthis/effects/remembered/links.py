"""Where links lead, each link on the way noted: one in between may be led elsewhere, and both of its ends stay.

Knows places, and nothing of a project.
"""

import os
from posixpath import dirname

from mkdocs_specthis.effects.remembered.looks import is_looking, note_itself, note_link, note_unrepeatable

MOST = 40
"""Links on one way, as for the system; whoever meets more goes round in a circle."""


def resolved(place: str | os.PathLike[str]) -> str:
    """`os.path.realpath`, with what decides it noted: links on the way, and folders that they lead through.

    Costs what it costs where there is a link: ask only of a place that is one.
    """
    if is_looking():
        _note_links(os.path.join(os.getcwd(), os.fspath(place)))
    return os.path.realpath(place)


def _note_links(place: str) -> None:
    """Each step is noted before it is looked at; up to the first link, who asks has noted the way."""
    here, waiting, met = "/", place.split("/")[::-1], 0
    while waiting:
        name = waiting.pop()
        if name in ("", ".", ".."):
            here = dirname(here) if name == ".." else here
            continue
        step = os.path.join(here, name)
        is_link = met == 0 and os.path.islink(step)
        if met or is_link:
            (note_itself if waiting else note_link)(step)
            is_link = os.path.islink(step)
        if not is_link:
            here = step
            continue
        met += 1
        if met > MOST:
            note_unrepeatable()
            break
        target = _target(step)
        here = "/" if target.startswith("/") else here
        waiting += target.split("/")[::-1]


def _target(link: str) -> str:
    """Empty if it is a link no more."""
    try:
        return os.readlink(link)
    except OSError:
        return ""
