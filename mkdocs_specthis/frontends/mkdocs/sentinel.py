"""Sees what the host's watcher cannot: folders that vanish or appear, declared files that come into being.

The host ignores events of folders. A thread looks once a second whether the places that the last build asked about
are still there or still missing, and touches a file that the host watches if that changed.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Protocol

from mkdocs_specthis.core.model.facts import Presence
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.drawing.previews import PREVIEWS
from mkdocs_specthis.effects.records.state_folder import EVENTS

SECONDS = 1.0
ABSENT_LOOKED_AT = 500
"""Missing files looked for; in a project with more, the folders they would be in are enough."""


class Server(Protocol):
    def watch(self, path: str, /) -> None: ...

    def unwatch(self, path: str, /) -> None: ...


class Sentinel:
    def __init__(self) -> None:
        self._places: dict[Path, bool] = {}
        """Place to whether it was there at the last build."""
        self._folders: dict[str, bool] = {}
        """What the host watches for us, and whether it has gone since."""
        self._server: Server | None = None
        self._stopped = Event()
        self._folder: TemporaryDirectory[str] | None = None

    def look_at(self, watched: Iterable[str], snapshot: Snapshot, root: Path) -> None:
        """A build read the project: from now on, look at these."""
        absent = [fact.path for fact in snapshot.project.files.values() if fact.presence is Presence.MISSING]
        settings = snapshot.project.settings
        folders = (root / name for name in (settings.specs, settings.results, settings.reports, PREVIEWS))
        places = {
            *map(Path, watched),
            *folders,
            root / EVENTS,
            *(root / path for path in absent[:ABSENT_LOOKED_AT] if ":" not in path),
        }
        self._places = {place: place.exists() for place in places}
        self._watch(watched)

    def _watch(self, watched: Iterable[str]) -> None:
        """Have the host watch what is new since it started, and anew what had gone."""
        self._folders.update({path: True for path in self._folders if not Path(path).exists()})
        for path in watched:
            gone = self._folders.get(path)
            self._folders[path] = False
            if self._server is None:
                continue
            if gone:
                self._server.unwatch(path)
            if gone is None or gone:
                self._server.watch(path)

    def start(self, server: Server) -> None:
        self._server = server
        self._folder = TemporaryDirectory(prefix="specthis-")
        bell = Path(self._folder.name) / "bell"
        bell.touch()
        server.watch(str(bell))
        Thread(target=self._look, args=(bell,), daemon=True, name="specthis-sentinel").start()

    def stop(self) -> None:
        self._stopped.set()
        if self._folder is not None:
            self._folder.cleanup()

    def _look(self, bell: Path) -> None:
        rings = 0
        while not self._stopped.wait(SECONDS):
            changed = [place for place, there in [*self._places.items()] if place.exists() != there]
            for place in changed:
                self._places[place] = not self._places.get(place, False)
                if str(place) in self._folders:
                    self._folders[str(place)] = True
            if changed and not self._stopped.is_set():
                rings += 1
                bell.write_text(f"{rings}\n", encoding="utf-8")
