"""The reference of settings holds every key with its default, and says which of them do nothing yet.

The tables are those that the code works with; a name that is added there and not here makes a test fail.
"""

import ast
import dataclasses
import json
from functools import cache

import pytest
from conftest import REPOSITORY
from documentation import NOT_YET, SETTINGS, below, read, titles

from mkdocs_specthis.core.model.settings import BUILT_IN_ENVIRONMENT, BUILT_IN_INTERPRETERS, Settings
from mkdocs_specthis.core.parse.settings_keys import LOCAL_KEYS, PROJECT_KEYS, WORDS


@pytest.mark.parametrize("table", PROJECT_KEYS)
def test_every_setting_has_its_paragraph(table: str) -> None:
    found = below(SETTINGS, f"`[{table}]`")
    assert titles(found, 3) == list(PROJECT_KEYS[table])
    assert all(section.text.strip().startswith("Default") for section in found)


def test_every_setting_of_a_machine_has_its_paragraph() -> None:
    found = [section.code for section in below(SETTINGS, "This machine: `.specthis/local.toml`")]
    expected = [(f"[{table}]", key) for table, keys in LOCAL_KEYS.items() for key in keys]
    assert sorted(found) == sorted([*expected, ("[roots]",)])


def default_of(table: str, key: str) -> object:
    name = PROJECT_KEYS[table][key]
    found = next(field for field in dataclasses.fields(Settings) if field.name == name)
    return found.default if found.default is not dataclasses.MISSING else ()


@pytest.mark.parametrize("place", [(table, key) for table, keys in PROJECT_KEYS.items() for key in keys], ids=".".join)
def test_the_default_is_the_codes(place: tuple[str, str]) -> None:
    table, key = place
    section = next(section for section in below(SETTINGS, f"`[{table}]`") if section.code == (key,))
    default = default_of(table, key)
    if default in ((), "", None):
        assert not section.text.strip().startswith(("Default `",))
    else:
        assert section.text.strip().startswith(f"Default `{json.dumps(default)}`")


def test_every_word_that_a_setting_takes_is_there() -> None:
    text = read(SETTINGS)
    assert [word for words in WORDS.values() for word in words if f'`"{word}"`' not in text] == []


def test_built_in_interpreters_and_environment_are_there() -> None:
    text = read(SETTINGS)
    assert [
        suffix
        for suffix, command in BUILT_IN_INTERPRETERS.items()
        if f"`{suffix}`" not in text or f"`{command}`" not in text
    ] == []
    assert [name for name, value in BUILT_IN_ENVIRONMENT.items() if f"`{name}={value}`" not in text] == []


@cache
def settings_in_use() -> frozenset[str]:
    """Names of settings that code outside of the parser asks for; the doctor asks what is set, and does nothing."""
    used = set()
    for file in (REPOSITORY / "mkdocs_specthis").rglob("*.py"):
        if file.name.startswith("settings") or file.parent.name == "doctor":
            continue
        for node in ast.walk(ast.parse(read(file))):
            if isinstance(node, ast.Attribute):
                owner = node.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if name == "settings" or "read_settings" in ast.unparse(owner):
                    used.add(node.attr)
    return frozenset(used)


@pytest.mark.parametrize("place", [(table, key) for table, keys in PROJECT_KEYS.items() for key in keys], ids=".".join)
def test_a_setting_that_nothing_asks_for_is_said_to_do_nothing(place: tuple[str, str]) -> None:
    table, key = place
    section = next(section for section in below(SETTINGS, f"`[{table}]`") if section.code == (key,))
    assert (NOT_YET in section.text) == (PROJECT_KEYS[table][key] not in settings_in_use())
