"""Badges: what each says in which hue, that green means green, and the files of a real build."""

import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from site_builds import REPOSITORY, Site, built, make, settle, write

from mkdocs_specthis.core.views.badges import Badge, badges
from mkdocs_specthis.effects.schemas import read_schema
from mkdocs_specthis.frontends.mkdocs.render.badges import COLOURS, render_badge_json, render_badge_svg, width_of
from mkdocs_specthis.usecases.load import load_snapshot
from mkdocs_specthis.usecases.paper import read_papers

NAMES = ("settled", "minds", "machines", "exhibits")
PAPER = "\\section{A}\\label{sec:a}\n\\begin{table}\\input{tables/tab-a}\\caption{A}\\label{tab:a}\\end{table}\n"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return settle(make(tmp_path_factory.mktemp("badges"), {"reports/paper.tex": PAPER}))


@pytest.fixture(scope="module")
def site(settled: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("built") / "project"
    shutil.copytree(settled, root)
    edit(root, "specs/compute-a.md", ("Beta rests on", "Beta now rests on"))
    return built(root)


def edit(root: Path, path: str, change: tuple[str, str]) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert change[0] in text
    write(root, {path: text.replace(*change)})


def said_of(root: Path) -> dict[str, tuple[str, str]]:
    snapshot = load_snapshot(root)
    return {badge.name: (badge.message, badge.hue) for badge in badges(snapshot, read_papers(root, snapshot).values())}


def test_all_is_green_where_all_is_settled(settled: Path) -> None:
    assert said_of(settled) == {
        "settled": ("3 of 3", "ok"),
        "minds": ("none", "ok"),
        "machines": ("none", "ok"),
        "exhibits": ("1 of 1", "ok"),
    }


EDITS: Mapping[str, tuple[str, tuple[str, str], tuple[tuple[str, str], ...]]] = {
    "the contract of what all rests on": (
        "specs/compute-a.md",
        ("It says more.", "It says more than that."),
        (("0 of 3", "mind"), ("1", "mind"), ("none", "wait"), ("0 of 1", "mind")),
    ),
    "the bytes of an artefact": (
        "results/beta/beta.json",
        ("1", "2"),
        (("1 of 3", "mach"), ("none", "wait"), ("1", "mach"), ("0 of 1", "mach")),
    ),
    "a spec that cannot be read": (
        "specs/definitions.md",
        ("kind: definitions", "kind: ["),
        (("cannot be read", "bad"),) * 4,
    ),
    "settings that cannot be read": ("specthis.toml", ("", "[paths\n"), (("cannot be read", "bad"),) * 4),
    "an error where no entry is seen": (
        "specs/other.md",
        ("", "---\nname: another\nkind: meta\n---\n"),
        (("3 of 3, 1 error", "bad"), ("none", "wait"), ("none", "wait"), ("1 of 1", "bad")),
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_nothing_is_green_that_is_not(name: str, settled: Path, tmp_path: Path) -> None:
    path, change, expected = EDITS[name]
    root = Path(shutil.copytree(settled, tmp_path / "project"))
    if not (root / path).exists():
        write(root, {path: ""})
    edit(root, path, change)
    assert tuple(said_of(root)[one] for one in NAMES) == expected


def test_an_exhibit_that_is_not_here_is_not_fresh(settled: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(settled, tmp_path / "project"))
    (root / "reports/tables/tab-a.tex").unlink()
    said = said_of(root)
    assert (said["exhibits"], said["settled"]) == (("0 of 1", "mach"), ("3 of 3", "ok"))


def test_a_project_without_entries_is_not_green(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    assert {hue for _, hue in said_of(tmp_path).values()} == {"wait"}


def test_the_files_of_a_build_say_the_same(site: Site) -> None:
    validator = jsonschema_rs.Draft202012Validator(read_schema("badge"))
    for name in NAMES:
        shown = json.loads((site.folder / f"badges/{name}.json").read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(shown)] == []
        root = ElementTree.fromstring((site.folder / f"badges/{name}.svg").read_text(encoding="utf-8"))
        words = f"{shown['label']}: {shown['message']}"
        assert root.get("aria-label") == words and root.findtext(f"{SVG}title") == words
        assert [one.text for one in root.iter(f"{SVG}text")] == [shown["label"], shown["message"]]
        assert [one.get("fill") for one in root.iter(f"{SVG}rect")] == [shown["labelColor"], shown["color"]]
    assert json.loads((site.folder / "badges/minds.json").read_text())["message"] == "1"


def test_a_badge_asks_nobody_else_and_drives_nothing() -> None:
    hostile = Badge(name="x", label='<script>"&', message="\u00a0</text><a href='https://x'>", hue="bad", is_error=True)
    text = render_badge_svg(hostile)
    root = ElementTree.fromstring(text)
    assert {one.tag.removeprefix(SVG) for one in root.iter()} == {"svg", "title", "rect", "g", "text"}
    assert root.findtext(f"{SVG}title") == f"{hostile.label}: {hostile.message}"
    assert not re.search(r"url\(|@import|href=\"|style", text)
    assert json.loads(render_badge_json(hostile))["isError"] is True


def test_words_fit_into_their_halves() -> None:
    badge = Badge(name="x", label="needs a machine", message="1,234 of 5,678", hue="ok")
    root = ElementTree.fromstring(render_badge_svg(badge))
    left, right = root.iter(f"{SVG}rect")
    for half, text in zip((left, right), root.iter(f"{SVG}text"), strict=True):
        start, width = int(half.get("x", "0")), int(half.get("width", "0"))
        length = int(text.get("textLength", "0"))
        assert start < int(text.get("x", "0")) and int(text.get("x", "0")) + length < start + width
        assert length == width_of(text.text or "")
    assert int(root.get("width", "0")) == int(right.get("x", "0")) + int(right.get("width", "0"))


def test_colours_are_those_of_the_site() -> None:
    css = (REPOSITORY / "mkdocs_specthis/frontends/mkdocs/assets/specthis.css").read_text(encoding="utf-8")
    light = {hue: re.search(rf"--st-{hue}:(#[0-9a-f]{{6}})", css) for hue in COLOURS}
    assert {hue: found[1] if found else "" for hue, found in light.items()} == COLOURS


@pytest.mark.parametrize("hue", COLOURS)
def test_white_words_can_be_read_on_every_ground(hue: str) -> None:
    """At least 4.5 : 1, as WCAG asks for small text."""
    channels = [int(COLOURS[hue][place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
