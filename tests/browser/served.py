"""Built sites on a server of their own, and which of their pages show something that no other one shows.

Knows no browser and holds no expectation.
"""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Served:
    name: str
    folder: Path
    address: str
    """Where its home is, with a slash at the end."""

    def pages(self) -> tuple[str, ...]:
        """Addresses below the site, in order. Material's page for what is not found is not ours."""
        files = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return tuple(sorted(path.removesuffix("index.html") for path in files if path != "404.html"))

    def html(self, page: str) -> str:
        return (self.folder / page / "index.html").read_text(encoding="utf-8")


def telling_pages(*sites: Served) -> list[tuple[Served, str]]:
    """As few pages as show, together, every part that any page of its type has, each state included."""
    shown = {(site, page): _shown(page, site.html(page)) for site in sites for page in site.pages()}
    left, chosen = set().union(*shown.values()), []
    while left:
        best = max(shown, key=lambda place: len(shown[place] & left))
        chosen.append(best)
        left -= shown[best]
    return chosen


def _shown(page: str, html: str) -> set[tuple[str, str]]:
    """(type of page, class of ours); a page without any counts by its type."""
    classes = {name for found in re.findall(r'class="([^"]*)"', html) for name in found.split()}
    return {(type_of(page), name) for name in classes if name.startswith("st-")} | {(type_of(page), "")}


def type_of(page: str) -> str:
    """`entries/*` for `entries/alpha/`; indexes and pages that there is one of are types by themselves."""
    folder, _, last = page.rstrip("/").rpartition("/")
    return f"{folder}/*" if folder in ("entries", "specs", "runs") and last else page


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The map of the site is that of where it is served: Material navigates at once to what is on it."""
        if not self.path.endswith("/sitemap.xml"):
            return super().do_GET()
        text = Path(self.translate_path(self.path)).read_text(encoding="utf-8")
        here = f"http://{self.headers['Host']}{self.path.removesuffix('sitemap.xml')}"
        listed = re.findall(r"<loc>(.*?)</loc>", text)  # none, in a site without `site_url`
        content = text.replace(f"<loc>{min(listed, key=len)}" if listed else "<loc>", f"<loc>{here}").encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@contextmanager
def served(name: str, folder: Path) -> Iterator[Served]:
    """The site in `folder`, at an address of its own."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield Served(name, folder, f"http://127.0.0.1:{server.server_address[1]}/")
        server.shutdown()
        thread.join()
