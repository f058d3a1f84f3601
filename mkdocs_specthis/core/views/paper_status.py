"""The file from which LaTeX knows the state of each export: its text, and how names and addresses are written in TeX.

`templates/paper/specthis.sty` says what becomes of it. Knows no file and no clock: the same states give the same text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import relpath

from mkdocs_specthis.core.views.entry_address import entry_address
from mkdocs_specthis.core.views.paper_states import RANKS, Export, PaperStates
from mkdocs_specthis.core.views.sentence import count_of, short_digest
from mkdocs_specthis.core.views.vocabulary import Word

MARK = "% Written by `specthis tex`"
"""How both files begin, so that nothing else is ever written over."""
_HEAD = f"""{MARK} from the specs and ledgers of the project; changes here are written over.
% \\usepackage{{specthis}} reads it.
"""
_UNTYPABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\\{}\ud800-\udfff]|\^\^|  |^ | $")
"""What no name has that LaTeX can be asked for."""
_ADDRESS_SIGNS = re.compile(r"[%#&_~$]")
_TEXT_SIGNS = re.compile(r"[\\{}%#&_~^$]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the project's site is."""

    url: str
    """With a slash at its end; empty: there are no links."""
    directory_urls: bool = True
    """Whether its pages end with a slash, as MkDocs' `use_directory_urls` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standpoint:
    """What of the repository the states were read from."""

    commit: str
    """Full hash; empty without a repository."""
    dirty: bool
    """True if the working tree differs from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    entries: tuple[str, ...]
    """The one whose state it has, then the others that have this name."""
    word: Word


def paper_status(found: PaperStates, home: Home, standpoint: Standpoint, sums: Mapping[str, str], folder: str) -> str:
    """The text of the file for host documents in `folder`, a path from the project root, or empty for the root.

    `sums` holds the MD5 of every file of a fresh export, in hex, by its path from the project root.
    """
    keys = _keys(found.exports, folder)
    rows = [f"\\specthis@exhibit{{{name}}}{_state(key, home)}" for name, key in sorted(keys.items())]
    checks = [line for row in found.exports if row.is_fresh for line in _checks(row, sums, folder)]
    site = _in_address(home.url)
    line = _in_text(line_of(found, standpoint))
    return _HEAD + "".join(f"{row}\n" for row in (f"\\specthis@project{{{line}}}{{{site}}}", *rows, *checks))


def line_of(found: PaperStates, standpoint: Standpoint) -> str:
    """How many exhibits are fresh, and as of when."""
    told = f"{found.fresh:,} of {count_of(found.total, 'exhibit')} fresh" if found.total else "No exhibit known"
    if found.conditional:
        told += f", counting {found.conditional:,} that LaTeX may leave out"
    if not found.is_whole:
        told = f"Specs or ledgers cannot be read; of what can, {told}"
    if not standpoint.commit:
        return f"{told}; no commit is known."
    since = ", with changes since" if standpoint.dirty else ""
    comma = "," if found.conditional else ""
    return f"{told}{comma} at commit {short_digest(standpoint.commit)}{since}."


def _keys(rows: Iterable[Export], folder: str) -> Mapping[str, _Key]:
    """Every name in TeX of every export; what several have is in the worst of their states."""
    keys: dict[str, _Key] = {}
    for row in rows:
        for name in dict.fromkeys(_names(row, folder)):
            written = key_in_tex(name)
            if written:
                keys[written] = _joined(keys.get(written), row)
    return keys


def _joined(old: _Key | None, row: Export) -> _Key:
    if old is None:
        return _Key(entries=(row.entry,), word=row.word)
    if RANKS[row.word.key] < RANKS[old.word.key]:
        return _Key(entries=(row.entry, *old.entries), word=row.word)
    return _Key(entries=(*old.entries, row.entry), word=old.word)


def _names(row: Export, folder: str) -> Iterator[str]:
    """The entry; its labels; its files from the root and from the paper's folder, with and without suffix."""
    yield row.entry
    yield from row.labels
    for path in row.files:
        for name in (path, relpath(path, folder or ".")):
            yield name
            stem, dot, suffix = name.rpartition(".")
            if dot and suffix and "/" not in suffix:
                yield stem


def _state(key: _Key, home: Home) -> str:
    page = home.url and home.url + entry_address(key.entries[0], directory_urls=home.directory_urls)
    return f"{{{','.join(key.entries)}}}{{{key.word.key}}}{{{_in_text(key.word.label)}}}{{{_in_address(page)}}}"


def _checks(row: Export, sums: Mapping[str, str], folder: str) -> Iterator[str]:
    """What LaTeX compares itself: the bytes that it reads with those that the state was said of."""
    for path in row.files:
        name = key_in_tex(relpath(path, folder or "."))
        if path in sums and name and "%" not in name and "#" not in name:
            yield f"\\specthis@bytes{{{row.entry}}}{{{name}}}{{{sums[path].upper()}}}"


def key_in_tex(name: str) -> str:
    """A name as one writes it in a paper, `%` and `#` behind a backslash; empty if there is no way to write it."""
    if _UNTYPABLE.search(name):
        return ""
    return name.replace("%", "\\%").replace("#", "\\#")


def _in_address(url: str) -> str:
    """With a backslash before what TeX would act on; the package takes it away again."""
    return _ADDRESS_SIGNS.sub(lambda sign: f"\\{sign[0]}", url)


def _in_text(text: str) -> str:
    """As words that LaTeX prints; what it would act on becomes a blank, for our own sentences have none of it."""
    return _TEXT_SIGNS.sub(" ", text)
