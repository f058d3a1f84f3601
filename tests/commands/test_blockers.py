"""`blocked_by` in the view: the nearest of what holds an entry up, at a cost that grows with the edges."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from mkdocs_specthis.core.model.state import Certification, Realization
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.core.views.status_json import BLOCKERS_SHOWN, nearest_blockers, nearest_blockers_of, status_view
from mkdocs_specthis.usecases.load import load_snapshot

CERTIFIED, FRESH = Certification.CERTIFIED, Realization.FRESH
WriteTree = Callable[[Mapping[str, str | bytes]], Path]


def spec_of(edges: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """One spec whose entries consume what `edges` says."""
    blocks = [
        f"### {name}\n\n- Script: `scripts/x.py`\n- Output: `results/{name}/x.json`\n"
        f"- Consumes: {', '.join(above) or 'none'}\n- Status: script ready\n"
        for name, above in edges.items()
    ]
    head = "---\nname: compute-x\nkind: compute\n---\n\n# X\n\n## Entries\n\n"
    return {"specs/compute-x.md": head + "\n".join(blocks), "scripts/x.py": ""}


def snapshot_of(write_tree: WriteTree, edges: Mapping[str, Iterable[str]]) -> Snapshot:
    return load_snapshot(write_tree(spec_of(edges)))


def blockers(snapshot: Snapshot, limit: int) -> dict[str, list[str]]:
    return {name: [entry for _, entry in found] for name, found in nearest_blockers(snapshot, limit).items()}


def test_a_long_chain_names_the_nearest(write_tree: WriteTree) -> None:
    edges = {f"e{n:03}": [f"e{n - 1:03}"] if n else [] for n in range(BLOCKERS_SHOWN + 50)}
    view = status_view(snapshot_of(write_tree, edges))
    last = view["entries"][-1]
    assert last["blocked_by"] == [f"e{n:03}" for n in range(BLOCKERS_SHOWN + 48, 48, -1)]
    assert last["blocked_by_more"] is True
    exact = view["entries"][BLOCKERS_SHOWN]
    assert (len(exact["blocked_by"]), exact["blocked_by_more"]) == (BLOCKERS_SHOWN, False)
    assert view["entries"][0]["blocked_by"] == []


DIAMONDS = {
    "a": [],
    "b": ["a"],
    "c": ["a"],
    "d": ["b", "c"],
    "e": ["d", "a"],
    "f": ["e", "c"],
}


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_it_agrees_with_the_snapshot(limit: int, write_tree: WriteTree) -> None:
    snapshot = snapshot_of(write_tree, DIAMONDS)
    ours = blockers(snapshot, limit)
    for name in DIAMONDS:
        theirs = snapshot.blocked_by(name)
        assert len(ours.get(name, [])) == min(limit, len(theirs))
        assert set(ours.get(name, [])) <= set(theirs)
        if limit >= len(theirs):
            assert set(ours.get(name, [])) == set(theirs)


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
@pytest.mark.parametrize("seed", range(6))
def test_of_one_entry_it_says_what_it_says_of_all(seed: int, limit: int, write_tree: WriteTree) -> None:
    """In random graphs: some entries made, some not, one spec consumed whole, a circle in every third."""
    dice = random.Random(seed)
    edges = {f"e{n}": [f"e{up}" for up in range(n) if dice.random() < 0.3] for n in range(12)}
    if seed % 3 == 0:
        edges["e0"] = ["e9"]
    files = spec_of(edges)
    whole = spec_of({"y": ["compute-x.md"], "z": ["y", "e3"]})["specs/compute-x.md"]
    files["specs/compute-y.md"] = whole.replace("compute-x\n", "compute-y\n")
    snapshot = load_snapshot(write_tree(files))
    for name in dice.sample(sorted(snapshot.entries), 6):
        made = replace(snapshot.statuses[name], certification=CERTIFIED, realization=FRESH)
        snapshot = replace(snapshot, statuses={**snapshot.statuses, name: made})
    every = nearest_blockers(snapshot, limit)
    assert any(every.values())
    for name in snapshot.entries:
        assert nearest_blockers_of(snapshot, name, limit) == every.get(name, ())


def test_nearest_first_then_by_name(write_tree: WriteTree) -> None:
    snapshot = snapshot_of(write_tree, DIAMONDS)
    assert blockers(snapshot, 10)["f"] == ["c", "e", "a", "d", "b"]
    assert blockers(snapshot, 3)["f"] == ["c", "e", "a"]


def test_a_cycle_is_no_trap(write_tree: WriteTree) -> None:
    snapshot = snapshot_of(write_tree, {"a": ["c"], "b": ["a"], "c": ["b"], "d": ["c"]})
    assert set(blockers(snapshot, 10)["d"]) == {"a", "b", "c"}
    assert blockers(snapshot, 10)["d"][0] == "c"
    assert blockers(snapshot, 10)["a"] == list(snapshot.blocked_by("a"))


def test_a_spec_consumed_whole_is_no_blocker_itself(write_tree: WriteTree) -> None:
    files = spec_of({"a": [], "b": []})
    files["specs/compute-y.md"] = spec_of({"y": ["compute-x.md"]})["specs/compute-x.md"].replace(
        "compute-x\n", "compute-y\n"
    )
    snapshot = load_snapshot(write_tree(files))
    assert blockers(snapshot, 10)["y"] == ["a", "b"]
