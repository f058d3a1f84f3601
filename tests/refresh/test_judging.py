"""Recording, rejecting, confirming, clearing, resolving: what is written is so, and what is not so is refused."""

import json
import subprocess
from pathlib import Path

import pytest
from conftest import commit_all, git
from refresh_bench import COPY, Bench, chain, entry, one, spec

from mkdocs_specthis.core.model.errors import LedgerUnreadable, Refused, SpecthisError, UnknownName
from mkdocs_specthis.core.questions.looked_at import batch_digest, is_at, looked_at, looked_at_vocabulary
from mkdocs_specthis.usecases.certify import (
    ClearRequest,
    ConfirmRequest,
    JudgeRequest,
    clear,
    confirm,
    record,
    reject,
    resolve,
    to_confirm,
)

LOCK = "specs/_lock.json"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "project", chain())


def certification(bench: Bench) -> dict[str, str]:
    return {name: str(status.certification) for name, status in bench.load().statuses.items()}


def ask(*entries: str, author: str = "Ada", **options: object) -> JudgeRequest:
    return JudgeRequest(entries=entries, author=author, **options)  # type: ignore[arg-type]


def test_record_and_reject(bench: Bench) -> None:
    result = record(bench.root, ask("a", "b", note="read both", via="test"), now=bench.now)
    assert set(result.judgments) == {"a", "b"}
    reject(bench.root, ask("c", author="Bob"), now=bench.now)
    assert certification(bench) == {"a": "certified", "b": "certified", "c": "rejected", "z": "uncertified"}
    written = json.loads(bench.read(LOCK))["entries"]["a"][0]
    assert written["note"] == "read both" and written["author"] == "Ada" and written["spec"] == "specs/compute-chain.md"
    bench.write({"scripts/a.py": COPY + "# moved\n"})
    assert certification(bench)["a"] == "drifted"
    bench.write({"scripts/a.py": COPY})
    assert certification(bench)["a"] == "certified"


def test_what_was_looked_at_has_to_be_there_still(bench: Bench) -> None:
    digest = bench.load().statuses["a"].inputs_certified
    record(bench.root, ask("a", at=digest), now=bench.now)
    record(bench.root, ask("a", at=digest.removeprefix("sha256:")[:12]), now=bench.now)
    bench.write({"scripts/a.py": COPY + "# moved\n"})
    with pytest.raises(Refused, match="moved since you looked") as caught:
        record(bench.root, ask("a", at=digest), now=bench.now)
    assert caught.value.exit_status == 3
    assert len(bench.load().project.judgments["a"]) == 2
    for bad in ("", "sha256:", "abc", digest[:18], "g" * 12, digest + "0", digest.upper()):
        with pytest.raises(Refused, match="no digest"):
            record(bench.root, ask("a", at=bad), now=bench.now)


def test_a_batch_has_one_digest(bench: Bench) -> None:
    snapshot = bench.load()
    digest = looked_at(snapshot, ["b", "a"])
    rows = [(name, snapshot.statuses[name].inputs_certified) for name in "ab"]
    assert digest == batch_digest(rows) == batch_digest(reversed(rows))
    assert looked_at(snapshot, ["a"]) == rows[0][1]
    record(bench.root, ask("a", "b", at=digest), now=bench.now)
    with pytest.raises(Refused, match="these 3 entries"):
        record(bench.root, ask("a", "b", "c", at=digest), now=bench.now)
    assert is_at(digest[:30], digest) and not is_at(digest[:18], digest)


def test_refusals(bench: Bench) -> None:
    with pytest.raises(UnknownName, match="`aa`"):
        record(bench.root, ask("aa"), now=bench.now)
    with pytest.raises(UnknownName):
        record(bench.root, ask(), now=bench.now)
    with pytest.raises(Refused, match="author"):
        record(bench.root, ask("a", author=" "), now=bench.now)
    (bench.root / "scripts/a.py").unlink()
    for judge in (record, reject):
        with pytest.raises(Refused, match=r"`scripts/a\.py` is missing"):
            judge(bench.root, ask("a", "b"), now=bench.now)
    bench.write({"scripts/b.py": "import (\n"})
    with pytest.raises(Refused, match=r"`b` has errors of its own: scripts/b.py"):
        record(bench.root, ask("b"), now=bench.now)
    reject(bench.root, ask("b"), now=bench.now)
    assert set(bench.load().project.judgments) == {"b"}


def test_nothing_is_written_to_a_lock_file_that_cannot_be_read(bench: Bench) -> None:
    bench.write({LOCK: "{"})
    for act in (
        lambda: record(bench.root, ask("a"), now=bench.now),
        lambda: reject(bench.root, ask("a"), now=bench.now),
        lambda: confirm(bench.root, ConfirmRequest(names=("a",), author="Ada"), now=bench.now),
        lambda: clear(bench.root, ClearRequest(names=("a",))),
    ):
        with pytest.raises(LedgerUnreadable) as caught:
            act()
        assert caught.value.finding.location.path == LOCK
    assert bench.read(LOCK) == "{"


def test_overruling_takes_the_word_and_a_note(bench: Bench) -> None:
    reject(bench.root, ask("a", note="sign"), now=bench.now)
    for options in ({}, {"overrule": True}, {"note": "x"}):
        with pytest.raises(Refused, match="Ada rejected exactly this content of `a`: sign"):
            record(bench.root, ask("a", author="Bob", **options), now=bench.now)
    record(bench.root, ask("a", author="Bob", overrule=True, note="the sign is right"), now=bench.now)
    assert certification(bench)["a"] == "certified"
    record(bench.root, ask("a", author="Cy"), now=bench.now)
    reject(bench.root, ask("a"), now=bench.now)
    assert certification(bench)["a"] == "rejected"


def words(bench: Bench) -> None:
    files = {
        "specs/definitions-x.md": "---\nname: definitions-x\nkind: definitions\n---\n# Words\n\nFirst.\n",
        "specs/definitions-y.md": "---\nname: definitions-y\nkind: definitions\n---\n# Words\n\nOther.\n",
        "specs/compute-w.md": spec(
            "compute-w", entry("w"), entry("v"), depends_on="definitions-x.md, definitions-y.md"
        ),
        "scripts/w.py": COPY + "# w\n",
        "scripts/v.py": COPY + "# v\n",
    }
    bench.write(files)
    bench.certify("w", "v", "a")


def move(bench: Bench, *names: str) -> None:
    for name in names:
        path = f"specs/definitions-{name}.md"
        bench.write({path: bench.read(path) + "\nMore.\n"})


def moved(bench: Bench) -> dict[str, tuple[str, ...]]:
    return {name: status.vocabulary_moved for name, status in bench.load().statuses.items() if status.vocabulary_moved}


def test_confirming_a_spec_touches_every_entry_that_rests_on_it(bench: Bench) -> None:
    words(bench)
    move(bench, "x", "y")
    both = ("definitions-x", "definitions-y")
    assert moved(bench) == {"w": both, "v": both}
    snapshot = bench.load()
    digest = looked_at_vocabulary(snapshot, to_confirm(snapshot, ("definitions-x",)))
    result = confirm(bench.root, ConfirmRequest(names=("definitions-x",), author="Ada", at=digest), now=bench.now)
    assert set(result.judgments) == {"w", "v"}
    assert moved(bench) == {"w": ("definitions-y",), "v": ("definitions-y",)}
    confirm(bench.root, ConfirmRequest(names=("w",), author="Ada"), now=bench.now)
    assert moved(bench) == {"v": ("definitions-y",)}
    confirm(bench.root, ConfirmRequest(names=("specs/compute-w.md",), author="Ada"), now=bench.now)
    assert moved(bench) == {}
    before = bench.read(LOCK)
    assert confirm(bench.root, ConfirmRequest(names=("w", "a"), author="Ada"), now=bench.now).judgments == {}
    assert bench.read(LOCK) == before


def test_confirming_what_moved_once_more_is_refused(bench: Bench) -> None:
    words(bench)
    move(bench, "x")
    snapshot = bench.load()
    digest = looked_at_vocabulary(snapshot, to_confirm(snapshot, ("definitions-x",)))
    move(bench, "x")
    with pytest.raises(Refused, match="moved since you looked"):
        confirm(bench.root, ConfirmRequest(names=("definitions-x",), author="Ada", at=digest), now=bench.now)
    with pytest.raises(UnknownName):
        confirm(bench.root, ConfirmRequest(names=("nonsense",), author="Ada"), now=bench.now)


def test_clearing(bench: Bench) -> None:
    bench.certify("a", "b", "c", "z")
    bench.refresh()
    assert clear(bench.root, ClearRequest(names=("b",), downstream=True)).judgments == ("b", "c")
    assert certification(bench) == {"a": "certified", "b": "uncertified", "c": "uncertified", "z": "certified"}
    text = bench.read("specs/compute-chain.md")
    bench.write({"specs/compute-chain.md": text[: text.index("### z")]})
    with pytest.raises(UnknownName):
        clear(bench.root, ClearRequest(names=("nonsense",)))
    bench.write({"specs/compute-broken.md": "---\nname: [\n---\n"})
    with pytest.raises(Refused, match="compute-broken"):
        clear(bench.root, ClearRequest(gone=True))
    (bench.root / "specs/compute-broken.md").unlink()
    result = clear(bench.root, ClearRequest(gone=True))
    assert (result.judgments, result.receipts) == (("z",), ("z",))
    assert not (bench.root / "specs/_runs/z.json").exists()
    assert clear(bench.root, ClearRequest(gone=True)).judgments == ()


def diverge(bench: Bench, ours: str, theirs: str) -> None:
    """Commit, let two branches judge and refresh, each with its own `data/x.txt`, and merge."""
    bench.write({".gitignore": ".specthis/\nresults/\n"})
    bench.refresh()
    bench.certify("a")
    git(bench.root, "init", "--quiet", "--initial-branch=main")
    commit_all(bench.root)
    git(bench.root, "branch", "topic")
    for branch, text in (("main", ours), ("topic", theirs)):
        git(bench.root, "checkout", "--quiet", branch)
        bench.write({"data/x.txt": text})
        bench.refresh()
        (bench.certify if branch == "main" else bench.reject)("b")
        commit_all(bench.root)
    git(bench.root, "checkout", "--quiet", "main")
    with pytest.raises(subprocess.CalledProcessError):
        git(bench.root, "merge", "topic")


def test_resolving_a_merge_of_judgments_and_receipts(bench: Bench) -> None:
    diverge(bench, "ours\n", "theirs\n")
    bench.write({"data/x.txt": "theirs\n"})
    assert bench.load().project.unreadable_judgments
    result = resolve(bench.root)
    assert {file.path for file in result.files} == {LOCK, *(f"specs/_runs/{name}.json" for name in "abc")}
    assert all(file.settled for file in result.files)
    found = certification(bench)
    assert (found["a"], found["b"]) == ("certified", "rejected")
    snapshot = bench.load()
    assert not [finding for finding in snapshot.findings if finding.rule == "ledger-unreadable"]
    assert snapshot.project.receipts["a"].signature == snapshot.contracts["a"].signature
    assert set(snapshot.project.receipts) == {"a", "b", "c", "z"}
    assert resolve(bench.root).files == ()


def test_of_receipts_that_are_both_out_of_date_neither_is_kept(bench: Bench) -> None:
    diverge(bench, "ours\n", "theirs\n")
    bench.write({"data/x.txt": "neither\n"})
    resolve(bench.root)
    assert set(bench.load().project.receipts) == {"z"}
    assert not (bench.root / "specs/_runs/a.json").exists()


def coarse(number: int) -> dict[str, str]:
    """One entry, of which 10 and 20 give the same bytes, and 300 others."""
    return one(f"import json\nN = {number}\njson.dump({{'n': N // 100}}, open('results/a/a.json', 'w'))\n")


def test_no_merge_that_takes_sides_makes_one_receipt_of_two(tmp_path: Path) -> None:
    """Our bytes under their signature would read fresh, with their script and our artefact."""
    bench = Bench(tmp_path / "project", {**coarse(10), ".gitignore": "/results/\n"})
    git(bench.root, "init", "--quiet", "--initial-branch=main")
    bench.refresh()
    commit_all(bench.root)
    for branch, number in (("theirs", 20), ("main", 300)):
        git(bench.root, "checkout", "--quiet", *(["-b"] if branch == "theirs" else []), branch)
        bench.write(coarse(number))
        bench.refresh()
        commit_all(bench.root)
    git(bench.root, "merge", "--quiet", "-X", "theirs", "--no-edit", "theirs")
    assert (bench.read("scripts/a.py"), bench.read("results/a/a.json")) == (coarse(20)["scripts/a.py"], '{"n": 3}')
    assert bench.states() == {"a": "unknown"}
    assert [file.settled for file in resolve(bench.root).files] == [True]
    assert bench.states() == {"a": "stale"}
    assert bench.outcomes() == {"a": "reproduced"}
    assert bench.read("results/a/a.json") == '{"n": 0}'


def test_resolving_leaves_what_it_cannot_settle(bench: Bench) -> None:
    bench.certify("a")
    bench.refresh()
    bench.write({LOCK: bench.read(LOCK)[:-7], "specs/_runs/a.json": "<<<<<<< HEAD\n{\n"})
    before = bench.read(LOCK)
    result = resolve(bench.root)
    assert [file.settled for file in result.files] == [False, False]
    assert all(file.text for file in result.files)
    assert bench.read(LOCK) == before
    assert bench.read("specs/_runs/a.json") == "<<<<<<< HEAD\n{\n"


def test_every_refusal_is_for_a_person(bench: Bench) -> None:
    with pytest.raises(SpecthisError) as caught:
        record(bench.root, ask("b", at="0" * 64), now=bench.now)
    assert caught.value.hint
