"""The pages of runs: what a refresh wrote down is shown to its author, and nothing of the log to anybody else."""

import json
import os
import time
from pathlib import Path

import pytest
from conftest import commit_all, git, run_command
from site_builds import Site, built, certify, environment, make, refresh, write

from mkdocs_specthis.effects.records.events import TAIL_BYTES

FAILING = "import sys\nsys.exit(7)\n"
SECRETS = ("zebra-user", "status 7", "--jobs 1", ".specthis/logs", "specthis refresh")
SERVE = {"audience": "serve"}


def refresh_as(root: Path, user: str) -> None:
    """Whatever becomes of it."""
    who = {**environment(), "LOGNAME": user, "USER": user}
    run_command("refresh", "--jobs", "1", cwd=root, environment=who)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two refreshes of a project in git: all goes well, then one entry fails."""
    root = make(tmp_path_factory.mktemp("runs"), options=SERVE)
    git(root, "init", "-q")
    certify(root)
    refresh_as(root, "zebra-user")
    commit_all(root, "first")
    write(root, {"scripts/beta.py": FAILING, "specs/definitions.md": _edited(root / "specs/definitions.md")})
    certify(root)
    commit_all(root, "second")
    refresh_as(root, "zebra-user")
    return root


def _edited(path: Path) -> str:
    return path.read_text(encoding="utf-8") + "\nMore.\n"


@pytest.fixture(scope="module")
def site(project: Path) -> Site:
    return built(project, "-q")


def test_the_last_refresh_is_told_in_a_sentence(site: Site) -> None:
    page = site.own("runs/")
    said = page.find("p", "st-sub")[0].text
    assert said.startswith("Refresh 2 finished on ") and "It failed at 1" in said
    facts = {one.text: other.text for one, other in zip(page.find("dt"), page.find("dd"), strict=True)}
    assert facts["Started by"].startswith("zebra-user, ")
    assert facts["Workers"] == "1" and facts["Repeat it"].endswith("refresh --jobs 1Copy")
    assert len(facts["Commit"]) == 7


def test_the_timeline_is_a_table_with_numbers(site: Site) -> None:
    (table,) = site.own("runs/1/").find("table", "st-runs")
    assert [one.text for one in table.one("thead").find("th")][-2:] == ["Waited", "Took"]
    ticks = [one.attributes.get("style") for one in table.one("th", "st-gantt").one("div").find("span")]
    assert ticks[0] == "left:0.00%" and table.attributes["style"] == f"--g:{str(ticks[1])[5:]}", "a line below each"
    rows = {row.one("th").text: row for row in table.one("tbody").find("tr")}
    assert list(rows) == ["alpha", "beta", "tab-a"]
    assert rows["beta"].one("td", "st-gantt").find("b", "st-ok")
    assert all(row.find("td", "st-num")[-1].text.endswith("s") for row in rows.values())
    starts = [row.one("b").attributes["style"] or "" for row in rows.values()]
    assert sorted(starts, key=lambda style: float(style[5:].split("%")[0])) == starts
    chain = next(dd for dt, dd in zip(*(site.own("runs/1/").find(tag) for tag in ("dt", "dd")), strict=True)
                 if dt.text == "Longest chain")  # fmt: skip
    assert [one.text for one in chain.find("a")] == ["alpha", "beta", "tab-a"]


def test_what_happened_is_one_list(site: Site) -> None:
    rows = site.own("runs/").one("table", "st-ev").one("tbody").find("tr")
    told = [(row.attributes["data-k"], row.one("th").text) for row in rows]
    assert set(told) >= {
        ("refresh", "Refresh 2 finished"),
        ("failure", "beta failed"),
        ("refresh", "Refresh 1 finished"),
        ("edit", "definitions was edited"),
    }
    moments = [row.one("time").attributes["datetime"] for row in rows]
    assert moments == sorted(moments, key=str, reverse=True)
    assert [one.text for one in site.own("").one("ol", "st-acts").find("a")]
    assert site.own("").find("a", href="runs/")


def test_an_entry_has_its_runs(site: Site) -> None:
    table = site.own("entries/beta/").one("table", "st-rh")
    rows = [[cell.text for cell in row.find("td")] for row in table.one("tbody").find("tr")]
    assert [row[0] for row in rows] == ["Failed", "Ran"]
    assert rows[0][1].startswith("it ended with status 7") and "scripts/beta.py" in rows[0][1]
    assert rows[0][3].startswith("zebra-user, ")


def test_nothing_of_the_log_is_published(project: Path, site: Site, tmp_path: Path) -> None:
    mine = "".join(site.html(url) for url in ("runs/", "entries/beta/"))
    assert [word for word in SECRETS if word not in mine] == []
    public = Site(tmp_path / "site")
    config = (project / "mkdocs.yml").read_text(encoding="utf-8").replace('"serve"', '"public"')
    write(project, {"public.yml": config})
    built(project, "-q", "-f", "public.yml", "-d", str(public.folder))
    (project / "public.yml").unlink()
    files = [path for path in public.folder.rglob("*") if path.is_file() and "assets/specthis" not in str(path)]
    found = {word for path in files for word in SECRETS if word.encode() in path.read_bytes()}
    assert len(files) > 20 and found == set()
    assert os.uname().nodename.encode() not in (public.folder / "runs/index.html").read_bytes()
    assert not public.has("runs/1/")
    assert "The last attempt failed." in public.html("entries/beta/")
    assert "3 entries of 3 have a recorded run." in public.own("runs/").text
    assert "Told from receipts and git alone" in public.own("runs/").text
    assert "committed by" in public.own("entries/alpha/").text


def test_without_runs_there_is_no_page_and_no_tab(tmp_path: Path) -> None:
    site = built(make(tmp_path, options=SERVE), "-q")
    assert not site.has("runs/") and "runs/" not in site.html("")
    assert site.own("").one("section", aria_labelledby="activity").text.endswith("Nothing has been judged or run yet.")


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return make(tmp_path, {".specthis/.gitignore": "*\n"}, options=SERVE)


def _line(number: int, subject: str = "alpha", what: str = "failed", **data: object) -> str:
    """An event of the refresh that every 400 of them make up."""
    ts = f"2026-01-01T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}Z"
    about = {"run": f"r{number // 400}", "actor": "refresh", "event": what, "subject": subject}
    return json.dumps({"v": 1, "ts": ts, **about, "data": data}) + "\n"


def test_a_log_that_is_broken_is_told_as_far_as_it_reads(told: Path) -> None:
    evil = "<script>alert(1)</script>\u202e\u001b[31m"
    lines = _line(1, text=evil, seconds="long", began=-1) + "oops\n" + _line(2, evil, "made") + '{"v": 1, "ts'
    write(told, {".specthis/events.jsonl": lines})
    site = built(told, "-q")
    for url in ("runs/", "", "entries/alpha/"):
        html = site.html(url)
        assert "<script>alert(1)" not in html and "\u202e" not in html and "\u001b" not in html, url
    assert "A refresh was under way" in site.own("runs/").text
    assert "<script>alert(1)</script>" in site.own("runs/").text


def test_a_long_log_is_read_from_its_end(told: Path) -> None:
    """A hundred megabytes cost what four do."""
    line = _line(1, text="x" * 900)
    head = line * (100 * 1024 * 1024 // len(line))
    write(told, {".specthis/events.jsonl": head + "".join(_line(n, text=f"n{n}") for n in range(5000))})
    began = time.monotonic()
    site = built(told, "-q")
    assert time.monotonic() - began < 30
    page = site.own("runs/")
    assert "only its end is told here" in page.text
    assert len(page.one("table", "st-ev").one("tbody").find("tr")) == 200
    assert len(site.html("runs/")) < 400_000
    assert (told / ".specthis/events.jsonl").stat().st_size > 20 * TAIL_BYTES


def test_runs_come_from_git_where_there_is_no_log(project: Path, tmp_path: Path) -> None:
    clone = _cloned(project, tmp_path / "clone")
    write(clone, {"mkdocs.yml": (project / "mkdocs.yml").read_text(encoding="utf-8")})
    page = built(clone, "-q").own("entries/alpha/")
    assert "no run was on record" in page.text
    assert "This machine’s log tells of no run" in page.text
    assert "is cut short" not in page.text


def test_a_shallow_clone_says_that_it_knows_less(project: Path, tmp_path: Path) -> None:
    clone = _cloned(project, tmp_path / "shallow", "--depth=1")
    site = built(clone, "-q")
    assert "The history of git is cut short here" in site.own("runs/").text
    assert "no run was on record" not in site.own("entries/alpha/").text
    assert "was added" not in site.own("runs/").text


def _cloned(project: Path, place: Path, *options: str) -> Path:
    git(project, "clone", "-q", *options, project.resolve().as_uri(), str(place))
    return place


def test_what_a_receipt_was_before_comes_from_git(told: Path) -> None:
    git(told, "init", "-q")
    certify(told)
    for number in range(3):
        write(told, {"scripts/alpha.py": f"import sys\nopen(sys.argv[1], 'w').write('{{\"value\": {number}}}')\n"})
        certify(told)
        refresh(told)
        commit_all(told, f"run {number}")
    (told / ".specthis/events.jsonl").unlink()
    table = built(told, "-q").own("entries/alpha/").one("table", "st-rh")
    because = [row.find("td")[1].text for row in table.one("tbody").find("tr")]
    assert because == ["script scripts/alpha.py moved", "script scripts/alpha.py moved", "no run was on record"]
