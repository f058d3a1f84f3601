"""Stands before the host's development server: who may ask, and what is answered while the site cannot be built.

Knows requests; nothing of the project.

A page on the web can have its own name resolve to this machine and then read what is served here, as if it came from
there. The name that the browser asked for gives it away, so a server of this machine answers to its own names alone.
"""

from collections.abc import Callable, Iterable
from html import escape
from ipaddress import ip_address
from typing import Any, Protocol

from mkdocs_specthis.core.parse.shown import shown
from mkdocs_specthis.frontends.mkdocs.findings_log import Logger
from mkdocs_specthis.frontends.mkdocs.logged_errors import in_one_line, kept_errors

Start = Callable[..., object]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

LIVE = "/livereload/"
REFUSED = b"This server answers to the names of this machine alone: localhost, 127.0.0.1, [::1].\n"
BROKEN = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>The site cannot be built</title>
<h1>The site cannot be built</h1>
<pre>{}</pre>
<p>What it showed before may be out of date, and is not shown. The page comes back by itself when this is mended.</p>
</html>
"""


class Server(Protocol):
    """What is asked of the host's server."""

    builder: Callable[[], None]
    server_address: Any
    mount_path: str

    def get_app(self) -> Any: ...

    def set_app(self, application: Any, /) -> None: ...


class Guard:
    def __init__(self, server: Server, log: Logger) -> None:
        self._application: Application = server.get_app()
        self._build = server.builder
        self._log = log
        self._local = is_own_name(str(server.server_address[0]))
        self._fault = ""

    @classmethod
    def stand_before(cls, server: Server, log: Logger) -> None:
        guard = cls(server, log)
        server.set_app(guard.answer)
        server.builder = guard.build

    def build(self) -> None:
        """Build, and remember why it failed: the host would go on with the old pages, or not answer at all."""
        with kept_errors() as said:
            try:
                self._build()
            except Exception as error:
                self._fault = shown(in_one_line(said, error), 1000)
                self._log.warning("%s", f"the site cannot be built: {self._fault}")
            else:
                self._fault = ""

    def answer(self, request: dict[str, Any], start: Start) -> Iterable[bytes]:
        if self._local and not is_own_name(host_of(request.get("HTTP_HOST", ""))):
            return say(start, "403 Forbidden", "text/plain", REFUSED)
        if self._may_pass(request):
            return self._application(request, start)
        page = BROKEN.format(escape(self._fault)).encode("utf-8")
        return say(start, "503 Service Unavailable", "text/html; charset=utf-8", page)

    def _may_pass(self, request: dict[str, Any]) -> bool:
        """While it cannot be built, only the question whether there is something new passes."""
        return not self._fault or str(request.get("PATH_INFO", "")).startswith(LIVE)


def host_of(header: str) -> str:
    """The name or address in a `Host:` line, without the port."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def is_own_name(host: str) -> bool:
    """True for the names and addresses by which a machine calls itself and nobody else can."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def say(start: Start, status: str, kind: str, body: bytes) -> list[bytes]:
    start(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
    return [body]
