"""Imports go down only, and hosts don't know each other: import-linter's contracts in pyproject.toml."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import REPOSITORY
from sources import imports, sources

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, timeout=120)


def test_contracts_are_kept() -> None:
    done = lint(REPOSITORY)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


def test_contracts_name_all_floors() -> None:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in settings["contracts"] if contract["type"] == "layers")
    floors = {f"mkdocs_specthis.{source.path.split('/')[1]}" for source in sources() if source.path.count("/") > 1}
    assert floors - {"mkdocs_specthis.schemas", "mkdocs_specthis.templates"} == set(layers)


@pytest.mark.parametrize("above", ["mkdocs_specthis.effects", "mkdocs_specthis.core.snapshot"])
def test_a_broken_contract_is_seen(tmp_path: Path, above: str) -> None:
    """On a copy of the tree in which nothing imports anything, but for one file of `core/contracts`."""
    for source in sources():
        (tmp_path / source.path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / source.path).write_text("")
    (tmp_path / "mkdocs_specthis" / "core" / "contracts" / "bad.py").write_text(f"import {above}\n")
    (tmp_path / "pyproject.toml").write_bytes((REPOSITORY / "pyproject.toml").read_bytes())
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "1 broken" in done.stdout
    assert f"mkdocs_specthis.core.contracts.bad -> {above}" in done.stdout


def test_heavy_packages_have_one_home() -> None:
    """Start-up time: what is imported in one place can be kept out of all others."""
    homes = {
        "rich": "mkdocs_specthis.frontends.cli",
        "boto3": "mkdocs_specthis.effects.caches",
        "nh3": "mkdocs_specthis.frontends.mkdocs",
    }
    strays = [
        f"{source.path}:{line}: {module}"
        for source in sources()
        for module, line in imports(source)
        if (home := homes.get(module.partition(".")[0])) and not source.module.startswith(home)
    ]
    assert strays == []
