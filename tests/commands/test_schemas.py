"""The JSON Schemas that ship with the package, held against what the commands really print and write."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import jsonschema_rs
import pytest
from conftest import RunCommand
from small_project import AUTHOR, CLEAN, FILES, WORDS, append, in_process, json_of, judge, python, settled

from mkdocs_specthis.effects.schemas import read_schema, schema_names
from mkdocs_specthis.frontends.cli.main import specthis as specthis_command

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

NAMES = schema_names()


schema_of = read_schema


def faults(name: str, value: object) -> list[str]:
    validator = jsonschema_rs.Draft202012Validator(schema_of(name))
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema_of_2020_12(name: str) -> None:
    schema = schema_of(name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:mkdocs-specthis:schema:{name}:1"
    assert schema["title"] and schema["description"]
    assert jsonschema_rs.meta.is_valid(schema)


def objects(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_required_is_described(name: str) -> None:
    for part in objects(schema_of(name)):
        assert set(part.get("required", ())) <= set(part["properties"])


def stories(write_tree: WriteTree, tmp_path: Path) -> Iterator[Path]:
    """Projects in many states."""
    yield write_tree(FILES)
    root = settled(tmp_path)
    yield root
    append(root, "scripts/clean.py", "# edited\n")
    append(root, "specs/definitions-words.md", "More.\n")
    (root / "results" / "fit-two" / "fit.json").unlink()
    yield root
    judge(root, "reject", "clean", more=("--note", "no"))
    append(root, "specs/compute-clean.md", "- Ouput: x\n")
    yield root
    (root / "specs" / "compute-fit.md").write_bytes(b"---\nname: [\n---\n")
    yield root


def test_status(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        view = json_of(root, "status")
        assert view["entries"]
        assert faults("status", view) == []


def test_every_key_that_status_prints_is_described(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "specs/compute-clean.md", "- Ouput: x\n")
    view, schema = json_of(root, "status"), schema_of("status")
    assert view.keys() == schema["properties"].keys()
    for part, value in (
        ("entry", view["entries"][0]),
        ("reason", view["entries"][0]["reasons"][0]),
        ("finding", view["findings"][0]),
        ("step", view["steps"][0]),
    ):
        assert value.keys() == schema["$defs"][part]["properties"].keys()


def test_audit(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        assert json_of(root, "audit")["entries"]
        assert faults("audit", json_of(root, "audit")) == []
    root = write_tree(
        {
            "specs/definitions-words.md": WORDS.replace("kind", "depends_on: [compute-clean]\nkind")
            + "\n<!-- specthis: silence depends-on-unmentioned — a test -->\n",
            "data/gone.txt": "",
        }
    )
    (root / "data" / "raw.txt").unlink()
    view, schema = json_of(root, "audit"), schema_of("audit")
    assert faults("audit", view) == []
    assert view.keys() == schema["properties"].keys()
    for part, key in (("row", "entries"), ("finding", "findings"), ("silenced", "silenced")):
        assert view[key][0].keys() == schema["$defs"][part]["properties"].keys()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda view: view["entries"][0].update(certification="sure"), "entries/0/certification"),
        (lambda view: view["entries"][0].pop("repair"), "entries/0"),
        (lambda view: view.update(version=2), "version"),
        (lambda view: view["entries"][0].update(blocked_by=["x"] * 2), "entries/0/blocked_by"),
    ],
)
def test_the_schema_refuses_what_is_not_so(
    change: Callable[[dict[str, Any]], object], fault: str, write_tree: WriteTree
) -> None:
    view = json_of(write_tree(FILES), "status")
    assert faults("status", view) == []
    change(view)
    assert [text.partition(":")[0] for text in faults("status", view)] == [fault]


def test_doctor(write_tree: WriteTree, tmp_path: Path, specthis: RunCommand) -> None:
    for root in stories(write_tree, tmp_path):
        view = json_of(root, "doctor")
        assert faults("doctor", view) == []
    schema = schema_of("doctor")
    assert view.keys() == schema["properties"].keys()
    assert view["checks"][0].keys() == schema["$defs"]["check"]["properties"].keys()
    assert view["settings"][0].keys() == schema["$defs"]["setting"]["properties"].keys()
    (tmp_path / "empty").mkdir()
    assert faults("doctor", json.loads(specthis("doctor", "--json", cwd=tmp_path / "empty").stdout)) == []
    view["checks"][0].update(verdict="missing", hint="")
    assert faults("doctor", view) != []


@pytest.mark.parametrize("by", ["entry", "spec"])
def test_graph(by: str, write_tree: WriteTree, tmp_path: Path) -> None:
    schema = schema_of("graph")
    edges = 0
    for root in stories(write_tree, tmp_path):
        view = json_of(root, "graph", "--by", by)
        assert faults("graph", view) == []
        assert view.keys() == schema["properties"].keys()
        assert view["nodes"][0].keys() == schema["$defs"]["node"]["properties"].keys()
        for edge in view["edges"]:
            assert edge.keys() == schema["$defs"]["edge"]["properties"].keys()
            edges += 1
    assert edges


def test_refresh(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        planned, done = json_of(root, "refresh", "--dry-run"), json_of(root, "refresh")
        assert planned["steps"] and done["results"]
        assert faults("refresh", planned) == []
        assert faults("refresh", done) == []
    schema = schema_of("refresh")
    assert done.keys() == schema["properties"].keys()
    assert done["steps"][0].keys() == schema["$defs"]["step"]["properties"].keys()
    assert done["results"][0].keys() == schema["$defs"]["result"]["properties"].keys()


def test_refresh_with_a_failure(write_tree: WriteTree) -> None:
    view = json_of(write_tree({**FILES, "scripts/clean.py": "raise SystemExit(3)\n"}), "refresh")
    assert view["counts"]["failed"] == 1
    assert faults("refresh", view) == []


def test_ledgers(tmp_path: Path) -> None:
    root = settled(tmp_path)
    judge(root, "reject", "fit-one", more=("--note", "no"))
    lock = json.loads((root / "specs" / "_lock.json").read_text())
    assert faults("lock", lock) == []
    judgment = schema_of("lock")["$defs"]["judgment"]["properties"]
    assert {key for records in lock["entries"].values() for record in records for key in record} <= judgment.keys()
    receipts = list((root / "specs" / "_runs").glob("*.json"))
    assert len(receipts) == 3
    for path in receipts:
        receipt = json.loads(path.read_text())
        assert faults("receipt", receipt) == []
        assert receipt.keys() <= schema_of("receipt")["properties"].keys()


def test_events(specthis: RunCommand, tmp_path: Path) -> None:
    root = settled(tmp_path)
    (root / "scripts" / "clean.py").write_text("raise SystemExit(3)\n")
    (root / "specs" / "compute-clean.md").write_text(CLEAN.replace("Counts", "Fails to count"))
    judge(root, "record", "clean")
    specthis("refresh", cwd=root)
    lines = (root / ".specthis" / "events.jsonl").read_text().splitlines()
    assert {"made", "failed"} <= {json.loads(line)["event"] for line in lines}
    for line in lines:
        assert faults("event", json.loads(line)) == []
        assert json.loads(line).keys() <= schema_of("event")["properties"].keys()


def test_cache(tmp_path: Path) -> None:
    root = settled(tmp_path)
    schema = schema_of("cache")
    commands = [
        ["push", "--dry-run"],
        ["push"],
        ["has"],
        ["list"],
        ["verify"],
        ["gc"],
        ["fetch", "--dry-run"],
        ["fetch"],
    ]
    for words in commands:
        view = json_of(root, "cache", *words)
        assert view["command"] == words[0] and view["rows"], words
        assert faults("cache", view) == []
        assert view.keys() == schema["properties"].keys()
        assert view["rows"][0].keys() == schema["$defs"]["row"]["properties"].keys()
    assert set(view["counts"]) == set(schema["$defs"]["row"]["properties"]["outcome"]["enum"])


# --- every command and every file


def commands_with_json() -> Iterator[tuple[str, click.Option]]:
    waiting: list[tuple[str, click.Command]] = [("specthis", specthis_command)]
    while waiting:
        words, command = waiting.pop()
        for parameter in command.params:
            if isinstance(parameter, click.Option) and "--json" in parameter.opts:
                yield words, parameter
        if isinstance(command, click.Group):
            context = click.Context(command)
            found = ((name, command.get_command(context, name)) for name in command.list_commands(context))
            waiting += [(f"{words} {name}", one) for name, one in found if one is not None]


WITH_JSON = dict(commands_with_json())


@pytest.mark.parametrize("words", WITH_JSON)
def test_every_json_has_a_schema(words: str) -> None:
    """The help of `--json` names the schemas of what comes out."""
    named = re.findall(r"([\w-]+)\.schema\.json", WITH_JSON[words].help or "")
    assert named and set(named) <= set(NAMES)


@pytest.mark.parametrize("name", ["index", "entries", "graph", "refresh", "lock-status"])
def test_what_schemas_have_in_common_is_the_same(name: str) -> None:
    """No schema refers to another one, so each has its own copy of these."""
    status = schema_of("status")["$defs"]
    for part in ("reason", "finding", "step") if name == "index" else ("reason",):
        assert schema_of(name)["$defs"].get(part, status[part]) == status[part]
    if name in ("index", "entries"):
        entry = schema_of(name)["$defs"]["entry"]["properties"]
        left_out = {"repair"} if name == "entries" else set()
        assert {key: entry[key] for key in status["entry"]["properties"].keys() - left_out} == {
            key: value for key, value in status["entry"]["properties"].items() if key not in left_out
        }


def every_key_is_described(schema: object, value: object, root: Mapping[str, Any], place: str = "") -> None:
    """A key that nobody describes is a key that nobody can rely on."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    for choice in schema.get("anyOf", ()):
        if (value is None) == (choice.get("type") == "null"):
            every_key_is_described(choice, value, root, place)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        if "anyOf" not in schema:
            assert others is not None or value.keys() <= properties.keys(), place
        for key, part in value.items():
            every_key_is_described(properties.get(key, others), part, root, f"{place}/{key}")
    elif isinstance(value, list):
        for part in value:
            every_key_is_described(schema.get("items"), part, root, f"{place}/*")


def agrees(name: str, view: object) -> None:
    assert faults(name, view) == []
    every_key_is_described(schema_of(name), view, schema_of(name))


def test_index(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        view = json_of(root, "index")
        agrees("index", view)
        assert in_process(root, "index")[0] == in_process(root, "status")[0]
        assert json.loads((root / "specs" / "_index.json").read_text()) == view


def test_status_and_refresh_describe_every_key(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        agrees("status", json_of(root, "status"))
        agrees("refresh", json_of(root, "refresh", "--dry-run"))
        explained = json_of(root, "refresh", "--explain")
        assert explained["explanations"]
        agrees("refresh", explained)


def test_lock_status(write_tree: WriteTree, tmp_path: Path) -> None:
    for root in stories(write_tree, tmp_path):
        view = json_of(root, "lock", "status")
        assert view["entries"]
        agrees("lock-status", view)
        agrees("lock-status", json_of(root, "lock", "record", "clean", "--dry-run"))


def test_lock_writes(tmp_path: Path) -> None:
    root = settled(tmp_path)
    agrees("lock-status", json_of(root, "lock", "record", "--state", "rejected", "--dry-run"))
    agrees("lock-written", json_of(root, "lock", "record", "--state", "rejected"))
    append(root, "specs/definitions-words.md", "More.\n")
    preview = json_of(root, "lock", "confirm", "definitions-words", "--dry-run")
    assert preview["moved"]
    agrees("lock-confirm", preview)
    signed = ("--at", preview["at"], "--author", AUTHOR)
    confirmed = json_of(root, "lock", "confirm", "definitions-words", *signed)
    assert confirmed["judgments"]
    agrees("lock-written", confirmed)
    agrees("lock-confirm", json_of(root, "lock", "confirm", "definitions-words", "--dry-run"))
    agrees("lock-written", json_of(root, "lock", "confirm", "definitions-words"))
    at = json_of(root, "lock", "status", "clean")["at"]
    rejected = json_of(root, "lock", "reject", "clean", "--at", at, "--author", AUTHOR, "--note", "no")
    assert rejected["verdict"] == "rejected"
    agrees("lock-written", rejected)
    for dry in (("--dry-run",), ()):
        cleared = json_of(root, "lock", "clear", "clean", *dry)
        assert cleared["judgments"] == ["clean"]
        agrees("lock-clear", cleared)


def test_lock_resolve(tmp_path: Path) -> None:
    root = settled(tmp_path)
    agrees("lock-resolve", json_of(root, "lock", "resolve"))
    (root / "specs" / "_lock.json").write_text("<<<<<<< ours\n{\n")
    view = json_of(root, "lock", "resolve")
    assert view["files"]
    agrees("lock-resolve", view)


def test_entries_of_a_site(tmp_path: Path) -> None:
    root = settled(tmp_path)
    append(root, "scripts/clean.py", "# edited\n")
    (root / "docs").mkdir()
    (root / "docs" / "index.md").write_text("# Home\n")
    (root / "mkdocs.yml").write_text("site_name: Site\ntheme: {name: material, font: false}\nplugins: [specthis]\n")
    done = python("import sys; from mkdocs.__main__ import cli; sys.argv[1:] = ['build', '--quiet']; cli()", cwd=root)
    found = list((root / "site").rglob("entries.json"))
    assert len(found) == 1, done.stderr
    view = json.loads(found[0].read_text())
    assert len(view["entries"]) == 4
    agrees("entries", view)
    for row in view["entries"]:
        one = json.loads((root / "site" / "entries" / row["entry"] / "entry.json").read_text())
        agrees("entry", one)
        assert {key: one[key] for key in row} == row


# --- `specthis schema`


@pytest.mark.parametrize("name", NAMES)
def test_each_is_printed(name: str, tmp_path: Path, specthis: RunCommand) -> None:
    """Outside of any project."""
    status, out, said = in_process(tmp_path, "schema", name)
    assert (status, said) == (0, "") and json.loads(out) == schema_of(name)


def test_they_are_listed(tmp_path: Path, specthis: RunCommand) -> None:
    done = specthis("schema", cwd=tmp_path)
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == list(NAMES)
    assert specthis("schema", "receipt.schema.json", cwd=tmp_path).stdout.startswith("{")


def test_an_unknown_one(tmp_path: Path, specthis: RunCommand) -> None:
    done = specthis("schema", "reciept", cwd=tmp_path)
    expected = "specthis: error: there is no schema `reciept`\n  hint: did you mean `receipt`?\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", expected)
    assert specthis("schema", "../lock", cwd=tmp_path).returncode == 2
