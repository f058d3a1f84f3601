"""The wheel, really built: what is in it, and what it says of itself. Installs nothing."""

import configparser
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import REPOSITORY

if not (find_spec("hatchling") and find_spec("hatch_fancy_pypi_readme")):
    pytest.skip("hatchling and hatch-fancy-pypi-readme are not installed: `make setup`", allow_module_level=True)

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as archive:
        yield archive


@pytest.fixture
def metadata(wheel: ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode("utf-8"))


def package_files() -> set[str]:
    """Every file of the package in this tree."""
    package = REPOSITORY / "mkdocs_specthis"
    found = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(REPOSITORY).as_posix() for path in found}


def test_it_holds_the_package_and_nothing_else(wheel: ZipFile) -> None:
    held = set(wheel.namelist())
    about = {re.sub(r"^[^/]+\.dist-info/", "", name) for name in held if ".dist-info/" in name}
    assert {name for name in held if ".dist-info/" not in name} == package_files()
    assert about == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


@pytest.mark.parametrize("needed", ["py.typed", "schemas/*.json", "templates/**/*.md", "frontends/mkdocs/assets/*.css"])
def test_the_tree_has_what_is_looked_for(needed: str) -> None:
    assert any((REPOSITORY / "mkdocs_specthis").glob(needed))


def test_its_files_are_those_of_the_tree(wheel: ZipFile) -> None:
    assert [name for name in package_files() if wheel.read(name) != (REPOSITORY / name).read_bytes()] == []


def test_scripts_and_plugin(wheel: ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    points = configparser.ConfigParser()
    points.optionxform = str  # type: ignore[assignment,method-assign]
    points.read_string(wheel.read(name).decode("utf-8"))
    assert dict(points["console_scripts"]) == PROJECT["scripts"]
    assert {"specthis", "specthis-refresh", "specthis-cache"} <= set(points["console_scripts"])
    assert [*points["mkdocs.plugins"]] == ["specthis"]


def test_what_it_says_of_itself(metadata: Message) -> None:
    import mkdocs_specthis

    assert (metadata["Name"], metadata["Version"]) == ("mkdocs-specthis", mkdocs_specthis.__version__)
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    extras = set(PROJECT["optional-dependencies"])
    assert extras and set(metadata.get_all("Provides-Extra", [])) == extras


def test_every_dependency_has_both_a_floor_and_a_name(metadata: Message) -> None:
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(needed) == len(PROJECT["dependencies"])
    assert [line for line in needed if ">=" not in line] == []


def test_its_readme_leads_nowhere_that_a_package_index_lacks(metadata: Message) -> None:
    """What `](path)` names lies in the repository; beside the README of a wheel there is nothing."""
    text = metadata.get_payload()
    assert isinstance(text, str) and text.startswith("# mkdocs-specthis") and "pip install mkdocs-specthis" in text
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert [address for address in addresses(text) if not address.startswith("https://")] == []
    assert [line for line in text.splitlines() if line.startswith("!")] == []
    assert "docs/images" not in text and "<picture" not in text


def addresses(markdown: str) -> list[str]:
    """What links and pictures of a text lead to, as its reader sees them."""
    from markdown_it import MarkdownIt

    inline = [token for block in MarkdownIt().enable("table").parse(markdown) for token in block.children or ()]
    found = [token.attrGet(name) for token in inline for name in ("href", "src")]
    return [str(address) for address in found if address is not None]


def test_addresses_are_found() -> None:
    assert addresses("[a](b.md) ![c](d.png)\n\n| [e](f.md) |\n|---|\n| [g](https://h/) |\n") == [
        "b.md",
        "d.png",
        "f.md",
        "https://h/",
    ]


def test_no_path_of_the_machine_that_built_it(wheel: ZipFile) -> None:
    here = str(Path(REPOSITORY)).encode()
    assert [name for name in wheel.namelist() if here in wheel.read(name)] == []
