"""Trees made to hurt, or come about by accident: always findings, never a crash, a hang or an escape."""

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import write_files
from looking import look_at

ENTRY = "- Script: `scripts/a.sh`\n- Output: `results/{name}.json`\n- Status: script ready\n"
GOOD = {
    "scripts/a.sh": "exit 0\n",
    "specs/compute-good.md": "---\nname: compute-good\nkind: compute\n---\n\n## Entry\n\n### good\n\n"
    + ENTRY.format(name="good"),
}
"""Stands beside every hostile file, and must be read as ever."""
LARGE = 100_000
MANY = 20_000
"""Of what costs more to read: enough for what is quadratic to be seen."""

HostileFiles = dict[str, str | bytes]


def spec(body: str, name: str = "compute-x", header: str = "") -> str:
    return f"---\nname: {name}\nkind: compute\n{header}---\n\n{body}"


def entry(name: str = "x", more: str = "") -> str:
    return f"## Entry\n\n### {name}\n\n{ENTRY.format(name=name)}{more}"


def random_bytes(seed: int, size: int = 20_000) -> bytes:
    return random.Random(seed).randbytes(size)


BODIES: dict[str, str] = {
    "100,000 lines of prose": "word\n" * LARGE,
    "100,000 paragraphs": "word\n\n" * LARGE,
    "100,000 headings": "#### h\n" * LARGE,
    "100,000 brackets": "[" * LARGE,
    "100,000 links opened": "[a](" * LARGE,
    "100,000 images opened": "![" * LARGE,
    "100,000 backticks": "`" * LARGE,
    "backticks of every length": " ".join("`" * n for n in range(1, 1500)),
    "100,000 stars": "*" * LARGE,
    "stars and underscores": "*_" * LARGE,
    "100,000 quotation marks": ">" * LARGE,
    "quotation marks with spaces": "> " * LARGE,
    "list markers in a line": "- " * LARGE,
    "numbered markers in a line": "1. " * LARGE,
    "a list 1,000 deep": "".join("  " * depth + "- x\n" for depth in range(1000)),
    "a list 1,000 deep of fields": "".join("  " * depth + "- Inputs:\n" for depth in range(1000)),
    "comments opened": "<!--" * LARGE,
    "tags opened": "<div>" * LARGE,
    "one tag opened": "<" * LARGE,
    "a tag with many attributes": "<a " + "b='c' " * LARGE + ">",
    "entities": "&#x41;" * LARGE,
    "references": "".join(f"[r{n}]: /x{n}\n" for n in range(20_000)),
    "reference chains": "[a" * LARGE + "]: x",
    "a table of 10,000 columns": "|" * 10_000 + "\n" + "|-" * 10_000 + "|\n",
    "fences within fences": "".join("`" * n + "\n" for n in range(3, 800)),
    "one line of 3 MB": "x" * 3_000_000,
    "underlines": "a\n=\n" * 30_000,
    "trailing spaces": "x" + " " * 1_000_000 + "y",
    "tabs": "\t" * LARGE + "x",
    "control characters": "".join(map(chr, range(1, 32))) * 1000,
    "direction marks": "\u202e\u2066\u200b" * LARGE,
    "combining marks": "a" + "\u0301" * LARGE,
    "a field of 1 MB": entry(more="- Traces to: " + "R1, " * 250_000),
    "20,000 inputs": entry(more="- Inputs: " + ", ".join(f"d/{n}.csv" for n in range(MANY))),
    "20,000 fields": entry(more="- Keys: k\n" * MANY),
    "20,000 unknown fields": entry(more="".join(f"- Inputz{n % 7}: k\n" for n in range(MANY))),
    "20,000 entries with one name": "## Entries\n\n" + "### x\n\n" * 20_000,
    "20,000 names that are none": "## Entries\n\n" + "### not a name\n\n" * 20_000,
    "a name of 1 MB": "## Entry\n\n### " + "x" * 1_000_000 + "\n\n" + ENTRY,
    "a key of 1 MB": entry(more="- " + "Inputs" * 170_000 + ": x\n"),
    "a path of 1 MB": entry(more="- Inputs: `" + "d/" * 500_000 + "x`\n"),
    "globs that backtrack": entry(
        more="- Inputs: `" + "*a" * 40 + "b`, `" + "**/" * 40 + "x`\n- Varies: `" + "*a" * 40 + "b`\n"
    ),
    "globs that are none": entry(
        more="- Inputs: `data/[`, `data/[!`, `data/[]`, `data/[z-a]`, `data/***/x`, `[[]]`, `data/{a,b}`\n"
    ),
    "a command of 1 MB": entry(more="- Run: sh {script} " + "'x' " * 250_000 + "\n"),
    "braces": entry(more="- Run: sh {script} " + "{" * LARGE + "\n"),
    "a number without end": entry(
        more="- Retries: " + "9" * LARGE + "\n- Timeout: " + "9" * LARGE + "h\n- Varies: `x ~ " + "9" * LARGE + "`\n"
    ),
}

FRONTMATTERS: dict[str, str] = {
    "100,000 brackets": "[" * LARGE,
    "100,000 braces": "{a: " * LARGE,
    "brackets below the size limit": "[" * 30_000,
    "a list 5,000 deep": "- " * 5_000 + "x",
    "indentation 1,000 deep": "".join(" " * depth + "a:\n" for depth in range(300)),
    "a bomb of aliases": "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    "merged keys": "a: &a {b: c}\n<<: *a\n",
    "an alias of itself": "a: &a [*a]\n",
    "10,000 keys": "".join(f"k{n}: v\n" for n in range(5_000)),
    "5,000 digits": "title: " + "9" * 5_000,
    "dates that are none": "title: 2024-99-99\nowner: 0000-00-00T99:99:99Z\n",
    "tags of other types": "title: !!python/object/apply:os.system [true]\nowner: !!binary x\ntags: !!set {a}\n",
    "keys that are no words": "? [a, b]\n: c\n? {d: e}\n: f\n1: 2\nnull: 3\n",
    "two documents": "a: b\n...\n---\nc: d\n",
    "directives": "%YAML 1.9\n%TAG ! tag:x,2000:\n",
    "a scalar of 60 KB": "title: " + "x" * 60_000,
    "quotes that never close": 'title: "' + "x\\" * 1_000,
    "tabs": "\ttitle: x\n\t- y\n",
    "control characters": "title: \x01\x02\x7f\n",
    "surrogates": 'title: "\\ud800"\n',
    "10,000 dependencies": "depends_on: [" + ", ".join(f"gone-{n}" for n in range(4_000)) + "]\n",
}

SOURCES: dict[str, bytes] = {
    "100,000 parentheses": b"(" * LARGE,
    "100,000 parentheses closed": b"x = " + b"(" * LARGE + b")" * LARGE,
    "100,000 minuses": b"x = " + b"-" * LARGE + b"1",
    "100,000 nots": b"x = " + b"not " * LARGE + b"1",
    "100,000 attributes": b"x = a" + b".a" * LARGE,
    "100,000 calls": b"x = a" + b"()" * LARGE,
    "100,000 additions": b"x = 1" + b"+1" * LARGE,
    "strings joined 100,000 times": b"x = 'a'" + b"+'a'" * LARGE,
    "strings doubled": b"x = 'a/b' % " + b"('c', " * 50 + b")" * 50,
    "lambdas": b"x = " + b"lambda: " * LARGE + b"1",
    "blocks": b"".join(b" " * n + b"if x:\n" for n in range(150)),
    "an f-string of f-strings": b"x = f'" + b"{a}" * 50_000 + b"'",
    "dots": b"from " + b"." * LARGE + b" import x",
    "a module of 20,000 parts": b"import " + b"a." * MANY + b"a",
    "another encoding": b"# -*- coding: utf-7 -*-\nx = 1\n",
    "an encoding that is none": b"# -*- coding: nonsense -*-\nx = 1\n",
    "a NUL": b"x = '\0'\n",
    "random bytes": random_bytes(7),
    "5 MB": b"x = 1\n" * 900_000,
    "a path in 20,000 strings": b"".join(b"x = 'd/%d.csv'\n" % n for n in range(MANY)),
}

ARTEFACTS: dict[str, bytes] = {
    "100,000 brackets": b"[" * LARGE,
    "100,000 brackets closed": b"[" * LARGE + b"]" * LARGE,
    "nested objects": b'{"k":' * LARGE + b"1" + b"}" * LARGE,
    "100,000 digits": b'{"k": ' + b"9" * LARGE + b"}",
    "an exponent": b'{"k": 1e999999999}',
    "NaN": b'{"k": NaN, "l": Infinity}',
    "one key 100,000 times": b"{" + b", ".join(b'"k": %d' % n for n in range(LARGE)) + b"}",
    "100,000 keys": b"{" + b", ".join(b'"k%d": 1' % n for n in range(LARGE)) + b"}",
    "a key of 1 MB": b'{"' + b"k" * 1_000_000 + b'": 1}',
    "half a surrogate": b'{"\\ud800": 1}',
    "not UTF-8": b'{"k": "\xff"}',
    "UTF-16": '{"k": 1}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"k": 1}',
    "cut short": b'{"k": [1, 2',
    "more behind it": b'{"k": 1} {"k": 2}',
    "nothing": b"",
    "NULs": b"\0" * LARGE,
    "random bytes": random_bytes(8),
}

SCHEMAS: dict[str, bytes] = {
    "a remote reference": b'{"$ref": "http://127.0.0.1:9/schema.json"}',
    "a reference to a file": b'{"$ref": "file:///etc/passwd"}',
    "a reference to itself": b'{"$ref": "#"}',
    "references in a circle": b'{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#"}}}',
    "a pattern that backtracks": b'{"properties": {"s": {"pattern": "^(a+)+$"}}}',
    "a pattern that is none": b'{"properties": {"s": {"pattern": "("}}}',
    "100,000 brackets": b"[" * LARGE,
    "deep": b'{"properties": {"k": ' * 2_000 + b"{}" + b"}}" * 2_000,
    "no schema": b'{"type": "nonsense", "required": 1}',
    "a number": b"7",
    "cut short": b'{"type": ',
    "random bytes": random_bytes(9),
}

LEDGERS: dict[str, bytes] = {
    "100,000 brackets": b"[" * LARGE,
    "100,000 brackets in place": b'{"version": 1, "entries": {"good": ' + b"[" * LARGE + b"]" * LARGE + b"}}",
    "100,000 digits": b'{"version": ' + b"9" * LARGE + b"}",
    "no object": b"7",
    "a list": b"[]",
    "null": b"null",
    "NaN": b'{"version": NaN}',
    "the wrong shapes": b'{"version": 1, "entries": {"good": [{"verdict": 1, "parts": [], "ts": {}}]}}',
    "keys twice": b'{"version": 1, "version": 1, "entries": {}, "entries": {}}',
    "NULs": b"\0" * 100,
    "random bytes": random_bytes(10),
    "half a surrogate": b'{"version": 1, "entries": {"\\ud800": []}}',
}


@pytest.mark.parametrize("what", BODIES)
def test_bodies(what: str, tmp_path: Path) -> None:
    look = look_at(write_files(tmp_path, {**GOOD, "specs/compute-x.md": spec(BODIES[what])}))
    assert look.states["good"] == "uncertified never-run"
    assert look.outside == ()


@pytest.mark.parametrize("what", FRONTMATTERS)
def test_frontmatters(what: str, tmp_path: Path) -> None:
    text = f"---\nname: compute-x\nkind: compute\n{FRONTMATTERS[what]}\n---\n\n{entry()}"
    look = look_at(write_files(tmp_path, {**GOOD, "specs/compute-x.md": text}))
    assert look.states["good"] == "uncertified never-run"
    assert look.outside == ()
    assert any(place.startswith("specs/compute-x.md") for place in look.places) or what in HARMLESS


HARMLESS = {"5,000 digits", "dates that are none", "a scalar of 60 KB"}
"""Frontmatters that are strings and nothing else."""


@pytest.mark.parametrize("what", SOURCES)
def test_sources(what: str, tmp_path: Path) -> None:
    body = entry().replace("scripts/a.sh", "scripts/hostile.py") + "- Workflows: `scripts/hostile.sh`\n"
    files: HostileFiles = {
        **GOOD,
        "specs/compute-x.md": spec(body),
        "scripts/hostile.py": SOURCES[what],
        "scripts/hostile.sh": SOURCES[what],
    }
    look = look_at(write_files(tmp_path, files))
    assert look.states["good"] == "uncertified never-run"
    assert look.outside == ()


@pytest.mark.parametrize("what", ARTEFACTS)
def test_artefacts(what: str, tmp_path: Path) -> None:
    body = (
        entry(more="- Keys: `k`\n") + "\n## Entries\n\n### y\n\n" + ENTRY.format(name="y") + "- Keys: `schema.json`\n"
    )
    files: HostileFiles = {
        **GOOD,
        "specs/compute-x.md": spec(body),
        "results/x.json": ARTEFACTS[what],
        "results/y.json": ARTEFACTS[what],
        "schema.json": b"{}",
    }
    look = look_at(write_files(tmp_path, files))
    assert look.states["x"] == "uncertified never-run"
    assert look.outside == ()


@pytest.mark.parametrize("what", SCHEMAS)
def test_schemas(what: str, tmp_path: Path) -> None:
    artefact = '{"k": 1, "s": "' + "a" * 5_000 + '!"}'
    files: HostileFiles = {
        **GOOD,
        "specs/compute-x.md": spec(entry(more="- Keys: `schema.json`\n")),
        "results/x.json": artefact,
        "schema.json": SCHEMAS[what],
    }
    look = look_at(write_files(tmp_path, files))
    assert look.states["x"] == "uncertified never-run"
    assert look.outside == ()


@pytest.mark.parametrize("what", LEDGERS)
def test_lock_files(what: str, tmp_path: Path) -> None:
    look = look_at(write_files(tmp_path, {**GOOD, "specs/_lock.json": LEDGERS[what]}))
    assert look.states["good"] == "unknown never-run"
    assert "ledger-unreadable" in look.rules


@pytest.mark.parametrize("what", LEDGERS)
def test_receipts(what: str, tmp_path: Path) -> None:
    look = look_at(write_files(tmp_path, {**GOOD, "specs/_runs/good.json": LEDGERS[what]}))
    assert look.states["good"] == "uncertified unknown"
    assert "ledger-unreadable" in look.rules


@pytest.mark.parametrize(
    "name",
    ["..json", "...json", "con.json", "a b.json", "\u202e.json", "x" * 240 + ".json", "good.json.json", "GOOD.json"],
)
def test_receipts_of_odd_names(name: str, tmp_path: Path) -> None:
    look = look_at(write_files(tmp_path, {**GOOD, f"specs/_runs/{name}": b"{}"}))
    assert look.states["good"] == "uncertified never-run"


@pytest.mark.parametrize("seed", range(3))
def test_random_bytes_everywhere(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    names = [
        "specs/a.md",
        "specs/b.md",
        "specs/_lock.json",
        "specs/_runs/a.json",
        "specthis.toml",
        ".specthis/local.toml",
        ".specthis/events.jsonl",
        "scripts/a.py",
    ]
    files: HostileFiles = {name: dice.randbytes(dice.randrange(3_000)) for name in names}
    files["specs/b.md"] = b"---\nname: b\nkind: compute\n---\n\n" + dice.randbytes(2_000)
    look = look_at(write_files(tmp_path, files))
    assert {"not-utf8", "ledger-unreadable", "settings-invalid"} <= set(look.rules)


PLACES = (
    "specs/compute-x.md",
    "specs/_lock.json",
    "specs/_runs/good.json",
    "specs/_runs/other.json",
    "specthis.toml",
    ".specthis/local.toml",
    ".specthis/events.jsonl",
    "scripts/a.sh",
    "scripts/b.py",
    "scripts/near.py",
    "data/one.csv",
    "data/many/one.csv",
    "results/good.json",
    "results/side/one.csv",
    "schema.json",
    "requirements.lock",
    "Makefile",
)
"""Every place where a file of the user's is read."""
ALL_FIELDS = """\
## Entries

### y

- Script: `scripts/b.py`
- Output: `results/good.y.json`
- Sidecars: `results/side/*`
- Inputs: `data/one.csv`, `data/**/*.csv`, `data/many/`
- Keys: `schema.json`
- Status: script ready

### z

- Script: `scripts/a.sh`
- Output: `results/z.json`
- Run: make results/z.json
- Status: script ready
"""
USER = {
    **GOOD,
    "specthis.toml": '[run]\nenvironment = ["requirements.lock"]\n',
    "scripts/b.py": "import near\n",
    "specs/compute-y.md": spec(ALL_FIELDS, name="compute-y"),
    "data/many/two.csv": "1\n",
}


def make_pipe(place: Path) -> None:
    os.mkfifo(place)


def make_folder(place: Path) -> None:
    place.mkdir()


def make_loop(place: Path) -> None:
    place.symlink_to(place.name)


def make_link_to(target: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(target)


KINDS: dict[str, Callable[[Path], None]] = {
    "a pipe": make_pipe,
    "a folder": make_folder,
    "a link to itself": make_loop,
    "a link to nowhere": make_link_to("nowhere/at/all"),
    "a link to a password file": make_link_to("/etc/passwd"),
    "a link to a device without end": make_link_to("/dev/zero"),
    "a link to standard input": make_link_to("/dev/stdin"),
    "a link to a folder outside": make_link_to("/"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_file(kind: str, tmp_path: Path) -> None:
    """In each place in turn."""
    failures = []
    for number, place in enumerate(PLACES):
        root = write_files(tmp_path / str(number), USER)
        target = root / place
        target.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        KINDS[kind](target)
        try:
            look = look_at(root, seconds=10)
        except AssertionError as error:
            failures.append(f"{place}: {str(error).strip().splitlines()[-1]}")
            continue
        if look.outside:
            failures.append(f"{place}: opened {look.outside[:3]}")
        if look.ready:
            failures.append(f"{place}: something reads ready")
    assert not failures, "\n".join(failures)


def test_folders_that_are_links_out_of_the_project_are_not_entered(tmp_path: Path) -> None:
    outside = write_files(
        tmp_path / "outside", {"secret.csv": "1\n", "compute-secret.md": spec(entry("secret"), "compute-secret")}
    )
    root = write_files(tmp_path / "project", USER)
    for place in ("specs/away", "data/away", "data/many/away", "scripts/away", "results/away"):
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(outside)
    look = look_at(root)
    assert "secret" not in look.states
    assert look.outside == ()


def test_folders_that_lead_back_are_entered_once(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", USER)
    for place in ("specs/round", "data/round", "data/many/round"):
        (root / place).symlink_to(root)
    (root / "data/up").symlink_to("..")
    look = look_at(root)
    assert look.states["good"] == "uncertified never-run"
    assert look.outside == ()


def test_a_tree_1000_folders_deep(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", USER)
    here = os.getcwd()
    try:
        for top in ("data", "specs"):
            os.chdir(root / top)
            for _ in range(400):
                os.mkdir("d" * 20)
                os.chdir("d" * 20)
            Path("x.csv").write_text("1\n")
    finally:
        os.chdir(here)
    look = look_at(root)
    assert look.states["good"] == "uncertified never-run"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", USER)
    for folder in ("specs", "specs/_runs", "data", "data/many", "scripts"):
        (root / folder).mkdir(exist_ok=True)
        for name in (b"\xff\xfe.md", b"line\nfeed.md", b"\x1b[31m.csv", b"\xe2\x80\xae.json", b" .md", b"-rf.csv"):
            Path(os.fsdecode(os.fsencode(root / folder) + b"/" + name)).write_text("x\n")
    look = look_at(root)
    assert look.states["good"] == "uncertified never-run"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    root = write_files(tmp_path / "project", USER)
    for place in ("specs/compute-y.md", "scripts/a.sh", "data/many"):
        (root / place).chmod(0)
    try:
        look = look_at(root)
    finally:
        (root / "data/many").chmod(0o700)
    assert look.ready == 0
