"""The reference of JSON holds every schema with the commands that print it.

A schema that is added to the package and not here makes a test fail; so does a command that prints JSON which no row
speaks of.
"""

import re

import click
import pytest
from documentation import REFERENCE, sections
from test_reference_commands import EVERY_COMMAND

from mkdocs_specthis.effects.schemas import schema_names


def rows() -> dict[str, str]:
    text = next(section.text for section in sections(REFERENCE / "json.md") if section.title == "Schemas")
    found = (re.match(r"\| `([\w-]+)` \| (.+) \|$", line) for line in text.split("\n"))
    return {match[1]: match[2] for match in found if match}


def test_every_schema_has_its_row() -> None:
    assert list(rows()) == list(schema_names())


WITH_JSON = [
    words
    for words, command in EVERY_COMMAND.items()
    for option in command.params
    if isinstance(option, click.Option) and "--json" in option.opts
]


@pytest.mark.parametrize("words", WITH_JSON)
def test_every_command_that_prints_json_is_named(words: str) -> None:
    assert any(f"`{words}`" in text or f"`{words} --json`" in text for text in rows().values())
