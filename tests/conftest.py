"""Fixtures that every test may use: projects on disk, and the console commands as a user runs them.

Knows where the test projects lie; holds no expectation.
"""

import gc
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from fork_server import run_module
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).resolve().parent.parent
PROJECTS: Mapping[str, Path] = {
    "example_site": REPOSITORY / "example_site",
    "sweep": REPOSITORY / "tests" / "projects" / "sweep",
}
"""Name of a test project to its folder. They share no path, kind of script or way of writing."""

pytest_plugins = ("browser.fixtures",)

RunCommand = Callable[..., subprocess.CompletedProcess[str]]

settings.register_profile("default", deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
settings.register_profile("long", parent=settings.get_profile("default"), max_examples=3000)
settings.load_profile("default")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell: what is started from here must hear the interrupt key all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-cases", action="store_true", help="write what came out into the cases' expectations")
    parser.addoption("--fuzz-replay", metavar="FILE", help="try an input again that the fuzzer saved")
    parser.addoption("--long", action="store_true", help="run the tests marked `long` too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long ones, unless asked for with `--long` or named with `-m`."""
    if config.getoption("--long") or "long" in (config.getoption("-m") or ""):
        return
    skip = pytest.mark.skip(reason="long: needs --long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


def pytest_collection_finish() -> None:
    """All that was read stays until the end: nobody looks for garbage in it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _quiet_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A person nobody is, on a machine without settings: the same on every developer's machine.

    Scripts of test projects say `python`: it is the one that runs the tests.
    """
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in [*os.environ]:
        if name.startswith(("AWS_", "SPECTHIS_", "GIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CACHE_HOME", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")


def write_files(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write `files` (POSIX path below `root` to content) as they are, line ends untouched, and give `root` back."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return root


def git(root: Path, *arguments: str) -> str:
    """Run git in `root` and give its standard output."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def commit_all(root: Path, message: str = "Everything") -> str:
    """Commit all that git does not ignore; gives the commit's name."""
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(root, "rev-parse", "HEAD").strip()


def copy_project(name: str, into: Path) -> Path:
    """The test project `name`, without generated files, in a fresh git repository below `into`."""
    generated = shutil.ignore_patterns("__pycache__", "site", ".specthis", "_index.json", "_routing.json")
    root = into / name
    shutil.copytree(PROJECTS[name], root, ignore=generated, symlinks=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit_all(root, "As it is shipped")
    git(root, "clean", "-fdXq")
    return root


@pytest.fixture
def write_tree(tmp_path: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Write files below a fresh folder; further calls add to it."""
    root = tmp_path / "project"
    root.mkdir()
    return lambda files: write_files(root, files)


@pytest.fixture
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A fresh copy of `example_site`, or of the test project that an indirect `pytest.mark.parametrize` names."""
    return copy_project(getattr(request, "param", "example_site"), tmp_path)


@pytest.fixture(params=sorted(PROJECTS))
def any_project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A fresh copy of each test project in turn."""
    return copy_project(request.param, tmp_path)


@pytest.fixture
def specthis() -> RunCommand:
    """Run a console command as a user does: `specthis("audit", "--json", cwd=root)`. It may fail."""
    return run_command


def run_command(
    *arguments: str,
    cwd: Path,
    timeout: float = 60,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
) -> subprocess.CompletedProcess[str]:
    """`python -m mkdocs_specthis ARGUMENTS` in a process of its own, without a terminal."""
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})}
    return run_module("mkdocs_specthis", arguments, cwd=cwd, env=env, stdin=stdin, timeout=timeout)
