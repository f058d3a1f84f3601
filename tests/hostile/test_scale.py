"""Wide and deep projects work, in little memory that grows with their size and no faster."""

from pathlib import Path

import pytest
from conftest import write_files
from looking import Look, look_at

BLOCK = """\
### {name}

- Script: `scripts/a.sh`
- Output: `results/{name}/{name}.json`
- Consumes: {consumes}
- Status: script ready
"""
PER_SPEC = 100
MEGABYTES = 400


def write_project(root: Path, consumes: dict[str, str], per_spec: int = PER_SPEC) -> Path:
    """A project of the entries given, `per_spec` of them in a spec; each with what it consumes."""
    files: dict[str, str | bytes] = {"scripts/a.sh": "exit 0\n"}
    names = list(consumes)
    for start in range(0, len(names), per_spec):
        chunk = names[start : start + per_spec]
        spec = f"compute-{start // per_spec}"
        blocks = "\n".join(BLOCK.format(name=name, consumes=consumes[name]) for name in chunk)
        files[f"specs/{spec}.md"] = f"---\nname: {spec}\nkind: compute\n---\n\n## Entries\n\n{blocks}"
    return write_files(root, files)


def chain(length: int) -> dict[str, str]:
    return {f"n{number}": f"n{number - 1}" if number else "none" for number in range(length)}


def assert_grows_with_size(small: Look, large: Look, empty: Look, ratio: float) -> None:
    assert large.megabytes < MEGABYTES
    assert large.megabytes - empty.megabytes < 1.6 * ratio * max(small.megabytes - empty.megabytes, 10)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return look_at(write_project(tmp_path_factory.mktemp("empty"), {"n0": "none"}))


def test_a_chain_of_10000(tmp_path: Path, empty: Look) -> None:
    small = look_at(write_project(tmp_path / "small", chain(2_500)))
    large = look_at(write_project(tmp_path / "large", chain(10_000)), seconds=120)
    assert (large.entries, large.rules) == (10_000, ())
    assert_grows_with_size(small, large, empty, 4)


def test_a_fan_in_of_5000_named_one_by_one(tmp_path: Path, empty: Look) -> None:
    names = [f"n{number}" for number in range(5_000)]
    look = look_at(write_project(tmp_path, {**dict.fromkeys(names, "none"), "all": ", ".join(names)}), seconds=120)
    assert (look.entries, look.rules) == (5_001, ())
    assert look.megabytes < MEGABYTES


def test_a_fan_in_of_5000_by_their_spec_into_1000(tmp_path: Path, empty: Look) -> None:
    """n entries into m consumers cost n + m, not n × m."""
    makers = dict.fromkeys((f"n{number}" for number in range(5_000)), "none")
    takers = dict.fromkeys((f"t{number}" for number in range(1_000)), "compute-0.md")
    look = look_at(write_project(tmp_path, {**makers, **takers}, per_spec=5_000), seconds=120)
    assert (look.entries, look.rules) == (6_000, ())
    assert look.megabytes < MEGABYTES


def test_a_cycle_of_5000(tmp_path: Path) -> None:
    consumes = {**chain(5_000), "n0": "n4999"}
    look = look_at(write_project(tmp_path, consumes), seconds=120)
    assert set(look.rules) == {"cycle"}
    assert look.megabytes < MEGABYTES


def test_one_renamed_entry_that_2000_consumed(tmp_path: Path) -> None:
    """A hint for each of them must not cost a walk over all names."""
    consumes = {"basis-renamed": "none", **dict.fromkeys((f"n{number}" for number in range(2_000)), "basis")}
    look = look_at(write_project(tmp_path, consumes), seconds=60)
    assert look.rules == ("consumes-unknown",) * 2_000


def test_2000_scripts_that_are_not_there(tmp_path: Path) -> None:
    root = write_project(tmp_path, dict.fromkeys((f"n{number}" for number in range(2_000)), "none"))
    for path in (root / "specs").iterdir():
        lines = path.read_text().split("\n")
        changed = (line.replace("scripts/a.sh", f"scripts/{number}.sh") for number, line in enumerate(lines))
        path.write_text("\n".join(changed))
    look = look_at(root, seconds=60)
    assert look.rules == ("script-missing",) * 2_000


def test_specs_that_depend_on_each_other_1000_deep(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"specs/d{n}.md": f"---\nname: d{n}\nkind: definitions\ndepends_on: [d{n + 1}]\n---\n\nSee d{n + 1}.\n"
        for n in range(1_000)
    }
    files["specs/d1000.md"] = "---\nname: d1000\nkind: definitions\n---\n\nThe end.\n"
    files["specs/compute-x.md"] = (
        "---\nname: compute-x\nkind: compute\ndepends_on: [d0]\n---\n\nAfter d0.\n\n## Entry\n\n"
        + BLOCK.format(name="x", consumes="none")
    )
    files["scripts/a.sh"] = "exit 0\n"
    look = look_at(write_files(tmp_path, files))
    assert look.rules == ()


def test_modules_that_import_each_other_1000_deep(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"scripts/m{number}.py": f"import m{number + 1}\n" for number in range(1_000)}
    files["scripts/m1000.py"] = "X = 1\n"
    files["specs/compute-x.md"] = "---\nname: compute-x\nkind: compute\n---\n\n## Entry\n\n" + BLOCK.format(
        name="x", consumes="none"
    ).replace("a.sh", "m0.py")
    look = look_at(write_files(tmp_path, files))
    assert look.rules == ()
