"""Artefacts through a cache, from one clone to another: over a folder and over real servers of the S3 protocol."""

import atexit
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from cache_bench import (
    OUTPUTS,
    SPEC,
    Clone,
    Shared,
    add_output,
    blob_of,
    edit_record,
    files_below,
    key_of,
    make_project,
    make_shared,
)
from conftest import commit_all
from s3_servers import KEYS, NO_KEYS

from mkdocs_specthis.core.model.ledger import Contradiction
from mkdocs_specthis.effects.records.ledgers import replace_receipt
from mkdocs_specthis.usecases.load import load_snapshot

KINDS = ("folder", "moto", "ministack", "radosgw")


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_KEYS:
        monkeypatch.delenv(name, raising=False)
    for name, text in KEYS.items():
        monkeypatch.setenv(name, text)


@pytest.fixture(params=KINDS)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Shared:
    return make_shared(request.param, tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Shared:
    """Where the kind of store makes no difference."""
    return make_shared("folder", tmp_path)


def pushed(tmp_path: Path, shared: Shared, **files: str) -> Clone:
    """A project, all made, all in the cache."""
    if shared.folder is not None and not files:
        shutil.copytree(_pushed_once(), tmp_path, dirs_exist_ok=True)
        return Clone(tmp_path / "first")
    clone = make_project(tmp_path / "first", shared, files)
    assert clone("refresh")[0] == 0
    assert clone.outcomes("cache", "push") == {"a": "pushed", "b": "pushed"}
    return clone


@cache
def _pushed_once() -> Path:
    """The same over a folder, made once and copied."""
    made = Path(tempfile.mkdtemp(prefix="specthis-tests-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    clone = make_project(made / "first", make_shared("folder", made))
    assert clone("refresh")[0] == 0
    assert clone.outcomes("cache", "push") == {"a": "pushed", "b": "pushed"}
    commit_all(clone.root)
    return made


def test_what_one_clone_pushed_another_fetches(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    second = first.clone("second")
    assert second.states() == {"a": "absent", "b": "absent"}
    assert second.outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}
    assert second.bytes_of() == first.bytes_of()
    assert (second.receipt("a"), second.receipt("b")) == (first.receipt("a"), first.receipt("b"))
    assert second.states() == {"a": "fresh", "b": "fresh"}
    assert second.changed() == "" and second.leftovers() == []
    assert {event for event, _ in second.events()} == {"began", "fetched", "ended"}


def test_without_receipts_the_signature_finds_it(tmp_path: Path, shared: Shared) -> None:
    """What is downstream is found too, under the signature that it has once its upstream is here."""
    first = pushed(tmp_path, shared)
    second = first.clone("second").without_receipts()
    assert second.outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}
    assert second.bytes_of() == first.bytes_of()
    assert second.states() == {"a": "fresh", "b": "fresh"}
    for name in "ab":
        seal = second.receipt(name)["seal"]
        assert second.receipt(name) == {**first.receipt(name), "from": "cache", "seal": seal}
        assert seal != first.receipt(name)["seal"]


def test_the_layout_is_the_documented_one(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    receipt = first.receipt("a")
    signature = receipt["signature"].removeprefix("sha256:")
    assert f"entries/v1/{signature}.json" in shared.names()
    digest = receipt["outputs"]["results/a/a.json"]["digest"].removeprefix("sha256:")
    assert f"blobs/sha256/{digest[:2]}/{digest}" in shared.names()
    record = json.loads(shared.read(f"entries/v1/{signature}.json"))
    assert record["outputs"] == receipt["outputs"]
    assert len(shared.names()) == 2 + len(OUTPUTS)


def test_pushing_again_changes_nothing(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    before = {key: shared.read(key) for key in shared.names()}
    assert first.outcomes("cache", "push") == {"a": "there", "b": "there"}
    assert {key: shared.read(key) for key in shared.names()} == before


def test_a_blob_that_went_missing_is_put_again(tmp_path: Path, shared: Shared) -> None:
    first = pushed(tmp_path, shared)
    blob = blob_of(first, "a", "results/a/one.csv")
    shared.remove(blob)
    assert first.outcomes("cache", "has") == {"a": "incomplete", "b": "there"}
    assert first("cache", "has")[0] == 1
    assert first.outcomes("cache", "push") == {"a": "pushed", "b": "there"}
    assert shared.read(blob) == first.bytes_of("results/a/one.csv")["results/a/one.csv"]
    assert first("cache", "has")[0] == 0


def test_a_refresh_fetches_and_pushes(tmp_path: Path, shared: Shared) -> None:
    first = make_project(tmp_path / "first", Shared(**{**_fields(shared), "toml": shared.toml + "push = true\n"}))
    assert first.outcomes("refresh") == {"a": "made", "b": "made"}
    assert first.outcomes("cache", "has") == {"a": "there", "b": "there"}
    assert ("pushed", "a") in first.events()
    second = first.clone("second")
    planned = [(step["entries"], step["action"]) for step in second.json("refresh", "--dry-run")["steps"]]
    assert planned == [(["a"], "fetch"), (["b"], "fetch")]
    assert second.outcomes("refresh") == {"a": "fetched", "b": "fetched"}
    assert second.bytes_of() == first.bytes_of() and second.changed() == ""
    second.write({"data/x.txt": "other text\n"})
    assert second.outcomes("refresh") == {"a": "made", "b": "made"}
    third = second.clone("third").without_receipts()
    planned = [(step["entries"], step["action"]) for step in third.json("refresh", "--dry-run")["steps"]]
    assert planned == [(["a"], "fetch"), (["b"], "fetch")]
    assert third.outcomes("refresh") == {"a": "fetched", "b": "fetched"}
    assert third.bytes_of() == second.bytes_of()


def _fields(shared: Shared) -> dict[str, object]:
    return {name: getattr(shared, name) for name in ("toml", "folder", "server", "bucket")}


def test_a_refresh_does_not_ask_where_the_settings_say_no(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    second.write({"specthis.toml": folder.toml + "fetch = false\n"})
    assert second.outcomes("refresh") == {"a": "reproduced", "b": "reproduced"}
    third = first.clone("third")
    assert third.outcomes("refresh", "--force") == {"a": "reproduced", "b": "reproduced"}


def test_an_early_cutoff_holds_over_a_fetch(tmp_path: Path, folder: Shared) -> None:
    """Only `a` moved, and its bytes came out as they were: `b` is left alone."""
    first = pushed(tmp_path, folder)
    first.write({"scripts/a.py": (first.root / "scripts/a.py").read_text() + "# other\n"})
    assert first.outcomes("refresh") == {"a": "made", "b": "skipped"}
    first("cache", "push")
    second = first.clone("second")
    shutil.rmtree(second.root / "specs/_runs")
    assert second.outcomes("refresh", "a") == {"a": "fetched"}


def test_an_absent_artefact_is_fetched_though_its_inputs_are_elsewhere(tmp_path: Path, folder: Shared) -> None:
    """The receipt pins every byte; nothing would be run."""
    first = pushed(tmp_path, folder)
    first.write({".gitignore": "/results/\n/data/\n.specthis/\n"})
    second = first.clone("second")
    (second.root / "data/x.txt").unlink(missing_ok=True)
    assert second.json("refresh", "--dry-run")["steps"][0]["action"] == "fetch"
    assert second.outcomes("refresh") == {"a": "fetched", "b": "fetched"}
    assert second.bytes_of() == first.bytes_of()


def test_an_absent_artefact_is_fetched_though_its_judgment_drifted(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    first.certify("a", "b")
    first("refresh")
    first("cache", "push")
    first.write({"specs/compute-two.md": SPEC.replace("# Two", "# Two, in other words")})
    second = first.clone("second")
    assert second.outcomes("refresh") == {"a": "fetched", "b": "fetched"}
    second.reject("a")
    assert second.without_bytes().outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}


def test_what_is_held_and_stale_is_not_fetched(tmp_path: Path, folder: Shared) -> None:
    """A cache does not go round the lock."""
    first = make_project(tmp_path / "first", folder)
    first.certify("a", "b")
    first("refresh")
    old = (first.root / "scripts/a.py").read_text()
    first.write({"scripts/a.py": old + "# other\n"})
    first.certify("a")
    first("refresh")
    assert first.outcomes("cache", "push")["a"] == "pushed"
    second = first.clone("second")
    second.reject("a")
    shutil.rmtree(second.root / "specs/_runs")
    assert second.outcomes("refresh") == {"a": "held", "b": "held"}
    assert second.outcomes("cache", "fetch") == {"a": "held", "b": "held"}
    assert second("cache", "fetch")[0] == 3
    assert not (second.root / "results").exists() or not list(files_below(second.root / "results"))


def test_a_trial_is_run_and_not_fetched_nor_pushed(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", Shared(toml=folder.toml + "push = true\n", folder=folder.folder))
    first.reject("a", "b")
    assert first("refresh", "--trial", "a")[0] == 0
    assert first.receipt("a")["from"] == "trial"
    assert folder.folder is not None and not folder.folder.exists()
    assert first.outcomes("cache", "push") == {"a": "left", "b": "left"}
    assert first("cache", "push", "a")[0] == 1 and first("cache", "push")[0] == 0


def test_a_trial_that_was_certified_since_is_an_ordinary_receipt(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    first.write({"specs/compute-two.md": SPEC.replace("script ready", "script TBD", 1)})
    assert first("refresh", "--trial", "a")[0] == 0
    assert first.outcomes("cache", "push") == {"a": "left", "b": "left"}
    first.certify("a")
    assert first.outcomes("cache", "push", "a") == {"a": "pushed"}


def test_an_adopted_artefact_is_pushed_and_taken_where_the_policy_accepts_it(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    first("refresh")
    first.edit_receipt("a", **{"from": "adopted"})
    assert first.outcomes("cache", "push") == {"a": "left", "b": "pushed"}
    accepting = folder.toml + "[policy]\naccept_adopted = true\n"
    first.write({"specthis.toml": accepting})
    assert first.outcomes("cache", "push") == {"a": "pushed", "b": "there"}
    second = first.clone("second").without_receipts()
    second.write({"specthis.toml": folder.toml})
    assert second.outcomes("cache", "fetch", "a") == {"a": "missing"}
    assert ("refused", "a") in second.events()
    second.write({"specthis.toml": accepting})
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert second.receipt("a")["from"] == "adopted"


def test_what_is_out_of_date_or_edited_is_not_pushed(tmp_path: Path, folder: Shared) -> None:
    first = make_project(tmp_path / "first", folder)
    assert first.outcomes("cache", "push") == {"a": "left", "b": "left"}
    first("refresh")
    first.write({"results/a/one.csv": "edited by hand"})
    first.write({"scripts/b.py": "# another\n"})
    assert first.outcomes("cache", "push", "--dry-run") == {"a": "left", "b": "left"}
    assert first.outcomes("cache", "push") == {"a": "left", "b": "left"}
    assert folder.folder is not None and not folder.folder.exists()


def damage_flip(shared: Shared, clone: Clone) -> None:
    key = blob_of(clone, "a", "results/a/one.csv")
    content = shared.read(key)
    shared.write(key, bytes([content[0] ^ 1]) + content[1:])


def damage_cut(shared: Shared, clone: Clone) -> None:
    key = blob_of(clone, "a", "results/a/one.csv")
    shared.write(key, shared.read(key)[:-1])


def damage_lengthen(shared: Shared, clone: Clone) -> None:
    key = blob_of(clone, "a", "results/a/one.csv")
    shared.write(key, shared.read(key) + b"x" * 3_000_000)


def damage_missing(shared: Shared, clone: Clone) -> None:
    shared.remove(blob_of(clone, "a", "results/a/one.csv"))


def damage_foreign_record(shared: Shared, clone: Clone) -> None:
    shared.write(key_of(clone, "a"), shared.read(key_of(clone, "b")))


def damage_no_json(shared: Shared, clone: Clone) -> None:
    shared.write(key_of(clone, "a"), b'{"version": 1, "outputs": ')


def damage_empty(shared: Shared, clone: Clone) -> None:
    shared.write(key_of(clone, "a"), b"")


def damage_version(shared: Shared, clone: Clone) -> None:
    edit_record(shared, key_of(clone, "a"), version=2)


def damage_swapped(shared: Shared, clone: Clone) -> None:
    """Blobs that are all there and right, and not the ones that this signature stands for."""
    outputs = clone.receipt("a")["outputs"]
    one, two = outputs["results/a/one.csv"], outputs["results/a/two.csv"]
    swapped = {**outputs, "results/a/one.csv": two, "results/a/two.csv": one}
    edit_record(shared, key_of(clone, "a"), outputs=swapped)


def damage_lacking(shared: Shared, clone: Clone) -> None:
    outputs = clone.receipt("a")["outputs"]
    edit_record(shared, key_of(clone, "a"), outputs={"results/a/one.csv": outputs["results/a/one.csv"]})


def _adding(path: str) -> Callable[[Shared, Clone], None]:
    def damage(shared: Shared, clone: Clone) -> None:
        add_output(shared, clone, "a", path)

    return damage


DAMAGES: dict[str, Callable[[Shared, Clone], None]] = {
    "flipped-byte": damage_flip,
    "cut": damage_cut,
    "lengthened": damage_lengthen,
    "missing-blob": damage_missing,
    "foreign-record": damage_foreign_record,
    "no-json": damage_no_json,
    "empty": damage_empty,
    "other-version": damage_version,
    "swapped": damage_swapped,
    "lacking": damage_lacking,
    "parent-folder": _adding("results/a/../../evil.csv"),
    "outside": _adding("../evil.csv"),
    "absolute": _adding("/tmp/evil.csv"),
    "script": _adding("scripts/a.py"),
    "undeclared": _adding("results/a/evil.txt"),
    "of-another-entry": _adding("results/b/b.json"),
    "deeper-than-the-glob": _adding("results/a/deep/evil.csv"),
    "hidden": _adding("results/a/.evil.csv"),
    "not-printable": _adding("results/a/e\u202evil.csv"),
    "ledger": _adding("specs/_lock.json"),
    "folded": _adding("results/a/ONE.csv"),
}
PINNED_ONLY = frozenset({"swapped"})
"""Whoever may push is trusted for signatures that no receipt pins."""


@pytest.mark.parametrize("pinned", [True, False], ids=["pinned", "unpinned"])
@pytest.mark.parametrize("name", DAMAGES)
def test_a_cache_that_is_damaged_or_lies_is_a_miss(tmp_path: Path, folder: Shared, name: str, pinned: bool) -> None:
    """An event, a word and a rerun; nothing outside of the declared outputs is written, and nothing is lost."""
    if name in PINNED_ONLY and not pinned:
        pytest.skip("without a receipt, whoever pushed is trusted")
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    if not pinned:
        second.without_receipts()
    DAMAGES[name](folder, first)
    before = dict(files_below(second.root))
    assert second.outcomes("cache", "fetch") == {"a": "missing", "b": "held" if not pinned else "fetched"}
    assert ("refused", "a") in second.events()
    written = {path for path, _ in files_below(second.root) if not path.startswith((".specthis/", ".git/"))}
    fetched_b = {"results/b/b.json"} if pinned else set()
    assert written - before.keys() == fetched_b
    assert not (tmp_path / "evil.csv").exists() and not (second.root / "evil.csv").exists()
    status, _, said = second("refresh")
    assert status == 0 and "`a` is not taken from the cache: " in said
    assert second.bytes_of() == first.bytes_of()
    assert second.states() == {"a": "fresh", "b": "fresh"}
    assert second.leftovers() == []


@pytest.mark.parametrize("name", ["flipped-byte", "cut", "missing-blob", "no-json", "parent-folder"])
def test_so_it_is_with_every_store(tmp_path: Path, shared: Shared, name: str) -> None:
    first = pushed(tmp_path, shared)
    second = first.clone("second")
    DAMAGES[name](shared, first)
    assert second.outcomes("refresh") == {"a": "reproduced", "b": "fetched"}
    assert ("refused", "a") in second.events()
    assert second.bytes_of() == first.bytes_of()


@pytest.mark.parametrize("name", ["flipped-byte", "cut", "missing-blob"])
def test_the_right_bytes_replace_the_wrong_ones(tmp_path: Path, shared: Shared, name: str) -> None:
    first = pushed(tmp_path, shared)
    DAMAGES[name](shared, first)
    second = first.clone("second")
    second.write({"specthis.toml": shared.toml + "push = true\n"})
    assert second.outcomes("refresh") == {"a": "reproduced", "b": "fetched"}
    third = first.clone("third")
    assert third.outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}


def test_what_lay_there_stays_if_a_fetch_comes_to_nothing(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    second("cache", "fetch")
    second.write({"results/a/a.json": "edited by hand"})
    damage_flip(folder, first)
    (second.root / "results/a/one.csv").unlink()
    before = dict(files_below(second.root / "results"))
    assert second.outcomes("cache", "fetch", "a") == {"a": "missing"}
    assert dict(files_below(second.root / "results")) == before


def test_a_hand_edit_goes_aside_and_is_named(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    second.write({"results/a/a.json": "edited by hand", "results/a/three.csv": "of old"})
    view = second.json("refresh")
    (a,) = (result for result in view["results"] if result["entry"] == "a")
    assert a["outcome"] == "fetched"
    kept = {Path(path).name: (second.root / path).read_text() for path in a["aside"]}
    assert kept == {"a.json": "edited by hand", "three.csv": "of old"}
    assert second.bytes_of() == first.bytes_of()
    assert second.states()["a"] == "fresh"


def test_a_link_in_the_way_is_moved_and_not_followed(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    (second.root / "results/a").mkdir(parents=True)
    (second.root / "results/a/a.json").symlink_to("../../data/x.txt")
    assert second.outcomes("cache", "fetch", "a") == {"a": "fetched"}
    assert (second.root / "data/x.txt").read_text() == "some text\n"
    assert second.bytes_of("results/a/a.json") == first.bytes_of("results/a/a.json")
    assert not (second.root / "results/a/a.json").is_symlink()


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    (tmp_path / "precious").write_text("precious")
    (second.root / "results/a").mkdir(parents=True)
    (second.root / "results/a/a.json").symlink_to(tmp_path / "precious")
    assert second.outcomes("cache", "fetch", "a") == {"a": "held"}
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_folder_that_leads_elsewhere_gets_nothing(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    (tmp_path / "elsewhere").mkdir()
    (second.root / "results").mkdir()
    (second.root / "results/a").symlink_to(tmp_path / "elsewhere")
    status, _, said = second("cache", "fetch", "a")
    assert status != 0 and "Traceback" not in said
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_results_may_be_a_link_themselves(tmp_path: Path, folder: Shared) -> None:
    first = pushed(tmp_path, folder)
    second = first.clone("second")
    (tmp_path / "scratch").mkdir()
    (second.root / "results").symlink_to(tmp_path / "scratch")
    assert second.outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}
    assert (tmp_path / "scratch/a/a.json").is_file()
    assert second.states() == {"a": "fresh", "b": "fresh"}


def test_an_artefact_without_the_keys_of_today_is_not_taken(tmp_path: Path, folder: Shared) -> None:
    """Keys are in the contract, and not in the signature: the cache may hold what fails them."""
    first = pushed(tmp_path, folder)
    second = first.clone("second").without_receipts()
    second.write({"specs/compute-two.md": SPEC.replace("- Inputs", "- Keys: `m`\n- Inputs")})
    assert second.outcomes("cache", "fetch", "a") == {"a": "missing"}
    assert ("refused", "a") in second.events() and second.leftovers() == []


def test_other_bytes_under_the_same_signature_are_told_and_not_overwritten(tmp_path: Path, shared: Shared) -> None:
    _, second = two_of_chance(tmp_path, shared)
    before = {key: shared.read(key) for key in shared.names() if key.startswith("entries/")}
    status, out, _ = second("cache", "push", "a")
    assert status == 1 and "other digests under the same signature" in out
    assert ("nondeterministic", "a") in second.events()
    assert {key: shared.read(key) for key in shared.names() if key.startswith("entries/")} == before
    assert second.without_bytes().outcomes("cache", "fetch", "a") == {"a": "missing"}


def test_other_bytes_in_the_cache_disprove_the_receipt_for_everybody(tmp_path: Path, shared: Shared) -> None:
    first, second = two_of_chance(tmp_path, shared)
    second.certify("a", "b")
    assert second("refresh")[0] == 0
    assert settled(second) == {"a": True, "b": True}
    kept = second.bytes_of("results/a/a.json")
    assert second.outcomes("cache", "push", "a") == {"a": "different"}
    assert settled(second) == settled(second.clone("third")) == {"a": False, "b": False}
    against = second.receipt("a")["contradicted"]
    theirs = first.receipt("a")
    path = "results/a/a.json"
    assert against["outputs"] == {path: theirs["outputs"][path]}, "the table came out alike"
    assert (against["ts"], against["platform"]) == (theirs["ts"], theirs["platform"])
    assert second.bytes_of("results/a/a.json") == kept
    assert second.outcomes("cache", "push", "a") == {"a": "left"}


def test_a_refresh_that_pushes_fails_where_the_cache_has_other_bytes(tmp_path: Path, shared: Shared) -> None:
    pushing = Shared(**{**_fields(shared), "toml": shared.toml + "push = true\nfetch = false\n"})
    first, second = two_of_chance(tmp_path, pushing)
    assert first.receipt("a").get("contradicted") is None
    second.write({"data/x.txt": "other\n"})
    first.write({"data/x.txt": "other\n"})
    assert first("refresh", "a")[0] == 0
    status, out, _ = second("refresh", "a", "--json")
    (result,) = json.loads(out)["results"]
    assert (status, result["outcome"]) == (1, "failed") and "other digests under the same signature" in result["text"]
    assert set(second.receipt("a")["contradicted"]["outputs"]) == {"results/a/a.json"}
    assert second.states()["a"] == "fresh" and not settled(second)["a"]


def test_a_policy_that_takes_what_differs_notes_nothing(tmp_path: Path, folder: Shared) -> None:
    _, second = two_of_chance(tmp_path, folder)
    second.write({"specthis.toml": folder.toml + '[policy]\nnondeterminism = "accept"\n'})
    before = second.receipt("a")
    assert second.outcomes("cache", "push", "a") == {"a": "different"}
    assert second.receipt("a") == before


def test_what_somebody_adopted_elsewhere_disproves_no_run(tmp_path: Path, folder: Shared) -> None:
    first, second = two_of_chance(tmp_path, folder)
    edit_record(folder, key_of(first, "a"), **{"from": "adopted"})
    before = second.receipt("a")
    assert second.outcomes("cache", "push", "a") == {"a": "different"}
    assert second.receipt("a") == before


def test_a_receipt_that_came_meanwhile_is_not_told_of_what_was_pushed_before_it(tmp_path: Path, folder: Shared) -> None:
    clone = pushed(tmp_path, folder)
    seen = load_snapshot(clone.root).project.receipts["a"]
    clone.write({"data/x.txt": "other\n"})
    assert clone("refresh")[0] == 0
    before = clone.receipt("a")
    told = replace(seen, contradicted=Contradiction(outputs={}, rules=()))
    assert not replace_receipt(clone.root, "specs", seen=seen, by=told)
    assert clone.receipt("a") == before
    (clone.root / "specs/_runs/a.json").unlink()
    assert not replace_receipt(clone.root, "specs", seen=seen, by=told)
    assert not (clone.root / "specs/_runs/a.json").exists()


def two_of_chance(tmp_path: Path, shared: Shared) -> tuple[Clone, Clone]:
    """Two clones that made other bytes of the same content; the cache has those of the first."""
    chance = "import json, os, sys\njson.dump({'n': os.urandom(9).hex()}, open(sys.argv[1], 'w'))\n"
    tables = "open('results/a/one.csv', 'w').write('1')\n"
    first = make_project(tmp_path / "first", shared, {"scripts/a.py": chance + tables})
    second = first.clone("second")
    assert first("refresh", "a")[0] == 0
    assert first.outcomes("cache", "push", "a")["a"] in ("pushed", "there")
    without_cache = shared.toml.partition("[cache]")[0]
    second.write({"specthis.toml": without_cache})
    assert second("refresh", "a")[0] == 0
    second.write({"specthis.toml": shared.toml})
    assert first.receipt("a")["signature"] == second.receipt("a")["signature"]
    return first, second


def settled(clone: Clone) -> dict[str, bool]:
    return {name: status.settled and status.ready for name, status in load_snapshot(clone.root).statuses.items()}


def test_two_clones_that_push_at_once_agree(tmp_path: Path, shared: Shared) -> None:
    first = make_project(tmp_path / "first", shared)
    clones = [first, first.clone("second"), first.clone("third")]
    for clone in clones:
        assert clone("refresh")[0] == 0
    running = [clone.process("cache", "push", "--json") for clone in clones]
    views = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    assert {row["outcome"] for view in views for row in view["rows"]} <= {"pushed", "there"}
    assert first.outcomes("cache", "verify") == {"a": "there", "b": "there"}


def test_an_endpoint_that_overwrites_in_silence_is_found_out(tmp_path: Path) -> None:
    shared = make_shared("rclone", tmp_path)
    first = make_project(tmp_path / "first", shared)
    first("refresh")
    status, _, said = first("cache", "push")
    assert status == 1 and said.count("ignores `If-None-Match`") == 1
    first.write({"specthis.toml": shared.toml + "push = true\n", "data/x.txt": "other\n"})
    status, _, said = first("refresh")
    assert status == 0 and said.count("ignores `If-None-Match`") == 1
    assert first.states() == {"a": "fresh", "b": "fresh"}


def test_an_endpoint_that_lies_can_be_fetched_from(tmp_path: Path) -> None:
    """Bytes are verified here, so it does not matter who keeps them."""
    shared = make_shared("rclone", tmp_path)
    first = make_project(tmp_path / "first", shared)
    first("refresh")
    for name in "ab":
        first("cache", "push", name)
    second = first.clone("second")
    assert second.outcomes("cache", "fetch") == {"a": "fetched", "b": "fetched"}
    assert second.bytes_of() == first.bytes_of()


@pytest.mark.parametrize(
    "toml",
    [
        '[cache]\nurl = "s3://no-such-bucket/p"\nendpoint_url = "{moto}"\npush = true\n',
        '[cache]\nurl = "s3://bucket/p"\nendpoint_url = "http://127.0.0.1:9"\npush = true\n',
        '[cache]\nurl = "{file}/cache"\npush = true\n',
    ],
    ids=["no-bucket", "no-server", "no-folder"],
)
def test_a_cache_that_cannot_be_used_is_told_once_and_all_is_run_here(tmp_path: Path, toml: str) -> None:
    from s3_servers import moto

    (tmp_path / "file").write_text("")
    shared = Shared(toml=toml.replace("{moto}", moto().url).replace("{file}", str(tmp_path / "file")))
    first = make_project(tmp_path / "first", shared)
    assert "Traceback" not in "".join(map(str, first("refresh", "--dry-run")))
    status, out, said = first("refresh")
    assert status == 0, out + said
    assert first.states() == {"a": "fresh", "b": "fresh"}
    told = [line for line in said.splitlines() if "the cache" in line]
    assert 1 <= len(told) <= 2 and len({line.partition(";")[2] for line in told}) == len(told)
    assert first("cache", "push")[0] == 1


def test_a_full_disk_is_said_and_leaves_everything_as_it_was(tmp_path: Path, folder: Shared) -> None:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs root, to mount a small file system")
    big = "import json, sys\njson.dump({'n': 'x' * 3_000_000}, open(sys.argv[1], 'w'))\n"
    first = pushed(tmp_path, folder, **{"scripts/b.py": big})
    second = first.clone("second")
    (second.root / "results").mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(second.root / "results")]).returncode:
        pytest.skip("no file system may be mounted here")
    try:
        status, _, said = second("cache", "fetch")
        assert status == 1 and "No space left" in said
        assert second.states() == {"a": "fresh", "b": "absent"}
        assert [path for path, _ in files_below(second.root / "results/b")] == []
    finally:
        subprocess.run(["umount", str(second.root / "results")], check=True)


def test_a_refresh_and_a_fetch_do_not_work_in_one_tree(tmp_path: Path, folder: Shared) -> None:
    from mkdocs_specthis.effects.runs.driver_lock import driver_lock

    first = pushed(tmp_path, folder)
    with driver_lock(first.root, command="specthis refresh", since="2026-01-01T00:00:00Z"):
        assert first("cache", "fetch")[0] == 4
        assert first("cache", "fetch", "--dry-run")[0] == 0


def test_many_fetches_at_once_are_all_right(tmp_path: Path, shared: Shared) -> None:
    entries = "".join(
        f"### e{n}\n\n- Script: `scripts/e.py`\n- Output: `results/e{n}/e.json`\n- Consumes: none\n"
        f"- Run: `python {{script}} {{output}} {n}`\n- Status: script ready\n\n"
        for n in range(24)
    )
    spec = f"---\nname: compute-many\nkind: compute\n---\n\n# Many\n\n## Entries\n\n{entries}"
    script = "import json, sys\njson.dump({'n': sys.argv[2] * 1000}, open(sys.argv[1], 'w'))\n"
    first = make_project(tmp_path / "first", shared, {"specs/compute-many.md": spec, "scripts/e.py": script})
    assert first("refresh", "-j", "4")[0] == 0
    assert set(first.outcomes("cache", "push").values()) == {"pushed"}
    second = first.clone("second").without_receipts()
    assert set(second.outcomes("refresh").values()) == {"fetched"}
    assert dict(files_below(second.root / "results")) == dict(files_below(first.root / "results"))
    assert threading.active_count() < 40


@pytest.mark.parametrize(
    "toml",
    [
        '[cache]\nurl = "s3://key:hush@bucket/prefix"\n',
        '[cache]\nurl = "https://key:hush@example.org/"\n',
        '[cache]\nurl = "s3://bucket/p"\nendpoint_url = "https://key:hush@s3.example.org"\n',
        '[cache]\nurl = "s3://bucket/p"\nendpoint_url = "https://hush@s3.example.org"\n',
    ],
)
def test_credentials_in_an_address_are_refused_and_shown_nowhere(tmp_path: Path, toml: str) -> None:
    first = make_project(tmp_path / "first", Shared(toml=toml))
    for words in (["cache", "push"], ["cache", "list"], ["refresh"], ["status"], ["refresh", "--dry-run"]):
        status, out, said = first(*words)
        assert status == 2, words
        assert "hush" not in out + said
    assert "user name or a password" in said + out


def test_no_command_of_the_cache_shows_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hush-hush-secret")
    shared = make_shared("rclone", tmp_path)
    first = make_project(tmp_path / "first", Shared(toml=shared.toml + "push = true\n"))
    for words in (["refresh"], ["cache", "push"], ["cache", "list"], ["--debug", "cache", "verify"]):
        _, out, said = first(*words)
        assert "hush" not in out + said and "testak" not in out + said
    logs = [content for path, content in files_below(first.root / ".specthis")]
    assert not any(b"hush" in content or b"testak" in content for content in logs)
