"""What `unpublished` covers, found by words planted where nobody looks at first: nothing of it is on the site."""

import json
from pathlib import Path

import pytest
from conftest import commit_all, git
from site_builds import PROJECT, Site, build, built, certify, make, refresh, settle, write

from mkdocs_specthis.core.artefact.publish import withheld_of
from mkdocs_specthis.usecases.load import load_snapshot

CANARY = "QXCANARYQX"
ALPHA = "results/alpha/alpha.json"
COPY = f"assets/specthis/files/{ALPHA}"
SERVE = {"audience": "serve"}


def leaks(site: Site) -> list[str]:
    word = CANARY.encode()
    return [
        path.relative_to(site.folder).as_posix()
        for path in site.folder.rglob("*")
        if path.is_file() and word in path.read_bytes()
    ]


def options(*patterns: str, **more: object) -> dict[str, object]:
    return {"unpublished": list(patterns), **more}


@pytest.mark.parametrize("patterns", [("scripts/my own.py",), ("scripts/my o*",), ()])
def test_a_script_with_a_blank_in_its_name_changes_unseen(patterns: tuple[str, ...], tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"].replace("scripts/alpha.py", "scripts/my own.py")
    script = PROJECT["scripts/alpha.py"]
    files = {"specs/compute-a.md": spec, "scripts/my own.py": script}
    root = settle(make(tmp_path, files, options=options(*patterns)))
    git(root, "init", "--quiet")
    commit_all(root, "made")
    write(root, {"scripts/my own.py": f"# {CANARY}\n{script}"})
    site = built(root, "--clean")
    assert "scripts/my own.py" in site.page("entries/alpha/").find("figure", "st-diff")[0].text
    assert bool(leaks(site)) is not bool(patterns)


SAID = ("Publish no", "- Publish — no", "- Publish： no", "- **Publish** = off", "- Private: yes", "- Public: no")
NOT_SAID = (
    "Publish the table: no reader asked.",
    "- Published values come first.",
    "It is not public.",
    "publish\n\nno",
)


@pytest.mark.parametrize(("line", "withheld"), [*((one, True) for one in SAID), *((one, False) for one in NOT_SAID)])
def test_what_nearly_says_it_counts_for_the_entry_alone(line: str, withheld: bool, tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"].replace("- Keys: `value`", f"- Keys: `value`\n\n{line}\n\n")
    found = withheld_of(load_snapshot(make(tmp_path, {"specs/compute-a.md": spec})), ())
    assert list(found.entries) == ["alpha"] * withheld


@pytest.mark.parametrize("patterns", [("specs/compute-a.md",), ()])
def test_a_spec_stands_for_all_its_entries(patterns: tuple[str, ...], tmp_path: Path) -> None:
    files = {f"results/{name}/{name}.json": json.dumps({"value": CANARY}) for name in ("alpha", "beta")}
    site = built(make(tmp_path, files, options=options(*patterns)), "--clean")
    assert bool(leaks(site)) is not bool(patterns)
    assert ("Not published: unpublished of the site names" in site.page("entries/beta/").text) is bool(patterns)


PAPER = f"""\\documentclass{{article}}
\\begin{{document}}
\\section{{A {CANARY}}}\\label{{sec:a}}
\\begin{{table}}\\caption{{It is {CANARY}}}\\label{{tab:{CANARY}}}\\input{{tables/tab-a}}\\end{{table}}
\\section{{B {CANARY}}}\\label{{sec:{CANARY}}}
\\input{{tables/tab-a}}
\\end{{document}}
"""


@pytest.mark.parametrize("patterns", [("reports/paper.tex",), ()])
@pytest.mark.parametrize("label", ["sec:a", f"sec:{CANARY[:-1]}"])
def test_nothing_of_a_paper_is_told(label: str, patterns: tuple[str, ...], tmp_path: Path) -> None:
    """Titles, captions, labels; the second label is nearly one of its own, so that a hint would name that."""
    spec = PROJECT["specs/report-a.md"].replace("section_label: sec:a", f"section_label: {label}")
    files = {"reports/paper.tex": PAPER, "reports/tables/tab-a.tex": "x", "specs/report-a.md": spec}
    site = built(make(tmp_path, files, options=options(*patterns, **SERVE)), "--clean")
    assert bool(leaks(site)) is not bool(patterns)
    assert ("What stands in it is not published." in site.page("paper/").text) is bool(patterns)


@pytest.mark.parametrize("published", [True, False])
def test_no_badge_is_green_for_what_is_left_out(published: bool, tmp_path: Path) -> None:
    """The one exhibit that is not fresh stands in an export that is not published."""
    spec = PROJECT["specs/report-a.md"]
    other = spec.replace("report-a", "report-b").replace("tab-a", "tab-b")
    other = other.replace("- Status", "- Publish: no\n- Status")
    paper = "\\documentclass{article}\n\\begin{document}\n\\section{A}\\label{sec:a}\n"
    paper += "\\begin{table}\\caption{One}\\input{tables/tab-a}\\end{table}\n\\input{tables/tab-b}\n\\end{document}\n"
    if published:
        other = other.replace("- Publish: no\n", "")
    root = make(tmp_path, {"reports/paper.tex": paper, "specs/report-b.md": other})
    table = "\\begin{table}\\caption{Two}\\begin{tabular}{l}a\\end{tabular}\\end{table}\n"
    write(root, {"scripts/table.py": f"import sys\nopen(sys.argv[1], 'w').write({table!r})\n"})
    write(root, {"scripts/other.py": (root / "scripts/table.py").read_text()})
    write(root, {"specs/report-b.md": other.replace("scripts/table.py", "scripts/other.py")})
    settle(root)
    write(root, {"scripts/other.py": (root / "scripts/other.py").read_text() + "# moved\n"})
    badge = json.loads(built(root, "--clean").html("badges/exhibits.json"))
    assert badge["message"] == "1 of 2"


def test_what_an_entry_said_that_is_gone_is_not_told(tmp_path: Path) -> None:
    """Nobody knows any more whether it was private; where nothing is private, all is told."""
    line = {"v": 1, "ts": "2026-01-01T10:00:00Z", "run": "r1", "actor": "refresh", "event": "failed", "subject": "gone"}
    log = json.dumps({**line, "data": {"text": CANARY}}) + "\n"
    log += json.dumps({**line, "event": "refused", "actor": "cache", "data": {"text": CANARY}}) + "\n"
    files = {".specthis/.gitignore": "*\n", ".specthis/events.jsonl": log}
    for name, patterns in (("open", ()), ("private", ("beta",))):
        site = built(make(tmp_path / name, files, options=options(*patterns, **SERVE)), "--clean")
        assert bool(leaks(site)) is (name == "open")


def test_a_pattern_for_what_only_a_spec_shows_is_no_slip(tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"].replace("It says more.", "![x](../pictures/a/x.svg)")
    files = {"specs/compute-a.md": spec, "pictures/a/x.svg": f"<svg><title>{CANARY}</title></svg>"}
    for pattern in ("pictures/", "*.svg", "pictures/a/x.svg"):
        done = build(make(tmp_path, files, options=options(pattern)), "--clean")
        assert done.returncode == 0 and "which is no entry and no file" not in done.stderr, pattern
        assert leaks(Site(tmp_path / "site")) == []
    for pattern in ("pictures/b/", "*.jpg"):
        done = build(make(tmp_path, files, options=options(pattern)), "--clean")
        assert "which is no entry and no file" in done.stderr, pattern


def notebook(source: str, output: str, **more: object) -> str:
    out = {"output_type": "stream", "name": "stdout", "text": [output]}
    cell = {"cell_type": "code", "source": [source], "outputs": [out], "metadata": {}, "execution_count": 1}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


def test_what_came_out_of_a_notebook_is_not_its_source(tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"].replace("scripts/alpha.py", "scripts/alpha.ipynb")
    spec = spec.replace("- Keys: `value`", "- Publish: no")
    files = {"specs/compute-a.md": spec, "scripts/alpha.ipynb": notebook("wanted = 1", CANARY)}
    root = make(tmp_path, files)
    certify(root)
    git(root, "init", "--quiet")
    commit_all(root, "made")
    write(root, {"scripts/alpha.ipynb": notebook("wanted = 2", CANARY)})
    site = built(root, "--clean")
    assert site.page("entries/alpha/").text.count("wanted = 2") == 2, "the script, and what moved"
    assert leaks(site) == []
    write(root, {"scripts/alpha.ipynb": json.dumps({"worksheets": [CANARY], "nbformat": 3})})
    site = built(root, "--clean")
    assert leaks(site) == [] and "is not shown here" in site.page("entries/alpha/").text


def test_a_build_that_does_not_clean_takes_away_what_is_private_by_now(tmp_path: Path) -> None:
    spec = PROJECT["specs/compute-a.md"]
    root = make(tmp_path, {ALPHA: json.dumps({"value": CANARY}), "results/beta/beta.json": "{}"})
    assert COPY in leaks(built(root, "--clean"))
    write(root, {"specs/compute-a.md": spec.replace("- Keys", "- Publish: no\n- Keys")})
    site = built(root, "--dirty")
    assert leaks(site) == [] and site.has("assets/specthis/files/results/beta/beta.json")


def test_runs_of_an_entry_are_data_and_say_no_more_than_the_page(tmp_path: Path) -> None:
    script = PROJECT["scripts/alpha.py"] + "sys.exit(7 if len(sys.argv) > 2 else 0)\n"
    root = settle(make(tmp_path, {"scripts/alpha.py": script}, options={"audience": "serve"}))
    spec = (root / "specs/compute-a.md").read_text()
    write(root, {"specs/compute-a.md": spec.replace("{script} {output}", "{script} {output} fail", 1)})
    certify(root, "alpha")
    with pytest.raises(AssertionError):
        refresh(root)
    runs = json.loads(built(root, "--clean").html("entries/alpha/entry.json"))["runs"]
    assert [run["result"] for run in runs] == ["failed", "ran"]
    assert "status 7" in runs[0]["fault"] and runs[1]["fault"] is None and runs[1]["seconds"] > 0
    public = (root / "mkdocs.yml").read_text().replace("serve", "public")
    write(root, {"mkdocs.yml": public})
    site = built(root, "--clean")
    runs = json.loads(site.html("entries/alpha/entry.json"))["runs"]
    assert [(run["result"], run["fault"]) for run in runs] == [("ran", None)]
