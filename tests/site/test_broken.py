"""A broken spec hides nothing: the site is built, says what it cannot read, and `--strict` fails."""

import os
import subprocess
import sys
from pathlib import Path

from site_builds import PROJECT, REPOSITORY, Site, build, certify, environment, make, settle, write

BROKEN = PROJECT["specs/compute-a.md"].replace("depends_on: [definitions.md]", "depends_on: [definitions.md")


def broken(tmp_path: Path) -> Path:
    root = settle(make(tmp_path, theme="material"))
    return write(root, {"specs/compute-a.md": BROKEN})


def test_strict_fails_and_names_the_place(tmp_path: Path) -> None:
    done = build(broken(tmp_path), "--strict")
    assert done.returncode == 1
    assert "WARNING -  specthis: specs/compute-a.md:5: " in done.stderr and " error: " in done.stderr


def test_without_strict_the_site_says_what_it_cannot_read(tmp_path: Path) -> None:
    root = broken(tmp_path)
    done = build(root)
    assert done.returncode == 0, done.stderr
    site = Site(root / "site")
    assert site.broken_links() == []
    home = site.own("")
    assert home.one("div", "st-queues")
    assert "specs/compute-a.md" in home.one("section", "st-err").text
    assert home.one("h1").text == "None of three entries is settled."
    for name in ("alpha", "beta"):
        axes = site.own(f"entries/{name}/").one("section", "st-axes")
        assert [chip.text for chip in axes.find("span", "st-chip")] == ["Unknown", "Unknown"]
        entry = site.own(f"entries/{name}/")
        assert "nobody knows what holds today" in entry.text and not entry.find("td", "st-diffs")
    spec = site.page("specs/compute-a/")
    assert "Cannot be read" in spec.one("div", "st-err").text
    frame = spec.one("pre", "st-frame")
    assert (
        frame.one("span", "st-here").text == "5depends_on: [definitions.md"
        and "depends_on: [definitions.md" in frame.text
    )
    assert site.own("entries/tab-a/").one("section", "st-axes").find("span", "st-waiting")


def test_a_ledger_that_cannot_be_read_is_said_first(tmp_path: Path) -> None:
    root = settle(make(tmp_path))
    write(root, {"specs/_lock.json": '{"version": 1, "entr'})
    assert build(root, "--strict").returncode == 1
    assert build(root).returncode == 0
    home = Site(root / "site").own("")
    assert "specs/_lock.json" in home.one("section", "st-err").text
    assert home.one("h1").text == "None of three entries is settled."


def test_notes_and_hints_stand_in_the_log(tmp_path: Path) -> None:
    text = PROJECT["specs/compute-a.md"].replace("- Output: `results/alpha", "- Ouput: `results/alpha")
    done = build(make(tmp_path, {"specs/compute-a.md": text}))
    line = next(line for line in done.stderr.splitlines() if "unknown-field" in line)
    assert line.startswith("WARNING") and "(hint: did you mean `Output`?)" in line


def test_findings_are_on_their_entry_their_spec_and_the_audit(tmp_path: Path) -> None:
    text = PROJECT["specs/compute-a.md"].replace("- Output: `results/alpha", "- Ouput: `results/alpha")
    root = make(tmp_path, {"specs/compute-a.md": text})
    build(root)
    site = Site(root / "site")
    for url in ("audit/", "entries/alpha/", "specs/compute-a/"):
        shown = [row for one in site.page(url).find("div", "st") for row in one.find("li", "st-fi")]
        assert any("Ouput is not a field" in row.text and "Did you mean Output?" in row.text for row in shown), url
    assert site.broken_links() == []


def test_what_is_silenced_stands_on_the_audit_with_its_reason(tmp_path: Path) -> None:
    text = PROJECT["specs/compute-a.md"] + "\n- # A heading in a list\n"
    root = make(tmp_path, {"specs/compute-a.md": text})
    assert build(root, "--strict").returncode == 1
    write(root, {"specs/compute-a.md": f"{text}\n<!-- specthis: silence heading-differs — <b>meant</b> -->\n"})
    assert build(root, "--strict").returncode == 0
    page = Site(root / "site").own("audit/")
    assert "; 1 more is silenced." in page.text
    row = list(page.find("li", "st-fi"))[-1]
    assert "heading-differs" in row.text and "Because: <b>meant</b> (specs/compute-a.md:" in row.text
    assert "silenced" not in Site(root / "site").own("entries/").text


def test_what_fails_in_the_plugin_leaves_no_old_page(tmp_path: Path) -> None:
    """A fault of ours is an error of the build; what an earlier build wrote is gone."""
    root = settle(make(tmp_path))
    assert build(root).returncode == 0
    assert "All three entries" in (root / "site/index.html").read_text(encoding="utf-8")
    write(root / "faulty", {"sitecustomize.py": "import mkdocs_specthis.usecases.load as load\nload.analyze = None\n"})
    paths = os.pathsep.join([str(root / "faulty"), str(REPOSITORY)])
    command = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=60, env={**environment(), "PYTHONPATH": paths}
    )
    assert done.returncode == 1 and "specthis: TypeError" in done.stderr
    assert not (root / "site/index.html").exists()


def test_certificates_of_entries_that_are_gone_break_nothing(tmp_path: Path) -> None:
    root = make(tmp_path)
    certify(root)
    write(root, {"specs/report-a.md": PROJECT["specs/report-a.md"].replace("### tab-a", "### tab-b")})
    build(root)
    site = Site(root / "site")
    assert site.has("entries/tab-b/") and not site.has("entries/tab-a/")
    assert site.broken_links() == []
