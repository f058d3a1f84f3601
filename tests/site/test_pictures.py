"""Pictures on the pages of entries: the last one, the word when it is old, the blank where there is none."""

import json
import re
import shutil
from pathlib import Path

import pytest
from drawings import DRAWING, needs_latex, pdf, preview, project
from site_builds import Element, Site, built

from mkdocs_specthis.core.digest import digest_bytes
from mkdocs_specthis.frontends.mkdocs.watch import watched_paths
from mkdocs_specthis.usecases.load import load_snapshot

pytestmark = needs_latex
CANARY = "7700114477"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plot = "\\begin{tikzpicture}\\node{\\input{points.dat}};\\end{tikzpicture}\n"
    files = {"fig-a.tex": DRAWING, "fig-b.tex": plot, "fig-c.pdf": pdf()}
    root = project(tmp_path_factory.mktemp("pictures"), files, {"reports/points.dat": CANARY + "\n"})
    status, said = preview(root)
    assert status == 0, said
    return root


@pytest.fixture
def root(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "project"))


def shown(site: Site, entry: str) -> Element:
    return site.page(f"entries/{entry}/").one("article", "st-art")


def test_the_picture_is_a_file_of_the_site_with_the_caption_for_those_who_do_not_see_it(drawn: Path) -> None:
    site = built(drawn, "--clean")
    image = shown(site, "fig-a").one("img")
    assert image.attributes["alt"] == "fig-a.tex: Rain in & more"
    name = (image.attributes["src"] or "").rpartition("/")[2]
    copy = site.folder / "assets/specthis/previews" / name
    assert digest_bytes(copy.read_bytes()).removeprefix("sha256:").startswith(copy.stem)
    assert "Drawn" not in shown(site, "fig-a").text and not shown(site, "fig-a").find("div", "st-blank")


def test_a_pdf_file_is_shown_by_its_picture_and_leads_to_it(drawn: Path) -> None:
    figure = shown(built(drawn, "--clean"), "fig-c").one("figure", "st-pic")
    assert (figure.one("a").attributes["href"] or "").endswith("files/reports/fig-c.pdf")
    assert (figure.one("img").attributes["src"] or "").endswith(".svg")


def test_an_old_picture_says_so_and_only_a_writer_is_told_the_command(root: Path) -> None:
    (root / "reports/fig-a.tex").write_text(DRAWING.replace("(2,1)", "(3,1)"))
    text = shown(built(root, "--clean"), "fig-a").text
    assert re.search(r"Drawn on \d+ \w{3} 20\d\d from an earlier version of this file\.", text)
    assert "specthis preview" not in text
    (root / "mkdocs.yml").write_text("site_name: Rain\nplugins:\n  - specthis: {audience: serve}\n")
    assert (
        shown(built(root, "--clean"), "fig-a").one("button", "st-copy").attributes["data-st-copy"]
        == "specthis preview fig-a"
    )


def test_without_a_picture_there_is_a_blank_with_the_reason(root: Path) -> None:
    for file in (root / ".specthis/previews").glob("reports-fig-a*"):
        file.unlink()
    assert (
        "No picture of it has been drawn yet. LaTeX draws it"
        in shown(built(root, "--clean"), "fig-a").one("div", "st-blank").text
    )


def test_other_bytes_than_were_drawn_are_not_shown(root: Path) -> None:
    """A folder of pictures may have come with a project."""
    for file in (root / ".specthis/previews").glob("*.svg"):
        file.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    site = built(root, "--clean")
    assert not shown(site, "fig-a").find("img") and "Its picture is not what was drawn" in shown(site, "fig-a").text
    assert not list((site.folder / "assets/specthis/previews").glob("*"))


def test_a_picture_that_runs_something_is_not_shown_whatever_its_record_says(root: Path) -> None:
    folder = root / ".specthis/previews"
    (place,) = folder.glob("reports-fig-a-*.json")
    evil = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    record = json.loads(place.read_text())
    record["picture"] = {"suffix": ".svg", "digest": digest_bytes(evil), "bytes": len(evil)}
    place.write_text(json.dumps(record))
    (folder / f"{digest_bytes(evil)[7:]}.svg").write_bytes(evil)
    assert not shown(built(root, "--clean"), "fig-a").find("img")


def test_a_picture_that_shows_something_private_is_not_published(root: Path) -> None:
    (root / "mkdocs.yml").write_text("site_name: Rain\nplugins:\n  - specthis: {unpublished: ['*.dat', fig-c]}\n")
    site = built(root, "--clean")
    assert "it shows something of reports/points.dat, which is not" in shown(site, "fig-b").text
    assert shown(site, "fig-a").find("img")
    assert len(list((site.folder / "assets/specthis/previews").glob("*"))) == 1


def test_a_table_that_is_not_understood_has_its_picture(tmp_path: Path) -> None:
    odd = "\\begin{tabular}{ll} a & \\raisebox{2pt}[0pt]{b} \\\\ c & \\vadjust{} d \\\\ \\end{tabular}\n"
    root = project(tmp_path, {"tab-a.tex": odd})
    site = built(root, "--clean")
    assert "Not drawn as a table" in shown(site, "tab-a").text and not shown(site, "tab-a").find("img")
    status, said = preview(root)
    assert status == 0, said
    assert shown(built(root, "--clean"), "tab-a").find("img")


def test_whoever_serves_the_site_looks_at_the_pictures_and_not_at_the_drawing(drawn: Path) -> None:
    watched = watched_paths(load_snapshot(drawn), drawn, drawn / "site")
    assert str(drawn / ".specthis/previews") in watched
    assert not any(Path(path) in (drawn / ".specthis/drawing/now").parents for path in watched)
    assert (drawn / ".specthis/drawing").is_dir() and not list((drawn / ".specthis/previews").glob("*/"))
