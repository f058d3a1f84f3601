"""What `specthis doctor` says of other machines: the scheduler of the engine, the bucket of the cache."""

import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from cutting_proxy import proxy_to
from s3_servers import KEYS, NO_KEYS, moto

from mkdocs_specthis.core.model.check import Check
from mkdocs_specthis.usecases.doctor import examine

WriteTree = Callable[[Mapping[str, str | bytes]], Path]


def check_of(root: Path, name: str) -> Check:
    (check,) = (check for check in examine(root, os.environ).checks if check.name == name)
    return check


def project(write_tree: WriteTree, settings: str) -> Path:
    return write_tree({"specs/notes.md": "# Notes\n", "specthis.toml": settings})


def test_nothing_lies_elsewhere(write_tree: WriteTree) -> None:
    root = project(write_tree, "")
    assert (check_of(root, "engine").verdict, check_of(root, "cache").verdict) == ("ok", "ok")
    assert check_of(root, "engine").text == "scripts run on this machine"
    assert not (root / ".specthis/cache").exists()


def test_a_scheduler_that_answers_is_told_nothing(write_tree: WriteTree) -> None:
    pytest.importorskip("distributed")
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            connection, _ = server.accept()
            heard.append(connection.recv(1024))

        thread = threading.Thread(target=listen)
        thread.start()
        place = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        check = check_of(project(write_tree, f'[engine]\nname = "dask"\naddress = "{place}"\n'), "engine")
        thread.join(20)
    assert check.verdict == "ok" and f"the dask scheduler at {place} answers" in check.text
    assert check.version
    assert heard == [b""]


@pytest.mark.parametrize(
    ("rest", "verdict", "says"),
    [
        ('address = "tcp://127.0.0.1:1"', "broken", "Connection refused"),
        ("", "missing", "no address of a scheduler"),
        ('address = "tls://127.0.0.1:1"', "broken", "needs `security`"),
        (
            'address = "tls://127.0.0.1:1"\nsecurity = { ca = "ca.pem", cert = "a.pem", key = "a.key" }',
            "broken",
            "the file of `ca` is not there",
        ),
    ],
)
def test_a_scheduler_that_does_not(rest: str, verdict: str, says: str, write_tree: WriteTree) -> None:
    pytest.importorskip("distributed")
    check = check_of(project(write_tree, f'[engine]\nname = "dask"\n{rest}\n'), "engine")
    assert (check.verdict, says in check.text) == (verdict, True), check
    assert check.hint


def test_an_engine_that_nobody_brought(write_tree: WriteTree) -> None:
    check = check_of(project(write_tree, '[engine]\nname = "moon"\n'), "engine")
    assert check.verdict == "missing" and "there is no engine `moon`" in check.text and check.hint


def bucket(place: str, more: str = "") -> str:
    return f'[cache]\nurl = "s3://nowhere/prefix"\nendpoint_url = "{place}"\n{more}'


@pytest.fixture
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


@pytest.mark.usefixtures("_credentials")
def test_a_bucket_that_can_be_listed_and_one_that_is_not_there(write_tree: WriteTree) -> None:
    root = project(write_tree, bucket(moto().url))
    missing = check_of(root, "cache")
    assert missing.verdict == "broken" and "there is no bucket `nowhere`" in missing.text and missing.hint
    moto().client().create_bucket(Bucket="nowhere")
    try:
        found = check_of(root, "cache")
    finally:
        moto().client().delete_bucket(Bucket="nowhere")
    assert found.verdict == "ok"
    assert found.text == "s3://nowhere/prefix can be listed; it is fetched from, and not pushed to"


@pytest.mark.usefixtures("_credentials")
def test_credentials_that_may_only_read_are_told_where_something_is_to_be_pushed(write_tree: WriteTree) -> None:
    moto().client().create_bucket(Bucket="nowhere")
    try:
        with proxy_to(moto().url) as proxy:
            root = project(write_tree, bucket(proxy.url, "push = true\n"))
            found = check_of(root, "cache")
            assert found.text == "s3://nowhere/prefix can be listed and written to; it is fetched from, and pushed to"
            left = moto().client().list_multipart_uploads(Bucket="nowhere")
            proxy.refused = "POST"
            refused = check_of(root, "cache")
    finally:
        moto().client().delete_bucket(Bucket="nowhere")
    assert not left.get("Uploads")
    assert refused.verdict == "broken" and "these credentials may not write to `nowhere`" in refused.text


def test_a_folder_whose_disk_is_not_there(write_tree: WriteTree, tmp_path: Path) -> None:
    for more, verdict in (("push = true\n", "broken"), ("", "ok")):
        root = project(write_tree, f'[cache]\nurl = "{tmp_path}/disk/cache"\n{more}')
        assert check_of(root, "cache").verdict == verdict


@pytest.mark.usefixtures("_credentials")
def test_a_server_that_says_nothing_is_not_waited_for_long(
    write_tree: WriteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_specthis.usecases.doctor.elsewhere.PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        root = project(write_tree, bucket(f"http://127.0.0.1:{silent.getsockname()[1]}"))
        began = time.monotonic()
        check = check_of(root, "cache")
    assert check.verdict == "broken" and "does not answer within 1 seconds" in check.text
    assert time.monotonic() - began < 10


def test_a_cache_that_is_not_used_is_not_asked(write_tree: WriteTree) -> None:
    root = project(write_tree, bucket("http://127.0.0.1:1", "fetch = false\n"))
    assert check_of(root, "cache").verdict == "not needed"


def test_nothing_is_written(write_tree: WriteTree) -> None:
    root = project(write_tree, "")
    examine(root, os.environ)
    assert sorted(path.name for path in root.rglob("*")) == ["notes.md", "specs", "specthis.toml"]
