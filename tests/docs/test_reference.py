"""The reference holds everything there is, and nothing that there isn't.

The tables are those that the code works with; a name that is added there and not here makes a test fail.
"""

import ast
import dataclasses
import json
import re
from collections.abc import Iterator

import click
import pytest
from conftest import REPOSITORY
from documentation import REFERENCE, Section, below, read, sections, words_in_code

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.model.settings import BUILT_IN_ENVIRONMENT, BUILT_IN_INTERPRETERS, Settings
from mkdocs_specthis.core.model.state import Actor, Axis, Certification, Realization
from mkdocs_specthis.core.parse.fields import COMPUTE_FIELDS, EXPORT_FIELDS, NOT_IN_CONTRACT
from mkdocs_specthis.core.parse.header import KEYS
from mkdocs_specthis.core.parse.settings import LOCAL_KEYS, NONDETERMINISM, OBSERVE, PROJECT_KEYS
from mkdocs_specthis.core.status import CERTIFICATION_OF, REALIZATION_OF
from mkdocs_specthis.frontends.cli import exit_status
from mkdocs_specthis.frontends.cli.main import specthis

RULES, SPEC_FORMAT, SETTINGS, STATES, COMMANDS, LEDGERS, SITE = (
    REFERENCE / f"{name}.md" for name in ("rules", "spec-format", "settings", "states", "commands", "ledgers", "site")
)


def titles(found: tuple[Section, ...], level: int) -> list[str]:
    """What stands in backticks in each heading of a level."""
    return [code for section in found if section.level == level for code in section.code]


# rules


def test_every_rule_has_its_paragraph() -> None:
    assert sorted(titles(sections(RULES), 3)) == sorted(CATALOGUE)


@pytest.mark.parametrize("rule", CATALOGUE)
def test_a_rules_paragraph_says_its_weight_and_more(rule: str) -> None:
    section = next(section for section in sections(RULES) if section.code == (rule,))
    text = section.text.strip()
    assert text.startswith(f"**{CATALOGUE[rule].severity}** — ")
    assert len(text) > 80


# spec format


def test_every_key_of_the_frontmatter_has_its_paragraph() -> None:
    assert titles(below(SPEC_FORMAT, "Frontmatter"), 3) == list(KEYS)


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("Fields of a compute entry", tuple(COMPUTE_FIELDS)),
        ("Fields of a report or figure entry", tuple(set(EXPORT_FIELDS) - set(COMPUTE_FIELDS))),
    ],
)
def test_every_field_has_its_paragraph(title: str, fields: tuple[str, ...]) -> None:
    found = below(SPEC_FORMAT, title)
    assert sorted(titles(found, 3)) == sorted(fields)
    assert [section.title for section in found if len(section.text.strip()) < 20] == []


def test_the_fields_outside_of_the_contract_are_named() -> None:
    line = next(line for line in read(SPEC_FORMAT).split("\n") if "are not part of the contract" in line)
    assert words_in_code(line) == set(NOT_IN_CONTRACT)


# settings


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
    assert [word for word in (*NONDETERMINISM, *OBSERVE) if f'`"{word}"`' not in text] == []


def test_built_in_interpreters_and_environment_are_there() -> None:
    text = read(SETTINGS)
    assert [suffix for suffix, command in BUILT_IN_INTERPRETERS.items() if f"`{suffix}`" not in text or f"`{command}`" not in text] == []
    assert [name for name, value in BUILT_IN_ENVIRONMENT.items() if f"`{name}={value}`" not in text] == []


NOT_YET = "Read and checked, and without effect so far."


def settings_in_use() -> set[str]:
    """Names of settings that code outside of the parser asks for."""
    used = set()
    for file in (REPOSITORY / "mkdocs_specthis").rglob("*.py"):
        if file.name == "settings.py":
            continue
        for node in ast.walk(ast.parse(read(file))):
            if isinstance(node, ast.Attribute):
                owner = node.value
                name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if name in ("settings", "defaults"):
                    used.add(node.attr)
    return used


@pytest.mark.parametrize("place", [(table, key) for table, keys in PROJECT_KEYS.items() for key in keys], ids=".".join)
def test_a_setting_that_nothing_asks_for_is_said_to_do_nothing(place: tuple[str, str]) -> None:
    table, key = place
    section = next(section for section in below(SETTINGS, f"`[{table}]`") if section.code == (key,))
    assert (NOT_YET in section.text) == (PROJECT_KEYS[table][key] not in settings_in_use())


# states


def constants(function: str) -> Iterator[str]:
    """Words that a function of `core/status.py` returns."""
    tree = ast.parse(read(REPOSITORY / "mkdocs_specthis" / "core" / "status.py"))
    found = next(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == function)
    for node in ast.walk(found):
        if isinstance(node, ast.Return) and node.value is not None:
            branches = [node.value.body, node.value.orelse] if isinstance(node.value, ast.IfExp) else [node.value]
            yield from (branch.value for branch in branches if isinstance(branch, ast.Constant) and isinstance(branch.value, str))


def kinds_of_reasons() -> set[str]:
    """Every literal `kind` of a Reason."""
    found = set(CERTIFICATION_OF) | set(REALIZATION_OF)
    for name in ("status.py", "reasons.py"):
        for node in ast.walk(ast.parse(read(REPOSITORY / "mkdocs_specthis" / "core" / name))):
            if isinstance(node, ast.Call):
                found.update(
                    keyword.value.value
                    for keyword in node.keywords
                    if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
                )
                if getattr(node.func, "id", "") in ("_certification", "_realization") and isinstance(node.args[0], ast.Constant):
                    found.add(str(node.args[0].value))
    return found


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Certification", set(map(str, Certification))),
        ("Realization", set(map(str, Realization))),
        ("One word", set(constants("headline")) | set(map(str, Certification)) - {"certified"} | {"never-run", "stale"}),
        ("Older words", set(constants("four_state")) | set(constants("five_state"))),
        ("Reasons", kinds_of_reasons()),
    ],
)
def test_every_state_and_reason_is_there(title: str, words: set[str]) -> None:
    text = next(section.text for section in sections(STATES) if section.title == title)
    first_cells = " ".join(row.split("|")[1] + (row.split("|")[2] if title == "Reasons" else "") for row in text.split("\n") if row.startswith("|"))
    assert words_in_code(first_cells) == words


def test_axes_and_actors_are_there() -> None:
    text = read(STATES)
    assert [axis for axis in Axis if f"| {axis} |" not in text] == []
    assert [actor for actor in (Actor.MIND, Actor.MACHINE, Actor.PATIENCE) if actor not in text] == []


# commands


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


EVERY_COMMAND = dict(every_command())
SHARED_OPTIONS = {"-h", "--help", "-C", "--project", "--debug"}
"""What every command takes is said once."""


def section_of(words: str) -> Section:
    return next(section for section in sections(COMMANDS) if section.code == (words,))


def test_every_command_has_its_section() -> None:
    found = [code for section in sections(COMMANDS) for code in section.code if section.level > 1]
    assert sorted(found) == sorted(EVERY_COMMAND)


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_every_option_is_there_and_no_other(words: str) -> None:
    documented = {
        option
        for code in words_in_code(section_of(words).text)
        for option in re.findall(r"(?<![\w-])--?[A-Za-z][\w-]*", code)
        if code.startswith("-")
    }
    options = {name for parameter in EVERY_COMMAND[words].params for name in (*parameter.opts, *parameter.secondary_opts) if name.startswith("-")}
    wanted = options if words == "specthis" else options - SHARED_OPTIONS
    assert wanted <= documented
    assert documented <= options | SHARED_OPTIONS


@pytest.mark.parametrize("words", EVERY_COMMAND)
def test_every_argument_is_there(words: str) -> None:
    names = {parameter.make_metavar(click.Context(EVERY_COMMAND[words])) for parameter in EVERY_COMMAND[words].params if isinstance(parameter, click.Argument)}
    text = section_of(words).text
    assert [name for name in names if re.sub(r"[\[\]. ]", "", name) not in text] == []


def test_every_exit_status_is_there() -> None:
    text = next(section.text for section in sections(COMMANDS) if section.title == "Exit statuses")
    documented = {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert documented == {value for name, value in vars(exit_status).items() if name.isupper() and isinstance(value, int)}


# ledgers


@pytest.mark.parametrize("name", ["lock", "receipt", "event"])
def test_every_key_of_a_ledger_is_there(name: str) -> None:
    schema = json.loads(read(REPOSITORY / "mkdocs_specthis" / "schemas" / f"{name}.schema.json"))
    title = {"lock": "`_lock.json`", "receipt": "`_runs/<entry>.json`", "event": "`events.jsonl`"}[name]
    record = schema["$defs"]["judgment"] if name == "lock" else schema
    rows = [row.split("|") for row in next(s.text for s in sections(LEDGERS) if s.title == title).split("\n") if row.startswith("| `")]
    documented = {row[1].strip().strip("`"): "✓" in row[2] for row in rows}
    assert set(documented) == set(record["properties"])
    if name != "event":
        assert {key for key, required in documented.items() if required} == set(record["required"])


# the site


def test_every_option_of_the_plugin_has_its_paragraph() -> None:
    from mkdocs_specthis.frontends.mkdocs.options import Options

    documented = titles(below(SITE, "Options"), 3)
    assert sorted(documented) == sorted(name for name, _ in Options._schema)


def test_every_fixed_page_is_there() -> None:
    from mkdocs_specthis.frontends.mkdocs import addresses

    sources = {value for name, value in vars(addresses).items() if name.isupper() and isinstance(value, str) and value.endswith(("index.md", "specs.md", "entries.md"))}
    text = next(section.text for section in sections(SITE) if section.title == "Pages")
    assert [source for source in sources if f"`{source}`" not in text] == []
