"""The reference of rules, of the spec format, of ledgers and of the site holds everything there is, and nothing else.

The tables are those that the code works with; a name that is added there and not here makes a test fail.
"""

import ast
import json
from functools import cache
from typing import Any

import pytest
from conftest import REPOSITORY
from documentation import LEDGERS, NOT_YET, RULES, SITE, SPEC_FORMAT, below, read, sections, titles, words_in_code

from mkdocs_specthis.core.audit.catalogue import CATALOGUE
from mkdocs_specthis.core.parse import ledgers as parser
from mkdocs_specthis.core.parse.fields import COMPUTE_FIELDS, EXPORT_FIELDS, NOT_IN_CONTRACT
from mkdocs_specthis.core.parse.header import KEYS


def test_every_rule_has_its_paragraph() -> None:
    assert sorted(titles(sections(RULES), 3)) == sorted(CATALOGUE)


@pytest.mark.parametrize("rule", CATALOGUE)
def test_a_rules_paragraph_says_its_weight_and_more(rule: str) -> None:
    section = next(section for section in sections(RULES) if section.code == (rule,))
    text = section.text.strip()
    assert text.startswith(f"**{CATALOGUE[rule].severity}** — ")
    assert len(text) > 80


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


FIELD_ATTRIBUTES = {
    "Keys": "keys",
    "Sidecars": "declared_outputs",
    "Workflows": "workflows",
    "Inputs": "inputs",
    "Consumes": "consumes",
    "Run": "run",
    "Timeout": "timeout",
    "Retries": "retries",
    "Resources": "resources",
    "Varies": "varies",
}
"""Fields that a refresh or a state should rest on, and the attribute of an entry that holds each."""


DECIDING = ("", "audit", "cache", "contracts", "dependencies", "questions", "states", "steps")
"""Folders of the core in which states and steps are decided."""


@cache
def attributes_in_use() -> frozenset[str]:
    """Every attribute that the code which decides asks for, of whatever it is."""
    package = REPOSITORY / "mkdocs_specthis"
    files = [
        *(file for part in DECIDING for file in (package / "core" / part).glob("*.py")),
        *(package / "usecases").rglob("*.py"),
    ]
    trees = [ast.parse(read(file)) for file in files if file.name != "names.py"]
    return frozenset(node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute))


@pytest.mark.parametrize("field", FIELD_ATTRIBUTES)
def test_a_field_that_nothing_asks_for_is_said_to_do_nothing(field: str) -> None:
    section = next(section for section in below(SPEC_FORMAT, "Fields of a compute entry") if section.code == (field,))
    assert (NOT_YET in section.text) == (FIELD_ATTRIBUTES[field] not in attributes_in_use())


LEDGER_KEYS = {"lock": parser._JUDGMENT_KEYS, "receipt": parser._RECEIPT_KEYS}
"""What the reader of each ledger knows."""


def schema_of(name: str) -> dict[str, Any]:
    schema = json.loads(read(REPOSITORY / "mkdocs_specthis" / "schemas" / f"{name}.schema.json"))
    return dict(schema["$defs"]["judgment"] if name == "lock" else schema)


@pytest.mark.parametrize("name", ["lock", "receipt", "event"])
def test_every_key_of_a_ledger_is_there(name: str) -> None:
    titles = {"lock": "`_lock.json`", "receipt": "`_runs/<entry>.json`", "event": "`events.jsonl`"}
    text = next(section.text for section in sections(LEDGERS) if section.title == titles[name])
    rows = [row.split("|") for row in text.split("\n") if row.startswith("| `")]
    documented = {row[1].strip().strip("`"): "✓" in row[2] for row in rows}
    assert set(documented) == set(LEDGER_KEYS.get(name, schema_of(name)["properties"]))
    if name != "event":
        assert {key for key, required in documented.items() if required} == set(schema_of(name)["required"])


@pytest.mark.parametrize("name", LEDGER_KEYS)
def test_the_schema_knows_every_key(name: str) -> None:
    assert set(schema_of(name)["properties"]) == set(LEDGER_KEYS[name])


def test_every_option_of_the_plugin_has_its_paragraph() -> None:
    from mkdocs_specthis.frontends.mkdocs.options import Options

    documented = titles(below(SITE, "Options"), 3)
    assert sorted(documented) == sorted(name for name, _ in Options._schema)


def test_every_fixed_page_is_there() -> None:
    from mkdocs_specthis.frontends.mkdocs import addresses

    sources = {
        value
        for name, value in vars(addresses).items()
        if name.isupper() and isinstance(value, str) and value.endswith(("index.md", "specs.md", "entries.md"))
    }
    text = next(section.text for section in sections(SITE) if section.title == "Pages")
    assert [source for source in sources if f"`{source}`" not in text] == []
