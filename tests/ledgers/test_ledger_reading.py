"""A ledger that cannot be trusted is never read as empty: it is unreadable, and the finding says where."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import LOCK, edited, judgment, lock_text, receipt

from mkdocs_specthis.core.ledger.text import receipt_record, render_ledger, with_judgments, with_receipt
from mkdocs_specthis.core.model.finding import Finding, Scope, Severity
from mkdocs_specthis.core.model.ledger import Steady
from mkdocs_specthis.core.parse.ledgers import parse_judgments, parse_receipt

GOOD = lock_text(a=[judgment()], b=[judgment("v2"), judgment("v1")])
STEADY = Steady(rules=("loss ~ 0.001", "timing"), digest="sha256:" + "1" * 64, numbers=("-0.5E+3",))
LARGE = Steady(rules=("*",), digest="sha256:" + "2" * 64, numbers=None)
VARYING = replace(receipt(), varies={"results/a/a.json": STEADY, "results/a/b.json": LARGE})
RECEIPT = render_ledger(receipt_record(VARYING))


def fault(content: bytes) -> Finding:
    lock, findings = parse_judgments(content, LOCK)
    assert lock is None
    (finding,) = findings
    return finding


def test_a_good_lock_file_reads() -> None:
    lock, findings = parse_judgments(GOOD, LOCK)
    assert findings == []
    assert lock is not None
    assert lock.judgments == {"a": (judgment(),), "b": (judgment("v2"), judgment("v1"))}


@pytest.mark.parametrize("size", [*range(0, len(GOOD) - 2, 37), len(GOOD) - 3])
def test_cut_short_is_unreadable(size: int) -> None:
    found = fault(GOOD[:size])
    assert (found.rule, found.severity, found.scope) == ("ledger-unreadable", Severity.ERROR, Scope.PROJECT)
    assert found.location.path == LOCK
    assert 1 <= found.location.line <= GOOD[:size].count(b"\n") + 1


def at_line(line: int, text: bytes) -> bytes:
    lines = GOOD.splitlines(keepends=True)
    lines.insert(line - 1, text)
    return b"".join(lines)


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "empty"),
        (b" \n\n", 1, "empty"),
        (b"\0" * 4096, 1, "empty"),
        (at_line(4, b"<<<<<<< HEAD\n"), 4, "merge conflict"),
        (at_line(6, b"=======\n"), 6, "merge conflict"),
        (at_line(5, b"\xff\xfe\n"), 5, "UTF-8"),
        (at_line(5, b"\0\n"), 5, "NUL"),
        (at_line(3, b"oops\n"), 3, "not JSON"),
        (b"[" * 100_000, 1, "too deeply"),
        (b'{"entries": {},\n "version": ' + b"9" * 5000 + b"}", 2, "thousands of digits"),
        (b'{"version": 1, "entries": {"a": [NaN]}}', 1, "NaN"),
        (b'{"version": 1, "entries": {"a": "\\ud800"}}', 1, "surrogate"),
        (b"[]", 1, "no JSON object"),
        (b"null", 1, "no JSON object"),
        (b'{"version": 1,\n"entries": {"a": [],\n"a": []}}', 3, "twice"),
        (b'{"entries": {}}', 1, "`version` is missing"),
        (b'{"version": 2, "entries": {}}', 1, "newer specthis"),
        (b'{"version": true, "entries": {}}', 1, "whole number"),
        (b'{"version": "1", "entries": {}}', 1, "whole number"),
        (b'{"version": 1}', 1, "`entries` is missing"),
        (b'{"version": 1,\n"entries": []}', 2, "must be an object"),
        (b'{"version": 1, "entries": {"a":\n{}}}', 2, "must be a list"),
        (b'{"version": 1, "entries": {"a": [\n\n7]}}', 3, "no object"),
        (b'{"version": 1, "entries": {"a": [\n{"verdict": "certified"}]}}', 2, "is missing"),
        (b"\xef\xbb\xbf" + GOOD, 1, "not JSON"),
    ],
)
def test_every_fault_has_its_line(content: bytes, line: int, said: str) -> None:
    found = fault(content)
    assert said in found.message
    assert found.location.line == line
    assert found.hint


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scheme", 0),
        ("scheme", True),
        ("inputs_certified", "sha256:abc"),
        ("inputs_certified", None),
        ("verdict", "perhaps"),
        ("parts", {"script": 7}),
        ("parts", []),
        ("vocabulary", "x"),
        ("depends_on", [1]),
        ("author", 7),
        ("extra", eval("[" * 60 + "]" * 60)),
    ],
)
def test_a_wrong_judgment_is_found_in_the_second_record(key: str, value: object) -> None:
    raw = json.loads(GOOD)
    raw["entries"]["b"][1][key] = value
    content = render_ledger(raw)
    first = content.split(b'"b": [')[0].count(b"\n") + 1
    second = content.split(b"    },\n")[0].count(b"\n")
    assert fault(content).location.line > max(first, second)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"entry": "other"}, "file name"),
        ({"version": 3}, "newer"),
        ({"signature": "x"}, "digest"),
        ({"from": "guess"}, "one of"),
        ({"seconds": -1}, "0 or more"),
        ({"seconds": int("1" + "0" * 400)}, "0 or more"),
        ({"dirty": 1}, "true or false"),
        ({"outputs": {"../../etc/passwd": {"digest": "sha256:" + "0" * 64, "bytes": 1}}}, "no path"),
        ({"outputs": {"/etc/passwd": {"digest": "sha256:" + "0" * 64, "bytes": 1}}}, "no path"),
        ({"outputs": {"results//x": {"digest": "sha256:" + "0" * 64, "bytes": 1}}}, "no path"),
        ({"outputs": {"results/a\n": {"digest": "sha256:" + "0" * 64, "bytes": 1}}}, "no path"),
        ({"outputs": {"results/a": {"digest": "sha256:" + "0" * 64, "bytes": 1.5}}}, "whole number"),
        ({"outputs": {"results/a": None}}, "null"),
        ({"varies": {"../x": {"rules": [], "digest": "sha256:" + "0" * 64}}}, "no path"),
        ({"varies": {"results/a": {"rules": [], "digest": "x"}}}, "digest"),
        ({"varies": {"results/a": {"rules": [], "digest": "sha256:" + "0" * 64, "numbers": ["NaN"]}}}, "numbers"),
        ({"varies": {"results/a": {"rules": "*", "digest": "sha256:" + "0" * 64}}}, "list of texts"),
        ({"varies": []}, "object"),
    ],
)
def test_a_wrong_receipt_belongs_to_its_entry(keys: dict[str, object], said: str) -> None:
    file, findings = parse_receipt(edited(RECEIPT, **keys), "specs/_runs/a.json", "a")
    assert file is None
    (found,) = findings
    assert (found.scope, found.entry) == (Scope.ENTRY, "a")
    assert said in found.message


def test_ledgers_come_back_to_the_same_bytes() -> None:
    lock, _ = parse_judgments(GOOD, LOCK)
    file, _ = parse_receipt(RECEIPT, "specs/_runs/a.json", "a")
    assert lock is not None and file is not None
    assert render_ledger(lock.raw) == GOOD
    assert render_ledger(file.raw) == RECEIPT
    assert receipt_record(file.receipt) == file.raw
    assert file.receipt == VARYING


def test_unknown_keys_survive_a_rewrite() -> None:
    raw = json.loads(GOOD)
    raw["remark"] = {"ü": [1, 2]}
    raw["entries"]["a"][0]["mood"] = "sure"
    lock, findings = parse_judgments(render_ledger(raw), LOCK)
    assert lock is not None and findings == []
    after = with_judgments(lock.raw, {"a": judgment("v9")})
    assert after["remark"] == {"ü": [1, 2]}
    assert after["entries"]["a"][1]["mood"] == "sure"  # type: ignore[index]
    file, _ = parse_receipt(edited(RECEIPT, colour="blue"), "specs/_runs/a.json", "a")
    assert file is not None
    after = with_receipt(file.raw, receipt(signature="s2"))
    assert after["colour"] == "blue" and "varies" not in after, "what it knew of other bytes goes with them"


def test_only_the_newest_twenty_are_kept() -> None:
    lock, _ = parse_judgments(lock_text(a=[judgment(f"v{number}") for number in range(30)]), LOCK)
    assert lock is not None
    assert [one.inputs_certified for one in lock.judgments["a"]] == [
        judgment(f"v{n}").inputs_certified for n in range(20)
    ]


@given(st.binary(max_size=200))
def test_parsing_never_raises(content: bytes) -> None:
    parse_judgments(content, LOCK)
    parse_receipt(content, "specs/_runs/a.json", "a")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(json.loads(RECEIPT))), values)
def test_any_value_under_any_key_reads_or_is_a_finding(key: str, value: object) -> None:
    content = json.dumps({**json.loads(RECEIPT), key: value}).encode()
    file, findings = parse_receipt(content, "specs/_runs/a.json", "a")
    assert (file is None) == bool(findings)
    if file is not None:
        render_ledger(with_receipt(file.raw, file.receipt))


@given(values)
def test_any_entries_read_or_are_a_finding(value: object) -> None:
    content = json.dumps({"version": 1, "entries": {"a": [value], "b": value}}).encode()
    lock, findings = parse_judgments(content, LOCK)
    assert (lock is None) == bool(findings)
