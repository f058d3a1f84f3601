"""Real servers of the S3 protocol on loopback, each started once, in a process of its own, and gone with the tests.

Knows how to start and to reach them; holds no expectation.
"""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "testak", "AWS_SECRET_ACCESS_KEY": "testsk", "AWS_REGION": "us-east-1"}
"""What the environment of a test that talks to them holds."""
NO_KEYS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_DEFAULT_PROFILE", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
RADOSGW = os.environ.get("SPECTHIS_TEST_RADOSGW", "")
"""Read before a test can change the environment."""
BIN = Path(sys.executable).parent


@dataclass(frozen=True, kw_only=True)
class Server:
    name: str
    url: str

    def client(self) -> Any:
        """A plain client, for what a test does behind the store's back."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="testak",
            aws_secret_access_key="testsk",
            config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
        )


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _start(name: str, command: Callable[[int], list[str]], environment: Mapping[str, str] | None = None) -> Server:
    port = free_port()
    words = command(port)
    if shutil.which(words[0]) is None:
        pytest.skip(f"needs {name}: {words[0]} is not installed")
    filled = {key: text.format(port=port) for key, text in (environment or {}).items()}
    folder = tempfile.mkdtemp(prefix="specthis-s3-")
    child = subprocess.Popen(
        words,
        cwd=folder,
        env={**os.environ, **filled},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    atexit.register(_end, child, folder)
    url = f"http://127.0.0.1:{port}"
    _wait(name, child, url)
    return Server(name=name, url=url)


def _end(child: "subprocess.Popen[bytes]", folder: str) -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _wait(name: str, child: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and child.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"{name} did not start")


@cache
def moto() -> Server:
    return _start("moto", lambda port: [str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(port)])


@cache
def ministack() -> Server:
    environment = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": "{port}", "LOG_LEVEL": "ERROR", "SERVICES": "s3"}
    return _start("ministack", lambda port: [str(BIN / "ministack")], environment)


@cache
def rclone() -> Server:
    """An endpoint that lies: it takes `If-None-Match: *` and overwrites in silence."""
    program = shutil.which("rclone", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}") or "rclone"
    folder = tempfile.mkdtemp(prefix="specthis-rclone-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = Path(folder, "data")
    data.mkdir()
    return _start(
        "rclone",
        lambda port: [
            program,
            "serve",
            "s3",
            "--addr",
            f"127.0.0.1:{port}",
            "--auth-key",
            "testak,testsk",
            "--vfs-cache-mode",
            "writes",
            str(data),
        ],
        {"RCLONE_CONFIG": os.devnull, "RCLONE_CACHE_DIR": f"{folder}/cache"},
    )


@cache
def radosgw() -> Server:
    """A Ceph gateway that somebody started, see `radosgw.sh` beside this."""
    url = RADOSGW
    if not url:
        pytest.skip("opt-in: `make test-radosgw`")
    return Server(name="radosgw", url=url)


SERVERS: Mapping[str, Callable[[], Server]] = {
    "moto": moto,
    "ministack": ministack,
    "rclone": rclone,
    "radosgw": radosgw,
}
