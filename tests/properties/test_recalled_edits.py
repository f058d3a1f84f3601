"""What a server has in memory of a project says of the next state of it what a first reading says.

Random histories of single edits: what one file says counts for entries of other specs.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from conftest import write_files
from hypothesis import given, settings
from hypothesis import strategies as st
from recalled import Recalled

from mkdocs_specthis.effects.remembered.shelf import distrusted
from mkdocs_specthis.usecases.load import load_snapshot

State = Mapping[str, str]
ENTRIES = {"a": "compute-one", "b": "compute-one", "c": "compute-two", "d": "compute-two", "e": "compute-three"}
OUTPUTS = ("results/a.json", "results/b.json", "results/c/x.json", "results/c")
NAMED = (*OUTPUTS, "data/one.csv", "results/none.json")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "output": OUTPUTS,
    "script": ("scripts/x.py", "scripts/y.py", "scripts/z.py"),
    "consumes": ("", "Consumes: none", "Consumes: a, c", "Consumes: compute-one.md", "Consumes: e, nothing"),
    "more": (
        "",
        "Inputs: `data/*.csv`",
        "Inputs: `data/one.csv`",
        "Sidecars: `results/c*`",
        "Run: `cat data/one.csv {script} | tee results/a.json`",
        "Workflows: `scripts/z.py`",
    ),
    "here": ("yes", "no"),
}
SPECS: Mapping[str, tuple[str, ...]] = {
    "depends": ("", "compute-one", "words", "compute-two, words"),
    "words": ("Words.", "Other words."),
    "head": ("kind: compute", "kind: [", "kind: compute\ndraft: true"),
}
SCRIPTS = (*(f"open('{path}')\n" for path in NAMED), "import x\n", "import gone\n", "<<<<<<< here\n", "def\n", "")
FILES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("scripts/x.py", "scripts/y.py", "scripts/z.py"), SCRIPTS),
    **dict.fromkeys((*OUTPUTS[:3], "data/one.csv"), ("{}\n", "1\n", "")),
    "specs/words.md": ("---\nname: words\nkind: definitions\n---\n\nA word.\n", "---\nkind: [\n---\n", ""),
    "specs/_runs/a.json": ("{", ""),
    "specthis.toml": ("[run]\nenvironment = ['data/one.csv']\n", ""),
}
"""Empty where there is no such file."""
CHOICES: Mapping[str, tuple[str, ...]] = {
    **{f"{name} {field}": values for name in ENTRIES for field, values in FIELDS.items()},
    **{f"{spec} {field}": values for spec in set(ENTRIES.values()) for field, values in SPECS.items()},
    **FILES,
}
edits = st.sampled_from(sorted(CHOICES)).flatmap(lambda key: st.tuples(st.just(key), st.sampled_from(CHOICES[key])))
BEGINNING: State = {key: values[0] for key, values in CHOICES.items()} | {
    **{f"{name} output": f"results/{name}.json" for name in ENTRIES},
    **{
        f"{name} script": path
        for name, path in zip(ENTRIES, ("scripts/x.py", "scripts/y.py", "scripts/z.py") * 2, strict=False)
    },
    "scripts/x.py": "open('data/one.csv')\n",
    "scripts/y.py": "open('results/a.json')\n",
    "scripts/z.py": "open('results/b.json')\n",
    "specs/_runs/a.json": "",
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
        own = [name for name, home in ENTRIES.items() if home == spec and state[f"{name} here"] == "yes"]
        text = f"{head}{state[f'{spec} words']}\n\n## Entries\n\n" + "".join(entry_text(state, name) for name in own)
        yield f"specs/{spec}.md", text


def write(root: Path, state: State) -> None:
    for path, text in files_of(state):
        if text:
            write_files(root, {path: text})
        else:
            (root / path).unlink(missing_ok=True)


@settings(deadline=None, max_examples=100)
@given(history=st.lists(edits, min_size=10, max_size=20))
def test_what_is_recalled_is_what_is_read(history: list[tuple[str, str]]) -> None:
    recalled, state = Recalled(), dict(BEGINNING)
    with TemporaryDirectory() as folder, distrusted():
        root = Path(folder)
        write(root, state)
        recalled.check(load_snapshot(root))
        for key, value in history:
            state[key] = value
            write(root, state)
            recalled.check(load_snapshot(root))
