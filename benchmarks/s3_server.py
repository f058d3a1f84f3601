"""An S3 server on loopback with an empty bucket: moto's, started here, or Ceph's gateway, which somebody started.

Knows no tool.
"""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import create_server

from benchmarks.tool import OWN_BIN

BUCKET = "benchmark"
MOTO, RADOSGW = "moto", "radosgw"
SERVERS = (MOTO, RADOSGW)
_STARTED = "SPECTHIS_TEST_RADOSGW"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Server:
    endpoint: str
    keys: dict[str, str]
    """The environment in which a client may write to it."""


@contextmanager
def s3_server(name: str) -> Iterator[S3Server]:
    """One that is ready, until left."""
    if name == RADOSGW:
        yield _with_bucket(S3Server(endpoint=_started_gateway(), keys=_keys("testak", "testsk")))
        return
    with create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    moto = subprocess.Popen(
        (str(OWN_BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        server = S3Server(endpoint=f"http://127.0.0.1:{port}", keys=_keys("key", "secret"))
        _await(server.endpoint)
        yield _with_bucket(server)
    finally:
        moto.kill()
        moto.wait()


def _keys(key: str, secret: str) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_DEFAULT_REGION": "us-east-1"}


def _started_gateway() -> str:
    url = os.environ.get(_STARTED, "")
    if not url:
        raise SystemExit(f"there is no gateway: tests/contracts/radosgw.sh COMMAND... starts one and sets {_STARTED}")
    return url


def _with_bucket(server: S3Server) -> S3Server:
    import boto3

    session = boto3.session.Session(server.keys["AWS_ACCESS_KEY_ID"], server.keys["AWS_SECRET_ACCESS_KEY"])
    client = session.client("s3", endpoint_url=server.endpoint, region_name=server.keys["AWS_DEFAULT_REGION"])
    client.create_bucket(Bucket=BUCKET)
    return server


def _await(endpoint: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(endpoint, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("moto's server did not start")
