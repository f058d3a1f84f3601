"""Our documentation and the commented example configuration build without a warning."""

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import REPOSITORY
from documentation import PAGES
from fork_server import run_module

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

SPEC = """\
---
name: compute-rain
kind: compute
---

# Rain

## Entry

### rain

- Script: `scripts/rain.py`
- Output: `results/rain/rain.json`
- Status: script TBD

How much rain fell: $\\sum_m r_m$.
"""


def build(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """`mkdocs build --strict`; not quiet, which would hide that it was strict."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_MKDOCS_2_WARNING": "1"}
    return run_module("mkdocs", ("build", "--strict", *arguments), cwd=cwd, env=environment, timeout=300)


def test_our_documentation_builds(tmp_path: Path) -> None:
    site = tmp_path / "site"
    done = build("--config-file", str(REPOSITORY / "docs" / "mkdocs.yml"), "--site-dir", str(site), cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    built = {page.parent.relative_to(site).as_posix() for page in site.rglob("index.html")}
    pages = (page.relative_to(PAGES) for page in PAGES.rglob("*.md"))
    assert built == {(page.parent if page.stem == "index" else page.with_suffix("")).as_posix() for page in pages}


def test_no_fence_is_shown_as_it_was_typed(tmp_path: Path) -> None:
    config = str(REPOSITORY / "docs" / "mkdocs.yml")
    build("--config-file", config, "--site-dir", str(tmp_path), cwd=REPOSITORY)
    texts = {page: re.sub(r"<pre.*?</pre>", "", page.read_text(), flags=re.DOTALL) for page in tmp_path.rglob("*.html")}
    assert len(texts) > 20
    assert [str(page) for page, text in texts.items() if "```" in text or re.search(r"<p><code>\w+ \w+=", text)] == []


def test_every_page_is_in_the_navigation() -> None:
    text = (REPOSITORY / "docs" / "mkdocs.yml").read_text(encoding="utf-8")
    assert [page.name for page in PAGES.rglob("*.md") if page.relative_to(PAGES).as_posix() not in text] == []


def test_the_example_configuration_builds(write_tree: WriteTree) -> None:
    example = (REPOSITORY / "mkdocs.yml.example").read_text(encoding="utf-8")
    root = write_tree(
        {"mkdocs.yml": example, "specs/compute-rain.md": SPEC, "docs/about.md": "# About\n\nSee [[rain]].\n"}
    )
    done = build(cwd=root)
    assert done.returncode == 0, done.stderr
    assert (root / "site" / "index.html").is_file()
    assert (root / "site" / "entries" / "rain" / "index.html").is_file()


def test_the_example_configuration_names_every_option() -> None:
    from mkdocs_specthis.frontends.mkdocs.options import Options

    example = (REPOSITORY / "mkdocs.yml.example").read_text(encoding="utf-8")
    assert [name for name, _ in Options._schema if f"{name}:" not in example] == []
