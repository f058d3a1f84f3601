"""Other bytes under the same signature: allowed where `Varies` says so, and never fresh but as the receipt's."""

import json
from pathlib import Path
from typing import Any

import pytest
from refresh_bench import COPY, Bench, entry, made, of, spec

from mkdocs_specthis.core.model.run import EntryResult, Outcome, RefreshReport
from mkdocs_specthis.usecases.cache.pushing import UNCOMPARED, VARIED
from mkdocs_specthis.usecases.refresh import exit_status_of

TIMED = """\
import json, os
from pathlib import Path
aside = Path(os.environ["ASIDE"])
turn = len(list(aside.glob("turn*")))
(aside / f"turn{turn}").touch()
value = json.loads((aside / "values.json").read_text())[turn]
json.dump(value, open("results/a/a.json", "w"))
if "side" in value:
    open("results/a/side.txt", "w").write(value["side"])
"""


def bench(tmp_path: Path, *values: Any, varies: str, **fields: str) -> Bench:
    """`a` gives the next of `values` each time it runs, unseen; `b` reads what it gives."""
    entries = (
        entry("a", Varies=varies, **fields),
        entry("b", consumes="`a`", Run="`python {script} {output} results/a/a.json`"),
    )
    files = {
        "specthis.toml": f'[run]\nenv = {{ ASIDE = "{tmp_path}" }}\n',
        "specs/compute-two.md": spec("compute-two", *entries),
        "scripts/a.py": TIMED,
        "scripts/b.py": COPY,
    }
    made = Bench(tmp_path / "project", files)
    (tmp_path / "values.json").write_text(json.dumps(values))
    assert of(made.refresh(), "a").outcome is Outcome.MADE
    return made


def again(bench: Bench, **options: bool) -> EntryResult:
    return of(bench.refresh("a", force=True, **options), "a")


def forget_bytes(bench: Bench) -> None:
    (bench.root / "results/a/a.json").unlink()


FIRST = {"loss": 0.5, "timing": {"seconds": 1.5}}
LATER = {"loss": 0.5, "timing": {"seconds": 2.5}}


def test_what_varies_makes_a_new_receipt_and_its_consumers_stale(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, LATER, LATER, varies="`timing`")
    before = two.receipt("a")
    result = again(two)
    assert (result.outcome, result.text) == (Outcome.MADE, "forced; other bytes, as `Varies` allows")
    assert json.loads(two.read("results/a/a.json")) == LATER
    assert two.receipt("a") != before
    assert two.states() == {"a": "fresh", "b": "stale"}, "its bytes are new, so what was made of the old ones is not"
    assert made(two.refresh()) == {"b"}
    assert set(two.states().values()) == {"fresh"}
    assert again(two).outcome is Outcome.REPRODUCED
    assert two.leftovers() == []


def test_the_wave_goes_on_in_the_same_refresh(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, LATER, varies="`timing.*`")
    assert made(two.refresh(force=True)) == {"a", "b"}
    assert "2.5" in two.read("results/b/b.json")


@pytest.mark.parametrize(
    ("varies", "later", "said"),
    [
        ("`timing`", {"loss": 0.6, "timing": {"seconds": 1.5}}, "`loss` is not as it was: 0.5 became 0.6"),
        ("`timing.*`", {"loss": 0.5, "timing": {}}, "`timing` stands where `timing.seconds` stood"),
        ("`loss ~ 1e-3`", {**FIRST, "loss": 0.502}, "`loss` was 0.5 and is 0.502, more than 0.001 apart"),
    ],
)
def test_anything_else_is_non_determinism_and_is_named(tmp_path: Path, varies: str, later: Any, said: str) -> None:
    two = bench(tmp_path, FIRST, later, later, varies=varies)
    before = two.receipt("a")
    report = two.refresh("a", force=True)
    result = of(report, "a")
    assert result.outcome is Outcome.FAILED and exit_status_of(report) == 1
    assert result.text == f"the same inputs gave other bytes: `results/a/a.json`: {said}"
    assert json.loads(two.read("results/a/a.json")) == FIRST, "the old artefact is back"
    assert [json.loads(two.read(path)) for path in result.aside] == [later]
    assert two.said("a") == {**json.loads(before), **two.said("a", "contradicted", "seal")}
    forget_bytes(two)
    gone = again(two)
    assert gone.outcome is Outcome.FAILED, "the receipt knows as much as the bytes"
    assert "the same inputs gave other bytes" in gone.text


def test_a_number_within_its_tolerance(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, {**FIRST, "loss": 0.5009}, varies="`loss ~ 1e-3`")
    assert again(two).outcome is Outcome.MADE


def test_a_sidecar_may_not_vary(tmp_path: Path) -> None:
    first, later = {"side": "one", "t": 1}, {"side": "two", "t": 2}
    two = bench(tmp_path, first, later, varies="`t`, `side`", Sidecars="`results/a/side.txt`")
    result = again(two)
    assert result.outcome is Outcome.FAILED
    assert "`results/a/side.txt`: `Varies` does not speak of this file" in result.text


@pytest.mark.parametrize(
    ("varies", "later", "outcome"),
    [
        ("`timing`, `loss ~ 1e-3`", {**LATER, "loss": 0.5009}, Outcome.MADE),
        ("`timing`, `loss ~ 1e-3`", {**LATER, "loss": 0.5011}, Outcome.FAILED),
        ("`timing`", {**LATER, "more": 1}, Outcome.FAILED),
    ],
)
@pytest.mark.parametrize("how", ["gone", "edited"])
def test_a_clone_without_the_bytes_compares_with_the_receipt(
    tmp_path: Path, varies: str, later: Any, outcome: Outcome, how: str
) -> None:
    """An edit by hand is no witness: it is never what a run is compared with."""
    two = bench(tmp_path, FIRST, later, varies=varies)
    if how == "gone":
        forget_bytes(two)
    else:
        two.write({"results/a/a.json": json.dumps(later)})
    assert again(two).outcome is outcome
    assert two.states()["a"] == ("fresh" if outcome is Outcome.MADE else "absent" if how == "gone" else "stale")


def test_a_receipt_of_other_rules_compares_with_nothing(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, LATER, LATER, varies="`loss`")
    text = two.read("specs/compute-two.md")
    two.write({"specs/compute-two.md": text.replace("Varies: `loss`", "Varies: `timing`")})
    forget_bytes(two)
    failed = again(two)
    assert failed.outcome is Outcome.FAILED and "`Varies` was another then" in failed.text
    assert again(two, accept=True).outcome is Outcome.MADE


def test_a_cache_keeps_the_bytes_that_came_first(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, LATER, FIRST, varies="`timing`")
    two.write({"specthis.toml": two.read("specthis.toml") + "[cache]\npush = true\n"})
    assert two.refresh("a", force=True).notes == (), "these are the first"
    report = two.refresh("a", force=True)
    assert of(report, "a").outcome is Outcome.MADE
    assert report.notes == (f"`a` is not pushed: {VARIED}",)
    assert two.states()["a"] == "fresh" and "contradicted" not in json.loads(two.receipt("a"))


def pushed_by_a_clone_without_the_receipt(tmp_path: Path, later: Any, *, varies: str) -> tuple[Bench, RefreshReport]:
    """The cache has what an earlier run gave, and nobody here knows of that run."""
    two = bench(tmp_path, FIRST, LATER, later, varies="`timing`")
    two.write({"specthis.toml": two.read("specthis.toml") + "[cache]\npush = true\nfetch = false\n"})
    assert two.refresh("a", force=True).notes == ()
    (two.root / "specs/_runs/a.json").unlink()
    text = two.read("specs/compute-two.md")
    two.write({"specs/compute-two.md": text.replace("Varies: `timing`", f"Varies: {varies}")})
    return two, two.refresh("a")


@pytest.mark.parametrize(
    ("varies", "later", "where"),
    [
        ("`timing`", FIRST, ""),
        ("`timing`", {**LATER, "loss": 0.25}, "`loss` is not as it was: 0.5 became 0.25"),
        ("`loss ~ 1e-3`, `timing`", {**FIRST, "loss": 0.5001}, ""),
        ("`loss ~ 1e-3`, `timing`", {**FIRST, "loss": 0.51}, "`loss` was 0.5 and is 0.51, more than 0.001 apart"),
        ("`loss`", FIRST, "`timing.seconds` is not as it was: 2.5 became 1.5"),
    ],
)
def test_other_bytes_in_a_cache_are_compared_with_those_here(
    tmp_path: Path, varies: str, later: Any, where: str
) -> None:
    two, report = pushed_by_a_clone_without_the_receipt(tmp_path, later, varies=varies)
    assert of(report, "a").outcome is (Outcome.FAILED if where else Outcome.MADE)
    assert ("contradicted" in json.loads(two.receipt("a"))) is bool(where)
    if where:
        assert where in of(report, "a").text
    else:
        assert report.notes == (f"`a` is not pushed: {VARIED}",)


def test_bytes_that_a_cache_lost_are_compared_with_nothing(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, LATER, FIRST, varies="`timing`")
    two.write({"specthis.toml": two.read("specthis.toml") + "[cache]\npush = true\n"})
    two.refresh("a", force=True)
    for blob in (two.root / ".specthis/cache/blobs").rglob("*"):
        if blob.is_file():
            blob.unlink()
    report = two.refresh("a", force=True)
    assert report.notes == (f"`a` is not pushed: {UNCOMPARED.format('the cache lacks its bytes')}",)
    assert "contradicted" not in json.loads(two.receipt("a"))


def test_what_a_receipt_keeps_is_in_the_receipt(tmp_path: Path) -> None:
    two = bench(tmp_path, FIRST, FIRST, varies="`timing`, `loss ~ 1e-3`")
    kept = json.loads(two.receipt("a"))["varies"]["results/a/a.json"]
    assert (kept["rules"], kept["numbers"]) == (["loss ~ 0.001", "timing"], ["0.5"])
    assert "varies" not in json.loads(two.receipt("b"))
    before = two.receipt("a")
    assert again(two).outcome is Outcome.REPRODUCED
    assert two.receipt("a") == before
