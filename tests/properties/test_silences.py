"""Laws of silencing comments: they hide no word from a digest, and change nothing that a digest does not see."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.model.entry import Entry
from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.parse.source import read_source
from mkdocs_specthis.core.parse.spec import parse_spec

SILENCE = "<!-- specthis: silence exhibit-words — a reason -->"
HEAD = "---\nname: compute-a\nkind: compute\n---\n\n## Entries\n\n### one\n\n- Keys:\n    - `a`\n"
LINES = (
    *("", "    - `b`", "    - `c`", "- Inputs:", "Words of the contract.", "A list:", "- item", "    - nested", "~~~"),
    *(
        "    code",
        "<div>",
        "</div>",
        "> quoted",
        "## Entries",
        "### two",
        "- Script: `s.py`",
        "- Output: `results/a.json`",
    ),
    *(
        "- Inputs: `a.csv`,",
        "  `b.csv`",
        "- Status: script ready",
        "Consumes: none",
        "<!-- plain -->",
        "<!--",
        "-->",
        "`",
    ),
)
bodies = st.lists(st.sampled_from(LINES), max_size=14)


def entries_of(lines: list[str]) -> tuple[Entry, ...]:
    return parse_spec((HEAD + "\n".join(lines) + "\n").encode(), "specs/compute-a.md", Settings())[0].entries


def digests(entries: tuple[Entry, ...]) -> list[tuple[str, str, str]]:
    return [(entry.name, entry.block_digest, entry.prose_digest) for entry in entries]


def meaning(entry: Entry) -> tuple[object, ...]:
    texts = (tuple(value.text for value in values) for values in (entry.scripts, entry.outputs, entry.inputs))
    return (*texts, entry.keys, entry.consumes is None)


@given(lines=bodies, place=st.integers(0, 14))
def test_where_a_comment_moves_no_digest_it_changes_no_field(lines: list[str], place: int) -> None:
    bare, said = entries_of(lines), entries_of([*lines[:place], SILENCE, *lines[place:]])
    if digests(bare) == digests(said):
        assert [meaning(entry) for entry in bare] == [meaning(entry) for entry in said]


@given(lines=bodies, place=st.integers(0, 14), word=st.sampled_from(["New words.", "    - `d`", "- Inputs: `d`"]))
def test_words_are_as_visible_to_a_digest_with_a_comment_as_without(lines: list[str], place: int, word: str) -> None:
    commented = [*lines, "", SILENCE, ""]
    place = min(place, len(lines))
    bare, more = entries_of(lines), entries_of([*lines[:place], word, *lines[place:]])
    said, said_more = entries_of(commented), entries_of([*commented[:place], word, *commented[place:]])
    if digests(bare) != digests(more) and digests(said) == digests(bare):
        assert digests(said) != digests(said_more)


@given(
    source=st.lists(
        st.sampled_from(["A = A / A", "A = B / B", "B = C / C", "C = A + f'{B}{B}'", "open(A, 'w')", "A = Path('r')"]),
        max_size=30,
    )
)
def test_names_that_stand_for_each_other_end(source: list[str]) -> None:
    facts = read_source("\n".join(source).encode(), "scripts/a.py", lambda _: False, ())
    assert facts == replace(facts, syntax_error="")


def test_a_long_chain_of_names_takes_no_time() -> None:
    names = [f"N{number} = N{number + 1} / N{number + 1}" for number in range(3000)]
    source = "\n".join([*names, "N3000 = Path('reports')", "open(N0, 'w')", "open('reports/a', 'w')"])
    facts = read_source(source.encode(), "scripts/a.py", lambda _: False, ())
    assert facts.writes == (("reports/a", 3003),)
