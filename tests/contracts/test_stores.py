"""One suite that every store passes: a folder, and real servers of the S3 protocol."""

import contextlib
import hashlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex

import pytest
from s3_servers import KEYS, NO_KEYS, SERVERS, free_port

from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.effects.caches.interface import ContentMoved, ObjectMissing, Store, open_store, read_object
from mkdocs_specthis.effects.caches.s3_upload import PART_BYTES

HONEST = ("folder", "moto", "ministack", "radosgw")


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


def make_store(kind: str, folder: Path, prefix: str = "") -> Store:
    if kind == "folder":
        return open_store(folder, Settings(cache_url="shared"))
    server, bucket = SERVERS[kind](), f"b-{token_hex(6)}"
    server.client().create_bucket(Bucket=bucket)
    return open_store(folder, Settings(cache_url=f"s3://{bucket}/{prefix}", cache_endpoint_url=server.url))


@pytest.fixture(params=HONEST)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with contextlib.closing(make_store(request.param, tmp_path, "some/prefix")) as made:
        yield made


def digest_of(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def file_of(folder: Path, content: bytes) -> Path:
    file = folder / token_hex(6)
    file.write_bytes(content)
    return file


def put(store: Store, folder: Path, key: str, content: bytes, digest: str = "") -> int:
    """Put bytes; how many were told of."""
    told: list[int] = []
    store.put(key, file_of(folder, content), digest=digest or digest_of(content), tell=told.append)
    return sum(told)


def test_what_was_put_is_there(store: Store, tmp_path: Path) -> None:
    assert store.size_of("blobs/sha256/ab/x") is None
    assert put(store, tmp_path, "blobs/sha256/ab/x", b"some bytes") == 10
    assert store.size_of("blobs/sha256/ab/x") == 10
    assert read_object(store, "blobs/sha256/ab/x", 100) == b"some bytes"
    assert read_object(store, "blobs/sha256/ab/y", 100) is None
    with pytest.raises(ObjectMissing), store.get("blobs/sha256/ab/y"):
        pass


def test_nothing_is_something_too(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "blobs/sha256/ab/x", b"")
    assert store.size_of("blobs/sha256/ab/x") == 0
    assert read_object(store, "blobs/sha256/ab/x", 100) == b""


def test_a_small_object_is_never_read_beyond_its_limit(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "entries/v1/x.json", b"0123456789")
    assert read_object(store, "entries/v1/x.json", 4) == b"01234"


def test_bytes_are_read_from_an_offset_on(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "blobs/sha256/ab/x", b"0123456789")
    with store.get("blobs/sha256/ab/x", 7) as stream:
        assert stream.read(100) == b"789"


def test_a_file_in_many_parts_comes_back(store: Store, tmp_path: Path) -> None:
    content = os.urandom(1024 * 1024) * 21 + b"end"
    assert len(content) > 2 * PART_BYTES
    assert put(store, tmp_path, "blobs/sha256/ab/large", content) == len(content)
    assert store.size_of("blobs/sha256/ab/large") == len(content)
    assert read_object(store, "blobs/sha256/ab/large", len(content)) == content


@pytest.mark.parametrize("size", [10, 2 * PART_BYTES + 1])
def test_a_file_with_other_bytes_than_it_should_have_is_not_put(store: Store, tmp_path: Path, size: int) -> None:
    with pytest.raises(ContentMoved):
        put(store, tmp_path, "blobs/sha256/ab/x", b"x" * size, digest_of(b"other"))
    assert store.size_of("blobs/sha256/ab/x") is None
    put(store, tmp_path, "blobs/sha256/ab/x", b"right")
    with pytest.raises(ContentMoved):
        put(store, tmp_path, "blobs/sha256/ab/x", b"x" * size, digest_of(b"other"))
    assert read_object(store, "blobs/sha256/ab/x", 100) == b"right"


def test_wrong_bytes_give_way_to_right_ones(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, "blobs/sha256/ab/x", b"wrong")
    put(store, tmp_path, "blobs/sha256/ab/x", b"right")
    assert read_object(store, "blobs/sha256/ab/x", 100) == b"right"


def test_a_record_is_created_once(store: Store) -> None:
    assert store.create("entries/v1/x.json", b"first")
    assert not store.create("entries/v1/x.json", b"second")
    assert not store.create("entries/v1/x.json", b"first")
    assert read_object(store, "entries/v1/x.json", 100) == b"first"


def test_of_many_that_create_at_once_one_wins(store: Store) -> None:
    start = threading.Barrier(8)

    def create(number: int) -> bool:
        start.wait()
        return store.create("entries/v1/x.json", f"{number}".encode())

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(create, range(8)))
    assert sum(won) == 1
    assert read_object(store, "entries/v1/x.json", 100) == str(won.index(True)).encode()


def test_everything_is_listed_and_nothing_else(store: Store, tmp_path: Path) -> None:
    assert list(store.list_below("entries/v1/")) == []
    for number in range(3):
        store.create(f"entries/v1/{number}.json", b"x" * number)
    put(store, tmp_path, "blobs/sha256/ab/x", b"some")
    found = {item.key: item.size for item in store.list_below("entries/v1/")}
    assert found == {"entries/v1/0.json": 0, "entries/v1/1.json": 1, "entries/v1/2.json": 2}
    (blob,) = store.list_below("blobs/")
    assert abs(blob.modified - time.time()) < 120
    store.remove("entries/v1/1.json")
    store.remove("entries/v1/1.json")
    assert len(list(store.list_below("entries/v1/"))) == 2


@pytest.mark.parametrize("kind", ["moto", "ministack"])
def test_more_than_a_page_is_listed(kind: str, tmp_path: Path) -> None:
    with contextlib.closing(make_store(kind, tmp_path)) as store, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: store.create(f"entries/v1/{number}.json", b""), range(1005)))
        assert len(list(store.list_below("entries/"))) == 1005


@pytest.mark.parametrize("kind", ["ministack"])
def test_an_upload_that_was_cut_off_is_swept(kind: str, tmp_path: Path) -> None:
    """moto says of every upload that it was begun in 2010."""
    with contextlib.closing(make_store(kind, tmp_path, "p")) as store:
        bucket = store.place.split("/")[2]
        client = SERVERS[kind]().client()
        client.create_multipart_upload(Bucket=bucket, Key="p/blobs/sha256/ab/x")
        client.create_multipart_upload(Bucket=bucket, Key="others")
        assert store.sweep(time.time() - 3600) == 0
        assert store.sweep(time.time() + 3600) == 1
        (left,) = client.list_multipart_uploads(Bucket=bucket)["Uploads"]
        assert left["Key"] == "others"


def test_a_copy_that_was_cut_off_is_swept_and_never_listed_as_an_object(tmp_path: Path) -> None:
    store = make_store("folder", tmp_path)
    store.create("entries/v1/x.json", b"x")
    (tmp_path / "shared/entries/v1/.specthis-0123.tmp").write_bytes(b"half")
    assert store.sweep(time.time() + 3600) == 1
    assert [item.key for item in store.list_below("")] == ["entries/v1/x.json"]


def test_a_folder_holds_copies_and_no_links(tmp_path: Path) -> None:
    """A script that writes in place must not reach the cache, nor an edit in the cache the artefact."""
    store = make_store("folder", tmp_path)
    file = file_of(tmp_path, b"one")
    store.put("blobs/sha256/ab/x", file, digest=digest_of(b"one"), tell=lambda count: None)
    with open(file, "r+b") as artefact:
        artefact.write(b"two")
    assert read_object(store, "blobs/sha256/ab/x", 100) == b"one"
    assert os.stat(tmp_path / "shared/blobs/sha256/ab/x").st_nlink == 1
    assert os.stat(file).st_nlink == 1


def test_a_folder_gives_no_link_away(tmp_path: Path) -> None:
    store = make_store("folder", tmp_path)
    store.create("entries/v1/x.json", b"x")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "shared/entries/v1/y.json").symlink_to(tmp_path / "secret")
    assert store.size_of("entries/v1/y.json") is None
    with pytest.raises((ObjectMissing, CacheUnavailable)), store.get("entries/v1/y.json"):
        pass
    assert [item.key for item in store.list_below("")] == ["entries/v1/x.json"]


def test_a_key_in_a_bucket_has_the_prefix(tmp_path: Path) -> None:
    with contextlib.closing(make_store("moto", tmp_path, "a/b")) as store:
        store.create("entries/v1/x.json", b"x")
        bucket = store.place.split("/")[2]
        listed = SERVERS["moto"]().client().list_objects_v2(Bucket=bucket)["Contents"]
        assert [item["Key"] for item in listed] == ["a/b/entries/v1/x.json"]


@pytest.mark.parametrize("kind", ["moto", "ministack"])
def test_a_bucket_that_is_not_there_is_said(kind: str, tmp_path: Path) -> None:
    settings = Settings(cache_url="s3://no-such-bucket-here/p", cache_endpoint_url=SERVERS[kind]().url)
    store = open_store(tmp_path, settings)
    for ask in (
        lambda: store.size_of("x"),
        lambda: store.create("x", b""),
        lambda: list(store.list_below("entries/")),
        lambda: read_object(store, "x", 10),
        lambda: put(store, tmp_path, "x", b"some"),
    ):
        with pytest.raises(CacheUnavailable, match="no bucket `no-such-bucket-here`"):
            ask()


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    store = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_endpoint_url=url))
    with pytest.raises(CacheUnavailable, match="cannot be reached"):
        store.size_of("x")


def test_a_place_that_swallows_what_is_sent_is_given_up_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any request, which would be tried again: a laptop on the train waits for its runs, not for that."""
    monkeypatch.setattr("mkdocs_specthis.effects.caches.s3.CONNECT_SECONDS", 1)
    monkeypatch.setenv("NO_PROXY", "*")
    import boto3

    boto3.client("s3", region_name="us-east-1")  # what takes time once
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):  # as many as wait unheard; what comes after them gets no answer
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        store = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_endpoint_url=url))
        began = time.monotonic()
        with pytest.raises(CacheUnavailable, match="does not answer in time"):
            store.size_of("x")
        assert time.monotonic() - began < 3


def test_an_answer_of_something_else_than_s3_is_no_miss(tmp_path: Path) -> None:
    """A proxy or a login page says 404 to everything: that is not to say that the object is missing."""

    class LoginPage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        do_HEAD = do_PUT = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), LoginPage) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        store = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_endpoint_url=url))
        for ask in (
            lambda: store.size_of("x"),
            lambda: read_object(store, "x", 10),
            lambda: store.create("x", b""),
            lambda: list(store.list_below("")),
        ):
            with pytest.raises(CacheUnavailable, match="answers 404, and not as S3 does"):
                ask()
        server.shutdown()


def test_missing_credentials_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in KEYS:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    store = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_endpoint_url=SERVERS["moto"]().url))
    with pytest.raises(CacheUnavailable, match="no credentials"):
        store.create("x", b"")
    profiled = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_profile="nobody"))
    with pytest.raises(CacheUnavailable, match="profile"):
        profiled.size_of("x")


def test_a_wrong_secret_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "quite-wrong")
    store = open_store(tmp_path, Settings(cache_url="s3://bucket", cache_endpoint_url=SERVERS["rclone"]().url))
    with pytest.raises(CacheUnavailable) as refused:
        store.create("x", b"")
    assert "quite-wrong" not in str(refused.value) + refused.value.hint
    assert "secret key is wrong" in refused.value.message or "may not" in refused.value.message


def test_a_folder_that_may_not_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "shared").write_text("a file, no folder")
    store = make_store("folder", tmp_path)
    with pytest.raises(CacheUnavailable, match="the cache in shared refuses"):
        store.create("entries/v1/x.json", b"x")
    assert store.size_of("entries/v1/x.json") is None
    assert not store.may_hold()
