"""The same project and the same mkdocs.yml, built by mkdocs and by properdocs, its drop-in successor."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from site_builds import Site, build, environment, make

GENERATOR = re.compile(rb'<meta name="generator" content="([^"]*)">')
COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)

if find_spec("properdocs") is None:
    pytest.skip("properdocs is not installed: `make setup`", allow_module_level=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Each file of a site, without the host's own name and the time of its build."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    found = {name: path for name, path in found.items() if not name.startswith("sitemap.xml")}
    return {name: COMMENT.sub(b"", GENERATOR.sub(b"", path.read_bytes())) for name, path in found.items()}


def test_it_builds_the_same_site(tmp_path: Path) -> None:
    root = make(tmp_path, theme="material")
    assert build(root, "--strict", "--site-dir", "by-mkdocs").returncode == 0
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "-f", "mkdocs.yml", "--site-dir", "site"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    site = Site(root / "site", done.stderr)
    assert "properdocs" in str(GENERATOR.findall((root / "site/index.html").read_bytes())).casefold()
    assert site.own("entries/alpha/").one("h1").text == "alpha"
    assert site.broken_links() == []
    ours, theirs = contents(root / "site"), contents(root / "by-mkdocs")
    assert set(ours) == set(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []
