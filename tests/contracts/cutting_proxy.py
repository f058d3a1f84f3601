"""A proxy on loopback that cuts connections, or answers for the server: what networks and gateways do.

Knows bytes and a little HTTP; not what is stored.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD_END = b"\r\n\r\n"


@dataclass
class Proxy:
    target: tuple[str, int]
    cut_after: int = 0
    """Bytes of an answer after which the connection breaks; 0: never."""
    cuts: int = 0
    """How many more answers are cut."""
    dies: bool = False
    """Once all cuts are made, every further connection breaks at once."""
    refused: str = ""
    """Method that is answered with 403."""
    beaten: str = ""
    """Part of a path: what is to be created there is, as if by somebody else, and the answer is 409, each time."""
    silent: bool = False
    """Takes requests and never answers."""
    requests: list[str] = field(default_factory=list)
    """Head of each request, as sent."""
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ranges(self) -> list[int]:
        """Where requests asked to begin, of those that asked for a range."""
        found = (re.search(r"(?im)^range: bytes=(\d+)-", head) for head in self.requests)
        return [int(match.group(1)) for match in found if match]

    def serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            client.settimeout(20)
            head = _read_head(client)
            if not head:
                return
            with self.lock:
                self.requests.append(head.decode("latin-1"))
                if self.dies and self.cuts <= 0:
                    return
            if self.silent:
                client.recv(1)
                return
            if self.refused and head.startswith(self.refused.encode()):
                body = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
                client.sendall(
                    b"HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body
                )
                return
            if self.beaten and self.beaten.encode() in head and b"if-none-match" in head.lower():
                self._beat(client, head)
                return
            self._forward(client, head)

    def _beat(self, client: socket.socket, head: bytes) -> None:
        head, body = head.split(_HEAD_END, 1)
        length = int(re.search(rb"(?im)^content-length: (\d+)", head).group(1))  # type: ignore[union-attr]
        if re.search(rb"(?im)^expect:", head):
            client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        while len(body) < length:
            body += client.recv(65536)
        plain = re.sub(rb"(?im)^(connection|expect|if-none-match):.*\r\n", b"", head + b"\r\n")
        with socket.create_connection(self.target, timeout=20) as server:
            server.sendall(plain + b"Connection: close" + _HEAD_END + body)
            while server.recv(65536):
                pass
        told = b"<Error><Code>ConditionalRequestConflict</Code><Message>no</Message></Error>"
        client.sendall(b"HTTP/1.1 409 Conflict\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(told) + told)

    def _forward(self, client: socket.socket, head: bytes) -> None:
        head, rest = head.split(_HEAD_END, 1)
        closing = re.sub(rb"(?im)^connection:.*\r\n", b"", head + b"\r\n") + b"Connection: close" + _HEAD_END
        with socket.create_connection(self.target, timeout=20) as server:
            server.sendall(closing + rest)
            up = threading.Thread(target=_pump, args=(client, server), daemon=True)
            up.start()
            is_download = head.startswith(b"GET /") and b"list-type" not in head
            limit = self.cut_after if is_download else 0
            sent = 0
            while block := server.recv(65536):
                if limit and sent + len(block) > limit and self._cuts():
                    client.sendall(block[: limit - sent])
                    client.shutdown(socket.SHUT_WR)  # what was sent arrives; then nothing more comes
                    time.sleep(0.2)
                    return
                client.sendall(block)
                sent += len(block)

    def _cuts(self) -> bool:
        with self.lock:
            self.cuts -= 1
            return self.cuts >= 0


def _read_head(client: socket.socket) -> bytes:
    head = b""
    while _HEAD_END not in head:
        block = client.recv(65536)
        if not block:
            return b""
        head += block
    return head


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while block := source.recv(65536):
            target.sendall(block)


@contextlib.contextmanager
def proxy_to(url: str) -> Iterator[Proxy]:
    host, port = url.removeprefix("http://").split(":")
    proxy = Proxy(target=(host, int(port)))
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    proxy.port = listening.getsockname()[1]

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                threading.Thread(target=proxy.serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        listening.close()
