"""Whoever opens the site of somebody who means harm comes to none: nothing runs, nothing is asked of another server."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser.fixtures import DESKTOP, run
from browser.hostile import make_hostile
from browser.served import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHANGES = {"material": "", "mkdocs": "mkdocs, highlightjs: false", "readthedocs": "readthedocs, highlightjs: false"}
"""Each theme to how it is named; the other two would load a highlighter from elsewhere."""

HARM = """() => {
  const found = window.harmed || {}.harmed ? ["something ran"] : [];
  if (document.body.innerText.includes("1337")) found.push("a template ran");
  for (const one of document.querySelectorAll("*")) for (const { name, value } of one.attributes) {
    const says = `${one.tagName} ${name}=${value.slice(0, 80)}`;
    if (/^on/i.test(name)) found.push(says);
    if (/^(href|src|action|formaction|data|xlink:href)$/.test(name) && /^\\s*(javascript|vbscript):/i.test(value))
      found.push(says);
    if (/^(src|srcset|data|background)$/.test(name) && value.includes("evil.example")) found.push(says);
    if (/^(BASE|IFRAME|EMBED)$/.test(one.tagName)) found.push(says);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile") / "project"
    root.mkdir()
    return make_hostile(root)


@pytest.fixture(scope="module", params=CHANGES)
def hostile(project: Path, request: pytest.FixtureRequest) -> Iterator[Served]:
    config = (project / "mkdocs.yml").read_text(encoding="utf-8")
    if CHANGES[request.param]:
        head, _, tail = config.partition("theme:\n")
        config = f"{head}theme: {{name: {CHANGES[request.param]}}}\n{tail[tail.index('plugins:') :]}"
    (project / "one.yml").write_text(config, encoding="utf-8")
    folder = project.parent / f"site-{request.param}"
    run("mkdocs", "build", "-f", "one.yml", "-d", str(folder), cwd=project)
    with served(request.param, folder) as site:
        yield site


def watched(page: "Page", home: str) -> list[str]:
    """What happens that nobody asked for, as it happens."""
    seen: list[str] = []
    page.on("dialog", lambda dialog: (seen.append(f"asked: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda one: None if one.url.startswith((home, "data:", "blob:")) else seen.append(one.url))
    return seen


def test_no_page_of_it_does_harm(hostile: Served, chromium: "Browser") -> None:
    context = chromium.new_context(viewport=DESKTOP)
    page = context.new_page()
    seen = watched(page, hostile.address)
    if hostile.name == "material":
        # Scripts of the other themes stumble over odd headings by themselves.
        page.on("pageerror", lambda error: seen.append(f"error at {page.url}: {error}"))
    pages = hostile.pages()
    assert len(pages) > 55
    for path in pages if hostile.name == "material" else pages[::5]:
        page.goto(hostile.address + quote(path))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.keyboard.press("Tab")
        assert page.evaluate(HARM) == [], path
    assert seen == []
    context.close()


def test_it_is_still_readable(hostile: Served, chromium: "Browser") -> None:
    page = chromium.new_context(viewport=DESKTOP).new_page()
    page.goto(hostile.address + "entries/alpha/")
    assert page.locator("h1").first.inner_text() == "alpha"
    shown = page.locator("body").inner_text()
    assert "<script>window.harmed=1</script>" in shown and "{{ 7*191 }}" in shown
    page.goto(hostile.address + "entries/")
    assert {"alpha", "index", "index.html", "constructor", "e" * 100} <= set(
        page.locator("table.st-entries tbody th a:first-child").all_inner_texts()
    )
    page.goto(hostile.address + "graph/?focus=toString")
    assert page.locator(".st-node.on").count() >= 3
    page.context.close()


OPEN_TO_THE_REST = """() => [...document.querySelectorAll('.st *')].filter(one => one.textContent.includes('\\u202e')
  && getComputedStyle(one).unicodeBidi === 'normal').map(one => one.outerHTML.slice(0, 120))"""


def test_a_name_that_turns_text_round_leaves_its_line_alone(hostile: Served, chromium: "Browser") -> None:
    page = chromium.new_context(viewport=DESKTOP).new_page()
    for path in ("specs/", "entries/", "graph/specs/"):
        page.goto(hostile.address + path)
        assert "\u202e" in page.locator(".st").first.inner_text(), path
        assert page.evaluate(OPEN_TO_THE_REST) == [], path
    page.context.close()
