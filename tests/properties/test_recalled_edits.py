"""What a server has in memory of a project says of the next state of it what a first reading says.

Random histories of single edits and records: what one file says counts for entries of other specs. Each part of each
key of what is recalled has been left out once: a history here found it, or it follows from the rest of its key.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import write_files
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recalled import Recalled

from mkdocs_specthis.core.ledger.text import empty_lock, judgment_record, receipt_record
from mkdocs_specthis.core.model.ledger import Judgment, OutputFact, Receipt, Verdict
from mkdocs_specthis.core.snapshot import Snapshot
from mkdocs_specthis.effects.remembered.shelf import distrusted
from mkdocs_specthis.usecases.load import load_snapshot

State = Mapping[str, str]
ENTRIES = {"a": "compute-one", "b": "compute-one", "c": "compute-two", "d": "compute-two", "e": "compute-three"}
OUTPUTS = (
    "results/a.json",
    "results/b.json",
    "results/c/x.json",
    "results/c",
    "results/none.json",
    "data/one.csv",
    "data/two.csv",
)
NAMED = OUTPUTS
"""What scripts name: artefacts of the one or the other, data, what old receipts tell of, what is nowhere."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "output": OUTPUTS,
    "script": ("scripts/x.py", "scripts/y.py", "scripts/z.py"),
    "consumes": ("", "Consumes: none", "Consumes: a, c", "Consumes: compute-one.md", "Consumes: e, nothing"),
    "more": (
        "",
        "Inputs: `data/*.csv`",
        "Inputs: `data/one.csv`",
        "Inputs: `results/none.json`",
        "Sidecars: `results/c*`",
        "Run: `cat data/one.csv {script} | tee results/a.json`",
        "Workflows: `scripts/z.py`",
    ),
    "home": tuple(sorted(set(ENTRIES.values()))),
    "here": ("yes", "no"),
}
SPECS: Mapping[str, tuple[str, ...]] = {
    "depends": ("", "compute-one", "words", "compute-two, words", "compute-three"),
    "words": ("Words.", "Other words."),
    "head": ("kind: compute", "kind: [", "kind: report", "kind: compute\ndraft: true"),
}
ALL_PATHS = f"paths = {NAMED}\n"
SCRIPTS = (
    *(f"open('{path}')\n" for path in NAMED),
    ALL_PATHS,
    "import x\n",
    "import gone\n",
    "<<<<<<< here\n",
    "def\n",
    "",
)
FILES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("scripts/x.py", "scripts/y.py", "scripts/z.py"), SCRIPTS),
    **dict.fromkeys((*OUTPUTS[:3], "data/one.csv", "data/two.csv", "results/none.json"), ("{}\n", "1\n", "")),
    "specs/words.md": ("---\nname: words\nkind: definitions\n---\n\nA word.\n", "---\nkind: [\n---\n", ""),
    "specs/_lock.json": ("{", ""),
    **{f"specs/_runs/{name}.json": ("{", "") for name in ENTRIES},
    "specthis.toml": ("[run]\nenvironment = ['data/one.csv']\n", ""),
}
"""Empty where there is no such file."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    **{f"{name} {field}": values for name in ENTRIES for field, values in FIELDS.items()},
    **{f"{spec} {field}": values for spec in set(ENTRIES.values()) for field, values in SPECS.items()},
    **FILES,
}
DEEDS = ("run", "run more", "certify", "reject")
"""What is recorded of an entry as it is then."""
KEYS = (
    *([f"{name} {field}" for name in ENTRIES] for field in FIELDS),
    *([f"{spec} {field}" for spec in sorted(set(ENTRIES.values()))] for field in SPECS),
    *([path for path in FILES if path.startswith(folder)] for folder in ("scripts/", "results/", "data/", "spec")),
    *([f"{deed} {name}" for name in ENTRIES] for deed in DEEDS),
)
"""What is alike: each sort comes as often as another."""
edits = (
    st.sampled_from(KEYS)
    .flatmap(st.sampled_from)
    .flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(CHOICES.get(key, ("",)))))
)
BEGINNING: State = {key: values[0] for key, values in CHOICES.items()} | {
    **{f"{name} home": home for name, home in ENTRIES.items()},
    **{f"{name} output": f"results/{name}.json" for name in ENTRIES},
    **{
        f"{name} script": path
        for name, path in zip(ENTRIES, ("scripts/x.py", "scripts/y.py", "scripts/z.py") * 2, strict=False)
    },
    "compute-two depends": "compute-one",
    "compute-three depends": "compute-two, words",
    "scripts/x.py": "open('data/one.csv')\n",
    "scripts/y.py": "open('results/a.json')\nopen('results/none.json')\n",
    "scripts/z.py": "open('results/b.json')\nopen('data/two.csv')\n",
    "specs/_lock.json": "",
    **{f"specs/_runs/{name}.json": "" for name in ENTRIES},
    "specthis.toml": "",
}


def entry_text(state: State, name: str) -> str:
    lines = [f"Script: `{state[f'{name} script']}`", f"Output: `{state[f'{name} output']}`", "Status: script ready"]
    lines += filter(None, (state[f"{name} consumes"], state[f"{name} more"]))
    return f"### {name}\n\n" + "".join(f"- {line}\n" for line in lines) + "\n"


def files_of(state: State) -> Iterator[tuple[str, str]]:
    yield from ((path, state[path]) for path in FILES)
    for spec in sorted(set(ENTRIES.values())):
        head = f"---\nname: {spec}\n{state[f'{spec} head']}\ndepends_on: [{state[f'{spec} depends']}]\n---\n\n"
        own = [name for name in ENTRIES if state[f"{name} home"] == spec and state[f"{name} here"] == "yes"]
        text = f"{head}{state[f'{spec} words']}\n\n## Entries\n\n" + "".join(entry_text(state, name) for name in own)
        yield f"specs/{spec}.md", text


def write(root: Path, state: State) -> None:
    for path, text in files_of(state):
        if text:
            write_files(root, {path: text})
        else:
            (root / path).unlink(missing_ok=True)


def after(state: State, key: str, value: str, snapshot: Snapshot) -> State:
    """The state once the edit is made, or the deed done on what was last seen."""
    deed, _, name = key.rpartition(" ")
    if deed not in DEEDS:
        return {**state, key: value}
    if name not in snapshot.contracts:
        return state
    if deed.startswith("run"):
        path, record = f"specs/_runs/{name}.json", receipt_record(receipt_of(snapshot, name, more=deed == "run more"))
        return {**state, path: json.dumps(record)}
    return {**state, "specs/_lock.json": json.dumps(judged(state, judgment_of(snapshot, name, deed), name))}


def receipt_of(snapshot: Snapshot, name: str, *, more: bool) -> Receipt:
    """Of a run just now, if `more` by a spec that declared one output more."""
    contract = snapshot.contracts[name]
    facts = (snapshot.project.files.get(path) for path in contract.outputs)
    outputs = {fact.path: OutputFact(digest=fact.digest, size=fact.size) for fact in facts if fact and fact.is_here}
    if more:
        outputs["results/none.json"] = OutputFact(digest="sha256:" + "0" * 64, size=3)
    parts = {part.name: part.digest for part in contract.run_parts}
    spec = snapshot.project.entries[name].spec
    return Receipt(entry=name, spec=spec, signature=contract.signature, parts=parts, outputs=outputs)


def judgment_of(snapshot: Snapshot, name: str, deed: str) -> Judgment:
    contract = snapshot.contracts[name]
    return Judgment(
        inputs_certified=contract.inputs_certified,
        verdict=Verdict.CERTIFIED if deed == "certify" else Verdict.REJECTED,
        parts={part.name: part.digest for part in contract.certified_parts},
        vocabulary=contract.vocabulary,
        spec=snapshot.project.entries[name].spec,
    )


def judged(state: State, judgment: Judgment, name: str) -> Mapping[str, object]:
    text = state["specs/_lock.json"]
    ledger = json.loads(text) if text.startswith('{"') else empty_lock()
    return {**ledger, "entries": {**ledger["entries"], name: [judgment_record(name, judgment)]}}


FIRST_OF_A_SPEC = (("compute-one depends", "compute-three"), ("e here", "no"), ("e here", "yes"))
"""A spec that is consumed whole has no entry, and has one again: nothing that was looked at for it is another."""
ANOTHER_MAKER = (
    ("compute-three depends", ""),
    ("e consumes", "Consumes: a, c"),
    ("e more", "Inputs: `results/none.json`"),
    ("run a", ""),
    ("a output", "results/none.json"),
)
"""An input becomes what somebody makes who is consumed already, and whose receipt says nothing of it."""
LEFT_ALONE = (
    ("scripts/x.py", ALL_PATHS),
    ("c script", "scripts/x.py"),
    ("c output", "results/c/x.json"),
    ("c consumes", "Consumes: none"),
    ("b script", "scripts/x.py"),
    ("b script", "scripts/y.py"),
)
"""A file with the paths of two entries is left by one of them, and is a sign for the other then."""

TWO_MAKERS = (("b output", "results/a.json"), ("a home", "compute-three"))
"""Two make one file, and change their order."""


@settings(deadline=None, max_examples=70)
@example(history=list(TWO_MAKERS))
@example(history=list(FIRST_OF_A_SPEC))
@example(history=list(ANOTHER_MAKER))
@example(history=list(LEFT_ALONE))
@given(history=st.lists(edits, min_size=10, max_size=20))
def test_what_is_recalled_is_what_is_read(history: list[tuple[str, str]]) -> None:
    recalled, state = Recalled(), dict(BEGINNING)
    with TemporaryDirectory() as folder, distrusted():
        root = Path(folder)
        write(root, state)
        recalled.check(snapshot := load_snapshot(root))
        for key, value in history:
            state = dict(after(state, key, value, snapshot))
            write(root, state)
            recalled.check(snapshot := load_snapshot(root))


DRAWING = {
    "specs/compute-one.md": "---\nname: compute-one\nkind: compute\n---\n\n## Entries\n\n### a\n\n"
    "- Script: `scripts/x.py`\n- Output: `results/a.json`\n- Status: script ready\n",
    "specs/report-two.md": "---\nname: report-two\nkind: figure\n---\n\n## Entries\n\n### f\n\n"
    "- Export script: `scripts/y.py`\n- Export outputs: `reports/f.tex`\n- Consumes: none\n- Status: script ready\n",
    "scripts/x.py": "import matplotlib\n",
    "scripts/y.py": "",
}


def test_a_script_that_an_entry_of_the_other_sort_takes_up_is_judged_anew(tmp_path: Path) -> None:
    """Nothing of the entry itself moves, nor of what it looks at."""
    recalled, found = Recalled(), []
    for script in ("scripts/y.py", "scripts/x.py", "scripts/y.py"):
        text = DRAWING["specs/report-two.md"].replace("scripts/y.py", script)
        write_files(tmp_path, {**DRAWING, "specs/report-two.md": text})
        with distrusted():
            recalled.check(snapshot := load_snapshot(tmp_path))
        found.append("compute-plots" in {finding.rule for finding in snapshot.findings})
    assert found == [True, False, True]
