"""Where the page of an entry is on the project's site: what the site and the paper have to agree on.

Knows names alone; what an address is relative to is said elsewhere.
"""

from functools import lru_cache

_INDEX_NAMES = ("index", "readme")
_PAGE = ".html"
_APART = "_"
"""Folder of pages that are called like a file beside them; no entry has that name."""


def page_stem(name: str) -> str:
    """Where a page of this name lies in its folder.

    One that would be the folder's index gets a folder of its own, and what is called like a page stands apart.
    """
    if name.lower().endswith(_PAGE):
        return f"{_APART}/{page_stem(name[: -len(_PAGE)])}"
    return f"{name}/index" if name.lower() in _INDEX_NAMES else name


@lru_cache(maxsize=32_768)
def entry_source(name: str) -> str:
    """Source name of an entry's page."""
    return f"entries/{page_stem(name)}.md"


def entry_address(name: str, *, directory_urls: bool) -> str:
    """Address from the site's root, as MkDocs makes it of the source name."""
    stem = entry_source(name).removesuffix(".md")
    if not directory_urls:
        return f"{stem}.html"
    return f"{stem.removesuffix('/index')}/"
