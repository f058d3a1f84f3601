"""Puts a file into a bucket, in parts where it is large, and digests it on the way: what left is what was digested.

Knows a few parts at a time, never the whole file. An upload is finished only if its digest is the one it should be.
"""

import contextlib
import hashlib
import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from mkdocs_specthis.core.digest import PREFIX as DIGEST
from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.ledger import OutputFact
from mkdocs_specthis.effects.caches.interface import MOVED, ContentMoved, Tell, is_whole, read_as, read_full
from mkdocs_specthis.effects.caches.ranges import large_objects
from mkdocs_specthis.effects.tree.regular_file import open_regular

if TYPE_CHECKING:
    from mkdocs_specthis.effects.caches.s3 import S3Store

PART_BYTES = 8 * 1024 * 1024
MOST_PARTS = 9_000
"""S3 takes 10,000."""
AT_ONCE = 3
"""Parts of one file on their way: with the number of files, what bounds our memory."""


def upload(store: "S3Store", key: str, file: Path, *, digest: str, tell: Tell) -> None:
    """Raises ContentMoved, with nothing put, if the file has another digest; CacheUnavailable, OSError."""
    descriptor = open_regular(file)
    if descriptor is None:
        raise ContentMoved(MOVED)
    with open(descriptor, "rb", buffering=0) as source:
        size = os.fstat(source.fileno()).st_size
        if size <= PART_BYTES:
            _put_small(store, key, source, digest, tell)
        else:
            with large_objects:
                _put_large(store, key, source, size, digest, tell)


def abort_uploads(store: "S3Store", prefix: str, before: float) -> int:
    """Give up uploads in parts that were begun before a moment and never finished."""
    aborted = 0
    with store.refusals("clean up"):
        pages = store.client.get_paginator("list_multipart_uploads").paginate(Bucket=store.bucket, Prefix=prefix)
        for item in (item for page in pages for item in page.get("Uploads", ())):
            if item["Initiated"].timestamp() < before:
                store.client.abort_multipart_upload(Bucket=store.bucket, Key=item["Key"], UploadId=item["UploadId"])
                aborted += 1
    return aborted


def begin_and_abort(store: "S3Store", key: str) -> None:
    """Nothing is there of an upload that was given up; who may not put may not begin one. Raises CacheUnavailable."""
    with store.refusals("write to"):
        begun = store.client.create_multipart_upload(**store.name(key))
    with store.refusals("clean up"):
        store.client.abort_multipart_upload(**store.name(key), UploadId=begun["UploadId"])


def _put_small(store: "S3Store", key: str, source: BinaryIO, digest: str, tell: Tell) -> None:
    content = read_as(source, PART_BYTES + 1, digest)
    with store.refusals("write to"):
        store.client.put_object(**store.name(key), Body=content)
    tell(len(content))


def _put_large(store: "S3Store", key: str, source: BinaryIO, size: int, digest: str, tell: Tell) -> None:
    part_bytes = max(PART_BYTES, -(-size // MOST_PARTS))
    with store.refusals("write to"):
        upload_id = store.client.create_multipart_upload(**store.name(key))["UploadId"]
    try:
        parts, found = _send_parts(store, key, upload_id, source, part_bytes, tell)
        if found != digest:
            raise ContentMoved(MOVED)
        _complete(store, key, upload_id, parts, OutputFact(digest=digest, size=size))
    except BaseException:
        with contextlib.suppress(Exception):
            store.client.abort_multipart_upload(**store.name(key), UploadId=upload_id)
        raise


def _complete(store: "S3Store", key: str, upload_id: str, parts: list[dict[str, Any]], blob: OutputFact) -> None:
    """Make the parts an object. A server may take longer to say so than we wait, and not know the upload any more
    when it is asked again: then the object itself is read."""
    try:
        with store.refusals("write to"):
            store.client.complete_multipart_upload(
                **store.name(key), UploadId=upload_id, MultipartUpload={"Parts": parts}
            )
    except CacheUnavailable:
        if store.size_of(key) != blob.size or not is_whole(store, key, blob):
            raise


def _send_parts(
    store: "S3Store", key: str, upload_id: str, source: BinaryIO, part_bytes: int, tell: Tell
) -> tuple[list[dict[str, Any]], str]:
    """Every part as the end of an upload names them, and the digest of all that was read."""
    seen = hashlib.sha256()
    parts: list[dict[str, Any]] = []
    waiting: deque[Future[dict[str, Any]]] = deque()
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="specthis-part") as pool:
        while content := read_full(source, part_bytes):
            seen.update(content)
            if len(waiting) == AT_ONCE:
                parts.append(waiting.popleft().result())
            number = len(parts) + len(waiting) + 1
            waiting.append(pool.submit(_send, store, key, upload_id, number, content, tell))
        parts += [one.result() for one in waiting]
    return parts, DIGEST + seen.hexdigest()


def _send(store: "S3Store", key: str, upload_id: str, number: int, content: bytes, tell: Tell) -> dict[str, Any]:
    with store.refusals("write to"):
        answer = store.client.upload_part(**store.name(key), UploadId=upload_id, PartNumber=number, Body=content)
    tell(len(content))
    part = {"ETag": answer["ETag"], "PartNumber": number}
    part.update({name: answer[name] for name in ("ChecksumCRC32", "ChecksumCRC64NVME") if name in answer})
    return part
