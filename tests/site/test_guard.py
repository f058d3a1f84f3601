"""Who may ask a development server, and what is answered while the site cannot be built."""

from collections.abc import Iterable
from typing import Any

import pytest

from mkdocs_specthis.frontends.mkdocs.guard import Guard, Start, host_of, is_own_name


@pytest.mark.parametrize(
    "header",
    ["localhost", "localhost:8765", "LOCALHOST.", "127.0.0.1:80", "127.3.2.1", "[::1]:8765", "[::1]", "a.localhost:1"],
)
def test_names_of_this_machine(header: str) -> None:
    assert is_own_name(host_of(header))


@pytest.mark.parametrize(
    "header",
    [
        *("", "evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"),
        *("[::2]:80", "[fe80::1]", "localhost,evil.example", "evil.example@localhost", "0.0.0.0", "notlocalhost"),
    ],
)
def test_names_of_others(header: str) -> None:
    assert not is_own_name(host_of(header))


class Told:
    """A log that is read again."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def warning(self, msg: str, /, *args: object) -> None:
        self.lines.append(msg % args)

    info = warning


class Server:
    """As much of the host's server as stands behind the guard."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.server_address = (host, 8765)
        self.application: Any = self.pages
        self.builder = self.build
        self.broken = ""

    def get_app(self) -> Any:
        return self.application

    def set_app(self, application: Any, /) -> None:
        self.application = application

    def build(self) -> None:
        if self.broken:
            raise RuntimeError(self.broken)

    def pages(self, request: dict[str, Any], start: Start) -> Iterable[bytes]:
        start("200 OK", [])
        return [b"green"]

    def ask(self, path: str = "/", host: str = "localhost:8765") -> tuple[str, bytes]:
        said: list[str] = []
        body = self.application({"PATH_INFO": path, "HTTP_HOST": host}, lambda status, headers: said.append(status))
        return said[0], b"".join(body)


@pytest.mark.parametrize(("bound", "refused"), [("127.0.0.1", True), ("localhost", True), ("::1", True)])
def test_a_foreign_name_is_refused_where_only_this_machine_is_served(bound: str, refused: bool) -> None:
    server = Server(bound)
    Guard.stand_before(server, Told())
    assert server.ask() == ("200 OK", b"green")
    assert server.ask(host="evil.example")[0] == "403 Forbidden"
    assert server.ask("/livereload/1/1", host="evil.example")[0] == "403 Forbidden"


@pytest.mark.parametrize("bound", ["0.0.0.0", "192.0.2.7", "::"])
def test_who_serves_others_is_asked_by_any_name(bound: str) -> None:
    server = Server(bound)
    Guard.stand_before(server, Told())
    assert server.ask(host="laptop.example")[0] == "200 OK"


def test_no_old_page_while_the_site_cannot_be_built() -> None:
    server, told = Server(), Told()
    Guard.stand_before(server, told)
    server.broken = "a <b>\nbad\x1b theme"
    server.builder()
    status, body = server.ask()
    assert status == "503 Service Unavailable"
    assert b"green" not in body and b"a &lt;b&gt; bad" in body and b"\x1b" not in body
    assert server.ask("/livereload/1/1")[0] == "200 OK"
    assert told.lines == ["the site cannot be built: a <b> bad\\x1b theme"]
    server.broken = ""
    server.builder()
    assert server.ask() == ("200 OK", b"green")
