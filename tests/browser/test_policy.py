"""The policy that the documentation gives lets everything of a site work, and nothing of ours goes against it."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from browser.fixtures import DESKTOP, REPOSITORY
from browser.served import Served, telling_pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

PAGE = REPOSITORY / "docs/pages/reference/site.md"
LISTEN = """addEventListener("securitypolicyviolation", event => report(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sample} ${event.target.outerHTML || ""}`.slice(0, 200)))"""


def policy_for(site: Served) -> str:
    """The policy as the documentation says, with what its few lines of Python print for this site."""
    text = PAGE.read_text(encoding="utf-8")
    (policy,) = re.findall(r"^Content-Security-Policy: (.*)$", text, re.MULTILINE)
    (program,) = re.findall(r"^```python\n(import base64.*?)^```$", text, re.MULTILINE | re.DOTALL)
    command = [sys.executable, "-c", program.replace('"site"', repr(str(site.folder)))]
    hashes = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert hashes.count("'sha256-") >= 3
    return str(policy).replace("HASHES", " ".join(hashes.split()))


@contextmanager
def under(policy: str, chromium: "Browser") -> "Iterator[tuple[Page, list[str]]]":
    """A page whose documents come with the policy, and what the browser refuses on it."""
    refused: list[str] = []

    def with_policy(route: "Route") -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    context = chromium.new_context(viewport=DESKTOP)
    context.expose_binding("report", lambda _, violation: refused.append(violation))
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.route(re.compile(r"(/|\.html)(\?.*)?$"), with_policy)
    yield page, refused
    context.close()


def read(page: "Page", site: Served, paths: Iterable[str]) -> None:
    for path in paths:
        page.goto(site.address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def use(page: "Page", site: Served) -> None:
    """Filter, let formulas be drawn, go on without loading anew, light up a graph."""
    page.goto(site.address + "entries/")
    page.fill(".st-filter input[type=search]", "trend")
    page.wait_for_url(re.compile("find=trend"))
    page.goto(site.address + "entries/tab-trend/")
    page.wait_for_selector(".katex")
    page.locator(".md-tabs__link", has_text="Graph").click()
    page.wait_for_selector("[data-st-graph]")
    page.locator(".st-node").first.hover()


def test_nothing_of_a_site_goes_against_it(example: Served, chromium: "Browser") -> None:
    with under(policy_for(example), chromium) as (page, refused):
        read(page, example, (path for _, path in telling_pages(example)))
        use(page, example)
        assert refused == []


def test_nothing_but_places_and_colours_needs_more_than_self(example: Served, chromium: "Browser") -> None:
    """Without the word for `style` attributes these alone are refused: no script, no handler, no style sheet."""
    strict = policy_for(example).replace("style-src-attr 'unsafe-inline'; ", "")
    with under(strict, chromium) as (page, refused):
        read(page, example, ("", "paper/", "graph/"))
        assert refused and {one.split()[0] for one in refused} == {"style-src-attr"}
