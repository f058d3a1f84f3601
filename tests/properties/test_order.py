"""The order in which specs are read is irrelevant."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import write_files
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.snapshot import Snapshot, analyze
from mkdocs_specthis.usecases.load import load_project

MESSY = {
    "scripts/a.py": 'print("results/b.json")\n',
    "specs/compute-a.md": """\
---
name: compute-a
kind: compute
depends_on: [compute-c, words, gone]
---

## Entries

### a

- Script: `scripts/a.py`
- Output: `results/a.json`
- Status: script ready

### a2

- Script: `scripts/a.py`
- Output: `results/a2.json`
- Consumes: d
- Status: script ready
""",
    "specs/compute-b.md": """\
---
name: compute-b
kind: compute
---

## Entry

### b

- Script: `scripts/gone.py`
- Output: `results/b.json`
- Consumes: a, nothing
- Status: script ready
""",
    "specs/compute-c.md": """\
---
name: compute-c
kind: compute
---

## Entries

### c

- Script: `scripts/a.py`
- Output: `results/c.json`
- Consumes: compute-c.md
- Status: script ready

### d

- Script: `scripts/a.py`
- Output: `results/d.json`
- Consumes: none
- Status: script ready
""",
    "specs/words.md": "---\nname: words\nkind: definitions\ndepends_on: [broken]\n---\n\nSee broken.\n",
    "specs/broken.md": "---\nname: [\n---\n",
}
"""Every kind of knot and gap between specs."""


def shuffled(project: Project, seed: int) -> Project:
    """The same project, its specs and entries read in another order."""
    dice = random.Random(seed)
    specs = list(project.specs)
    names = list(project.entries)
    findings = list(project.findings)
    for rows in (specs, names, findings):
        dice.shuffle(rows)
    return replace(
        project, specs=tuple(specs), entries={name: project.entries[name] for name in names}, findings=tuple(findings)
    )


def answers(snapshot: Snapshot) -> tuple[object, ...]:
    return (
        dict(snapshot.statuses),
        {
            name: (contract.inputs_certified, contract.signature, contract.consumes, contract.vocabulary)
            for name, contract in snapshot.contracts.items()
        },
        dict(snapshot.graph.up),
        snapshot.findings,
    )


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return load_project(write_files(tmp_path_factory.mktemp("messy"), MESSY))


@given(seed=st.integers(0, 10**6))
def test_order_of_specs_is_irrelevant(messy: Project, seed: int) -> None:
    assert answers(analyze(shuffled(messy, seed))) == answers(analyze(messy))


@pytest.mark.parametrize("seed", range(3))
def test_order_of_specs_is_irrelevant_in_a_project(any_project: Path, seed: int) -> None:
    project = load_project(any_project)
    assert answers(analyze(shuffled(project, seed))) == answers(analyze(project))
