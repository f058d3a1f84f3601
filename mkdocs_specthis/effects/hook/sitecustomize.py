"""Loaded by every Python that a watched command starts: notes the files that it opens, and is gone from its path.

Belongs to no package where it runs and imports nothing of ours: any Python from 3.8 on takes it, an older one passes it
over. A `sitecustomize` that would have been loaded without it is loaded all the same.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = os.path.dirname(os.path.abspath(__file__))
RECORD = "SPECTHIS_OPENED"
"""Variable that names the file to write to."""
PLACES = "SPECTHIS_FOLDERS"
"""Variable that names the folders whose files count, absolute, as one Python literal."""
LISTS = frozenset({"os.listdir", "os.scandir"})
EVENTS = frozenset({"open", "os.rename", "sqlite3.connect"}) | LISTS


class Notes:
    """One line for each file: a letter, then names, as a Python literal."""

    def __init__(self, record: str, places: "tuple[str, ...]") -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self.descriptor = os.open(record, flags, 0o600)
        self.below = tuple(place.rstrip("/") + "/" for place in places)
        self.folders: dict[str, str] = {}
        self.said: set[tuple[object, ...]] = set()

    def say(self, *words: object) -> None:
        os.write(self.descriptor, (ascii(words) + "\n").encode("ascii"))

    def say_once(self, *words: object) -> None:
        if words not in self.said:
            self.said.add(words)
            self.say(*words)

    def hook(self, event: str, args: "tuple[Any, ...]") -> None:
        if event in EVENTS:
            try:  # noqa: SIM105
                self.note(event, args)
            except Exception:
                pass  # whatever it was, the command must not notice

    def note(self, event: str, args: "tuple[Any, ...]") -> None:
        if event == "os.rename":
            self.say("move", *map(self.place_of_name, args[:2]))
        elif event in LISTS:
            folder = os.path.realpath(os.fsdecode(args[0] or ".")) if not isinstance(args[0], int) else ""
            if folder.startswith(self.below):
                self.say_once("list", folder)
        elif not isinstance(args[0], int):
            self.opened(args[0], args[2] if event == "open" else os.O_RDWR | os.O_CREAT)

    def opened(self, path: str, flags: int) -> None:
        place = self.place_of_name(path)
        if os.path.islink(place):
            place = os.path.realpath(place)
        if flags & (os.O_TRUNC | os.O_EXCL) or not os.path.lexists(place):
            if flags & (os.O_CREAT | os.O_TRUNC):
                self.say_once("new", place)
            elif place.startswith(self.below):
                self.say_once("miss", place)
        elif place.startswith(self.below) and flags & os.O_ACCMODE != os.O_WRONLY and os.path.isfile(place):
            self.say_once("read", place, os.path.abspath(os.fsdecode(path)))

    def place_of_name(self, path: str) -> str:
        """Links on the way resolved, each folder once; what stands there by itself may still be a link."""
        folder, name = os.path.split(os.path.abspath(os.fsdecode(path)))
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        return os.path.join(self.folders[folder], name)


def watch(record: str, places: "tuple[str, ...]") -> None:
    """From now on."""
    notes = Notes(record, places)
    notes.say("begin", os.getpid())
    sys.addaudithook(notes.hook)


def give_way() -> None:
    """Off the module path, and the `sitecustomize` behind us, if there is one, loaded in our place."""
    sys.path[:] = [place for place in sys.path if os.path.abspath(place) != FOLDER]
    ours = sys.modules.pop("sitecustomize")
    try:
        import sitecustomize  # type: ignore[import-not-found] # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules.setdefault("sitecustomize", ours)


if RECORD in os.environ and hasattr(sys, "addaudithook"):
    import ast

    watch(os.environ[RECORD], ast.literal_eval(os.environ[PLACES]))
if __name__ == "sitecustomize":
    give_way()
