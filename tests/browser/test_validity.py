"""What we put on pages is HTML by the book, every page of both sites; html-validate says so."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from browser.served import Served

VALIDATOR = Path(sys.prefix) / "html-validate/node_modules/html-validate/bin/html-validate.mjs"
CONFIGURATION: Mapping[str, Any] = {
    "root": True,
    "extends": ["html-validate:standard", "html-validate:a11y", "html-validate:document"],
    "rules": {
        # What scrolls is a named region; a <section> would say the same.
        "prefer-native-element": "off",
        # Filters act as one types: there is nothing to submit.
        "wcag/h32": "off",
    },
}
SHELL = '<!DOCTYPE html>\n<html lang="en"><head><title>A page</title></head><body>\n{}\n</body></html>\n'


def _node() -> Path:
    playwright = pytest.importorskip("playwright", reason="not here: Playwright, which brings node")
    return Path(playwright.__file__).parent / "driver/node"


def complaints(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What html-validate says of each page's content, which is put into an empty shell: the theme's is not ours."""
    if not VALIDATOR.is_file():
        pytest.skip("not here: html-validate (`make test` installs it where npm is)")
    for name, content in pages.items():
        path = folder / name / "index.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SHELL.format(content), encoding="utf-8")
    (folder / "rules.json").write_text(json.dumps(CONFIGURATION), encoding="utf-8")
    command = [_node(), VALIDATOR, "--config", "rules.json", "--formatter", "json=said.json", "**/*.html"]
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode in (0, 1), done.stderr
    said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return [
        f"{Path(file['filePath']).parent.name}: {one['ruleId']}: {one['message']} {one.get('selector')}"
        for file in said
        for one in file["messages"]
    ]


def _content(site: Served, page: str) -> str:
    found = re.search(r"<article.*</article>", site.html(page), re.DOTALL)
    assert found is not None, page
    return found[0]


def test_every_page_is_valid(site: Served, tmp_path: Path) -> None:
    assert complaints({page: _content(site, page) for page in site.pages()}, tmp_path) == []


def test_what_is_invalid_is_found(tmp_path: Path) -> None:
    invalid = "<p id='a'>x</p><figure id='a'><p>a</p><figcaption>b</figcaption><p>c</p></figure>"
    found = complaints({"": invalid}, tmp_path)
    assert {one.split(": ")[1] for one in found} >= {"no-dup-id", "element-permitted-order"}
