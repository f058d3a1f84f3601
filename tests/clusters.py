"""Real clusters on this machine, for tests of engines, and what it takes to watch processes.

Knows dask; no project.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SECONDS = 30.0


def dask_cluster(*, workers: int, threads: int = 1, **options: Any) -> Any:
    """A scheduler and workers, each a process of its own, on loopback. Skips where dask is not installed."""
    distributed = pytest.importorskip("distributed")
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=threads,
        processes=True,
        dashboard_address=":0",
        host="127.0.0.1",
        silence_logs=50,
        **options,
    )


def is_alive(process: int) -> bool:
    """Whether it runs; one that only waits to be reaped doesn't."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until(is_so: Callable[[], bool], seconds: float = SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def read_when_there(path: Path, seconds: float = SECONDS) -> str:
    """A line that somebody else writes, once it is there."""
    assert wait_until(lambda: path.exists() and path.read_text().endswith("\n"), seconds), f"{path.name} never came"
    return path.read_text()
