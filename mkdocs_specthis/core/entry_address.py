"""Where the page of an entry is on the project's site: what the site and the paper have to agree on.

Knows names alone; what an address is relative to is said elsewhere.
"""

_INDEX_NAMES = ("index", "readme")


def is_index_name(name: str) -> bool:
    """Whether a page of this name would be its folder's index."""
    return name.lower() in _INDEX_NAMES


def entry_source(name: str) -> str:
    """Source name of an entry's page; a name that would be the folder's index gets a folder of its own."""
    return f"entries/{name}/index.md" if is_index_name(name) else f"entries/{name}.md"


def entry_address(name: str, *, directory_urls: bool) -> str:
    """Address from the site's root, as MkDocs makes it of the source name."""
    stem = entry_source(name).removesuffix(".md")
    if not directory_urls:
        return f"{stem}.html"
    return f"{stem.removesuffix('/index')}/"
