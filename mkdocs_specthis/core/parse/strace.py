"""What `strace -f -y` writes about a command, line by line, to the files that it read.

Knows strace's text, which holds names that anybody may have chosen; opens nothing. Standard library only: workers
use it. Whatever it cannot make sense of it passes over; that nothing is missing at the end is told by `has_ended`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from posixpath import isabs, join, normpath

from mkdocs_specthis.core.parse.opened import OpenedFiles, is_new

CALLS = (
    *("?open", "openat", "?openat2", "?creat", "?rename", "?renameat", "?renameat2", "?link", "linkat"),
    *("chdir", "fchdir", "?fork", "?vfork", "clone", "?clone3", "execve", "?execveat", "?getdents", "getdents64"),
    *("?mkdir", "mkdirat", "?rmdir", "?unlink", "unlinkat", "?symlink", "symlinkat", "?mknod", "mknodat"),
    *("?chmod", "fchmod", "fchmodat", "?fchmodat2", "utimensat", "?io_uring_setup", "mount"),
)
"""What strace has to tell of; a question mark stands before calls that a processor may not have."""
MAX_LINE = 64 * 1024
"""Bytes beyond which a line is none of strace's."""

_TEXT = r'"((?:[^"\\]|\\.)*)"'
_NAME = r"<((?:[^<>\\]|\\.)*)>"
_PATH = rf"(?:(?:AT_FDCWD|-?\d+)(?:{_NAME})?, )?{_TEXT}"
_LINE = re.compile(r"(\d+) +(.*?)\s*\Z", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. [a-z0-9_]+ resumed>\s?")
_UNFINISHED = " <unfinished ...>"
_ENDED = re.compile(r"\+\+\+ (?:exited with \d+|killed by \w+(?: \(core dumped\))?) \+\+\+\Z")
_OPEN = re.compile(rf"(open|openat|openat2|creat)\({_PATH}(.*)\)\s+= \d+(?:{_NAME})?(?:\(deleted\))?\Z", re.DOTALL)
_MOVE = re.compile(rf'(rename|renameat|renameat2|link|linkat)\({_PATH}, {_PATH}(?:, [^"]*)?\)\s+= 0\Z', re.DOTALL)
_STIRS = "mkdirat|mkdir|rmdir|unlinkat|unlink|mknodat|mknod|chmod|fchmodat2|fchmodat|utimensat"
_STIR = re.compile(rf"(?:{_STIRS})\({_PATH}.*\)\s+= 0\Z", re.DOTALL)
_STIR_OPEN = re.compile(rf"(?:fchmod|utimensat)\(\d+{_NAME}, .*\)\s+= 0\Z", re.DOTALL)
_SYMLINK = re.compile(rf"symlink(?:at)?\({_TEXT}, {_PATH}\)\s+= 0\Z", re.DOTALL)
_EXECUTE = re.compile(rf"execve(?:at)?\({_PATH}.*\)\s+= 0\Z", re.DOTALL)
_CHANGE = re.compile(rf"f?chdir\((?:{_TEXT}|\d+{_NAME})\)\s+= 0\Z", re.DOTALL)
_FORK = re.compile(r"(?:clone|clone3|fork|vfork)\(.*\)\s+= (\d+)\Z", re.DOTALL)
_LIST = re.compile(rf"getdents(?:64)?\(\d+{_NAME}, .*\)\s+= \d+\Z", re.DOTALL)
_MISS = re.compile(rf"(?:open|openat|openat2)\({_PATH}(.*)\)\s+= -1 ENOENT .*\Z", re.DOTALL)
_URING = re.compile(r"io_uring_setup\(.*\)\s+= \d", re.DOTALL)
_MOUNT = re.compile(r'mount\(.*(?:MS_BIND|MS_MOVE|, "overlay"|, "fuse).*\)\s+= 0\Z', re.DOTALL)
_READS_ALL = frozenset({"make", "gmake", "git"})
"""Programs that list whatever folder they come by, for no use of what lies there."""
_FLAG = re.compile(r"O_[A-Z]+")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"v": b"\v", b"f": b"\f", b"a": b"\a", b"b": b"\b"}


@dataclass(slots=True)
class StraceReader:
    """Takes the lines in order."""

    opened: OpenedFiles
    main: int
    """Process number of the command itself; 0 if it is not known yet."""
    start: str
    """Absolute path of the folder that the command starts in."""
    resolve: Callable[[str], str] = normpath
    """An absolute path with the links on its way resolved."""
    blind: str = ""
    """What the command uses that hides which files it opens, as a clause; empty if nothing does."""
    ended: set[int] = field(default_factory=set)
    """Process numbers that strace saw the end of."""
    _folders: dict[int, str] = field(default_factory=dict)
    _begun: dict[int, str] = field(default_factory=dict)
    """Process to the first part of a call that others came in between of."""
    _unplaced: dict[int, str] = field(default_factory=dict)
    """Process to a program that it was started with, where its folder is not known yet."""
    _programs: dict[int, str] = field(default_factory=dict)
    """Process to the name of what it runs."""

    def has_ended(self) -> bool:
        """Whether strace followed the command to its end."""
        return self.main in self.ended

    def take(self, line: bytes) -> None:
        """One line without its end."""
        found = _LINE.match(line.decode("latin-1")) if len(line) <= MAX_LINE else None
        if not found:
            return
        process, text = int(found.group(1)), found.group(2)
        if text.endswith(_UNFINISHED):
            self._begun[process] = text.removesuffix(_UNFINISHED)
            return
        resumed = _RESUMED.match(text)
        if resumed:
            text = self._begun.pop(process, "") + text[resumed.end() :]
        if _ENDED.match(text):
            self._end(process)
        elif not text.startswith(("+++", "---")):
            self._call(process, text)

    def finish(self) -> None:
        """No line comes any more."""
        for process in tuple(self._unplaced):
            self._place(process, self.start)

    def _end(self, process: int) -> None:
        self.ended.add(process)
        if process in self._unplaced:
            self._place(process, self.start)
        self._begun.pop(process, None)
        self._folders.pop(process, None)
        self._programs.pop(process, None)

    def _call(self, process: int, text: str) -> None:
        if text.startswith(("open", "creat")):
            self._open(process, text)
        elif text.startswith(("rename", "link")):
            self._move(process, text)
        elif text.startswith("getdents"):
            self._list(process, text)
        elif text.startswith("exec"):
            self._execute(process, text)
        elif text.startswith(("mkdir", "rmdir", "unlink", "symlink", "mknod", "chmod", "fchmod", "utimensat")):
            self._stir(process, text)
        elif text.startswith(("io_uring", "mount")):
            self._hide(text)
        elif found := _CHANGE.match(text):
            written = _unescape(found.group(1) if found.group(1) is not None else found.group(2))
            self._place(process, self._absolute(process, "", written))
        elif found := _FORK.match(text):
            child = int(found.group(1))
            self._folders.setdefault(child, self._folder(process))
            if process in self._programs:
                self._programs.setdefault(child, self._programs[process])

    def _open(self, process: int, text: str) -> None:
        found = _OPEN.match(text)
        if not found:
            self._miss(process, text)
            return
        call, base, written, rest, real = found.groups()
        if base is not None and text.startswith("AT_FDCWD", len(call) + 1):
            self._place(process, _unescape(base))
        named = self._absolute(process, base, _unescape(written))
        path = _unescape(real) if real is not None else self.resolve(named)
        flags = frozenset(_FLAG.findall(rest))
        if call == "creat" or not flags.isdisjoint(("O_WRONLY", "O_RDWR")):
            self.opened.may_write(path, surely=call == "creat" or "O_WRONLY" in flags or is_new(flags))
        if call == "creat" or is_new(flags):
            self.opened.make(path)
        elif "O_RDWR" in flags:
            self.opened.read(path, named, may_be_new="O_CREAT" in flags)
        elif "O_CREAT" in flags:
            self.opened.write_to(path)
        elif flags.isdisjoint(("O_WRONLY", "O_DIRECTORY", "O_PATH")):
            self.opened.read(path, named)

    def _miss(self, process: int, text: str) -> None:
        found = _MISS.match(text)
        if found:
            base, written, _ = found.groups()
            self.opened.miss(self._real(self._absolute(process, base, _unescape(written))))

    def _list(self, process: int, text: str) -> None:
        found = _LIST.match(text)
        if found and self._programs.get(process) not in _READS_ALL:
            self.opened.list_names(_unescape(found.group(1)))

    def _hide(self, text: str) -> None:
        if _URING.match(text):
            self.blind = "it opens files through io_uring, which strace does not see"
        elif _MOUNT.match(text):
            self.blind = "it mounts folders at other places, so that their files have other names"

    def _move(self, process: int, text: str) -> None:
        found = _MOVE.match(text)
        if found:
            _, old_base, old, new_base, new = found.groups()
            old_path = self._absolute(process, old_base, _unescape(old))
            self.opened.move(self._real(old_path), self._real(self._absolute(process, new_base, _unescape(new))))

    def _stir(self, process: int, text: str) -> None:
        held = _STIR_OPEN.match(text)
        found = None if held else _STIR.match(text) or _SYMLINK.match(text)
        if held:
            self.opened.stir(_unescape(held.group(1)))
        elif found:
            base, written = found.groups()[-2:]
            self.opened.stir(self._real(self._absolute(process, base, _unescape(written))))

    def _execute(self, process: int, text: str) -> None:
        found = _EXECUTE.match(text)
        if not found:
            return
        base, written = found.group(1), _unescape(found.group(2))
        self._programs[process] = written.rpartition("/")[2]
        if isabs(written) or base is not None or process in self._folders:
            named = self._absolute(process, base, written)
            self.opened.read(self.resolve(named), named)
        else:
            self._unplaced[process] = written

    def _place(self, process: int, folder: str) -> None:
        """The folder that a process works in is known from now on."""
        self._folders[process] = folder
        written = self._unplaced.pop(process, None)
        if written is not None:
            named = normpath(join(folder, written))
            self.opened.read(self.resolve(named), named)

    def _folder(self, process: int) -> str:
        return self._folders.get(process, self.start)

    def _absolute(self, process: int, base: str | None, written: str) -> str:
        return normpath(join(_unescape(base) if base else self._folder(process), written))

    def _real(self, path: str) -> str:
        """The place of a name that may itself be a link: only the folders on its way are resolved."""
        folder, _, name = path.rpartition("/")
        return normpath(join(self.resolve(folder or "/"), name))


def _unescape(text: str) -> str:
    """A name as strace quotes it, as Python names files."""
    raw = text.encode("latin-1", "replace")
    return (_ESCAPE.sub(_byte, raw) if b"\\" in raw else raw).decode("utf-8", "surrogateescape")


def _byte(found: "re.Match[bytes]") -> bytes:
    code = found.group(1)
    if code[:1].isdigit():
        return bytes((int(code, 8) & 0xFF,))
    if code[:1] == b"x" and len(code) == 3:
        return bytes((int(code[1:], 16),))
    return _LETTERS.get(code, code)
