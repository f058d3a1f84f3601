"""The reference of commands holds every command, option, argument and exit status.

The tables are those that the code works with; a name that is added there and not here makes a test fail.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest
from documentation import COMMANDS, Section, sections

from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.main import specthis
from mkdocs_specthis.frontends.cli.selection import OPTIONS


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    waiting: list[tuple[str, click.Command]] = [("specthis", specthis)]
    while waiting:
        words, command = waiting.pop()
        yield words, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                waiting.append((f"{words} {name}", found))


def option_names(decorator: Callable[..., Any]) -> list[str]:
    @decorator
    def command() -> None: ...

    return [name for option in command.__click_params__ for name in option.opts]


EVERY_COMMAND = dict(every_command())
SELECTION_OPTIONS = {name for option in OPTIONS for name in option_names(option)}
SHARED_OPTIONS = {"-h", "--help", "-C", "--project", "--debug"} | SELECTION_OPTIONS
"""What every command takes is said once."""


def section_of(words: str) -> Section:
    return next(section for section in sections(COMMANDS) if section.code == (words,))


def test_every_command_has_its_section() -> None:
    found = [code for section in sections(COMMANDS) for code in section.code if section.level > 1]
    assert sorted(found) == sorted(EVERY_COMMAND)


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_every_option_is_there_and_no_other(words: str) -> None:
    cells = (row.split("|")[1] for row in section_of(words).text.split("\n") if row.startswith("| `-"))
    documented = {option for cell in cells for option in re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", cell)}
    options = {
        name
        for parameter in EVERY_COMMAND[words].params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("-")
    }
    wanted = options if words == "specthis" else options - SHARED_OPTIONS
    assert wanted <= documented
    assert documented <= options | SHARED_OPTIONS


def test_every_way_to_choose_entries_is_there() -> None:
    text = next(section.text for section in sections(COMMANDS) if section.title == "Choosing entries")
    documented = set(re.findall(r"^\| `(--\w+)", text, re.MULTILINE))
    assert documented == SELECTION_OPTIONS


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_every_argument_is_there(words: str) -> None:
    names = {
        parameter.make_metavar(click.Context(EVERY_COMMAND[words]))
        for parameter in EVERY_COMMAND[words].params
        if isinstance(parameter, click.Argument)
    }
    text = section_of(words).text
    assert [name for name in names if re.sub(r"[\[\]. ]", "", name) not in text] == []


def test_every_exit_status_is_there() -> None:
    text = next(section.text for section in sections(COMMANDS) if section.title == "Exit statuses")
    documented = {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert documented == {
        value for name, value in vars(exit_status).items() if name.isupper() and isinstance(value, int)
    }
