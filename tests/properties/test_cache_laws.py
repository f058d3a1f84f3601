"""Laws of the pure parts of the cache: records are read strictly, and globs mean in memory what they mean on disk."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.cache.layout import blob_key, digest_of, record_key, signature_of
from mkdocs_specthis.core.cache.record import parse_record, render_record
from mkdocs_specthis.core.model.ledger import OutputFact, Receipt
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.cache_place import endpoint_problem, parse_cache_url
from mkdocs_specthis.core.parse.ledger_fields import is_unsafe_path
from mkdocs_specthis.core.parse.paths import matches_pattern, path_problem
from mkdocs_specthis.effects.tree.workspace import Workspace

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:".__add__)
NAMES = st.text("ab.-_ü", min_size=1, max_size=4).filter(lambda name: name not in (".", ".."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
OUTPUTS = st.dictionaries(PATHS, st.builds(OutputFact, digest=DIGESTS, size=st.integers(0, 1 << 40)), min_size=1)
RECEIPTS = st.builds(
    Receipt,
    entry=NAMES,
    signature=DIGESTS,
    outputs=OUTPUTS,
    ts=st.just("2026-01-01T00:00:00Z"),
    seconds=st.floats(0, 1e9),
    commit=st.text("0123456789abcdef", max_size=40),
    dirty=st.booleans(),
    origin=st.sampled_from(["run", "cache", "adopted"]),
)
SIGNATURE = "sha256:" + "0" * 64


@given(RECEIPTS)
def test_a_record_says_what_its_receipt_said(receipt: Receipt) -> None:
    record, problem = parse_record(render_record(receipt), receipt.signature)
    assert record is not None and problem == ""
    assert record.outputs == receipt.outputs
    assert (record.signature, record.ts, record.seconds) == (receipt.signature, receipt.ts, receipt.seconds)
    assert record.origin == ("adopted" if receipt.origin == "adopted" else "run")
    assert render_record(record) == render_record(receipt)


@given(st.binary(max_size=400))
def test_bytes_that_are_no_record_are_none(content: bytes) -> None:
    record, problem = parse_record(content, SIGNATURE)
    assert record is None and problem


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | DIGESTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | PATHS, inner, max_size=3),
    max_leaves=8,
)


@given(RECEIPTS, st.data())
def test_a_record_with_anything_in_the_place_of_a_value_never_raises(receipt: Receipt, data: st.DataObject) -> None:
    raw = json.loads(render_record(receipt))
    key = data.draw(st.sampled_from(sorted(raw)))
    raw[key] = data.draw(JSON)
    record, problem = parse_record(json.dumps(raw).encode(), receipt.signature)
    assert (record is None) == bool(problem)
    for path in record.outputs if record else ():
        assert not is_unsafe_path(path) and not path_problem(path)


@pytest.mark.parametrize(
    ("outputs", "says"),
    [
        ({}, "it names no output"),
        (
            {"results/a.json": {"digest": SIGNATURE, "bytes": 1 << 51}},
            "its output `results/a.json` is larger than any file",
        ),
        ({"../a.json": {"digest": SIGNATURE, "bytes": 1}}, "`../a.json`"),
    ],
)
def test_a_record_that_promises_nothing_or_too_much_is_none(outputs: object, says: str) -> None:
    raw = json.loads(render_record(Receipt(entry="a", signature=SIGNATURE, outputs={})))
    record, problem = parse_record(json.dumps({**raw, "outputs": outputs}).encode(), SIGNATURE)
    assert record is None and says in problem


@given(RECEIPTS, DIGESTS)
def test_a_record_of_another_signature_is_none(receipt: Receipt, other: str) -> None:
    record, _ = parse_record(render_record(receipt), other)
    assert (record is None) == (other != receipt.signature)


@given(DIGESTS)
def test_keys_are_read_back(digest: str) -> None:
    assert signature_of(record_key(digest)) == digest and digest_of(record_key(digest)) == ""
    assert digest_of(blob_key(digest)) == digest and signature_of(blob_key(digest)) == ""


@given(st.text("abs3:/@.-_?#[]0123456789 \u202e", max_size=40))
def test_addresses_never_raise_and_show_no_password(text: str) -> None:
    for url in (text, f"s3://{text}", f"s3://key:hush@{text}", f"https://hush@{text}"):
        _, problem = parse_cache_url(url)
        assert "hush" not in problem + endpoint_problem(url)
        if "hush" in url:
            assert problem and endpoint_problem(url)


FOLDER_NAMES = st.sampled_from(["a", "b", "ab", ".a", "a.b"])
PATTERN_NAMES = st.sampled_from(["a", "*", "a*", "**", "?", "*b", ".*", "[ab]"])


@given(
    st.lists(st.lists(FOLDER_NAMES, min_size=1, max_size=3).map("/".join), min_size=1, max_size=6),
    st.lists(PATTERN_NAMES, min_size=1, max_size=4).map("/".join),
    st.booleans(),
)
def test_a_pattern_means_in_memory_what_it_means_on_disk(
    tmp_path_factory: "pytest.TempPathFactory", paths: list[str], pattern: str, is_folder: bool
) -> None:
    root: Path = tmp_path_factory.mktemp("tree")
    made = []
    for path in paths:
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).touch()
            made.append(path)
        except OSError:  # a file stands where a folder should
            continue
    files = [path for path in made if (root / path).is_file()]
    written = pattern + "/" if is_folder else pattern
    found = Workspace(root=root, settings=Settings()).match(written)
    assert sorted(found) == sorted({path for path in files if matches_pattern(path, written)})
