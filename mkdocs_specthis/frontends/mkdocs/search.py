"""Search: one hit for each entry and spec, where the host's index can take one; else the host reads their pages.

Parsing thousands of pages for the index costs more than making them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from mkdocs_specthis.core.views.prose import REMEMBERED

TEXT_LENGTH = 2000
"""Characters of what an entry or a spec says in the index."""

Index = list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    location: str
    """Address from the site's root."""
    title: str
    text: str
    """Plain words."""


def open_indexes(plugins: Mapping[str, object]) -> tuple[Index, ...]:
    """Indexes of search plugins that hold their entries in a list, as Material's does."""
    found = (getattr(getattr(plugin, "search_index", None), "entries", None) for plugin in plugins.values())
    return tuple(index for index in found if isinstance(index, list))


def add_hits(indexes: Iterable[Index], hits: Iterable[Hit]) -> None:
    every = [_row(hit.location, hit.title, hit.text) for hit in hits]
    for index in indexes:
        index.extend(map(dict, every))


@lru_cache(maxsize=REMEMBERED)
def _row(location: str, title: str, text: str) -> dict[str, object]:
    """Whoever puts it into an index copies it: what is in there is the host's."""
    return {"location": location, "title": escape(title), "text": _shortened(text), "boost": 2}


def _shortened(text: str) -> str:
    words = text.split()
    return escape(" ".join([" ".join(words)[:TEXT_LENGTH], *_file_names(words)]))


def _file_names(words: Iterable[str]) -> Iterable[str]:
    """The last part of each path: the index takes a path for one word, found by its beginning alone."""
    names = (word.rstrip(".,;:)").rpartition("/")[2] for word in words if "/" in word)
    return dict.fromkeys(name for name in names if name)
