"""Laws of the look into artefacts: it never fails, shows every text as text, and stays small whatever it is given."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.artefact.json_head import read_json_head
from mkdocs_specthis.core.artefact.json_whole import read_json
from mkdocs_specthis.core.artefact.look import look_at_text
from mkdocs_specthis.core.artefact.members import LineCount, MemberCount
from mkdocs_specthis.core.artefact.thin import thinned
from mkdocs_specthis.core.artefact.value import Reading
from mkdocs_specthis.core.model.artefact import Look
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.svg import make_safe
from mkdocs_specthis.effects.artefacts.files import HEAD, WHOLE, look_into
from mkdocs_specthis.effects.tree.workspace import Workspace
from mkdocs_specthis.frontends.mkdocs.render.artefact_views import render_part

LARGEST = 1_200_000
"""Characters of HTML for one file."""
NASTY = st.sampled_from(
    ["<script>x</script>", "</td>", "a\"b'c", "&lt;", "\x00\x1b[31m", "\u202e", "{{7*7}}", "`x`", ""]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | NASTY
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=6) | NASTY, inner, max_size=8),
    max_leaves=60,
)
RECORDS = st.lists(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("year", "y", "y_lo", "y_hi", "t_ms", "<b>"), SCALARS)),
    max_size=30,
)
SERIES = st.lists(st.floats() | st.integers() | st.none(), max_size=60)
COLUMNS = st.dictionaries(st.sampled_from(["x", "year", "lower", "upper", "v"]), SERIES, max_size=5)
TAG = re.compile(r"<(/?)([a-zA-Z]\w*)")
OURS = frozenset({
    "div", "h4", "table", "caption", "thead", "tbody", "tr", "th", "td", "code", "small", "i", "p", "ul", "li",
    "details", "summary", "span", "figure", "figcaption", "svg", "path", "text",
})  # fmt: skip


def shown(look: Look) -> str:
    return "".join(render_part(part, "results/a.json") for part in look.parts)


def is_safe(html: str) -> bool:
    return {tag for _, tag in TAG.findall(html)} <= OURS and "\x1b" not in html and "\u202e" not in html


@given(VALUES | RECORDS | SERIES | COLUMNS)
def test_whatever_json_holds_is_shown_as_text(value: object) -> None:
    text = json.dumps(value)
    look = look_at_text(text, ".json", len(text))
    html = shown(look)
    assert look.fault is None and look.shape
    assert is_safe(html) and len(html) < LARGEST


@given(
    st.text() | st.binary().map(lambda content: content.decode("latin-1")),
    st.sampled_from([".json", ".csv", ".tsv", ".dat"]),
)
def test_no_text_makes_it_fail(text: str, suffix: str) -> None:
    assert is_safe(shown(look_at_text(text, suffix, len(text))))
    assert is_safe(shown(look_at_text(text, suffix, 3 * len(text) + 10)))


@given(VALUES | RECORDS)
def test_both_readers_read_the_same(value: object) -> None:
    text = json.dumps(value, ensure_ascii=False)
    whole = read_json(text)
    part = read_json_head(text, len(text), whole=True)
    assert isinstance(whole, Reading) and isinstance(part, Reading)
    assert part.value == whole.value and part.totals == {}


@given(VALUES | RECORDS, st.data())
def test_the_beginning_of_json_is_no_fault(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    cut = text[: data.draw(st.integers(1, len(text)))]
    look = look_at_text(cut, ".json", len(text) + 1)
    assert look.fault is None
    assert is_safe(shown(look))


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000])
def test_no_nesting_is_too_deep(text: str) -> None:
    assert len(shown(look_at_text(text, ".json", len(text)))) < LARGEST


@given(st.lists(VALUES, min_size=1, max_size=12), st.integers(1, 9), st.sampled_from(["", ', "more": [1, 2]}', ", 5]"]))
def test_members_are_counted_in_any_pieces(items: list[object], size: int, behind: str) -> None:
    content = (json.dumps(items, ensure_ascii=False)[1:] + behind).encode("utf-8", "surrogatepass")
    count = MemberCount()
    for place in range(0, len(content), size):
        count.feed(content[place : place + size])
    assert (count.number, count.ended) == (len(items), True)


@pytest.mark.parametrize("opens", ["[", '{"a":', "[1,", "[[],"])
@pytest.mark.parametrize("size", [1_000, 1_000_000])
def test_members_are_counted_however_deep_they_are(opens: str, size: int) -> None:
    """A level a round would take an hour for this."""
    deep = opens * 100_000 + "1" + ("}" if "{" in opens else "]") * 100_000
    content = f"{deep}, 2, {deep}, 4], 5]".encode()
    count = MemberCount()
    for place in range(0, len(content), size):
        count.feed(content[place : place + size])
    assert (count.number, count.ended) == (4, True)


def test_what_is_made_to_be_slow_is_left_uncounted() -> None:
    count = MemberCount()
    ladder = b"[1," * 300_000 + b"1" + b"],[2],[2]" * 300_000
    for _ in range(8):
        count.feed(ladder)
    assert count.number is None and count.ended


@given(st.lists(st.text("ab,", max_size=4), max_size=20), st.integers(1, 5), st.booleans())
def test_lines_are_counted_in_any_pieces(lines: list[str], size: int, ended: bool) -> None:
    text = "\n".join(lines) + ("\n" if ended and lines else "")
    count = LineCount()
    for place in range(0, len(text), size):
        count.feed(text[place : place + size].encode())
    assert count.lines == len(text.split("\n")) - (not text or text.endswith("\n"))
    assert not count.is_plain or "\n\n" not in text


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=3000))
def test_thinning_loses_no_peak(values: list[float | None]) -> None:
    points = thinned([float(place) for place in range(len(values))], values)
    assert len(points) <= 640 or len(values) <= 640
    numbers = [value for value in values if value is not None]
    left = [y for _, y in points if y is not None]
    assert (min(numbers, default=0), max(numbers, default=0)) == (min(left, default=0), max(left, default=0))


def test_a_large_file_is_looked_at_and_counted(tmp_path: Path) -> None:
    """Real bytes, larger than is read: how many there are is counted, and only the beginning is held."""
    row = b'{"id": 1, "name": "a \\"quoted, {name", "v": 0.25},\n'
    number = WHOLE // len(row) + 1000
    (tmp_path / "big.json").write_bytes(b'{"rows": [' + row * (number - 1) + row.rstrip(b",\n") + b"]}")
    (tmp_path / "big.csv").write_bytes(b"year,v\n" + b"2001,0.25\n" * (WHOLE // 10 + 1000))
    workspace = Workspace(root=tmp_path, settings=Settings())
    look, table = look_into(workspace, "big.json"), look_into(workspace, "big.csv")
    assert look is not None and table is not None
    assert look.parts[0].table is not None and look.parts[0].table.total.number == number
    assert look.seen == HEAD < look.size and not look.digest
    assert table.shape == f"{WHOLE // 10 + 1000:,} rows of 2 columns"


PIECES = st.sampled_from([
    "<script>alert(1)</script>", "<a href='javascript:x'>", "</a>", "<g onload='x'>", "</g>", "&#60;script", "text",
    "<style>@import 'x'</style>", "<image href='http://x/y.png'/>", "<foreignObject><body/></foreignObject>",
    "<path d='M0 0' style='fill:url(http://x)'/>", "<set attributeName='href'/>", "<?xml-stylesheet href='x'?>",
    "<use href='#a'/>", "<!-- x -->",
])  # fmt: skip


@given(st.lists(PIECES, max_size=8))
def test_no_picture_runs_or_fetches_anything(pieces: list[str]) -> None:
    content = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(pieces)}</svg>'.encode()
    safe = make_safe(content)
    if safe is None:
        return
    left = content if safe.content is None else safe.content
    assert not re.search(rb"<\w*:?(script|a|set|foreignObject)\b|javascript|onload|http://x|@import|<\?xml-", left)
    assert make_safe(left) is not None and make_safe(left).content is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<svg", b"<html/>", b"\xff\xfe<\0s\0v\0g\0",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 100_000,
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
    ],
)  # fmt: skip
def test_what_is_no_picture_is_none(content: bytes) -> None:
    assert make_safe(content) is None
