"""What moved, on the page of an entry: words, lines and values, found in git, read back from real builds."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from conftest import commit_all, git, run_command
from site_builds import WRITE, Element, Site, build, built, make, settle, write

SCRIPT = WRITE.replace("'value': 1", "'value': 2")
HOSTILE = "# <script>alert(1)</script> \u202eesrever \x1b[31m"


def moved(folder: Path, audience: str = "serve", ignored: str = "", **options: object) -> Path:
    """alpha has other words and another script, and was run with it; beta has drifted; tab-a is as it was."""
    root = settle(make(folder, theme="material", options={"audience": audience, **options}))
    write(root, {".gitignore": f"site/\n.specthis/\n{ignored}"})
    git(root, "init", "--quiet")
    commit_all(root)
    text = (root / "specs/compute-a.md").read_text(encoding="utf-8")
    text = text.replace("The value of alpha.", "The mean value of alpha.").replace("Beta rests on", "Beta now rests on")
    write(root, {"specs/compute-a.md": text, "scripts/alpha.py": f"{HOSTILE}\n{SCRIPT}"})
    run_command("refresh", "--trial", "alpha", cwd=root).check_returncode()
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return moved(tmp_path_factory.mktemp("moved"))


@pytest.fixture(scope="module")
def site(root: Path) -> Site:
    return built(root)


def figures(site: Site, entry: str) -> dict[str, Element]:
    """What a caption begins with, to its figure."""
    found = site.own(f"entries/{entry}/").find("figure", "st-diff")
    return {one.find("figcaption")[0].find("b")[0].text: one for one in found}


def test_the_contract_is_told_word_by_word(site: Site) -> None:
    page = site.own("entries/alpha/")
    assert [one.text for one in page.find("h3") if one.text.startswith("Since")] == [
        "Since A. Judge certified it on 28 Apr 2026"
    ]
    block = figures(site, "alpha")["Spec block"]
    assert [one.text for one in block.find("ins")] == ["+mean"]
    assert block.one("div", "st-words").text == "The +mean value of alpha. It says more."


def test_a_script_is_told_line_by_line(site: Site) -> None:
    script = figures(site, "alpha")["Script scripts/alpha.py"]
    assert "2 lines added and 1 line removed; older state: git’s history" in script.one("figcaption").text
    pre = script.one("pre")
    assert (
        pre.attributes["tabindex"] == "0" and pre.attributes["aria-label"] == "Lines changed: Script scripts/alpha.py"
    )
    assert [one.find("b")[0].text for one in pre.find("ins") + pre.find("del")] == ["+", "+", "−"]
    assert "'value': 2" in pre.find("ins")[1].text and "'value': 1" in pre.find("del")[0].text


def test_text_of_the_project_is_text(site: Site) -> None:
    page = site.own("entries/alpha/")
    line = figures(site, "alpha")["Script scripts/alpha.py"].find("ins")[0].text
    assert "<script>alert(1)</script> \\u202eesrever \\x1b[31m" in line
    assert not [one for one in page.find("script") if "alert" in one.text]


def test_values_are_told_one_by_one(site: Site) -> None:
    rows = figures(site, "alpha")["Artefact results/alpha/alpha.json"].one("tbody").find("tr")
    assert [[cell.text for cell in row.find("th") + row.find("td")] for row in rows] == [
        ["value", "1", "2", "+1, +100 %"]
    ]


def test_the_section_is_listed_and_every_link_lands(site: Site) -> None:
    assert "#changes" in [one.attributes["href"] for one in site.own("entries/alpha/").one("nav", "st-toc").find("a")]
    assert site.broken_links() == []


def test_where_nothing_moved_nothing_is_told(site: Site) -> None:
    assert figures(site, "tab-a") == {}
    assert not site.own("entries/tab-a/").find("h2", id="changes")


def test_sources_that_are_not_published_are_not_shown_in_their_changes(tmp_path: Path) -> None:
    site = built(moved(tmp_path, publish_sources=False))
    script = figures(site, "alpha")["Script scripts/alpha.py"]
    assert script.find("pre") == [] and "its text is not shown on pages" in script.text
    assert "alert(1)" not in site.page("entries/alpha/").text
    assert figures(site, "alpha")["Spec block"].find("ins")


def test_the_public_gets_reasons_and_no_commands(tmp_path: Path) -> None:
    root = moved(tmp_path, audience="public", ignored="results/\n")
    artefact = figures(built(root), "alpha")["Artefact results/alpha/alpha.json"]
    assert "is not in git, and the cache does not have it." in artefact.text
    assert "push" not in artefact.text


def test_data_is_on_no_page(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    text = (root / "specs/compute-a.md").read_text(encoding="utf-8")
    listed = text.replace("- Consumes: none\n", "- Consumes: none\n- Inputs: `data/people.csv`\n")
    write(root, {"data/people.csv": "Ann,1\n", "specs/compute-a.md": listed})
    git(root, "init", "--quiet")
    settle(root)
    commit_all(root)
    write(root, {"data/people.csv": "Bob,2\n"})
    people = figures(built(root), "alpha")["Input data/people.csv"]
    assert "its text is not shown on pages" in people.text
    assert not re.search("Ann|Bob", (root / "site/entries/alpha/index.html").read_text(encoding="utf-8"))


def counted(root: Path, tmp_path: Path) -> list[str]:
    """The commands of git that a build starts, by a git in front of git."""
    real, log = shutil.which("git"), tmp_path / "git.log"
    log.write_text("")
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir(exist_ok=True)
    note = f'for word in "$@"; do case "$word" in log|cat-file) echo "$word" >> "{log}";; esac; done'
    fake.write_text(f'#!/bin/sh\n{note}\nexec "{real}" "$@"\n')
    fake.chmod(0o755)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{fake.parent}{os.pathsep}{before}"
    try:
        assert build(root).returncode == 0
    finally:
        os.environ["PATH"] = before
    return log.read_text().split()


def test_git_is_started_once_for_the_history_and_once_for_what_moved(root: Path, tmp_path: Path) -> None:
    """However many entries there are; without anything that moved, for the history alone."""
    assert sorted(counted(root, tmp_path)) == ["cat-file", "cat-file", "log", "log"]
    still = settle(make(tmp_path / "still"))
    git(still, "init", "--quiet")
    commit_all(still)
    assert sorted(counted(still, tmp_path)) == ["cat-file", "log"]


def test_a_cache_in_the_network_is_not_asked(root: Path, tmp_path: Path) -> None:
    there = Path(shutil.copytree(root, tmp_path / "copy"))
    write(there, {"specthis.toml": '[cache]\nurl = "s3://no-such-bucket/x"\nendpoint_url = "http://127.0.0.1:9"\n'})
    (there / "results/alpha/alpha.json").write_text(json.dumps({"value": 3}))
    git(there, "rm", "--quiet", "--cached", "results/alpha/alpha.json")
    artefacts = [one for one in built(there).own("entries/alpha/").find("figure", "st-diff") if "Artefact" in one.text]
    assert "a cache in the network is not asked for a page" in artefacts[-1].text
