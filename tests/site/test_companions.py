"""With the plugins that people combine: each alone, then all together. What we put on a page is the same, and holds."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from site_builds import FOOTNOTES, PROJECT, Element, Site, built, make, write

Plugin = str | Mapping[str, object]

LANGUAGES = [
    {"locale": "en", "default": True, "name": "English", "build": True},
    {"locale": "fr", "name": "Français", "build": True},
]
MINIFY = {
    "minify_html": True,
    "minify_css": True,
    "minify_js": True,
    "css_files": ["assets/specthis/specthis.css"],
    "js_files": ["assets/specthis/specthis.js"],
}
COMPANIONS: Mapping[str, tuple[str, Plugin]] = {
    "awesome-nav": ("mkdocs_awesome_nav", "awesome-nav"),
    "macros": ("mkdocs_macros", {"macros": {"on_error_fail": True}}),
    "tags": ("material", "tags"),
    "blog": ("material", "blog"),
    "git-revision-date-localized": (
        "mkdocs_git_revision_date_localized_plugin",
        {"git-revision-date-localized": {"enable_creation_date": True, "fallback_to_build_date": False}},
    ),
    "git-authors": ("mkdocs_git_authors_plugin", "git-authors"),
    "minify": ("mkdocs_minify_plugin", {"minify": MINIFY}),
    "i18n": ("mkdocs_static_i18n", {"i18n": {"docs_structure": "suffix", "languages": LANGUAGES}}),
    "section-index": ("mkdocs_section_index", "section-index"),
    "rss": ("mkdocs_rss_plugin", {"rss": {"match_path": "blog/.*"}}),
    "mike": ("mike", "mike"),
    "meta": ("material", "meta"),
}
"""Name of each plugin to the module that it comes with, and its row in `mkdocs.yml`."""
TOGETHER = ("awesome-nav", "macros", "tags", "blog", "git-revision-date-localized", "minify")

DOCS = {
    "docs/index.md": "---\ntags: [first]\n---\n# Our home\n\nSeven times six is {{ 7*6 }}. See [[alpha]].\n",
    "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n",
    "docs/blog/index.md": "# Blog\n",
    "docs/blog/posts/first.md": "---\ndate: 2026-01-02\n---\n# First post\n\nOf [[beta]].\n\n<!-- more -->\n\nMore.\n",
    "specs/compute-a.md": PROJECT["specs/compute-a.md"].replace("It says more.", "It says {{ 7*6 }} {% raw %} more."),
    ".gitignore": "site-*\n",
}


def missing(*names: str) -> str:
    """The first module that is not here; empty if all are."""
    return next((module for module, _ in map(COMPANIONS.__getitem__, names) if find_spec(module) is None), "")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a home, a blog and tags of its own, all of it in git."""
    root = make(tmp_path_factory.mktemp("companions"), DOCS, theme="material", more=FOOTNOTES + "# As committed.\n")
    person = ["-c", "user.name=A. Writer", "-c", "user.email=writer@example.org"]
    then = {**os.environ, "GIT_AUTHOR_DATE": "2024-02-03T04:05:06Z", "GIT_COMMITTER_DATE": "2024-02-03T04:05:06Z"}
    for command in (["init", "-q"], ["add", "-A"], [*person, "commit", "-q", "-m", "First"]):
        subprocess.run(["git", *command], cwd=root, check=True, env=then)
    return root


@pytest.fixture(scope="module")
def alone(root: Path) -> Site:
    return built_with(root, "alone", [])


def built_with(root: Path, name: str, plugins: Sequence[Plugin], before: Sequence[Plugin] = ()) -> Site:
    """The site with these plugins behind ours, or before it."""
    every = json.dumps(["search", *before, {"specthis": {}}, *plugins])
    text = f"site_name: A site\nsite_url: https://example.org/below/\ntheme: material\nplugins: {every}\n{FOOTNOTES}"
    write(root, {"mkdocs.yml": text})
    site = built(root, "--strict", "-d", f"site-{name}")
    return Site(root / f"site-{name}", site.log)


def ours(site: Site) -> dict[str, object]:
    """What we put on each of our pages, by address."""
    found = ((path, page.find("div", "st") + page.find("div", "st-eb")) for path, page in site.pages())
    return {path: [_plain(one) for one in parts] for path, parts in found if parts}


def _plain(part: Element | str) -> object:
    """An element without what minifying may leave out."""
    if isinstance(part, str):
        return " ".join(part.split())
    attributes = {name: value or "" for name, value in part.attributes.items()}
    return part.tag, attributes, [piece for piece in map(_plain, part.children) if piece]


@pytest.mark.parametrize("name", COMPANIONS)
def test_each_leaves_our_pages_as_they_are(root: Path, alone: Site, name: str) -> None:
    if missing(name):
        pytest.skip(f"not installed: {missing(name)}")
    site = built_with(root, name, [COMPANIONS[name][1]])
    expected, found = ours(alone), ours(site)
    assert len(expected) == 15
    assert {path: found.get(path) for path in expected} == expected
    assert site.broken_links() == []


@pytest.mark.parametrize("first", [True, False])
def test_so_do_all_together_in_either_order(root: Path, alone: Site, first: bool) -> None:
    if missing(*TOGETHER):
        pytest.skip(f"not installed: {missing(*TOGETHER)}")
    every = [COMPANIONS[name][1] for name in TOGETHER]
    name = f"together-{first}"
    site = built_with(root, name, [], every) if first else built_with(root, name, every)
    assert ours(site) == ours(alone)
    assert site.broken_links() == []
    assert "Seven times six is 42." in site.page("").text
    assert "It says {{ 7*6 }} {% raw %} more." in site.page("specs/compute-a/").text
    assert "It says {{ 7*6 }} {% raw %} more." in site.page("entries/alpha/").text
    assert site.page("").find("a", "md-tag") and site.page("blog/2026/01/02/first-post/").one("a", "specthis-entry")
    assert 'specthis.min.css"' in site.html("") or "specthis.min.css>" in site.html("")
    date = "git-revision-date-localized-plugin-date"
    dated = {path: {one.text for one in page.find("span", date)} for path, page in site.pages()}
    assert dated["specs/compute-a/index.html"] == dated["entries/alpha/index.html"] == {"February 3, 2024"}
    assert dated["dashboard/index.html"] == dated["entries/index.html"] == set()


def test_each_language_has_our_pages(root: Path) -> None:
    if missing("i18n"):
        pytest.skip(f"not installed: {missing('i18n')}")
    site = built_with(root, "languages", [COMPANIONS["i18n"][1]])
    assert site.own("fr/entries/alpha/").one("h1").text == site.own("entries/alpha/").one("h1").text == "alpha"
    urls = [[row["url"] for row in json.loads(site.html(at + "entries.json"))["entries"]] for at in ("", "fr/")]
    assert "entries/alpha/" in urls[0] and "fr/entries/alpha/" in urls[1]
    assert site.page("fr/").one("a", "specthis-entry").attributes["href"] == "entries/alpha/"
