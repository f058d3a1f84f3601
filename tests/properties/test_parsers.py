"""Whatever bytes a user's files hold, reading them gives a record and findings, never an exception."""

import json

from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.ledgers import parse_judgments, parse_receipt
from mkdocs_specthis.core.parse.settings import parse_settings
from mkdocs_specthis.core.parse.source import read_source
from mkdocs_specthis.core.parse.spec import parse_spec

FIELDS = [
    *("Script", "Output", "Status", "Keys", "Sidecars", "Workflows", "Inputs", "Consumes", "Run", "Timeout"),
    *("Retries", "Resources", "Varies", "Traces to", "Export script", "Export outputs"),
]
KEYS = ["name", "kind", "depends_on", "host_doc", "section_label", "title", "tags", "owner", "draft"]

words = st.sampled_from(
    [
        *FIELDS,
        *(f"- {field}: " for field in FIELDS),
        *(f"{key}: " for key in KEYS),
        *(
            "---",
            "## ",
            "Entries\n",
            "### ",
            "a\n",
            "```",
            "~~~",
            "<!--",
            "-->",
            "<div>",
            ">",
            "-",
            "*",
            "1.",
            "[",
            "]",
        ),
        *("{", "}", "&", "*x", "`", "``", "\\", "|", ":", ",", "#", "compute", "report"),
        *(
            "scripts/a.py",
            "results/a.json",
            "../x",
            "/etc/passwd",
            "none",
            "script ready",
            "script TBD",
            "30m",
            "x ~ 1e-6",
        ),
        *("\n", "\n\n", "\r\n", "\r", "\t", "    ", " ", "\0", "\ufeff", "\u202e", "\x1b", "\u2028", "é", "\U0001f600"),
    ]
)
almost_specs = st.lists(words, max_size=60).map(
    lambda parts: "---\nname: a\nkind: compute\n---\n\n## Entries\n\n### a\n\n" + "".join(parts)
)
texts = st.one_of(st.text(max_size=400), st.lists(words, max_size=60).map("".join), almost_specs)
contents = st.one_of(st.binary(max_size=400), texts.map(lambda text: text.encode("utf-8", "surrogatepass")))

json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=12), inner, max_size=4)),
    max_leaves=12,
)
digests = st.one_of(st.just("sha256:" + "0" * 64), st.text(max_size=8), json_values)
judgments = st.fixed_dictionaries(
    {},
    optional={
        "scheme": st.one_of(st.just(1), json_values),
        "inputs_certified": digests,
        "verdict": st.one_of(st.sampled_from(["certified", "rejected"]), json_values),
        "parts": st.one_of(st.dictionaries(st.text(max_size=5), digests, max_size=2), json_values),
        "vocabulary": json_values,
        "depends_on": json_values,
        "author": json_values,
        "ts": json_values,
    },
)
locks = st.fixed_dictionaries(
    {},
    optional={
        "version": st.one_of(st.just(1), json_values),
        "entries": st.one_of(
            st.dictionaries(st.text(max_size=5), st.one_of(st.lists(judgments, max_size=2), json_values), max_size=2),
            json_values,
        ),
    },
)
receipts = st.fixed_dictionaries(
    {},
    optional={
        "version": st.one_of(st.just(1), json_values),
        "scheme": st.one_of(st.just(1), json_values),
        "entry": st.one_of(st.just("a"), json_values),
        "signature": digests,
        "parts": json_values,
        "outputs": st.one_of(
            st.dictionaries(
                st.text(max_size=9),
                st.one_of(st.fixed_dictionaries({"digest": digests, "bytes": json_values}), json_values),
                max_size=2,
            ),
            json_values,
        ),
        "undeclared": json_values,
        "seconds": json_values,
        "dirty": json_values,
        "from": json_values,
    },
)


def ledger_bytes(records: st.SearchStrategy[object]) -> st.SearchStrategy[bytes]:
    return st.one_of(st.binary(max_size=200), json_values.map(to_bytes), records.map(to_bytes))


def to_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


@given(content=contents, path=st.sampled_from(["specs/a.md", "specs/README.md", "specs/b/c.md", "specs/.md"]))
@example(content=b"---\n" + b"[" * 2000 + b"\n---\n", path="specs/a.md")
@example(content=b"---\nname: " + b"9" * 5000 + b"\n---\n", path="specs/a.md")
@example(content=b"---\ntitle: 2024-99-99\n---\n", path="specs/a.md")
@example(content=b"---\n? [a, b]\n: c\n---\n", path="specs/a.md")
@example(content=b"---\n!!python/object:os.system x\n---\n", path="specs/a.md")
@example(content=b"---\n%YAML 9.9\n---\nname: a\n---\n", path="specs/a.md")
@example(content=b"---\nname: a\n--- b\nkind: compute\n---\n", path="specs/a.md")
@example(content=b"---\nname: a\nkind: compute\n---\n## Entries\n### a\n- Run: '\n", path="specs/a.md")
def test_any_bytes_are_a_spec_and_its_findings(content: bytes, path: str) -> None:
    spec, findings = parse_spec(content, path, Settings())
    assert spec.path == path
    lines = content.count(b"\n") + content.count(b"\r") + 1
    for finding in findings:
        assert finding.location.path == path
        assert 0 <= finding.location.line <= lines
        assert str(finding).isprintable() or "\n" in str(finding)
    for entry in spec.entries:
        assert 1 <= entry.location.line <= entry.end_line <= lines


@given(content=contents)
def test_what_cannot_be_read_says_so(content: bytes) -> None:
    spec, findings = parse_spec(content, "specs/a.md", Settings())
    assert not spec.unreadable or any(finding.severity == "error" for finding in findings)


@given(content=texts)
def test_line_ends_make_no_difference(content: str) -> None:
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    one, _ = parse_spec(text.encode("utf-8", "surrogatepass"), "specs/a.md", Settings())
    two, _ = parse_spec(text.replace("\n", "\r\n").encode("utf-8", "surrogatepass"), "specs/a.md", Settings())
    assert one == two


@given(content=texts, tail=st.text(alphabet=" \t\n", max_size=5))
def test_white_space_at_the_end_moves_no_contract(content: str, tail: str) -> None:
    one, _ = parse_spec(content.encode("utf-8", "surrogatepass"), "specs/a.md", Settings())
    two, _ = parse_spec((content + "\n" + tail).encode("utf-8", "surrogatepass"), "specs/a.md", Settings())
    assert (one.prose_digest, [entry.block_digest for entry in one.entries]) == (
        two.prose_digest,
        [entry.block_digest for entry in two.entries],
    )


@given(text=st.one_of(st.text(max_size=300), texts), local=st.one_of(st.none(), st.text(max_size=100)))
def test_any_text_is_settings_and_findings(text: str, local: str | None) -> None:
    settings, _ = parse_settings(text, local)
    assert settings.specs and settings.results and settings.reports


@given(
    values=st.dictionaries(
        st.sampled_from(
            [
                "specs",
                "results",
                "reports",
                "command",
                "interpreters",
                "env",
                "timeout",
                "retries",
                "silence",
                "roots",
                "url",
                "push",
            ]
        ),
        st.sampled_from(
            [
                '""',
                '".."',
                '"/"',
                '"a"',
                "1",
                "-1",
                "true",
                "[]",
                "[1]",
                '["a"]',
                "{}",
                "{a = 1}",
                "[{}]",
                "1979-05-27",
                "nan",
                '"\\u0000"',
            ]
        ),
        max_size=6,
    ),
    table=st.sampled_from(["paths", "run", "policy", "python", "paper", "cache", "engine", "pats"]),
)
def test_any_value_in_any_table_is_settings_and_findings(values: dict[str, str], table: str) -> None:
    text = f"[{table}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
    settings, _ = parse_settings(text)
    folders = {settings.specs, settings.results, settings.reports}
    assert len(folders) == 3
    assert not any(folder.startswith(("/", "..")) for folder in folders)


@given(content=ledger_bytes(locks))
def test_any_bytes_are_a_lock_file_or_unreadable(content: bytes) -> None:
    lock, findings = parse_judgments(content, "specs/_lock.json")
    assert (lock is None) == bool(findings)


@given(content=ledger_bytes(receipts))
def test_any_bytes_are_a_receipt_or_unreadable(content: bytes) -> None:
    receipt, findings = parse_receipt(content, "specs/_runs/a.json", "a")
    assert (receipt is None) == bool(findings)
    assert receipt is None or receipt.receipt.entry == "a"


@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    ),
    suffix=st.sampled_from([".py", ".sh", ".R", ""]),
)
@example(content=b"import " + b"a." * 3000 + b"b", suffix=".py")
@example(content=b"(" * 5000, suffix=".py")
@example(content=b"x = " + b"-" * 20000 + b"1", suffix=".py")
@example(content=b"from ........ import x", suffix=".py")
def test_any_bytes_are_a_script(content: bytes, suffix: str) -> None:
    facts = read_source(content, "scripts/a" + suffix, lambda path: False, ("", "src"))
    assert facts.path == "scripts/a" + suffix
