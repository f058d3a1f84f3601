"""Every address on every page leads somewhere: to a file of the site, and to a place on it.

At the root, below a path, and with file names for addresses; both sites whole.
"""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from browser.fixtures import run
from browser.served import Served


class _Addresses(HTMLParser):
    """Ids and addresses of a page. `data-md-*` and templates are the theme's."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.twice: list[str] = []
        self.leads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.twice += [value] if value in self.ids else []
                self.ids.add(value)
            elif name in ("href", "src", "action", "poster", "data") and value is not None:
                self.leads.append(value)
            elif name == "srcset" and value:
                self.leads += [one.split()[0] for one in value.split(",")]


def _read(path: Path) -> _Addresses:
    found = _Addresses()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def broken(folder: Path, base: str) -> list[str]:
    """What leads nowhere in the site in `folder`, whose home is at the address `base`."""
    pages = {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.rglob("*.html"))}
    return [
        f"{page}: {lead}: {why}"
        for page, found in pages.items()
        for lead in dict.fromkeys(found.leads)
        if (why := _why_broken(folder, base, page, lead, pages))
    ]


def _why_broken(folder: Path, base: str, page: str, lead: str, pages: Mapping[str, _Addresses]) -> str:
    # Material's page for what is not found is at every address: its links are whole.
    here = base if page == "404.html" else base + page
    target = urlsplit(urljoin(here, lead))
    if target.scheme not in ("http", "https"):
        return "" if target.scheme == "mailto" else f"a {target.scheme} address"
    if target.netloc != urlsplit(base).netloc:
        return ""
    path = unquote(target.path)
    if not path.startswith(urlsplit(base).path):
        return "leads out of the site"
    file = path.removeprefix(urlsplit(base).path)
    file = normpath(file + "index.html" if file.endswith("/") or not file else file)
    if not (folder / file).is_file():
        return f"there is no {file}"
    place = unquote(target.fragment)
    known = pages.get(file)
    return f"there is no place {place} on it" if place and known and place not in known.ids else ""


def base_of(folder: Path) -> str:
    """The address of a site's home, as its map has it."""
    places = [one.text or "" for one in ElementTree.parse(folder / "sitemap.xml").iter() if one.tag.endswith("loc")]
    return min(places, key=len).removesuffix("index.html")


@pytest.fixture(scope="module", params=["example", "troubled"])
def by_file_name(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each project built once more, with `use_directory_urls: false` and another home."""
    project: Path = request.getfixturevalue(f"{request.param}_project")
    request.getfixturevalue(request.param)
    root = Path(shutil.copytree(project, tmp_path_factory.mktemp("names") / "project", symlinks=True))
    config = (root / "mkdocs.yml").read_text(encoding="utf-8")
    config = re.sub(r"site_url: .*", "site_url: https://example.org/a/b%20c/", config) + "use_directory_urls: false\n"
    (root / "mkdocs.yml").write_text(config, encoding="utf-8")
    run("mkdocs", "build", cwd=root)
    return root / "site"


def test_every_address_leads_somewhere(site: Served) -> None:
    base = base_of(site.folder)
    assert base == "https://example.org/mauna-loa-co2/"
    assert broken(site.folder, base) == []


def test_with_file_names_for_addresses(by_file_name: Path) -> None:
    assert (by_file_name / "entries/co2-clean.html").is_file()
    assert broken(by_file_name, "https://example.org/a/b%20c/".replace("%20", " ")) == []


def test_no_id_is_given_twice(site: Served) -> None:
    assert [f"{page}: {name}" for page in site.pages() for name in _read(site.folder / page / "index.html").twice] == []


def _addresses_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from [one] if key in ("url", "location", "page", "href") and isinstance(one, str) else []
            yield from _addresses_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from _addresses_in(one)


@pytest.mark.parametrize("name", ["entries.json", "search/search_index.json"])
def test_addresses_in_data_lead_somewhere(site: Served, name: str) -> None:
    found = [*_addresses_in(json.loads((site.folder / name).read_text(encoding="utf-8")))]
    assert len(found) >= 15
    base = base_of(site.folder)
    pages = {path.relative_to(site.folder).as_posix(): _read(path) for path in site.folder.rglob("*.html")}
    wrong = [f"{one}: {why}" for one in found if (why := _why_broken(site.folder, base, "index.html", one, pages))]
    assert wrong == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text('<p id="here"><a href="../#gone">', encoding="utf-8")
    page = '<a href="a/#here"></a><a href="a/#there"></a><a href="b/"></a><img src="../x.png"><a href="javascript:x">'
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    found = broken(tmp_path, "https://example.org/below/")
    assert len(found) == 5, found
