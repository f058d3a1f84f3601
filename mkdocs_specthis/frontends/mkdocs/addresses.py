"""Where every generated page lives, and how one page links to another.

Source names are what authors write in `nav` and in links; addresses are relative, so a site may live anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, splitext
from urllib.parse import quote

from mkdocs.utils import get_relative_url

from mkdocs_specthis.core.views.entry_address import entry_source, page_stem

SPECS, ENTRIES, GRAPH, GRAPH_SPECS, GRAPH_ENTRIES = (
    "specs/index.md",
    "entries/index.md",
    "graph/index.md",
    "graph/specs.md",
    "graph/entries.md",
)
RUNS = "runs/index.md"
PAPER, REPLICATION = "paper/index.md", "paper/replication.md"
AUDIT, KEY, ENTRIES_JSON = "audit/index.md", "key/index.md", "entries.json"
LLMS = "llms.txt"
BADGES = "badges"
"""Folder of the badges."""
ASSETS = "assets/specthis"
STYLES, SCRIPT = f"{ASSETS}/specthis.css", f"{ASSETS}/specthis.js"


def spec_source(path: str, folder: str) -> str:
    """Source name of the page of the spec at `path`, below the project's folder of specs."""
    below = path.removeprefix(folder.rstrip("/") + "/")
    stem, extension = splitext(below)
    return join("specs", dirname(stem), page_stem(basename(stem)) + extension)


def paper_source(name: str, papers: int) -> str:
    """Source name of a paper's page: the one paper has the folder's own address."""
    return PAPER if papers == 1 else f"paper/{name}.md"


def entry_json_source(name: str) -> str:
    """Source name of an entry's data: beside its page where addresses are folders, and the same where they are not."""
    return entry_source(name).removesuffix(".md").removesuffix("/index") + "/entry.json"


def refresh_source(number: int) -> str:
    """Source name of the page of a refresh."""
    return f"runs/{number}.md"


def dashboard_source(path: str) -> str:
    """Source name for the option `dashboard_path`: `/` is `index.md`, `/status/` is `status.md`."""
    inner = path.strip("/").removesuffix(".md").removesuffix("/index")
    return f"{inner}.md" if inner and inner != "index" else "index.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Links from one page to the others."""

    root: str
    """From the page to the site's root: empty, or ends with a slash."""
    urls: Mapping[str, str]
    """Source name to address from the site's root, quoted."""
    specs_folder: str
    spec_paths: Mapping[str, str]
    """Name of each spec to its path."""
    papers: Mapping[str, str]
    """Path of each host document to the source name of its page."""
    dashboard_name: str
    foreign: Collection[str]
    """Source names whose page is one of the docs': nothing is known of the places on it."""
    commands: bool
    """True if commands and next steps are shown: the audience is the author."""

    def to(self, source: str, fragment: str = "", query: str = "") -> str:
        url = self.urls[source]
        address = self.root + ("" if url in (".", "./") else url) or "./"
        place = "" if source in self.foreign else fragment
        return address + (f"?{query}" if query else "") + (f"#{quote(place)}" if place else "")

    def has(self, source: str) -> bool:
        return source in self.urls

    def has_entry(self, name: str) -> bool:
        return entry_source(name) in self.urls

    def has_spec(self, path: str) -> bool:
        return spec_source(path, self.specs_folder) in self.urls

    def entry(self, name: str, fragment: str = "") -> str:
        return self.to(entry_source(name), fragment)

    def spec(self, path: str, fragment: str = "") -> str:
        return self.to(spec_source(path, self.specs_folder), fragment)

    @property
    def dashboard(self) -> str:
        return self.to(self.dashboard_name)


def root_from(url: str) -> str:
    """The way from the page at `url` to the site's root: empty, or with a slash at its end."""
    way = get_relative_url(".", url)
    return "" if way in (".", "./") else join(way, "")
