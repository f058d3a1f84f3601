"""Any MkDocs project may take the plugin: other themes, other addresses, docs and navigation of their own."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mkdocs.utils.meta import get_data
from site_builds import FOOTNOTES, Element, Site, build, built, make, write

from mkdocs_specthis.frontends.mkdocs.page_files import front_matter

HOME = {"docs/index.md": "# Our home\n\nOwn words.\n"}
OURS = ["Dashboard", "Specs", "Entries", "Graph", "Paper", "Findings", "Key"]


def tabs(site: Site, url: str = "") -> list[str]:
    """Top level of the navigation of Material."""
    items = site.page(url).one("nav", "md-nav--primary").find("ul")[0].children
    return [_label(item) for item in items if isinstance(item, Element)]


def _label(item: Element) -> str:
    found = [one for one in item.walk() if one.tag == "span" and "md-ellipsis" in one.classes]
    return found[0].text


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
@pytest.mark.parametrize("directories", [True, False])
def test_every_theme_and_both_kinds_of_address(tmp_path: Path, theme: str, directories: bool) -> None:
    more = FOOTNOTES + f"use_directory_urls: {str(directories).lower()}\n"
    site = built(make(tmp_path, theme=theme, more=more))
    assert site.broken_links() == []
    end = "/" if directories else ".html"
    assert site.own(f"entries/alpha{end}").one("h1").text == "alpha"
    assert site.page(f"specs/compute-a{end}").find("div", "st-eb")
    assert site.own("entries/" if directories else "entries/index.html").one("h1").text == "Entries"


def test_the_docs_stay_as_they_are(tmp_path: Path) -> None:
    text = "# About\n\nWords, **bold**, and a [link](index.md).\n"
    root = make(tmp_path, {**HOME, "docs/about.md": text}, theme="material")
    with_plugin = built(root)
    plain = (root / "mkdocs.yml").read_text(encoding="utf-8").replace(', {"specthis": {}}', "")
    write(root, {"mkdocs.yml": plain})
    ours = with_plugin.page("about/").one("article").text, with_plugin.page("").one("article").text
    theirs = built(root)
    assert ours == (theirs.page("about/").one("article").text, theirs.page("").one("article").text)


def test_the_dashboard_is_home_unless_the_docs_have_one(tmp_path: Path) -> None:
    assert built(make(tmp_path / "bare")).own("").one("h1").text.endswith("entries is settled.")
    site = built(make(tmp_path / "home", HOME))
    assert "Own words." in site.html("") and site.own("dashboard/").find("h1")
    readme = built(make(tmp_path / "readme", {"docs/README.md": "# Read me\n"}))
    assert readme.own("dashboard/").find("h1") and "Read me" in readme.html("")


@pytest.mark.parametrize(
    ("option", "url"), [("/status/", "status/"), ("a/b", "a/b/"), ("/", ""), ("board.md", "board/")]
)
def test_the_dashboard_stands_where_the_option_says(tmp_path: Path, option: str, url: str) -> None:
    files = {} if url == "" else HOME
    site = built(make(tmp_path, files, options={"dashboard_path": option}))
    assert site.own(url).find("ul", "st-units")
    assert site.broken_links() == []


@pytest.mark.parametrize("option", ["../x", "/"])
def test_a_dashboard_that_cannot_stand_there_is_an_error(tmp_path: Path, option: str) -> None:
    done = build(make(tmp_path, HOME, options={"dashboard_path": option}))
    assert done.returncode == 1 and "dashboard_path" in done.stderr


def test_navigation_is_appended(tmp_path: Path) -> None:
    assert tabs(built(make(tmp_path / "bare", theme="material"))) == ["Dashboard", "About", *OURS[1:]]
    assert tabs(built(make(tmp_path / "home", HOME, theme="material"))) == ["Our home", "About", *OURS]


def test_navigation_that_the_author_wrote_is_kept(tmp_path: Path) -> None:
    nav = "nav:\n- Start: index.md\n- Things: entries/index.md\n- More:\n  - about.md\n  - What: specs/compute-a.md\n"
    site = built(make(tmp_path, HOME, theme="material", more=FOOTNOTES + nav))
    assert tabs(site) == ["Start", "Things", "More", "Dashboard", "Graph", "Paper", "Findings", "Key"]
    assert site.own("entries/").one("h1").text == "Entries"


def test_navigation_may_be_a_section_or_off(tmp_path: Path) -> None:
    named = built(make(tmp_path / "named", HOME, theme="material", options={"nav": "Reproducibility"}))
    assert tabs(named) == ["Our home", "About", "Reproducibility"]
    off = built(make(tmp_path / "off", HOME, theme="material", options={"nav": False}))
    assert tabs(off) == ["Our home", "About"]
    assert off.own("entries/").find("h1")


def test_previous_and_next_run_through_our_pages(tmp_path: Path) -> None:
    page = built(make(tmp_path)).page("about/")
    assert [one.attributes["href"] for one in page.find("a", rel="next")] == ["../specs/"]
    assert [one.attributes["href"] for one in page.find("a", rel="prev")] == [".."]


def test_a_page_of_the_docs_keeps_its_place(tmp_path: Path) -> None:
    site = built(make(tmp_path, {"docs/specs/index.md": "# Ours instead\n", "docs/entries/alpha.md": "# Own alpha\n"}))
    assert "Ours instead" in site.html("specs/") and "Own alpha" in site.html("entries/alpha/")
    assert "stands where the page" in site.log
    assert site.broken_links() == []


def test_what_the_host_leaves_out_makes_room(tmp_path: Path) -> None:
    """Drafts are left out of a build, excluded files of everything: our pages stand there instead."""
    files = {
        "docs/index.md": "# Half written\n",
        "docs/specs/index.md": "# Left out\n",
        "docs/key/README.md": "# No\n",
    }
    more = FOOTNOTES + "draft_docs: index.md\nexclude_docs: |\n  /specs/\n  /key/\n"
    site = built(make(tmp_path, files, more=more))
    assert site.own("").find("ul", "st-units") and not site.has("dashboard/")
    assert site.own("specs/").one("h1").text == "Specs"
    assert site.broken_links() == []


def test_specs_inside_the_docs_are_shown_once_and_as_specs(tmp_path: Path) -> None:
    root = make(tmp_path, {"specthis.toml": '[paths]\nspecs = "docs/specs"\n'})
    (root / "specs").rename(root / "docs/specs")
    site = built(root)
    assert site.page("specs/compute-a/").find("div", "st-eb")
    assert site.broken_links() == []


def test_spec_links_to_files_of_the_project(tmp_path: Path) -> None:
    body = (
        "---\nname: notes\nkind: meta\n---\n# Notes\n\n[script](../scripts/alpha.py) "
        "[output](../results/alpha/alpha.json) "
        "[paper](../reports/paper.tex) [spec](compute-a.md#alpha) [readme](README.md) [out](https://example.org/)\n"
        "\n![A figure](../reports/fig.png)\n\n![Beside](figures/b.svg)\n"
    )
    files = {
        "specs/notes.md": body,
        "specs/README.md": "# Read me\n",
        "reports/fig.png": "png",
        "specs/figures/b.svg": "<svg/>",
    }
    site = built(make(tmp_path, files))
    assert site.broken_links() == []
    page = site.page("specs/notes/")
    wanted = ("script", "output", "paper", "spec", "readme")
    assert {one.text: one.attributes["href"] for one in page.find("a") if one.text in wanted} == {
        "script": "../../entries/alpha/#script",
        "output": "../../entries/alpha/#files",
        "spec": "../compute-a/#alpha",
        "readme": "../README/",
    }
    assert [one.attributes["src"] for one in page.find("img")] == [
        "../../assets/specthis/files/reports/fig.png",
        "../../assets/specthis/files/specs/figures/b.svg",
    ]


ODD = """---
name: {name}
kind: compute
---
# An index

## Entries

### {name}

- Script: `scripts/alpha.py`
- Output: `results/{name}/x.json`
- Run: `python {{script}} {{output}}`
- Consumes: none
- Status: script ready
"""


@pytest.mark.parametrize("directories", [True, False])
@pytest.mark.parametrize(("name", "url"), [("index", "index/"), ("index.html", "_/index/")])
def test_names_that_would_be_an_index_have_a_page_of_their_own(
    tmp_path: Path, name: str, url: str, directories: bool
) -> None:
    more = FOOTNOTES + f"use_directory_urls: {str(directories).lower()}\n"
    site = built(make(tmp_path, {f"specs/{name}.md": ODD.format(name=name)}, more=more))
    page = url if directories else f"{url}index.html"
    assert site.own(f"entries/{page}").one("h1").text == name
    assert site.own("specs/" if directories else "specs/index.html").one("h1").text == "Specs"
    assert site.page(f"specs/{page}").find("div", "st-eb")
    assert site.broken_links() == []


def test_another_project_folder(tmp_path: Path) -> None:
    make(tmp_path / "project")
    config = "site_name: A site\nplugins:\n- specthis: {project_dir: ../project}\n" + FOOTNOTES
    root = write(tmp_path / "elsewhere", {"mkdocs.yml": config, "docs/about.md": "# About\n"})
    assert built(root).own("entries/alpha/").one("h1").text == "alpha"


HOME_HOOK = """
from mkdocs.structure.files import File
def on_files(files, config):
    files.append(File.generated(config, "index.md", content="# Made by another"))
    return files
"""


def test_what_other_plugins_make_counts_as_docs(tmp_path: Path) -> None:
    site = built(make(tmp_path, {"hook.py": HOME_HOOK}, more=FOOTNOTES + "hooks: [hook.py]\n"))
    assert "Made by another" in site.html("") and site.own("dashboard/").find("h1")


HOOK = """
import json
metas = {}
def on_page_markdown(markdown, page, config, files):
    metas[page.file.src_uri] = dict(page.meta)
def on_post_build(config):
    with open(config.config_file_path + ".json", "w") as file:
        json.dump(metas, file)
"""


def test_our_pages_ask_other_plugins_to_leave_them_alone(tmp_path: Path) -> None:
    """What a plugin sees of a page: the front matter, and of a spec nothing of the author's."""
    spec = "---\nname: notes\nkind: meta\ntitle: Own title\nowner: somebody\n---\n# Notes\n"
    root = make(tmp_path, {"hook.py": HOOK, "specs/notes.md": spec}, more=FOOTNOTES + "hooks: [hook.py]\n")
    built(root)
    metas = json.loads((root / "mkdocs.yml.json").read_text(encoding="utf-8"))
    ours = {name: meta for name, meta in metas.items() if name != "about.md"}
    assert len(ours) == 16 and all(meta["render_macros"] is False for meta in ours.values())
    assert metas["about.md"] == {}
    assert metas["specs/notes.md"]["title"] == "Own title" and "owner" not in metas["specs/notes.md"]


@given(st.text(st.characters(exclude_categories=()), max_size=20))
@example("🎯 a")
@example("\\🎯")
@example("\\ud83c")
@example("\ud83c")
@example("\udfaf\ud83c")
def test_front_matter_is_read_as_it_was_meant(text: str) -> None:
    """Half a character is none; what a title holds never takes the rest of the front matter with it."""
    _, meta = get_data(f"---\n{front_matter({'render_macros': False, 'title': text})}---\n\nText\n")
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert meta == {"render_macros": False, "title": whole}


WITHOUT_FRONT = """
def on_page_read_source(page, config):
    return None if page.file.src_uri == "about.md" else "# No front matter"
"""


def test_whatever_becomes_of_the_front_matter_our_pages_are_left_alone(tmp_path: Path) -> None:
    more = FOOTNOTES + "hooks: [before.py, hook.py]\n"
    root = make(tmp_path, {"before.py": WITHOUT_FRONT, "hook.py": HOOK}, more=more)
    built(root)
    metas = json.loads((root / "mkdocs.yml.json").read_text(encoding="utf-8"))
    assert metas.pop("about.md") == {}
    assert metas and all(meta["render_macros"] is False and "title" not in meta for meta in metas.values())


def test_no_macro_of_a_spec_runs_whatever_its_title(tmp_path: Path) -> None:
    spec = "---\nname: notes\nkind: meta\n---\n# 🎯 Notes\n\nOf {{ 6 * 7 }} kinds, 𝔼[x].\n"
    root = make(tmp_path, {"specs/notes.md": spec})
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(root, {"mkdocs.yml": text.replace('plugins: ["search"', 'plugins: ["search", "macros"')})
    assert "Of {{ 6 * 7 }} kinds" in built(root).html("specs/notes/")


def test_a_spec_whose_name_is_no_text_is_no_page_and_said(tmp_path: Path) -> None:
    root = make(tmp_path)
    place = os.fsencode(root / "specs") + b"/notes-\xff.md"
    Path(os.fsdecode(place)).write_text("---\nname: notes\nkind: meta\n---\n# Notes\n", encoding="utf-8")
    site = built(root, "--quiet")
    assert "not UTF-8" in site.own("audit/").text and "notes-\ufffd.md" in site.own("audit/").text
    assert not [name for name in os.listdir(os.fsencode(root / "site/specs")) if name.startswith(b"notes")]


WHERE = """
import json
found = {}
def on_page_markdown(markdown, page, config, files):
    with open(page.file.abs_src_path, encoding="utf-8") as file:
        found[page.file.src_uri] = (page.file.abs_src_path, file.read()[:9], page.edit_url)
def on_post_build(config):
    with open(config.config_file_path + ".json", "w") as file:
        json.dump(found, file)
"""


def test_every_page_has_a_file_that_can_be_read(tmp_path: Path) -> None:
    """Hooks read it: of a spec's page and those of its entries the spec, of pages on everything the configuration."""
    more = FOOTNOTES + "hooks: [hook.py]\nrepo_url: https://example.org/repo/\nedit_uri: edit/main/docs/\n"
    root = make(tmp_path, {"hook.py": WHERE}, more=more)
    built(root)
    found = json.loads((root / "mkdocs.yml.json").read_text(encoding="utf-8"))
    spec = [str(root / "specs/compute-a.md"), "---\nname:", "https://example.org/repo/edit/main/specs/compute-a.md"]
    assert found["specs/compute-a.md"] == found["entries/alpha.md"] == spec
    assert found["index.md"] == found["graph/index.md"] == [str(root / "mkdocs.yml"), "site_name", None]
    assert found["about.md"][0] == str(root / "docs/about.md")


def test_unknown_options_are_the_hosts_own_complaint(tmp_path: Path) -> None:
    done = build(make(tmp_path, options={"dashbord_path": "/x/"}), "--strict")
    assert done.returncode == 1 and "Unrecognised configuration name: dashbord_path" in done.stderr


def test_sources_may_stay_unpublished(tmp_path: Path) -> None:
    def shown(name: str, **options: object) -> str:
        return built(make(tmp_path / name, options=options)).page("entries/alpha/").text

    assert "json.dump" in shown("a")
    assert "json.dump" not in shown("b", publish_sources=False)
    small = shown("c", max_publish_bytes=10)
    assert "json.dump" not in small and "it is too large" in small


def test_an_empty_project_says_how_to_begin(tmp_path: Path) -> None:
    root = write(tmp_path, {"mkdocs.yml": "site_name: A site\nplugins: [specthis]\n", "docs/about.md": "# About\n"})
    done = build(root)
    assert done.returncode == 0, done.stderr
    home = Site(root / "site").own("")
    assert home.one("h1").text == "No specs yet." and "### my-first-entry" in home.text


def test_edit_links_lead_to_the_spec(tmp_path: Path) -> None:
    more = FOOTNOTES + "repo_url: https://example.org/repo/\nedit_uri: edit/main/docs/\n"
    site = built(make(tmp_path, more=more))
    addresses = [one.attributes.get("href") or "" for one in site.page("entries/alpha/").find("a")]
    assert [address for address in addresses if "edit/" in address] == [
        "https://example.org/repo/edit/main/specs/compute-a.md"
    ]
