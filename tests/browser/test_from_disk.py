"""A site opened from a folder, without a server: marks, links, filter, graph and formulas are there."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser.fixtures import DESKTOP, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module", params=["material", "mkdocs"])
def home(example_project: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> str:
    """Address of the example's site on the disk; with Material's instant navigation, as the example has it."""
    text = (example_project / "mkdocs.yml").read_text(encoding="utf-8") + "use_directory_urls: false\n"
    if request.param == "mkdocs":
        text = re.sub(r"^theme:\n(?:  .*\n)+", "theme: {name: mkdocs, highlightjs: false}\n", text, flags=re.MULTILINE)
    (example_project / "disk.yml").write_text(text, encoding="utf-8")
    folder = tmp_path_factory.mktemp("disk") / "site"
    run("mkdocs", "build", "--strict", "-f", "disk.yml", "-d", str(folder), cwd=example_project)
    return folder.as_uri() + "/"


def test_everything_of_ours_works(home: str, chromium: "Browser") -> None:
    page = chromium.new_context(viewport=DESKTOP).new_page()
    asked: list[str] = []
    page.on("request", lambda one: None if one.url.startswith((home, "data:", "blob:")) else asked.append(one.url))
    page.goto(home + "index.html")
    page.locator("a.st-u").first.click()
    page.wait_for_url(re.compile(r"/entries/[a-z0-9-]+\.html$"))
    mark = "getComputedStyle(document.querySelector('.st-chip'), ':before').maskImage"
    assert page.evaluate(mark).startswith('url("data:image/svg+xml')
    page.goto(home + "entries/index.html")
    page.fill(".st-filter input[type=search]", "trend")
    page.wait_for_url(re.compile(r"\?find=trend$"))
    shown = page.locator(".st-out").inner_text()
    assert re.fullmatch(r"[1-9] of 15 entries", shown)
    page.reload()
    page.wait_for_function("document.querySelector('.st-out').textContent.includes(' of ')")
    assert page.locator(".st-out").inner_text() == shown
    page.goto(home + "graph/index.html?focus=tab-trend")
    page.wait_for_selector(".st-node.on")
    page.goto(home + "entries/tab-trend.html")
    page.wait_for_selector(".katex")
    assert asked == []
    page.context.close()
