"""The texts of the repository: what must be there, what must not, and links that lead somewhere."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY
from documentation import PAGES, read

TOP_LEVEL = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")

MACHINE = re.compile(
    "|".join(
        [
            r"/[w]ork/(?:main|shared|\.)",
            r"/[o]pt/pypi",
            r"/[t]mp/venv",
            r"(?<![\w.])/[r]oot/",
            r"/[U]sers/(?!runner)[a-z]\w*/",
            r"/[h]ome/(?!user/|runner/|ada/|someone/)[a-z]\w*/",
        ]
    )
)
"""Paths of somebody's machine."""

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"")
_FENCED = re.compile(r"^(`{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)


def text_files() -> Iterator[Path]:
    """Every file of the repository that git holds or would hold, and that is text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("needs git, and a checkout")
    for name in sorted(set(listed.stdout.decode().split("\0")) - {""}):
        file = REPOSITORY / name
        if file.is_file() and not file.is_symlink() and b"\0" not in file.read_bytes()[:8192]:
            yield file


def test_no_file_speaks_of_a_machine() -> None:
    found = [
        f"{file.relative_to(REPOSITORY)}:{number}: {line.strip()[:100]}"
        for file in text_files()
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").split("\n"), start=1)
        if MACHINE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text", ["see /work" + "/main/x", "pip from /opt" + "/pypi/simple", "/Users" + "/ada/x", "cd /root" + "/x"]
)
def test_a_path_of_a_machine_is_seen(text: str) -> None:
    assert MACHINE.search(text)


def test_no_conflict_marker_stands_in_a_text() -> None:
    marker = re.compile(r"^(?:<{7} |>{7} )", re.MULTILINE)
    texts = (
        file for file in text_files() if file.suffix in (".md", ".toml", ".yml", ".py") and "tests" not in file.parts
    )
    assert [str(file) for file in texts if marker.search(file.read_text(encoding="utf-8", errors="replace"))] == []


@pytest.mark.parametrize("name", [*TOP_LEVEL, "example_site/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    file = REPOSITORY / name
    text = _FENCED.sub("", read(file))
    targets = [first or second for first, second in _LINK.findall(text)]
    local = [
        target.partition("#")[0]
        for target in targets
        if "://" not in target and not target.startswith(("#", "mailto:"))
    ]
    assert [target for target in local if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("name", TOP_LEVEL)
def test_anchors_lead_somewhere(name: str) -> None:
    text = read(REPOSITORY / name)
    anchors = {slug(line.lstrip("#")) for line in _FENCED.sub("", text).split("\n") if line.startswith("#")}
    assert [target for target in re.findall(r"\]\(#([^)]+)\)", text) if target not in anchors] == []


def slug(heading: str) -> str:
    """As GitHub makes anchors."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_pages_have_one_title_each() -> None:
    counts = {
        file.relative_to(PAGES).as_posix(): len(re.findall(r"^# ", _FENCED.sub("", read(file)), re.MULTILINE))
        for file in PAGES.rglob("*.md")
    }
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_the_table_of_test_folders_is_whole() -> None:
    named = set(re.findall(r"`tests/(\w+)/`", read(REPOSITORY / "CONTRIBUTING.md")))
    here = {
        file.relative_to(REPOSITORY / "tests").parts[0]
        for file in text_files()
        if file.is_relative_to(REPOSITORY / "tests")
    }
    assert named >= {name for name in here if (REPOSITORY / "tests" / name).is_dir()}
    assert [name for name in named if not (REPOSITORY / "tests" / name).is_dir()] == []
