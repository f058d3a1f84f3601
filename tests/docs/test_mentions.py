"""Commands that messages, pages and texts tell a person to type are commands that there are."""

import ast
import re
import shlex
from collections.abc import Iterator

import click
import pytest
from conftest import REPOSITORY
from documentation import PAGES, read

from mkdocs_specthis.frontends.cli.main import specthis

_COMMAND = re.compile(r"(?:`|^[$ ]*|&& )(specthis(?:-refresh|-cache)?(?: [^`\n&|#]*)?)(?=`|$|&|\||#)", re.MULTILINE)


def in_texts() -> Iterator[tuple[str, str]]:
    """(where, command) of every command in a page or in a string of the package."""
    folders = (PAGES, REPOSITORY / "example_site", REPOSITORY / "mkdocs_specthis" / "templates")
    files = [*REPOSITORY.glob("*.md"), *(file for folder in folders for file in folder.rglob("*.md"))]
    for file in sorted(files):
        for found in _COMMAND.finditer(read(file)):
            yield file.relative_to(REPOSITORY).as_posix(), found[1]
    for file in sorted((REPOSITORY / "mkdocs_specthis").rglob("*.py")):
        where = file.relative_to(REPOSITORY).as_posix()
        for node in ast.walk(ast.parse(read(file))):
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "NAME" for part in node.values)  # type: ignore[misc]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
            else:
                continue
            yield from ((f"{where}:{node.lineno}", found[1]) for found in _COMMAND.finditer(text))


def problem(line: str) -> str:
    """What is wrong with a command line; empty if nothing is."""
    try:
        words = shlex.split(re.sub(r" {2,}.*", "", line.strip().rstrip(".")))
    except ValueError:
        return ""
    command: click.Command = specthis
    if words[0].startswith("specthis-"):
        words = ["specthis", words[0].removeprefix("specthis-"), *words[1:]]
    rest = words[1:]
    while rest and isinstance(command, click.Group) and re.fullmatch(r"[a-z]+", rest[0]):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return f"there is no command `{rest[0]}`"
        command, rest = found, rest[1:]
    known = {
        option
        for parameter in (*command.params, *specthis.params)
        for option in (*parameter.opts, *parameter.secondary_opts)
    } | {
        "-h",
        "--help",
    }
    unknown = [word for word in rest if word.startswith("-") and word.partition("=")[0] not in known]
    return f"there is no option `{unknown[0]}`" if unknown else ""


def test_every_command_that_is_mentioned_exists() -> None:
    found = [f"{where}: {line}: {why}" for where, line in in_texts() if (why := problem(line))]
    assert found == []


def test_commands_are_mentioned() -> None:
    assert len(list(in_texts())) > 50


@pytest.mark.parametrize(
    "line",
    [
        "specthis lokc",
        "specthis lock no",
        "specthis status --no",
        "specthis-refresh --no",
        "specthis-cache pusch",
        "specthis lock record x --no",
    ],
)
def test_a_command_that_does_not_exist_is_seen(line: str) -> None:
    assert problem(line)


@pytest.mark.parametrize(
    "line",
    ["specthis", "specthis-refresh -j 4", "specthis lock record trend --note 'x'", "specthis status --check=bytes"],
)
def test_a_command_that_exists_passes(line: str) -> None:
    assert not problem(line)
