"""The example on a real Slurm, the way the guide says. Opt-in: `make test-slurm` starts one on this machine.

The program that asks Slurm for workers is the guide's own; only what is about a machine is put into it here.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from clusters import is_alive, wait_until
from conftest import REPOSITORY, RunCommand, write_files

pytestmark = pytest.mark.skipif("SPECTHIS_TEST_SLURM" not in os.environ, reason="needs a Slurm: make test-slurm")

GUIDE = REPOSITORY / "docs/pages/guide/clusters.md"
HERE = {
    'interface="ib0"': 'interface="lo"',
    'memory="8GB"': 'memory="1GB"',
    'walltime="04:00:00"': 'walltime="00:10:00"',
    '"port": 8786': '"port": 0',
    "cluster.scale(jobs=4)": "cluster.scale(jobs=2)",
}
"""What the guide says of a cluster to what is so of this one."""


def guides_program(**other: str) -> str:
    """As it stands in the guide, for this machine; `other` puts something in the place of a value of `HERE`."""
    text = GUIDE.read_text(encoding="utf-8").partition('```python title="workers.py"\n')[2].partition("\n```")[0]
    for there, here in HERE.items():
        assert there in text, f"the guide's program has no {there} any more"
        text = text.replace(there, other.get(there.partition("=")[0].partition("(")[0].replace(".", "_"), here))
    return text


def queue() -> list[str]:
    done = subprocess.run(
        ["squeue", "--noheader", "--format", "%i %T"], capture_output=True, text=True, check=True, timeout=30
    )
    return sorted(line.split()[0] for line in done.stdout.splitlines() if line.endswith("RUNNING"))


@contextmanager
def workers(folder: Path, program: str, jobs: int) -> Iterator[str]:
    """Settings for workers that Slurm started, behind certificates."""
    write_files(folder, {"workers.py": program})
    environment = {**os.environ, "HOME": str(folder), "PYTHONPATH": str(REPOSITORY)}
    before = len(queue())
    running = subprocess.Popen(
        [sys.executable, "workers.py"], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    try:
        found = running.stdout.readline().split()[-1]
        assert wait_until(lambda: len(queue()) == before + jobs, 60)
        files = ", ".join(f'{name} = "{folder}/.dask-tls/{name}.pem"' for name in ("ca", "cert", "key"))
        yield f'[engine]\nname = "dask"\naddress = "{found}"\nsecurity = {{ {files} }}\n'
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)
        assert wait_until(lambda: len(queue()) == before, 60), "its jobs go with it"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with workers(tmp_path_factory.mktemp("workers"), guides_program(), jobs=2) as found:
        yield found


def test_the_example_is_made_by_slurms_workers(project: Path, address: str, specthis: RunCommand) -> None:
    before = {path.name: json.loads(path.read_text())["outputs"] for path in (project / "specs/_runs").glob("*.json")}
    write_files(project, {".specthis/local.toml": address})
    done = specthis("refresh", cwd=project, timeout=300)
    print(done.stderr, done.stdout, sep="\n")
    assert done.returncode == 0, done.stderr
    assert "connecting to the dask scheduler at tls://" in done.stderr
    after = {path.name: json.loads(path.read_text())["outputs"] for path in (project / "specs/_runs").glob("*.json")}
    assert after == before, "the very bytes that were made elsewhere"
    states = json.loads(specthis("status", "--json", cwd=project).stdout)["entries"]
    assert {row["realization"] for row in states if row["status"] == "script ready"} == {"fresh"}


SLOW = """\
import os, pathlib, time
open("../begun", "a").write(f"{os.environ['SLURM_JOB_ID']} {os.getpid()}\\n")
if pathlib.Path("../wait").exists():
    time.sleep(120)
pathlib.Path("results/slow/slow.json").write_text('{"slow": 1}')
"""
SPEC = """\
---
name: compute-slow
kind: compute
---

## Entry

### slow

- Script: `scripts/slow.py`
- Output: `results/slow/slow.json`
- Status: script ready
"""


def slow(folder: Path, address: str) -> Path:
    files = {"specs/compute-slow.md": SPEC, "scripts/slow.py": SLOW, ".specthis/local.toml": address}
    (folder / "wait").touch()
    return write_files(folder / "slow", files)


def begun(root: Path) -> tuple[str, int]:
    """The job and the process of the first run."""
    assert wait_until(lambda: (root.parent / "begun").exists() and "\n" in (root.parent / "begun").read_text())
    job, process = (root.parent / "begun").read_text().splitlines()[0].split()
    return job, int(process)


def start(root: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs_specthis", "refresh"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )


def test_a_driver_that_dies_and_the_next(tmp_path: Path, address: str, specthis: RunCommand) -> None:
    root = slow(tmp_path, address)
    driver = start(root)
    _, process = begun(root)
    driver.kill()
    driver.communicate(timeout=30)
    (tmp_path / "wait").unlink()
    done = specthis("refresh", cwd=root, timeout=120)
    print(done.stderr, done.stdout, sep="\n")
    assert done.returncode == 0, done.stderr
    assert not is_alive(process)
    assert (root.parent / "begun").read_text().count("\n") == 2


def test_a_job_that_slurm_ends_costs_a_try(tmp_path: Path, address: str) -> None:
    root = slow(tmp_path, address)
    driver = start(root)
    job, process = begun(root)
    (tmp_path / "wait").unlink()
    subprocess.run(["scancel", job], check=True, timeout=30)
    out, said = driver.communicate(timeout=180)
    print(said, out, sep="\n")
    assert driver.returncode == 0, out + said
    assert "slow failed" in said and "slow made" in said
    assert not is_alive(process)
    jobs = [line.split()[0] for line in (root.parent / "begun").read_text().splitlines()]
    assert len(jobs) == 2 and jobs[0] == job != jobs[1]


STEPS = """\
import json, os, time
from pathlib import Path

checkpoint = Path(os.environ["SPECTHIS_SCRATCH"]) / "done.json"
done = json.loads(checkpoint.read_text()) if checkpoint.exists() else []
while len(done) < 50:
    time.sleep(2)
    done.append(os.environ["SLURM_JOB_ID"])
    part = checkpoint.with_suffix(".part")
    part.write_text(json.dumps(done))
    part.replace(checkpoint)
Path("results/slow/slow.json").write_text(json.dumps({"steps": len(done)}))
print("from checkpoints of", len(set(done)), "jobs")
"""


def test_a_run_that_is_longer_than_a_job_may_be(tmp_path: Path, specthis: RunCommand) -> None:
    """A hundred seconds of work in jobs of one minute each, which are asked for anew."""
    program = guides_program(walltime='walltime="00:01:00"', cluster_scale="cluster.adapt(minimum=1, maximum=1)")
    with workers(tmp_path / "workers", program, jobs=1) as found:
        files = {"specs/compute-slow.md": SPEC, "scripts/slow.py": STEPS, ".specthis/local.toml": found}
        root = write_files(tmp_path / "slow", files)
        done = specthis("refresh", cwd=root, timeout=500)
    print(done.stderr, done.stdout, sep="\n")
    assert done.returncode == 0, done.stderr
    assert json.loads((root / "results/slow/slow.json").read_text()) == {"steps": 50}
    assert int((root / ".specthis/logs/slow.log").read_text().split()[-2]) > 1
