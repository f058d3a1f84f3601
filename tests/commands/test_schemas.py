"""The JSON Schemas that ship with the package, held against what the commands really print and write."""

import json
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from conftest import RunCommand
from small_project import CLEAN, FILES, WORDS, append, json_of, judge, settled

WriteTree = Callable[[Mapping[str, str | bytes]], Path]

NAMES = ("status", "audit", "lock", "receipt", "event", "refresh", "graph", "doctor")


def schema_of(name: str) -> dict[str, Any]:
    text = (resources.files("mkdocs_specthis.schemas") / f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


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
