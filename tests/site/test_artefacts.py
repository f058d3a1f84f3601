"""Artefacts on the pages of their entries: what they hold, which bytes they are, and what stays off the site."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import commit_all, git, run_command
from site_builds import PROJECT, Element, Site, build, built, certify, make, settle, write

CANARY = "7700114477"
"""A text that stands nowhere but in what must not be published."""
DATA = {
    "model": "linear",
    "wait_ms": 12,
    "<b>key</b>": "<script>alert(1)</script>",
    "annual": [{"year": 2000 + n, "level": 300 + n * n % 7} for n in range(40)],
    "nested": {"a": [{"b": {"c": [1, [2, [3, [4]]]]}}, 5]},
}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'
BAD_SVG = SVG.replace("<path", "<script>alert(1)</script><path onclick='alert(2)'").replace(
    "</svg>", "<image href='https://example.org/x.png'/></svg>"
)


def write_json(data: object) -> str:
    return f"import json, sys\njson.dump({data!r}, open(sys.argv[1], 'w'))\n"


def card(site: Site, entry: str, path: str) -> Element:
    page = site.page(f"entries/{entry}/")
    found = [one for one in page.find("article", "st-art") if one.find("code")[0].text == path]
    assert len(found) == 1, [one.text[:80] for one in page.find("article", "st-art")]
    return found[0]


ALPHA = "results/alpha/alpha.json"
COPY = "assets/specthis/files/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make(tmp_path_factory.mktemp("artefacts"), {"scripts/alpha.py": write_json({**DATA, "value": 1})})
    return settle(made)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Path:
    """A copy of the settled project, to be changed."""
    return Path(shutil.copytree(root, tmp_path / "project"))


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return built(root)


def test_facts_tables_plots_and_trees_are_there(site: Site) -> None:
    shown = card(site, "alpha", ALPHA)
    facts = {row.find("th")[0].text: row.find("td")[0].text for row in shown.one("table", "st-facts").find("tr")}
    assert facts == {"model": "linear", "wait_ms": "12 ms", "value": "1", "<b>key</b>": "<script>alert(1)</script>"}
    assert len(shown.find("table", "st-grid-t")[1].find("tbody")[0].find("tr")) == 40
    assert shown.one("ul", "st-tree").find("details")
    assert [one.text for one in shown.find("h4")] == ["nested.a", "annual"]


def test_a_plot_says_what_it_shows(site: Site) -> None:
    plot = card(site, "alpha", ALPHA).one("svg", "st-plot")
    label = plot.attributes["aria-label"] or ""
    assert plot.attributes["role"] == "img"
    assert label.startswith("annual: level. level goes from 300 at 2000 to")
    assert [one.text for one in plot.find("text", "st-lab")] == ["level"]
    assert not [one for one in plot.walk() if "href" in one.attributes]


@pytest.mark.parametrize("last", ["", "2040,0\n"])
def test_what_a_sidecar_repeats_is_drawn_once(last: str, tmp_path: Path) -> None:
    """Other numbers, one of them even, are drawn as well."""
    rows = "".join(f"{row['year']},{row['level']}\n" for row in DATA["annual"])  # type: ignore[index]
    spec = PROJECT["specs/compute-a.md"].replace("- Keys: `value`", "- Sidecars: `results/alpha/a.csv`")
    files = {"specs/compute-a.md": spec, ALPHA: json.dumps(DATA), "results/alpha/a.csv": f"year,level\n{rows}{last}"}
    site = built(make(tmp_path, files), "--clean")
    assert len(card(site, "alpha", ALPHA).find("svg", "st-plot")) == 1
    sidecar = card(site, "alpha", "results/alpha/a.csv")
    assert len(sidecar.find("svg", "st-plot")) == bool(last) and sidecar.find("table", "st-grid-t")
    assert (f"Its numbers are drawn above, with those of {ALPHA}." in sidecar.text) is not bool(last)


def test_it_can_be_downloaded_byte_for_byte(site: Site, root: Path) -> None:
    link = card(site, "alpha", ALPHA).find("a", "st-h-aside")[0]
    assert link.text == "Download"
    assert (site.folder / COPY / ALPHA).read_bytes() == (root / ALPHA).read_bytes()


def test_a_settled_one_says_so_quietly(site: Site) -> None:
    said = card(site, "alpha", ALPHA).find("p", "st-which")[0]
    assert said.text.startswith("These are the bytes of the receipt of ") and said.classes == ["st-which"]


def test_edited_bytes_are_not_passed_off_as_those_of_the_receipt(project: Path) -> None:
    (project / ALPHA).write_text('{"value": 2}')
    said = card(built(project), "alpha", ALPHA).find("p", "st-which")[0]
    assert said.text.startswith("Shown are the bytes of today, not those of the receipt.")
    assert "st-machine" in said.classes


def test_bytes_of_a_stale_or_uncertified_entry_are_not_passed_off_as_settled(project: Path) -> None:
    script = project / "scripts/alpha.py"
    script.write_text(script.read_text() + "# moved\n")
    said = card(built(project), "alpha", ALPHA).find("p", "st-which")[0]
    assert "Today’s content may give others." in said.text and "st-machine" in said.classes
    spec = project / "specs/compute-a.md"
    script.write_text(script.read_text().removesuffix("# moved\n"))
    spec.write_text(spec.read_text().replace("It says more.", "It says another thing."))
    said = card(built(project), "alpha", ALPHA).find("p", "st-which")[0]
    assert "The entry is not certified as it is today." in said.text and "st-mind" in said.classes


def test_bytes_without_a_receipt_say_so(tmp_path: Path) -> None:
    root = make(tmp_path, {ALPHA: '{"value": 1}'})
    said = card(built(root), "alpha", ALPHA).find("p", "st-which")[0]
    assert "No receipt says how they were made." in said.text and "st-machine" in said.classes


def test_bytes_that_are_not_here_are_named_with_what_the_receipt_knows(project: Path) -> None:
    (project / ALPHA).unlink()
    said = card(built(project), "alpha", ALPHA).find("p", "st-which")[0]
    assert said.text.startswith("It is not on this machine. The receipt says ") and "digest" in said.text


def test_what_is_no_json_is_shown_where_it_breaks(project: Path) -> None:
    (project / ALPHA).write_text('{"value": 1,\n "other": tru}\n')
    shown = card(built(project, "--verbose"), "alpha", ALPHA)
    assert "expecting value, at column 11 of line 2" in shown.text
    assert shown.one("span", "st-here").text == '2 "other": tru}'


def test_a_large_file_is_neither_copied_nor_hidden(project: Path) -> None:
    write(
        project,
        {
            "mkdocs.yml": (project / "mkdocs.yml")
            .read_text()
            .replace('"specthis": {}', '"specthis": {"max_publish_bytes": 100}')
        },
    )
    site = built(project)
    shown = card(site, "alpha", ALPHA)
    assert "Too large for a copy on this site" in shown.text and shown.find("svg", "st-plot")
    assert not (site.folder / COPY / ALPHA).exists()


NAMES = ("f.png", "f.svg", "bad.svg", "f.pdf", "f.html", "no.svg")
HOOK = """import mkdocs.plugins
@mkdocs.plugins.event_priority({priority})
def on_env(env, config, files):
    with open("results/alpha/alpha.json", "a") as file:
        file.write(" ")
"""


@pytest.mark.parametrize("priority", [0, -100])
def test_a_file_that_changes_during_the_build_is_not_passed_off(priority: int, project: Path) -> None:
    """Before our pages are made it is seen when they are; after that, when the site is done."""
    configuration = (project / "mkdocs.yml").read_text() + "hooks: [hook.py]\n"
    write(project, {"mkdocs.yml": configuration, "hook.py": HOOK.format(priority=priority)})
    done = build(project)
    if priority == 0:
        assert done.returncode == 0, done.stderr
        shown = card(Site(project / "site"), "alpha", ALPHA)
        assert "it changed while the site was being built" in shown.text and not shown.find("a", "st-h-aside")
    else:
        assert done.returncode == 1 and "alpha.json changed while the site was being built" in done.stderr
    assert not (project / "site" / COPY / ALPHA).exists()


TAKES = """import mkdocs.plugins, pathlib
taken = []
@mkdocs.plugins.event_priority(-100)
def on_env(env, config, files):
    taken.append(files.get_file_from_path("assets/specthis/files/results/alpha/alpha.json"))
    files.remove(taken[0])
def on_post_build(config):
    place = pathlib.Path(taken[0].abs_dest_path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("{}")
"""


def test_a_copy_that_another_plugin_writes_is_looked_at_too(project: Path) -> None:
    """It need not be in the host's list any more to lie in the site."""
    configuration = (project / "mkdocs.yml").read_text() + "hooks: [hook.py]\n"
    write(project, {"mkdocs.yml": configuration, "hook.py": TAKES})
    done = build(project)
    assert done.returncode == 1 and "alpha.json changed while the site was being built" in done.stderr
    assert not (project / "site" / COPY / ALPHA).exists()


def test_a_plugin_that_makes_pictures_smaller_leaves_copies_alone(tmp_path: Path) -> None:
    """Whether its tools are here or not: it is not to begin with ours. Without this the build fails, or other bytes
    than those of the page's digest are in the site."""
    notes = "---\nname: notes\nkind: meta\n---\n# Notes\n\n![The figure](../reports/f.png)\n"
    root = make(tmp_path, {"specs/notes.md": notes}, theme="{name: material, font: false}")
    (root / "reports/f.png").write_bytes(PNG)
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    optimize = {"optimize": {"optimize_exclude": ["assets/images/*"]}}
    write(root, {"mkdocs.yml": text.replace('"search"', f'"search", {json.dumps(optimize)}')})
    site = built(root)
    assert (site.folder / COPY / "reports/f.png").read_bytes() == PNG
    assert "Optimized media file: assets/specthis" not in site.log


def test_what_is_remembered_of_a_file_goes_with_its_bytes(project: Path) -> None:
    """Same length, same second: the second build shows the second value."""
    for value in (31415, 27182, 31415):
        (project / ALPHA).write_text(json.dumps({"value": value}))
        assert f"value{value}" in card(built(project), "alpha", ALPHA).one("table", "st-facts").text.replace(" ", "")


FIGURES = f"""---
name: figure-f
kind: figure
---
# Figures

## Entry

### fig-f

- Export script: `scripts/fig.py`
- Export outputs: {", ".join(f"`reports/{name}`" for name in NAMES)}
- Run: `python {{script}}`
- Consumes: none
- Status: script ready
"""


def test_figures_are_files_and_nothing_in_them_runs(tmp_path: Path) -> None:
    files = {"specs/figure-f.md": FIGURES, "scripts/fig.py": "", "reports/f.svg": SVG, "reports/bad.svg": BAD_SVG}
    files |= {"reports/f.html": "<script>alert(1)</script>", "reports/no.svg": "<svg", "reports/f.pdf": "%PDF-1.4"}
    root = make(tmp_path, files)
    (root / "reports/f.png").write_bytes(PNG)
    site = built(root, "--clean")
    addresses = {one.attributes["src"]: one for one in site.page("entries/fig-f/").one("div", "st-body").find("img")}
    assert [address.rsplit("/", 1)[-1] for address in addresses] == ["f.png", "f.svg", "bad.svg"]
    assert (site.folder / COPY / "reports/f.svg").read_text() == SVG
    copy = (site.folder / COPY / "reports/bad.svg").read_text()
    assert "script" not in copy and "onclick" not in copy and "https://example.org" not in copy and "<path" in copy
    assert "without `script` elements, event handlers and addresses" in card(site, "fig-f", "reports/bad.svg").text
    blank = card(site, "fig-f", "reports/f.pdf").one("div", "st-blank")
    assert "No picture of it has been drawn yet. It is a PDF file" in blank.text
    assert blank.one("a").attributes["href"].endswith("assets/specthis/files/reports/f.pdf")
    assert not (site.folder / COPY / "reports/f.html").exists() and not (site.folder / COPY / "reports/no.svg").exists()
    assert not card(site, "fig-f", "reports/no.svg").find("img")


def private(how: str) -> dict[str, str]:
    """A project whose entry alpha is not published, `how` says by what; its artefact holds the canary everywhere."""
    spec = PROJECT["specs/compute-a.md"]
    spec = spec.replace(
        "- Keys: `value`", "- Keys: `schemas/alpha.json`\n- Sidecars: `results/alpha/*.csv`, `results/alpha/x.svg`"
    )
    if how == "entry":
        spec = spec.replace("- Status: script ready\n", "- Status: script ready\n- Publish: no\n", 1)
    elif how == "slip":
        spec = spec.replace("- Status: script ready\n", "- Status: script ready\n- publish: no\n", 1)
    elif how == "value":
        spec = spec.replace("- Status: script ready\n", "- Status: script ready\n- Publish: never\n", 1)
    elif how in ("spec", "spec-value"):
        spec = spec.replace("kind: compute\n", f"kind: compute\npublish: {'false' if how == 'spec' else 'nope'}\n", 1)
    spec = spec.replace("It says more.", "It says more: ![x](../results/alpha/x.svg).")
    secret = {"value": [CANARY], f"k{CANARY}": [int(CANARY), int(CANARY) + 5, 3, 4, 5, 6, 7]}
    schema = {"properties": {"value": {"type": "number"}}}
    script = (
        f"import json, sys\njson.dump({secret!r}, open(sys.argv[1], 'w'))\n"
        f"open('results/alpha/a.csv', 'w').write('a{CANARY},b\\n1,{CANARY}\\n')\n"
        f"open('results/alpha/x.svg', 'w').write('<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{CANARY}</title></svg>')\n"
        f"sys.exit('{CANARY}')\n"
    )
    return {"specs/compute-a.md": spec, "scripts/alpha.py": script, "schemas/alpha.json": json.dumps(schema)}


def make_secret(root: Path) -> None:
    (root / "results/alpha").mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, "scripts/alpha.py", ALPHA], cwd=root, capture_output=True, check=False)
    assert CANARY in (root / ALPHA).read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
@pytest.mark.parametrize("how", ["entry", "spec", "pattern", "file-pattern", "slip", "value", "spec-value"])
def test_nothing_of_a_private_artefact_is_anywhere_on_the_site(how: str, theme: str, tmp_path: Path) -> None:
    if theme == "material" and how not in ("entry", "slip"):
        pytest.skip("both themes see the same two")
    patterns = {"pattern": ["alph?"], "file-pattern": ["results/alpha/"]}.get(how, [])
    options = {"unpublished": patterns, "publish_sources": False, "audience": "serve"}
    root = make(tmp_path, private(how), theme=theme, options=options)
    if how not in ("slip", "value", "spec-value"):
        certify(root)
    run_command("refresh", cwd=root)
    make_secret(root)
    site = built(root, "--clean")
    leaks = [path for path in site.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert leaks == []
    page = site.page("entries/alpha/")
    assert "Not published: " in page.text and ALPHA in page.text


def test_a_link_to_a_private_artefact_shows_nothing_of_it(tmp_path: Path) -> None:
    root = make(tmp_path, private("entry"), options={"publish_sources": False})
    make_secret(root)
    (root / "results/beta").mkdir()
    (root / "results/beta/beta.json").symlink_to("../alpha/alpha.json")
    site = built(root, "--clean")
    assert [path for path in site.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()] == []


def test_the_canary_would_be_seen(tmp_path: Path) -> None:
    """The test above can fail: published, the same project shows it."""
    root = make(tmp_path, private(""), options={"publish_sources": False})
    make_secret(root)
    site = built(root, "--clean")
    leaks = {
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("*")
        if path.is_file() and CANARY.encode() in path.read_bytes()
    }
    assert leaks >= {
        "entries/alpha/index.html",
        COPY + ALPHA,
        COPY + "results/alpha/x.svg",
        COPY + "results/alpha/a.csv",
    }


@pytest.mark.parametrize("publish", ["yes", "no"])
def test_numbers_of_a_private_export_reach_no_table(publish: str, tmp_path: Path) -> None:
    """A table of another entry may use a command that the private file defines; the paper inputs both."""
    entry = "\n### {0}\n\n- Export script: `scripts/table.py`\n- Export outputs: `reports/{0}.tex`\n"
    entry += "- Run: `python {{script}}`\n- Consumes: none\n- Status: script ready\n"
    spec = "---\nname: figure-n\nkind: figure\n---\n# Numbers\n\n## Entries\n"
    spec += entry.format("num") + f"- Publish: {publish}\n" + entry.format("tab")
    files = {"specs/figure-n.md": spec, "reports/num.tex": f"\\newcommand{{\\Secret}}{{{CANARY}}}\n"}
    files["reports/tab.tex"] = "\\begin{tabular}{ll}\na & \\Secret \\\\\n\\end{tabular}\n"
    paper = "\\documentclass{article}\\input{num}\n\\begin{document}\n\\section{A}\\label{sec:a}\n"
    paper += "\\begin{table}\\caption{It is \\Secret}\\input{tab}\\end{table}\n\\input{tables/tab-a}\n\\end{document}\n"
    site = built(make(tmp_path, {**files, "reports/paper.tex": paper}, options={"publish_sources": False}), "--clean")
    leaks = [path for path in site.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert bool(leaks) is (publish == "yes")


@pytest.mark.parametrize("publish", ["yes", "no"])
def test_what_changed_in_a_private_artefact_is_not_told(publish: str, tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"].replace("- Keys: `value`", f"- Keys: `schemas/a.json`\n- Publish: {publish}")
    files = {"specs/compute-a.md": spec, "scripts/alpha.py": write_json({"value": int(CANARY)})}
    files["schemas/a.json"] = json.dumps({"properties": {"value": {"type": "number"}}})
    root = settle(make(tmp_path, files, options={"publish_sources": False}))
    git(root, "init", "--quiet")
    commit_all(root, "made")
    (root / ALPHA).write_text(json.dumps({"value": f"{CANARY}1"}), encoding="utf-8")
    site = built(root, "--clean")
    changes = " ".join(one.text for one in site.page("entries/alpha/").find("figure", "st-diff"))
    assert ALPHA in changes
    assert (CANARY in site.html("entries.json")) is (publish == "yes"), "a reason quotes what fails the schema"
    leaks = [path for path in site.folder.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert (CANARY in changes) is bool(leaks) is (publish == "yes")


def test_a_pattern_that_names_nothing_is_a_warning(project: Path) -> None:
    configuration = (project / "mkdocs.yml").read_text()
    write(
        project,
        {"mkdocs.yml": configuration.replace('"specthis": {}', '"specthis": {"unpublished": ["results/alhpa/"]}')},
    )
    done = build(project, "--strict")
    assert done.returncode != 0 and "`unpublished` names 'results/alhpa/'" in done.stderr
