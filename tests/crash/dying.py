"""Runs the command line in a process that kills its whole group right before its N-th deed on a file below a folder.

Usage: `dying.py N FOLDER ARGUMENT…`. A deed is what changes something: making, opening to write, renaming,
removing. At an orderly end it says on standard error how many deeds there were. Knows nothing of the package but
how it is called.
"""

import os
import runpy
import signal
import sys
import threading

DEEDS = {"os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Watch:
    def __init__(self, last: int, folder: str) -> None:
        self.last = last
        self.folder = folder
        self.count = 0
        self.lock = threading.Lock()

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event not in DEEDS and not (event == "open" and _writes(arguments)):
            return
        if not isinstance(arguments[0], str | bytes | os.PathLike):
            return
        place = os.fsdecode(arguments[0])
        if place.startswith(self.folder) or not os.path.isabs(place):
            with self.lock:
                self.count += 1
                if self.count == self.last:
                    os.killpg(os.getpgid(0), signal.SIGKILL)


def _writes(arguments: tuple[object, ...]) -> bool:
    mode, flags = arguments[1], arguments[2]
    return any(sign in mode for sign in "wax+") if isinstance(mode, str) else bool(int(str(flags)) & WRITES)


if __name__ == "__main__":
    watch = Watch(int(sys.argv[1]), sys.argv[2])
    sys.argv[:] = ["specthis", *sys.argv[3:]]
    sys.addaudithook(watch)
    try:
        runpy.run_module("mkdocs_specthis", run_name="__main__")
    finally:
        print(f"deeds: {watch.count}", file=sys.stderr)
