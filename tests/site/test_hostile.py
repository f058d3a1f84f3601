"""Specs, scripts and ledgers written to break the page: nothing runs, nothing poses, nothing leaks out of its place."""

import json
import re
from pathlib import Path

import pytest
from site_builds import FOOTNOTES, PROJECT, Element, Site, build, built, certify, make, write

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>"
BODY = f"""---
name: compute-nasty
kind: compute
title: "A: {NASTY.replace('"', "")} title"
owner: "{NASTY}"
tags: ["{NASTY}"]
---
# Nasty {NASTY}

{{{{ 7*7 }}}} {{% raw %}} and <b onclick="alert(1)">bold</b>
[go](javascript:alert(1)), <a href="data:text/html,x">data</a>.

<div id="__search" data-md-component="search" class="st-chip st-certified md-x">Certified</div>
<label for="__drawer">press</label><iframe src="https://example.org"></iframe>
<style>body{{display:none}}</style><form action="https://example.org"><input name="q" type="password"></form>
<svg onload="alert(1)"><script>x</script></svg>

<p id="entry.nasty">posing</p>

---

title: not metadata

## Entries

### nasty

- Script: `scripts/nasty.py`
- Output: `results/nasty/nasty.json`
- Run: `python {{script}} {{output}}`
- Status: script ready — {NASTY}
- Consumes: none

Prose of nasty <script>alert(2)</script> with `<script>` in code and [a](vbscript:x).
"""
SCRIPT = "# </pre></div><script>alert(3)</script> {{ 7*7 }}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = make(tmp_path_factory.mktemp("nasty"), theme="material", options={"audience": "serve"})
    write(root, {"specs/compute-nasty.md": BODY, "scripts/nasty.py": SCRIPT})
    certify(root, "nasty", note=NASTY)
    return built(root)


def content(site: Site, url: str) -> Element:
    return site.page(url).find("article")[0]


PAGES = ("", "specs/", "specs/compute-nasty/", "entries/", "entries/nasty/", "graph/", "graph/specs/", "audit/")


@pytest.mark.parametrize("url", PAGES)
def test_nothing_of_it_runs(site: Site, url: str) -> None:
    for one in content(site, url).walk():
        assert (
            one.tag not in ("script", "iframe", "style", "form", "object", "embed", "base")
            or "st-filter" in one.classes
        )
        assert not [name for name in one.attributes if name.startswith("on")], one
        for name in ("href", "src", "action"):
            address = one.attributes.get(name) or ""
            assert not address.startswith(("javascript:", "data:", "vbscript:")), address


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_the_theme_gets_nothing_that_runs(tmp_path: Path, theme: str) -> None:
    """Titles, addresses and places are printed by the theme as they are: in its navigation, its head, its buttons."""
    ending = "&lt;/title&gt;&lt;script&gt;alert(4)&lt;/script&gt;"
    title = f"title: '{NASTY} \" onfocus=alert(1) x=\" {ending}'"
    spec = re.sub("^title: .*", lambda _: title, BODY, count=1, flags=re.MULTILINE)
    first = f'0;url=https://example.org/" http-equiv="refresh `"><script>alert(5)</script>` {ending}'
    spec = spec.replace("### nasty\n", f"### nasty\n\n{first}\n")
    name = 'nasty"onfocus=alert(1) x='
    paper = f'\\section{{{NASTY}}}\\label{{sec:"onfocus=alert(1) x="}}\n'
    features = "  features: [navigation.footer, navigation.tabs, navigation.path, content.action.edit]\n"
    more = FOOTNOTES + "repo_url: https://example.org/repo/\nedit_uri: edit/main/docs/\n"
    root = make(tmp_path, {f"specs/{name}.md": spec.replace("compute-nasty", name.replace('"', '\\"'))}, more=more)
    style = f"theme:\n  name: {theme}\n" + (features if theme == "material" else "  highlightjs: false\n")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8").replace("theme: mkdocs\n", style)
    write(root, {"mkdocs.yml": config, "scripts/nasty.py": SCRIPT, "reports/paper.tex": paper})
    build(root)
    for path, page in Site(root / "site").pages():
        for one in page.walk():
            assert not [key for key in one.attributes if key.startswith("on")], (path, one.attributes)
            assert one.tag != "meta" or one.attributes.get("http-equiv") in (None, "X-UA-Compatible"), path
            assert one.tag != "script" or not one.text.startswith("alert("), path
            assert one.tag != "title" or "alert(1)" not in one.text or "‹script" in one.text, path


def test_nothing_of_it_poses(site: Site) -> None:
    page = content(site, "specs/compute-nasty/")
    posing = [one for one in page.find("div") if one.text == "Certified" and "st-chip" in one.classes]
    assert posing == []
    ids = [one.attributes["id"] for one in page.walk() if "id" in one.attributes]
    assert "__search" not in ids and ids.count("entry.nasty") == 1
    assert not [one for one in page.walk() if any(name.startswith("data-md-") for name in one.attributes)]
    assert [one for one in page.find("label") if one.attributes.get("for") == "__drawer"] == []


def test_templates_are_text(site: Site) -> None:
    assert "{{ 7*7 }} {% raw %}" in content(site, "specs/compute-nasty/").text
    assert "49" not in content(site, "specs/compute-nasty/").text
    assert "title: not metadata" in content(site, "specs/compute-nasty/").text


def test_what_is_text_reads_as_it_was_written(site: Site) -> None:
    entry = content(site, "entries/nasty/")
    assert NASTY in entry.text
    assert "</pre></div><script>alert(3)</script>" in entry.one("div", "highlight").text
    assert "Prose of nasty with <script> in code" in entry.one("div", "st-prose").text.replace("  ", " ")


def test_raw_html_is_kept_on_demand(tmp_path: Path) -> None:
    spec = (
        "---\nname: notes\nkind: meta\n---\n# Notes\n\n<div class='own' onclick='x()'>raw</div>\n\n"
        "![A map](https://example.org/map.png)\n"
    )
    kept = built(make(tmp_path / "a", {"specs/notes.md": spec}, options={"raw_html": True})).page("specs/notes/")
    assert kept.one("div", "own").attributes["onclick"] == "x()" and kept.find("img")
    cleaned = built(make(tmp_path / "b", {"specs/notes.md": spec})).page("specs/notes/")
    assert "onclick" not in cleaned.one("div", "own").attributes
    assert cleaned.one("a", href="https://example.org/map.png").text == "A map" and not cleaned.find("img")


def test_a_spec_cannot_name_our_places(tmp_path: Path) -> None:
    """Text that looks like a slot stays text."""
    text = PROJECT["specs/compute-a.md"].replace("It says more.", "specthisslotabchips0z\n\nspecthisslotchips1z\n")
    page = built(make(tmp_path, {"specs/compute-a.md": text})).page("specs/compute-a/")
    assert len(page.find("div", "st-eb")) == 2
    assert "specthisslotabchips0z" in page.text


def test_files_outside_are_not_published(tmp_path: Path) -> None:
    write(tmp_path, {"secret.png": "secret"})
    spec = "---\nname: notes\nkind: meta\n---\n# Notes\n\n![x](../../secret.png) ![y](link.png)\n"
    root = make(tmp_path / "project", {"specs/notes.md": spec})
    (root / "specs/link.png").symlink_to(tmp_path / "secret.png")
    build(root)
    assert [path for path in (root / "site").rglob("*") if path.is_file() and path.read_bytes() == b"secret"] == []


def test_deep_nesting_neither_crashes_nor_hangs(tmp_path: Path) -> None:
    text = (
        "---\nname: notes\nkind: meta\n---\n# Notes\n\n"
        + "<div>" * 3000
        + "\n\n"
        + "> " * 300
        + "deep\n\n"
        + "[" * 3000
        + "\n"
    )
    site = built(make(tmp_path, {"specs/notes.md": text}))
    assert site.has("specs/notes/")


def test_entries_json_is_json_whatever_is_in_it(site: Site) -> None:
    assert {row["entry"] for row in json.loads(site.html("entries.json"))["entries"]} >= {"nasty", "alpha"}
