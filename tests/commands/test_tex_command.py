"""`specthis tex`: what it writes and where, when it is out of date, and that nothing else is written over."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import RunCommand, commit_all, git, write_files
from mkdocs.structure.files import File
from small_project import append, in_process, json_of, judge, settled
from test_schemas import agrees

from mkdocs_specthis.core.parse.site_url import parse_site_url
from mkdocs_specthis.core.views.entry_address import entry_address, entry_source

STATUS, PACKAGE = "reports/specthis-status.tex", "reports/specthis.sty"
REPORT = """\
---
name: report-fit
kind: report
depends_on: [compute-fit]
host_doc: reports/paper.tex
section_label: sec:fit
---

## Artefact design

One table of what `compute-fit` gives.

## Entry

### tab-fit

- Export script: `scripts/tab.py`
- Export outputs: `reports/tab_fit.tex`
- Consumes: fit-one
- Run: `python {script} {output}`
- Status: script ready
"""
FILES: Mapping[str, str] = {
    "specs/report-fit.md": REPORT,
    "scripts/tab.py": "import sys\nopen(sys.argv[1], 'w').write('one row')\n",
    "reports/paper.tex": (
        "\\section{Fits}\\label{sec:fit}\n\\begin{table}\\input{tab_fit}\\caption{Fits}\\label{tab:fit}\\end{table}\n"
    ),
    "mkdocs.yml": "site_name: Fits\nsite_url: https://example.org/~ada/fits_1\nplugins: [specthis]\n",
    ".gitignore": ".specthis/\n",
}
PAGE = "https://example.org/\\~ada/fits\\_1/entries/tab-fit/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One exhibit, which is fresh, with a site, in a repository."""
    root = write_files(settled(tmp_path_factory.mktemp("paper")), FILES)
    judge(root, "record", "tab-fit")
    status, out, said = in_process(root, "refresh")
    assert status == 0, out + said
    git(root, "init", "--quiet")
    commit_all(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "project"))


def rows(root: Path, path: str = STATUS) -> dict[str, str]:
    """What each name is said to be, by its name in TeX."""
    lines = (root / path).read_text(encoding="utf-8").splitlines()
    found = [line.split("{") for line in lines if line.startswith("\\specthis@exhibit")]
    return {parts[1].rstrip("}"): parts[3].rstrip("}") for parts in found}


# --- what it writes


def test_each_exhibit_has_all_its_names(root: Path, specthis: RunCommand) -> None:
    done = specthis("tex", cwd=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"wrote {PACKAGE}\nwrote {STATUS}\n", "")
    names = ("reports/tab_fit", "reports/tab_fit.tex", "tab-fit", "tab:fit", "tab_fit", "tab_fit.tex")
    assert rows(root) == dict.fromkeys(names, "fresh")
    text = (root / STATUS).read_text()
    assert f"{{tab:fit}}{{tab-fit}}{{fresh}}{{Fresh}}{{{PAGE}}}" in text
    head = git(root, "rev-parse", "--short=7", "HEAD").strip()
    assert f"{{1 of 1 exhibit fresh at commit {head}.}}{{https://example.org/\\~ada/fits\\_1/}}" in text
    assert b"specthis-status.tex" in (root / PACKAGE).read_bytes() and b"@STATUS@" not in (root / PACKAGE).read_bytes()


def test_what_stands_under_a_condition_is_counted_and_said(root: Path) -> None:
    """Of either branch of one condition it is sure that something is shown."""
    table = "\\begin{table}\\input{tab_fit}\\end{table}"
    other = "\\begin{figure}\\ifx\\a\\b\\input{tab_fit}\\else\\input{tab_fit}\\fi\\end{figure}"
    append(root, "reports/paper.tex", f"\\ifx\\a\\b {table} \\fi {other}")
    told = json_of(root, "tex")["exhibits"]
    assert told == {"fresh": 3, "total": 3, "conditional": 1, "complete": True}
    line = "{3 of 3 exhibits fresh, counting 1 that LaTeX may leave out, at commit "
    assert line in (root / STATUS).read_text()


def test_json_says_what_was_written_and_how_exports_stand(root: Path) -> None:
    looked = json_of(root, "tex", "--check")
    assert [file["state"] for file in looked["files"]] == ["missing", "missing"]
    told = json_of(root, "tex")
    assert told["files"] == [{"path": path, "state": "written"} for path in (PACKAGE, STATUS)]
    assert (told["exhibits"], told["dirty"]) == ({"fresh": 1, "total": 1, "conditional": 0, "complete": True}, False)
    assert told["commit"] == git(root, "rev-parse", "HEAD").strip()
    page = "https://example.org/~ada/fits_1/entries/tab-fit/"
    assert told["exports"] == [
        {
            "entry": "tab-fit",
            "state": "fresh",
            "files": ["reports/tab_fit.tex"],
            "labels": ["tab:fit"],
            "page": page,
        }
    ]
    append(root, "reports/tab_fit.tex", "more\n")
    stale = json_of(root, "tex", "--check")
    assert [file["state"] for file in stale["files"]] == ["up to date", "out of date"]
    assert (stale["exports"][0]["state"], stale["exhibits"]["fresh"]) == ("stale-inputs", 0)
    for view in (looked, told, stale):
        agrees("tex", view)


def test_the_same_states_give_the_same_bytes(root: Path) -> None:
    assert in_process(root, "tex")[1] == f"wrote {PACKAGE}\nwrote {STATUS}\n"
    before = {path: (root / path).stat().st_mtime_ns for path in (STATUS, PACKAGE)}
    assert in_process(root, "tex")[1] == f"{PACKAGE} is up to date\n{STATUS} is up to date\n"
    assert {path: (root / path).stat().st_mtime_ns for path in before} == before


def test_changes_beside_the_commit_are_told_and_its_own_files_are_none(root: Path) -> None:
    in_process(root, "tex")
    assert in_process(root, "tex", "--check")[0] == 0
    append(root, "data/raw.txt", "d\n")
    in_process(root, "tex")
    assert ", with changes since.}" in (root / STATUS).read_text()


def test_without_a_repository_no_commit_is_known(root: Path) -> None:
    shutil.rmtree(root / ".git")
    in_process(root, "tex")
    assert "{1 of 1 exhibit fresh; no commit is known.}" in (root / STATUS).read_text()


def test_it_moves_no_state_and_no_paper(root: Path) -> None:
    before, paper = in_process(root, "status", "--json")[1], (root / "reports/paper.tex").read_bytes()
    in_process(root, "tex")
    append(root, "reports/paper.tex", "\\usepackage{specthis}\n")
    assert in_process(root, "status", "--json")[1] == before
    assert (root / "reports/paper.tex").read_bytes() == paper + b"\\usepackage{specthis}\n"


# --- green means green

STORIES = {
    "its script": ("scripts/tab.py", "# more\n", "stale-inputs"),
    "a script upstream": ("scripts/clean.py", "# more\n", "stale-inputs"),
    "the words of its spec": ("specs/report-fit.md", "\nMore.\n", "needs-review"),
    "the file itself": ("reports/tab_fit.tex", "more", "stale-inputs"),
    "the ledger, so that it cannot be read": ("specs/_lock.json", "x", "unknown"),
    "its spec, so that it cannot be read": ("specs/report-fit.md", "\n### tab-fit\n", "unknown"),
}


@pytest.mark.parametrize("story", STORIES)
def test_nothing_is_fresh_that_is_not(story: str, root: Path) -> None:
    path, text, expected = STORIES[story]
    in_process(root, "tex")
    if path == "specs/report-fit.md" and expected == "unknown":
        write_files(root, {path: (root / path).read_text().replace("kind: report", "kind: [")})
    else:
        append(root, path, text)
    status, out, _ = in_process(root, "tex", "--check")
    assert f"{STATUS} is out of date" in out
    assert status == (2 if expected == "unknown" else 1)
    assert in_process(root, "tex")[0] == (2 if expected == "unknown" else 0)
    said = (root / STATUS).read_text()
    assert set(rows(root).values()) <= {expected} and "{1 of 1" not in said and "specthis@bytes" not in said
    assert rows(root) or story.startswith("its spec, so")
    assert ("Specs or ledgers cannot be read" in said) == (expected == "unknown")


def test_an_exhibit_whose_bytes_are_elsewhere_is_missing(root: Path) -> None:
    (root / "reports/tab_fit.tex").unlink()
    in_process(root, "tex")
    assert set(rows(root).values()) == {"missing"}


# --- --check


def test_check_writes_nothing(root: Path) -> None:
    status, out, _ = in_process(root, "tex", "--check")
    missing = "".join(f"{path} is missing\n  hint: `specthis tex` writes it\n" for path in (PACKAGE, STATUS))
    assert (status, out) == (1, missing) and not (root / STATUS).exists() and not (root / PACKAGE).exists()
    in_process(root, "tex")
    (root / STATUS).write_text("% Written by `specthis tex`, and then by somebody else\n")
    assert in_process(root, "tex", "--check")[0] == 1
    assert in_process(root, "tex")[0] == 0 and in_process(root, "tex", "--check")[0] == 0


# --- where it goes


def test_it_goes_where_it_is_asked_to(root: Path) -> None:
    assert in_process(root, "tex", "--out", "drafts/now.tex")[0] == 0
    assert set(rows(root, "drafts/now.tex")) > {"../reports/tab_fit", "tab-fit", "reports/tab_fit"}
    assert b"now.tex" in (root / "drafts/specthis.sty").read_bytes() and not (root / STATUS).exists()


@pytest.mark.parametrize("out", ["../x.tex", "/x.tex", "x.txt", "a b.tex", "reports/#.tex", "reports/{}.tex", ".tex"])
def test_a_place_that_is_none_is_refused(out: str, root: Path) -> None:
    status, _, said = in_process(root, "tex", "--out", out)
    assert status == 2 and "hint: " in said and "should not happen" not in said


@pytest.mark.parametrize("path", ["reports/paper.tex", "reports/tab_fit.tex"])
def test_no_file_of_the_paper_is_written_over(path: str, root: Path) -> None:
    before = (root / path).read_bytes()
    status, _, said = in_process(root, "tex", "--out", path)
    assert status == 2 and "hint: name another place" in said and (root / path).read_bytes() == before
    assert not (root / PACKAGE).exists()


def test_a_package_of_that_name_stays(root: Path) -> None:
    (root / PACKAGE).write_text("mine")
    status, _, said = in_process(root, "tex")
    assert status == 2 and "was not written by `specthis tex`" in said and (root / PACKAGE).read_text() == "mine"


def test_nothing_is_written_through_links(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mine.tex").write_text("% Written by `specthis tex`")
    (root / "out").symlink_to(tmp_path / "elsewhere")
    (root / STATUS).symlink_to(tmp_path / "mine.tex")
    assert in_process(root, "tex", "--out", "out/x.tex")[0] == 2 and not [*(tmp_path / "elsewhere").iterdir()]
    assert in_process(root, "tex")[0] == 2 and (tmp_path / "mine.tex").read_text() == "% Written by `specthis tex`"


def test_what_an_entry_takes_in_is_no_place_for_it(root: Path) -> None:
    spec = (root / "specs/report-fit.md").read_text()
    write_files(root, {"specs/report-fit.md": spec.replace("- Run:", "- Inputs: `notes/*.tex`\n- Run:")})
    status, _, said = in_process(root, "tex", "--out", "notes/status.tex")
    assert status == 2 and "would be a file of the entry `tab-fit`" in said


def test_without_a_paper_it_says_what_to_do(tmp_path: Path) -> None:
    status, _, said = in_process(settled(tmp_path), "tex")
    assert status == 2 and "no host document" in said and "`--out FILE`" in said


# --- the site's address


def test_without_an_address_there_are_no_links(root: Path) -> None:
    for text in (
        "site_name: Fits\n",
        "site_url: !ENV [URL, 'https://x.org']\n",
        "[",
        "- a\n",
        "site_url: [a]\n",
        "site_url: !ENV URL\n",
    ):
        write_files(root, {"mkdocs.yml": text})
        status, _, said = in_process(root, "tex")
        assert status == 0 and "the marks have no links\n  hint: set `site_url`" in said
        assert "{tab-fit}{fresh}{Fresh}{}" in (root / STATUS).read_text()


def test_the_command_line_comes_before_the_settings(root: Path) -> None:
    write_files(root, {"mkdocs.yml": "site_url: https://example.org/\nuse_directory_urls: false\n"})
    assert in_process(root, "tex", "--site-url", "http://localhost:8000")[0] == 0
    assert "{http://localhost:8000/entries/tab-fit.html}" in (root / STATUS).read_text()


def test_an_address_that_is_none_is_told_with_its_line(root: Path) -> None:
    write_files(root, {"mkdocs.yml": "site_name: x\nsite_url: javascript:alert(1)\n"})
    status, _, said = in_process(root, "tex")
    assert status == 2 and "mkdocs.yml:2: `site_url` does not begin with `https://`" in said
    assert not (root / STATUS).exists()


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "ftp://x.org", "https://", "https://ada:secret@x.org/", "https://x.org/?a", "https://x.org/#a",
     "https://x.org/a b", "https://x.org/\n", "https://[x/", "https://x.org\\}/", "https://größe.de/",
     "https://x" + "y" * 1000],
)  # fmt: skip
def test_what_is_no_address_of_a_site(text: str) -> None:
    url, problem = parse_site_url(text)
    assert not url and problem
    assert "secret" not in problem


def test_what_tex_would_act_on_is_quoted_in_an_address() -> None:
    url, problem = parse_site_url('https://x.org/a\\b{c}^d%zz%41"<e>|`/')
    assert (url, problem) == ("https://x.org/a%5Cb%7Bc%7D%5Ed%25zz%41%22%3Ce%3E%7C%60/", "")


@pytest.mark.parametrize("name", ["tab-fit", "a.b", "index", "README", "Readme", "x_1", "index.html", "a.HTML"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_addresses_are_those_that_mkdocs_gives(name: str, directory_urls: bool) -> None:
    file = File(entry_source(name), "docs", "site", directory_urls)
    assert file.url == entry_address(name, directory_urls=directory_urls)
