"""What `mkdocs serve` has to look at beside the docs: every place from which the Snapshot read.

Never a place that a build or a run of this software writes to by itself; only a person has pictures drawn.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from posixpath import commonpath, dirname

from mkdocs_specthis.core.parse.settings_keys import LOCAL_FILE, SETTINGS_FILE
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.drawing.previews import PREVIEWS
from mkdocs_specthis.effects.records.state_folder import EVENTS

_NEVER = (".git", ".specthis", ".venv", "node_modules", "__pycache__")


def watched_paths(snapshot: Snapshot, root: Path, site: Path, beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Folders and files that exist, as the host wants them: each is watched with all that is below it.

    `beside`: paths that pages were read from, and no state rests on.
    """
    settings = snapshot.project.settings
    folders = {settings.specs, settings.results, settings.reports}
    below = tuple(f"{folder}/" for folder in folders)
    read = [path for path in (*_read(snapshot), *beside) if path not in folders and not path.startswith(below)]
    places = [*folders, *_gathered(read, root, site), SETTINGS_FILE, LOCAL_FILE, EVENTS, PREVIEWS]
    found = (root / place for place in dict.fromkeys(places))
    return tuple(str(place) for place in found if place.exists() and not _holds(place, site))


def _read(snapshot: Snapshot) -> Iterator[str]:
    """Paths of the project that were looked at."""
    for path in snapshot.project.files:
        if ":" not in path and not path.startswith(("/", "..")):
            yield path
    for document in snapshot.project.documents.values():
        yield document.path
        yield from (path for path, _ in document.files)


def _gathered(paths: Iterable[str], root: Path, site: Path) -> Iterator[str]:
    """For each top-level folder the deepest one that holds all its paths; files at the root as they are."""
    grouped: dict[str, list[str]] = {}
    for path in paths:
        top = path.split("/", 1)[0]
        if top not in _NEVER:
            grouped.setdefault(top, []).append(path)
    for inside in grouped.values():
        yield from _common(inside, root, site)


def _common(paths: list[str], root: Path, site: Path) -> Iterator[str]:
    folder = commonpath({dirname(path) for path in paths})
    while folder and not (root / folder).is_dir():
        folder = dirname(folder)
    if folder and not _holds(root / folder, site) and not _hides(root / folder):
        yield folder
    else:
        yield from (path for path in paths if (root / path).is_file())


def _hides(folder: Path) -> bool:
    """True if something stands right below the folder that is never watched."""
    return any((folder / name).is_dir() for name in _NEVER if name != "__pycache__")


def _holds(place: Path, site: Path) -> bool:
    """True if the site is written into `place`."""
    return site == place or place in site.parents
