"""The text of a spec with its slots, and what comes back from the host: pure functions, no build."""

from dataclasses import replace
from time import process_time

from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown
from markupsafe import Markup

from mkdocs_specthis.core.model.settings import Settings
from mkdocs_specthis.core.model.spec import Spec
from mkdocs_specthis.core.parse.spec import parse_spec
from mkdocs_specthis.core.views.prose import entry_words, marked_body, shared_words, summary_of
from mkdocs_specthis.frontends.mkdocs.prose import finish, moved_to, slotted

HEAD = "---\nname: x\nkind: compute\n---\n"


def spec_of(body: str) -> Spec:
    return parse_spec((HEAD + body).encode(), "specs/x.md", Settings())[0]


def slot(what: str, entry: str) -> str:
    return f"<{what} {entry}>"


def test_fields_go_and_slots_come() -> None:
    """
    # Title

    Words.

    ## Entries

    ### a

    - Script: `s.py`
    - Consumes:
        - b
        - c

    Prose of a.

    ### b

    Before.

    Output: `results/b.json`

    After.
    """
    body = "\n".join(line[4:] for line in (test_fields_go_and_slots_come.__doc__ or "").split("\n")[1:])
    shown = [line for line in marked_body(spec_of(body), slot).split("\n") if line.strip()]
    assert shown == [
        "# Title", "<head >", "Words.", "## Entries", "### a", "<chips a>", "<fields a>", "Prose of a.", "<end a>",
        "### b", "<chips b>", "Before.", "<fields b>", "After.", "<end b>",
    ]  # fmt: skip


def test_an_underlined_title_stays_whole() -> None:
    shown = marked_body(spec_of("Title\n=====\n\nWords.\n"), slot).split("\n")
    assert [line for line in shown if line.strip()] == ["Title", "=====", "<head >", "Words."]


def test_without_a_title_the_head_comes_first() -> None:
    assert marked_body(spec_of("Words.\n\n# Later\n"), slot).lstrip().startswith("<head >")


def test_fields_that_are_not_understood_stay() -> None:
    body = "## Entries\n\n### a\n\n- Script: `s.py`\n"
    assert "- Script: `s.py`" in marked_body(spec_of(body), slot, frozenset({"a"}))


def test_summaries_are_one_plain_sentence() -> None:
    def summary(block: str) -> str:
        return summary_of(spec_of(f"## Entries\n\n### a\n\n{block}\n").entries[0])

    assert summary("- Script: `s.py`\n\nThe **mean** of `x`, see [y](y.md). More.") == "The mean of x, see y."
    assert summary("| a | b |\n|---|---|\n\nWords of [[b]]\nand more") == "Words of b and more"
    assert summary("- Status: script TBD") == ""
    assert len(summary("word " * 100)) <= 160


def test_words_are_found_without_the_marks_around_them() -> None:
    body = "# Title\n\n  - An *item*\n\n## Entries\n\n### a\n\n#### Part\n\n\t+ More <b>bold</b>\n* * x - y\n"
    spec = spec_of(body)
    assert shared_words(spec).split() == ["Title", "An", "item", "Entries"]
    assert entry_words(spec.entries[0]).split() == ["Part", "More", "bold", "x", "-", "y"]


def test_words_among_many_empty_lines_are_found_in_line() -> None:
    """What a spec says outside of its entries is, for the most part, empty lines."""
    spec = replace(spec_of("Words.\n"), body="Words.\n" + "\n" * 60_000)
    began = process_time()
    assert shared_words(spec) == "Words."
    assert process_time() - began < 1


@given(st.text(alphabet=st.sampled_from("# `*_-[]<>&\n\t~$:|ab1"), max_size=400))
def test_any_text_comes_back_without_a_slot(text: str) -> None:
    """Whatever stands in a block: no slot is left on the page, and states stand where entries are."""
    spec = spec_of(f"# T\n\n## Entries\n\n### a\n\n{text}\n\n### b\n\n- Script: `s.py`\n\nWords of b.\n")
    rendered = finish(
        spec, markdown(slotted(spec, ())), lambda what, entry: Markup(f"({what} {entry})"), raw_html=False
    )
    assert "specthisslot" not in rendered.html
    for entry, part in rendered.parts.items():
        assert "specthisslot" not in part
        assert rendered.html.count(f"(chips {entry})") == 1


def test_links_of_a_part_hold_on_another_page() -> None:
    part = Markup(
        '<p id="own">a <a href="../other/#x">b</a> <a href="#own">c</a> <a href="#far">d</a> '
        '<a href="https://x.org/y">e</a> <img src="../../a.png"> <code>href="kept"</code> <i id="moved">f</i></p>'
    )
    moved = moved_to(part, "specs/one/", "entries/two/", {"moved"})
    assert moved == (
        '<p id="own">a <a href="../../specs/other/#x">b</a> <a href="#own">c</a> <a href="../../specs/one/#far">d</a> '
        '<a href="https://x.org/y">e</a> <img src="../../a.png"> <code>href="kept"</code> <i>f</i></p>'
    )
    flat = moved_to(Markup('<a href="other.html">b</a>'), "specs/one.html", "entries/two.html", ())
    assert flat == '<a href="../specs/other.html">b</a>'
