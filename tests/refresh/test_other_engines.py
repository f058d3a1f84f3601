"""An engine of another package, found through its entry point: installed as packages are."""

import json
import os
from pathlib import Path

import pytest
from conftest import REPOSITORY, RunCommand, write_files
from refresh_bench import COPY, one

FILES = {
    "toy_engine-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: toy-engine\nVersion: 1.0\n",
    "toy_engine-1.0.dist-info/entry_points.txt": "[mkdocs_specthis.engines]\ntoy = toy_engine:open_engine\n",
    "toy_engine.py": """\
from concurrent.futures import ProcessPoolExecutor

class ToyEngine:
    name = "toy"
    is_remote = True
    room = 2

    def __init__(self, request):
        assert request.folder.endswith(tuple("0123456789abcdef")), request
        request.tell(f"sends to {request.address} with {request.jobs or 'all'} at once")
        self.pool = ProcessPoolExecutor(max_workers=self.room)

    def executor_for(self, resources):
        return self.pool

    def notice(self):
        return "the toy is being played with"

    def stop(self):
        self.pool.shutdown(wait=False, cancel_futures=True)

    def close(self):
        self.pool.shutdown(wait=True, cancel_futures=True)

def open_engine(request):
    if not request.address:
        raise ValueError("where to?")
    return ToyEngine(request)
""",
}

BEHIND = """
import mkdocs_specthis.effects.runs.remote as remote
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

remote.SIGHT_SECONDS = 0.2

class Behind(ThreadPoolExecutor):
    def submit(self, run, request):
        return super().submit(lambda: self.seen(run(request), request.outputs))

    def seen(self, outcome, outputs):
        return replace(outcome, made={path: %s for path in outputs})

class BehindEngine(ToyEngine):
    def __init__(self, request):
        self.pool = Behind()

def open_engine(request):
    return BehindEngine(request)
"""
"""Workers whose file server is not of one mind with this machine's."""


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """An environment in which the package is there."""
    packages = write_files(tmp_path / "packages", FILES)
    return {"PYTHONPATH": os.pathsep.join([str(packages), str(REPOSITORY)])}


def project(tmp_path: Path, engine: str) -> Path:
    return write_files(
        tmp_path / "project",
        {
            **one(COPY + "import time; time.sleep(1)\n", Run="`python {script} {output}`"),
            "specthis.toml": f"[engine]\n{engine}",
        },
    )


def test_it_runs_what_is_to_be_run(tmp_path: Path, installed: dict[str, str], specthis: RunCommand) -> None:
    root = project(tmp_path, 'name = "toy"\naddress = "the moon"\n')
    done = specthis("refresh", cwd=root, environment=installed)
    assert done.returncode == 0, done.stderr
    assert "sends to the moon with all at once" in done.stderr
    assert done.stderr.count("the toy is being played with") == 1
    assert json.loads((root / "specs/_runs/a.json").read_text())["engine"] == "toy"
    checks = json.loads(specthis("doctor", "--json", cwd=root, environment=installed).stdout)["checks"]
    assert "`toy` of toy-engine" in next(check["text"] for check in checks if check["name"] == "engine")


@pytest.mark.parametrize(
    ("made", "says"),
    [
        ('("sha256:0", 12)', "has other bytes here than on the worker that made it"),
        ('("sha256:0", 9)', "which the worker made, does not come into sight here"),
    ],
)
def test_what_workers_see_otherwise_is_not_signed(
    made: str, says: str, tmp_path: Path, installed: dict[str, str], specthis: RunCommand
) -> None:
    write_files(tmp_path / "packages", {"toy_engine.py": FILES["toy_engine.py"] + BEHIND % made})
    root = project(tmp_path, 'name = "toy"\n')
    done = specthis("refresh", cwd=root, environment=installed)
    assert done.returncode == 1 and says in done.stderr, done.stderr
    assert not (root / "specs/_runs").exists() and not (root / "results/a/a.json").exists()


def test_what_it_raises_is_one_line(tmp_path: Path, installed: dict[str, str], specthis: RunCommand) -> None:
    done = specthis("refresh", cwd=project(tmp_path, 'name = "toy"\n'), environment=installed)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "the engine `toy` of toy-engine cannot be opened: where to?" in done.stderr


def test_one_that_is_not_installed_is_named_with_what_is(
    tmp_path: Path, installed: dict[str, str], specthis: RunCommand
) -> None:
    root = project(tmp_path, 'name = "tooy"\n')
    assert "did you mean `toy`?" in specthis("refresh", cwd=root, environment=installed).stderr
    done = specthis("refresh", cwd=root)
    assert done.returncode == 2 and "there is no engine `tooy`" in done.stderr
