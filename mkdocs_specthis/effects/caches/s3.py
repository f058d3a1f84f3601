"""A store in a bucket of S3, or of anything that speaks it. boto3 is imported here alone, when the store is used.

Credentials come from the usual AWS chain, or a named profile of it; nothing here reads or shows them.
"""

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from mkdocs_specthis.core.parse.cache_place import CachePlace
from mkdocs_specthis.effects.caches.interface import ObjectMissing, StoreBusy, Stored, Stream, Tell

CONNECT_SECONDS, READ_SECONDS = 5, 30
ATTEMPTS = 3
"""Of each request, the first one counted."""
CONNECTIONS = 24
RACES = 6
"""How often a write that met another one is begun again."""


class _Body(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class S3Store:
    is_remote = True

    def __init__(self, place: CachePlace, *, endpoint_url: str, profile: str) -> None:
        self.bucket = place.bucket
        self._prefix = f"{place.prefix}/" if place.prefix else ""
        self.place = f"s3://{place.bucket}/{place.prefix}".rstrip("/")
        self._endpoint_url = endpoint_url
        self._profile = profile
        self._lock = threading.Lock()
        self._client: Any = None
        self.takes_ranges = True

    @property
    def client(self) -> Any:
        """Made on first use, for all threads."""
        with self._lock:
            if self._client is None:
                with self.refusals("use"):
                    client = _make_client(self._endpoint_url, self._profile)
                    _knock(client.meta.endpoint_url)
                self._client = client
            return self._client

    def name(self, key: str) -> dict[str, str]:
        """Bucket and key, as every request says them."""
        return {"Bucket": self.bucket, "Key": self._prefix + key}

    @contextmanager
    def refusals(self, verb: str) -> Iterator[None]:
        from mkdocs_specthis.effects.caches.s3_errors import refusals_told

        with refusals_told(self.place, self.bucket, verb):
            yield

    def may_hold(self) -> bool:
        return True

    def size_of(self, key: str) -> int | None:
        client = self.client
        with self.refusals("read from"):
            try:
                return int(client.head_object(**self.name(key))["ContentLength"])
            except client.exceptions.ClientError as error:
                _raise_unless_missing(error)
        self._check_bucket()
        return None

    def _check_bucket(self) -> None:
        """A HEAD doesn't say whether it is the object or the bucket that is missing. Asked once."""
        if not getattr(self, "_is_there", False):
            with self.refusals("read from"):
                self.client.list_objects_v2(Bucket=self.bucket, Prefix=self._prefix, MaxKeys=1)
            self._is_there = True

    @contextmanager
    def get(self, key: str, start: int = 0, length: int | None = None) -> Iterator[Stream]:
        from mkdocs_specthis.effects.caches.s3_errors import code_of

        client = self.client
        wanted = _range(start, length)
        with self.refusals("read from"):
            try:
                answer = client.get_object(**self.name(key), **wanted)
            except client.exceptions.ClientError as error:
                if _is_beyond(error):
                    answer = {"Body": io.BytesIO(), "ResponseMetadata": {"HTTPStatusCode": 206}}
                else:
                    _raise_unless_missing(error)
                    if code_of(error) == "404":  # not S3's own word for it: whoever answered may be no S3 at all
                        self._check_bucket()
                    raise ObjectMissing from None
        stream = _Stream(answer["Body"], self.place)
        try:
            if wanted and answer["ResponseMetadata"]["HTTPStatusCode"] != 206:
                self.takes_ranges = False
                stream.skip(start)
            yield stream
        finally:
            answer["Body"].close()

    def put(self, key: str, file: Path, *, digest: str, tell: Tell) -> None:
        from mkdocs_specthis.effects.caches.s3_upload import upload

        upload(self, key, file, digest=digest, tell=tell)

    def create(self, key: str, content: bytes) -> bool:
        client = self.client
        for attempt in range(RACES):
            with self.refusals("write to"):
                try:
                    client.put_object(**self.name(key), Body=content, ContentType="application/json", IfNoneMatch="*")
                    return True
                except client.exceptions.ClientError as error:
                    if _is_taken(error):
                        return False
                    if not _is_raced(error):
                        raise
            time.sleep(0.05 * 2**attempt)
        raise StoreBusy(f"the cache {self.place} is busy with another write of the same object", is_transient=True)

    def list_below(self, prefix: str) -> Iterator[Stored]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self._prefix + prefix)
        found = iter(pages)
        while True:
            with self.refusals("list"):
                page = next(found, None)
            if page is None:
                return
            for item in page.get("Contents", ()):
                key = str(item["Key"]).removeprefix(self._prefix)
                yield Stored(key=key, size=int(item["Size"]), modified=item["LastModified"].timestamp())

    def remove(self, key: str) -> None:
        with self.refusals("delete in"):
            self.client.delete_object(**self.name(key))

    def sweep(self, before: float) -> int:
        from mkdocs_specthis.effects.caches.s3_upload import abort_uploads

        return abort_uploads(self, self._prefix, before)

    def check_takes(self) -> None:
        from mkdocs_specthis.effects.caches.s3_upload import begin_and_abort

        begin_and_abort(self, "probe")

    def close(self) -> None:
        if self._client is not None:
            self._client.close()


class _Stream:
    """A body whose breaks are the store's."""

    def __init__(self, body: _Body, place: str) -> None:
        self._body = body
        self._place = place

    def read(self, size: int, /) -> bytes:
        from botocore.exceptions import BotoCoreError
        from urllib3.exceptions import HTTPError

        try:
            return self._body.read(size)
        except (BotoCoreError, HTTPError, OSError) as error:
            from mkdocs_specthis.effects.caches.s3_errors import broken

            raise broken(error, self._place) from None

    def skip(self, count: int) -> None:
        """Of a server that sends all of it, whatever was asked for."""
        while count and (block := self.read(min(count, 1024 * 1024))):
            count -= len(block)


def _make_client(endpoint_url: str, profile: str) -> Any:
    """A client of S3. Stores that are not Amazon's get checksums only where the protocol demands them."""
    import boto3
    from botocore.config import Config

    own: dict[str, Any] = {}
    if endpoint_url:
        own = {
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
            "s3": {"addressing_style": "path"},
        }
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=CONNECTIONS,
        **own,
    )
    session = boto3.session.Session(profile_name=profile or None)
    region = session.region_name or os.environ.get("AWS_REGION") or "us-east-1"
    return session.client("s3", endpoint_url=endpoint_url or None, region_name=region, config=config)


def _knock(url: str) -> None:
    """Once, before the first request, which would be tried again and again: is anybody there? Raises OSError.

    A proxy knows only when it is asked.
    """
    from botocore.utils import get_environ_proxies

    place = urlsplit(url)
    if place.hostname and not get_environ_proxies(url):
        port = place.port or (443 if place.scheme == "https" else 80)
        socket.create_connection((place.hostname, port), CONNECT_SECONDS).close()


def _range(start: int, length: int | None) -> dict[str, str]:
    """As a request says it; nothing for the whole object."""
    if length is None:
        return {"Range": f"bytes={start}-"} if start else {}
    return {"Range": f"bytes={start}-{start + length - 1}"}


def _is_beyond(error: Any) -> bool:
    """The object ends before the range begins."""
    from mkdocs_specthis.effects.caches.s3_errors import code_of, status_of

    return status_of(error) == 416 or code_of(error) == "InvalidRange"


def _raise_unless_missing(error: Any) -> None:
    from mkdocs_specthis.effects.caches.s3_errors import MISSING, code_of

    if code_of(error) not in MISSING:
        raise error


def _is_taken(error: Any) -> bool:
    from mkdocs_specthis.effects.caches.s3_errors import TAKEN, code_of, status_of

    return code_of(error) in TAKEN or status_of(error) == 412


def _is_raced(error: Any) -> bool:
    from mkdocs_specthis.effects.caches.s3_errors import RACED, code_of, status_of

    return code_of(error) in RACED or status_of(error) == 409
