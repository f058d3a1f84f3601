"""A whole refresh on a real dask cluster, as a user runs it; and what is said where there is none to be had."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import dask_cluster, is_alive, wait_until
from conftest import REPOSITORY, RunCommand, write_files
from refresh_bench import COPY, Bench, chain, entry, spec

from mkdocs_specthis.effects.engines.dask import open_dask
from mkdocs_specthis.effects.engines.interface import EngineRequest, EngineUnavailable


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    opened = dask_cluster(workers=2, threads=2, resources={"cpus": 1, "mem": 4e9})
    yield opened
    opened.close()


def on(root: Path, address: str, more: str = "") -> None:
    """This machine's settings name the scheduler."""
    write_files(root, {".specthis/local.toml": f'[engine]\nname = "dask"\naddress = "{address}"\n{more}'})


def receipt(root: Path, name: str) -> Any:
    return json.loads((root / f"specs/_runs/{name}.json").read_text())


SAYS = """\
import os
open("said", "a").write(os.environ.get("HIDDEN", "-") + os.environ.get("SENT", "-") + "\\n")
"""


def test_a_project_is_made_there_and_is_fresh_here(cluster: Any, tmp_path: Path, specthis: RunCommand) -> None:
    bench = Bench(tmp_path / "project", chain())
    bench.write({"scripts/a.py": COPY + SAYS, "specthis.toml": '[run]\npass_env = ["SENT"]\n'})
    on(bench.root, cluster.scheduler_address)
    variables = {"HIDDEN": "sesame", "SENT": "sent"}
    done = specthis("refresh", "--json", cwd=bench.root, environment=variables, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "connecting to the dask scheduler" in done.stderr and "Traceback" not in done.stderr
    assert [receipt(bench.root, name)["engine"] for name in "abcz"] == ["dask"] * 4
    assert receipt(bench.root, "a")["interpreter"].startswith("CPython")
    assert (bench.root / "said").read_text() == "-sent\n"
    states = json.loads(specthis("status", "--json", cwd=bench.root).stdout)["entries"]
    assert {row["realization"] for row in states} == {"fresh"}
    assert not any((bench.root / ".specthis/lease").iterdir())
    again = specthis("refresh", cwd=bench.root)
    assert again.returncode == 0 and "connecting" not in again.stderr, "nothing is to be run, so nobody is asked"


def slow_project(tmp_path: Path, address: str) -> Path:
    """One entry that takes a minute while there is a file `wait`, and tells which processes run it."""
    waits = (
        "import os, sys, time, pathlib\n"
        f"open({str(tmp_path / 'pids')!r}, 'a').write(f'{{os.getpid()}} {{os.getppid()}}\\n')\n"
        "pathlib.Path('results/slow').mkdir(parents=True, exist_ok=True)\n"
        "open('results/slow/slow.json', 'w').write('{')\n"
        f"time.sleep(60 if pathlib.Path({str(tmp_path / 'wait')!r}).exists() else 0)\n"
        "open('results/slow/slow.json', 'w').write('{\"slow\": 1}')\n"
    )
    text = spec("compute-slow", entry("slow", Run="`python {script}`"))
    root = write_files(tmp_path / "project", {"specs/compute-slow.md": text, "scripts/slow.py": waits})
    (tmp_path / "wait").touch()
    on(root, address)
    return root


def start(root: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", "refresh"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def processes(root: Path, line: int = 0) -> tuple[int, int]:
    """The script and the worker above it, of the run that began as number `line`."""
    assert wait_until(lambda: (root.parent / "pids").exists() and (root.parent / "pids").read_text().count("\n") > line)
    script, worker = (root.parent / "pids").read_text().splitlines()[line].split()
    return int(script), int(worker)


def test_the_interrupt_key_ends_what_runs_on_workers(cluster: Any, tmp_path: Path) -> None:
    root = slow_project(tmp_path, cluster.scheduler_address)
    driver = start(root)
    script, worker = processes(root)
    driver.send_signal(signal.SIGINT)
    assert not wait_until(lambda: driver.poll() is not None, 2), "the first lets what runs come to its end"
    driver.send_signal(signal.SIGINT)
    out, said = driver.communicate(timeout=30)
    assert driver.returncode == 130, out + said
    assert not is_alive(script) and is_alive(worker)
    assert not (root / "results/slow/slow.json").exists() and "Traceback" not in said


def test_a_driver_that_is_killed_leaves_nothing_that_meets_the_next(
    cluster: Any, tmp_path: Path, specthis: RunCommand
) -> None:
    root = slow_project(tmp_path, cluster.scheduler_address)
    driver = start(root)
    script, _ = processes(root)
    driver.kill()
    driver.communicate(timeout=30)
    assert is_alive(script)
    (tmp_path / "wait").unlink()
    done = specthis("refresh", cwd=root, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "waiting for a command that runs elsewhere for an earlier refresh" in done.stderr
    assert not is_alive(script)
    assert json.loads((root / "results/slow/slow.json").read_text()) == {"slow": 1}


def test_a_killed_worker_costs_a_try_and_nothing_else(cluster: Any, tmp_path: Path) -> None:
    root = slow_project(tmp_path, cluster.scheduler_address)
    driver = start(root)
    script, worker = processes(root)
    (tmp_path / "wait").unlink()
    os.kill(worker, signal.SIGKILL)
    out, said = driver.communicate(timeout=90)
    assert driver.returncode == 0, out + said
    assert "slow failed" in said and "worker" in said and "slow made" in said
    assert not is_alive(script)
    assert (root.parent / "pids").read_text().count("\n") == 2, "dask runs it again by itself, and finds it taken"
    assert json.loads((root / "results/slow/slow.json").read_text()) == {"slow": 1}
    events = [json.loads(line) for line in (root / ".specthis/events.jsonl").read_text().splitlines()]
    of_entry = [(row["event"], row["data"].get("class")) for row in events if row["event"] not in ("began", "ended")]
    assert of_entry == [("retried", "engine"), ("made", None)]


def cli(*words: str, cwd: Path) -> "subprocess.Popen[str]":
    """A program of dask, in a process of its own."""
    command = [sys.executable, "-m", *words]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    )


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_a_scheduler_that_dies_is_told_and_nothing_hangs(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    port = str(free_port())
    words = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard")
    scheduler = cli(*words, cwd=tmp_path)
    worker = cli(
        "distributed.cli.dask_worker", f"tcp://127.0.0.1:{port}", "--nthreads", "1", "--no-dashboard", cwd=tmp_path
    )
    try:
        root = slow_project(tmp_path, f"tcp://127.0.0.1:{port}")
        assert wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", int(port))) == 0)
        driver = start(root)
        script, _ = processes(root)
        scheduler.kill()
        out, said = driver.communicate(timeout=180)
        assert driver.returncode == 1, out + said
        assert "slow failed" in said and "the engine lost it" in said and "Traceback" not in said
        assert not is_alive(script)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait(10)


def test_waiting_for_a_worker_can_be_interrupted(tmp_path: Path) -> None:
    cluster = dask_cluster(workers=0)
    try:
        root = slow_project(tmp_path, cluster.scheduler_address)
        driver = start(root)
        assert driver.stderr is not None
        lines = [driver.stderr.readline(), driver.stderr.readline()]
        assert "has no worker yet; waiting for one" in lines[1]
        driver.send_signal(signal.SIGINT)
        out, said = driver.communicate(timeout=30)
        assert driver.returncode == 130, out + said
        assert "Traceback" not in said and not (root / "results").exists()
    finally:
        cluster.close()


def refused(root: Path, specthis: RunCommand, **more: Any) -> str:
    started = time.monotonic()
    done = specthis("refresh", cwd=root, timeout=60, **more)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr and time.monotonic() - started < 45
    assert "hint: " in done.stderr
    assert not (root / "results").exists()
    return done.stderr


def test_a_scheduler_that_is_not_there(tmp_path: Path, specthis: RunCommand) -> None:
    pytest.importorskip("distributed")
    root = slow_project(tmp_path, "")
    assert "`dask` needs the address of a scheduler" in refused(root, specthis)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        on(root, f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        assert "does not answer within 10 seconds" in refused(root, specthis)


def test_the_extra_is_not_installed(tmp_path: Path, specthis: RunCommand) -> None:
    root = slow_project(tmp_path, "tcp://127.0.0.1:8786")
    write_files(tmp_path / "without", {"distributed/__init__.py": "raise ImportError('gone')\n"})
    path = os.pathsep.join([str(tmp_path / "without"), str(REPOSITORY)])
    said = refused(root, specthis, environment={"PYTHONPATH": path})
    assert "the engine `dask` is not installed" in said and "mkdocs-specthis[dask]" in said


def test_a_worker_that_does_not_see_the_project(cluster: Any, tmp_path: Path) -> None:
    folder = str(tmp_path.resolve() / "elsewhere/.specthis/lease/0")
    request = EngineRequest(name="dask", address=cluster.scheduler_address, folder=folder)
    with pytest.raises(EngineUnavailable, match=r"does not see this project at /"):
        open_dask(request)


def test_a_worker_of_another_version(tmp_path: Path) -> None:
    """Workers import us from where their environment has us."""
    package = tmp_path / "old" / "mkdocs_specthis"
    package.parent.mkdir()
    subprocess.run(["cp", "-r", str(REPOSITORY / "mkdocs_specthis"), str(package)], check=True)
    (package / "__init__.py").write_text('__version__ = "0.0.1"\n')
    cluster = dask_cluster(workers=0)
    words = (sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address, "--no-nanny")
    quiet = {"cwd": tmp_path, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    worker = subprocess.Popen(
        [*words, "--no-dashboard"], env={**os.environ, "PYTHONPATH": str(package.parent)}, **quiet
    )
    said: list[str] = []
    request = EngineRequest(
        name="dask", address=cluster.scheduler_address, folder=str(tmp_path.resolve()), tell=said.append
    )
    try:
        with pytest.raises(EngineUnavailable, match=r"has mkdocs-specthis 0\.0\.1, and this machine"):
            open_dask(request)
    finally:
        worker.kill()
        worker.wait(10)
        cluster.close()


def test_resources_bound_what_runs_side_by_side(cluster: Any, tmp_path: Path) -> None:
    said: list[str] = []
    (tmp_path / "beat").write_text("1\n")
    request = EngineRequest(
        name="dask", address=cluster.scheduler_address, folder=str(tmp_path.resolve()), tell=said.append
    )
    engine = open_dask(request)
    try:
        assert engine.room == 4
        assert engine.executor_for({}) is engine.executor_for({"licence": 1})
        assert engine.executor_for({"cpus": 1}) is not engine.executor_for({})
        assert [text for text in said if "licence" in text] == [
            "no dask worker says how much `licence` it has, so `Resources` does not look at it"
        ]
        with pytest.raises(EngineUnavailable, match="no dask worker has cpus=1, mem=8e\\+09"):
            engine.executor_for({"cpus": 1, "mem": 8e9})
        futures = [engine.executor_for({"cpus": 1}).submit(time.sleep, 0.5) for _ in range(4)]
        begun = time.monotonic()
        for future in futures:
            future.result(30)
        assert time.monotonic() - begun > 0.8
    finally:
        engine.close()


def test_behind_certificates(tmp_path: Path, specthis: RunCommand) -> None:
    pytest.importorskip("cryptography")
    security = pytest.importorskip("distributed.security").Security.temporary()
    cluster = dask_cluster(workers=1, security=security, protocol="tls://")
    try:
        root = slow_project(tmp_path, cluster.scheduler_address)
        (tmp_path / "wait").unlink()
        assert "behind `tls://` needs `security`" in refused(root, specthis)
        secrets = {
            "ca": security.tls_ca_file,
            "cert": security.tls_client_cert,
            "key": security.tls_client_key,
        }
        write_files(tmp_path / "secrets", {f"{name}.pem": text for name, text in secrets.items()})
        files = ", ".join(f'{name} = "{tmp_path}/secrets/{name}.pem"' for name in secrets)
        on(root, cluster.scheduler_address, f"security = {{ {files} }}\n")
        (check,) = (
            check
            for check in json.loads(specthis("doctor", "--json", cwd=root).stdout)["checks"]
            if check["name"] == "engine"
        )
        assert check["verdict"] == "ok", check
        done = specthis("refresh", cwd=root)
        assert done.returncode == 0, done.stderr
        assert receipt(root, "slow")["engine"] == "dask"
        (tmp_path / "secrets/ca.pem").unlink()
        assert "is not there, or cannot be read" in specthis("refresh", "--force", cwd=root).stderr
    finally:
        cluster.close()
